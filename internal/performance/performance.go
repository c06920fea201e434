// SPDX-License-Identifier: Apache-2.0

// Package performance says how well a bus service ran: kilometres, trips,
// punctuality, headways, the wait of passengers and speed, of the runs of a
// route, a day, an hour or a government's territory. What each figure means,
// and by whose definition, is in [Definitions].
//
// A [Figures] holds counts and sums in whole metres and seconds only, so that
// figures of parts add up to that of the whole exactly; shares and means are
// made from them last. The package knows no prices.
package performance

import (
	"cmp"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
)

// Halt is what the plan says of a run's halte.
type Halt struct {
	Stop       string
	Government string // of the territory it lies in; "" outside every known one
	Planned    int    // seconds after the start of the service day: the departure, at the last halte the arrival
	Timed      bool   // punctuality counts here

	Along quantity.Metres // from the start of the run's way
}

// Trip is a run with its halte, as many as it has calls.
type Trip struct {
	transit.Run
	Halts []Halt
}

// call gives when a run was at a halte; unsure when its calls are not known.
func (t Trip) call(i int) transit.Call {
	if i >= len(t.Calls) {
		return transit.Call{Arrived: transit.Unsure, Left: transit.Unsure}
	}
	return t.Calls[i]
}

// Scope is what figures are of. The zero value is everything.
type Scope struct {
	Government string // what lies in its territory; "" for all
	// Of waits, headways and punctuality: only what belongs to these seconds of
	// the service day; runs and kilometres by their planned start. Until 0 is no
	// bound.
	From, Until int
}

func (s Scope) contains(second int) bool {
	return second >= s.From && (s.Until == 0 || second < s.Until)
}

func (s Scope) government(code string) bool { return s.Government == "" || s.Government == code }

// Figures is what is counted. Add adds two.
type Figures struct {
	// Runs that have a planned metre in the scope, by what became of them.
	Runs map[transit.Status]int

	Planned, Delivered, Partial, Unproven, OffRoute, NotRun quantity.Metres // Partial: what partial runs delivered

	// Calls at timed halte.
	OnTime, Early, Late int
	UnseenCalls         int // planned, but the bus did not come, or nothing proves when

	// Headways between buses that followed each other at a halte.
	Kept, Bunched, Gaps int

	// The wait of passengers who come evenly over time: Actual and Scheduled are
	// twice the waited seconds, over Covered seconds; during Unknown seconds
	// nothing proves when the next bus came, during Without none came any more.
	Actual, Scheduled, Covered, Unknown, Without int64

	// Of complete runs, for their speed.
	SpeedM quantity.Metres
	SpeedS int64
}

// Add gives the figures of both.
func (f Figures) Add(o Figures) Figures {
	sum := f
	sum.Runs = map[transit.Status]int{}
	for _, from := range []map[transit.Status]int{f.Runs, o.Runs} {
		for s, n := range from {
			sum.Runs[s] += n
		}
	}
	sum.Planned += o.Planned
	sum.Delivered += o.Delivered
	sum.Partial += o.Partial
	sum.Unproven += o.Unproven
	sum.OffRoute += o.OffRoute
	sum.NotRun += o.NotRun
	sum.OnTime += o.OnTime
	sum.Early += o.Early
	sum.Late += o.Late
	sum.UnseenCalls += o.UnseenCalls
	sum.Kept += o.Kept
	sum.Bunched += o.Bunched
	sum.Gaps += o.Gaps
	sum.Actual += o.Actual
	sum.Scheduled += o.Scheduled
	sum.Covered += o.Covered
	sum.Unknown += o.Unknown
	sum.Without += o.Without
	sum.SpeedM += o.SpeedM
	sum.SpeedS += o.SpeedS
	return sum
}

// Trips is how many runs were planned.
func (f Figures) Trips() (n int) {
	for _, k := range f.Runs {
		n += k
	}
	return n
}

// Measure gives the figures of trips. Trips of several days, routes and
// directions may be mixed, in any order.
func Measure(trips []Trip, rules transit.Rules, of Scope) Figures {
	f := Figures{Runs: map[transit.Status]int{}}
	for _, t := range trips {
		if of.contains(t.Start) {
			f.run(t, of)
		}
	}
	for _, l := range lines(trips) {
		l.measure(rules, of, &f, nil)
	}
	return f
}

// run adds the kilometres and the speed of a run.
func (f *Figures) run(t Trip, of Scope) {
	there := false
	for _, p := range t.Parts {
		if !of.government(p.Code) {
			continue
		}
		there = there || p.Planned > 0
		f.Planned += p.Planned
		f.Delivered += p.Delivered
		f.Unproven += p.Unproven
		f.OffRoute += p.OffRoute
		f.NotRun += p.NotRun()
		if t.Status == transit.Partial {
			f.Partial += p.Delivered
		}
	}
	if !there {
		return
	}
	f.Runs[t.Status]++
	if of.Government == "" && t.Status == transit.Complete && t.Ended > t.Began {
		f.SpeedM += t.Delivered
		f.SpeedS += (t.Ended - t.Began + 500_000) / 1_000_000
	}
}

// line is the trips of a route in one direction on a day, by planned start.
type line struct {
	day       civil.Date
	route     string
	direction int
	trips     []Trip
}

func lines(trips []Trip) []line {
	trips = slices.Clone(trips)
	slices.SortFunc(trips, func(a, b Trip) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Route, b.Route), cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Trip, b.Trip))
	})
	var out []line
	for from := 0; from < len(trips); {
		to := from + 1
		for to < len(trips) && trips[to].Date == trips[from].Date && trips[to].Route == trips[from].Route && trips[to].Direction == trips[from].Direction {
			to++
		}
		out = append(out, line{trips[from].Date, trips[from].Route, trips[from].Direction, trips[from:to]})
		from = to
	}
	return out
}
