package trace

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// ride is a bus at 9 m/s that stands for a minute every 500 metres, along a way
// that turns by ninety degrees every kilometre, reported every so many seconds.
func ride(seed uint64, metres float64, every int64, noise float64) (points []Point) {
	r := rand.New(rand.NewPCG(seed, 7))
	north, east := metric(0.5)
	gone, rest := 0.0, 0
	for at := int64(0); gone < metres; at++ {
		if rest > 0 {
			rest--
		} else {
			before := math.Floor(gone / 500)
			if gone += 9; math.Floor(gone/500) > before {
				rest = 60
			}
		}
		if at%every != 0 {
			continue
		}
		leg := math.Floor(gone / 1000)
		x, y := math.Ceil(leg/2)*1000, math.Floor(leg/2)*1000
		if int(leg)%2 == 0 {
			x += gone - leg*1000
		} else {
			y += gone - leg*1000
		}
		points = append(points, Point{At: at * 1e6, Lat: 0.5 + (y+noise*r.NormFloat64())/north, Lon: 101.4 + (x+noise*r.NormFloat64())/east})
	}
	return points
}

func TestHowFarAVehicleWentWithoutAPath(t *testing.T) {
	for _, c := range []struct {
		every int64
		noise float64
		off   float64 // share
	}{{10, 0, 0.02}, {10, 5, 0.02}, {30, 5, 0.03}, {60, 5, 0.05}, {10, 20, 0.06}} {
		for seed := range uint64(5) {
			d := Drive(ride(seed, 40_000, c.every, c.noise), Options{})
			if off := d.Metres/40_000 - 1; math.Abs(off) > c.off || d.Silent != 0 {
				t.Errorf("every %d s, %v m of noise: %.1f m of 40 km, %+.1f %%, silent %.0f", c.every, c.noise, d.Metres, 100*off, d.Silent)
			}
		}
	}
}

func TestAVehicleThatStandsDoesNotDrive(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	north, east := metric(0.5)
	var points []Point
	for at := int64(0); at < 8*3600; at += 10 {
		points = append(points, Point{At: at * 1e6, Lat: 0.5 + 5*r.NormFloat64()/north, Lon: 101.4 + 5*r.NormFloat64()/east})
	}
	if d := Drive(points, Options{}); d != (Driven{}) {
		t.Errorf("a night at the depot is %+v", d)
	}
	if d := Drive(nil, Options{}); d != (Driven{}) {
		t.Errorf("without positions %+v", d)
	}
}

func TestAJumpIsNotDriven(t *testing.T) {
	points := ride(1, 10_000, 10, 5)
	want := Drive(points, Options{}).Metres
	points[30].Lat += 0.5 // 55 km away and back
	if got := Drive(points, Options{}).Metres; math.Abs(got-want) > 150 {
		t.Errorf("with a jump %.0f m, without %.0f", got, want)
	}
	// The first position was the wrong one: the others are believed.
	points = ride(1, 10_000, 10, 5)
	points[0].Lat += 0.5
	if got := Drive(points, Options{}).Metres; math.Abs(got-want) > 700 {
		t.Errorf("after a wrong first position %.0f m, without %.0f", got, want)
	}
}

func TestASilenceIsToldApart(t *testing.T) {
	points := ride(1, 10_000, 10, 0)
	var heard []Point
	for _, q := range points {
		if s := q.At / 1e6; s < 600 || s > 1000 {
			heard = append(heard, q)
		}
	}
	d := Drive(heard, Options{GapLimit: 2 * time.Minute})
	if d.Silent < 500 || d.Silent > 3000 || d.Metres <= d.Silent {
		t.Errorf("%+v", d)
	}
}

func FuzzDrive(f *testing.F) {
	f.Add(int64(0), 0.5, 101.4, int64(1e7), 0.6, 101.4, int64(2e7), math.NaN(), 400.0)
	f.Fuzz(func(t *testing.T, a int64, lat, lon float64, b int64, lat2, lon2 float64, c int64, lat3, lon3 float64) {
		d := Drive([]Point{{a, lat, lon}, {b, lat2, lon2}, {c, lat3, lon3}}, Options{})
		if !(d.Metres >= 0 && d.Silent >= 0 && d.Silent <= d.Metres) || math.IsInf(d.Metres, 0) || d.Until < d.From {
			t.Errorf("%+v", d)
		}
	})
}
