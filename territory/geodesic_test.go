package territory_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"sinergi/territory"
)

func degrees(d, m, s float64) float64 { return math.Copysign(math.Abs(d)+m/60+s/3600, d) }

// The reference itself is held against published lengths.
func TestReferenceGeodesicIsRight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b territory.Point
		want float64
		off  float64
	}{
		// Geocentric Datum of Australia Technical Manual (ICSM), chapter 4. Its
		// ellipsoid, GRS 80, differs from WGS 84 by 0.1 mm in an axis.
		"Flinders Peak–Buninyong": {
			territory.Point{Lat: degrees(-37, 57, 3.72030), Lon: degrees(144, 25, 29.52440)},
			territory.Point{Lat: degrees(-37, 39, 10.15610), Lon: degrees(143, 55, 35.38390)},
			54972.271, 0.001,
		},
		// GeographicLib's manual of GeodSolve (C. F. F. Karney).
		"New York JFK–London Heathrow": {territory.Point{Lat: 40.6, Lon: -73.8}, territory.Point{Lat: 51.6, Lon: -0.5}, 5551759.400, 0.001},
		"a quarter of a meridian":      {territory.Point{}, territory.Point{Lat: 90}, 10001965.729, 0.001},
		"a degree of the equator":      {territory.Point{}, territory.Point{Lon: 1}, 111319.491, 0.001},
	} {
		if got := vincenty(c.a, c.b); math.Abs(got-c.want) > c.off {
			t.Errorf("%s: %f m, want %f", name, got, c.want)
		}
	}
}

// Between the polar circles, a street's segments are as long as their
// geodesics to one in ten million, or a tenth of a millimetre.
func TestSegmentsAreAsLongAsGeodesics(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	worst := 0.0
	for range 20000 {
		a := territory.Point{Lat: 132*rng.Float64() - 66, Lon: 360*rng.Float64() - 180}
		if rng.IntN(2) == 0 {
			a = territory.Point{Lat: 16*rng.Float64() - 10, Lon: 95 + 46*rng.Float64()} // Indonesia
		}
		metres := math.Exp(rng.Float64() * math.Log(2000))
		s, c := math.Sincos(2 * math.Pi * rng.Float64())
		b := territory.Point{Lat: a.Lat + metres*c/111000, Lon: a.Lon + metres*s/111000/math.Cos(a.Lat*math.Pi/180)}
		want := vincenty(a, b)
		off := math.Abs(territory.Distance(a, b) - want)
		if off > 1e-7*want && off > 1e-4 {
			t.Fatalf("%v–%v: %.6f m, want %.6f", a, b, territory.Distance(a, b), want)
		}
		if want > 100 {
			worst = max(worst, off/want)
		}
	}
	t.Logf("worst relative error over 100 m: %.1e", worst)
}

// Long segments are straight in latitude and longitude, so they are measured
// against the sum of many short geodesics.
func TestLongSegmentsAreStraightInDegrees(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2, 2))
	for range 50 {
		a := territory.Point{Lat: 160*rng.Float64() - 80, Lon: 100 + 20*rng.Float64()}
		b := territory.Point{Lat: 160*rng.Float64() - 80, Lon: 100 + 20*rng.Float64()}
		const n = 20000
		want, last := 0.0, a
		for i := 1; i <= n; i++ {
			next := territory.Point{Lat: a.Lat + (b.Lat-a.Lat)*float64(i)/n, Lon: a.Lon + (b.Lon-a.Lon)*float64(i)/n}
			want += vincenty(last, next)
			last = next
		}
		if got := territory.Distance(a, b); math.Abs(got-want) > 1e-6*want {
			t.Errorf("%v–%v: %.3f m, want %.3f", a, b, got, want)
		}
	}
	for name, c := range map[string]struct {
		b    territory.Point
		want float64
	}{"a quarter of a meridian": {territory.Point{Lat: 90}, 10001965.729}, "half the equator": {territory.Point{Lon: 180}, 20037508.343}} {
		if got := territory.Distance(territory.Point{}, c.b); math.Abs(got-c.want) > 1e-7*c.want {
			t.Errorf("%s: %.3f m, want %.3f", name, got, c.want)
		}
	}
}
