package trace_test

import (
	"math"
	"testing"

	"sinergi/trace"
)

// What the handling of noise is worth: without it the same day is measured
// wrong by far more than anybody would pay for.
func TestWithoutNoiseHandlingItIsWrong(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	for name, d := range map[string]device{"good": good(10), "bad": bad(10)} {
		right, wrong, truth := 0.0, 0.0, 0.0
		for seed := range uint64(seeds) {
			b := newBus(seed, d)
			b.here = r.at(0)
			for range 3 {
				b.stand(900)
				b.drive(r, 0, r.length())
				truth += r.length()
				b.stand(900)
				b.drive(r, r.length(), 0)
			}
			for _, p := range path.Passes(b.out, trace.Options{}) {
				right += p.Travelled()
			}
			for _, p := range path.Passes(b.out, trace.Options{Raw: true}) {
				wrong += p.Travelled()
			}
		}
		if e := math.Abs(right-truth) / truth; e > 0.0005 {
			t.Errorf("%s device: off by %.3f %% with noise handling", name, 100*e)
		}
		if e := math.Abs(wrong-truth) / truth; e < 0.02 {
			t.Errorf("%s device: off by only %.3f %% without noise handling", name, 100*e)
		} else {
			t.Logf("%s device: off by %.1f %% without noise handling, %.4f %% with", name, 100*e, 100*(right-truth)/truth)
		}
	}
}
