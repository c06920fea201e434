package trace

import "math"

const (
	cellSize      = 50.0    // metres, unless there would be too many cells
	maxCells      = 1 << 20 // of an index
	maxCandidates = 24      // of a point
	// Two places of the path are two candidates when the path between them
	// goes this many metres further away from the point than they are.
	ridge = 5.0
)

// index is a grid over a path. A cell lists every segment that comes within
// the corridor of any place in the cell, in the order of the path, so that one
// cell answers a question.
type index struct {
	corridor   float64
	lat, lon   float64 // south-west corner
	perLat     float64 // cells per degree
	perLon     float64
	rows, cols int
	first      []int32 // of each cell, and one more
	segments   []int32
	highLat    float64
	highLon    float64
	edge       float64 // corridor squared
}

// candidate is a place of the path near a point.
type candidate struct {
	along   float64 // metres
	off     float64 // metres
	segment int32
}

// indexFor gives the index for a corridor, made when it is not the last one
// asked for.
func (p *Path) indexFor(corridor float64) *index {
	if ix := p.index.Load(); ix != nil && ix.corridor == corridor {
		return ix
	}
	ix := p.newIndex(corridor)
	p.index.Store(ix)
	return ix
}

func (p *Path) newIndex(corridor float64) *index {
	ix := &index{corridor: corridor, edge: float64(corridor * corridor)}
	ix.lat, ix.lon = math.Inf(1), math.Inf(1)
	ix.highLat, ix.highLon = math.Inf(-1), math.Inf(-1)
	north, east := math.Inf(1), math.Inf(1)
	for i := range p.segments {
		w, s, e, n := p.segments[i].box(corridor)
		ix.lat, ix.highLat = min(ix.lat, s), max(ix.highLat, n)
		ix.lon, ix.highLon = min(ix.lon, w), max(ix.highLon, e)
		north, east = min(north, p.segments[i].north), min(east, p.segments[i].east)
	}
	height, width := (ix.highLat-ix.lat)*north, (ix.highLon-ix.lon)*east
	cell := max(cellSize, corridor/2, math.Sqrt(height*width/maxCells), height/maxCells, width/maxCells)
	ix.perLat, ix.perLon = north/cell, east/cell
	ix.rows, ix.cols = int(height/cell)+1, int(width/cell)+1

	ix.first = make([]int32, ix.rows*ix.cols+1)
	p.eachCell(ix, func(cell, _ int) { ix.first[cell+1]++ })
	for c := range ix.rows * ix.cols {
		ix.first[c+1] += ix.first[c]
	}
	ix.segments = make([]int32, ix.first[len(ix.first)-1])
	next := make([]int32, ix.rows*ix.cols)
	copy(next, ix.first)
	p.eachCell(ix, func(cell, segment int) {
		ix.segments[next[cell]] = int32(segment)
		next[cell]++
	})
	return ix
}

// eachCell calls f with every cell and segment that belong together, segments
// in order.
func (p *Path) eachCell(ix *index, f func(cell, segment int)) {
	for i := range p.segments {
		s := &p.segments[i]
		w, south, e, n := s.box(ix.corridor)
		half := hypot(s.north/ix.perLat, s.east/ix.perLon)/2 + ix.corridor + 1
		for row := int((south - ix.lat) * ix.perLat); row <= min(ix.rows-1, int((n-ix.lat)*ix.perLat)); row++ {
			for col := int((w - ix.lon) * ix.perLon); col <= min(ix.cols-1, int((e-ix.lon)*ix.perLon)); col++ {
				_, d2, _ := s.project(ix.lat+(float64(row)+0.5)/ix.perLat, ix.lon+(float64(col)+0.5)/ix.perLon)
				if d2 <= half*half {
					f(row*ix.cols+col, i)
				}
			}
		}
	}
}

// box is the segment's bounding box, widened by so many metres.
func (s *segment) box(by float64) (west, south, east, north float64) {
	endLat, endLon := s.lat+s.dy/s.north, s.lon+s.dx/s.east
	x, y := by/s.east, by/s.north
	return min(s.lon, endLon) - x, min(s.lat, endLat) - y, max(s.lon, endLon) + x, max(s.lat, endLat) + y
}

// candidates finds the places of the path near a point: where the distance to
// the path within the corridor has a minimum, in the order of the path. lon is
// unrolled.
func (p *Path) candidates(ix *index, lat, lon float64, out []candidate) []candidate {
	out = out[:0]
	if lat < ix.lat || lat > ix.highLat || lon < ix.lon || lon > ix.highLon {
		return out
	}
	row, col := int((lat-ix.lat)*ix.perLat), int((lon-ix.lon)*ix.perLon)
	if row >= ix.rows || col >= ix.cols {
		return out
	}
	cell := row*ix.cols + col
	var (
		best    candidate // of the valley that is being walked through
		peak    float64   // of the ridge that is being climbed
		falling bool      // in a valley
		open    bool      // the path before was within the corridor
		last    int32     = -2
	)
	for _, i := range ix.segments[ix.first[cell]:ix.first[cell+1]] {
		s := &p.segments[i]
		t, d2, end2 := s.project(lat, lon)
		if d2 > ix.edge {
			if open && falling {
				out = keep(out, best)
			}
			open = false
			continue
		}
		d := math.Sqrt(d2)
		switch {
		case !open || last != i-1:
			if open && falling {
				out = keep(out, best)
			}
			open, falling = true, true
			best = candidate{s.along + float64(t*s.length), d, i}
		case falling && d < best.off, !falling && d < peak-ridge:
			falling = true
			best = candidate{s.along + float64(t*s.length), d, i}
		case !falling:
			peak = max(peak, d)
		}
		last = i
		// The way from here to the segment's end may lead over a ridge.
		if end := math.Sqrt(end2); falling && end > best.off+ridge {
			out = keep(out, best)
			falling, peak = false, end
		} else if !falling {
			peak = max(peak, end)
		}
	}
	if open && falling {
		out = keep(out, best)
	}
	return out
}

// keep appends a candidate; where there are too many, the farthest gives way.
func keep(out []candidate, c candidate) []candidate {
	if len(out) < maxCandidates {
		return append(out, c)
	}
	far := 0
	for i := range out {
		if out[i].off > out[far].off {
			far = i
		}
	}
	if c.off < out[far].off {
		copy(out[far:], out[far+1:])
		out[len(out)-1] = c
	}
	return out
}
