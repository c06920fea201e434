package raptor_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sinergi/raptor"
)

// A window has for each of its seconds what plain search has for it, told
// once: on random networks, as planned and disturbed.
func TestAWindowIsEqualToPlainSearchAtEverySecond(t *testing.T) {
	t.Parallel()
	networks := 300
	if testing.Short() {
		networks = 30
	}
	found, stretches := 0, 0
	for seed := range uint64(networks) {
		rng := rand.New(rand.NewPCG(seed, 2))
		feed, opt := randomFeed(t, rng)
		var changes []raptor.Change
		if seed%2 == 1 {
			changes = randomChanges(rng, feed, opt)
		}
		c := newComparison(t, feed, opt, changes...)
		start := c.o.midnight(opt.First, 1)
		for i := range 8 {
			r := asking{from: randomPlace(rng, feed, true), to: randomPlace(rng, feed, true), at: start + rng.IntN(4*3600) - 3600, walk: 100 + rng.IntN(700), wheelchair: rng.IntN(4) == 0, arriveBy: i%4 == 3}
			if r.arriveBy {
				r.at += 2 * 3600
			}
			for _, j := range c.checkWindow(fmt.Sprintf("network %d request %d", seed, i), rng, r, rng.IntN(5400), 1000) {
				if found++; j.Last > j.Departure {
					stretches++
				}
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d journeys, %d of them stretches", found, stretches)
	if found < networks*4 || stretches < networks {
		t.Errorf("the networks are too easy: %d journeys, %d stretches", found, stretches)
	}
}

// checkWindow compares the journeys of a window at its ends, where journeys
// begin and end, and at some seconds between, but at most at so many.
func (c *comparison) checkWindow(name string, rng *rand.Rand, r asking, window, most int) []raptor.Journey {
	c.t.Helper()
	journeys := c.q.Range(raptor.Request{
		From: r.from.raptor(), To: r.to.raptor(), Time: int32(r.at - c.base), ArriveBy: r.arriveBy, WalkMetres: r.walk, Wheelchair: r.wheelchair,
	}, int32(window))
	from, to := r.at, r.at+window
	if r.arriveBy {
		from, to = r.at-window, r.at
	}
	seconds := []int{from, to, from + rng.IntN(window+1), from + rng.IntN(window+1)}
	for _, j := range journeys {
		edge := int(j.Departure) + c.base
		if r.arriveBy {
			edge = int(j.Arrival) + c.base
		}
		stretch := int(j.Last - j.Departure)
		seconds = append(seconds, edge-1, edge, edge+stretch, edge+stretch+1)
	}
	if len(seconds) > most {
		rng.Shuffle(len(seconds), func(i, j int) { seconds[i], seconds[j] = seconds[j], seconds[i] })
		seconds = seconds[:most]
	}
	slices.Sort(seconds)
	for _, second := range slices.Compact(seconds) {
		if second < from || second > to {
			continue
		}
		one := r
		one.at = second
		want, got := c.second(one, journeys)
		if got[0] = want[0]; got != want {
			c.t.Errorf("%s: %+v, window of %d s: at second %d\n got %v\nwant %v\n%+v", name, r, window, second-c.base, less(got, c.base), less(want, c.base), journeys)
			return nil
		}
	}
	for i, j := range journeys {
		for n, other := range journeys {
			if i != n && (!r.arriveBy || int(j.Departure)+c.base >= c.begins()) && dominates(other, j) {
				c.t.Errorf("%s: journey %+v is no better than %+v", name, j, other)
			}
		}
		if err := c.follow(j, asking{at: from, arriveBy: false}); err != nil && !r.arriveBy {
			c.t.Errorf("%s: %v\n%+v", name, err, j)
		}
		if err := c.follow(j, r); err != nil && r.arriveBy && int(j.Departure)+c.base >= c.begins() {
			c.t.Errorf("%s: %v\n%+v", name, err, j)
		}
	}
	return journeys
}

// second gives what plain search has for a second, and what a window's
// journeys have.
func (c *comparison) second(r asking, journeys []raptor.Journey) (want, got [17]int) {
	for k := range got {
		got[k] = far
	}
	at := int32(r.at - c.base)
	note := func(j raptor.Journey, v int) {
		for k := j.Transfers + 1; k < 17; k++ {
			got[k] = min(got[k], v)
		}
	}
	for _, j := range journeys {
		switch {
		case r.arriveBy && j.Arrival <= at:
			if leave := int(min(j.Last, j.Departure+at-j.Arrival)) + c.base; leave >= c.begins() {
				note(j, -leave)
			}
		case !r.arriveBy && j.Last >= at:
			note(j, int(j.Arrival+max(0, at-j.Departure))+c.base)
		}
	}
	if r.arriveBy {
		return c.departures(r), got
	}
	return c.o.arrivals(r.from, r.to, r.at, r.walk, r.wheelchair), got
}

// dominates reports whether one may as well take a as b at all its seconds.
func dominates(a, b raptor.Journey) bool {
	late := func(arrival int32) int32 { // the last departure of a that arrives by then
		if a.Arrival > arrival {
			return -1 << 30
		}
		return min(a.Last, a.Departure+arrival-a.Arrival)
	}
	return a.Transfers <= b.Transfers && late(b.Arrival) >= b.Departure && late(b.Arrival+b.Last-b.Departure) >= b.Last
}
