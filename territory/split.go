package territory

import (
	"cmp"
	"math"
	"slices"
)

// Part is how much of a line is in one area; Code is "" outside all areas.
type Part struct {
	Code   string
	Name   string
	Metres int64
}

// Parts is a line divided among areas. The parts, by code, sum to Total.
type Parts struct {
	Total int64
	Parts []Part
}

// Of gives the metres in the area with a code.
func (p Parts) Of(code string) int64 {
	for _, part := range p.Parts {
		if part.Code == code {
			return part.Metres
		}
	}
	return 0
}

// Route is a line that was divided once, for many questions about parts of it.
type Route struct {
	p      *Partition
	pieces []piece
	length float64
}

// piece is a stretch of a line, in metres from its start, and the areas that
// share it equally; none when it is outside.
type piece struct {
	from, to float64
	owners   []int
}

// maxLine bounds a line, in points.
const maxLine = 2_000_000

// Split divides a line among the areas.
func (p *Partition) Split(line []Point) (Parts, error) {
	r, err := p.Prepare(line)
	if err != nil {
		return Parts{}, err
	}
	return r.Between(0, r.length), nil
}

// Prepare divides a line, so that parts of it can be asked for quickly.
func (p *Partition) Prepare(line []Point) (*Route, error) {
	if len(line) > maxLine {
		return nil, &ShapeError{Reason: "has too many points"}
	}
	for i, q := range line {
		if !finite(q) {
			return nil, &ShapeError{Vertex: i + 1, Reason: "is not a place on earth"}
		}
	}
	r := &Route{p: p}
	for i := 1; i < len(line); i++ {
		r.add(line[i-1], line[i])
	}
	return r, nil
}

// Length is the line's length in metres.
func (r *Route) Length() float64 { return r.length }

// add divides one segment and appends its pieces.
func (r *Route) add(a, b Point) {
	length := Distance(a, b)
	if length == 0 {
		return
	}
	start := r.length
	for _, s := range r.p.divide(a, b) {
		r.append(piece{start + s.from*length, start + s.to*length, s.owners})
	}
	r.length = start + length
	r.pieces[len(r.pieces)-1].to = r.length
}

func (r *Route) append(s piece) {
	if n := len(r.pieces); n > 0 && slices.Equal(r.pieces[n-1].owners, s.owners) {
		r.pieces[n-1].to = s.to
		return
	}
	r.pieces = append(r.pieces, s)
}

// divide gives the pieces of a segment, in shares of it from 0 to 1.
func (p *Partition) divide(a, b Point) []piece {
	cuts := []float64{0, 1}
	onLine := map[int][][2]float64{} // shares of the segment on each area's boundary
	margin := math.Max(p.onLine, 0)
	north, east := metric((a.Lat + b.Lat) / 2)
	dy, dx := margin/north, margin/math.Max(east, 1)
	if p.quiet(a, b, dy, dx) {
		in, _ := p.Locate((a.Lat+b.Lat)/2, (a.Lon+b.Lon)/2)
		return []piece{{0, 1, []int{in}}}
	}
	seen := map[edge]bool{}
	p.alongSegment(a, b, dy, dx, func(e edge) {
		if seen[e] {
			return
		}
		seen[e] = true
		if t, ok := crossing(a, b, e); ok {
			cuts = append(cuts, t)
		}
		if p.onLine > 0 {
			if from, to, ok := closeTo(a, b, e, p.onLine); ok {
				cuts = append(cuts, from, to)
				onLine[int(e.area)] = append(onLine[int(e.area)], [2]float64{from, to})
			}
		}
	})
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []piece
	for i := 1; i < len(cuts); i++ {
		out = p.classify(out, a, b, cuts[i-1], cuts[i], onLine)
	}
	return out
}

// quiet reports whether a segment stays in cells of one area.
func (p *Partition) quiet(a, b Point, dy, dx float64) bool {
	south, north := math.Min(a.Lat, b.Lat)-dy, math.Max(a.Lat, b.Lat)+dy
	west, east := math.Min(a.Lon, b.Lon)-dx, math.Max(a.Lon, b.Lon)+dx
	first, _, ok1 := p.cell(Point{south, west})
	_, _, ok2 := p.cell(Point{north, east})
	if !ok1 || !ok2 || p.cells[first] < 0 || p.row(north)-p.row(south) > 8 || p.col(east)-p.col(west) > 8 {
		return false
	}
	for r := p.row(south); r <= p.row(north); r++ {
		for c := p.col(west); c <= p.col(east); c++ {
			if p.cells[r*p.cols+c] != p.cells[first] {
				return false
			}
		}
	}
	return true
}

// alongSegment calls fn for the edges in the cells that a segment passes,
// piece by piece, so that a long segment does not search its whole box.
func (p *Partition) alongSegment(a, b Point, dy, dx float64, fn func(edge)) {
	n := 1 + int(math.Max(math.Abs(b.Lat-a.Lat)/p.cellLat, math.Abs(b.Lon-a.Lon)/p.cellLon))
	for i := range n {
		q, r := between(a, b, float64(i)/float64(n)), between(a, b, float64(i+1)/float64(n))
		p.cellsOver(math.Min(q.Lat, r.Lat)-dy, math.Min(q.Lon, r.Lon)-dx, math.Max(q.Lat, r.Lat)+dy, math.Max(q.Lon, r.Lon)+dx, fn)
	}
}

// classify appends the piece between two cuts. Inside a gap the nearest area
// may change on the way; the change is found to the millimetre.
func (p *Partition) classify(out []piece, a, b Point, from, to float64, onLine map[int][][2]float64) []piece {
	middle := (from + to) / 2
	var sharers []int
	for area, spans := range onLine {
		if slices.ContainsFunc(spans, func(s [2]float64) bool { return s[0] <= middle && middle <= s[1] }) {
			sharers = append(sharers, area)
		}
	}
	if len(sharers) > 1 {
		slices.Sort(sharers)
		return append(out, piece{from, to, sharers})
	}
	q := between(a, b, middle)
	if i, row, ok := p.cell(q); ok {
		if p.cells[i] >= 0 {
			return append(out, piece{from, to, []int{int(p.cells[i])}})
		}
		if in := p.inside(q, row); in != Outside {
			return append(out, piece{from, to, []int{in}})
		}
	}
	return p.acrossGap(out, a, b, from, to)
}

const (
	gapStep = 1.0   // metres between the places where a gap is looked at
	gapFine = 0.001 // metres to which a change is located
)

func (p *Partition) acrossGap(out []piece, a, b Point, from, to float64) []piece {
	length := Distance(a, b)
	steps := 1 + int(math.Min((to-from)*length/gapStep, 100_000))
	at := func(t float64) int { return p.nearest(between(a, b, t)) }
	start, owner := from, at(from+(to-from)/(2*float64(steps)))
	last := from + (to-from)/(2*float64(steps))
	for i := 1; i < steps; i++ {
		t := from + (to-from)*(float64(i)+0.5)/float64(steps)
		next := at(t)
		if next != owner {
			lo, hi := last, t
			for (hi-lo)*length > gapFine {
				if m := (lo + hi) / 2; at(m) == owner {
					lo = m
				} else {
					hi = m
				}
			}
			out = append(out, piece{start, hi, []int{owner}})
			start, owner = hi, next
		}
		last = t
	}
	return append(out, piece{start, to, []int{owner}})
}

// crossing gives the share of the segment a–b at which it crosses an edge.
func crossing(a, b Point, e edge) (float64, bool) {
	dx, dy := b.Lon-a.Lon, b.Lat-a.Lat
	ex, ey := e.b.Lon-e.a.Lon, e.b.Lat-e.a.Lat
	den := dx*ey - dy*ex
	if den == 0 {
		return 0, false
	}
	fx, fy := e.a.Lon-a.Lon, e.a.Lat-a.Lat
	t, u := (fx*ey-fy*ex)/den, (fx*dy-fy*dx)/den
	return t, t > 0 && t < 1 && u >= 0 && u <= 1
}

// closeTo gives the shares of the segment between which it is within some
// metres of an edge. The distance to an edge is convex along a segment, so
// there is one such stretch.
func closeTo(a, b Point, e edge, metres float64) (from, to float64, ok bool) {
	north, east := metric((a.Lat + b.Lat) / 2)
	d := func(t float64) float64 { return offset(between(a, b, t), e, north, east) }
	lo, hi := 0.0, 1.0
	for range 60 {
		m1, m2 := lo+(hi-lo)/3, hi-(hi-lo)/3
		if d(m1) <= d(m2) {
			hi = m2
		} else {
			lo = m1
		}
	}
	nearest := (lo + hi) / 2
	for _, t := range []float64{0, 1} {
		if d(t) < d(nearest) {
			nearest = t
		}
	}
	if d(nearest) > metres {
		return 0, 0, false
	}
	edgeOf := func(inside, outside float64) float64 {
		if d(outside) <= metres {
			return outside
		}
		for range 50 {
			if m := (inside + outside) / 2; d(m) <= metres {
				inside = m
			} else {
				outside = m
			}
		}
		return inside
	}
	return edgeOf(nearest, 0), edgeOf(nearest, 1), true
}

// Between divides the stretch between two distances from the line's start, in
// metres. The total is the stretch's length rounded to whole metres; the parts
// are by largest remainder, ties to the lower code.
func (r *Route) Between(from, to float64) Parts {
	from, to = math.Max(from, 0), math.Min(to, r.length)
	if !(from < to) {
		return Parts{}
	}
	exact := make([]float64, len(r.p.areas)+1) // the last is outside
	first, _ := slices.BinarySearchFunc(r.pieces, from, func(s piece, at float64) int { return cmp.Compare(s.to, at) })
	for _, s := range r.pieces[first:] {
		if s.from >= to {
			break
		}
		m := (math.Min(s.to, to) - math.Max(s.from, from)) / float64(len(s.owners))
		for _, o := range s.owners {
			if o == Outside {
				o = len(exact) - 1
			}
			exact[o] += m
		}
	}
	return r.p.round(exact, to-from)
}

func (p *Partition) round(exact []float64, length float64) Parts {
	total := int64(math.Round(length))
	out := Parts{Total: total}
	type share struct {
		area      int
		whole     int64
		remainder float64
	}
	var shares []share
	left := total
	for i, m := range exact {
		if m > 0 {
			w := int64(m)
			shares = append(shares, share{i, w, m - float64(w)})
			left -= w
		}
	}
	order := make([]int, len(shares))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(shares[b].remainder, shares[a].remainder) })
	for k := 0; left != 0 && len(order) > 0; k = (k + 1) % len(order) {
		s := &shares[order[k]]
		if left > 0 {
			s.whole++
			left--
		} else if s.whole > 0 {
			s.whole--
			left++
		}
	}
	for _, s := range shares {
		part := Part{Metres: s.whole}
		if s.area < len(p.areas) {
			part.Code, part.Name = p.areas[s.area].Code, p.areas[s.area].Name
		}
		if s.whole > 0 {
			out.Parts = append(out.Parts, part)
		}
	}
	slices.SortFunc(out.Parts, func(a, b Part) int { return cmp.Compare(a.Code, b.Code) })
	return out
}
