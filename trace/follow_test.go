package trace_test

import (
	"math"
	"testing"

	"sinergi/trace"
)

const seeds = 12

func passes(t *testing.T, path *trace.Path, b *bus) []trace.Pass {
	t.Helper()
	r := path.Follow(b.out, trace.Options{})
	checkPasses(t, path, r.Passes)
	return r.Passes
}

// checkPasses asserts what holds of any passes.
func checkPasses(t interface{ Errorf(string, ...any) }, path *trace.Path, ps []trace.Pass) {
	ended := int64(math.MinInt64)
	for _, p := range ps {
		if len(p.Stretches) == 0 || p.Ended < p.Began || p.Began < ended {
			t.Errorf("a pass is empty or out of order: %+v", p)
			return
		}
		ended = p.Ended
		at, when := p.Stretches[0].From, p.Began
		for i, s := range p.Stretches {
			if s.From != at || !(s.To > s.From) || s.FromAt < when || s.UntilAt < s.FromAt || s.From < 0 || s.To > path.Length()+0.001 {
				t.Errorf("stretches are not in order: %+v", p)
			}
			if i > 0 && p.Stretches[i-1].Kind == s.Kind {
				t.Errorf("two stretches are one: %+v", p)
			}
			at, when = s.To, s.UntilAt
		}
		if when > p.Ended {
			t.Errorf("a stretch ends after its pass: %+v", p)
		}
	}
}

// expect asserts a number of passes and their metres.
func expect(t *testing.T, seed uint64, ps []trace.Pass, within float64, metres ...float64) {
	t.Helper()
	if len(ps) != len(metres) {
		t.Errorf("seed %d: %d passes, want %d: %+v", seed, len(ps), len(metres), ps)
		return
	}
	for i, p := range ps {
		if math.Abs(p.Travelled()-metres[i]) > within {
			t.Errorf("seed %d: pass %d travelled %.1f m, want %.1f ± %.0f: %+v", seed, i, p.Travelled(), metres[i], within, p.Stretches)
		}
	}
}

func eachDevice(t *testing.T, f func(t *testing.T, d device)) {
	for name, d := range map[string]device{"good 10 s": good(10), "good 60 s": good(60), "bad 10 s": bad(10), "bad 60 s": bad(60), "good 1 s": good(1)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, d)
		})
	}
}

func TestARosterOfCompleteRuns(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			var left, arrived []int64
			for range 4 {
				b.stand(300 + b.rng.Int64N(1500))
				l, a := b.drive(r, 0, r.length())
				left, arrived = append(left, l), append(arrived, a)
				b.stand(300 + b.rng.Int64N(1500))
				b.drive(r, r.length(), 0)
			}
			b.stand(4 * 3600)
			ps := passes(t, path, b)
			expect(t, seed, ps, 0.0005*r.length(), r.length(), r.length(), r.length(), r.length())
			for i := range min(len(ps), 4) {
				if l, a := ps[i].Began/1e6-left[i], ps[i].Ended/1e6-arrived[i]; max(l, -l) > 2*d.every+60 || max(a, -a) > 2*d.every+60 {
					t.Errorf("seed %d: pass %d began %d s late and ended %d s late", seed, i, l, a)
				}
			}
		}
	})
}

func TestPartOfTheRoute(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		within := 15.0
		switch {
		case d.jump > 0:
			within = 60 // its errors reach that far
		case d.every > 10:
			within = 25 // where it turns, two reports must do
		}
		for seed := range uint64(seeds) {
			at := 1000 + 12000*float64(seed)/seeds
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(900)
			b.drive(r, 0, at) // breaks down
			b.stand(2400)
			b.drive(r, at, 0) // is towed back
			b.stand(1200)
			b.drive(r, 0, at) // turns early
			b.stand(120)
			b.drive(r, at, 0)
			b.stand(900)
			b.drive(r, 0, at) // breaks down and falls silent
			b.stand(600)
			expect(t, seed, passes(t, path, b), within, at, at, at)

			b = newBus(seed, d) // begins on the way
			b.here = r.at(at)
			b.stand(600)
			b.drive(r, at, r.length())
			b.stand(600)
			expect(t, seed, passes(t, path, b), within, r.length()-at)
		}
	})
}

func TestAParkedBusTravelsNothing(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			d := d
			d.drift, d.slow = 25, 400
			b := newBus(seed, d)
			for _, s := range []float64{0, r.length(), 7000} {
				b.here = r.at(s)
				b.stand(6 * 3600)
				b.now += 7200
			}
			expect(t, seed, passes(t, path, b), 0)
		}
	})
}

func TestDrivingBackwardsIsNoPass(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*road{"route 1": routeOne(t), "spur": spur(), "ring": ring(), "carriageways": carriageways(), "lollipop": lollipop()} {
		path := r.path(t)
		eachDevice(t, func(t *testing.T, d device) {
			for seed := range uint64(seeds) {
				b := newBus(seed, d)
				b.here = r.at(r.length())
				for range 2 {
					b.stand(600)
					b.drive(r, r.length(), 0)
					b.stand(600)
					b.now += 7200
				}
				if ps := passes(t, path, b); len(ps) > 0 {
					t.Errorf("%s, seed %d: %+v", name, seed, ps)
				}
			}
		})
	}
}

func TestAJamIsOnePass(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(900)
			b.drive(r, 0, 5000)
			b.stand(600)
			b.drive(r, 5000, 5060)
			b.stand(1500)
			b.drive(r, 5060, 9000)
			b.drive(r, 9000, 8850) // goes back for somebody
			b.stand(60)
			b.drive(r, 8850, r.length())
			b.stand(600)
			expect(t, seed, passes(t, path, b), 0.0005*r.length(), r.length())
		}
	})
}

func TestSilences(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	eachDevice(t, func(t *testing.T, d device) {
		if d.loss > 0 && d.every > 10 {
			t.Skip("a report lost at one a minute is a silence of its own")
		}
		edge := 14*float64(d.every) + 40 // a report may be that far from where silence began
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(900)
			b.drive(r, 0, 3000)
			b.silent = d.every <= 10 // a minute's interval has no room for more
			b.drive(r, 3000, 3300)   // short: bridged
			b.silent = false
			b.drive(r, 3300, 7000)
			b.silent = true
			b.drive(r, 7000, 10000) // long: not proved
			b.silent = false
			b.drive(r, 10000, r.length())
			b.stand(600)
			ps := passes(t, path, b)
			expect(t, seed, ps, 2*edge, r.length()-3000)
			if len(ps) == 1 {
				if got := ps[0].Length(trace.Unproven); math.Abs(got-3000) > 2*edge {
					t.Errorf("seed %d: unproven %.0f m, want 3,000: %+v", seed, got, ps[0].Stretches)
				}
				if got := ps[0].Length(trace.Unproven) + ps[0].Travelled(); math.Abs(got-r.length()) > 5 {
					t.Errorf("seed %d: %.0f m are lost", seed, r.length()-got)
				}
			}
		}
	})
}

func TestASilenceAtAnEnd(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	for seed := range uint64(seeds) {
		b := newBus(seed, good(10))
		b.here = r.at(0)
		b.stand(900)
		b.silent = true
		b.stand(600)
		left, _ := b.drive(r, 0, 4000)
		b.silent = false
		b.drive(r, 4000, 10000)
		b.silent = true
		_, arrived := b.drive(r, 10000, r.length())
		b.stand(900)
		b.silent = false
		b.stand(900)
		ps := passes(t, path, b)
		expect(t, seed, ps, 150, 6000)
		if len(ps) != 1 {
			continue
		}
		if got := ps[0].Length(trace.Unproven); math.Abs(got-(r.length()-6000)) > 150 {
			t.Errorf("seed %d: unproven %.0f m, want %.0f", seed, got, r.length()-6000)
		}
		if l, a := ps[0].Began/1e6-left, ps[0].Ended/1e6-arrived; max(l, -l) > 200 || max(a, -a) > 200 {
			t.Errorf("seed %d: began %d s late, ended %d s late", seed, l, a)
		}
	}
}

// A bus that is driven round a closed street.
func TestDetours(t *testing.T) {
	t.Parallel()
	r := streets(0, 0, 0, 3000, 1500, 3000, 1500, 8000)
	path := r.path(t)
	around := streets(0, 1500, -400, 1500, -400, 2600, 0, 2600) // leaves at 1,500 m, is back at 2,600 m
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			b.stand(600)
			b.drive(r, 0, 1500)
			b.drive(around, 0, around.length())
			b.drive(r, 2600, r.length())
			b.stand(600)
			ps := passes(t, path, b)
			within := 100.0
			if d.every > 10 {
				within = 1000 // a minute's drive at either end
			}
			expect(t, seed, ps, within, r.length()-1100)
			if len(ps) == 1 && math.Abs(ps[0].Length(trace.Detour)-1100) > within {
				t.Errorf("seed %d: detour of %.0f m, want 1,100: %+v", seed, ps[0].Length(trace.Detour), ps[0].Stretches)
			}
		}
	})
}

func TestElsewhere(t *testing.T) {
	t.Parallel()
	r := streets(0, 0, 0, 6000)
	path := r.path(t)
	other := streets(-3000, 500, 3000, 500, 3000, 4000, -3000, 4000) // crosses twice
	far := streets(90_000, 0, 90_000, 6000)
	eachDevice(t, func(t *testing.T, d device) {
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = other.at(0)
			b.stand(600)
			b.drive(other, 0, other.length())
			b.stand(600)
			b.drive(far, 0, 6000)
			b.stand(600)
			expect(t, seed, passes(t, path, b), 0)
		}
	})
}

// A device that reports an old position again for minutes, or a wrong one.
func TestAFrozenDevice(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	for seed := range uint64(seeds) {
		b := newBus(seed, good(10))
		b.here = r.at(0)
		b.stand(600)
		b.drive(r, 0, 5000)
		frozen := b.here
		if seed%2 == 1 {
			frozen = trace.LatLon{Lat: baseLat + 0.3, Lon: baseLon}
		}
		b.silent = true
		began := b.now
		b.drive(r, 5000, 8000)
		for at := began + 10; at < b.now; at += 10 {
			b.out = append(b.out, trace.Point{At: at * 1e6, Lat: frozen.Lat, Lon: frozen.Lon})
		}
		b.silent = false
		b.drive(r, 8000, r.length())
		b.stand(600)
		ps := passes(t, path, b)
		expect(t, seed, ps, 200, r.length()-3000)
		if len(ps) == 1 && math.Abs(ps[0].Length(trace.Unproven)-3000) > 200 {
			t.Errorf("seed %d: %+v", seed, ps[0].Stretches)
		}
	}
}
