package territory

import (
	"math"
	"slices"
)

// grid lies over the areas. A cell that no edge touches is wholly in one area
// or in none. Any other holds the edges that touch it and, for each polygon
// that they belong to, whether the cell's north-east corner is inside. A place
// in it is located by counting the edges on the way to that corner.
type grid struct {
	west, south      float64
	cellLon, cellLat float64 // degrees
	perLon, perLat   float64 // cells per degree
	cols, rows       int
	cells            []int32 // an area, cellNear, cellFar, or cellMixed minus the index of its mixed cell
	mixed            []mixedCell
	groups           []group
	refs             []uint32 // indexes of sides
	sides            []edge
}

// States of a cell besides an area's index.
const (
	cellNear  = -1 // in no area, perhaps within the gap limit of one
	cellFar   = -2 // in no area, and farther than the gap limit from all
	cellMixed = -3 // this or less: touched by edges
)

type mixedCell struct {
	first, end uint32 // groups
	others     int32  // the area that has the cell, but for the polygons in groups
}

// group is the edges of one polygon in a cell.
type group struct {
	start, end uint32 // refs
	area       int32
	inside     bool // whether the corner is inside the polygon
}

const (
	maxSide    = 2048
	maxTouches = 16_000_000
	minCell    = 0.0005 // degrees, about 55 m
	hair       = 1e-6   // share of a cell by which cells are widened when edges are placed
)

// build lays the grid over the sides.
func (p *Partition) build(sides []edge) {
	g := &p.grid
	g.sides = sides
	west, south, east, north := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := range sides {
		e := &sides[i]
		west, east = math.Min(west, e.a.Lon), math.Max(east, e.b.Lon)
		south, north = math.Min(south, math.Min(e.a.Lat, e.b.Lat)), math.Max(north, math.Max(e.a.Lat, e.b.Lat))
	}
	side := min(max(int(math.Sqrt(float64(len(sides)))*8), 16), maxSide)
	for g.lay(west, south, east, north, side); side > 1 && g.touches() > maxTouches; {
		side /= 2
		g.lay(west, south, east, north, side)
	}
	g.cells = make([]int32, g.cols*g.rows)
	start := g.fill()
	p.classify(start)
	p.markFar()
}

// lay chooses the cells of a grid that has at most so many on a side.
func (g *grid) lay(west, south, east, north float64, side int) {
	const margin = 1e-9
	g.west, g.south = west-margin, south-margin
	g.cellLon = math.Max((east-west+2*margin)/float64(side), minCell)
	g.cellLat = math.Max((north-south+2*margin)/float64(side), minCell)
	g.perLon, g.perLat = 1/g.cellLon, 1/g.cellLat
	g.cols = int((east+margin-g.west)*g.perLon) + 1
	g.rows = int((north+margin-g.south)*g.perLat) + 1
}

// touches is no less than the number of cells that all sides touch.
func (g *grid) touches() (n int) {
	for i := range g.sides {
		e := &g.sides[i]
		n += 3 + int((e.b.Lon-e.a.Lon)*g.perLon) + int(math.Abs(e.b.Lat-e.a.Lat)*g.perLat)
	}
	return n
}

// fill gives, for every cell, where its refs start, and sets the refs, in the
// order of sides.
func (g *grid) fill() []uint32 {
	start := make([]uint32, len(g.cells)+1)
	for i := range g.sides {
		g.touched(&g.sides[i], func(c int) { start[c+1]++ })
	}
	for c := range g.cells {
		start[c+1] += start[c]
	}
	g.refs = make([]uint32, start[len(g.cells)])
	at := slices.Clone(start)
	for i := range g.sides {
		g.touched(&g.sides[i], func(c int) {
			g.refs[at[c]] = uint32(i)
			at[c]++
		})
	}
	return start
}

// touched calls fn for the cells that an edge touches, widened by a hair so
// that rounding leaves none out.
func (g *grid) touched(e *edge, fn func(cell int)) {
	lo, hi := math.Min(e.a.Lat, e.b.Lat), math.Max(e.a.Lat, e.b.Lat)
	dy, dx := g.cellLat*hair, g.cellLon*hair
	for r := g.row(lo - dy); r <= g.row(hi+dy); r++ {
		w, x := e.lonSpan(g.top(r-1)-dy, g.top(r)+dy)
		for c := g.col(w - dx); c <= g.col(x+dx); c++ {
			fn(r*g.cols + c)
		}
	}
}

// lonSpan gives the longitudes that an edge covers between two latitudes.
func (e *edge) lonSpan(bottom, top float64) (west, east float64) {
	a, b := e.a, e.b
	if a.Lat > b.Lat {
		a, b = b, a
	}
	at := func(lat float64) float64 { return a.Lon + (lat-a.Lat)/(b.Lat-a.Lat)*(b.Lon-a.Lon) }
	lo, hi := a.Lon, b.Lon
	if a.Lat < bottom && b.Lat > bottom {
		lo = at(bottom)
	}
	if b.Lat > top && a.Lat < top {
		hi = at(top)
	}
	return math.Min(lo, hi), math.Max(lo, hi)
}

// top is the northern latitude of a row, right the eastern longitude of a
// column; of −1 they are the grid's edges.
func (g *grid) top(row int) float64   { return g.south + float64(row+1)*g.cellLat }
func (g *grid) right(col int) float64 { return g.west + float64(col+1)*g.cellLon }

func (g *grid) row(lat float64) int {
	return min(max(int(math.Max(lat-g.south, 0)*g.perLat), 0), g.rows-1)
}

func (g *grid) col(lon float64) int {
	return min(max(int(math.Max(lon-g.west, 0)*g.perLon), 0), g.cols-1)
}

// cell gives the cell of a place, and false beyond the grid.
func (g *grid) cell(q Point) (row, col int, ok bool) {
	y, x := (q.Lat-g.south)*g.perLat, (q.Lon-g.west)*g.perLon
	if !(y >= 0 && x >= 0 && y < float64(g.rows) && x < float64(g.cols)) {
		return 0, 0, false
	}
	return int(y), int(x), true
}

// classify walks every row from west to east along the northern side of its
// cells, and keeps what it is in.
func (p *Partition) classify(start []uint32) {
	w := walk{p: p, inside: make([]bool, len(p.bodies)), polygons: make([]int32, len(p.areas))}
	for r := range p.rows {
		last := Point{p.top(r), p.right(-1)}
		for c := range p.cols {
			i := r*p.cols + c
			here := Point{p.top(r), p.right(c)}
			refs := p.refs[start[i]:start[i+1]]
			if len(refs) == 0 {
				p.cells[i] = w.best()
			} else {
				for _, k := range refs {
					if e := &p.sides[k]; e.passesLat(here.Lat) && e.above(last) != e.above(here) {
						w.toggle(e.body)
					}
				}
				p.cells[i] = w.mix(start[i], start[i+1])
			}
			last = here
		}
	}
}

// walk is what a place on the way through the grid is in.
type walk struct {
	p        *Partition
	inside   []bool  // by polygon
	polygons []int32 // how many of each area it is in
	areas    []int32 // those with one at least
}

func (w *walk) toggle(body int32) {
	area := w.p.bodies[body]
	w.inside[body] = !w.inside[body]
	if w.inside[body] {
		if w.polygons[area]++; w.polygons[area] == 1 {
			w.areas = append(w.areas, area)
		}
		return
	}
	if w.polygons[area]--; w.polygons[area] == 0 {
		i := slices.Index(w.areas, area)
		w.areas = slices.Delete(w.areas, i, i+1)
	}
}

// best gives the area that has the place, or Outside.
func (w *walk) best() int32 {
	best := int32(Outside)
	for _, a := range w.areas {
		best = w.p.better(best, a)
	}
	return best
}

// mix makes a mixed cell of some refs and gives its state.
func (w *walk) mix(from, to uint32) int32 {
	p := w.p
	m := mixedCell{first: uint32(len(p.groups))}
	for k := from; k < to; {
		body := p.sides[p.refs[k]].body
		g := group{start: k, area: p.bodies[body], inside: w.inside[body]}
		for k < to && p.sides[p.refs[k]].body == body {
			k++
		}
		g.end = k
		p.groups = append(p.groups, g)
	}
	m.end = uint32(len(p.groups))
	flip := func() {
		for _, g := range p.groups[m.first:m.end] {
			if g.inside {
				w.toggle(p.sides[p.refs[g.start]].body)
			}
		}
	}
	flip()
	m.others = w.best()
	flip()
	p.mixed = append(p.mixed, m)
	return cellMixed - int32(len(p.mixed)-1)
}

// markFar finds the cells in no area that are farther than the gap limit from
// every edge.
func (p *Partition) markFar() {
	near := make([]bool, len(p.cells))
	reach := func(cell, metres float64) int { return 2 + int(math.Min(p.gap/(cell*metres), maxSide)) }
	north, _ := metric(0)
	widest := math.Max(math.Abs(p.south), math.Abs(p.top(p.rows-1)))
	_, east := metric(math.Min(widest, 90))
	spread(near, p.rows, p.cols, p.cols, 1, reach(p.cellLon, math.Max(east, 1)), func(i int) bool { return p.cells[i] <= cellMixed })
	row := slices.Clone(near)
	spread(near, p.cols, p.rows, 1, p.cols, reach(p.cellLat, north), func(i int) bool { return row[i] })
	for i, s := range p.cells {
		if s == cellNear && (!near[i] || p.gap <= 0) {
			p.cells[i] = cellFar
		}
	}
}

// spread marks what is within some steps of a cell that is set, along lines of
// n cells.
func spread(mark []bool, lines, n, lineStep, step, reach int, set func(int) bool) {
	for l := range lines {
		last := -reach - 1
		for k := range n {
			i := l*lineStep + k*step
			if set(i) {
				for back := max(last+reach+1, k-reach, 0); back < k; back++ {
					mark[l*lineStep+back*step] = true
				}
				last = k
			}
			if k-last <= reach {
				mark[i] = true
			}
		}
	}
}
