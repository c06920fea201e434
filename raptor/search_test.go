package raptor_test

import (
	"container/heap"
	"math"
	"sort"
)

// search is the state of a plain search: it goes through all departures of the
// timetable in the order of time, with the fewest rides by which one can be in
// each; templates are boarded when one becomes ready for them.
type search struct {
	ready   [][17]int // of a stop, by rides at most, when one can board
	arrived [][17]int // and when one alights at the earliest
	known   []int     // of a stop, the query of these
	query   int
	on      []uint8 // of a run, the fewest rides with which one is in it
	stays   []uint8 // the same, for whoever has come with its vehicle
	entered []uint8 // on, of the departures of this second, before it
	waiting queue   // for templates
	best    [17]int
	out     map[int]int // of a stop, seconds to the destination
	now     int
	again   bool // something changed that is for now or before
	wheels  bool
}

func newSearch(stops, runs int) search {
	return search{ready: make([][17]int, stops), arrived: make([][17]int, stops), known: make([]int, stops), on: make([]uint8, runs), stays: make([]uint8, runs)}
}

const offRun = 17

// state is that one can board at a stop after so many rides.
type state struct{ at, rides, stop int }

type queue []state

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].at < q[j].at }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(state)) }
func (q *queue) Pop() any          { l := len(*q) - 1; x := (*q)[l]; *q = (*q)[:l]; return x }

// lower puts a time where it is earlier, for so many rides and more.
func lower(times *[17]int, rides, t int) bool {
	if times[rides] <= t {
		return false
	}
	for k := rides; k < 17 && times[k] > t; k++ {
		times[k] = t
	}
	return true
}

// arrivals gives the earliest arrival (Unix seconds) with at most so many
// rides, by that number; far where there is none.
func (o *oracle) arrivals(from, to place, at, walk int, wheelchair bool) [17]int {
	return o.arrivalsBefore(far, from, to, at, walk, wheelchair)
}

// arrivalsBefore is the same for whom a second is too late.
func (o *oracle) arrivalsBefore(late int, from, to place, at, walk int, wheelchair bool) [17]int {
	o.query++
	o.waiting, o.wheels, o.now = o.waiting[:0], wheelchair, at
	for i := range o.best {
		o.best[i] = late
	}
	for i := range o.on {
		o.on[i], o.stays[i] = offRun, offRun
	}
	o.out = o.ends(to, walk)
	o.begin(from, to, at, walk, o.push, func(rides, t int) { lower(&o.best, rides, t) })
	fewest := o.fewest()
	i := sort.Search(len(o.departures), func(i int) bool { return o.departures[i].at >= at })
	for fewest < 17 {
		next := far
		if i < len(o.departures) {
			next = o.departures[i].at
		}
		if len(o.waiting) > 0 && o.waiting[0].at < next {
			next = o.waiting[0].at
		}
		if o.now = next; next >= o.best[fewest] {
			break
		}
		end := i
		for end < len(o.departures) && o.departures[end].at == next {
			end++
		}
		o.entered = o.entered[:0]
		for _, d := range o.departures[i:end] {
			o.entered = append(o.entered, o.on[d.run])
		}
		for o.again = true; o.again; { // until nothing of this second leads on in it
			o.again = false
			for n, d := range o.departures[i:end] {
				o.on[d.run] = o.entered[n] // nobody is in a run before where one boards
			}
			for len(o.waiting) > 0 && o.waiting[0].at <= next {
				o.board(heap.Pop(&o.waiting).(state))
			}
			for _, d := range o.departures[i:end] {
				o.depart(d)
			}
		}
		i = end
	}
	return o.best
}

// ends gives the seconds from the stops around a destination.
func (o *oracle) ends(to place, walk int) map[int]int {
	out := map[int]int{}
	end := func(s, sec int) {
		if was, ok := out[s]; !ok || sec < was {
			out[s] = sec
		}
	}
	if to.stop >= 0 {
		ps, _ := o.platforms(to.stop)
		for _, p := range ps {
			end(p, 0)
			for _, w := range o.into[p] {
				end(w.to, w.sec)
			}
		}
		return out
	}
	for s := range o.feed.Stops {
		if cm := o.near(s, to.lat, to.lon, walk); cm <= walk*100 {
			end(s, o.pace(cm))
		}
	}
	return out
}

// push notes that one can board at a stop.
func (o *oracle) push(s, rides, t int) {
	if o.wheels && o.barred[s] || t >= o.best[rides] {
		return
	}
	o.know(s)
	if !lower(&o.ready[s], rides, t) {
		return
	}
	if len(o.repeat[s]) > 0 {
		heap.Push(&o.waiting, state{t, rides, s})
	}
	if t <= o.now {
		o.again = true
	}
}

// know makes a stop one that this query knows.
func (o *oracle) know(s int) {
	if o.known[s] == o.query {
		return
	}
	o.known[s] = o.query
	for k := range o.ready[s] {
		o.ready[s][k], o.arrived[s][k] = far, far
	}
}

// depart goes on with a run to its next stop, if one is in it or boards here.
func (o *oracle) depart(d departure) {
	rides := int(o.on[d.run])
	if d.pos == 0 {
		rides = int(o.stays[d.run])
	}
	if o.known[d.stop] == o.query && o.ready[d.stop][15] <= d.at {
		before := 0
		for o.ready[d.stop][before] > d.at {
			before++
		}
		if r := &o.runs[d.run]; before+1 < rides && r.on[d.pos] && (r.accessible || !o.wheels) {
			rides = before + 1
		}
	}
	if rides == offRun {
		return
	}
	r := &o.runs[d.run]
	o.on[d.run] = uint8(rides)
	p := int(d.pos) + 1
	if r.off[p] {
		o.alight(r.stop[p], rides, r.arr[p])
	}
	if p == len(r.stop)-1 {
		o.stay(r, rides)
	}
}

// stay goes on in the vehicle as its next trips.
func (o *oracle) stay(r *oracleRun, rides int) {
	for _, next := range r.next {
		if n := &o.runs[next]; (n.accessible || !o.wheels) && rides < int(o.stays[next]) {
			o.stays[next] = uint8(rides)
			o.again = o.again || n.dep[0] <= o.now
		}
	}
}

// board takes the templates of a stop.
func (o *oracle) board(x state) {
	if x.rides == 16 || o.ready[x.stop][x.rides] < x.at || x.rides > 0 && o.ready[x.stop][x.rides-1] <= x.at {
		return // as early with fewer rides, or earlier
	}
	for _, c := range o.repeat[x.stop] {
		r := &o.runs[c.run]
		shift := promised(r.windows, x.at-r.dep[c.pos])
		if shift == far || !r.on[c.pos] || o.wheels && !r.accessible {
			continue
		}
		for p := c.pos + 1; p < len(r.stop); p++ {
			if r.off[p] {
				o.alight(r.stop[p], x.rides+1, shift+r.arr[p])
			}
		}
	}
}

// alight arrives at a stop, and goes on from it to the destination and to other
// vehicles.
func (o *oracle) alight(s, rides, t int) {
	if o.wheels && o.barred[s] || t >= o.best[rides] {
		return
	}
	o.know(s)
	if !lower(&o.arrived[s], rides, t) {
		return
	}
	if sec, ok := o.out[s]; ok {
		lower(&o.best, rides, t+sec)
	}
	if o.change[s] >= 0 {
		o.push(s, rides, t+o.change[s])
	}
	for _, w := range o.walks[s] {
		o.push(w.to, rides, t+w.sec)
	}
}

// near is how far a place is from a served stop.
func (o *oracle) near(s int, lat, lon float64, walk int) int {
	p := o.feed.Stops[s]
	if !o.served[s] || math.Abs(p.Lat-lat)*110000 > float64(walk) {
		return far
	}
	return centi(p.Lat, p.Lon, lat, lon)
}

// begin walks from the origin.
func (o *oracle) begin(from, to place, at, walk int, push func(s, rides, t int), better func(rides, t int)) {
	var goals []int
	if to.stop >= 0 {
		goals, _ = o.platforms(to.stop)
	}
	if from.stop >= 0 {
		if from.stop == to.stop {
			better(0, at)
		}
		ps, _ := o.platforms(from.stop)
		for _, p := range ps {
			push(p, 0, at)
			for _, g := range goals {
				if g == p {
					better(0, at)
				}
			}
			for _, w := range o.walks[p] {
				push(w.to, 0, at+w.sec)
				for _, g := range goals {
					if g == w.to {
						better(0, at+w.sec)
					}
				}
			}
			if to.stop < 0 {
				if cm := o.near(p, to.lat, to.lon, walk); cm <= walk*100 {
					better(0, at+o.pace(cm))
				}
			}
		}
		return
	}
	for s := range o.feed.Stops {
		if cm := o.near(s, from.lat, from.lon, walk); cm <= walk*100 {
			push(s, 0, at+o.pace(cm))
			for _, g := range goals {
				if g == s {
					better(0, at+o.pace(cm))
				}
			}
		}
	}
	if to.stop < 0 {
		if cm := centi(from.lat, from.lon, to.lat, to.lon); cm <= walk*100 {
			better(0, at+o.pace(cm))
		}
	}
}

// promised is when whoever is ready for a template's first departure at t is
// promised that it has left.
func promised(windows [][3]int, t int) int {
	best := far
	for _, w := range windows {
		opens, closes, every := w[0], w[1], w[2]
		if t <= opens {
			best = min(best, opens+every, closes)
		} else if t+every <= closes {
			best = min(best, t+every)
		}
	}
	return best
}
