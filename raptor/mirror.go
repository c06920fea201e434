package raptor

import "slices"

// mirror is the same timetable with time running backwards: arriving by a time
// is leaving after it there, and alighting is boarding. It is made once.
func (tt *Timetable) mirror() *Timetable {
	m := &tt.lazy.mirror
	m.Do(func() { m.tt = tt.turned() })
	return m.tt
}

func (tt *Timetable) turned() *Timetable {
	m := *tt
	m.mirrored, m.lazy = true, new(lazily)
	m.links, m.into = tt.into, tt.links
	m.patterns = make([]pattern, 0, len(tt.patterns))
	if tt.plain == nil {
		for i := range tt.patterns {
			m.patterns = append(m.patterns, tt.patterns[i].mirror())
		}
		m.visits = m.calls(0, len(m.patterns))
		return &m
	}
	plain := tt.plain.mirror() // only what differs is turned round
	m.visits, m.patterns = plain.visits, append(m.patterns, plain.patterns...)
	for _, i := range tt.touched {
		m.patterns[i] = tt.patterns[i].mirror()
	}
	for i := len(plain.patterns); i < len(tt.patterns); i++ {
		m.patterns = append(m.patterns, tt.patterns[i].mirror())
	}
	m.extra = m.calls(len(plain.patterns), len(m.patterns))
	return &m
}

func (p *pattern) mirror() pattern {
	m := pattern{stops: slices.Clone(p.stops), may: slices.Clone(p.may), runs: p.runs, windows: p.windows, barred: p.barred, events: make([]event, len(p.events))}
	slices.Reverse(m.stops)
	slices.Reverse(m.may)
	for i, may := range m.may {
		m.may[i] = may&board/board*alight | may&alight/alight*board
	}
	for i, e := range p.events {
		m.events[len(p.events)-1-i] = event{-e.depart, -e.arrive}
	}
	if p.removed != nil {
		m.removed = make([]uint64, len(p.removed))
		for i := range p.runs {
			if j := len(p.runs) - 1 - i; p.removed[i/64]>>(i%64)&1 != 0 {
				m.removed[j/64] |= 1 << (j % 64)
			}
		}
	}
	return m
}

// straight puts a ride of the mirrored timetable the right way round. The
// departure of a template is left to what comes before it.
func (tt *Timetable) straight(r ride) ride {
	p := &tt.patterns[r.pattern]
	last := int32(len(p.stops)) - 1
	s := ride{pattern: r.pattern, board: last - r.alight, alight: last - r.board}
	if p.windows == nil {
		s.run = int32(len(p.runs)) - 1 - r.run
	}
	return s
}
