package raptor

import (
	"cmp"
	"slices"
)

// patterns divides the groups so that no run overtakes another.
func (b *builder) patterns() {
	made := make([][]pattern, len(b.order))
	inParts(len(b.order), func(from, to int) {
		for i := from; i < to; i++ {
			made[i] = b.divide(b.order[i])
		}
	})
	b.tt.patterns = slices.Concat(made...)
}

func (b *builder) divide(g *group) []pattern {
	if g.events != nil {
		sortWindows(g.windows)
		return []pattern{g.pattern}[:min(1, len(g.windows))]
	}
	rows := make([]timedRun, len(g.runs))
	for i, r := range g.runs {
		rows[i] = timedRun{r, b.timesOf(r.chain), b.tt.days[r.day].offset}
	}
	return inOrder(g.pattern, rows)
}

func sortWindows(windows []window) {
	slices.SortStableFunc(windows, func(a, c window) int { return cmp.Compare(a.from, c.from) })
	ends := -never
	for i := range windows {
		ends = max(ends, windows[i].until)
		windows[i].ends = ends
	}
}

// timedRun is a run with its events, which begin at offset.
type timedRun struct {
	run
	events []event
	offset int32
}

func (a timedRun) compare(c timedRun) int {
	for i := range a.events {
		if d := cmp.Or(cmp.Compare(a.offset+a.events[i].arrive, c.offset+c.events[i].arrive), cmp.Compare(a.offset+a.events[i].depart, c.offset+c.events[i].depart)); d != 0 {
			return d
		}
	}
	return cmp.Or(cmp.Compare(a.day, c.day), cmp.Compare(a.chain, c.chain))
}

// overtakes reports whether a is earlier anywhere than c, which is before it.
func (a timedRun) overtakes(c timedRun) bool {
	for i := range a.events {
		if a.offset+a.events[i].arrive < c.offset+c.events[i].arrive || a.offset+a.events[i].depart < c.offset+c.events[i].depart {
			return true
		}
	}
	return false
}

// inOrder makes patterns of runs: each run joins the first pattern whose last
// run it does not overtake.
func inOrder(like pattern, rows []timedRun) []pattern {
	slices.SortFunc(rows, timedRun.compare)
	var lanes [][]timedRun
	for _, r := range rows {
		fits := slices.IndexFunc(lanes, func(lane []timedRun) bool { return !r.overtakes(lane[len(lane)-1]) })
		if fits < 0 {
			lanes = append(lanes, nil)
			fits = len(lanes) - 1
		}
		lanes[fits] = append(lanes[fits], r)
	}
	patterns := make([]pattern, 0, len(lanes))
	for _, lane := range lanes {
		p := pattern{stops: like.stops, may: like.may, barred: like.barred, events: make([]event, 0, len(lane)*len(like.stops)), runs: make([]run, 0, len(lane))}
		for _, r := range lane {
			for _, e := range r.events {
				p.events = append(p.events, event{r.offset + e.arrive, r.offset + e.depart})
			}
			p.runs = append(p.runs, r.run)
		}
		patterns = append(patterns, p)
	}
	return patterns
}

// index finds where patterns can be boarded at each stop.
func (tt *Timetable) index() {
	tt.visits = tt.calls(0, len(tt.patterns))
}

// calls gives where the patterns with numbers from one to before another can be
// boarded.
func (tt *Timetable) calls(from, to int) rows[visit] {
	var all []visit
	for i := from; i < to; i++ {
		p := &tt.patterns[i]
		for pos := range p.stops[:len(p.stops)-1] {
			if p.may[pos]&board != 0 {
				all = append(all, visit{int32(i), int32(pos)})
			}
		}
	}
	return gather(len(tt.stops), all, func(v visit) int32 { return tt.patterns[v.pattern].stops[v.position] })
}
