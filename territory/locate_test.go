package territory_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sinergi/territory"
)

func prepare(t testing.TB, areas []territory.Area, opt territory.Options) *territory.Partition {
	t.Helper()
	p, err := territory.New(areas, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func codeAt(p *territory.Partition, q territory.Point) string {
	if i, ok := p.Locate(q.Lat, q.Lon); ok {
		return p.Area(i).Code
	}
	return ""
}

// Triangles of a lattice, dealt out to areas, share all their sides and
// corners: every place on a side or corner is as degenerate as places get, and
// must be in exactly the area that the exact rule gives.
func TestPlacesOnSidesAndCornersAreInOneArea(t *testing.T) {
	t.Parallel()
	const n, unit = 8, 1.0 / 64
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 2))
		at := func(i, k int) territory.Point {
			return territory.Point{Lat: float64(i-n/2) * unit, Lon: 101 + float64(k)*unit}
		}
		ref := reference{rank: map[string]int{}}
		for a := range 4 {
			ref.areas = append(ref.areas, territory.Area{Code: string(rune('A' + a))})
		}
		for i := range n {
			for k := range n {
				sw, se, nw, ne := at(i, k), at(i, k+1), at(i+1, k), at(i+1, k+1)
				two := [2]territory.Ring{{sw, se, ne, sw}, {sw, ne, nw, sw}}
				if rng.IntN(2) == 0 {
					two = [2]territory.Ring{{se, sw, nw, se}, {se, nw, ne, se}}
				}
				for _, ring := range two {
					a := &ref.areas[rng.IntN(4)]
					a.Polygons = append(a.Polygons, territory.Polygon{ring})
				}
			}
		}
		ref.rankAreas()
		p := prepare(t, ref.areas, territory.Options{Gap: -1})
		var places []territory.Point
		for i := -1; i <= 2*n+1; i++ {
			for k := -1; k <= 2*n+1; k++ {
				places = append(places, territory.Point{Lat: (float64(i)/2 - n/2) * unit, Lon: 101 + float64(k)/2*unit})
			}
		}
		for range 300 { // on sides between lattice places, and on the latitude or longitude of a corner
			a, b := at(rng.IntN(n), rng.IntN(n)), at(rng.IntN(n), rng.IntN(n))
			f := float64(rng.IntN(64)) / 64
			places = append(places, territory.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)},
				territory.Point{Lat: a.Lat, Lon: b.Lon + rng.Float64()*unit}, territory.Point{Lat: a.Lat + rng.Float64()*unit, Lon: b.Lon})
		}
		for _, q := range places {
			if got, want := codeAt(p, q), ref.claims(q); got != want {
				t.Fatalf("seed %d: %v is in %q, want %q", seed, q, got, want)
			}
		}
	}
}

func TestPlacesAgreeWithThePlainestWay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		ref := neighbours(seed, 4)
		p := prepare(t, ref.areas, territory.Options{})
		rng := rand.New(rand.NewPCG(seed, 3))
		places := p.Corners(40)
		for _, a := range ref.areas {
			for _, q := range a.Polygons[0][0] {
				places = append(places, q, territory.Point{Lat: q.Lat, Lon: 101.4 + 0.1*rng.NormFloat64()}, territory.Point{Lat: 0.5 + 0.1*rng.NormFloat64(), Lon: q.Lon})
				for range 20 { // within metres of the line
					places = append(places, territory.Point{Lat: q.Lat + 1e-4*rng.NormFloat64(), Lon: q.Lon + 1e-4*rng.NormFloat64()})
				}
			}
		}
		for range 3000 {
			places = append(places, territory.Point{Lat: 0.5 + 0.1*rng.NormFloat64(), Lon: 101.4 + 0.1*rng.NormFloat64()})
		}
		filled := 0
		for _, q := range places {
			want := ref.claims(q)
			if want == "" {
				reach := ref.reach(q)
				want = ref.owners(q, 250, -1)[0]
				if got := codeAt(p, q); got != want && !closeCall(reach, got, want) {
					t.Fatalf("seed %d: %v in a gap is in %q, want %q: %v", seed, q, got, want, reach)
				}
				filled++
				continue
			}
			if got := codeAt(p, q); got != want {
				t.Fatalf("seed %d: %v is in %q, want %q", seed, q, got, want)
			}
		}
		if filled < 50 {
			t.Errorf("seed %d: only %d places were in a gap or outside", seed, filled)
		}
	}
}

// closeCall reports whether two areas are equally near but for what the
// reference's rougher metres can tell.
func closeCall(reach map[string]float64, a, b string) bool {
	distance := func(code string) float64 {
		if code == "" {
			return 250
		}
		return reach[code]
	}
	return math.Abs(distance(a)-distance(b)) < 0.05
}

func TestLocateAllIsLocate(t *testing.T) {
	t.Parallel()
	ref := neighbours(1, 4)
	p := prepare(t, ref.areas, territory.Options{})
	rng := rand.New(rand.NewPCG(4, 4))
	lats, lons := make([]float64, 5000), make([]float64, 5000)
	for i := range lats {
		lats[i], lons[i] = 0.5+0.2*rng.NormFloat64(), 101.4+0.2*rng.NormFloat64()
	}
	lats[7], lons[8], lats[9] = math.NaN(), math.Inf(1), 91
	out := make([]int32, len(lats))
	p.LocateAll(lats, lons, out)
	for i := range lats {
		in, ok := p.Locate(lats[i], lons[i])
		if int(out[i]) != in || ok != (in != territory.Outside) {
			t.Fatalf("%v %v: all %d, one %d %v", lats[i], lons[i], out[i], in, ok)
		}
	}
	for _, i := range []int{7, 8, 9} {
		if out[i] != territory.Outside {
			t.Errorf("a place that is not on earth is in %d", out[i])
		}
	}
}

func TestLocateAllocatesNothing(t *testing.T) {
	ref := neighbours(1, 4)
	p := prepare(t, ref.areas, territory.Options{})
	rng := rand.New(rand.NewPCG(5, 5))
	if n := testing.AllocsPerRun(5000, func() { p.Locate(0.5+0.1*rng.Float64(), 101.4+0.1*rng.Float64()) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// square is a territory of a side in degrees with its south-west corner given.
func square(code string, lat, lon, side float64) territory.Area {
	ring := territory.Ring{{Lat: lat, Lon: lon}, {Lat: lat, Lon: lon + side}, {Lat: lat + side, Lon: lon + side}, {Lat: lat + side, Lon: lon}, {Lat: lat, Lon: lon}}
	return territory.Area{Code: code, Name: code, Polygons: []territory.Polygon{{ring}}}
}

func TestRulesForPlaces(t *testing.T) {
	t.Parallel()
	const metre = 1 / 111319.49
	enclosing, city := square("R", 0, 101, 1), square("K", 0.4, 101.4, 0.1)
	withHole := square("H", 0, 101, 1)
	withHole.Polygons[0] = append(withHole.Polygons[0], square("", 0.4, 101.4, 0.1).Polygons[0][0])
	twoParts := square("T", 0, 101, 0.5)
	twoParts.Polygons = append(twoParts.Polygons, square("", 0.2, 101.2, 0.5).Polygons[0])
	for name, c := range map[string]struct {
		areas []territory.Area
		lat   float64
		lon   float64
		want  string
	}{
		"an enclosed city has its own ground":        {[]territory.Area{enclosing, city}, 0.45, 101.45, "K"},
		"the regency has the rest":                   {[]territory.Area{enclosing, city}, 0.3, 101.45, "R"},
		"a hole is not inside":                       {[]territory.Area{withHole}, 0.45, 101.45, ""},
		"the edge of a wide hole is filled":          {[]territory.Area{withHole}, 0.4 + 200*metre, 101.45, "H"},
		"parts that overlap are one area":            {[]territory.Area{twoParts}, 0.3, 101.3, "T"},
		"equal squares: the lower code":              {[]territory.Area{square("B", 0, 101, 1), square("A", 0, 101, 1)}, 0.5, 101.5, "A"},
		"a gap goes to the nearer":                   {[]territory.Area{square("A", 0, 101, 1), square("B", 0, 102+100*metre, 1)}, 0.5, 102 + 51*metre, "B"},
		"the middle of a gap: the smaller":           {[]territory.Area{square("A", 0, 101, 1), square("B", 0.45, 102+1.0/1024, 0.5)}, 0.5, 102 + 1.0/2048, "B"},
		"249 m off the coast is still ours":          {[]territory.Area{enclosing}, 0.5, 101 - 249*metre, "R"},
		"251 m off the coast is outside":             {[]territory.Area{enclosing}, 0.5, 101 - 251*metre, ""},
		"249 m off a corner":                         {[]territory.Area{enclosing}, -176 * metre, 101 - 176*metre, "R"},
		"the other side of the world is outside":     {[]territory.Area{enclosing}, 0.5, -79, ""},
		"the pole is outside, and does no harm":      {[]territory.Area{enclosing}, 90, 0, ""},
		"an area that reaches the pole has the pole": {[]territory.Area{square("P", 89, 0, 1)}, 90, 0.5, "P"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				if got := codeAt(prepare(t, c.areas, territory.Options{}), territory.Point{Lat: c.lat, Lon: c.lon}); got != c.want {
					t.Errorf("in %q, want %q", got, c.want)
				}
				c.areas = slices.Clone(c.areas)
				slices.Reverse(c.areas)
			}
		})
	}
}
