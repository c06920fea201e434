package transit

import (
	"cmp"
	"slices"

	"sinergi/internal/civil"
)

// Pass is one drive of a vehicle along a shape, from its start towards its
// end, with the stretches that were travelled, skipped or not proved.
type Pass struct {
	Shape     string
	Began     int64 // microseconds UTC
	Ended     int64
	Stretches []Stretch
	Visits    []Visit // of places along the shape, in their order
}

// delivered is the length of the proved stretches in metres.
func (p Pass) delivered() (m float64) {
	for _, s := range p.Stretches {
		if s.Kind == StretchDelivered {
			m += s.To - s.From
		}
	}
	return m
}

// late is how far behind its plan a pass was, in microseconds: at its first or
// at its last place, whichever is less. A bus that waits a little off the end
// of its route may seem to have begun long before it left, or to have arrived
// long after; it does not do both.
func (p Pass) late(r Planned, midnight int64) int64 {
	first, last := p.Stretches[0], p.Stretches[len(p.Stretches)-1]
	begin := first.FromAt - midnight - r.at(first.From)
	end := last.UntilAt - midnight - r.at(last.To)
	if max(end, -end) < max(begin, -begin) {
		return end
	}
	return begin
}

// Assign says which pass of a vehicle delivered which of the runs that it was
// rostered for: for each run the index of a pass of the same shape, or −1. A
// pass serves one run at most, earlier passes serve earlier runs, a run is at
// most Early before and Late after its time; within that as many runs as
// possible are served, with the least delay in total. A run by headway may be
// its headway early: what counts is that as many are driven as are owed. So a late bus is not
// taken for two buses, and a pass that nobody planned is credited to nobody.
func Assign(day civil.Date, runs []Planned, passes []Pass, rules Rules) []int {
	out := make([]int, len(runs))
	for i := range out {
		out[i] = -1
	}
	shapes := map[string]bool{}
	for _, r := range runs {
		if shapes[r.Shape] {
			continue
		}
		shapes[r.Shape] = true
		assignShape(day, r.Shape, runs, passes, rules, out)
	}
	return out
}

// assignShape solves one shape by dynamic programming over runs and passes in
// order of time.
func assignShape(day civil.Date, shape string, runs []Planned, passes []Pass, rules Rules, out []int) {
	rs := indexes(len(runs), func(i int) bool { return runs[i].Shape == shape })
	slices.SortStableFunc(rs, func(a, b int) int { return cmp.Compare(runs[a].Start, runs[b].Start) })
	ps := indexes(len(passes), func(i int) bool {
		return passes[i].Shape == shape && passes[i].delivered() >= rules.MinimumPassM
	})
	slices.SortStableFunc(ps, func(a, b int) int { return cmp.Compare(passes[a].Began, passes[b].Began) })

	midnight := day.Start().UnixMicro()
	type cell struct {
		served int
		delay  int64
		take   bool
	}
	best := make([][]cell, len(rs)+1)
	for i := range best {
		best[i] = make([]cell, len(ps)+1)
	}
	better := func(a, b cell) bool { return a.served > b.served || (a.served == b.served && a.delay < b.delay) }
	for i := len(rs) - 1; i >= 0; i-- {
		for j := len(ps) - 1; j >= 0; j-- {
			c := best[i+1][j]
			c.take = false
			if skip := best[i][j+1]; better(skip, c) {
				c = cell{skip.served, skip.delay, false}
			}
			late := passes[ps[j]].late(runs[rs[i]], midnight)
			if late >= -early(runs[rs[i]], rules) && late <= int64(rules.LateMin)*60e6 {
				next := best[i+1][j+1]
				if t := (cell{next.served + 1, next.delay + max(late, -late), true}); better(t, c) {
					c = t
				}
			}
			best[i][j] = c
		}
	}
	for i, j := 0, 0; i < len(rs) && j < len(ps); {
		c := best[i][j]
		switch {
		case c.take:
			out[rs[i]] = ps[j]
			i, j = i+1, j+1
		case c.served == best[i+1][j].served && c.delay == best[i+1][j].delay:
			i++
		default:
			j++
		}
	}
}

// early is how long before its time a run may be driven, in microseconds; one by
// headway, which has no time, at least by its headway.
func early(r Planned, rules Rules) int64 {
	return int64(max(rules.EarlyMin*60, r.Every)) * 1e6
}

func indexes(n int, keep func(int) bool) []int {
	var all []int
	for i := range n {
		if keep(i) {
			all = append(all, i)
		}
	}
	return all
}
