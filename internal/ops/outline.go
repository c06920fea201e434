package ops

import (
	"math"

	"sinergi/territory"
)

// thin leaves out points of a ring that are within so many degrees of the line
// between their neighbours (Douglas and Peucker, 1973). It is for drawing;
// nothing is measured on the result.
func thin(ring territory.Ring, tolerance float64) []Place {
	keep := make([]bool, len(ring))
	keep[0], keep[len(ring)-1] = true, true
	type span struct{ a, b int }
	for todo := []span{{0, len(ring) - 1}}; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		far, most := -1, tolerance
		for i := s.a + 1; i < s.b; i++ {
			if d := beside(ring[s.a], ring[s.b], ring[i]); d > most {
				far, most = i, d
			}
		}
		if far >= 0 {
			keep[far] = true
			todo = append(todo, span{s.a, far}, span{far, s.b})
		}
	}
	var out []Place
	for i, k := range keep {
		if k {
			out = append(out, Place{ring[i].Lat, ring[i].Lon})
		}
	}
	return out
}

// beside is how far a point is from a segment, in degrees.
func beside(a, b, p territory.Point) float64 {
	vx, vy := b.Lon-a.Lon, b.Lat-a.Lat
	wx, wy := p.Lon-a.Lon, p.Lat-a.Lat
	t := 0.0
	if l := vx*vx + vy*vy; l > 0 {
		t = math.Max(0, math.Min(1, (wx*vx+wy*vy)/l))
	}
	return math.Hypot(wx-t*vx, wy-t*vy)
}
