package redline

// maxEdits bounds the search for the shortest script; two wordings that differ
// in more tokens are one replaced stretch. It bounds the search to 36 MB and
// some million steps, and is far above any edited clause.
const maxEdits = 3000

// hunks gives where two token lists differ, by the shortest edit script (Myers,
// "An O(ND) difference algorithm and its variations", Algorithmica 1986).
// Between two hunks there is at least one equal token.
func hunks(a, b []string) []hunk {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	endA, endB := len(a), len(b)
	for endA > start && endB > start && a[endA-1] == b[endB-1] {
		endA--
		endB--
	}
	if start == endA && start == endB {
		return nil
	}
	inner := script(a[start:endA], b[start:endB])
	for i := range inner {
		inner[i].from += start
		inner[i].until += start
		inner[i].start += start
		inner[i].end += start
	}
	return inner
}

// script runs the greedy forward search and reads the path back.
func script(a, b []string) []hunk {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return []hunk{{0, n, 0, m}}
	}
	most := min(n+m, maxEdits)
	v := make([]int32, 2*most+2)
	var trace [][]int32
	for d := 0; d <= most; d++ {
		trace = append(trace, append([]int32(nil), v[most-d:most+d+1]...))
		for k := -d; k <= d; k += 2 {
			x := furthest(v, most, d, k)
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x++
				y++
			}
			v[most+k] = int32(x)
			if x >= n && y >= m {
				return backtrack(trace, n, m)
			}
		}
	}
	return []hunk{{0, n, 0, m}}
}

// furthest is where diagonal k begins in round d.
func furthest(v []int32, offset, d, k int) int {
	if k == -d || k != d && v[offset+k-1] < v[offset+k+1] {
		return int(v[offset+k+1])
	}
	return int(v[offset+k-1]) + 1
}

// backtrack reads the path from the end. trace[d] holds the diagonals −d to d
// as they were before round d.
func backtrack(trace [][]int32, x, y int) []hunk {
	var reversed []hunk
	add := func(h hunk) {
		if k := len(reversed); k > 0 && reversed[k-1].from == h.until && reversed[k-1].start == h.end {
			reversed[k-1].from, reversed[k-1].start = h.from, h.start
			return
		}
		reversed = append(reversed, h)
	}
	for d := len(trace) - 1; d > 0; d-- {
		v := trace[d]
		at := func(k int) int { return int(v[d+k]) }
		k := x - y
		prev := k - 1
		if k == -d || k != d && at(k-1) < at(k+1) {
			prev = k + 1
		}
		px := at(prev)
		py := px - prev
		if prev == k+1 { // down: b[py] was added
			add(hunk{px, px, py, py + 1})
		} else { // right: a[px] was removed
			add(hunk{px, px + 1, py, py})
		}
		x, y = px, py
	}
	out := make([]hunk, len(reversed))
	for i, h := range reversed {
		out[len(reversed)-1-i] = h
	}
	return out
}
