package territory_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/territory"
)

// wander is a random line of some points: across the country, along a common
// line, around the place where three territories meet, or far out.
func wander(rng *rand.Rand, ref reference) []territory.Point {
	start := territory.Point{Lat: 0.5 + 0.05*rng.NormFloat64(), Lon: 101.4 + 0.05*rng.NormFloat64()}
	stride := math.Exp(rng.Float64()*7-10) * 0.05
	kind := rng.IntN(4)
	if kind == 0 { // around the triple point
		start = ref.areas[0].Polygons[0][0][0]
		stride = 0.0005
	}
	line := []territory.Point{start}
	if kind == 1 { // along an outline, within metres of it
		ring := ref.areas[rng.IntN(len(ref.areas))].Polygons[0][0]
		at := rng.IntN(len(ring))
		line = line[:0]
		for range 2 + rng.IntN(20) {
			q := ring[at%len(ring)]
			line = append(line, territory.Point{Lat: q.Lat + 1e-5*rng.NormFloat64(), Lon: q.Lon + 1e-5*rng.NormFloat64()})
			at++
		}
		return line
	}
	for range 1 + rng.IntN(30) {
		last := line[len(line)-1]
		line = append(line, territory.Point{Lat: last.Lat + stride*rng.NormFloat64(), Lon: last.Lon + stride*rng.NormFloat64()})
	}
	return line
}

func sum(p territory.Parts) (n int64) {
	for _, part := range p.Parts {
		n += part.Metres
	}
	return n
}

func reversed(line []territory.Point) []territory.Point {
	line = slices.Clone(line)
	slices.Reverse(line)
	return line
}

// Ten thousand lines across and along the lines of territories, also where
// three meet: nothing is lost, nothing is counted twice, whatever the order of
// the areas, the direction of the line and the place where it is cut.
func TestNoMetreIsLostOrCountedTwice(t *testing.T) {
	t.Parallel()
	const seeds, lines = 20, 500
	several, three := 0, 0
	for seed := range uint64(seeds) {
		ref := neighbours(seed, 3)
		p := prepare(t, ref.areas, territory.Options{})
		rng := rand.New(rand.NewPCG(seed, 6))
		mixed := slices.Clone(ref.areas)
		rng.Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
		other := prepare(t, mixed, territory.Options{})
		for range lines {
			line := wander(rng, ref)
			whole, err := p.Split(line)
			if err != nil {
				t.Fatal(err)
			}
			length := 0.0
			for i := 1; i < len(line); i++ {
				length += territory.Distance(line[i-1], line[i])
			}
			if sum(whole) != whole.Total || math.Abs(length-float64(whole.Total)) > 0.5000001 {
				t.Fatalf("seed %d: the parts sum to %d of %d, the line is %f m long", seed, sum(whole), whole.Total, length)
			}
			if again, err := other.Split(line); err != nil || !cmp.Equal(again, whole) {
				t.Fatalf("seed %d: in another order of areas: %v, %v, want %v", seed, again, err, whole)
			}
			back, err := p.Split(reversed(line))
			if err != nil {
				t.Fatal(err)
			}
			alike(t, "backwards", back, whole, 1)
			cut := rng.IntN(len(line))
			one, err1 := p.Split(line[:cut+1])
			two, err2 := p.Split(line[cut:])
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			alike(t, "cut in two", add(one, two), whole, 2)
			if len(whole.Parts) > 1 {
				several++
			}
			if len(whole.Parts) > 2 {
				three++
			}
		}
	}
	t.Logf("%d of %d lines were in several territories, %d in three or more", several, seeds*lines, three)
	if several < seeds*lines/4 || three < seeds*lines/20 {
		t.Error("the lines hardly cross anything")
	}
}

func add(a, b territory.Parts) territory.Parts {
	out := territory.Parts{Total: a.Total + b.Total, Parts: slices.Clone(a.Parts)}
	for _, part := range b.Parts {
		if i := slices.IndexFunc(out.Parts, func(p territory.Part) bool { return p.Code == part.Code }); i >= 0 {
			out.Parts[i].Metres += part.Metres
		} else {
			out.Parts = append(out.Parts, part)
		}
	}
	return out
}

// alike checks that totals and parts differ by rounding only.
func alike(t *testing.T, how string, got, want territory.Parts, metres int64) {
	t.Helper()
	off := func(a, b int64) bool { return a-b > metres || b-a > metres }
	bad := off(got.Total, want.Total)
	for _, p := range slices.Concat(got.Parts, want.Parts) {
		bad = bad || off(got.Of(p.Code), want.Of(p.Code))
	}
	if bad {
		t.Fatalf("%s: %v, want %v but for %d m", how, got, want, metres)
	}
}

// The reference goes along each line in steps of 20 cm and asks, by the stated
// rules, whose every place is.
func TestPartsAgreeWithThePlainestWay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		ref := neighbours(seed, 4)
		p := prepare(t, ref.areas, territory.Options{})
		rng := rand.New(rand.NewPCG(seed, 7))
		for n := 0; n < 10; {
			line := wander(rng, ref)
			length := 0.0
			for i := 1; i < len(line); i++ {
				length += territory.Distance(line[i-1], line[i])
			}
			if length < 100 || length > 2000 {
				continue
			}
			n++
			got, err := p.Split(line)
			if err != nil {
				t.Fatal(err)
			}
			want := ref.split(line, 250, 1, 0.2)
			for _, code := range []string{"", "1", "2", "3", "4"} {
				if d := math.Abs(float64(got.Of(code)) - want[code]); d > 1.5 {
					t.Errorf("seed %d, %.0f m from %v: %v, want %v", seed, length, line[0], got, want)
					break
				}
			}
		}
	}
}

// Lines through the very corners of a lattice, in all directions, with no
// tolerance to hide behind.
func TestLinesThroughCorners(t *testing.T) {
	t.Parallel()
	const n, unit = 6, 1.0 / 1024
	rng := rand.New(rand.NewPCG(9, 9))
	ref := reference{rank: map[string]int{}}
	for a := range 3 {
		ref.areas = append(ref.areas, territory.Area{Code: string(rune('A' + a))})
	}
	for i := range n {
		for k := range n {
			a := &ref.areas[rng.IntN(3)]
			a.Polygons = append(a.Polygons, square("", float64(i)*unit, 101+float64(k)*unit, unit).Polygons[0])
		}
	}
	ref.rankAreas()
	p := prepare(t, ref.areas, territory.Options{OnLine: -1, Gap: -1})
	for range 60 {
		from, to := rng.IntN(n*n), rng.IntN(n*n)
		l := line((float64(from%n)+0.5)*unit, 101+(float64(from/n)+0.5)*unit, (float64(to%n)+0.5)*unit, 101+(float64(to/n)+0.5)*unit)
		got, err := p.Split(l)
		if err != nil {
			t.Fatal(err)
		}
		want := ref.split(l, 0, -1, 0.5)
		for _, code := range []string{"", "A", "B", "C"} {
			if d := math.Abs(float64(got.Of(code)) - want[code]); d > 3 {
				t.Errorf("%v: %v, want %v", l, got, want)
				break
			}
		}
	}
}

func line(latLon ...float64) (out []territory.Point) {
	for i := 0; i < len(latLon); i += 2 {
		out = append(out, territory.Point{Lat: latLon[i], Lon: latLon[i+1]})
	}
	return out
}

func TestRulesForLines(t *testing.T) {
	t.Parallel()
	const metre = 1 / 111319.4908
	a, b := square("A", 0, 101, 0.1), square("B", 0, 101.1, 0.1)
	c := square("C", 0.1, 101.05, 0.1)
	apart := square("B", 0, 101.1+10*metre, 0.1)
	over := square("B", 0, 101.1-10*metre, 0.05)
	y := 0.05
	for name, c := range map[string]struct {
		areas []territory.Area
		opt   territory.Options
		line  []territory.Point
		want  map[string]int64
	}{
		"all in one":                              {[]territory.Area{a, b}, territory.Options{}, line(y, 101.01, y, 101.01+1000*metre), map[string]int64{"A": 1000}},
		"straight across":                         {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1-300*metre, y, 101.1+700*metre), map[string]int64{"A": 300, "B": 700}},
		"on the common line":                      {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1, y+0.01, 101.1), map[string]int64{"A": 553, "B": 553}},
		"half a metre beside the common line":     {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1+metre/2, y+0.01, 101.1+metre/2), map[string]int64{"A": 553, "B": 553}},
		"two metres beside the common line":       {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1+2*metre, y+0.01, 101.1+2*metre), map[string]int64{"B": 1106}},
		"no sharing, if so told":                  {[]territory.Area{a, b}, territory.Options{OnLine: -1}, line(y, 101.1+metre/2, y+0.01, 101.1+metre/2), map[string]int64{"B": 1106}},
		"on the outer line of one":                {[]territory.Area{a, b}, territory.Options{}, line(y, 101, y+0.01, 101), map[string]int64{"A": 1106}},
		"across a gap: half to either":            {[]territory.Area{a, apart}, territory.Options{}, line(y, 101.1-100*metre, y, 101.1+110*metre), map[string]int64{"A": 105, "B": 105}},
		"along the near side of a gap":            {[]territory.Area{a, apart}, territory.Options{}, line(y, 101.1+2*metre, y+0.01, 101.1+2*metre), map[string]int64{"A": 1106}},
		"slantwise through a gap":                 {[]territory.Area{a, apart}, territory.Options{}, line(y, 101.1+2*metre, y+0.01, 101.1+8*metre), map[string]int64{"A": 553, "B": 553}},
		"across an overlap: the smaller has it":   {[]territory.Area{a, over}, territory.Options{}, line(y/2, 101.1-100*metre, y/2, 101.1+100*metre), map[string]int64{"A": 90, "B": 110}},
		"out to sea":                              {[]territory.Area{a, b}, territory.Options{}, line(y, 101+100*metre, y, 101-1000*metre), map[string]int64{"A": 350, "": 750}},
		"out to sea, without filling":             {[]territory.Area{a, b}, territory.Options{Gap: -1}, line(y, 101+100*metre, y, 101-1000*metre), map[string]int64{"A": 100, "": 1000}},
		"from sea to sea":                         {[]territory.Area{a}, territory.Options{Gap: -1}, line(y, 100.9, y, 101.2), map[string]int64{"A": 11132, "": 22264}},
		"nowhere near":                            {[]territory.Area{a}, territory.Options{}, line(50, 4, 50, 4.01), map[string]int64{"": 717}},
		"through the point where three meet":      {[]territory.Area{a, b, c}, territory.Options{}, line(0.1-200*metre, 101.1-200*metre, 0.1+200*metre, 101.1+200*metre), map[string]int64{"A": 282, "C": 282}},
		"on the line of three":                    {[]territory.Area{a, b, c}, territory.Options{}, line(0.1, 101.1-400*metre, 0.1, 101.1+100*metre), map[string]int64{"A": 200, "B": 50, "C": 250}},
		"there and back again":                    {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1-100*metre, y, 101.1+100*metre, y, 101.1-100*metre), map[string]int64{"A": 200, "B": 200}},
		"points that repeat":                      {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1-100*metre, y, 101.1-100*metre, y, 101.1, y, 101.1, y, 101.1+100*metre), map[string]int64{"A": 100, "B": 100}},
		"a place is no line":                      {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1), map[string]int64{}},
		"nothing":                                 {[]territory.Area{a, b}, territory.Options{}, nil, map[string]int64{}},
		"a bend that touches the line in passing": {[]territory.Area{a, b}, territory.Options{}, line(y, 101.1-100*metre, y, 101.1, y+100*metre, 101.1-100*metre), map[string]int64{"A": 240, "B": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parts, err := prepare(t, c.areas, c.opt).Split(c.line)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int64{}
			for _, p := range parts.Parts {
				got[p.Code] = p.Metres
			}
			if !closeTo(got, c.want) || sum(parts) != parts.Total {
				t.Errorf("%v, want %v", parts, c.want)
			}
		})
	}
}

// closeTo allows a metre, which is what rounding may do.
func closeTo(got, want map[string]int64) bool {
	for code := range want {
		got[code] += 0
	}
	for code, m := range got {
		if d := m - want[code]; d < -1 || d > 1 {
			return false
		}
	}
	return true
}

func TestStretchesOfARouteAddUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		ref := neighbours(seed, 3)
		p := prepare(t, ref.areas, territory.Options{})
		rng := rand.New(rand.NewPCG(seed, 8))
		for range 20 {
			l := wander(rng, ref)
			r, err := p.Prepare(l)
			if err != nil {
				t.Fatal(err)
			}
			whole, err := p.Split(l)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Between(-1, r.Length()+1); !cmp.Equal(got, whole) {
				t.Fatalf("all of the route: %v, want %v", got, whole)
			}
			cuts := []float64{0, r.Length()}
			for range 5 {
				cuts = append(cuts, rng.Float64()*r.Length())
			}
			slices.Sort(cuts)
			var all territory.Parts
			for i := 1; i < len(cuts); i++ {
				part := r.Between(cuts[i-1], cuts[i])
				if sum(part) != part.Total || math.Abs(cuts[i]-cuts[i-1]-float64(part.Total)) > 0.5000001 {
					t.Fatalf("%v between %f and %f", part, cuts[i-1], cuts[i])
				}
				all = add(all, part)
			}
			alike(t, "stretch by stretch", all, whole, int64(len(cuts)-1))
			marksAddUp(t, r, cuts)
		}
	}
}

// marksAddUp checks that the metres between marks of stretches are those of the
// route, to the metre in each territory, and nearly the exact ones.
func marksAddUp(t *testing.T, r *territory.Route, cuts []float64) {
	t.Helper()
	whole := r.Marks(0, r.Length())
	var all territory.Parts
	for i := 1; i < len(cuts); i++ {
		part := r.Marks(cuts[i-1], cuts[i])
		if sum(part) != part.Total || math.Abs(cuts[i]-cuts[i-1]-float64(part.Total)) > 1 {
			t.Fatalf("%v between marks at %f and %f", part, cuts[i-1], cuts[i])
		}
		all = add(all, part)
	}
	if all.Total != whole.Total || whole.Total != r.Between(0, r.Length()).Total {
		t.Fatalf("the stretches have %d m, the route %d", all.Total, whole.Total)
	}
	for _, code := range []string{"A", "B", "C", "D", ""} {
		if all.Of(code) != whole.Of(code) {
			t.Fatalf("the stretches have %d m in %q, the route %d", all.Of(code), code, whole.Of(code))
		}
	}
}

// However a road across a border is cut in two, the halves have the metres of the
// whole on either side.
func TestWholeMetresAreInOneTerritory(t *testing.T) {
	t.Parallel()
	p := prepare(t, []territory.Area{square("A", 0, 101, 0.1), square("B", 0, 101.1, 0.1)}, territory.Options{})
	r, err := p.Prepare(line(0.05, 101.1-0.01, 0.05, 101.1+0.01))
	if err != nil {
		t.Fatal(err)
	}
	half := r.Marks(0, r.Length()).Of("A")
	for at := 0.0; at < r.Length(); at += 7.3 {
		first, second := r.Marks(0, at), r.Marks(at, r.Length())
		if first.Of("A")+second.Of("A") != half || first.Total+second.Total != int64(math.Round(r.Length())) {
			t.Fatalf("cut at %f: %v and %v", at, first, second)
		}
	}
	if d := half - int64(math.Round(r.Length()/2)); d < -1 || d > 1 {
		t.Errorf("%d of %f m in A", half, r.Length())
	}
}

func TestStretchesThatAreNone(t *testing.T) {
	t.Parallel()
	p := prepare(t, []territory.Area{square("A", 0, 101, 0.1)}, territory.Options{})
	r, err := p.Prepare(line(0.05, 101.01, 0.05, 101.02))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]float64{{5, 5}, {6, 5}, {-5, 0}, {r.Length(), r.Length() + 5}, {math.NaN(), 5}, {0, math.NaN()}} {
		if got := r.Between(c[0], c[1]); got.Total != 0 || len(got.Parts) != 0 {
			t.Errorf("between %v: %v", c, got)
		}
		if got := r.Marks(c[0], c[1]); got.Total != 0 || len(got.Parts) != 0 {
			t.Errorf("marks between %v: %v", c, got)
		}
	}
	none, err := p.Prepare(nil)
	if err != nil || none.Length() != 0 || none.Between(0, 1).Total != 0 {
		t.Errorf("no line: %v, %v", none, err)
	}
}

// A line given in pieces, as map exports do, is rounded once.
func TestLinesAreRoundedTogether(t *testing.T) {
	t.Parallel()
	p := prepare(t, []territory.Area{square("A", 0, 101, 0.1), square("B", 0, 101.1, 0.1)}, territory.Options{})
	whole := line(0.05, 101.05, 0.05, 101.15)
	var pieces [][]territory.Point
	for i := range 1000 {
		pieces = append(pieces, line(0.05, 101.05+float64(i)*1e-4, 0.05, 101.05+float64(i+1)*1e-4))
	}
	want, err := p.Split(whole)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.SplitLines(pieces...)
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

func TestLinesThatAreRefused(t *testing.T) {
	t.Parallel()
	p := prepare(t, []territory.Area{square("A", 0, 101, 0.1)}, territory.Options{})
	var round []territory.Point
	for i := range 2000 {
		round = append(round, territory.Point{Lat: 0, Lon: float64(i%2)*300 - 150})
	}
	for name, c := range map[string]struct {
		line []territory.Point
		want territory.ShapeError
	}{
		"no number":     {line(0, 101, math.NaN(), 101), territory.ShapeError{Vertex: 2, Problem: territory.NotOnEarth}},
		"infinite":      {line(0, math.Inf(-1)), territory.ShapeError{Vertex: 1, Problem: territory.NotOnEarth}},
		"past the pole": {line(0, 101, 0, 102, -90.1, 102), territory.ShapeError{Vertex: 3, Problem: territory.NotOnEarth}},
		"endless":       {round, territory.ShapeError{Vertex: 4, Problem: territory.TooLong}},
		"too detailed":  {make([]territory.Point, 2_000_001), territory.ShapeError{Problem: territory.TooManyPoints}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := p.Split(c.line)
			got, ok := err.(*territory.ShapeError)
			if !ok || got.Problem != c.want.Problem || (c.want.Vertex != 0 && name != "endless" && got.Vertex != c.want.Vertex) {
				t.Errorf("%v, want %v", err, &c.want)
			}
		})
	}
}

func ExamplePartition_Split() {
	kampar, pekanbaru := square("14.01", 0.3, 101.3, 0.15), square("14.71", 0.45, 101.3, 0.2)
	p, err := territory.New([]territory.Area{kampar, pekanbaru}, territory.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	parts, err := p.Split([]territory.Point{{Lat: 0.44, Lon: 101.45}, {Lat: 0.47, Lon: 101.45}})
	fmt.Println(parts.Total, parts.Parts, err)
	// Output: 3317 [{14.01 14.01 1106} {14.71 14.71 2211}] <nil>
}

func ExampleRoute_Between() {
	p, err := territory.New([]territory.Area{square("14.01", 0.3, 101.3, 0.15), square("14.71", 0.45, 101.3, 0.2)}, territory.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	route, err := p.Prepare([]territory.Point{{Lat: 0.44, Lon: 101.45}, {Lat: 0.47, Lon: 101.45}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(route.Between(0, 1000).Parts, route.Between(1000, 2000).Parts)
	// Output: [{14.01 14.01 1000}] [{14.01 14.01 106} {14.71 14.71 894}]
}

func BenchmarkBetween(b *testing.B) {
	ref := neighbours(1, 3)
	p := prepare(b, ref.areas, territory.Options{})
	route, err := p.Prepare(line(0.45, 101.35, 0.55, 101.45))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		route.Between(1000, 14000)
	}
}
