package territory

import "math"

// Point is a place in WGS 84 degrees.
type Point struct{ Lat, Lon float64 }

// Ring is a closed line: its last point is its first.
type Ring []Point

// Polygon is an outer ring and the holes in it. What lies in an odd number of
// its rings is inside.
type Polygon []Ring

// Area is a territory: all that lies in any of its polygons.
type Area struct {
	Code     string
	Name     string
	Polygons []Polygon
}

// onEarth reports whether both angles are numbers in their range.
func onEarth(p Point) bool {
	return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 // false for NaN
}

// Validate checks that an area has a code, that its points are on earth, its
// rings closed, and that no two edges of a polygon cross. It gives a
// *ShapeError that says where.
func (a Area) Validate() error {
	if a.Code == "" {
		return &ShapeError{Area: "?", Problem: NoCode}
	}
	ring := 0
	for _, poly := range a.Polygons {
		first := ring + 1
		for _, r := range poly {
			ring++
			for i, p := range r {
				if !onEarth(p) {
					return &ShapeError{a.Code, ring, i + 1, NotOnEarth}
				}
			}
			if len(r) < 4 || r[0] != r[len(r)-1] {
				return &ShapeError{a.Code, ring, len(r), NotClosed}
			}
		}
		if problem, r, v := findCrossing(poly); problem != "" {
			return &ShapeError{a.Code, first + r, v, problem}
		}
	}
	if ring == 0 {
		return &ShapeError{Area: a.Code, Problem: NoRing}
	}
	return nil
}

// surface is the size of an area on a sphere, in degrees times sine: enough to
// rank areas of any latitude.
func (a Area) surface() (s float64) {
	for _, poly := range a.Polygons {
		for i, r := range poly {
			ring := 0.0
			base := math.Sin(r[0].Lat * degree)
			for k := 1; k < len(r); k++ {
				height := math.Sin(r[k-1].Lat*degree) + math.Sin(r[k].Lat*degree) - 2*base
				ring += (r[k].Lon - r[k-1].Lon) * height / 2
			}
			if i == 0 {
				s += math.Abs(ring)
			} else {
				s -= math.Abs(ring)
			}
		}
	}
	return s
}
