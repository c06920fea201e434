package raptor

import "math"

// mostCells bounds the cells by which an outline is drawn.
const mostCells = 1 << 20

// Outline draws the area by square cells of some metres, larger ones where it
// would be more than a million: those whose middle is in it. It gives
// polygons, each an outer ring and its holes, of longitude and latitude, in the
// winding of GeoJSON: outer rings are counterclockwise, and the last point is
// the first.
func (a Area) Outline(metres float64) [][][][2]float64 {
	if len(a.discs) == 0 {
		return nil
	}
	g := a.grid(max(metres, 1))
	for _, d := range a.discs {
		g.fill(d)
	}
	return g.polygons()
}

// grid is a map of cells, row by row from the south, with a margin of empty
// ones.
type grid struct {
	south, west float64 // of the first cell
	dLat, dLon  float64 // of a cell
	rows, cols  int
	in          []bool
}

// perDegree is metres of latitude, about; only the size of cells depends on it.
const perDegree = 111_000

func (a Area) grid(metres float64) grid {
	south, north, west, east := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, d := range a.discs {
		lat := float64(d.radius) / 100 / 110_500
		lon := lat / math.Max(0.01, math.Cos((math.Abs(d.lat)+lat)*math.Pi/180))
		south, north = min(south, d.lat-lat), max(north, d.lat+lat)
		west, east = min(west, d.lon-lon), max(east, d.lon+lon)
	}
	for ; ; metres *= 1.5 {
		g := grid{dLat: metres / perDegree}
		g.dLon = g.dLat / math.Max(0.01, math.Cos((south+north)/2*math.Pi/180))
		rows, cols := (north-south)/g.dLat+3, (east-west)/g.dLon+3
		if rows*cols > mostCells {
			continue
		}
		g.rows, g.cols = int(rows), int(cols)
		g.south, g.west = south-g.dLat, west-g.dLon
		g.in = make([]bool, g.rows*g.cols)
		return g
	}
}

// fill marks the cells whose middle is in a disc.
func (g grid) fill(d disc) {
	lat := float64(d.radius) / 100 / 110_500
	first, last := int((d.lat-lat-g.south)/g.dLat), int((d.lat+lat-g.south)/g.dLat)
	for row := max(0, first); row <= min(last, g.rows-1); row++ {
		y := g.south + (float64(row)+0.5)*g.dLat
		from := min(int((d.lon-g.west)/g.dLon), g.cols-1)
		for _, step := range []int{-1, 1} { // from the middle, until it is too far
			for col := from + (step+1)/2; col >= 0 && col < g.cols; col += step {
				if centimetres(y, g.west+(float64(col)+0.5)*g.dLon, d.lat, d.lon) > d.radius {
					break
				}
				g.in[row*g.cols+col] = true
			}
		}
	}
}

// corner is where cells meet: the south-western one of a cell.
type corner struct{ row, col int }

// The ways along the sides of cells, each to the left of the one before.
var ways = [4]corner{{0, 1}, {1, 0}, {0, -1}, {-1, 0}} // east, north, west, south

// polygons follows the sides between cells that are in and others, with what
// is in on the left. Cells that meet at a corner only are apart.
func (g grid) polygons() [][][][2]float64 {
	parts := g.parts()
	walked := make([]bool, 4*len(g.in)) // of a corner and a way
	var all [][][][2]float64
	place := map[int32]int{} // of a part, its polygon
	for row := range g.rows {
		for col := range g.cols {
			// In this order the first side of a part is one to the south of a
			// cell, so of its outer ring.
			for way := range ways {
				at := corner{row, col}
				if walked[4*(row*g.cols+col)+way] || !g.side(at, way) {
					continue
				}
				part := parts[g.left(at, way)]
				ring := g.ring(at, way, walked)
				i, known := place[part]
				if !known {
					i = len(all)
					place[part] = i
					all = append(all, nil)
				}
				all[i] = append(all[i], ring)
			}
		}
	}
	return all
}

// left gives the cell at the left of a side.
func (g grid) left(at corner, way int) int {
	switch way {
	case 1:
		at.col--
	case 2:
		at.row--
		at.col--
	case 3:
		at.row--
	}
	return at.row*g.cols + at.col
}

// side reports whether a way from a corner is one between a cell that is in, at
// the left, and one that is not.
func (g grid) side(at corner, way int) bool {
	if at.row == 0 || at.col == 0 {
		return false // the margin
	}
	right := g.left(at, (way+3)%4)
	return g.in[g.left(at, way)] && !g.in[right]
}

// ring follows sides until they close.
func (g grid) ring(at corner, way int, walked []bool) (ring [][2]float64) {
	start, first := at, way
	for {
		walked[4*(at.row*g.cols+at.col)+way] = true
		ring = append(ring, [2]float64{g.west + float64(at.col)*g.dLon, g.south + float64(at.row)*g.dLat})
		for { // straight on
			at.row, at.col = at.row+ways[way].row, at.col+ways[way].col
			if g.side(at, (way+1)%4) || !g.side(at, way) {
				break
			}
			walked[4*(at.row*g.cols+at.col)+way] = true
		}
		if way = (way + 1) % 4; !g.side(at, way) {
			way = (way + 2) % 4
		}
		if at == start && way == first {
			return append(ring, ring[0])
		}
	}
}

// parts numbers the cells that are in by what is joined by their sides.
func (g grid) parts() []int32 {
	parts := make([]int32, len(g.in))
	var number int32
	var open []int
	for i := range g.in {
		if !g.in[i] || parts[i] != 0 {
			continue
		}
		number++
		parts[i] = number
		open = append(open[:0], i)
		for len(open) > 0 {
			c := open[len(open)-1]
			open = open[:len(open)-1]
			for _, n := range []int{c - 1, c + 1, c - g.cols, c + g.cols} { // there is a margin
				if g.in[n] && parts[n] == 0 {
					parts[n] = number
					open = append(open, n)
				}
			}
		}
	}
	return parts
}
