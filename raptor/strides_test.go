package raptor_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// trek is a way: when one is there, after how much walking.
type trek struct{ at, walk int }

// treks are ways of which none is as early as another with as little walking.
type treks []trek

func (all *treks) add(t trek) bool {
	for _, o := range *all {
		if o.at <= t.at && o.walk <= t.walk {
			return false
		}
	}
	*all = append(slices.DeleteFunc(*all, func(o trek) bool { return t.at <= o.at && t.walk <= o.walk }), t)
	return true
}

// walkers searches plainly with walking: from every way to be at a stop with
// so many rides it takes all runs, not only the next.
type walkers struct {
	*oracle
	step  int
	wheel bool
	late  int
	ready [][]treks // by rides and stop
	out   map[int][]trek
	ends  [17]treks // by transfers
}

func (w *walkers) steps(cm int) int { return (cm + w.step*100 - 1) / (w.step * 100) }

// doors gives the ways between a place and stops, in seconds.
func (w *walkers) doors(p place, walk int, links [][]step) map[int][]trek {
	all := map[int][]trek{}
	if p.stop < 0 {
		for s := range w.feed.Stops {
			if cm := w.near(s, p.lat, p.lon, walk); cm <= walk*100 {
				all[s] = append(all[s], trek{w.pace(cm), w.steps(cm)})
			}
		}
		return all
	}
	ps, _ := w.platforms(p.stop)
	for _, s := range ps {
		all[s] = append(all[s], trek{})
		for _, l := range links[s] {
			all[l.to] = append(all[l.to], trek{l.sec, w.steps(w.centi(s, l.to))})
		}
	}
	return all
}

// search gives by transfers the ways of which none is as early as another with
// as little walking and as few transfers.
func (w *walkers) search(from, to place, at, walk int) [17]treks {
	var empty [17]treks
	w.ends, w.ready = empty, make([][]treks, 18)
	for k := range w.ready {
		w.ready[k] = make([]treks, len(w.feed.Stops))
	}
	w.out = w.doors(to, walk, w.into)
	in := w.doors(from, walk, w.walks)
	whole := func(t trek) { w.end(0, trek{at + t.at, t.walk}) }
	switch {
	case from.stop >= 0 && from.stop == to.stop:
		whole(trek{})
	case from.stop < 0 && to.stop < 0:
		if cm := centi(from.lat, from.lon, to.lat, to.lon); cm <= walk*100 {
			whole(trek{w.pace(cm), w.steps(cm)})
		}
	default:
		door, end := in, to
		if to.stop < 0 {
			door, end = w.out, from
		}
		ps, _ := w.platforms(end.stop)
		for _, p := range ps {
			for _, t := range door[p] {
				whole(t)
			}
		}
	}
	for s, ways := range in {
		for _, t := range ways {
			w.stand(0, s, trek{at + t.at, t.walk})
		}
	}
	for k := range 16 {
		for s, ways := range w.ready[k] {
			if len(ways) == 0 {
				continue
			}
			for n := range w.runs {
				r := &w.runs[n]
				for p, stop := range r.stop[:len(r.stop)-1] {
					if stop != s || !r.on[p] || w.wheel && !r.accessible {
						continue
					}
					for _, t := range ways {
						if r.windows == nil {
							if r.dep[p] >= t.at {
								w.ride(k+1, r, p+1, 0, t.walk)
							}
						} else if shift := promised(r.windows, t.at-r.dep[p]); shift != far {
							w.ride(k+1, r, p+1, shift, t.walk)
						}
					}
				}
			}
		}
		any := false
		for _, ways := range w.ready[k+1] {
			any = any || len(ways) > 0
		}
		if !any {
			break
		}
	}
	return w.ends
}

func (w *walkers) ride(rides int, r *oracleRun, from, shift, walk int) {
	for p := from; p < len(r.stop); p++ {
		if s, t := r.stop[p], shift+r.arr[p]; r.off[p] && !(w.wheel && w.barred[s]) && t <= w.late {
			if w.change[s] >= 0 {
				w.stand(rides, s, trek{t + w.change[s], walk})
			}
			for _, l := range w.walks[s] {
				w.stand(rides, l.to, trek{t + l.sec, walk + w.steps(w.centi(s, l.to))})
			}
			for _, e := range w.out[s] {
				w.end(rides-1, trek{t + e.at, walk + e.walk})
			}
		}
	}
	for _, next := range r.next {
		if n := &w.runs[next]; n.accessible || !w.wheel {
			w.ride(rides, n, 1, 0, walk) // no trip is left at its first stop
		}
	}
}

func (w *walkers) stand(rides, s int, t trek) {
	if w.wheel && w.barred[s] || t.at > w.late {
		return
	}
	for k := range rides { // as good with fewer rides
		for _, o := range w.ready[k][s] {
			if o.at <= t.at && o.walk <= t.walk {
				return
			}
		}
	}
	w.ready[rides][s].add(t)
}

func (w *walkers) end(transfers int, t trek) {
	if t.at > w.late {
		return
	}
	for k := range transfers {
		for _, o := range w.ends[k] {
			if o.at <= t.at && o.walk <= t.walk {
				return
			}
		}
	}
	w.ends[transfers].add(t)
}

// checkWalking compares all journeys of a request where walking counts.
func (c *comparison) checkWalking(name string, r asking, step int) []raptor.Journey {
	c.t.Helper()
	journeys := c.q.Plan(raptor.Request{
		From: r.from.raptor(), To: r.to.raptor(), Time: int32(r.at - c.base), WalkMetres: r.walk, Wheelchair: r.wheelchair, Walking: step,
	})
	w := walkers{oracle: c.o, step: step, wheel: r.wheelchair, late: r.at + 4*3600}
	want := w.search(r.from, r.to, r.at, r.walk)
	var got [17]treks
	for i, j := range journeys {
		if int(j.Arrival)+c.base <= w.late {
			got[j.Transfers] = append(got[j.Transfers], trek{int(j.Arrival) + c.base, int(j.Walked) / step})
		}
		if i > 0 && (j.Transfers < journeys[i-1].Transfers || j.Transfers == journeys[i-1].Transfers && j.Arrival >= journeys[i-1].Arrival) {
			c.t.Errorf("%s: journey %d is out of order", name, i)
		}
		if err := c.follow(j, r); err != nil {
			c.t.Errorf("%s: %v\n%+v\n%+v", name, err, r, j)
		}
	}
	for k := range got {
		for _, all := range []treks{got[k], want[k]} {
			slices.SortFunc(all, func(a, b trek) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.walk, b.walk)) })
		}
		if !slices.Equal(got[k], want[k]) {
			c.t.Errorf("%s: %+v step %d\n%d transfers: got %v\nwant %v", name, r, step, k, got[k], want[k])
		}
	}
	return journeys
}

// checkWalkingBack checks those that arrive by a time: each, asked for at its
// departure, is one of those that leave then, and what leaves at any of these
// seconds and arrives in time is not better than all of them.
func (c *comparison) checkWalkingBack(name string, r asking, step int) int {
	c.t.Helper()
	journeys := slices.Clone(c.q.Plan(raptor.Request{
		From: r.from.raptor(), To: r.to.raptor(), Time: int32(r.at - c.base), ArriveBy: true, WalkMetres: r.walk, Wheelchair: r.wheelchair, Walking: step,
	}))
	r.arriveBy = true
	better := func(a, b raptor.Journey) bool {
		return a.Departure >= b.Departure && a.Transfers <= b.Transfers && a.Walked <= b.Walked
	}
	w := walkers{oracle: c.o, step: step, wheel: r.wheelchair, late: r.at}
	for i, j := range journeys {
		if int(j.Departure)+c.base < c.begins() {
			continue
		}
		if err := c.follow(j, r); err != nil {
			c.t.Errorf("%s: %v\n%+v\n%+v", name, err, r, j)
		}
		for k, o := range journeys {
			if i != k && better(o, j) {
				c.t.Errorf("%s: journey %d is no better than %d", name, i, k)
			}
		}
		for later := range int32(2) { // then it is found, a second later it is not
			found := false
			for transfers, all := range w.search(r.from, r.to, int(j.Departure+later)+c.base, r.walk) {
				for _, t := range all {
					o := raptor.Journey{Departure: j.Departure + later, Transfers: transfers, Walked: int32(t.walk * step)}
					found = found || better(o, j)
					if !slices.ContainsFunc(journeys, func(j raptor.Journey) bool { return better(j, o) }) {
						c.t.Errorf("%s: %+v step %d: nothing as good as %+v", name, r, step, o)
					}
				}
			}
			if found != (later == 0) {
				c.t.Errorf("%s: %+v: %d seconds later than %+v found: %v", name, r, later, j, found)
			}
		}
	}
	return len(journeys)
}

// All journeys by arrival, transfers and walking, compared with a search that
// takes every run.
func TestWalkingEqualToPlainSearchOnRandomNetworks(t *testing.T) {
	t.Parallel()
	networks := 150
	if testing.Short() {
		networks = 30
	}
	found, traded, back := 0, 0, 0
	for seed := range uint64(networks) {
		rng := rand.New(rand.NewPCG(seed, 11))
		feed, opt := randomFeed(t, rng)
		var changes []raptor.Change
		if seed%2 == 1 {
			changes = randomChanges(rng, feed, opt)
		}
		c := newComparison(t, feed, opt, changes...)
		start := c.o.midnight(opt.First, 1)
		for i := range 12 {
			r := asking{from: randomPlace(rng, feed, true), to: randomPlace(rng, feed, true), at: start + rng.IntN(4*3600) - 3600, walk: 100 + rng.IntN(1500), wheelchair: rng.IntN(4) == 0}
			step := []int{1, 1, 10, 100}[rng.IntN(4)]
			name := fmt.Sprintf("network %d request %d", seed, i)
			plain := len(c.check(name, r))
			journeys := c.checkWalking(name, r, step)
			found += len(journeys)
			if len(journeys) > plain {
				traded++
			}
			if plain = len(c.check(name, r)); plain > len(journeys) {
				t.Errorf("%s: %d journeys, and fewer where walking counts", name, plain)
			}
			if i%4 == 3 {
				r.at += 2 * 3600
				back += c.checkWalkingBack(name, r, step)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d journeys, %d requests where walking made more of them, %d journeys back", found, traded, back)
	if traded < networks/4 || back < networks/4 {
		t.Error("walking hardly matters in these networks")
	}
}

// The same on real feeds that are small enough for it.
func TestWalkingEqualToPlainSearchOnRealFeeds(t *testing.T) {
	for _, f := range feeds[:2] {
		t.Run(f.file, func(t *testing.T) {
			t.Parallel()
			feed := readFeed(t, f.file)
			next := f.day
			next.Day++
			c := newComparison(t, feed, raptor.Options{First: f.day, Last: next})
			rng := rand.New(rand.NewPCG(42, 11))
			asked, found := max(4, requests(t, 24)/24), 0
			for i := range asked {
				r := asking{from: servedPlace(rng, c.o), to: servedPlace(rng, c.o), at: c.begins() + 5*3600 + rng.IntN(15*3600), walk: 1000}
				found += len(c.checkWalking(fmt.Sprint("request ", i), r, 50))
			}
			t.Logf("%d requests equal, %d journeys", asked, found)
		})
	}
}

// A query that has grown allocates nothing where walking counts, either.
func TestWalkingAllocatesNothing(t *testing.T) {
	feed := readFeed(t, "raba.zip")
	day := gtfs.Date{Year: 2025, Month: 6, Day: 4}
	tt, err := raptor.Build(feed, raptor.Options{First: day, Last: day})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 11))
	var asked []raptor.Request
	for i := range 100 {
		asked = append(asked, raptor.Request{From: randomPlace(rng, feed, true).raptor(), To: randomPlace(rng, feed, true).raptor(), Time: 86400 + int32(rng.IntN(60000)), ArriveBy: i%4 == 0, Walking: 50})
	}
	q, i, found := tt.NewQuery(), 0, 0
	next := func() {
		found += len(q.Plan(asked[i%len(asked)]))
		i++
	}
	for range asked {
		next()
	}
	if n := testing.AllocsPerRun(len(asked), next); n != 0 || found == 0 {
		t.Errorf("%v allocations a request, %d journeys", n, found)
	}
}
