package live

import (
	"cmp"
	"slices"
)

// headwayStart is when a run by headway began, as first seen: what names the
// run must not move with later positions.
type headwayStart struct {
	trip         string
	start        int // seconds of the service day
	began, ended int64
}

// byHeadway gives the passes that may be runs by headway: those along a shape
// that has such trips, as far as a seventh of it was driven (else it is of a
// vehicle that crossed the line or turns round, as in [transit.Infer]), without
// those that were driven together with a run at fixed times. Of passes at the
// same time, as where lines share a road, the one that was driven from its start
// and covers most of its shape is what was driven; where two do about alike,
// nobody knows yet.
func (b *Board) byHeadway(passes []drive, served []int) []int {
	repeats := map[string]bool{}
	for _, w := range b.plan.Windows {
		repeats[b.plan.Trips[w.Trip].Shape] = true
	}
	var some []int
	for k := range passes {
		if d := &passes[k]; served[k] < 0 && repeats[d.Shape] && d.delivered() >= b.plan.Rules.MinimumPassM {
			some = append(some, k)
		}
	}
	weight := func(k int) float64 {
		d := &passes[k]
		m := d.delivered()
		return m * m / max(m, d.along()) * (1 + m/b.plan.Paths[d.Shape].Length())
	}
	slices.SortStableFunc(some, func(x, y int) int { return cmp.Compare(weight(y), weight(x)) })
	var kept []int
	for _, k := range some {
		taken := func(other int) bool { return together(&passes[other], &passes[k]) }
		busy := slices.ContainsFunc(kept, taken)
		for other := range passes {
			busy = busy || served[other] >= 0 && taken(other)
		}
		if !busy {
			kept = append(kept, k)
		}
	}
	kept = slices.DeleteFunc(kept, func(k int) bool {
		return 7*passes[k].delivered() < b.plan.Paths[passes[k].Shape].Length() || slices.ContainsFunc(some, func(other int) bool {
			return other != k && together(&passes[other], &passes[k]) && 10*weight(other) > 7*weight(k)
		})
	})
	slices.Sort(kept)
	return kept
}

// together reports whether two passes were at the same time for more than a
// fifth of the shorter.
func together(a, b *drive) bool {
	both := min(a.Ended, b.Ended) - max(a.Began, b.Began)
	return both > min(a.Ended-a.Began, b.Ended-b.Began)/5
}

// headwayRun names the run by headway that a pass is: its trip, and when it
// left. It is false when no window is open then.
func (b *Board) headwayRun(vehicle string, d *drive) (headwayStart, bool) {
	if s, ok := b.starts[vehicle]; ok && b.plan.Trips[s.trip].Shape == d.Shape && s.began <= d.Ended && d.Began <= s.ended {
		s.ended = max(s.ended, d.Ended)
		b.starts[vehicle] = s
		return s, true
	}
	second := int((d.Began - b.plan.Day.Start().UnixMicro()) / 1e6)
	for _, w := range b.plan.Windows {
		if b.plan.Trips[w.Trip].Shape != d.Shape || second < w.From-w.Every || second >= w.Until+w.Every {
			continue
		}
		s := headwayStart{w.Trip, max(w.From, min(second, w.Until-1)), d.Began, d.Ended}
		b.starts[vehicle] = s
		return s, true
	}
	return headwayStart{}, false
}
