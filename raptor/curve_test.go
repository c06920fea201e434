package raptor

import (
	"math/rand/v2"
	"testing"
)

// A curve of spans is the least of them at every second, in order, and holds
// nothing that is not needed.
func TestACurveIsTheLeastOfItsSpans(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 0))
		const end = 60
		var c curve
		var least [end]int32
		for i := range least {
			least[i] = never
		}
		for n := range 1 + rng.IntN(12) {
			s := span{first: rng.Int32N(end), value: rng.Int32N(90), ride: int32(n)}
			s.last = min(end-1, s.first+rng.Int32N(30)*rng.Int32N(2))
			better := false
			for x := range s.last + 1 {
				better = better || s.at(x) < least[x]
			}
			if got := c.bettered(&s); got != better {
				t.Fatalf("seed %d: %v is better than %v: %v, want %v", seed, s, c, got, better)
			}
			before := append(curve(nil), c...)
			if got := c.add(s); got != better {
				t.Fatalf("seed %d: adding %v to %v: %v, want %v", seed, s, before, got, better)
			}
			for x := range s.last + 1 {
				least[x] = min(least[x], s.at(x))
			}
			for x := range int32(end) {
				if got := c.at(x); got != least[x] {
					t.Fatalf("seed %d: %v and %v are %v: at %d it is %d, want %d", seed, before, s, c, x, got, least[x])
				}
			}
			for i := range c {
				if c[i].first > c[i].last || i > 0 && (c[i].first <= c[i-1].last || c[i].value <= c[i-1].at(c[i-1].last)) {
					t.Fatalf("seed %d: %v and %v are not in order: %v", seed, before, s, c)
				}
			}
		}
	}
}
