package raptor_test

import (
	"math/rand/v2"
	"testing"

	"sinergi/raptor"
)

// With changes, what is left is found from what was left without them: never
// more than it is, however fast a late vehicle catches up.
func TestNoMoreIsLeftThanAfterMeasuringAnew(t *testing.T) {
	less, same := 0, 0
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 7))
		feed, opt := randomFeed(t, rng)
		tt, err := raptor.Build(feed, opt)
		if err != nil {
			t.Fatal(err)
		}
		live, _ := tt.With(randomChanges(rng, feed, opt))
		known, anew := live.Left()
		for i := range known {
			for n := range known[i] {
				switch {
				case known[i][n] > anew[i][n]:
					t.Fatalf("network %d, row %d: %v is left, but %v when measured anew", seed, i, known[i], anew[i])
				case known[i][n] < anew[i][n]:
					less++
				default:
					same++
				}
			}
		}
	}
	if same < 10*less || same == 0 {
		t.Errorf("%d are the same and %d less: what is known is no bound worth having", same, less)
	}
}

// A cell of a timetable with changes is measured only once it was asked for some
// times; the answers are the same before and after.
func TestAnswersAreTheSameHoweverOftenOneAsks(t *testing.T) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 8))
		feed, opt := randomFeed(t, rng)
		c := newComparison(t, feed, opt, randomChanges(rng, feed, opt)...)
		r := asking{from: randomPlace(rng, feed, true), to: randomPlace(rng, feed, true), at: c.begins() + rng.IntN(30*3600), walk: 400, arriveBy: rng.IntN(2) == 0}
		for range 6 {
			c.check("again", r)
		}
		if t.Failed() {
			t.Fatalf("network %d", seed)
		}
	}
}
