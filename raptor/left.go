package raptor

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// What is left from a stop is how many seconds it takes to the destination at
// least: as long as if every vehicle came at once, and none were slower than
// the fastest. A search goes on only from where that leads to an arrival that
// is earlier than those it knows.
//
// It is found backwards, and for a cell of neighbouring stops at a time, so
// that requests have it from the ones before them: see Goldberg and Harrelson,
// Computing the Shortest Path: A* Search Meets Graph Theory, SODA 2005.

// remaining is what is left to a cell from when one alights at a stop, and
// from when one can board there.
type remaining struct{ alight, board uint16 }

// beyond is as much as a remaining tells: so many seconds, or more.
const beyond = math.MaxUint16

// unreached is what is left where nothing leads to the destination; never and
// it are still a number.
const unreached = never - 1

// cellStops is how many stops a cell has at most.
const cellStops = 32

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
	from []remaining
}

func (tt *Timetable) cells() *cells {
	c := &tt.lazy.cells
	c.Do(func() {
		if plain := tt.planned(); plain != nil {
			same := plain.cells()
			c.of, c.stops = same.of, same.stops
		} else {
			c.of = slices.Repeat([]int32{none}, len(tt.stops))
			tt.divide(slices.Clone(tt.near), c)
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
func (tt *Timetable) divide(stops []int32, c *cells) {
	if len(stops) <= cellStops {
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
	tt.divide(stops[:len(stops)/2], c)
	tt.divide(stops[len(stops)/2:], c)
}

// left gives what is left to a cell from every stop.
func (tt *Timetable) left(cell int32) []remaining {
	to := &tt.cells().to[cell]
	to.Do(func() { to.from = tt.measure(cell) })
	return to.from
}

func (tt *Timetable) measure(cell int32) []remaining {
	m := measuring{tt: tt, hastes: tt.hastes()}
	first, all := len(tt.patterns), len(tt.patterns)
	if plain := tt.planned(); plain != nil {
		m.from, m.shared = plain.left(cell), true
		first = len(plain.patterns)
		for _, i := range tt.touched {
			m.scan(i)
		}
	} else {
		m.from = slices.Repeat([]remaining{{beyond, beyond}}, len(tt.stops))
		for _, s := range tt.cells().stops[cell] {
			m.from[s].alight = 0
		}
		first = 0
	}
	for i := first; i < all; i++ {
		m.scan(int32(i))
	}
	for m.walk() {
		for i := range tt.patterns {
			m.scan(int32(i))
		}
	}
	return m.from
}

// measuring is a search backwards.
type measuring struct {
	tt     *Timetable
	hastes []haste
	from   []remaining
	shared bool    // from is that of another timetable
	better []int32 // stops from which less is left to whoever boards
}

// own makes from one that may be written to.
func (m *measuring) own() {
	if m.shared {
		m.from, m.shared = slices.Clone(m.from), false
	}
}

// scan rides a pattern backwards.
func (m *measuring) scan(number int32) {
	p, h := &m.tt.patterns[number], &m.hastes[number]
	far := int32(beyond)
	for pos := len(p.stops) - 1; pos >= 0; pos-- {
		stop := p.stops[pos]
		if v := far + h.wait; v < int32(m.from[stop].board) && p.may[pos]&board != 0 {
			m.own()
			m.from[stop].board = uint16(v)
			m.better = append(m.better, stop)
		}
		if p.may[pos]&alight != 0 {
			far = min(far, int32(m.from[stop].alight))
		}
		far = min(far+h.ride[pos], beyond)
	}
}

// walk goes to the stops where less is left to whoever boards, and reports
// whether there are any.
func (m *measuring) walk() bool {
	for _, stop := range m.better {
		board := int32(m.from[stop].board)
		if c := m.tt.change[stop]; c >= 0 {
			m.alight(stop, c+board)
		}
		for _, l := range m.tt.into.of(stop) {
			m.alight(l.to, l.seconds+board)
		}
	}
	any := len(m.better) > 0
	m.better = m.better[:0]
	return any
}

func (m *measuring) alight(stop, seconds int32) {
	if seconds < int32(m.from[stop].alight) {
		m.from[stop].alight = uint16(seconds)
	}
}

// look notes what is left from every stop to the destination: to a cell where
// one alights, and from there on foot.
func (q *Query) look() {
	q.goals = q.goals[:0]
	of := q.tt.cells().of
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
	for i := range q.at {
		q.at[i].left, q.at[i].aboard = unreached, unreached
	}
	for _, g := range q.goals {
		for i, l := range q.tt.left(g.to) {
			at := &q.at[i]
			at.left = min(at.left, int32(l.alight)+g.seconds)
			at.aboard = min(at.aboard, int32(l.board)+g.seconds)
		}
	}
}

// haste is how fast a pattern can be at best.
type haste struct {
	ride []int32 // to a position from the one before it
	wait int32   // for a vehicle
}

type lazyHaste struct {
	sync.Once
	of []haste
}

// hastes gives the best of every pattern. It is found once, and for a timetable
// with changes only of what differs.
func (tt *Timetable) hastes() []haste {
	h := &tt.lazy.haste
	h.Do(func() {
		h.of = make([]haste, len(tt.patterns))
		known := 0
		if plain := tt.planned(); plain != nil {
			known = copy(h.of, plain.hastes())
			for _, i := range tt.touched {
				h.of[i] = tt.patterns[i].haste()
			}
		}
		inParts(len(h.of)-known, func(from, to int) {
			for i := known + from; i < known+to; i++ {
				h.of[i] = tt.patterns[i].haste()
			}
		})
	})
	return h.of
}

func (p *pattern) haste() haste {
	n := len(p.stops)
	h := haste{ride: make([]int32, n)}
	for pos := 1; pos < n; pos++ {
		h.ride[pos] = never
		for at := pos; at < len(p.events); at += n {
			h.ride[pos] = min(h.ride[pos], p.events[at].arrive-p.events[at-1].depart)
		}
	}
	if len(p.windows) > 0 {
		h.wait = never
	}
	for _, w := range p.windows {
		if w.exact {
			h.wait = 0
		}
		h.wait = min(h.wait, w.every, w.until-w.from)
	}
	return h
}
