package live

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"sinergi/internal/transit"
)

// Passages gives when the runs of the day were at their stops, as far as
// positions prove it: what later days expect, and what was foretold is judged by.
func (b *Board) Passages() []Passage {
	passes := map[string][]drive{}
	for id, t := range b.vehicles {
		t.follow(b.plan, b.shapesOf(id))
		passes[id] = t.drives()
	}
	served := b.assign(passes)
	var out []Passage
	for _, id := range slices.Sorted(maps.Keys(passes)) {
		for k, run := range served[id] {
			if run >= 0 {
				r := b.plan.Runs[run]
				out = append(out, b.passage(&passes[id][k], b.plan.Trips[r.Trip], r.Start))
			}
		}
		for _, k := range b.byHeadway(passes[id], served[id]) {
			if s, ok := b.headwayRun(id, &passes[id][k]); ok {
				out = append(out, b.passage(&passes[id][k], b.plan.Trips[s.trip], s.start))
			}
		}
	}
	slices.SortFunc(out, func(a, b Passage) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Trip, b.Trip), cmp.Compare(a.Began, b.Began))
	})
	return out
}

func (b *Board) passage(d *drive, t *Trip, start int) Passage {
	x := Passage{Trip: t.ID, Start: start, Began: d.Began / 1e6}
	for _, s := range t.Stops {
		arrived, left, ok := d.visit(s.Along, b.plan.Rules.TerminalM)
		if !ok {
			x.Arrived, x.Left = append(x.Arrived, Unseen), append(x.Left, Unseen)
			continue
		}
		x.Arrived, x.Left = append(x.Arrived, int32(arrived/1e6-x.Began)), append(x.Left, int32(left/1e6-x.Began))
	}
	return x
}

// Horizons are the bounds, in minutes ahead, between which accuracy is told;
// what is further ahead than the last is not judged.
func Horizons() []int { return []int{0, 5, 10, 20, 40} }

// Accuracy is how far off what was foretold was, of calls so far ahead.
type Accuracy struct {
	From, Until int   // minutes ahead, when it was foretold
	Calls       int64 // foretold and then proved
	Live        int64 // sum of the seconds by which they were off
	Timetable   int64 // the same of the timetable alone
	Speed       int64 // the same of going on at the speed of the last two minutes
	Within      int64 // calls that were off by no more than twice the uncertainty told
}

// Add sums up accuracies of the same horizons.
func Add(a, b []Accuracy) []Accuracy {
	if len(a) != len(b) {
		return append(slices.Clone(a), b...)
	}
	out := slices.Clone(a)
	for i, x := range b {
		o := &out[i]
		o.Calls, o.Live, o.Timetable, o.Speed, o.Within = o.Calls+x.Calls, o.Live+x.Live, o.Timetable+x.Timetable, o.Speed+x.Speed, o.Within+x.Within
	}
	return out
}

// foretold is a call that a replay waits for.
type foretold struct {
	trip        string
	start, stop int
	made        int64
	live, speed int64
	uncertainty int
}

// Replay goes through a day again, every so often, with what was known by then
// (positions by their own times, and all that drivers said), and judges what it foretells of runs at fixed
// times that are on the way against what happened.
func Replay(plan *Plan, roster map[string]string, claims []transit.Claim, paces *Paces, positions map[string][]transit.Position, every time.Duration) []Accuracy {
	whole := NewBoard(plan, roster, nil)
	whole.Say(claims)
	first, last := int64(math.MaxInt64), int64(0)
	for id, ps := range positions {
		whole.Hear(id, ps)
		if len(ps) > 0 {
			first, last = min(first, ps[0].At), max(last, ps[len(ps)-1].At)
		}
	}
	truth := map[foretold]Passage{}
	for _, x := range whole.Passages() {
		truth[foretold{trip: x.Trip, start: x.Start}] = x
	}
	b := NewBoard(plan, roster, paces)
	b.Say(claims)
	heard := map[string]int{}
	var all []foretold
	for at := first; at <= last; at += every.Microseconds() {
		for id, ps := range positions {
			n := heard[id]
			for n < len(ps) && ps[n].At <= at {
				n++
			}
			b.Hear(id, ps[heard[id]:n])
			heard[id] = n
		}
		for _, r := range b.At(time.UnixMicro(at)).Runs {
			if r.Driving && !r.Headway {
				all = append(all, r.foretells(at)...)
			}
		}
	}
	return judge(plan, all, truth)
}

// foretells gives what a run's calls are foretold to be, also by its speed.
func (r *Running) foretells(at int64) []foretold {
	speed := max(1, r.speed())
	var all []foretold
	for i, c := range r.Calls {
		left := (c.Stop.Along - r.Along) / speed
		all = append(all, foretold{r.Trip.ID, r.Start, r.Next + i, at / 1e6, c.Arrive, at/1e6 + int64(left), c.Uncertainty})
	}
	return all
}

// speed is how fast a run went in the last two minutes, in m/s.
func (r *Running) speed() float64 {
	line := r.pass.result.Progress(r.pass.index)
	from := r.At - 2*60e6
	for _, s := range slices.Backward(line) {
		if s.At <= from || s.At == line[0].At {
			if r.At <= s.At {
				return 0
			}
			return (r.Along - s.Along) / (float64(r.At-s.At) / 1e6)
		}
	}
	return 0
}

func judge(plan *Plan, all []foretold, truth map[foretold]Passage) []Accuracy {
	bounds := Horizons()
	out := make([]Accuracy, len(bounds)-1)
	for i := range out {
		out[i].From, out[i].Until = bounds[i], bounds[i+1]
	}
	midnight := plan.Day.Start().Unix()
	for _, f := range all {
		x, ok := truth[foretold{trip: f.trip, start: f.start}]
		if !ok || x.Arrived[f.stop] == Unseen {
			continue
		}
		arrived := x.Began + int64(x.Arrived[f.stop])
		ahead := arrived - f.made
		if ahead < 0 { // it was there already: a position came late, or it stood there
			continue
		}
		i := slices.IndexFunc(out, func(a Accuracy) bool { return ahead >= int64(a.From*60) && ahead < int64(a.Until*60) })
		if i < 0 {
			continue
		}
		a := &out[i]
		a.Calls++
		a.Live += abs(f.live - arrived)
		a.Speed += abs(f.speed - arrived)
		a.Timetable += abs(midnight + int64(f.start+plan.Trips[f.trip].Stops[f.stop].Arrive) - arrived)
		if abs(f.live-arrived) <= 2*int64(f.uncertainty) {
			a.Within++
		}
	}
	return out
}

func abs(n int64) int64 { return max(n, -n) }
