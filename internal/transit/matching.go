package transit

import "math"

// matching pairs rows with columns so that the sum of what the pairs are worth
// is as large as can be; it gives each row's column, or −1 where there are more
// rows than columns. Worths are at least 0. It is the shortest augmenting path
// method of Jonker and Volgenant (1987), of cubic time at worst.
func matching(worth [][]int64) []int {
	rows, columns := len(worth), 0
	most := int64(0)
	for _, row := range worth {
		columns = len(row)
		for _, w := range row {
			most = max(most, w)
		}
	}
	n := max(rows, columns) // made square with pairs that are worth nothing
	cost := func(r, c int) int64 {
		if r < rows && c < columns {
			return most - worth[r][c]
		}
		return most
	}
	rowPrice, columnPrice := make([]int64, n+1), make([]int64, n+1)
	rowOf, back := make([]int, n+1), make([]int, n+1) // of a column, counted from 1; 0 is none
	least, seen := make([]int64, n+1), make([]bool, n+1)
	for r := 1; r <= n; r++ {
		for c := range least {
			least[c], seen[c] = math.MaxInt64, false
		}
		at := 0
		rowOf[0] = r
		for rowOf[at] != 0 {
			seen[at] = true
			step, next := int64(math.MaxInt64), 0
			for c := 1; c <= n; c++ {
				if seen[c] {
					continue
				}
				if d := cost(rowOf[at]-1, c-1) - rowPrice[rowOf[at]] - columnPrice[c]; d < least[c] {
					least[c], back[c] = d, at
				}
				if least[c] < step {
					step, next = least[c], c
				}
			}
			for c := range seen {
				if seen[c] {
					rowPrice[rowOf[c]] += step
					columnPrice[c] -= step
				} else if c > 0 {
					least[c] -= step
				}
			}
			at = next
		}
		for at != 0 {
			rowOf[at] = rowOf[back[at]]
			at = back[at]
		}
	}
	out := make([]int, rows)
	for i := range out {
		out[i] = -1
	}
	for c := 1; c <= columns; c++ {
		if r := rowOf[c]; r >= 1 && r <= rows {
			out[r-1] = c - 1
		}
	}
	return out
}
