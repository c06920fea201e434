package pull

import (
	"fmt"
	"slices"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/civil"
)

// Timetable finds runs by what sources call them.
type Timetable struct {
	feed   *gtfs.Feed
	routes []string // of the service; none: all
	zone   *time.Location
	runs   map[string][]start // by trip
}

// start is a run of a trip on one of the days that matter now.
type start struct {
	day     civil.Date
	from    int // seconds of the service day
	until   int // of a window by headway; 0 for a run at its time
	repeats bool
}

// NewTimetable makes a timetable ready for what is said on a day: of the day
// before, the day itself and the one after.
func NewTimetable(f *gtfs.Feed, routes []string, today civil.Date) *Timetable {
	t := &Timetable{feed: f, routes: routes, zone: civil.WIB(), runs: map[string][]start{}}
	if len(f.Agencies) > 0 && f.Agencies[0].Timezone != "" {
		if zone, err := time.LoadLocation(f.Agencies[0].Timezone); err == nil {
			t.zone = zone
		}
	}
	repeats := map[string]bool{}
	for _, q := range f.Frequencies {
		repeats[q.TripID] = true
	}
	for _, day := range []civil.Date{today.AddDays(-1), today, today.AddDays(1)} {
		on := gtfs.Date{Year: day.Year, Month: day.Month, Day: day.Day}
		for _, r := range f.Runs(on) {
			t.runs[r.TripID] = append(t.runs[r.TripID], start{day, r.Start, 0, repeats[r.TripID]})
		}
		for _, h := range f.Headways(on) {
			t.runs[h.TripID] = append(t.runs[h.TripID], start{day, h.From, h.Until, true})
		}
	}
	return t
}

// Known is how a trip that a source speaks of stands to the timetable.
type Known int

// The answers.
const (
	Has       Known = iota // a run of the timetable
	HasNot                 // no such trip, or not on that day or at that time
	Elsewhere              // of a route that the service has not
	Extra                  // added on purpose
)

// Run is a run as a source means it.
type Run struct {
	Trip      string
	Day       civil.Date
	Start     int  // seconds of the service day
	Headway   bool // it has no times in the timetable
	Repeats   bool // it is one of several of the trip at exact times
	Cancelled bool
	Calls     []Call // from the first that is foretold; of a cancelled run as planned
}

// Call is when a run will be at a stop, by the source, in Unix seconds.
type Call struct {
	Position              int // of the trip, its first stop being 0
	Stop                  string
	PlanArrive, PlanLeave int64
	Arrive, Leave         int64
	Skipped               bool
	told                  bool
}

// Late is how many seconds the run is behind its timetable where it leaves, or at
// its last stop where it arrives.
func (c Call) Late() int { return int(c.Leave - c.PlanLeave) }

// Find gives the run that a trip descriptor means. Without a start_date it is the
// one that is nearest to now.
func (t *Timetable) Find(d realtime.Trip, now time.Time) (Run, Known) {
	if slices.Contains([]realtime.TripRelation{realtime.Added, realtime.New, realtime.Duplicated, realtime.Replacement}, d.Relationship) {
		return Run{}, Extra
	}
	trip, ok := t.feed.Trip(d.ID)
	switch {
	case !ok && d.RouteID != "" && t.other(d.RouteID), ok && t.other(trip.RouteID):
		return Run{}, Elsewhere
	case !ok:
		return Run{}, HasNot
	}
	second, timed := realtime.Seconds(d.StartTime)
	if d.StartTime != "" && !timed {
		return Run{}, HasNot
	}
	best, found, far := start{}, false, time.Duration(0)
	for _, s := range t.runs[d.ID] {
		if d.StartDate != "" && d.StartDate != fmt.Sprintf("%04d%02d%02d", s.day.Year, s.day.Month, s.day.Day) {
			continue
		}
		at := s.from
		switch {
		case timed && s.until == 0 && second != s.from:
			continue
		case timed && s.until > 0: // a run by headway leaves when it leaves
			at = second
			if second < s.from-windowSlack || second > s.until+windowSlack {
				continue
			}
		}
		off := now.Sub(t.begins(s.day).Add(time.Duration(at) * time.Second)).Abs()
		if !found || off < far {
			best, found, far = start{s.day, at, s.until, s.repeats}, true, off
		}
	}
	if !found {
		return Run{}, HasNot
	}
	return Run{Trip: d.ID, Day: best.day, Start: best.from, Headway: best.until > 0, Repeats: best.repeats && best.until == 0}, Has
}

// begins is when the seconds of a service day count from: twelve hours before its
// noon in the zone of the timetable.
func (t *Timetable) begins(day civil.Date) time.Time {
	return time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, t.zone).Add(-12 * time.Hour)
}

// windowSlack is how far outside its window, in seconds, a run by headway may
// leave.
const windowSlack = 30 * 60

func (t *Timetable) other(route string) bool {
	return len(t.routes) > 0 && !slices.Contains(t.routes, route)
}

// longestOff is by how much a run may differ from its timetable to be believed,
// in seconds.
const longestOff = 6 * 3600

// Foretell reads what a trip update says of a run at fixed times. It is false when
// that cannot be: a stop that the trip has not, or a delay beyond reason.
func (t *Timetable) Foretell(r *Run, u *realtime.TripUpdate) bool {
	rel := u.Trip.Relationship
	if r.Cancelled = rel == realtime.Canceled || rel == realtime.Deleted; rel == realtime.Deleted {
		return true // passengers are not even told that it was planned
	}
	times := t.feed.StopTimes(r.Trip)
	if r.Headway || len(times) == 0 {
		return true
	}
	shift := 0
	if r.Repeats {
		shift = r.Start - max(times[0].Departure, times[0].Arrival)
	}
	calls := make([]Call, len(times))
	for i, st := range times {
		at := func(second int) int64 { return t.begins(r.Day).Unix() + int64(second+shift) }
		arrive, leave := st.Arrival, st.Departure
		if arrive < 0 {
			arrive = leave
		}
		if leave < 0 {
			leave = arrive
		}
		calls[i] = Call{Position: i, Stop: st.StopID, PlanArrive: at(arrive), PlanLeave: at(leave)}
		if arrive < 0 {
			calls[i].PlanArrive, calls[i].PlanLeave = 0, 0
		}
	}
	if r.Cancelled {
		r.Calls = spread(calls)
		return true
	}
	if !tell(calls, times, u) {
		return false
	}
	first := slices.IndexFunc(calls, func(c Call) bool { return c.told })
	if first < 0 {
		return true
	}
	r.Calls = spread(calls[first:])
	return !slices.ContainsFunc(r.Calls, func(c Call) bool { return max(c.Arrive-c.PlanArrive, c.PlanArrive-c.Arrive) > longestOff })
}

// tell puts what an update says at the stops that it names.
func tell(calls []Call, times []gtfs.StopTime, u *realtime.TripUpdate) bool {
	if len(u.Calls) == 0 && u.Delay != nil {
		c := &calls[0]
		c.told, c.Arrive, c.Leave = true, c.PlanArrive+int64(*u.Delay), c.PlanLeave+int64(*u.Delay)
	}
	from := 0
	for _, x := range u.Calls {
		i := from
		for i < len(calls) && !(x.Sequence != nil && times[i].Sequence == int(*x.Sequence) || x.Sequence == nil && times[i].StopID == x.StopID) {
			i++
		}
		if i == len(calls) || x.StopID != "" && calls[i].Stop != x.StopID {
			return false
		}
		from = i + 1
		c := &calls[i]
		switch x.Relationship {
		case realtime.CallSkipped:
			c.told, c.Skipped = true, true
		case realtime.CallNoData:
			c.told, c.Arrive, c.Leave = true, c.PlanArrive, c.PlanLeave
		default:
			c.Arrive, c.Leave = instant(x.Arrival, c.PlanArrive), instant(x.Departure, c.PlanLeave)
			if c.told = c.Arrive != 0 || c.Leave != 0; !c.told {
				continue
			}
			if c.Arrive == 0 {
				c.Arrive = c.PlanArrive + c.Leave - c.PlanLeave
			}
			if c.Leave == 0 {
				c.Leave = max(c.Arrive, c.PlanLeave+c.Arrive-c.PlanArrive)
			}
		}
	}
	return true
}

// instant gives when an event will be; 0 when it is not told.
func instant(e *realtime.Event, planned int64) int64 {
	switch {
	case e == nil:
		return 0
	case e.Time != 0:
		return e.Time
	case e.Delay != nil && planned != 0:
		return planned + int64(*e.Delay)
	}
	return 0
}

// spread gives every stop after one that is told its delay, until the next one
// that is; no run goes back in time. Stops without times in the timetable are left
// out.
func spread(calls []Call) (out []Call) {
	delay, last := int64(0), int64(0)
	for _, c := range calls {
		if c.PlanArrive == 0 {
			continue
		}
		if !c.told || c.Skipped {
			c.Arrive, c.Leave = c.PlanArrive+delay, c.PlanLeave+delay
		}
		c.Arrive = max(c.Arrive, last)
		c.Leave = max(c.Leave, c.Arrive)
		delay, last = c.Leave-c.PlanLeave, c.Leave
		out = append(out, c)
	}
	return out
}
