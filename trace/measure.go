package trace

import (
	"cmp"
	"math"
	"slices"
)

const (
	still    = 50.0  // metres: less progress than this during a silence is standing
	standing = 60.0  // metres: within them a vehicle may be waiting while its positions wander
	passing  = 40e6  // microseconds: a vehicle that takes less through those is not waiting
	leaving  = 100.0 // metres: a vehicle farther from where it waited has left
	lingers  = 45.0  // metres over ground: one this near is still there
	sampled  = 500   // positions that a median is taken of, about
	fragment = 100.0 // metres: a shorter part of a drive, cut off by a detour, is no driving
)

// measure makes passes of the drive that was collected.
func (w *worker) measure() {
	w.rise()
	w.judge()
	from := 0
	for from < len(w.drive) {
		// A halt longer than the pause ends a pass; the next may begin there.
		halt, resume := w.halt(from)
		w.part(from, halt)
		from = resume
	}
}

// trimEnd takes away the last positions of the drive where they jumped: a
// vehicle that stands and is further on for a single report.
func (w *worker) trimEnd() {
	for n := len(w.drive); n > 2 && w.spike(w.drive[n-3], w.drive[n-2], w.drive[n-1], w.drive[n-1].point+1); n-- {
		w.drive = w.drive[:n-1]
	}
}

// trimStart takes away the first positions of a drive where they jumped.
func (w *worker) trimStart(visits []visit) []visit {
	for len(visits) > 2 && w.spike(visits[2], visits[1], visits[0], visits[0].point-1) {
		visits = visits[1:]
	}
	return visits
}

// spike reports whether a visit at the tip of a drive stands out from the two
// beside it, and the point beyond is back with them. If so, it has jumped.
func (w *worker) spike(a, b, tip visit, beyond int32) bool {
	if beyond < 0 || int(beyond) >= len(w.points) {
		return false
	}
	step := math.Abs(tip.along - b.along)
	if step <= standing || math.Abs(b.along-a.along) > step/3 {
		return false
	}
	next, last, out := w.points[beyond], w.points[b.point], w.points[tip.point]
	silence := next.At - out.At
	if max(silence, -silence) > w.opt.gap || 2*ground(next.place(), last.place()) >= ground(out.place(), last.place()) {
		return false
	}
	w.owner[tip.point] = jumped
	return true
}

// rise makes the distance along the path never fall: the non-falling sequence
// nearest to the positions by least squares (pool adjacent violators).
func (w *worker) rise() {
	w.blocks = w.blocks[:0]
	for _, v := range w.drive {
		b := block{v.along, 1}
		for n := len(w.blocks); n > 0 && w.blocks[n-1].mean >= b.mean; n-- {
			a := w.blocks[n-1]
			b = block{(float64(a.mean*float64(a.n)) + float64(b.mean*float64(b.n))) / float64(a.n+b.n), a.n + b.n}
			w.blocks = w.blocks[:n-1]
		}
		w.blocks = append(w.blocks, b)
	}
	w.level = w.level[:0]
	for _, b := range w.blocks {
		for range b.n {
			w.level = append(w.level, b.mean)
		}
	}
}

// block is a run of positions with one level.
type block struct {
	mean float64
	n    int
}

// at is the time of a visit.
func (w *worker) at(visit int) int64 { return w.points[w.drive[visit].point].At }

// halt finds the first halt longer than the pause after a visit: the last
// visit that belongs to the drive before it, and the first of the drive after
// it, which overlap.
func (w *worker) halt(from int) (last, next int) {
	low := from
	for i := from; i < len(w.drive); i++ {
		for w.level[i]-w.level[low] > standing {
			low++
		}
		if w.at(i)-w.at(low) <= w.opt.pause {
			continue
		}
		for i+1 < len(w.drive) && w.level[i+1]-w.level[low] <= standing {
			i++
		}
		if low > from && w.level[low]-w.level[from] > standing && i+1 < len(w.drive) {
			return i, low
		}
		// Before the first movement or after the last: the ends see to it.
		low = i
	}
	return len(w.drive) - 1, len(w.drive)
}

// part makes a pass of the visits from one to another, if they are one.
func (w *worker) part(first, last int) {
	for w.level[last]-w.level[first] >= w.opt.minimum {
		// What lies before the first detour or after the last may be too short
		// to be driving: then the pass is the rest.
		head, tail := first, last
		for head < last && w.links[head+1] != Detour {
			head++
		}
		if head < last && w.level[head]-w.level[first] < fragment {
			first = head + 1
			continue
		}
		for tail > first && w.links[tail] != Detour {
			tail--
		}
		if tail > first && w.level[last]-w.level[tail] < fragment {
			last = tail - 1
			continue
		}
		w.absorb(first, last)
		w.emit(first, last, head, tail)
		return
	}
}

// absorb joins detours that only a fragment of driving lies between: the
// vehicle crossed the path.
func (w *worker) absorb(first, last int) {
	before := -1 // where the last detour ended
	for i := first + 1; i <= last; i++ {
		if w.links[i] != Detour {
			continue
		}
		if before >= 0 && w.level[i-1]-w.level[before] < fragment {
			for k := before + 1; k < i; k++ {
				w.links[k] = Detour
			}
		}
		before = i
	}
}

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

// weighed is a figure and for how long it held.
type weighed struct {
	value  float64
	micros int64
}

// departure says at which of some visits a vehicle left where it was, and
// where that was. One that waits is at the median of its wandering positions,
// and leaves with the last that is near.
func (w *worker) departure(first, last int) (int, float64) {
	stop := first + 1
	for stop <= last && w.waits(stop, first) {
		stop++
	}
	if w.at(stop-1)-w.at(first) < passing {
		return first, w.level[first]
	}
	along, place := w.median(first, stop)
	visit := first
	for i := first; i <= last && w.level[i] <= along+w.leaving(); i++ {
		if w.drive[i].along <= along || w.stays(i, place) {
			visit = i
		}
	}
	return visit, along
}

// arrival is the mirror image of departure.
func (w *worker) arrival(first, last int) (int, float64) {
	stop := last - 1
	for stop >= first && w.waits(stop, last) {
		stop--
	}
	if w.at(last)-w.at(stop+1) < passing {
		return last, w.level[last]
	}
	along, place := w.median(stop+1, last+1)
	visit := last
	for i := last; i >= first && w.level[i] >= along-w.leaving(); i-- {
		if w.drive[i].along >= along || w.stays(i, place) {
			visit = i
		}
	}
	return visit, along
}

// waits reports whether a vehicle that was at one visit may be waiting there at
// another.
func (w *worker) waits(at, there int) bool {
	apart := math.Abs(w.level[at] - w.level[there])
	return apart <= standing || (apart <= turnround*w.opt.terminal &&
		ground(w.path.At(w.level[at]), w.path.At(w.level[there])) <= lingers)
}

// leaving is how far along the path a vehicle that waits may seem to be: where
// the path turns round and comes by the place again, wandering positions are on
// either side of the turn.
func (w *worker) leaving() float64 { return max(leaving, turnround*w.opt.terminal) }

// stays reports whether a vehicle that waits at a place is still there, as far
// as noise lets one see.
func (w *worker) stays(visit int, place LatLon) bool {
	return ground(w.points[w.drive[visit].point].place(), place) <= lingers
}

// median is the median place of the visits from one to before another, each
// weighed by the time around it, but no more than a silence proves.
func (w *worker) median(from, to int) (along float64, place LatLon) {
	along = w.medianOf(from, to, func(v visit) float64 { return v.along })
	place.Lat = w.medianOf(from, to, func(v visit) float64 { return w.points[v.point].Lat })
	place.Lon = w.medianOf(from, to, func(v visit) float64 { return w.points[v.point].Lon })
	return along, place
}

func (w *worker) medianOf(from, to int, of func(visit) float64) float64 {
	w.stand = w.stand[:0]
	total := int64(0)
	step := 1 + (to-from)/sampled // of a whole night, a sample will do
	for i := from; i < to; i += step {
		around := int64(1)
		if i > from {
			around += min(w.at(i)-w.at(i-1), w.opt.gap)
		}
		if i+1 < to {
			around += min(w.at(i+1)-w.at(i), w.opt.gap)
		}
		w.stand = append(w.stand, weighed{of(w.drive[i]), around})
		total += around
	}
	slices.SortFunc(w.stand, func(a, b weighed) int { return cmp.Compare(a.value, b.value) })
	sum := int64(0)
	for _, s := range w.stand {
		sum += s.micros
		if 2*sum >= total {
			return s.value
		}
	}
	return of(w.drive[from])
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
