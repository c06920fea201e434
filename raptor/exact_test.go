package raptor_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// Every journey is found, none that is not there, to the second: compared with
// a plain search on random networks.
func TestEqualToPlainSearchOnRandomNetworks(t *testing.T) {
	t.Parallel()
	networks := 400
	if testing.Short() {
		networks = 50
	}
	found, rides, asked := 0, [17]int{}, 0
	for seed := range uint64(networks) {
		rng := rand.New(rand.NewPCG(seed, 1))
		feed, opt := randomFeed(t, rng)
		var changes []raptor.Change
		if seed%2 == 1 {
			changes = randomChanges(rng, feed, opt)
		}
		c := newComparison(t, feed, opt, changes...)
		start := c.o.midnight(opt.First, 1)
		for i := range 30 {
			r := asking{from: randomPlace(rng, feed, true), to: randomPlace(rng, feed, true), at: start + rng.IntN(4*3600) - 3600, walk: 100 + rng.IntN(700), wheelchair: rng.IntN(4) == 0, arriveBy: i%3 == 2}
			if r.arriveBy {
				r.at += 2 * 3600
			}
			journeys := c.check(fmt.Sprintf("network %d request %d", seed, i), r)
			asked++
			found += len(journeys)
			for _, j := range journeys {
				rides[j.Transfers]++
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d requests, %d journeys, by transfers %v", asked, found, rides)
	if found < asked/3 || rides[1] < asked/50 || rides[2] == 0 {
		t.Errorf("the networks are too easy: %d journeys of %d requests, by transfers %v", found, asked, rides)
	}
}

type asking struct {
	from, to             place
	at, walk             int
	wheelchair, arriveBy bool
}

// comparison asks the planner and the oracle the same.
type comparison struct {
	t    *testing.T
	feed *gtfs.Feed
	tt   *raptor.Timetable
	q    *raptor.Query
	o    *oracle
	base int // Unix time of second 0
}

func newComparison(t *testing.T, feed *gtfs.Feed, opt raptor.Options, changes ...raptor.Change) *comparison {
	t.Helper()
	tt, err := raptor.Build(feed, opt)
	if err != nil {
		t.Fatal(err)
	}
	if changes != nil {
		tt, _ = tt.With(changes)
	}
	return &comparison{t, feed, tt, tt.NewQuery(), newOracle(feed, opt, changes...), int(tt.Time(0).Unix())}
}

// begins is the first second of the days in which one travels.
func (c *comparison) begins() int { return c.o.midnight(c.o.opt.First, 0) }

// check compares the journeys of one request, and follows each leg by leg.
func (c *comparison) check(name string, r asking) []raptor.Journey {
	c.t.Helper()
	journeys := c.q.Plan(raptor.Request{
		From: r.from.raptor(), To: r.to.raptor(), Time: int32(r.at - c.base), ArriveBy: r.arriveBy, WalkMetres: r.walk, Wheelchair: r.wheelchair,
	})
	var want, got [17]int // by rides at most
	for k := range got {
		got[k] = far
	}
	if r.arriveBy {
		want = c.departures(r)
		for _, j := range journeys {
			for k := j.Transfers + 1; k < 17 && int(j.Departure)+c.base >= c.begins(); k++ {
				got[k] = min(got[k], -int(j.Departure)-c.base)
			}
		}
	} else {
		want = c.o.arrivals(r.from, r.to, r.at, r.walk, r.wheelchair)
		for _, j := range journeys {
			for k := j.Transfers + 1; k < 17; k++ {
				got[k] = min(got[k], int(j.Arrival)+c.base)
			}
		}
	}
	got[0] = want[0] // a walk has as many transfers as one ride
	if got != want {
		c.t.Errorf("%s: %+v\n got %v\nwant %v", name, r, less(got, c.base), less(want, c.base))
		return journeys
	}
	for i, j := range journeys {
		if int(j.Departure)+c.base < c.begins() {
			continue // the timetable does not promise all that leaves before its days
		}
		if i > 0 && (j.Transfers <= journeys[i-1].Transfers || !r.arriveBy && j.Arrival >= journeys[i-1].Arrival || r.arriveBy && j.Departure <= journeys[i-1].Departure) {
			c.t.Errorf("%s: journey %d is no better than the one before", name, i)
		}
		if err := c.follow(j, r); err != nil {
			c.t.Errorf("%s: %v\n%+v\n%+v", name, err, r, j)
		}
	}
	return journeys
}

func less(all [17]int, by int) (out []int) {
	for _, v := range all {
		if v != far {
			v -= by
		}
		out = append(out, v)
	}
	return out
}

// departures gives, negated, the last second at which one can leave with at
// most so many rides: earliest arrivals never fall as one leaves later, so it
// is found by halving.
func (c *comparison) departures(r asking) (all [17]int) {
	at := map[int][17]int{}
	arrivals := func(t int) [17]int {
		if _, ok := at[t]; !ok {
			at[t] = c.o.arrivalsBefore(r.at+1, r.from, r.to, t, r.walk, r.wheelchair)
		}
		return at[t]
	}
	for k := range all {
		high := r.at // does not arrive in time, or is the last second
		low := r.at - 1800
		if k > 0 && all[k-1] != far {
			low = -all[k-1]
		}
		for low > c.begins() && arrivals(low)[k] > r.at {
			low, high = r.at-2*(r.at-low), low
		}
		all[k] = far
		if low = max(low, c.begins()); arrivals(low)[k] > r.at {
			continue
		}
		if high == r.at {
			high++
		}
		for high-low > 1 {
			if mid := (low + high) / 2; arrivals(mid)[k] <= r.at {
				low = mid
			} else {
				high = mid
			}
		}
		all[k] = -low
	}
	return all
}

// follow checks a journey against the feed itself.
func (c *comparison) follow(j raptor.Journey, r asking) error {
	at, rides := j.Departure, 0
	switch {
	case !r.arriveBy && int(j.Departure)+c.base < r.at:
		return fmt.Errorf("leaves before it was asked")
	case r.arriveBy && int(j.Arrival)+c.base > r.at:
		return fmt.Errorf("arrives too late")
	}
	for i, l := range j.Legs {
		if i > 0 && !l.Stay && l.From != j.Legs[i-1].To {
			return fmt.Errorf("leg %d begins elsewhere", i)
		}
		if l.Depart < at || l.Arrive < l.Depart {
			return fmt.Errorf("leg %d goes back in time", i)
		}
		at = l.Arrive
		if !l.Ride {
			continue
		}
		if !l.Stay {
			rides++
		}
		if err := c.rode(l); err != nil {
			return fmt.Errorf("leg %d: %w", i, err)
		}
	}
	if at != j.Arrival || max(0, rides-1) != j.Transfers {
		return fmt.Errorf("arrives %d after %d rides", at, rides)
	}
	return nil
}

// rode checks a ride: that a run of the trip does so on that day.
func (c *comparison) rode(l raptor.Leg) error {
	calls := c.tt.Calls(l, nil)
	if first, last := calls[0], calls[len(calls)-1]; first.Stop != l.From || last.Stop != l.To || first.Depart != l.Depart || last.Arrive != l.Arrive {
		return fmt.Errorf("its calls are others: %v", calls)
	}
	id := c.tt.Trip(l.Trip).ID
	for _, i := range c.o.ofTrip[id] {
		run := &c.o.runs[i]
		for p := range run.stop {
			shift := 0
			if run.windows != nil {
				shift = int(l.Depart) + c.base - run.dep[p]
				ready := int(l.Ready) + c.base - run.dep[p]
				if !l.Stay && (l.Headway == 0 || promised(run.windows, ready) != shift || l.Expected < 0 || l.Expected > l.WorstWait()) {
					continue
				}
			}
			same := p+len(calls) <= len(run.stop)
			for k := 0; same && k < len(calls); k++ {
				same = run.stop[p+k] == int(calls[k].Stop) && (k == 0 || run.arr[p+k]+shift == int(calls[k].Arrive)+c.base) && (k == len(calls)-1 || run.dep[p+k]+shift == int(calls[k].Depart)+c.base)
			}
			if same && (l.Stay || run.on[p]) {
				return nil
			}
		}
	}
	return fmt.Errorf("trip %s does not run so: %+v", id, calls)
}
