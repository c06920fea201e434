package live_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/civil"
	"sinergi/internal/demo/feed"
	"sinergi/internal/live"
	"sinergi/internal/simulate"
	"sinergi/internal/transit"
	"sinergi/trace"
)

// street is a simulated service, day by day.
type street struct {
	feed      *gtfs.Feed
	plans     []*live.Plan
	positions []map[string][]transit.Position // by vehicle
	rosters   []map[string]string
}

func rules(t testing.TB, text string) transit.Rules {
	t.Helper()
	r, err := transit.ParseRules(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func planner(t testing.TB, f *gtfs.Feed, of transit.Rules) func(day civil.Date) *live.Plan {
	paths := map[string]*trace.Path{}
	return func(day civil.Date) *live.Plan {
		var runs []transit.Planned
		for _, r := range f.Runs(gtfs.Date{Year: day.Year, Month: day.Month, Day: day.Day}) {
			runs = append(runs, transit.Planned{Trip: r.TripID, Start: r.Start, Duration: r.Duration, Route: r.RouteID, Direction: r.Direction, Block: r.BlockID, Shape: r.ShapeID})
		}
		return live.NewPlan(f, of, day, runs, func(shape string) (*trace.Path, error) {
			if p, ok := paths[shape]; ok {
				return p, nil
			}
			var line []trace.LatLon
			for _, q := range f.Shape(shape) {
				line = append(line, trace.LatLon{Lat: q.Lat, Lon: q.Lon})
			}
			p, err := trace.NewPath(line)
			paths[shape] = p
			return p, err
		})
	}
}

// simulated drives the first blocks of the demo's timetable for some days.
func simulated(t testing.TB, seed uint64, days, buses, every int, of transit.Rules) street {
	t.Helper()
	f, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	s, err := simulate.New(simulate.Config{Seed: seed, Month: civil.Month{Year: 2026, Month: 10}, Feed: f, Every: every, Days: days, Buses: buses})
	if err != nil {
		t.Fatal(err)
	}
	plan := planner(t, f, of)
	out := street{feed: f}
	for n, date := range s.Days() {
		d := s.Day(n)
		heard, roster := map[string][]transit.Position{}, map[string]string{}
		for _, x := range d.Tracks {
			for _, fix := range x.Fixes {
				p, aside := transit.Judge(transit.Report{At: time.Unix(fix.At, 0), Received: time.Unix(fix.Received, 0), Lat: fix.Lat, Lon: fix.Lon, Speed: fix.Speed, Heading: float64(fix.Heading), Accuracy: -1}, time.Time{})
				if aside == transit.Usable {
					heard[x.Vehicle] = append(heard[x.Vehicle], p)
				}
			}
			heard[x.Vehicle] = transit.Merge(heard[x.Vehicle])
		}
		for _, duty := range d.Roster {
			roster[duty.Block] = duty.Vehicle
		}
		out.plans, out.positions, out.rosters = append(out.plans, plan(date)), append(out.positions, heard), append(out.rosters, roster)
	}
	return out
}

// learn gives the travel times of the first days.
func (s street) learn(days int) *live.Paces {
	var paces live.Paces
	for n := range days {
		b := live.NewBoard(s.plans[n], s.rosters[n], nil)
		for id, ps := range s.positions[n] {
			b.Hear(id, ps)
		}
		paces.Add(s.plans[n].Trips, b.Passages())
	}
	return &paces
}

// What is foretold of runs that are on the way is off by less than the timetable
// alone, by half of that up to ten minutes ahead, and by less than half of what
// going on at the last speed is; and the error is within twice the uncertainty
// that was told in four cases of five.
func TestForetellingBeatsTheTimetableAndTheLastSpeed(t *testing.T) {
	t.Parallel()
	s := simulated(t, 11, 5, 6, 20, rules(t, `{"routes":["1"]}`))
	known := live.Replay(s.plans[4], s.rosters[4], nil, s.learn(4), s.positions[4], 6*time.Minute)
	blind := live.Replay(s.plans[4], s.rosters[4], nil, nil, s.positions[4], 6*time.Minute)
	for i, a := range known {
		t.Logf("%d to %d min ahead, %d calls: off by %d s; without travel times %d s, the timetable %d s, the last speed %d s; %d %% within",
			a.From, a.Until, a.Calls, a.Live/a.Calls, blind[i].Live/a.Calls, a.Timetable/a.Calls, a.Speed/a.Calls, 100*a.Within/a.Calls)
		if a.Calls < 100 {
			t.Fatalf("only %d calls", a.Calls)
		}
		table := int64(90)
		if a.Until <= 10 {
			table = 50
		}
		if 100*a.Live > table*a.Timetable || 2*a.Live > a.Speed+a.Calls || 20*a.Live > 21*blind[i].Live {
			t.Errorf("%d to %d minutes ahead it is not good enough", a.From, a.Until)
		}
		if a.Within*100 < a.Calls*80 {
			t.Errorf("%d to %d minutes ahead the uncertainty told is too small", a.From, a.Until)
		}
	}
}

// Through a day of faults, what is published raises none of the rules that
// consumers rely on, and no run is told of twice.
func TestFeedsAreWhatConsumersRelyOn(t *testing.T) {
	t.Parallel()
	s := simulated(t, 5, 1, 6, 20, rules(t, `{"routes":["1"],"inferred":true}`))
	b := live.NewBoard(s.plans[0], nil, nil)
	heard := map[string]int{}
	vehicles, runs := 0, 0
	var before [2]*realtime.Message
	for at := s.plans[0].Day.Start().Add(5 * time.Hour); at.Before(s.plans[0].Day.Start().Add(22 * time.Hour)); at = at.Add(17 * time.Minute) {
		for id, ps := range s.positions[0] {
			n := heard[id]
			for n < len(ps) && ps[n].At <= at.UnixMicro() {
				n++
			}
			b.Hear(id, ps[heard[id]:n])
			heard[id] = n
		}
		v := b.At(at)
		for i, m := range []*realtime.Message{s.plans[0].Positions(v, map[string]string{"B001": "BM 1"}), s.plans[0].Updates(v, nil)} {
			back, err := realtime.Read(m.Append(nil), realtime.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range (realtime.Checker{Feed: s.feed, Previous: before[i]}).Check(back, at) {
				if f.Code != "W007" { // the test looks every 17 minutes
					t.Errorf("%s: %s %s: %s (%s)", at.Format("15:04"), f.Code, f.Entity, f.Text(), f.Value)
				}
			}
			ids := map[string]bool{}
			for _, e := range back.Entities {
				if ids[e.ID] {
					t.Errorf("%s: %s is told twice", at.Format("15:04"), e.ID)
				}
				ids[e.ID] = true
			}
			before[i] = back
		}
		vehicles, runs = vehicles+len(before[0].Entities), runs+len(before[1].Entities)
	}
	if vehicles < 50 || runs < vehicles {
		t.Errorf("%d vehicles and %d runs in a day", vehicles, runs)
	}
}

// drivenAt gives positions of a bus that drives a shape from an instant on at a
// steady speed.
func drivenAt(shape []gtfs.ShapePoint, from time.Time, speed float64, seconds, every int) []transit.Position {
	var all []transit.Position
	for s := 0; s <= seconds; s += every {
		along := speed * float64(s)
		i := 1
		for i < len(shape)-1 && shape[i].Dist < along {
			i++
		}
		a, b := shape[i-1], shape[i]
		share := min(1, (along-a.Dist)/math.Max(1, b.Dist-a.Dist))
		all = append(all, transit.Position{At: from.Add(time.Duration(s) * time.Second).UnixMicro(), LatE7: int32((a.Lat + share*(b.Lat-a.Lat)) * 1e7), LonE7: int32((a.Lon + share*(b.Lon-a.Lon)) * 1e7), Speed: transit.Unknown, Heading: transit.Unknown})
	}
	return all
}

// A run by headway is named by when it left, and keeps that name; it is told as
// one that no timetable has, in instants.
func TestARunByHeadway(t *testing.T) {
	t.Parallel()
	f, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	day := civil.Date{Year: 2026, Month: 10, Day: 5}
	plan := planner(t, f, rules(t, `{"routes":["2"]}`))(day)
	if len(plan.Windows) == 0 {
		t.Fatal("route 2 has no headways")
	}
	trip := plan.Trips[plan.Windows[0].Trip]
	began := day.Start().Add(8*time.Hour + 7*time.Minute)
	all := drivenAt(f.Shape(trip.Shape), began, 6, 1800, 10)
	b := live.NewBoard(plan, nil, nil)
	name := ""
	for n := 12; n < len(all); n += 12 {
		b.Hear("bus", all[max(0, n-12):n])
		at := time.UnixMicro(all[n-1].At)
		m := plan.Updates(b.At(at), nil)
		if n := len(m.Entities); n == 0 && name == "" { // not far enough to know
			continue
		} else if n != 1 {
			t.Fatalf("%s: %d runs", at.Format("15:04"), n)
		}
		u := m.Entities[0].TripUpdate
		if name == "" {
			name = u.Trip.StartTime
		}
		start, _ := realtime.Seconds(u.Trip.StartTime)
		if u.Trip.ID != trip.ID || u.Trip.StartTime != name || u.Trip.StartDate != "20261005" || u.Trip.Relationship != realtime.Unscheduled || math.Abs(float64(start)-8.1167*3600) > 60 {
			t.Fatalf("%s: it is called %+v", at.Format("15:04"), u.Trip)
		}
		for _, c := range u.Calls {
			if c.Arrival != nil && (c.Arrival.Delay != nil || c.Arrival.Time < at.Unix()) {
				t.Errorf("%s: %s is told as %+v", at.Format("15:04"), c.StopID, c.Arrival)
			}
		}
		for _, f := range (realtime.Checker{Feed: f}).Check(m, at) {
			t.Errorf("%s: %s (%s)", f.Code, f.Text(), f.Value)
		}
	}
	if name == "" {
		t.Fatal("the bus was never on a run")
	}
	// Silent for longer than five minutes, it is told of no more.
	silent := b.At(time.UnixMicro(all[len(all)-1].At).Add(6 * time.Minute))
	if n := len(plan.Positions(silent, nil).Entities) + len(plan.Updates(silent, nil).Entities); n > 0 || len(silent.Vehicles) != 1 {
		t.Errorf("%d entities of a silent bus, %d vehicles", n, len(silent.Vehicles))
	}
}

// Positions in any order and twice are one day, and what was learned survives
// being written down.
func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	t.Parallel()
	s := simulated(t, 3, 1, 3, 20, rules(t, `{"routes":["1"]}`))
	straight, shuffled := live.NewBoard(s.plans[0], s.rosters[0], nil), live.NewBoard(s.plans[0], s.rosters[0], nil)
	for id, ps := range s.positions[0] {
		straight.Hear(id, ps)
		for n := len(ps); n > 0; n -= 50 {
			shuffled.Hear(id, ps[max(0, n-70):n])
		}
	}
	a, b := straight.Passages(), shuffled.Passages()
	one, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	two, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(a) < 5 || string(one) != string(two) {
		t.Errorf("%d and %d passages that differ", len(a), len(b))
	}
	var back []live.Passage
	if err := json.Unmarshal(one, &back); err != nil {
		t.Fatal(err)
	}
	var first, second live.Paces
	first.Add(s.plans[0].Trips, a)
	second.Add(s.plans[0].Trips, back)
	if first.Known() == 0 || first.Known() != second.Known() {
		t.Errorf("%d and %d ways known", first.Known(), second.Known())
	}
}
