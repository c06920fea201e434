package territory

import "math"

// Locate gives the index of the area that a place is in, by the rules of the
// package, and false when it is outside all of them. It allocates nothing,
// but where rounding could decide on which side of an edge a place is.
func (p *Partition) Locate(lat, lon float64) (int, bool) {
	in := p.locate(Point{lat, lon})
	return int(in), in != Outside
}

// LocateAll locates many places; out gets an index, or Outside, for each. The
// slices must be equally long.
func (p *Partition) LocateAll(lats, lons []float64, out []int32) {
	lons, out = lons[:len(lats)], out[:len(lats)]
	for k, lat := range lats {
		out[k] = p.locate(Point{lat, lons[k]})
	}
}

func (p *Partition) locate(q Point) int32 {
	if row, col, ok := p.cell(q); ok {
		s := p.cells[row*p.cols+col]
		switch {
		case s >= 0:
			return s
		case s == cellFar:
			return Outside
		case s <= cellMixed:
			if in := p.within(s, row, col, q); in != Outside {
				return in
			}
		}
	} else if !onEarth(q) {
		return Outside
	}
	return p.nearest(q)
}

// inside gives the area that a place is inside of, gaps not filled.
func (p *Partition) inside(q Point) int32 {
	row, col, ok := p.cell(q)
	if !ok {
		return Outside
	}
	s := p.cells[row*p.cols+col]
	if s <= cellMixed {
		return p.within(s, row, col, q)
	}
	return max(s, Outside)
}

// within locates a place in a mixed cell. From the place it goes east to the
// cell's side, and north to its corner; what it is in changes at every edge
// that it meets.
func (p *Partition) within(state int32, row, col int, q Point) int32 {
	m := &p.mixed[cellMixed-state]
	side := Point{q.Lat, p.right(col)}
	corner := Point{p.top(row), side.Lon}
	best := m.others
	for _, g := range p.groups[m.first:m.end] {
		in := g.inside
		for _, k := range p.refs[g.start:g.end] {
			e := &p.sides[k]
			if e.passesLat(q.Lat) && e.above(q) != e.above(side) {
				in = !in
			}
			if e.passesLon(side.Lon) && e.above(side) != e.above(corner) {
				in = !in
			}
		}
		if in {
			best = p.better(best, g.area)
		}
	}
	return best
}

// nearby is what areas are near a place in none.
type nearby struct {
	area    int32   // the nearest one's
	metres  float64 // to it
	another float64 // to the nearest of the others
}

// look finds the nearest areas within some metres; distances beyond are given
// as that limit.
func (p *Partition) look(q Point, limit float64) nearby {
	n := nearby{Outside, limit, limit}
	north, east := metric(q.Lat)
	dy, dx := limit/north, limit/math.Max(east, 1)
	p.over(q.Lat-dy, q.Lon-dx, q.Lat+dy, q.Lon+dx, func(k uint32) {
		e := &p.sides[k]
		d := e.distance(q, north, east)
		if d > n.another {
			return
		}
		switch area := p.bodies[e.body]; {
		case area == n.area:
			n.metres = math.Min(n.metres, d)
		case d < n.metres || (d == n.metres && n.area != Outside && p.rank[area] < p.rank[n.area]):
			n.area, n.metres, n.another = area, d, n.metres
		case d < n.another:
			n.another = d
		}
	})
	return n
}

// nearest gives the area whose boundary is nearest within the gap limit. Most
// gaps are narrow, so it first looks close by.
func (p *Partition) nearest(q Point) int32 {
	const close = 30.0
	if p.gap > 2*close {
		if n := p.look(q, close); n.area != Outside {
			return n.area
		}
	}
	if p.gap <= 0 {
		return Outside
	}
	return p.look(q, p.gap).area
}

// over calls fn for the edges of the cells over a box, some of them more than
// once.
func (p *Partition) over(south, west, north, east float64, fn func(side uint32)) {
	if north < p.south || east < p.west || south > p.top(p.rows-1) || west > p.right(p.cols-1) {
		return
	}
	for r := p.row(south); r <= p.row(north); r++ {
		for c := p.col(west); c <= p.col(east); c++ {
			s := p.cells[r*p.cols+c]
			if s > cellMixed {
				continue
			}
			m := &p.mixed[cellMixed-s]
			for _, k := range p.refs[p.groups[m.first].start:p.groups[m.end-1].end] {
				fn(k)
			}
		}
	}
}

// distance is the metres from a place to an edge, on the plane that touches
// the ellipsoid there.
func (e *edge) distance(q Point, north, east float64) float64 {
	ax, ay := (e.a.Lon-q.Lon)*east, (e.a.Lat-q.Lat)*north
	bx, by := (e.b.Lon-q.Lon)*east, (e.b.Lat-q.Lat)*north
	vx, vy := bx-ax, by-ay
	t := 0.0
	if l := vx*vx + vy*vy; l > 0 {
		t = math.Max(0, math.Min(1, -(ax*vx+ay*vy)/l))
	}
	// Whole micrometres, so that rounding does not tell equal distances apart.
	return math.Round(math.Hypot(ax+t*vx, ay+t*vy)*1e6) / 1e6
}
