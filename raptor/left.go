package raptor

import "sync"

// haste is how fast a pattern can be at best.
type haste struct {
	ride []int32 // to a position from the one before it
	wait int32   // for a vehicle
}

// hastes gives the best of every pattern. It is found once, and for a timetable
// with changes only of what differs.
func (tt *Timetable) hastes() []haste {
	h := &tt.lazy.haste
	h.Do(func() {
		h.of = make([]haste, len(tt.patterns))
		known := 0
		if tt.plain != nil {
			plain := tt.plain
			if tt.mirrored {
				plain = plain.mirror()
			}
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

type lazyHaste struct {
	sync.Once
	of []haste
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

// left is how many seconds it takes to the destination at least.
type left struct {
	ready  []int32 // of a stop, from when one can board
	alight []int32 // of a stop, from when one alights
	better []int32 // stops
}

// measure finds what is left from every stop, up to a limit: the search
// backwards, in which every vehicle comes at once and none is slower than the
// fastest.
func (q *Query) measure(limit int32) {
	l := &q.sweep.left
	for i := range l.ready {
		l.ready[i], l.alight[i] = never, never
	}
	for _, e := range q.egress {
		l.alight[e.to] = q.at[e.to].out
	}
	hastes := q.tt.hastes()
	for range mostRides {
		l.better = l.better[:0]
		for i := range q.tt.patterns {
			l.scan(&q.tt.patterns[i], &hastes[i], limit)
		}
		if len(l.better) == 0 {
			return
		}
		for _, stop := range l.better {
			if c := q.tt.change[stop]; c >= 0 {
				l.alight[stop] = min(l.alight[stop], c+l.ready[stop])
			}
			for _, from := range q.tt.into.of(stop) {
				l.alight[from.to] = min(l.alight[from.to], from.seconds+l.ready[stop])
			}
		}
	}
}

func (l *left) scan(p *pattern, h *haste, limit int32) {
	far := never
	for pos := len(p.stops) - 1; pos >= 0; pos-- {
		stop := p.stops[pos]
		if v := far + h.wait; v < l.ready[stop] && v <= limit && p.may[pos]&board != 0 {
			l.ready[stop] = v
			l.better = append(l.better, stop)
		}
		if p.may[pos]&alight != 0 {
			far = min(far, l.alight[stop])
		}
		if far < never {
			far += h.ride[pos]
		}
	}
}
