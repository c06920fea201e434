package raptor

import (
	"math/rand/v2"
	"testing"
)

// The outline is that of the cells whose middle is in the area: by counting
// crossings each middle is found in one polygon, or in none.
func TestTheOutlineIsTheArea(t *testing.T) {
	t.Parallel()
	holes, polygons, corners := 0, 0, 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 10))
		var a Area
		for range 40 + rng.IntN(80) {
			a.discs = append(a.discs, disc{0.5 + rng.Float64()*0.005, 101.4 + rng.Float64()*0.005, int32(500 + rng.IntN(4000))})
		}
		metres := 5 + rng.Float64()*20
		g, outline := a.grid(metres), a.Outline(metres)
		polygons += len(outline)
		for _, p := range outline {
			holes += len(p) - 1
			for i, ring := range p {
				corners += len(ring)
				if turn := twiceArea(ring); ring[0] != ring[len(ring)-1] || (turn > 0) != (i == 0) {
					t.Fatalf("seed %d: ring %d of %d points turns %g", seed, i, len(ring), turn)
				}
				for k := 2; k < len(ring); k++ {
					if (ring[k-2][0] == ring[k-1][0]) == (ring[k-1][0] == ring[k][0]) {
						t.Fatalf("seed %d: a corner of ring %d is none", seed, i)
					}
				}
			}
		}
		for row := range g.rows {
			for col := range g.cols {
				lat, lon := g.south+(float64(row)+0.5)*g.dLat, g.west+(float64(col)+0.5)*g.dLon
				in := 0
				for _, p := range outline {
					odd := false
					for _, ring := range p {
						odd = odd != crosses(ring, lon, lat)
					}
					if odd {
						in++
					}
				}
				if want := a.Contains(lat, lon); want && in != 1 || !want && in != 0 {
					t.Fatalf("seed %d: %.6f,%.6f is in %d polygons, in the area: %v", seed, lat, lon, in, want)
				}
			}
		}
	}
	t.Logf("%d polygons, %d holes, %d corners", polygons, holes, corners)
	if holes < 20 || polygons < 100 {
		t.Errorf("too easy: %d polygons with %d holes", polygons, holes)
	}
}

// An area of a country is drawn by larger cells, and not at all without limit.
func TestALargeAreaIsDrawnCoarsely(t *testing.T) {
	t.Parallel()
	a := Area{[]disc{{-6, 106, 2_000_000_00}, {0, 101, 100_000_00}}}
	if g := a.grid(1); len(g.in) > mostCells {
		t.Errorf("%d cells", len(g.in))
	}
	if len(a.Outline(1)) == 0 || (Area{}).Outline(10) != nil {
		t.Error("nothing is drawn, or something of nothing")
	}
}

// twiceArea is positive of a ring that is counterclockwise.
func twiceArea(ring [][2]float64) (sum float64) {
	for i := 1; i < len(ring); i++ {
		sum += (ring[i-1][0]-ring[0][0])*(ring[i][1]-ring[0][1]) - (ring[i][0]-ring[0][0])*(ring[i-1][1]-ring[0][1])
	}
	return sum
}

// crosses reports whether a point is in a ring, by the sides to its east.
func crosses(ring [][2]float64, x, y float64) (odd bool) {
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if (a[1] > y) != (b[1] > y) && a[0] > x {
			odd = !odd
		}
	}
	return odd
}
