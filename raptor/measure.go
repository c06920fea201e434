package raptor

import (
	"slices"
	"sync"
)

// measure finds what is left to a cell, by a search backwards.
func (tt *Timetable) measure(grain int, cell int32) []remaining {
	m := measuring{tt: tt, hastes: tt.hastes(), due: make([]bool, len(tt.patterns)), planned: len(tt.patterns)}
	if plain := tt.planned(); plain != nil { // only what differs can make less of it
		m.from, m.shared = plain.left(grain, cell, true), true
		m.planned = len(plain.patterns)
		for _, i := range tt.touched {
			m.scan(i)
		}
		for i := m.planned; i < len(tt.patterns); i++ {
			m.scan(int32(i))
		}
	} else {
		m.from = slices.Repeat([]remaining{farthest}, len(tt.stops))
		for _, s := range tt.cells(grain).stops[cell] {
			m.from[s].alight = least{}
			m.call(s)
		}
	}
	for m.walk(); len(m.patterns) > 0; m.walk() {
		for _, i := range m.patterns {
			m.due[i] = false
			m.scan(i)
		}
		m.patterns = m.patterns[:0]
	}
	return m.from
}

// measuring is a search backwards.
type measuring struct {
	tt       *Timetable
	hastes   []haste
	from     []remaining
	shared   bool    // from is that of another timetable
	better   []int32 // stops from which less is left to whoever boards
	due      []bool  // of a pattern, whether it is to be scanned
	patterns []int32 // that are due
	planned  int     // how many patterns are no changes
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
	far := farthest.alight
	for pos := len(p.stops) - 1; pos >= 0; pos-- {
		stop := p.stops[pos]
		if p.may[pos]&board != 0 {
			v := far.after(h.wait)
			v.rides = min(v.rides+1, mostRides)
			if have := m.from[stop].board; have.lower(v) {
				m.own()
				m.from[stop].board = have
				m.better = append(m.better, stop)
			}
		}
		if p.may[pos]&alight != 0 {
			far.lower(m.from[stop].alight)
		}
		far = far.after(h.ride[pos])
	}
}

// walk goes to the stops where less is left to whoever boards.
func (m *measuring) walk() {
	for _, stop := range m.better {
		by := m.from[stop].board
		if c := m.tt.change[stop]; c >= 0 {
			m.alight(stop, by.after(c))
		}
		for _, l := range m.tt.into.of(stop) {
			m.alight(l.to, by.after(l.seconds))
		}
	}
	m.better = m.better[:0]
}

func (m *measuring) alight(stop int32, l least) {
	if m.from[stop].alight.lower(l) {
		m.call(stop)
	}
}

// call has the patterns scanned that call at a stop, and all that are changes.
func (m *measuring) call(stop int32) {
	for _, i := range m.tt.callers().of(stop) {
		m.add(i)
	}
	for i := m.planned; i < len(m.tt.patterns) && !m.due[i]; i++ {
		m.add(int32(i))
	}
}

func (m *measuring) add(pattern int32) {
	if !m.due[pattern] {
		m.due[pattern] = true
		m.patterns = append(m.patterns, pattern)
	}
}

// callers gives of every stop the planned patterns that call there.
func (tt *Timetable) callers() *rows[int32] {
	if plain := tt.planned(); plain != nil {
		return plain.callers()
	}
	c := &tt.lazy.callers
	c.Do(func() {
		var all []visit
		for i := range tt.patterns {
			for pos := range tt.patterns[i].stops {
				all = append(all, visit{int32(i), int32(pos)})
			}
		}
		by := gather(len(tt.stops), all, func(v visit) int32 { return tt.patterns[v.pattern].stops[v.position] })
		c.rows = rows[int32]{by.start, make([]int32, len(by.all))}
		for i, v := range by.all {
			c.all[i] = v.pattern
		}
	})
	return &c.rows
}

type lazyCallers struct {
	sync.Once
	rows[int32]
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
