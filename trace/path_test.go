package trace_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"sinergi/trace"
)

func TestRouteOneIsAsLongAsItIs(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	if got := path.Length(); math.Abs(got-14462) > 1 || math.Abs(got-r.length()) > 1e-5*r.length() {
		t.Errorf("route 1 is %.3f m, by geodesics %.3f", got, r.length())
	}
}

func TestLengthsAreGeodesic(t *testing.T) {
	t.Parallel()
	for _, lat := range []float64{0.5, -7, 35, 60, -80} {
		line := []trace.LatLon{{Lat: lat, Lon: 179.9}, {Lat: lat + 0.05, Lon: 179.98}, {Lat: lat + 0.06, Lon: -179.95}, {Lat: lat - 0.1, Lon: -179.9}}
		want := 0.0
		dense := []trace.LatLon{line[0]} // straight in latitude and longitude, as a path is
		for i := 1; i < len(line); i++ {
			for k := 1; k <= 500; k++ {
				a, b := line[i-1], line[i]
				d := b.Lon - a.Lon
				if d < -180 {
					d += 360
				}
				next := trace.LatLon{Lat: a.Lat + (b.Lat-a.Lat)*float64(k)/500, Lon: a.Lon + d*float64(k)/500}
				want += vincenty(dense[len(dense)-1], next)
				dense = append(dense, next)
			}
		}
		path, err := trace.NewPath(line)
		if err != nil {
			t.Fatal(err)
		}
		if got := path.Length(); math.Abs(got-want) > 1e-5*want {
			t.Errorf("at latitude %v: %.3f m, want %.3f", lat, got, want)
		}
		for _, m := range []float64{0, 1000, path.Length() / 2, path.Length() - 1, path.Length()} {
			if along, off := path.Nearest(path.At(m)); math.Abs(along-m) > 0.01 || off > 0.01 {
				t.Errorf("at latitude %v: %.3f m along is found at %.3f m, %.3f m off", lat, m, along, off)
			}
		}
	}
}

func TestAPlaceIsFoundOnTheOtherSideOfTheDateLine(t *testing.T) {
	t.Parallel()
	path, err := trace.NewPath([]trace.LatLon{{Lat: -17, Lon: 179.99}, {Lat: -17, Lon: -179.99}})
	if err != nil {
		t.Fatal(err)
	}
	var points []trace.Point
	for i := range 200 {
		at := path.At(float64(i) * 12)
		points = append(points, trace.Point{At: int64(i) * 1e6, Lat: at.Lat, Lon: at.Lon})
	}
	ps := path.Passes(points, trace.Options{})
	if len(ps) != 1 || math.Abs(ps[0].Travelled()-path.Length()) > 0.01 {
		t.Errorf("%+v, want one of %.1f m", ps, path.Length())
	}
}

func TestBadLinesAreRefused(t *testing.T) {
	t.Parallel()
	same := trace.LatLon{Lat: 0.4, Lon: 101}
	for name, c := range map[string]struct {
		line []trace.LatLon
		want error
	}{
		"empty":             {nil, trace.ErrShort},
		"one point":         {[]trace.LatLon{same}, trace.ErrShort},
		"no length":         {[]trace.LatLon{same, same}, trace.ErrShort},
		"not a number":      {[]trace.LatLon{same, {Lat: math.NaN(), Lon: 101}}, trace.ErrPlace},
		"infinite":          {[]trace.LatLon{same, {Lat: 0, Lon: math.Inf(1)}}, trace.ErrPlace},
		"off the earth":     {[]trace.LatLon{same, {Lat: 0, Lon: 181}}, trace.ErrPlace},
		"at a pole":         {[]trace.LatLon{same, {Lat: 89, Lon: 101}}, trace.ErrPlace},
		"round the world":   {[]trace.LatLon{same, {Lat: 0.4, Lon: -101}}, trace.ErrExtent},
		"too many vertices": {make([]trace.LatLon, 1_000_001), trace.ErrExtent},
	} {
		if _, err := trace.NewPath(c.line); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// The grid finds what looking at the whole path finds.
func TestNearestAgreesWithTheGrid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var line []trace.LatLon
		n, e := 0.0, 0.0
		for range rapid.IntRange(2, 40).Draw(t, "vertices") {
			n += rapid.Float64Range(-400, 400).Draw(t, "n")
			e += rapid.Float64Range(-400, 400).Draw(t, "e")
			line = append(line, place(n, e))
		}
		path, err := trace.NewPath(line)
		if err != nil {
			t.Skip("no line")
		}
		at := path.At(rapid.Float64Range(0, path.Length()).Draw(t, "along"))
		at.Lat += rapid.Float64Range(-80, 80).Draw(t, "north") / north
		at.Lon += rapid.Float64Range(-80, 80).Draw(t, "east") / east
		along, off := path.Nearest(at)
		m := path.Follow([]trace.Point{{Lat: at.Lat, Lon: at.Lon}}, trace.Options{}).Marks[0]
		switch {
		case off > 60.001 && m.Role != trace.OffPath, off < 59.999 && m.Role != trace.Idle:
			t.Fatalf("%.3f m off the path: %+v", off, m)
		case off < 59.999 && math.Abs(m.Off-off) > 1e-6:
			t.Fatalf("%.6f m along and %.6f m off: %+v", along, off, m)
		}
	})
}
