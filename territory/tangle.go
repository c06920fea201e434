package territory

import (
	"cmp"
	"math"
	"slices"
)

const (
	// slack is how far, in degrees, rings may reach over each other without
	// counting as crossing: 0.1 mm, less than any survey and more than rounding.
	slack = 1e-9
	// maxPairs bounds the pairs of edges that are compared in one polygon. Real
	// outlines of a hundred thousand corners need some twenty million.
	maxPairs = 100_000_000
)

type corner struct {
	a, b         Point
	ring, vertex int
}

// findCrossing gives the first crossing that it meets of two edges of a
// polygon: the problem, the ring counted from 0 and the vertex counted from 1
// at which the later edge starts. Rings that touch in a point are common in
// real data and are let through. Edges are swept from west to east.
func findCrossing(poly Polygon) (problem Problem, ring, vertex int) {
	var edges []corner
	for i, r := range poly {
		for k := 1; k < len(r); k++ {
			edges = append(edges, corner{r[k-1], r[k], i, k})
		}
	}
	west := func(c corner) float64 { return math.Min(c.a.Lon, c.b.Lon) }
	order := make([]int, len(edges))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(west(edges[a]), west(edges[b])) })
	var active []int
	pairs := 0
	for _, i := range order {
		e := edges[i]
		south, north, from := math.Min(e.a.Lat, e.b.Lat), math.Max(e.a.Lat, e.b.Lat), west(e)
		pairs += len(active)
		if pairs > maxPairs {
			return TooTangled, e.ring, e.vertex
		}
		kept := active[:0]
		for _, j := range active {
			o := edges[j]
			if math.Max(o.a.Lon, o.b.Lon) < from {
				continue
			}
			kept = append(kept, j)
			if math.Max(o.a.Lat, o.b.Lat) > south && math.Min(o.a.Lat, o.b.Lat) < north && cross(e, o) {
				later := edges[max(i, j)]
				return CrossesItself, later.ring, later.vertex
			}
		}
		active = append(kept, i)
	}
	return "", 0, 0
}

// cross reports whether two edges cross in the inside of both, by more than
// slack.
func cross(e, o corner) bool {
	return apart(e.a, e.b, o.a, o.b) && apart(o.a, o.b, e.a, e.b)
}

// apart reports whether c and d are on different sides of the line a–b, both
// farther from it than slack.
func apart(a, b, c, d Point) bool {
	x, y := turn(a, b, c), turn(a, b, d)
	tolerance := slack * math.Hypot(b.Lat-a.Lat, b.Lon-a.Lon)
	return (x > tolerance && y < -tolerance) || (x < -tolerance && y > tolerance)
}
