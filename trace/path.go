package trace

import (
	"errors"
	"math"
	"slices"
)

// LatLon is a place in WGS 84 degrees.
type LatLon struct{ Lat, Lon float64 }

// Path is a line prepared for following. It is not changed after NewPath and
// is safe for use by many goroutines.
type Path struct {
	cum    []float64 // metres from the start to each vertex
	x, y   []float64 // vertices in a local metric plane
	lat0   float64
	lon0   float64
	north  float64 // metres in a degree
	east   float64
	west   float64 // of the grid, in the plane
	south  float64
	cols   int
	rows   int
	starts []int32 // of each cell's segments
	segs   []int32
}

const (
	cellSize = 128.0 // metres
	maxSide  = 4096  // cells
	maxLine  = 200_000
)

// Errors of NewPath.
var (
	ErrShort  = errors.New("trace: the line has fewer than two different points")
	ErrPlace  = errors.New("trace: a point of the line is not a place on earth, or too near a pole")
	ErrExtent = errors.New("trace: the line is too long")
)

// NewPath prepares a line. Lengths are on the WGS 84 ellipsoid; positions are
// projected in a plane that is true at the line's middle latitude, which for
// lines up to about 100 km is good to far less than GPS noise.
func NewPath(line []LatLon) (*Path, error) {
	if len(line) > maxLine {
		return nil, ErrExtent
	}
	south, north := math.Inf(1), math.Inf(-1)
	for _, q := range line {
		if !(math.Abs(q.Lat) <= 85 && math.Abs(q.Lon) <= 180) {
			return nil, ErrPlace
		}
		south, north = math.Min(south, q.Lat), math.Max(north, q.Lat)
	}
	if len(line) < 2 {
		return nil, ErrShort
	}
	p := &Path{lat0: (south + north) / 2, lon0: line[0].Lon}
	p.north, p.east = metric(p.lat0)
	for i, q := range line {
		x, y := p.plane(q.Lat, q.Lon)
		if i > 0 {
			d := length(line[i-1], q)
			if d == 0 {
				continue
			}
			p.cum = append(p.cum, p.cum[len(p.cum)-1]+d)
		} else {
			p.cum = append(p.cum, 0)
		}
		p.x, p.y = append(p.x, x), append(p.y, y)
	}
	if len(p.cum) < 2 {
		return nil, ErrShort
	}
	return p, p.index()
}

// Length is the path's length in metres.
func (p *Path) Length() float64 { return p.cum[len(p.cum)-1] }

func (p *Path) plane(lat, lon float64) (x, y float64) {
	return (lon - p.lon0) * p.east, (lat - p.lat0) * p.north
}

// metric gives the metres in a degree of latitude and longitude on WGS 84
// (Torge & Müller, Geodesy, 4th ed., eqs. 4.13–4.15).
func metric(lat float64) (north, east float64) {
	const axis, e2, degree = 6378137.0, 0.00669437999014131699613723, math.Pi / 180
	sin, cos := math.Sincos(lat * degree)
	w := 1 - e2*sin*sin
	return degree * axis * (1 - e2) / (w * math.Sqrt(w)), degree * axis * cos / math.Sqrt(w)
}

// length is the length of a segment, in pieces when it is long.
func length(a, b LatLon) float64 {
	piece := func(a, b LatLon) float64 {
		north, east := metric((a.Lat + b.Lat) / 2)
		return math.Hypot((b.Lat-a.Lat)*north, (b.Lon-a.Lon)*east)
	}
	whole := piece(a, b)
	n := int(whole/2000) + 1
	if n == 1 {
		return whole
	}
	sum, last := 0.0, a
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		next := LatLon{a.Lat + t*(b.Lat-a.Lat), a.Lon + t*(b.Lon-a.Lon)}
		sum += piece(last, next)
		last = next
	}
	return sum
}

// index sorts the segments into a grid of cells.
func (p *Path) index() error {
	p.west, p.south = math.Inf(1), math.Inf(1)
	east, north := math.Inf(-1), math.Inf(-1)
	for i := range p.x {
		p.west, east = math.Min(p.west, p.x[i]), math.Max(east, p.x[i])
		p.south, north = math.Min(p.south, p.y[i]), math.Max(north, p.y[i])
	}
	p.cols, p.rows = int((east-p.west)/cellSize)+1, int((north-p.south)/cellSize)+1
	if p.cols > maxSide || p.rows > maxSide {
		return ErrExtent
	}
	counts := make([]int32, p.cols*p.rows+1)
	each := func(fn func(cell, seg int)) {
		for s := 1; s < len(p.x); s++ {
			p.cellsOf(s, func(cell int) { fn(cell, s) })
		}
	}
	each(func(cell, _ int) { counts[cell+1]++ })
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	p.starts = counts
	p.segs = make([]int32, counts[len(counts)-1])
	next := append([]int32(nil), counts...)
	each(func(cell, seg int) {
		p.segs[next[cell]] = int32(seg)
		next[cell]++
	})
	return nil
}

// cellsOf calls fn for the cells that a segment passes, row by row.
func (p *Path) cellsOf(s int, fn func(cell int)) {
	ax, ay, bx, by := p.x[s-1], p.y[s-1], p.x[s], p.y[s]
	if ay > by {
		ax, ay, bx, by = bx, by, ax, ay
	}
	at := func(y float64) float64 {
		if by == ay {
			return ax
		}
		return ax + (y-ay)/(by-ay)*(bx-ax)
	}
	for r := p.row(ay); r <= p.row(by); r++ {
		lo, hi := math.Max(ay, p.south+float64(r)*cellSize), math.Min(by, p.south+float64(r+1)*cellSize)
		w, e := at(lo), at(hi)
		if by == ay {
			w, e = ax, bx
		}
		for c := p.col(math.Min(w, e) - 0.01); c <= p.col(math.Max(w, e)+0.01); c++ {
			fn(r*p.cols + c)
		}
	}
}

func (p *Path) row(y float64) int {
	return min(max(int(math.Floor((y-p.south)/cellSize)), 0), p.rows-1)
}

func (p *Path) col(x float64) int {
	return min(max(int(math.Floor((x-p.west)/cellSize)), 0), p.cols-1)
}

// at gives the place in the plane that is so many metres along.
func (p *Path) at(along float64) (x, y float64) {
	i, _ := slices.BinarySearch(p.cum, along)
	i = min(max(i, 1), len(p.cum)-1)
	t := (along - p.cum[i-1]) / (p.cum[i] - p.cum[i-1])
	return p.x[i-1] + t*(p.x[i]-p.x[i-1]), p.y[i-1] + t*(p.y[i]-p.y[i-1])
}

// candidate is a place on the path that a position may stand for.
type candidate struct {
	s float64 // metres along
	d float64 // metres off
}

const (
	maxCandidates = 4
	apart         = 200.0 // metres along: nearer projections are one candidate
)

// candidates gives the places on the path within the corridor of a point: of
// each passage of the path near it the nearest. buf is reused.
func (p *Path) candidates(x, y, corridor float64, buf []candidate) []candidate {
	buf = buf[:0]
	if x < p.west-corridor || y < p.south-corridor || x > p.west+float64(p.cols)*cellSize+corridor || y > p.south+float64(p.rows)*cellSize+corridor {
		return buf
	}
	r0, r1, c0, c1 := p.row(y-corridor), p.row(y+corridor), p.col(x-corridor), p.col(x+corridor)
	for r := r0; r <= r1; r++ {
		for c := c0; c <= c1; c++ {
			cell := r*p.cols + c
			for _, s := range p.segs[p.starts[cell]:p.starts[cell+1]] {
				if got := p.project(int(s), x, y); got.d <= corridor {
					buf = keep(buf, got)
				}
			}
		}
	}
	if len(buf) > maxCandidates {
		buf = nearestOf(buf)
	}
	return buf
}

// project gives the foot of a point on a segment.
func (p *Path) project(s int, x, y float64) candidate {
	vx, vy := p.x[s]-p.x[s-1], p.y[s]-p.y[s-1]
	wx, wy := x-p.x[s-1], y-p.y[s-1]
	t := math.Max(0, math.Min(1, (wx*vx+wy*vy)/(vx*vx+vy*vy)))
	return candidate{p.cum[s-1] + t*(p.cum[s]-p.cum[s-1]), math.Hypot(wx-t*vx, wy-t*vy)}
}

// keep adds a candidate, or lets it replace a farther one of the same passage.
func keep(all []candidate, c candidate) []candidate {
	for i, o := range all {
		if math.Abs(o.s-c.s) <= apart {
			if c.d < o.d || (c.d == o.d && c.s < o.s) {
				all[i] = c
			}
			return all
		}
	}
	return append(all, c)
}

func nearestOf(all []candidate) []candidate {
	for i := range maxCandidates {
		for j := i + 1; j < len(all); j++ {
			if all[j].d < all[i].d || (all[j].d == all[i].d && all[j].s < all[i].s) {
				all[i], all[j] = all[j], all[i]
			}
		}
	}
	return all[:maxCandidates]
}
