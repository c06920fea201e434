package territory_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"sinergi/territory"
)

func ring(latLon ...float64) territory.Ring { return line(latLon...) }

func TestShapesThatAreRefused(t *testing.T) {
	t.Parallel()
	good := square("", 0, 101, 1).Polygons[0][0]
	area := func(rings ...territory.Ring) territory.Area {
		return territory.Area{Code: "X", Polygons: []territory.Polygon{rings}}
	}
	for name, c := range map[string]struct {
		areas []territory.Area
		want  territory.ShapeError
	}{
		"no code":                          {[]territory.Area{{}}, territory.ShapeError{Area: "?", Problem: territory.NoCode}},
		"no ring":                          {[]territory.Area{{Code: "X"}}, territory.ShapeError{Area: "X", Problem: territory.NoRing}},
		"code twice":                       {[]territory.Area{square("X", 0, 1, 1), square("Y", 1, 1, 1), square("X", 5, 5, 1)}, territory.ShapeError{Area: "X", Problem: territory.CodeTwice}},
		"NaN":                              {[]territory.Area{area(good, ring(0, 0, 0, 1, math.NaN(), 1, 0, 0))}, territory.ShapeError{Area: "X", Ring: 2, Vertex: 3, Problem: territory.NotOnEarth}},
		"infinite":                         {[]territory.Area{area(ring(0, 0, 0, math.Inf(1), 1, 1, 0, 0))}, territory.ShapeError{Area: "X", Ring: 1, Vertex: 2, Problem: territory.NotOnEarth}},
		"latitude and longitude exchanged": {[]territory.Area{area(ring(101, 0, 102, 0, 102, 1, 101, 0))}, territory.ShapeError{Area: "X", Ring: 1, Vertex: 1, Problem: territory.NotOnEarth}},
		"not closed":                       {[]territory.Area{area(ring(0, 0, 0, 1, 1, 1, 1, 0))}, territory.ShapeError{Area: "X", Ring: 1, Vertex: 4, Problem: territory.NotClosed}},
		"two corners":                      {[]territory.Area{area(ring(0, 0, 1, 1, 0, 0))}, territory.ShapeError{Area: "X", Ring: 1, Vertex: 3, Problem: territory.NotClosed}},
		"empty ring":                       {[]territory.Area{area(nil)}, territory.ShapeError{Area: "X", Ring: 1, Problem: territory.NotClosed}},
		"crosses itself":                   {[]territory.Area{area(ring(0, 0, 0, 1, 1, 0, 1, 1, 0, 0))}, territory.ShapeError{Area: "X", Ring: 1, Vertex: 4, Problem: territory.CrossesItself}},
		"a hole across the shore":          {[]territory.Area{area(good, ring(0.5, 101.5, 0.5, 102.5, 0.6, 102.5, 0.6, 101.5, 0.5, 101.5))}, territory.ShapeError{Area: "X", Ring: 2, Vertex: 1, Problem: territory.CrossesItself}},
		"in the second polygon": {
			[]territory.Area{{Code: "X", Polygons: []territory.Polygon{{good}, {ring(0, 0, 0, 1, 1, 0, 1, 1, 0, 0)}}}},
			territory.ShapeError{Area: "X", Ring: 2, Vertex: 4, Problem: territory.CrossesItself},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := territory.New(c.areas, territory.Options{})
			var got *territory.ShapeError
			if !errors.As(err, &got) || *got != c.want {
				t.Errorf("%v, want %v", err, &c.want)
			}
		})
	}
	if _, err := territory.New(nil, territory.Options{}); !errors.Is(err, territory.ErrNoAreas) {
		t.Errorf("no areas: %v", err)
	}
	for _, o := range []territory.Options{{Gap: 20_000}, {OnLine: 1000}, {Gap: math.NaN()}, {OnLine: math.Inf(1)}} {
		if _, err := territory.New([]territory.Area{square("X", 0, 0, 1)}, o); !errors.Is(err, territory.ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// Real outlines touch themselves, repeat points, and reach over themselves by
// less than anyone surveys.
func TestShapesThatAreLetThrough(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]territory.Ring{
		"touches itself in a corner":      ring(0, 0, 0, 2, 1, 1, 2, 2, 2, 0, 1, 1, 0, 0),
		"touches itself on a side":        ring(0, 0, 0, 2, 2, 2, 2, 0, 1, 2, 0, 0),
		"repeats a point":                 ring(0, 0, 0, 2, 0, 2, 2, 2, 0, 0),
		"goes out and back":               ring(0, 0, 0, 2, 0, 3, 0, 2, 2, 2, 0, 0),
		"reaches over by a tenth of 1 mm": ring(0, 0, 0, 2, 2, 2, 2, 0, 1, 2+9e-10, 0, 0),
	} {
		if err := (territory.Area{Code: "X", Polygons: []territory.Polygon{{r}}}).Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A crossing is found wherever it is: two sides of a smooth ring are exchanged.
func TestEveryCrossingIsFound(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		n := 5 + rng.IntN(60)
		var r territory.Ring
		for i := range n {
			s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
			radius := 0.5 + 0.4*rng.Float64()
			r = append(r, territory.Point{Lat: radius * c, Lon: radius * s})
		}
		good := append(append(territory.Ring{}, r...), r[0])
		if err := (territory.Area{Code: "X", Polygons: []territory.Polygon{{good}}}).Validate(); err != nil {
			t.Fatal(err)
		}
		i := rng.IntN(n)
		k := (i + 1) % n
		r[i], r[k] = r[k], r[i]
		bad := append(r, r[0])
		if got, want := (territory.Area{Code: "X", Polygons: []territory.Polygon{{bad}}}).Validate() != nil, crosses(bad); got != want {
			t.Fatalf("crossing found: %v, want %v in %v", got, want, bad)
		}
	}
}

// crosses compares all pairs of sides.
func crosses(r territory.Ring) bool {
	turn := func(a, b, c territory.Point) float64 {
		return (b.Lon-a.Lon)*(c.Lat-a.Lat) - (b.Lat-a.Lat)*(c.Lon-a.Lon)
	}
	for i := 1; i < len(r); i++ {
		for k := i + 2; k < len(r); k++ {
			a, b, c, d := r[i-1], r[i], r[k-1], r[k]
			if a != d && turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0 {
				return true
			}
		}
	}
	return false
}

// A comb of long teeth touches most of a grid with every side and lies over
// itself from west to east: it is either prepared or refused, soon.
func TestAbsurdShapesEndSoon(t *testing.T) {
	t.Parallel()
	comb := func(teeth int, across bool) territory.Area {
		var r territory.Ring
		for i := range teeth {
			y := float64(i) / float64(teeth)
			r = append(r, territory.Point{Lat: y, Lon: 100}, territory.Point{Lat: y + 0.4/float64(teeth), Lon: 109})
		}
		r = append(r, territory.Point{Lat: 1, Lon: 99}, territory.Point{Lat: 0, Lon: 99}, r[0])
		if across {
			for i, p := range r {
				r[i] = territory.Point{Lat: p.Lon - 100, Lon: p.Lat}
			}
		}
		return territory.Area{Code: "comb", Polygons: []territory.Polygon{{r}}}
	}
	start := time.Now()
	for _, a := range []territory.Area{comb(2_000, false), comb(2_000, true), comb(50_000, true), comb(50_000, false), comb(2_100_000, true)} {
		_, err := territory.New([]territory.Area{a}, territory.Options{})
		var s *territory.ShapeError
		if err != nil && !errors.As(err, &s) {
			t.Error(err)
		}
		t.Logf("%d corners: %v after %v", len(a.Polygons[0][0]), err, time.Since(start).Round(time.Millisecond))
	}
	if d := time.Since(start); d > time.Minute {
		t.Errorf("it took %v", d)
	}
}
