package trace

import (
	"math"
	"sort"
)

const (
	glance    = 45e6  // microseconds: an excursion no longer than this is noise
	strayed   = 1.5   // corridors: so is one that stays within so many, in a gap that is bridged
	ofYard    = 2.0   // terminals: a vehicle this near an end, off the path, is at the terminal
	beside    = 100.0 // metres of path, before a detour and after, that it may run by
	turnround = 10.0  // terminals: the longest loop in which a path turns at its end
	backYard  = 4.0   // terminals: unless it is on the path within so many
)

// judge says of each visit of the drive what is known of the way to it from
// the visit before.
func (w *worker) judge() {
	w.links = append(w.links[:0], Travelled)
	for i := 1; i < len(w.drive); i++ {
		w.links = append(w.links, w.link(i))
	}
}

func (w *worker) link(i int) Kind {
	a, b := w.drive[i-1], w.drive[i]
	silence := w.at(i) - w.at(i-1)
	progress := w.level[i] - w.level[i-1]
	off, far := w.between(a, b)
	switch {
	case progress < still:
		return Travelled
	case progress > w.reach(silence) && w.tooFast(a.point, b.point):
		return Unproven // the device had been stuck
	case b.how == skipped, progress > w.reach(silence):
		return Detour
	case off > 1 && silence > glance && (far || silence > w.opt.gap):
		return Detour
	case silence > w.opt.gap:
		return Unproven
	}
	return Travelled
}

// reach is how far a vehicle can get, as far as noise lets one see.
func (w *worker) reach(micros int64) float64 {
	return float64(w.opt.maxSpeed*(float64(micros)/1e6)) + slack
}

// between looks at the points between two visits. It counts those that the
// vehicle can have driven by, and says whether any of them is far from the
// path. The others jumped, and so did one that is alone.
func (w *worker) between(from, to visit) (off int, far bool) {
	a, b := from.point, to.point
	if b == a+1 {
		return 0, false
	}
	// A cluster at a wrong place is reached by a jump and left by another.
	if w.tooFast(a, a+1) && w.tooFast(b-1, b) {
		for i := a + 1; i < b; i++ {
			w.owner[i] = jumped
		}
		return 0, false
	}
	last := a
	for i := a + 1; i < b; i++ {
		if w.tooFast(last, i) || w.tooFast(i, b) {
			w.owner[i] = jumped
			continue
		}
		last = i
		off++
		if !far {
			_, d := w.path.nearest(w.points[i], from.along-beside, to.along+beside)
			far = d > strayed*w.opt.corridor
		}
	}
	if off == 1 {
		w.owner[last] = jumped
	}
	return off, far
}

// tooFast reports whether no vehicle drives from one point to another.
func (w *worker) tooFast(a, b int32) bool {
	p, q := w.points[a], w.points[b]
	return ground(p.place(), q.place()) > w.reach(q.At-p.At)
}

// nearest is the place of a part of the path that is nearest to a point.
func (p *Path) nearest(q Point, from, to float64) (along, off float64) {
	lon := p.unroll(q.Lon)
	off = math.Inf(1)
	i := sort.Search(len(p.segments), func(i int) bool { return p.segments[i].along+p.segments[i].length >= from })
	for ; i < len(p.segments) && p.segments[i].along <= to; i++ {
		s := &p.segments[i]
		t, d2, _ := s.project(q.Lat, lon)
		if d := math.Sqrt(d2); d < off {
			along, off = s.along+float64(t*s.length), d
		}
	}
	return max(from, min(along, to)), off
}

// reaches reports whether a place along the path, so many metres from one of
// its ends, counts as that end: it is as near along the path, or on the ground
// where the path turns round just there and passes its end again.
func (w *worker) reaches(along, metres float64, end LatLon) bool {
	return metres <= w.opt.terminal ||
		(metres <= turnround*w.opt.terminal && ground(w.path.At(along), end) <= w.opt.terminal)
}

// cameFrom reports whether the points before a pass's first show the vehicle at
// the terminal where the path starts, and when. Terminals are yards beside the
// path, and where the path is a ring, the start is the end of the lap before.
func (w *worker) cameFrom(visit int, metres float64) (at int64, ok bool) {
	return w.terminal(w.drive[visit].point, -1, metres, w.path.start)
}

// wentTo reports the same of the points after a pass's last and the path's end.
func (w *worker) wentTo(visit int, metres float64) (at int64, ok bool) {
	return w.terminal(w.drive[visit].point, +1, metres, w.path.end)
}

// terminal looks from a point that is so many metres from an end of the path
// for one soon before or after it at that end. Points beside the path tell
// nothing; one on the path on this side of the end shows that the vehicle did
// not come from there.
func (w *worker) terminal(from int32, step int, metres float64, end LatLon) (int64, bool) {
	here := w.points[from]
	for i := int(from) + step; i >= 0 && i < len(w.points); i += step {
		q := w.points[i]
		micros := (q.At - here.At) * int64(step)
		if micros > w.opt.gap {
			break
		}
		if metres > w.reach(micros) {
			continue
		}
		onPath := false
		w.near = w.path.candidates(w.index, q.Lat, w.path.unroll(q.Lon), w.near)
		for _, c := range w.near {
			near := c.along
			if step > 0 {
				near = w.path.length - near
			}
			if beyond := w.path.length - near; w.path.ring && metres+beyond <= w.reach(micros) {
				// Over the seam of a ring, into another lap.
				return here.At + int64(step)*int64(float64(micros)*metres/max(1, metres+beyond)), true
			}
			if near <= w.opt.terminal {
				return q.At, true
			}
			onPath = onPath || near <= backYard*w.opt.terminal
		}
		if onPath {
			break
		}
		if ground(q.place(), end) <= ofYard*w.opt.terminal {
			return q.At, true
		}
	}
	return 0, false
}
