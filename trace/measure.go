package trace

import "math"

const (
	still    = 50.0  // metres: less progress than this during a silence is standing
	standing = 60.0  // metres: within them a vehicle may be waiting while its positions wander
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
