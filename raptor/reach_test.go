package raptor_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// Where one can be within some time: every stop, none that is out of reach, and
// each to the second, compared with plain search to (or from) every stop.
func TestReachEqualToPlainSearchOnRandomNetworks(t *testing.T) {
	t.Parallel()
	networks := 200
	if testing.Short() {
		networks = 40
	}
	reached, byRides := 0, [17]int{}
	for seed := range uint64(networks) {
		rng := rand.New(rand.NewPCG(seed, 7))
		feed, opt := randomFeed(t, rng)
		var changes []raptor.Change
		if seed%2 == 1 {
			changes = randomChanges(rng, feed, opt)
		}
		c := newComparison(t, feed, opt, changes...)
		start := c.o.midnight(opt.First, 1)
		for i := range 8 {
			r := asking{from: randomPlace(rng, feed, true), at: start + rng.IntN(4*3600) - 3600, walk: 100 + rng.IntN(700), wheelchair: rng.IntN(4) == 0, arriveBy: i%4 == 3}
			if r.arriveBy {
				r.from, r.to, r.at = place{}, r.from, r.at+2*3600
			}
			for _, s := range c.checkReach(fmt.Sprintf("network %d request %d", seed, i), r, 600+rng.IntN(7200), everyStop(feed)) {
				reached++
				byRides[s.Rides]++
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d stops reached, by rides %v", reached, byRides)
	if byRides[0] == 0 || byRides[1] == 0 || byRides[2] == 0 || byRides[3] == 0 {
		t.Errorf("the networks are too easy: by rides %v", byRides)
	}
}

// The same on real feeds, at stops drawn by lot.
func TestReachEqualToPlainSearchOnRealFeeds(t *testing.T) {
	for _, f := range feeds {
		t.Run(f.file, func(t *testing.T) {
			t.Parallel()
			feed := readFeed(t, f.file)
			next := f.day
			next.Day++
			c := newComparison(t, feed, raptor.Options{First: f.day, Last: next})
			rng := rand.New(rand.NewPCG(42, 7))
			asked, reached := 0, 0
			for i := range max(2, requests(t, 24)/24) {
				var some []int
				for range 12 {
					some = append(some, rng.IntN(len(feed.Stops)))
				}
				r := asking{from: servedPlace(rng, c.o), at: c.begins() + 5*3600 + rng.IntN(15*3600), walk: 600}
				reached += len(c.checkReach(fmt.Sprint("request ", i), r, 2700, some))
				asked++
			}
			t.Logf("%d floods of 45 minutes equal, %d stops each in the mean", asked, reached/asked)
			if reached <= asked {
				t.Error("hardly a stop was reached")
			}
		})
	}
}

// A point is in the area if and only if plain search is there in time.
func TestTheAreaIsWherePlainSearchIsInTime(t *testing.T) {
	t.Parallel()
	inside, rode, asked := 0, 0, 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 8))
		feed, opt := randomFeed(t, rng)
		c := newComparison(t, feed, opt)
		for i := range 4 {
			r := asking{from: randomPlace(rng, feed, true), to: place{stop: -1}, at: c.o.midnight(opt.First, 1) + rng.IntN(3*3600), walk: 100 + rng.IntN(500), wheelchair: rng.IntN(4) == 0}
			within := 600 + rng.IntN(5400)
			area := c.q.Area(raptor.Request{From: r.from.raptor(), Time: int32(r.at - c.base), WalkMetres: r.walk, Wheelchair: r.wheelchair}, int32(within))
			for range 40 {
				r.to.lat, r.to.lon = 0.397+rng.Float64()*0.018, 101.397+rng.Float64()*0.018
				times := c.o.arrivals(r.from, r.to, r.at, r.walk, r.wheelchair)
				want := times[16] <= r.at+within
				if got := area.Contains(r.to.lat, r.to.lon); got != want {
					t.Fatalf("network %d request %d: %+v within %d: %v, want %v (by rides %v)", seed, i, r, within, got, want, less(times, r.at))
				}
				asked++
				if want {
					inside++
				}
				if want && times[0] > r.at+within {
					rode++
				}
			}
		}
	}
	t.Logf("%d points, %d in time, %d of them by a vehicle only", asked, inside, rode)
	if rode < asked/100 {
		t.Error("vehicles hardly matter here")
	}
}

// The way back: from every point of the area one is there in time.
func TestTheAreaOfArrivingByATime(t *testing.T) {
	t.Parallel()
	inside := 0
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 9))
		feed, opt := randomFeed(t, rng)
		c := newComparison(t, feed, opt)
		r := asking{from: place{stop: -1}, to: randomPlace(rng, feed, true), at: c.o.midnight(opt.First, 1) + 2*3600 + rng.IntN(3*3600), walk: 100 + rng.IntN(500), arriveBy: true}
		within := 600 + rng.IntN(3600)
		area := c.q.Area(raptor.Request{To: r.to.raptor(), Time: int32(r.at - c.base), WalkMetres: r.walk, ArriveBy: true}, int32(within))
		for range 20 {
			r.from.lat, r.from.lon = 0.397+rng.Float64()*0.018, 101.397+rng.Float64()*0.018
			want := c.o.arrivals(r.from, r.to, r.at-within, r.walk, false)[16] <= r.at
			if got := area.Contains(r.from.lat, r.from.lon); got != want {
				t.Fatalf("network %d: %+v within %d: %v, want %v", seed, r, within, got, want)
			}
			if want {
				inside++
			}
		}
	}
	if inside == 0 {
		t.Error("nobody is in time")
	}
}

func everyStop(feed *gtfs.Feed) []int {
	all := make([]int, len(feed.Stops))
	for i := range all {
		all[i] = i
	}
	return all
}

// checkReach compares what is reached at some stops.
func (c *comparison) checkReach(name string, r asking, within int, stops []int) []raptor.Reached {
	c.t.Helper()
	all := c.q.Reach(raptor.Request{
		From: r.from.raptor(), To: r.to.raptor(), Time: int32(r.at - c.base), ArriveBy: r.arriveBy, WalkMetres: r.walk, Wheelchair: r.wheelchair,
	}, int32(within))
	got := map[int]raptor.Reached{}
	for i, s := range all {
		got[int(s.Stop)] = s
		if later := int32(1); i > 0 {
			if r.arriveBy {
				later = -1
			}
			if (s.Second-all[i-1].Second)*later < 0 {
				c.t.Errorf("%s: stop %d before one that is reached sooner", name, i)
			}
		}
	}
	if len(got) != len(all) {
		c.t.Errorf("%s: a stop twice", name)
	}
	for _, s := range stops {
		if r.wheelchair && c.o.barred[s] {
			if _, ok := got[s]; ok {
				c.t.Errorf("%s: a stop that a wheelchair cannot use", name)
			}
			continue
		}
		if members, station := c.o.platforms(s); station == 1 && !slices.Contains(members, s) {
			continue // its platforms are told
		}
		one := r
		var times [17]int
		if r.arriveBy {
			one.from = place{stop: s}
			if r.at-within < c.begins() {
				continue
			}
			times = c.departures(one)
			for k := range times {
				if times[k] != far {
					times[k] = -times[k]
				}
			}
		} else {
			one.to = place{stop: s}
			times = c.o.arrivals(one.from, one.to, one.at, one.walk, one.wheelchair)
		}
		best := times[16]
		rides := slices.Index(times[:], best)
		in := best != far && max(best-r.at, r.at-best) <= within
		g, ok := got[s]
		switch {
		case in != ok:
			c.t.Errorf("%s: %+v: stop %d reached %v, want %v at %d with %d rides", name, r, s, ok, in, best-c.base, rides)
		case in && (int(g.Second)+c.base != best || g.Rides != rides):
			c.t.Errorf("%s: %+v: stop %d at %d with %d rides, want %d with %d", name, r, s, g.Second, g.Rides, best-c.base, rides)
		}
	}
	return all
}
