package trace_test

import (
	"testing"

	"sinergi/trace"
)

// benchDay is a bus's day on route 1: 05:30 to 19:30 on the road, the rest at
// the depot by the terminal.
func benchDay(r *road, d device) []trace.Point {
	b := newBus(1, d)
	b.here = r.at(0)
	b.stand(5 * 3600)
	for range 8 {
		b.stand(700)
		b.drive(r, 0, r.length())
		b.stand(700)
		b.drive(r, r.length(), 0)
	}
	b.stand(2 * 3600)
	return b.out
}

func BenchmarkPasses(b *testing.B) {
	r := routeOne(b)
	path := r.path(b)
	for name, d := range map[string]device{"good": good(10), "bad": bad(10)} {
		points := benchDay(r, d)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if n := len(path.Passes(points, trace.Options{})); n != 8 {
					b.Fatalf("%d passes", n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(points)), "ns/point")
		})
	}
}

func BenchmarkFollow(b *testing.B) {
	r := routeOne(b)
	path := r.path(b)
	points := benchDay(r, bad(10))
	b.ReportAllocs()
	for b.Loop() {
		path.Follow(points, trace.Options{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(points)), "ns/point")
}

func BenchmarkNewPath(b *testing.B) {
	r := routeOne(b)
	for b.Loop() {
		path := r.path(b)
		path.Passes([]trace.Point{{Lat: 1, Lon: 1}}, trace.Options{})
	}
}
