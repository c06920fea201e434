package trace_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"sinergi/trace"
)

// workday is a day with a bit of everything, reported badly.
func workday(r *road, seed uint64) []trace.Point {
	b := newBus(seed, bad(10))
	l := r.length()
	b.here = r.at(0)
	b.stand(600)
	b.drive(r, 0, l)
	b.stand(400)
	b.drive(r, l, 0)
	b.stand(300)
	b.drive(r, 0, 0.4*l)
	b.silent = true
	b.drive(r, 0.4*l, 0.6*l)
	b.silent = false
	b.drive(r, 0.6*l, l)
	b.stand(900)
	return b.out
}

func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	points := workday(r, 3)
	want := path.Follow(points, trace.Options{})
	if len(want.Passes) != 2 {
		t.Fatalf("%d passes, want 2", len(want.Passes))
	}
	rapid.Check(t, func(t *rapid.T) {
		given := append(slices.Clone(points), points[:rapid.IntRange(0, len(points)).Draw(t, "repeated")]...)
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		rnd.Shuffle(len(given), func(i, j int) { given[i], given[j] = given[j], given[i] })
		before := slices.Clone(given)
		got := path.Follow(given, trace.Options{})
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(trace.Result{})); diff != "" {
			t.Fatal(diff)
		}
		if !slices.Equal(before, given) {
			t.Fatal("the caller's points were moved")
		}
		if diff := cmp.Diff(want.Passes, path.Passes(given, trace.Options{})); diff != "" {
			t.Fatalf("Passes and Follow differ: %s", diff)
		}
	})
}

// Whatever comes in, passes are in bounds.
func TestPassesAreInBounds(t *testing.T) {
	t.Parallel()
	roads := []*road{routeOne(t), ring(), spur(), eight(), carriageways(), outAndBack()}
	rapid.Check(t, func(t *rapid.T) {
		r := roads[rapid.IntRange(0, len(roads)-1).Draw(t, "road")]
		path, err := trace.NewPath(r.line)
		if err != nil {
			t.Fatal(err)
		}
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		pace := rapid.Float64Range(0, 60).Draw(t, "metres per second")
		every := rapid.Int64Range(1, 200).Draw(t, "seconds")
		mess := rapid.Float64Range(0, 200).Draw(t, "noise")
		var points []trace.Point
		at, s := int64(0), rnd.Float64()*r.length()
		for range rapid.IntRange(0, 300).Draw(t, "points") {
			step := 1 + rnd.Int64N(every)
			at += step * 1e6
			s += pace * float64(step) * (rnd.Float64()*1.4 - 0.4)
			if s > r.length() || s < 0 || rnd.IntN(50) == 0 {
				s = rnd.Float64() * r.length()
			}
			q := r.at(s)
			points = append(points, trace.Point{At: at, Lat: q.Lat + mess*rnd.NormFloat64()/north, Lon: q.Lon + mess*rnd.NormFloat64()/east})
		}
		checkResult(t, path, path.Follow(points, trace.Options{}))
		checkResult(t, path, path.Follow(points, trace.Options{Corridor: 15, GapLimit: 30e9, Terminal: 200, Minimum: 1, Backslide: 20, Pause: 300e9}))
		for _, p := range path.Passes(points, trace.Options{Raw: true}) {
			for _, s := range p.Stretches {
				if !(s.To > s.From) || s.From < 0 || s.To > path.Length()+0.001 || s.UntilAt < s.FromAt {
					t.Fatalf("%+v", p)
				}
			}
		}
	})
}

func checkResult(t interface{ Errorf(string, ...any) }, path *trace.Path, r trace.Result) {
	checkPasses(t, path, r.Passes)
	used := make([]int, len(r.Passes))
	for i, m := range r.Marks {
		if i > 0 && r.Marks[i-1].At > m.At {
			t.Errorf("marks are out of order")
		}
		if m.Pass < -1 || m.Pass >= len(r.Passes) || (m.Role == trace.OnPath) != (m.Pass >= 0 && m.Role != trace.OffPath && m.Role != trace.Outlier) {
			t.Errorf("a mark is of no pass: %+v", m)
			return
		}
		if m.Role == trace.OnPath {
			used[m.Pass]++
		}
	}
	for i, p := range r.Passes {
		if used[i] != p.Points {
			t.Errorf("pass %d used %d points, %d are marked", i, p.Points, used[i])
		}
		last := trace.Sample{At: math.MinInt64}
		for _, s := range r.Progress(i) {
			if s.At < last.At || s.Along < last.Along || s.At < p.Began || s.At > p.Ended {
				t.Errorf("pass %d: progress falls at %+v after %+v", i, s, last)
			}
			last = s
		}
	}
}

func FuzzFollow(f *testing.F) {
	f.Add(int64(0), 0.42, 101.45, int64(10_000_000), 0.43, 101.45, 60.0, int64(120e9))
	f.Add(int64(math.MinInt64), math.NaN(), 1e308, int64(math.MaxInt64), math.Inf(1), 1e-320, math.Inf(1), int64(-1))
	f.Add(int64(1)<<61, 0.43, 101.45, -int64(1)<<61, 0.42, 101.45, math.NaN(), int64(math.MaxInt64))
	path, err := trace.NewPath([]trace.LatLon{{Lat: 0.42, Lon: 101.45}, {Lat: 0.44, Lon: 101.45}, {Lat: 0.44, Lon: 101.47}, {Lat: 0.43, Lon: 101.45}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, at1 int64, lat1, lon1 float64, at2 int64, lat2, lon2, metres float64, limit int64) {
		ps := []trace.Point{{At: at1, Lat: lat1, Lon: lon1}, {At: at2, Lat: lat2, Lon: lon2}}
		for i := range 20 {
			k := float64(i) / 20
			ps = append(ps, trace.Point{At: at1/2 + int64(k*float64(at2/2)), Lat: lat1 + k*(lat2-lat1), Lon: lon1 + k*(lon2-lon1)})
		}
		checkResult(t, path, path.Follow(ps, trace.Options{}))
		path.Follow(ps, trace.Options{Corridor: metres, GapLimit: time.Duration(limit), MaxSpeed: metres, Terminal: metres, Backslide: metres, Pause: time.Duration(limit), Minimum: metres})
		path.Passes(ps, trace.Options{Raw: true})
	})
}

func FuzzNewPath(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, 0.4, 101.0, 0.001)
	f.Add([]byte{0, 0, 255, 255}, 84.99, -180.0, 100.0)
	f.Fuzz(func(t *testing.T, steps []byte, lat, lon, scale float64) {
		var line []trace.LatLon
		for i := 0; i+1 < len(steps); i += 2 {
			line = append(line, trace.LatLon{Lat: lat, Lon: lon})
			lat += scale * (float64(steps[i]) - 128)
			lon += scale * (float64(steps[i+1]) - 128)
		}
		path, err := trace.NewPath(line)
		if err != nil {
			return
		}
		var ps []trace.Point
		for i, v := range line {
			ps = append(ps, trace.Point{At: int64(i) * 10e6, Lat: v.Lat, Lon: v.Lon})
		}
		checkResult(t, path, path.Follow(ps, trace.Options{}))
	})
}

func TestHugeInput(t *testing.T) {
	t.Parallel()
	r := streets(0, 0, 0, 3000)
	path := r.path(t)
	points := make([]trace.Point, 400_000) // all in the same second, all over the town
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range points {
		q := place(400*rnd.NormFloat64(), 3000*rnd.Float64())
		points[i] = trace.Point{At: rnd.Int64N(1e6), Lat: q.Lat, Lon: q.Lon}
	}
	for i, p := range path.Passes(points, trace.Options{}) {
		t.Errorf("pass %d in a second: %+v", i, p)
	}
}
