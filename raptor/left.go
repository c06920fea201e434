package raptor

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// What is left from a stop is how many seconds and rides it takes to the
// destination at least: as if every vehicle came at once, and none were slower
// than the fastest. A search goes on only from where that leads to an arrival
// that is earlier than those it knows with as few rides.
//
// It is found backwards, and for a cell of neighbouring stops at a time, so
// that requests have it from the ones before them: see Goldberg and Harrelson,
// Computing the Shortest Path: A* Search Meets Graph Theory, SODA 2005.

// remaining is what is left from a stop.
type remaining struct{ alight, board least }

// least is what is left from when one alights, or from when one can board.
type least struct {
	seconds uint16 // or beyond, which is so many or more
	rides   uint8  // or mostRides, which is so many or more
}

const beyond = math.MaxUint16

var farthest = remaining{least{beyond, mostRides}, least{beyond, mostRides}}

// after is what is left before a walk.
func (l least) after(seconds int32) least {
	return least{uint16(min(int32(l.seconds)+seconds, beyond)), l.rides}
}

// lower takes what is less of another, and reports whether anything is.
func (l *least) lower(o least) bool {
	was := *l
	l.seconds, l.rides = min(l.seconds, o.seconds), min(l.rides, o.rides)
	return *l != was
}

// Cells are of several grains: where one can walk to the destination from many
// stops, larger ones do. Those of the finest grain are so many, or up to twice
// as many, if none needs to have fewer stops than fewestStops.
const (
	grains      = 3
	coarser     = 4 // times as large
	someCells   = 512
	fewestStops = 8
	mostGoals   = 4 // cells, for which one does not look for larger ones
)

// cells are the stops that are served, in groups of neighbours.
type cells struct {
	sync.Once
	of    []int32 // of a stop, its cell, or none
	stops [][]int32
	to    []toCell
}

// toCell is what is left to a cell from every stop, found when it is first
// asked for.
type toCell struct {
	sync.Once
	asked atomic.Int32
	from  []remaining
}

// cells gives the cells of a grain, 0 being the finest.
func (tt *Timetable) cells(grain int) *cells {
	c := &tt.lazy.cells[grain]
	c.Do(func() {
		if plain := tt.planned(); plain != nil {
			same := plain.cells(grain)
			c.of, c.stops = same.of, same.stops
		} else {
			c.of = slices.Repeat([]int32{none}, len(tt.stops))
			few := max(fewestStops, (len(tt.near)+someCells-1)/someCells)
			for range grain {
				few *= coarser
			}
			tt.divide(slices.Clone(tt.near), few, c)
		}
		c.to = make([]toCell, len(c.stops))
	})
	return c
}

// planned gives the timetable without changes, of one that has some.
func (tt *Timetable) planned() *Timetable {
	if tt.plain != nil && tt.mirrored {
		return tt.plain.mirror()
	}
	return tt.plain
}

// divide halves stops, across where they lie furthest apart, until they are few.
func (tt *Timetable) divide(stops []int32, few int, c *cells) {
	if len(stops) <= few {
		for _, s := range stops {
			c.of[s] = int32(len(c.stops))
		}
		c.stops = append(c.stops, stops)
		return
	}
	south, north, west, east := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, s := range stops {
		at := &tt.stops[s]
		south, north, west, east = min(south, at.Lat), max(north, at.Lat), min(west, at.Lon), max(east, at.Lon)
	}
	across := func(s int32) float64 { return tt.stops[s].Lat }
	if (east-west)*math.Cos((south+north)/2*math.Pi/180) > north-south {
		across = func(s int32) float64 { return tt.stops[s].Lon }
	}
	slices.SortFunc(stops, func(a, b int32) int { return cmp.Or(cmp.Compare(across(a), across(b)), cmp.Compare(a, b)) })
	tt.divide(stops[:len(stops)/2], few, c)
	tt.divide(stops[len(stops)/2:], few, c)
}

// left gives what is left to a cell from every stop. Of a timetable with changes
// it is not known, and so nil, until it is asked for so often that it is worth
// the time: what changed is soon old.
func (tt *Timetable) left(grain int, cell int32, must bool) []remaining {
	to := &tt.cells(grain).to[cell]
	if tt.plain != nil && !must && to.asked.Load() < seldom && to.asked.Add(1) < seldom {
		return nil
	}
	to.Do(func() { to.from = tt.measure(grain, cell) })
	return to.from
}

// seldom is how often a cell of a timetable with changes is asked for before it
// is measured.
const seldom = 4

// look notes what is left from every stop to the destination: to a cell where
// one alights, and from there on foot. Where that is not known it is nothing,
// unless it must be.
func (q *Query) look(must bool) {
	grain := 0
	for q.aimAt(0); len(q.goals) > mostGoals && grain+1 < grains; {
		grain++
		q.aimAt(grain)
	}
	if len(q.goals) == 0 {
		for i := range q.at {
			q.at[i].left = farthest
		}
	}
	for n, g := range q.goals {
		left := q.tt.left(grain, g.to, must)
		if left == nil {
			q.overlook()
			return
		}
		for i, l := range left {
			l.alight, l.board = l.alight.after(g.seconds), l.board.after(g.seconds)
			if n > 0 {
				l.alight.lower(q.at[i].left.alight)
				l.board.lower(q.at[i].left.board)
			}
			q.at[i].left = l
		}
	}
}

// overlook takes it that nothing is left from any stop.
func (q *Query) overlook() {
	for i := range q.at {
		q.at[i].left = remaining{}
	}
}

// aimAt finds the cells from which one can walk to the destination, and the
// shortest walk from each.
func (q *Query) aimAt(grain int) {
	q.goals = q.goals[:0]
	of := q.tt.cells(grain).of
	for _, e := range q.egress {
		cell := of[e.to]
		if cell == none {
			continue
		}
		i := slices.IndexFunc(q.goals, func(g link) bool { return g.to == cell })
		if i < 0 {
			i = len(q.goals)
			q.goals = append(q.goals, link{to: cell, seconds: never})
		}
		q.goals[i].seconds = min(q.goals[i].seconds, e.seconds)
	}
}
