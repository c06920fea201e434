package trace

import (
	"cmp"
	"math"
	"slices"
)

const (
	passing  = 40e6  // microseconds: a vehicle that takes less within standing is not waiting
	farOff   = 100.0 // metres: a vehicle farther from where it waited has left
	lingers  = 45.0  // metres over ground: one this near is still there
	settling = 20    // positions at the tip of a drive that may be of coming to a halt
	sampled  = 500   // positions that a median is taken of, about
)

// weighed is a figure and for how long it held.
type weighed struct {
	value  float64
	micros int64
}

// departure says at which of some visits a vehicle left where it was, and
// where that was. One that waits is at the median of its wandering positions,
// and leaves with the last that is near.
func (w *worker) departure(first, last int) (int, float64) {
	for from := first; from <= last && from-first < settling; from++ {
		if !w.waits(from, first) && !w.reaches(w.level[from], w.level[from], w.path.start) {
			break
		}
		stop := from + 1
		for stop <= last && w.waits(stop, from) {
			stop++
		}
		if w.at(stop-1)-w.at(from) < passing {
			continue
		}
		along, place := w.median(from, stop)
		visit := from
		for i := from; i <= last && w.level[i] <= along+w.leaving(); i++ {
			if w.drive[i].along <= along || w.stays(i, place) {
				visit = i
			}
		}
		return visit, along
	}
	return first, w.level[first]
}

// arrival is the mirror image of departure.
func (w *worker) arrival(first, last int) (int, float64) {
	for from := last; from >= first && last-from < settling; from-- {
		if !w.waits(from, last) && !w.reaches(w.level[from], w.path.length-w.level[from], w.path.end) {
			break
		}
		stop := from - 1
		for stop >= first && w.waits(stop, from) {
			stop--
		}
		if w.at(from)-w.at(stop+1) < passing {
			continue
		}
		along, place := w.median(stop+1, from+1)
		visit := from
		for i := from; i >= first && w.level[i] >= along-w.leaving(); i-- {
			if w.drive[i].along >= along || w.stays(i, place) {
				visit = i
			}
		}
		return visit, along
	}
	return last, w.level[last]
}

// waits reports whether a vehicle that was at one visit may be waiting there at
// another.
func (w *worker) waits(at, there int) bool {
	apart := math.Abs(w.level[at] - w.level[there])
	return apart <= standing || (apart <= w.leaving() &&
		ground(w.points[w.drive[at].point].place(), w.points[w.drive[there].point].place()) <= standing)
}

// leaving is how far along the path a vehicle that waits may seem to be: where
// the path turns round and comes by the place again, wandering positions are on
// either side of the turn.
func (w *worker) leaving() float64 { return max(farOff, turnround*w.opt.terminal) }

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
