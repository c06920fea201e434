package transit

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"sinergi/internal/civil"
)

// Drive is a pass and the vehicle that made it.
type Drive struct {
	Vehicle string
	Pass
}

// Infer says which drive delivered which of a day's runs when nobody has said
// which vehicle works which block: for each run the index of a drive of its
// shape, or −1. No drive serves two runs, and no vehicle is credited with two
// drives at the same time.
//
//   - A vehicle that drives along a road which several routes share makes a
//     pass of each. Of passes at the same time the one that covers most of its
//     shape is what it drove: a whole short turn before half of the long route.
//   - A vehicle works one block as a rule. Blocks are given to vehicles so that
//     all together serve as many runs as possible with the least delay (the
//     assignment problem; Kuhn 1955, in the form of Jonker and Volgenant 1987).
//     Drives that would fit runs left over by ten minutes better are not held
//     to the block.
//   - What is left, such as the runs of a bus that broke down and the drives of
//     the one that came in its place, is matched by shape, as in [Assign].
//   - A pass of less than a seventh of its shape is of a vehicle that crossed or
//     joined the route, and is credited with nothing.
//
// As in Assign, a run is at most Early before and Late after its time.
func Infer(day civil.Date, runs []Planned, drives []Drive, rules Rules) []int {
	out := make([]int, len(runs))
	for i := range out {
		out[i] = -1
	}
	drives, kept := slices.Clone(drives), driven(runs, drives, rules)
	byVehicle, byBlock := map[string][]int{}, map[string][]int{}
	for _, i := range kept {
		byVehicle[drives[i].Vehicle] = append(byVehicle[drives[i].Vehicle], i)
	}
	for i, r := range runs {
		byBlock[r.Block] = append(byBlock[r.Block], i)
	}
	delete(byBlock, "") // runs of no block are matched one by one
	blocks, vehicles := slices.Sorted(maps.Keys(byBlock)), slices.Sorted(maps.Keys(byVehicle))
	worth := make([][]int64, len(blocks))
	for b, block := range blocks {
		worth[b] = make([]int64, len(vehicles))
		for v, vehicle := range vehicles {
			worth[b][v] = worthOf(day, runs, byBlock[block], drives, byVehicle[vehicle], rules)
		}
	}
	pairs := matching(worth)
	match := func(rs, ds []int) {
		for k, d := range assignSome(day, runs, rs, drives, ds, rules) {
			out[rs[k]] = d
		}
	}
	for b, v := range pairs {
		if v >= 0 {
			match(byBlock[blocks[b]], byVehicle[vehicles[v]])
		}
	}
	rest := indexes(len(runs), func(i int) bool { return out[i] < 0 })
	for b, v := range pairs {
		if v >= 0 && fitsElsewhere(day, runs, byBlock[blocks[b]], rest, drives, byVehicle[vehicles[v]], rules) {
			for _, i := range byBlock[blocks[b]] {
				out[i] = -1
			}
		}
	}
	used := map[int]bool{}
	for _, d := range out {
		used[d] = true
	}
	match(indexes(len(runs), func(i int) bool { return out[i] < 0 }), slices.DeleteFunc(kept, func(i int) bool { return used[i] }))
	return out
}

// better is by how many seconds a drive must fit runs left over better than
// those of its block, on average, for the vehicle not to be held to the block.
const better = 600

// fitsElsewhere reports whether a vehicle's drives fit the runs that are left
// over so much better than those of a block that it did not work the block.
func fitsElsewhere(day civil.Date, runs []Planned, block, rest []int, drives []Drive, ds []int, rules Rules) bool {
	n, off := fit(day, runs, block, drives, ds, rules)
	if n == 0 || off < better*int64(n) {
		return false
	}
	m, other := fit(day, runs, append(slices.Clone(block), rest...), drives, ds, rules)
	return m >= n && other*int64(n)+better*int64(n)*int64(m) <= off*int64(m)
}

// fit gives how many of some runs some drives serve, and by how many seconds
// they are off their plan in total.
func fit(day civil.Date, runs []Planned, rs []int, drives []Drive, ds []int, rules Rules) (n int, off int64) {
	for k, d := range assignSome(day, runs, rs, drives, ds, rules) {
		if d >= 0 {
			late := drives[d].late(runs[rs[k]], day.Start().UnixMicro())
			n, off = n+1, off+max(late, -late)/1e6
		}
	}
	return n, off
}

// assignSome is Assign for some of the runs and some of the drives.
func assignSome(day civil.Date, runs []Planned, rs []int, drives []Drive, ds []int, rules Rules) []int {
	some, passes := make([]Planned, len(rs)), make([]Pass, len(ds))
	for k, i := range rs {
		some[k] = runs[i]
	}
	for k, i := range ds {
		passes[k] = drives[i].Pass
	}
	out := Assign(day, some, passes, rules)
	for k, p := range out {
		if p >= 0 {
			out[k] = ds[p]
		}
	}
	return out
}

// worthOf is how well a vehicle's drives fit the runs of a block: the time by
// which each run that they serve is nearer to its plan than the rules demand,
// in seconds, in proportion to what was delivered of it.
func worthOf(day civil.Date, runs []Planned, rs []int, drives []Drive, ds []int, rules Rules) (sum int64) {
	midnight := day.Start().UnixMicro()
	most := float64(max(rules.EarlyMin, rules.LateMin)*60 + 1)
	for k, d := range assignSome(day, runs, rs, drives, ds, rules) {
		if d < 0 {
			continue
		}
		r := runs[rs[k]]
		off := math.Abs(float64(drives[d].late(r, midnight))) / 1e6
		sum += int64((most - off) * share(drives[d].Pass, r.Length))
	}
	return sum
}

// share is the part of a shape that a pass delivered.
func share(p Pass, length float64) float64 {
	if length <= 0 {
		return 0
	}
	return min(1, p.delivered()/length)
}

// least is the part of its shape that a drive covers at the least: a seventh.
const least = 7

// covered is the length of a pass in metres without its detours.
func (p Pass) covered() (m float64) {
	for _, s := range p.Stretches {
		if s.Kind != StretchOffRoute {
			m += s.To - s.From
		}
	}
	return m
}

// driven chooses, of the passes that each vehicle made at the same time, those
// that it drove; the result is in order of time.
func driven(runs []Planned, drives []Drive, rules Rules) []int {
	length := map[string]float64{}
	for _, r := range runs {
		length[r.Shape] = r.Length
	}
	of := map[string][]int{}
	for i, d := range drives {
		if metres := d.delivered(); metres >= rules.MinimumPassM && metres*least >= length[d.Shape] && length[d.Shape] > 0 {
			of[d.Vehicle] = append(of[d.Vehicle], i)
		}
	}
	var kept []int
	for _, vehicle := range slices.Sorted(maps.Keys(of)) {
		own := of[vehicle]
		slices.SortFunc(own, func(a, b int) int {
			return cmp.Or(cmp.Compare(drives[a].Ended, drives[b].Ended), cmp.Compare(drives[a].Began, drives[b].Began), cmp.Compare(a, b))
		})
		kept = append(kept, compatible(drives, own, func(i int) float64 {
			return drives[i].delivered() * min(1, drives[i].covered()/length[drives[i].Shape])
		})...)
	}
	slices.SortFunc(kept, func(a, b int) int { return cmp.Or(cmp.Compare(drives[a].Began, drives[b].Began), cmp.Compare(a, b)) })
	return kept
}

// compatible is the heaviest choice of drives, given in order of their ends, of
// which no two are at the same time.
func compatible(drives []Drive, own []int, weight func(int) float64) []int {
	best := make([]float64, len(own))
	before := make([]int, len(own)) // the drive chosen before this one, or −1
	for k, i := range own {
		best[k], before[k] = weight(i), -1
		for j := k - 1; j >= 0; j-- {
			if w := best[j] + weight(i); w > best[k] && !together(drives[own[j]].Pass, drives[i].Pass) {
				best[k], before[k] = w, j
			}
		}
	}
	at := -1
	for k := range best {
		if at < 0 || best[k] > best[at] {
			at = k
		}
	}
	var chosen []int
	for ; at >= 0; at = before[at] {
		chosen = append(chosen, own[at])
	}
	return chosen
}

// together reports whether two passes were at the same time for more than a
// fifth of the shorter: where one run follows another, waiting between them may
// count to both.
func together(a, b Pass) bool {
	both := min(a.Ended, b.Ended) - max(a.Began, b.Began)
	return both > min(a.Ended-a.Began, b.Ended-b.Began)/5
}
