package raptor

import (
	"cmp"
	"slices"
)

// sweep searches all seconds of a window at once: what a stop has is not a
// second but a curve, from the seconds at which one can leave.
type sweep struct {
	ready, arrived []curve // of a stop
	fresh          []bool  // of a stop, whether ready has spans of the round before
	alighted       []bool  // of a stop, whether arrived has spans of this round
	touched        []int32 // stops that have any
	bound          curve   // at the destination
	finals         []span
	aboard         []aboard
	starts         curve // of a template, its first departures; round is where one boarded
	leaving        []span
	slack          [mostRides + 1][]int32 // by rides, of what is leaving the seconds that are too many
	stretches      bool                   // whether any of it holds for more than a second
	known          [mostRides + 1]curve   // a second later than arrivals with so many rides that are known before the search
}

// aboard is a run that one can be on who leaves by last, and how.
type aboard struct{ run, last, boarded, before int32 }

// Range gives the journeys of a window, in order of departure: all that Plan
// gives for any second of it, from r.Time on and up to so many seconds later.
// With r.ArriveBy the window ends at r.Time, and it is the arrivals that lie in
// it. The last journey may leave after the window, or arrive before it, where
// nothing else is left for whoever is late. They are valid until the next call.
//
// Walking is not counted. By headway there is a journey for every second of a stretch; it is told once,
// see Journey.Last.
func (q *Query) Range(r Request, window int32) []Journey {
	r = r.withDefaults()
	r.Walking = 0
	window = max(0, window)
	q.journeys, q.legs, q.starts = q.journeys[:0], q.legs[:0], q.starts[:0]
	found := q
	m := r
	if r.ArriveBy {
		if q.mirrored == nil {
			q.mirrored = q.tt.mirror().NewQuery()
		}
		found = q.mirrored
		m.From, m.To, m.Time = r.To, r.From, -r.Time
	}
	found.sweepAll(m, window)
	for _, s := range found.sweep.finals {
		f := final{s.ride, s.round, s.value}
		leave, last := s.first, s.last
		if r.ArriveBy {
			leave, last = -s.at(s.last), -s.value
			f.arrive, r.Time = -leave, -s.last
		} else {
			r.Time = s.first
		}
		q.tellOne(r, found, f, last-leave)
	}
	q.settleLegs()
	slices.SortFunc(q.journeys, func(a, b Journey) int {
		return cmp.Or(cmp.Compare(a.Departure, b.Departure), cmp.Compare(a.Arrival, b.Arrival))
	})
	return q.journeys
}

// sweepAll finds the finals of a window.
func (q *Query) sweepAll(r Request, window int32) {
	if q.sweep == nil {
		n := len(q.tt.stops)
		q.sweep = &sweep{ready: make([]curve, n), arrived: make([]curve, n), fresh: make([]bool, n), alighted: make([]bool, n)}
	}
	w := q.sweep
	for _, s := range w.touched {
		w.ready[s], w.arrived[s] = w.ready[s][:0], w.arrived[s][:0]
	}
	w.touched, w.bound, w.finals = w.touched[:0], w.bound[:0], w.finals[:0]
	walk := q.prepare(r, true)
	q.sound(r, window, walk)
	all := span{r.Time, r.Time + window, r.Time, walked, 0}
	if walk < never {
		w.bound.add(all.later(walk))
	}
	for _, l := range q.access {
		q.sweepReach(l.to, all.later(l.seconds), &r)
	}
	for k := int32(1); k <= int32(r.MaxRides) && len(q.marked) > 0; k++ {
		for _, s := range w.known[k] {
			s.round = noRound
			w.bound.add(s)
		}
		q.sweepRound(k, &r)
		if k > 1 {
			w.conclude(k)
		} else {
			w.conclude(0, 1) // a walk has as many transfers as one ride
		}
	}
	if len(w.finals) == 0 {
		w.conclude(0, 1)
	}
	q.sweepSettle()
}

// noRound is the round of a span that is no journey.
const noRound = int32(-1)

// sound finds when those arrive who leave at the end of a window: who leaves
// earlier arrives no later.
func (q *Query) sound(r Request, window, walk int32) {
	w := q.sweep
	for i := range w.known {
		w.known[i] = w.known[i][:0]
	}
	r.Time += window
	q.seek(&r, walk)
	for _, f := range q.finals {
		for rides := f.rides; rides <= mostRides; rides++ {
			w.known[rides].add(span{r.Time, r.Time, f.arrive + 1, walked, noRound})
		}
	}
	q.forget()
}

// conclude notes the journeys with so many rides that are best so far.
func (w *sweep) conclude(rides ...int32) {
	for _, s := range w.bound {
		if slices.Contains(rides, s.round) {
			w.finals = append(w.finals, s)
		}
	}
}
