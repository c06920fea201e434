package transit

import (
	"testing"

	"pgregory.net/rapid"
)

// The pairs are worth as much as the best that trying everything finds.
func TestMatchingIsBest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(0, 5).Draw(t, "rows"), rapid.IntRange(0, 5).Draw(t, "columns")
		worth := make([][]int64, rows)
		for r := range worth {
			worth[r] = rapid.SliceOfN(rapid.Int64Range(0, 9), columns, columns).Draw(t, "worth")
		}
		got, sum := matching(worth), int64(0)
		taken := map[int]bool{}
		for r, c := range got {
			if c < 0 {
				continue
			}
			if taken[c] {
				t.Fatalf("column %d is given twice: %v", c, got)
			}
			taken[c] = true
			sum += worth[r][c]
		}
		if len(taken) != min(rows, columns) {
			t.Fatalf("%d pairs of %d by %d: %v", len(taken), rows, columns, got)
		}
		if best := tryAll(worth, 0, map[int]bool{}); sum != best {
			t.Fatalf("worth %d, the best is %d: %v", sum, best, got)
		}
	})
}

func tryAll(worth [][]int64, row int, taken map[int]bool) int64 {
	if row == len(worth) {
		return 0
	}
	best := tryAll(worth, row+1, taken)
	for c, w := range worth[row] {
		if !taken[c] {
			taken[c] = true
			best = max(best, w+tryAll(worth, row+1, taken))
			delete(taken, c)
		}
	}
	return best
}
