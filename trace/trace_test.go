package trace_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/trace"
)

// route is OSM relation 19442437, © OpenStreetMap contributors, ODbL.
func route(t testing.TB) []trace.LatLon {
	t.Helper()
	data, err := os.ReadFile("testdata/osm_relation_19442437.geojson")
	if err != nil {
		t.Fatal(err)
	}
	var fc struct {
		Features []struct {
			Geometry struct{ Coordinates [][2]float64 }
		}
	}
	if err := json.Unmarshal(data, &fc); err != nil {
		t.Fatal(err)
	}
	var line []trace.LatLon
	for _, c := range fc.Features[0].Geometry.Coordinates {
		line = append(line, trace.LatLon{Lat: c[1], Lon: c[0]})
	}
	return line
}

func newPath(t testing.TB, line []trace.LatLon) *trace.Path {
	t.Helper()
	p, err := trace.NewPath(line)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// bus drives along a line with an odometer of its own and reports noisily.
type bus struct {
	line   []trace.LatLon
	cum    []float64
	rng    *rand.Rand
	every  int64 // seconds between reports
	now    int64 // seconds
	errN   float64
	errE   float64
	noise  float64 // metres
	silent bool
	off    float64 // metres beside the line
	out    []trace.Point
}

const perDegree = 110_574.0

func newBus(line []trace.LatLon, seed uint64, every int64) *bus {
	b := &bus{line: line, rng: rand.New(rand.NewPCG(seed, 7)), every: every, noise: 6, now: 1_790_000_000}
	b.cum = []float64{0}
	for i := 1; i < len(line); i++ {
		dn := (line[i].Lat - line[i-1].Lat) * perDegree
		de := (line[i].Lon - line[i-1].Lon) * 111_320 * math.Cos(line[i].Lat*math.Pi/180)
		b.cum = append(b.cum, b.cum[i-1]+math.Hypot(dn, de))
	}
	return b
}

func (b *bus) length() float64 { return b.cum[len(b.cum)-1] }

func (b *bus) place(s float64) trace.LatLon {
	for i := 1; i < len(b.cum); i++ {
		if s <= b.cum[i] || i == len(b.cum)-1 {
			t := (s - b.cum[i-1]) / (b.cum[i] - b.cum[i-1])
			return trace.LatLon{Lat: b.line[i-1].Lat + t*(b.line[i].Lat-b.line[i-1].Lat), Lon: b.line[i-1].Lon + t*(b.line[i].Lon-b.line[i-1].Lon)}
		}
	}
	return b.line[0]
}

// report sends a position with slowly changing errors, and now and then a
// jump.
func (b *bus) report(s float64) {
	b.errN = 0.9*b.errN + 0.44*b.noise*b.rng.NormFloat64()
	b.errE = 0.9*b.errE + 0.44*b.noise*b.rng.NormFloat64()
	n, e := b.errN+b.off, b.errE+b.off
	if b.rng.Float64() < 0.002 {
		n, e = n+b.rng.NormFloat64()*150, e+b.rng.NormFloat64()*150
	}
	if !b.silent {
		q := b.place(s)
		b.out = append(b.out, trace.Point{At: b.now * 1e6, Lat: q.Lat + n/perDegree, Lon: q.Lon + e/111_320})
	}
}

// drive goes from one place to another at a changing speed.
func (b *bus) drive(from, to float64) {
	step := math.Copysign(1, to-from)
	s := from
	for second := int64(0); (to-s)*step > 0; second++ {
		s += step * (4 + 6*math.Abs(math.Sin(float64(second)/40))) // 4–10 m/s
		if (s-to)*step > 0 {
			s = to
		}
		b.now++
		if b.now%b.every == 0 {
			b.report(s)
		}
	}
}

func (b *bus) wait(s float64, seconds int64) {
	for range seconds {
		b.now++
		if b.now%b.every == 0 {
			b.report(s)
		}
	}
}

func TestCompleteRunsAreMeasuredWhole(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	if got := path.Length(); math.Abs(got-14462) > 2 {
		t.Fatalf("the route is %.1f m", got)
	}
	for _, every := range []int64{10, 60} {
		for seed := range uint64(10) {
			b := newBus(line, seed, every)
			for range 3 {
				b.wait(0, 900)
				b.drive(0, b.length())
				b.wait(b.length(), 900)
				b.drive(b.length(), 0)
			}
			passes := path.Follow(b.out, trace.Options{}).Passes
			if len(passes) != 3 {
				t.Fatalf("every %d s, seed %d: %d passes, want 3", every, seed, len(passes))
			}
			for _, p := range passes {
				if got := p.Travelled(); math.Abs(got-path.Length()) > 0.0005*path.Length() {
					t.Errorf("every %d s, seed %d: travelled %.1f of %.1f m: %v", every, seed, got, path.Length(), p.Stretches)
				}
			}
		}
	}
}

func TestABreakdownCountsToWhereItStood(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	scale := 0.0
	for seed := range uint64(20) {
		b := newBus(line, seed, 10)
		scale = path.Length() / b.length()
		stop := 2000 + float64(seed)*550
		b.wait(0, 600)
		b.drive(0, stop)
		b.wait(stop, 1800)
		passes := path.Follow(b.out, trace.Options{}).Passes
		if len(passes) != 1 || math.Abs(passes[0].Travelled()-stop*scale) > 15 {
			t.Errorf("seed %d: %v, want one pass of %.0f m", seed, passes, stop*scale)
		}
	}
}

func TestStandingStillTravelsNothing(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	for seed := range uint64(10) {
		b := newBus(line, seed, 10)
		b.wait(7000, 8*3600)
		b.wait(0, 3600)
		for _, p := range path.Follow(b.out, trace.Options{}).Passes {
			t.Errorf("seed %d: a parked bus made a pass: %v", seed, p)
		}
	}
}

func TestSilenceIsUnproven(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	b := newBus(line, 3, 10)
	b.wait(0, 300)
	b.drive(0, 4000)
	b.silent = true
	b.drive(4000, 4400) // about a minute: bridged
	b.silent = false
	b.drive(4400, 8000)
	b.silent = true
	b.drive(8000, 10500) // about six minutes: not proved
	b.silent = false
	b.drive(10500, b.length())
	passes := path.Follow(b.out, trace.Options{}).Passes
	if len(passes) != 1 {
		t.Fatalf("%d passes, want 1", len(passes))
	}
	if got := passes[0].Length(trace.Unproven); math.Abs(got-2500) > 150 {
		t.Errorf("unproven %.0f m, want about 2,500: %v", got, passes[0].Stretches)
	}
	if got := passes[0].Travelled() + passes[0].Length(trace.Unproven); math.Abs(got-path.Length()) > 1 {
		t.Errorf("the stretches cover %.1f m of %.1f", got, path.Length())
	}
}

func TestADetourIsNotTravelled(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	b := newBus(line, 4, 10)
	b.wait(0, 300)
	b.drive(0, 5000)
	b.off = 220
	b.drive(5000, 7000)
	b.off = 0
	b.drive(7000, b.length())
	passes := path.Follow(b.out, trace.Options{}).Passes
	if len(passes) != 1 {
		t.Fatalf("%d passes, want 1", len(passes))
	}
	if got := passes[0].Length(trace.Detour); math.Abs(got-2000) > 250 {
		t.Errorf("detour %.0f m, want about 2,000: %v", got, passes[0].Stretches)
	}
}

// A path that goes out and back on the same road, through a loop at its end.
func TestOutAndBackThroughALoop(t *testing.T) {
	t.Parallel()
	var line []trace.LatLon
	at := func(n, e float64) { line = append(line, trace.LatLon{Lat: 0.5 + n/perDegree, Lon: 101.4 + e/111_320}) }
	for n := 0.0; n <= 3000; n += 100 {
		at(n, 0)
	}
	for a := 0.0; a <= 2*math.Pi; a += 0.3 {
		at(3000+300*math.Sin(a), 300-300*math.Cos(a))
	}
	for n := 3000.0; n >= 0; n -= 100 {
		at(n, 5)
	}
	path := newPath(t, line)
	for seed := range uint64(10) {
		b := newBus(line, seed, 10)
		b.wait(0, 300)
		b.drive(0, b.length())
		b.wait(b.length(), 300)
		passes := path.Follow(b.out, trace.Options{}).Passes
		if len(passes) != 1 || math.Abs(passes[0].Travelled()-path.Length()) > 5 {
			t.Errorf("seed %d: %d passes %v, want one of %.0f m", seed, len(passes), passes, path.Length())
		}
	}
}

func TestWithoutNoiseHandlingItIsWrong(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	b := newBus(line, 5, 10)
	b.wait(0, 900)
	b.drive(0, b.length())
	b.wait(b.length(), 900)
	raw := path.Follow(b.out, trace.Options{Raw: true}).Passes
	if len(raw) < 10 {
		t.Errorf("%d passes without noise handling: the noise is too tame to prove anything", len(raw))
	}
}

func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	b := newBus(line, 6, 10)
	b.wait(0, 300)
	b.drive(0, 9000)
	want := path.Follow(b.out, trace.Options{})
	rapid.Check(t, func(t *rapid.T) {
		ps := append(append([]trace.Point{}, b.out...), b.out[:rapid.IntRange(0, len(b.out)).Draw(t, "repeated")]...)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(ps), func(i, j int) { ps[i], ps[j] = ps[j], ps[i] })
		if diff := cmp.Diff(path.Follow(ps, trace.Options{}).Passes, want.Passes); diff != "" {
			t.Fatal(diff)
		}
	})
}

func check(t interface{ Errorf(string, ...any) }, path *trace.Path, passes []trace.Pass) {
	for _, p := range passes {
		at := p.Stretches[0].From
		if at < 0 || p.Ended < p.Began {
			t.Errorf("a pass is out of bounds: %v", p)
		}
		for _, s := range p.Stretches {
			if s.From != at || s.To <= s.From || s.UntilAt < s.FromAt || s.To > path.Length()+1e-6 {
				t.Errorf("stretches are not in order: %v", p.Stretches)
			}
			at = s.To
		}
	}
}

func TestPassesAreInBounds(t *testing.T) {
	t.Parallel()
	line := route(t)
	path := newPath(t, line)
	rapid.Check(t, func(t *rapid.T) {
		var ps []trace.Point
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		at := int64(0)
		for range rapid.IntRange(0, 300).Draw(t, "n") {
			at += r.Int64N(90e6)
			q := line[r.IntN(len(line))]
			ps = append(ps, trace.Point{At: at, Lat: q.Lat + r.NormFloat64()*0.0005, Lon: q.Lon + r.NormFloat64()*0.0005})
		}
		check(t, path, path.Follow(ps, trace.Options{}).Passes)
		check(t, path, path.Follow(ps, trace.Options{Raw: true}).Passes)
	})
}

func FuzzFollow(f *testing.F) {
	f.Add(int64(0), 0.42, 101.45, int64(10_000_000), 0.43, 101.45)
	f.Add(int64(math.MinInt64), math.NaN(), 1e308, int64(math.MaxInt64), math.Inf(1), -0.0)
	line := []trace.LatLon{{Lat: 0.42, Lon: 101.45}, {Lat: 0.44, Lon: 101.45}, {Lat: 0.44, Lon: 101.47}}
	path, err := trace.NewPath(line)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, at1 int64, lat1, lon1 float64, at2 int64, lat2, lon2 float64) {
		ps := []trace.Point{{At: at1, Lat: lat1, Lon: lon1}, {At: at2, Lat: lat2, Lon: lon2}, {At: at1/2 + at2/2, Lat: (lat1 + lat2) / 2, Lon: (lon1 + lon2) / 2}}
		check(t, path, path.Follow(ps, trace.Options{}).Passes)
	})
}

func TestBadLinesAreRefused(t *testing.T) {
	t.Parallel()
	same := trace.LatLon{Lat: 0.4, Lon: 101}
	for name, line := range map[string][]trace.LatLon{
		"empty": nil, "one point": {same}, "no length": {same, same}, "not a number": {same, {Lat: math.NaN(), Lon: 101}}, "round the world": {same, {Lat: 0.4, Lon: -101}},
	} {
		if _, err := trace.NewPath(line); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func ExamplePath_Follow() {
	path, err := trace.NewPath([]trace.LatLon{{Lat: 0.42, Lon: 101.45}, {Lat: 0.44, Lon: 101.45}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var points []trace.Point
	for i := range 30 {
		points = append(points, trace.Point{At: int64(i) * 10e6, Lat: 0.42 + float64(i)*0.0007, Lon: 101.45})
	}
	for _, pass := range path.Follow(points, trace.Options{}).Passes {
		fmt.Printf("%.0f m in %v\n", pass.Travelled(), time.Duration(pass.Ended-pass.Began)*time.Microsecond)
	}
	// Output: 2211 m in 4m50s
}

func BenchmarkFollow(b *testing.B) {
	line := route(b)
	path := newPath(b, line)
	v := newBus(line, 1, 10)
	for range 8 {
		v.wait(0, 600)
		v.drive(0, v.length())
		v.wait(v.length(), 600)
		v.drive(v.length(), 0)
	}
	for b.Loop() {
		path.Follow(v.out, trace.Options{})
	}
	b.ReportMetric(float64(len(v.out)*b.N)/b.Elapsed().Seconds(), "points/s")
}
