package trace_test

import (
	"testing"

	"sinergi/trace"
)

// A bus drives 10 m/s along a straight road, stands at 1,000 m for 34 seconds,
// and is silent between 2,000 and 4,000 m; it reports every ten seconds.
func TestWhenABusIsAtAPlace(t *testing.T) {
	t.Parallel()
	path, err := trace.NewPath([]trace.LatLon{{Lat: 0, Lon: 101}, {Lat: 0, Lon: 101.05}})
	if err != nil {
		t.Fatal(err)
	}
	where := func(second int64) float64 {
		switch {
		case second <= 100:
			return 10 * float64(second)
		case second <= 134:
			return 1000
		}
		return 1000 + 10*float64(second-134)
	}
	var points []trace.Point
	for s := int64(0); where(s) < path.Length(); s += 10 {
		if m := where(s); m > 2000 && m < 4000 {
			continue
		}
		at := path.At(where(s))
		points = append(points, trace.Point{At: s * 1e6, Lat: at.Lat, Lon: at.Lon})
	}
	r := path.Follow(points, trace.Options{})
	if len(r.Passes) != 1 {
		t.Fatalf("%d passes", len(r.Passes))
	}
	for _, c := range []struct {
		along         float64
		arrived, left int64 // seconds
	}{{505, 50, 50}, {1000, 100, 134}, {1500, 184, 184}, {4500, 484, 484}} {
		arrived, left, ok := r.Visit(0, c.along)
		if !ok || abs(arrived-c.arrived*1e6) > 1e6 || abs(left-c.left*1e6) > 1e6 {
			t.Errorf("at %.0f m from %.1f to %.1f s (%v), want %d to %d", c.along, float64(arrived)/1e6, float64(left)/1e6, ok, c.arrived, c.left)
		}
	}
	for _, along := range []float64{3000, path.Length() + 1} {
		if _, _, ok := r.Visit(0, along); ok {
			t.Errorf("nothing proves that it was at %.0f m", along)
		}
	}
	if _, _, ok := r.Visit(1, 500); ok {
		t.Error("there is no second pass")
	}
}

func abs(v int64) int64 { return max(v, -v) }
