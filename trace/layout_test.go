package trace_test

import (
	"math"
	"testing"

	"sinergi/trace"
)

// spur is a trunk with a branch that the path drives out and back.
func spur() *road {
	return streets(0, 0, 0, 3000, 1200, 3000, 0, 3000, 0, 6000)
}

func TestASpurDrivenOrLeftOut(t *testing.T) {
	t.Parallel()
	r := spur()
	path := r.path(t)
	straight := streets(0, 0, 0, 6000)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(600)
			b.drive(r, 0, r.length())
			b.stand(600)
			expect(t, seed, passes(t, path, b), 0.0005*r.length(), r.length())

			b = newBus(seed, d)
			b.here = r.at(0)
			b.stand(600)
			b.drive(straight, 0, 6000)
			b.stand(600)
			within := 60.0
			if d.every > 10 {
				within = 900
			}
			expect(t, seed, passes(t, path, b), within, 6000)
		}
	})
}

// ring is a path that ends where it starts.
func ring() *road {
	var ne []float64
	for i := range 73 {
		s, c := math.Sincos(float64(i) * 5 * math.Pi / 180)
		ne = append(ne, 1000*s, 1000*c)
	}
	return streets(ne...)
}

func TestLapsOfARing(t *testing.T) {
	t.Parallel()
	r := ring()
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(600)
			for range 3 {
				b.drive(r, 0, r.length())
			}
			b.stand(600)
			b.drive(r, 0, r.length())
			b.stand(600)
			l := r.length()
			expect(t, seed, passes(t, path, b), 0.0005*l, l, l, l, l)
		}
	})
}

// lollipop goes round the town and back to where it began by the same street.
func lollipop() *road {
	return streets(0, 0, 1100, 0, 1100, 2000, 3000, 2000, 3000, 0, 1100, -10, 0, 0)
}

// Out and back again: the street that both ends share is driven twice in each
// direction, and only the direction that fits the rest counts.
func TestRoundTheTownAndBack(t *testing.T) {
	t.Parallel()
	r := lollipop()
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			for range 2 {
				b.stand(600)
				b.drive(r, 0, r.length())
				b.stand(600)
				b.drive(r, r.length(), 0)
			}
			expect(t, seed, passes(t, path, b), 0.0005*r.length(), r.length(), r.length())
		}
	})
}

// carriageways leaves on one side of a divided road, turns, and comes by its
// start again on the other side.
func carriageways() *road {
	return streets(0, 0, 0, 1000, 12, 1012, 24, 1000, 24, -4000, 1500, -4000, 1500, -3000)
}

func TestADividedRoad(t *testing.T) {
	t.Parallel()
	r := carriageways()
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(600)
			b.drive(r, 0, r.length())
			b.stand(600)
			expect(t, seed, passes(t, path, b), 0.0005*r.length(), r.length())
		}
	})
}

// outAndBack drives the same street out and back for all of its way.
func outAndBack() *road {
	return streets(0, 0, 0, 3000, 500, 3300, 0, 3000, 0, 0)
}

func TestOutAndBack(t *testing.T) {
	t.Parallel()
	r := outAndBack()
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			for range 2 {
				b.stand(600)
				b.drive(r, 0, r.length())
			}
			b.stand(3 * 3600)
			expect(t, seed, passes(t, path, b), 0.0005*r.length(), r.length(), r.length())
		}
	})
}

// eight crosses itself and runs beside itself, 45 m apart.
func eight() *road {
	return streets(0, 0, 2000, 2000, 2000, 0, 0, 2000, -500, 2000, -500, 0, -545, 0, -545, 2500)
}

func TestAPathThatCrossesItself(t *testing.T) {
	t.Parallel()
	r := eight()
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(600)
			b.drive(r, 0, r.length())
			b.stand(600)
			expect(t, seed, passes(t, path, b), 0.0005*r.length(), r.length())
		}
	})
}

func TestATerminalBesideThePath(t *testing.T) {
	t.Parallel()
	r := streets(0, 0, 0, 6000)
	path := r.path(t)
	in, out := streets(-85, -40, -85, 40, 0, 60), streets(0, 5950, 90, 5950, 90, 6050)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = in.at(0)
			b.stand(1200)
			b.drive(in, 0, in.length())
			b.drive(r, 60, 5950)
			b.drive(out, 0, out.length())
			b.stand(1200)
			ps := passes(t, path, b)
			if d.every == 60 {
				continue // the first report may be hundreds of metres on; counted below
			}
			expect(t, seed, ps, 5, 6000)
		}
	})
}

// The bus waits at the terminal, where the path turns round, after coming from
// a depot beside it: it leaves when it leaves.
func TestFromTheDepot(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	lane := newRoad([]trace.LatLon{{Lat: r.line[0].Lat + 300/north, Lon: r.line[0].Lon + 80/east}, r.line[0]})
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(2 * seeds) {
			b := newBus(seed, d)
			b.here = lane.at(0)
			b.stand(900)
			b.drive(lane, 0, lane.length())
			b.stand(1500)
			left, _ := b.drive(r, 0, r.length())
			b.stand(600)
			ps := passes(t, path, b)
			expect(t, seed, ps, 0.0005*r.length(), r.length())
			if len(ps) == 1 {
				if late := ps[0].Began/1e6 - left; max(late, -late) > 2*d.every+60 {
					t.Errorf("seed %d: began %d s late", seed, late)
				}
			}
		}
	})
}
