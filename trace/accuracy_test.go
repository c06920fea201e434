package trace_test

import (
	"math"
	"testing"

	"sinergi/trace"
)

// spread is the mean and the root mean square of errors.
type spread struct{ n, sum, squares, worst float64 }

func (s *spread) add(e float64) {
	s.n++
	s.sum += e
	s.squares += e * e
	s.worst = math.Max(s.worst, math.Abs(e))
}

func (s *spread) mean() float64 { return s.sum / s.n }
func (s *spread) rms() float64  { return math.Sqrt(s.squares / s.n) }

// Where a pass ends on the way is known to a few metres, and not always too
// far or too near: noise does not add up to money.
func TestErrorsAreSmallAndEven(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	for name, c := range map[string]struct {
		d           device
		mean, worst float64
	}{
		"5 m of noise":        {device{every: 10, white: 3, drift: 4, slow: 60}, 1, 12},
		"8 m of noise":        {device{every: 10, white: 5, drift: 6, slow: 60}, 1.5, 15},
		"8 m, every minute":   {device{every: 60, white: 5, drift: 6, slow: 60}, 2, 25},
		"bursts and jumps":    {bad(10), 2, 60},
		"by phone, 1 s, 15 m": {device{every: 1, white: 3, drift: 14, slow: 90}, 4, 40},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var begun, ended spread
			for seed := range uint64(60) {
				from, to := 700+float64(seed)*90, 7000+float64(seed)*110
				b := newBus(seed, c.d)
				b.here = r.at(from)
				b.stand(600)
				b.drive(r, from, to)
				b.stand(600)
				ps := path.Passes(b.out, trace.Options{})
				if len(ps) != 1 {
					t.Fatalf("seed %d: %d passes", seed, len(ps))
				}
				s := ps[0].Stretches
				begun.add(s[0].From - from)
				ended.add(s[len(s)-1].To - to)
			}
			t.Logf("begun %+.1f m, rms %.1f, worst %.1f; ended %+.1f m, rms %.1f, worst %.1f", begun.mean(), begun.rms(), begun.worst, ended.mean(), ended.rms(), ended.worst)
			for _, s := range []spread{begun, ended} {
				if math.Abs(s.mean()) > c.mean || s.worst > c.worst {
					t.Errorf("mean error %+.2f m, at worst %.1f m", s.mean(), s.worst)
				}
			}
		})
	}
}

// The line of a route is drawn in the middle of the road, or along the other
// carriageway; the bus drives twenty metres beside it.
func TestBesideTheLine(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	for seed := range uint64(seeds) {
		b := newBus(seed, good(10))
		b.beside = 14 // north and east each
		b.here = r.at(0)
		b.stand(600)
		b.drive(r, 0, r.length())
		b.stand(600)
		expect(t, seed, passes(t, path, b), 0.0005*r.length(), r.length())
	}
}
