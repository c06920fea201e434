package live

import (
	"maps"
	"slices"

	"sinergi/internal/transit"
)

// run names a run of the plan.
type run struct {
	trip  string
	start int
}

func runOf(r transit.Planned) run { return run{r.Trip, r.Start} }

// claimed reports whether the driver of a vehicle said that it drives a run.
func (b *Board) claimed(vehicle string, r transit.Planned) bool {
	return slices.ContainsFunc(b.claims, func(c transit.Claim) bool {
		return c.Vehicle == vehicle && c.Trip == r.Trip && c.Start == r.Start
	})
}

// settle notes which passes serve the runs that drivers named, as measuring does
// ([transit.Settle]). It gives those runs, and the passes by vehicle.
func (b *Board) settle(passes map[string][]drive, served map[string][]int) (said map[run]bool, taken map[string][]transit.Pass) {
	said, taken = map[run]bool{}, map[string][]transit.Pass{}
	b.judged = nil
	if len(b.claims) == 0 {
		return said, taken
	}
	vehicles := map[string]string{} // of a block
	for v, blocks := range b.blocks {
		for _, block := range blocks {
			vehicles[block] = v
		}
	}
	var drives []transit.Drive
	var whose []int
	for _, id := range slices.Sorted(maps.Keys(passes)) {
		if !slices.ContainsFunc(b.claims, func(c transit.Claim) bool { return c.Vehicle == id }) {
			continue
		}
		for k, d := range passes[id] {
			drives, whose = append(drives, transit.Drive{Vehicle: id, Pass: d.Pass}), append(whose, k)
		}
	}
	midnight := b.plan.Day.Start().UnixMicro()
	heard := func(vehicle string, r transit.Planned) bool {
		t := b.vehicles[vehicle]
		return t != nil && t.newest.At >= midnight+int64(r.Start)*1e6
	}
	by, verdicts := transit.Settle(b.plan.Day, b.plan.Runs, func(r transit.Planned) string { return vehicles[r.Block] }, b.claims, drives, heard, b.plan.Rules)
	for i, k := range by {
		if k >= 0 {
			x := drives[k]
			served[x.Vehicle][whose[k]] = i
			said[runOf(b.plan.Runs[i])] = true
			taken[x.Vehicle] = append(taken[x.Vehicle], x.Pass)
		}
	}
	b.judged = verdicts
	return said, taken
}

// left gives the passes that are free, and where they stand among all.
func left(all []drive, taken []transit.Pass) (free []transit.Pass, which []int) {
	for k, d := range all {
		if len(transit.Free([]transit.Pass{d.Pass}, taken)) > 0 {
			free, which = append(free, d.Pass), append(which, k)
		}
	}
	return free, which
}
