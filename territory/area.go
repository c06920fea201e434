package territory

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Point is a place in WGS 84 degrees.
type Point struct{ Lat, Lon float64 }

// Ring is a closed line: its last point is its first.
type Ring []Point

// Polygon is an outer ring and the holes in it.
type Polygon []Ring

// Area is a territory.
type Area struct {
	Code     string
	Name     string
	Polygons []Polygon
}

// ShapeError is what is wrong with an area or line, and where.
type ShapeError struct {
	Area   string // code, or "" for a line
	Ring   int    // counted from 1 over all polygons of the area; 0 when it is no ring
	Vertex int    // counted from 1
	Reason string
}

// Error gives the place and the reason.
func (e *ShapeError) Error() string {
	s := "line"
	if e.Area != "" {
		s = "area " + e.Area
	}
	if e.Ring > 0 {
		s += fmt.Sprintf(" ring %d", e.Ring)
	}
	if e.Vertex > 0 {
		s += fmt.Sprintf(" vertex %d", e.Vertex)
	}
	return s + ": " + e.Reason
}

func finite(p Point) bool {
	return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 // false for NaN
}

// Validate checks that an area's rings are closed, finite and do not cross
// themselves.
func (a Area) Validate() error {
	if a.Code == "" {
		return &ShapeError{Area: "?", Reason: "has no code"}
	}
	ring := 0
	for _, poly := range a.Polygons {
		for _, r := range poly {
			ring++
			for i, p := range r {
				if !finite(p) {
					return &ShapeError{a.Code, ring, i + 1, "is not a place on earth"}
				}
			}
			if len(r) < 4 || r[0] != r[len(r)-1] {
				return &ShapeError{a.Code, ring, len(r), "the ring is not closed"}
			}
			if i := selfCrossing(r); i > 0 {
				return &ShapeError{a.Code, ring, i, "the ring crosses itself"}
			}
		}
	}
	if ring == 0 {
		return &ShapeError{Area: a.Code, Reason: "has no ring"}
	}
	return nil
}

// surface is the size of an area in square degrees: enough to rank areas.
func (a Area) surface() (s float64) {
	for _, poly := range a.Polygons {
		for i, r := range poly {
			ring := 0.0
			for k := 1; k < len(r); k++ {
				ring += (r[k-1].Lon-r[0].Lon)*(r[k].Lat-r[0].Lat) - (r[k].Lon-r[0].Lon)*(r[k-1].Lat-r[0].Lat)
			}
			if i == 0 {
				s += math.Abs(ring) / 2
			} else {
				s -= math.Abs(ring) / 2
			}
		}
	}
	return s
}

// selfCrossing gives the vertex (from 1) before which a ring crosses itself,
// or 0. Rings that touch themselves in a point are common in real data and are
// let through. Edges are swept from west to east.
func selfCrossing(r Ring) int {
	n := len(r) - 1
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	west := func(i int) float64 { return math.Min(r[i].Lon, r[i+1].Lon) }
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(west(a), west(b)) })
	var active []int
	for _, i := range order {
		kept := active[:0]
		for _, j := range active {
			if math.Max(r[j].Lon, r[j+1].Lon) < west(i) {
				continue
			}
			kept = append(kept, j)
			if properlyCross(r[i], r[i+1], r[j], r[j+1]) {
				return max(i, j) + 1
			}
		}
		active = append(kept, i)
	}
	return 0
}

func orient(a, b, c Point) float64 {
	return (b.Lon-a.Lon)*(c.Lat-a.Lat) - (c.Lon-a.Lon)*(b.Lat-a.Lat)
}

// properlyCross reports whether two segments cross in the inside of both.
func properlyCross(a, b, c, d Point) bool {
	return orient(a, b, c)*orient(a, b, d) < 0 && orient(c, d, a)*orient(c, d, b) < 0
}

// Options are the rules of a partition. The zero value means the defaults.
type Options struct {
	Gap    float64 // metres within which a place in no area belongs to the nearest; default 250
	OnLine float64 // metres within which a line runs on a boundary; default 1, negative for never
}

// ErrNoAreas is returned by New without areas.
var ErrNoAreas = errors.New("territory: no areas")
