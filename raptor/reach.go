package raptor

import (
	"cmp"
	"slices"
)

// Reached is a stop at which one can be in time.
type Reached struct {
	Stop    int32
	Second  int32 // when one is there at the earliest; with ArriveBy, when one has to be there at the latest
	Rides   int   // the fewest with which one is there at that second; 0 on foot
	Vehicle bool  // whether a vehicle that one can be in calls there, or with ArriveBy one that one can take
	Calls   int32 // if so, when one alights at the earliest; with ArriveBy, boards at the latest
}

// longestReach bounds how far Reach looks, in seconds.
const longestReach = 86400

// Reach gives the stops at which one can be within so many seconds of the
// request's time, at most a day, the soonest first: from its From, or with
// ArriveBy those from which one arrives at its To by its time. The other place
// is not used. The second of a stop is that of the best journey of Plan to it,
// or from it. With Wheelchair, stops that cannot be used are left out. They are
// valid until the next call.
func (q *Query) Reach(r Request, within int32) []Reached {
	r = r.withDefaults()
	q.reached = q.reached[:0]
	within = min(max(within, 0), longestReach)
	if !r.ArriveBy {
		q.flood(r, within)
		return q.reached
	}
	if q.mirrored == nil {
		q.mirrored = q.tt.mirror().NewQuery()
	}
	m := r
	m.From, m.Time = r.To, -r.Time
	q.mirrored.reached = q.mirrored.reached[:0]
	q.mirrored.flood(m, within)
	for _, s := range q.mirrored.reached {
		s.Second, s.Calls = -s.Second, -s.Calls
		q.reached = append(q.reached, s)
	}
	return q.reached
}

// flood searches without a destination: what is later than the limit is cut,
// and nothing else.
func (q *Query) flood(r Request, within int32) {
	q.reset()
	q.egress = q.egress[:0]
	q.overlook()
	q.access = q.ends(r, r.From, &q.tt.links, q.access[:0])
	q.unbound()
	q.arrive(0, r.Time+within+1)
	q.ridden = 0
	for _, l := range q.access {
		q.at[l.to].outside = min(q.at[l.to].outside, l.seconds)
		q.reach(l.to, r.Time+l.seconds, walked, &r)
	}
	if q.soonest == nil {
		q.soonest = make([]soonest, len(q.at))
	}
	for _, s := range q.touched {
		q.soonest[s] = soonest{q.at[s].ready, 0}
	}
	for k := int32(1); k <= int32(r.MaxRides) && len(q.marked) > 0; k++ {
		known := len(q.touched)
		q.round(k, &r)
		for i, s := range q.touched {
			at := &q.at[s]
			if second := min(at.arrived, at.ready); i >= known || second < q.soonest[s].second {
				q.soonest[s] = soonest{second, k}
			}
		}
	}
	q.settle()
	for _, s := range q.touched {
		one := Reached{Stop: s, Second: q.soonest[s].second, Rides: int(q.soonest[s].rides)}
		if one.Vehicle = q.at[s].arrived < never; one.Vehicle {
			one.Calls = q.at[s].arrived
		}
		q.reached = append(q.reached, one)
	}
	slices.SortFunc(q.reached, func(a, b Reached) int {
		return cmp.Or(cmp.Compare(a.Second, b.Second), cmp.Compare(a.Stop, b.Stop))
	})
}

// soonest is how soon one is at a stop, and with how many rides.
type soonest struct{ second, rides int32 }
