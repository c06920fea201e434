package trace

import "math"

// emit appends the pass that begins among the visits from first to head and
// ends among those from tail to last.
func (w *worker) emit(first, last, head, tail int) {
	begin, from := w.departure(first, head)
	end, to := w.arrival(tail, last)
	if end <= begin {
		return
	}
	// What was seen before a silence at the beginning, or after one at the end,
	// may be no more than waiting.
	if i := w.silence(begin, end, +1); w.level[i]-from <= standing {
		begin = max(begin, i)
	}
	if i := w.silence(end, begin, -1); to-w.level[i] <= standing {
		end = min(end, i)
	}
	if end <= begin || to-from < w.opt.minimum || !w.vouched(first, last, from, to) {
		return
	}
	pass := Pass{Began: w.at(begin), Ended: w.at(end)}
	length, here := w.path.length, from
	if w.reaches(from, from, w.path.start) {
		here = 0
	} else if at, ok := w.cameFrom(first, from); ok && w.at(begin)-w.at(first) <= w.opt.gap {
		pass.Began = at
		pass.add(0, from, at, w.at(begin), Travelled)
	}
	for i := begin + 1; i <= end; i++ {
		next := max(here, min(w.level[i], to))
		if i == end {
			next = to
			if w.reaches(to, length-to, w.path.end) {
				next = length
			}
		}
		w.lengthen(&pass, i, here, next)
		here = next
	}
	if at, ok := w.wentTo(last, length-to); ok && w.at(last)-w.at(end) <= w.opt.gap && here < length {
		pass.Ended = at
		pass.add(here, length, w.at(end), at, Travelled)
	}
	w.pace(&pass)
	if pass.Length(Travelled)+pass.Length(Unproven) < w.opt.minimum || to-from > w.reach(pass.Ended-pass.Began)+slack {
		return
	}
	if n := len(w.passes); n > 0 && w.passes[n-1].Ended > pass.Began {
		part := min(w.passes[n-1].Ended, w.at(begin))
		w.passes[n-1].clamp(math.MinInt64, part)
		pass.clamp(part, math.MaxInt64)
	}
	w.count(&pass, begin, end, from, to)
	w.passes = append(w.passes, pass)
}

// vouched reports whether more than one position speaks for a pass at either
// end: a single one may have jumped.
func (w *worker) vouched(first, last int, from, to float64) bool {
	near, far := 0, 0
	middle := (from + to) / 2
	for i := first; i <= last && (near < 2 || far < 2); i++ {
		if w.drive[i].along >= middle {
			far++
		}
		if w.drive[i].along <= middle {
			near++
		}
	}
	return near > 1 && far > 1
}

// lengthen adds the way from the visit before to a visit to a pass. Of a
// detour, the way up to where the vehicle left the path and from where it came
// back is travelled, as far as reports in time prove it.
func (w *worker) lengthen(pass *Pass, i int, from, to float64) {
	before, now := w.at(i-1), w.at(i)
	if w.links[i] != Detour || now == before {
		pass.add(from, to, before, now, w.links[i])
		return
	}
	leave, back, left, came := from, to, before, now
	a, b := w.drive[i-1].point, w.drive[i].point
	first, last := a+1, b-1
	for first < b && w.owner[first] == jumped {
		first++
	}
	for last > a && w.owner[last] == jumped {
		last--
	}
	switch {
	case first <= last:
		if q := w.points[first]; q.At-before <= w.opt.gap {
			along, off := w.path.nearest(q, from, to)
			leave, left = max(from, along-off), q.At
		}
		if q := w.points[last]; now-q.At <= w.opt.gap {
			along, off := w.path.nearest(q, from, to)
			back, came = min(to, along+off), q.At
		}
	case now-before <= w.opt.gap:
		moved := ground(w.points[a].place(), w.points[b].place())
		leave, back = w.path.shortcut(from, to, moved+noise)
		left = before + int64(float64(now-before)*(leave-from)/max(1, leave-from+to-back))
		came = left
	}
	if leave > back {
		leave, back, left, came = from, to, before, now
	}
	pass.add(from, leave, before, left, Travelled)
	pass.add(leave, back, left, came, Detour)
	pass.add(back, to, came, now, Travelled)
}

// silence finds the first visit, in one direction or the other, that an
// unproven stretch follows; without one the last visit.
func (w *worker) silence(from, to, step int) int {
	for i := from; i != to; i += step {
		if w.links[max(i, i+step)] == Unproven {
			return i
		}
	}
	return to
}

// add appends a stretch, or makes the last one longer. Stretches that are
// nothing are left out, but their time is not.
func (p *Pass) add(from, to float64, fromAt, untilAt int64, kind Kind) {
	from, to = millimetre(from), millimetre(to)
	n := len(p.Stretches)
	switch {
	case n > 0 && (to <= from || p.Stretches[n-1].Kind == kind):
		p.Stretches[n-1].To, p.Stretches[n-1].UntilAt = max(to, from), untilAt
	case to > from:
		if n == 0 {
			fromAt = p.Began
		}
		p.Stretches = append(p.Stretches, Stretch{from, to, fromAt, untilAt, kind})
	}
}

// clamp keeps a pass between two instants: of two that meet at a terminal one
// ends where the other begins.
func (p *Pass) clamp(from, until int64) {
	keep := func(at *int64) { *at = max(from, min(*at, until)) }
	keep(&p.Began)
	keep(&p.Ended)
	for i := range p.Stretches {
		keep(&p.Stretches[i].FromAt)
		keep(&p.Stretches[i].UntilAt)
	}
}

func millimetre(m float64) float64 { return math.Round(m*1000) / 1000 }

// count notes which points the pass used.
func (w *worker) count(pass *Pass, begin, end int, from, to float64) {
	for i := begin; i <= end; i++ {
		point := w.drive[i].point
		if w.owner[point] >= 0 {
			continue // of the pass before, which ended there
		}
		w.owner[point] = int32(len(w.passes))
		switch i {
		case begin:
			w.progress[point] = from
		case end:
			w.progress[point] = to
		default:
			w.progress[point] = max(from, min(w.level[i], to))
		}
		pass.Points++
	}
	for i := w.drive[begin].point; i < w.drive[end].point; i++ {
		if w.owner[i] == jumped {
			pass.Outliers++
		}
	}
}

// pace sets the beginning of a pass that begins with a silence, and the end of
// one that ends with one: nobody saw when the vehicle left or arrived, so the
// time is what its pace over the rest tells, within the silence.
func (w *worker) pace(pass *Pass) {
	const slow, fast = 3.0, 15.0 // metres per second
	n := len(pass.Stretches)
	if n == 0 {
		return
	}
	metres, micros := 0.0, int64(0)
	for _, s := range pass.Stretches {
		if s.Kind == Travelled {
			metres, micros = metres+(s.To-s.From), micros+(s.UntilAt-s.FromAt)
		}
	}
	speed := slow
	if micros > 0 {
		speed = min(max(metres*1e6/float64(micros), slow), fast)
	}
	if s := &pass.Stretches[0]; s.Kind == Unproven {
		s.FromAt = max(s.FromAt, s.UntilAt-int64((s.To-s.From)/speed*1e6))
		pass.Began = s.FromAt
	}
	if s := &pass.Stretches[n-1]; s.Kind == Unproven {
		s.UntilAt = min(s.UntilAt, s.FromAt+int64((s.To-s.From)/speed*1e6))
		pass.Ended = s.UntilAt
	}
}
