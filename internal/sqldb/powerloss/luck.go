package powerloss

// Luck decides what survives a cut. A *rand.Rand of math/rand/v2 is one; seed
// it to repeat a run.
type Luck interface {
	Float64() float64
}

// survival tells, for each of n changes that were not durable, whether it is
// on the disk after all.
type survival interface {
	keeps(i, n int) bool
}

// choose draws a kind of survival. Disks and systems differ: some lose all that
// was not synced, some write in order and stop at a point, some write back in
// any order. Each finds other mistakes.
func choose(luck Luck) survival {
	if luck == nil {
		return inOrder(0)
	}
	switch kind := luck.Float64(); {
	case kind < 0.2:
		return inOrder(0) // nothing survives
	case kind < 0.3:
		return inOrder(1) // everything does
	case kind < 0.6:
		return inOrder(luck.Float64())
	default:
		return anyOrder{luck, luck.Float64()}
	}
}

// inOrder keeps the first changes, as this share of all.
type inOrder float64

func (share inOrder) keeps(i, n int) bool { return float64(i) < float64(share)*float64(n) }

// anyOrder keeps each change with the same chance, whatever became of the others.
type anyOrder struct {
	luck   Luck
	chance float64
}

func (a anyOrder) keeps(int, int) bool { return a.luck.Float64() < a.chance }
