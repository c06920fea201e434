package territory

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Outside is the index that Locate and LocateAll give for a place in no area.
const Outside = -1

// Partition is a set of areas prepared for questions. It is not changed after
// New and is safe for use by many goroutines.
type Partition struct {
	areas  []Area  // by code
	rank   []int32 // of each area when several claim a place: lower has it
	gap    float64
	onLine float64

	// A grid over the areas. A cell that no edge touches is wholly in one
	// state; the others hold the edges that touch them.
	west, south float64
	cellLon     float64
	cellLat     float64
	cols, rows  int
	cells       []int32 // area index, cellOpen, or cellEdges
	touching    [][]edge
	edgesOf     map[int]int // cell → index into touching
	strips      [][]edge    // all edges that reach into a row, by area then west end
	stripArea   [][]int32   // start of each area's edges in its strip
}

// States of a cell besides an area's index.
const (
	cellOpen  = -1 // in no area: outside, or a gap that is wide
	cellEdges = -2
)

type edge struct {
	a, b Point
	area int32
}

const (
	maxVertices = 4_000_000
	minCell     = 0.0005 // degrees, about 55 m
)

// New prepares areas. It errs when a code is used twice or a shape is wrong.
func New(areas []Area, opt Options) (*Partition, error) {
	if len(areas) == 0 {
		return nil, ErrNoAreas
	}
	if opt.Gap == 0 {
		opt.Gap = 250
	}
	if opt.OnLine == 0 {
		opt.OnLine = 1
	}
	p := &Partition{areas: slices.Clone(areas), gap: opt.Gap, onLine: opt.OnLine, edgesOf: map[int]int{}}
	slices.SortStableFunc(p.areas, func(a, b Area) int { return cmp.Compare(a.Code, b.Code) })
	vertices := 0
	for i, a := range p.areas {
		if i > 0 && a.Code == p.areas[i-1].Code {
			return nil, &ShapeError{Area: a.Code, Reason: "the code is used twice"}
		}
		if err := a.Validate(); err != nil {
			return nil, err
		}
		for _, poly := range a.Polygons {
			for _, r := range poly {
				vertices += len(r)
			}
		}
	}
	if vertices > maxVertices {
		return nil, fmt.Errorf("territory: %d vertices, at most %d are allowed", vertices, maxVertices)
	}
	p.rankAreas()
	p.buildGrid(vertices)
	return p, nil
}

func (p *Partition) rankAreas() {
	surface := make([]float64, len(p.areas))
	order := make([]int, len(p.areas))
	for i, a := range p.areas {
		surface[i], order[i] = a.surface(), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(surface[a], surface[b]) }) // stable: then by code
	p.rank = make([]int32, len(p.areas))
	for r, i := range order {
		p.rank[i] = int32(r)
	}
}

// Areas gives the areas by code. The index of an area is its place here.
func (p *Partition) Areas() []Area { return p.areas }

// Area gives the area with an index that Locate gave.
func (p *Partition) Area(i int) Area { return p.areas[i] }

// better gives the one of two areas that has a place which both claim.
func (p *Partition) better(a, b int) int {
	if a == Outside || (b != Outside && p.rank[b] < p.rank[a]) {
		return b
	}
	return a
}

func (p *Partition) buildGrid(vertices int) {
	west, south, east, north := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	edges := make([]edge, 0, vertices)
	for i, a := range p.areas {
		for _, poly := range a.Polygons {
			for _, r := range poly {
				for k := 1; k < len(r); k++ {
					edges = append(edges, edge{r[k-1], r[k], int32(i)})
					west, east = math.Min(west, r[k].Lon), math.Max(east, r[k].Lon)
					south, north = math.Min(south, r[k].Lat), math.Max(north, r[k].Lat)
				}
			}
		}
	}
	side := int(math.Sqrt(float64(vertices)) * 8)
	side = min(max(side, 16), 2048)
	p.west, p.south = west-1e-9, south-1e-9
	p.cellLon = math.Max((east-west+2e-9)/float64(side), minCell)
	p.cellLat = math.Max((north-south+2e-9)/float64(side), minCell)
	p.cols = int((east-p.west)/p.cellLon) + 1
	p.rows = int((north-p.south)/p.cellLat) + 1
	p.cells = make([]int32, p.cols*p.rows)
	p.strips = make([][]edge, p.rows)
	for _, e := range edges {
		p.place(e)
	}
	p.stripArea = make([][]int32, p.rows)
	for r := range p.strips {
		slices.SortStableFunc(p.strips[r], func(a, b edge) int { return cmp.Compare(a.area, b.area) })
		starts := make([]int32, len(p.areas)+1)
		for _, e := range p.strips[r] {
			starts[e.area+1]++
		}
		for i := 1; i < len(starts); i++ {
			starts[i] += starts[i-1]
		}
		p.stripArea[r] = starts
	}
	for r := range p.rows {
		for c := range p.cols {
			i := r*p.cols + c
			if p.cells[i] != cellEdges {
				centre := Point{p.south + (float64(r)+0.5)*p.cellLat, p.west + (float64(c)+0.5)*p.cellLon}
				p.cells[i] = int32(p.inside(centre, r))
			}
		}
	}
}

// place puts an edge into the strips it reaches and the cells it touches. The
// cells are widened by a hair, so that rounding leaves none out.
func (p *Partition) place(e edge) {
	lo, hi := math.Min(e.a.Lat, e.b.Lat), math.Max(e.a.Lat, e.b.Lat)
	hair := p.cellLon * 1e-6
	for r := p.row(lo - p.cellLat*1e-6); r <= p.row(hi+p.cellLat*1e-6); r++ {
		p.strips[r] = append(p.strips[r], e)
		bottom, top := p.south+float64(r)*p.cellLat, p.south+float64(r+1)*p.cellLat
		w, x := lonSpan(e, bottom-p.cellLat*1e-6, top+p.cellLat*1e-6)
		for c := p.col(w - hair); c <= p.col(x+hair); c++ {
			i := r*p.cols + c
			at, ok := p.edgesOf[i]
			if !ok {
				at = len(p.touching)
				p.touching = append(p.touching, nil)
				p.edgesOf[i] = at
				p.cells[i] = cellEdges
			}
			p.touching[at] = append(p.touching[at], e)
		}
	}
}

// lonSpan gives the longitudes that an edge covers between two latitudes.
func lonSpan(e edge, bottom, top float64) (west, east float64) {
	a, b := e.a, e.b
	if a.Lat > b.Lat {
		a, b = b, a
	}
	at := func(lat float64) float64 {
		if b.Lat == a.Lat {
			return a.Lon
		}
		return a.Lon + (lat-a.Lat)/(b.Lat-a.Lat)*(b.Lon-a.Lon)
	}
	lo, hi := a.Lon, b.Lon
	if a.Lat < bottom && b.Lat > bottom {
		lo = at(bottom)
	}
	if b.Lat > top && a.Lat < top {
		hi = at(top)
	}
	return math.Min(lo, hi), math.Max(lo, hi)
}

func (p *Partition) row(lat float64) int {
	return min(max(int((lat-p.south)/p.cellLat), 0), p.rows-1)
}

func (p *Partition) col(lon float64) int {
	return min(max(int((lon-p.west)/p.cellLon), 0), p.cols-1)
}

// cell gives the cell of a place, and false beyond the grid.
func (p *Partition) cell(q Point) (i, row int, ok bool) {
	y, x := (q.Lat-p.south)/p.cellLat, (q.Lon-p.west)/p.cellLon
	if !(y >= 0 && x >= 0 && y < float64(p.rows) && x < float64(p.cols)) {
		return 0, 0, false
	}
	return int(y)*p.cols + int(x), int(y), true
}

// Locate gives the index of the area that a place is in, by the rules of the
// package, and false when it is outside all of them.
func (p *Partition) Locate(lat, lon float64) (int, bool) {
	q := Point{lat, lon}
	i, row, ok := p.cell(q)
	if ok {
		if s := p.cells[i]; s >= 0 {
			return int(s), true
		}
		if p.cells[i] == cellEdges {
			if in := p.inside(q, row); in != Outside {
				return in, true
			}
		}
	}
	if math.IsNaN(lat) || math.IsNaN(lon) {
		return Outside, false
	}
	in := p.nearest(q)
	return in, in != Outside
}

// LocateAll locates many places; out gets an index, or Outside, for each. The
// slices must be equally long.
func (p *Partition) LocateAll(lats, lons []float64, out []int32) {
	for k, lat := range lats {
		in, _ := p.Locate(lat, lons[k])
		out[k] = int32(in)
	}
}

// inside gives the area that a place is inside of, or Outside, by counting the
// edges east of it that pass its latitude. Each edge holds its lower end and
// not its upper one, so that a vertex is never counted twice.
func (p *Partition) inside(q Point, row int) int {
	best := Outside
	starts := p.stripArea[row]
	strip := p.strips[row]
	for a := range p.areas {
		odd := false
		for _, e := range strip[starts[a]:starts[a+1]] {
			if (e.a.Lat <= q.Lat) == (e.b.Lat <= q.Lat) {
				continue
			}
			if e.a.Lon+(q.Lat-e.a.Lat)/(e.b.Lat-e.a.Lat)*(e.b.Lon-e.a.Lon) > q.Lon {
				odd = !odd
			}
		}
		if odd {
			best = p.better(best, a)
		}
	}
	return best
}

// nearest gives the area whose boundary is nearest within the gap limit.
func (p *Partition) nearest(q Point) int {
	north, east := metric(q.Lat)
	best, least := Outside, p.gap
	p.near(q, p.gap, func(e edge) {
		d := offset(q, e, north, east)
		if d < least || (d == least && best != Outside) {
			if d < least {
				best, least = int(e.area), d
			} else {
				best = p.better(best, int(e.area))
			}
		}
	})
	return best
}

// near calls fn for every edge that may be within some metres of a place, some
// of them more than once.
func (p *Partition) near(q Point, metres float64, fn func(edge)) {
	north, east := metric(q.Lat)
	dy, dx := metres/north, metres/math.Max(east, 1)
	p.cellsOver(q.Lat-dy, q.Lon-dx, q.Lat+dy, q.Lon+dx, fn)
}

// cellsOver calls fn for the edges of the cells over a box.
func (p *Partition) cellsOver(south, west, north, east float64, fn func(edge)) {
	if north < p.south || east < p.west || south > p.south+float64(p.rows)*p.cellLat || west > p.west+float64(p.cols)*p.cellLon {
		return
	}
	for r := p.row(south); r <= p.row(north); r++ {
		for c := p.col(west); c <= p.col(east); c++ {
			i := r*p.cols + c
			if p.cells[i] != cellEdges {
				continue
			}
			for _, e := range p.touching[p.edgesOf[i]] {
				fn(e)
			}
		}
	}
}

// offset is the distance in metres from a place to an edge.
func offset(q Point, e edge, north, east float64) float64 {
	ax, ay := (e.a.Lon-q.Lon)*east, (e.a.Lat-q.Lat)*north
	bx, by := (e.b.Lon-q.Lon)*east, (e.b.Lat-q.Lat)*north
	vx, vy := bx-ax, by-ay
	t := 0.0
	if l := vx*vx + vy*vy; l > 0 {
		t = math.Max(0, math.Min(1, -(ax*vx+ay*vy)/l))
	}
	return math.Hypot(ax+t*vx, ay+t*vy)
}
