package territory

import (
	"cmp"
	"math"
	"slices"
)

// stretch is a part of a segment, in shares of it from 0 to 1, and the areas
// that share it equally; Outside is one of them where it is in none.
type stretch struct {
	from, to float64
	owners   []int32
}

// divide gives the stretches of a segment of at most maxPiece metres.
func (p *Partition) divide(a, b Point) []stretch {
	north, east := metric((a.Lat + b.Lat) / 2)
	margin := math.Max(p.onLine, 0)
	dy, dx := margin/north, margin/math.Max(east, 1)
	if owner, ok := p.quiet(a, b, dy, dx); ok {
		return []stretch{{0, 1, []int32{owner}}}
	}
	cuts := []float64{0, 1}
	var spans []span
	for _, k := range p.along(a, b, dy, dx) {
		e := &p.sides[k]
		if t, ok := e.crossing(a, b); ok {
			cuts = append(cuts, t)
		}
		if p.onLine > 0 {
			if from, to, ok := e.beside(a, b, p.onLine, north, east); ok {
				cuts = append(cuts, from, to)
				spans = append(spans, span{from, to, p.bodies[e.body]})
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	shared := newSharing(spans)
	var out []stretch
	for i := 1; i < len(cuts); i++ {
		from, to := cuts[i-1], cuts[i]
		middle := (from + to) / 2
		sharers := shared.at(middle)
		in := p.inside(between(a, b, middle))
		switch {
		case len(sharers) > 1 && !p.beats(in, sharers):
			out = append(out, stretch{from, to, slices.Clone(sharers)})
		case in != Outside:
			out = append(out, stretch{from, to, []int32{in}})
		default:
			out = p.acrossGap(out, a, b, from, to)
		}
	}
	return out
}

// beats reports whether an area has a place before all those that would share
// it: a smaller one laid over their common line.
func (p *Partition) beats(in int32, sharers []int32) bool {
	return in != Outside && !slices.ContainsFunc(sharers, func(s int32) bool { return p.rank[s] <= p.rank[in] })
}

// quiet gives the owner of a segment that stays in cells of one state.
func (p *Partition) quiet(a, b Point, dy, dx float64) (owner int32, ok bool) {
	south, north := math.Min(a.Lat, b.Lat)-dy, math.Max(a.Lat, b.Lat)+dy
	west, east := math.Min(a.Lon, b.Lon)-dx, math.Max(a.Lon, b.Lon)+dx
	r1, c1, ok1 := p.cell(Point{south, west})
	r2, c2, ok2 := p.cell(Point{north, east})
	if !ok1 || !ok2 || (r2-r1+1)*(c2-c1+1) > 400 {
		return 0, false
	}
	state := p.cells[r1*p.cols+c1]
	if state < 0 && state != cellFar {
		return 0, false
	}
	for r := r1; r <= r2; r++ {
		for _, s := range p.cells[r*p.cols+c1 : r*p.cols+c2+1] {
			if s != state {
				return 0, false
			}
		}
	}
	return max(state, Outside), true
}

// along gives the edges in the cells that a segment passes, each once.
func (p *Partition) along(a, b Point, dy, dx float64) (sides []uint32) {
	n := 1 + int(math.Max(math.Abs(b.Lat-a.Lat)*p.perLat, math.Abs(b.Lon-a.Lon)*p.perLon))
	for i := range n {
		q, r := between(a, b, float64(i)/float64(n)), between(a, b, float64(i+1)/float64(n))
		p.over(math.Min(q.Lat, r.Lat)-dy, math.Min(q.Lon, r.Lon)-dx, math.Max(q.Lat, r.Lat)+dy, math.Max(q.Lon, r.Lon)+dx, func(k uint32) {
			sides = append(sides, k)
		})
	}
	slices.Sort(sides)
	return slices.Compact(sides)
}

// crossing gives the share of the segment a–b at which it crosses an edge, its
// ends included. Cutting once too often does no harm, so that ends are taken
// generously.
func (e *edge) crossing(a, b Point) (t float64, ok bool) {
	dx, dy := b.Lon-a.Lon, b.Lat-a.Lat
	ex, ey := e.b.Lon-e.a.Lon, e.b.Lat-e.a.Lat
	den := dx*ey - dy*ex
	if den == 0 {
		return 0, false
	}
	fx, fy := e.a.Lon-a.Lon, e.a.Lat-a.Lat
	t, u := (fx*ey-fy*ex)/den, (fx*dy-fy*dx)/den
	return t, t > 0 && t < 1 && u >= -1e-9 && u <= 1+1e-9
}

// span is where a segment runs on an area's boundary.
type span struct {
	from, to float64
	area     int32
}

// sharing tells, going along a segment, which areas' boundaries it runs on.
type sharing struct {
	starts, ends []span
	open         map[int32]int
	areas        []int32 // sorted
}

func newSharing(spans []span) *sharing {
	s := &sharing{starts: spans, ends: slices.Clone(spans), open: map[int32]int{}}
	slices.SortFunc(s.starts, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	slices.SortFunc(s.ends, func(a, b span) int { return cmp.Compare(a.to, b.to) })
	return s
}

// at gives the areas at a share, which must not be before the last one asked.
// The answer holds until the next question.
func (s *sharing) at(t float64) []int32 {
	for len(s.starts) > 0 && s.starts[0].from <= t {
		area := s.starts[0].area
		if s.open[area]++; s.open[area] == 1 {
			i, _ := slices.BinarySearch(s.areas, area)
			s.areas = slices.Insert(s.areas, i, area)
		}
		s.starts = s.starts[1:]
	}
	for len(s.ends) > 0 && s.ends[0].to < t {
		area := s.ends[0].area
		if s.open[area]--; s.open[area] == 0 {
			i, _ := slices.BinarySearch(s.areas, area)
			s.areas = slices.Delete(s.areas, i, i+1)
		}
		s.ends = s.ends[1:]
	}
	return s.areas
}
