package transit

import (
	"cmp"
	"maps"
	"slices"

	"sinergi/internal/civil"
)

// Who says which vehicle drove a run.
type Who string

// Who may say it, the first before the others.
const (
	ByNobody    Who = ""
	ByDriver    Who = "pengemudi"   // said it, and the positions bear it out
	ByRoster    Who = "penugasan"   // the operator's roster
	ByInference Who = "disimpulkan" // nobody: it follows from the positions
)

// Claim is what a driver said of a run: that this vehicle drives it.
type Claim struct {
	Trip    string
	Start   int // seconds after the start of the service day
	Vehicle string
	At      int64 // microseconds UTC: when it was said first
	Last    int64 // and last: that it started, or that it ended
}

// Verdict is what the positions say of a claim.
type Verdict string

// The verdicts. Only a claim that is borne out counts; the run of any other is
// as if nobody had said anything of it.
const (
	Borne        Verdict = "sesuai"
	Contradicted Verdict = "bertentangan"   // it was heard, and did not drive the run
	Unheard      Verdict = "tanpa_posisi"   // it was not heard at the time
	Beaten       Verdict = "kendaraan_lain" // another one that was said to drive it fits its time better
	NotPlanned   Verdict = "tanpa_trip"     // the timetable has no such run on the day
)

// ClaimsOf gives the claims in a day's standing words: one for each run and
// vehicle that a driver said to have started or ended.
func ClaimsOf(standing []Word, day civil.Date) (out []Claim) {
	for _, w := range standing {
		if w.Date != day || w.Kind != Starts && w.Kind != Ends {
			continue
		}
		i := slices.IndexFunc(out, func(c Claim) bool { return c.Trip == w.Trip && c.Start == w.Start && c.Vehicle == w.Vehicle })
		if i < 0 {
			out = append(out, Claim{w.Trip, w.Start, w.Vehicle, w.At, w.At})
			continue
		}
		out[i].Last = w.At
	}
	return out
}

// near reports whether a claim was made about when a pass was driven: a driver
// names a run at the earliest as long before leaving as a run may leave early,
// and at the latest as long after arriving.
func (c Claim) near(p Pass, rules Rules) bool {
	slack := int64(rules.EarlyMin) * 60e6
	return p.Ended >= c.At-slack && p.Began <= c.Last+slack
}

// Settle says which claims the positions bear out. A claim is a roster of one
// run: with it, the vehicle's drives are given to the runs that it is rostered
// for and those that its drivers named, as in [Assign]; and
// it was said about when that was driven. runs are all runs of the
// day, rostered gives the vehicle of a run ("" for none), heard tells whether a
// vehicle was heard during a run. Of two vehicles that drove one run by their
// drivers' words, the one that is nearest to its time did.
//
// It gives for each run the index of a drive that a claim credits it with, or
// −1, and for each claim its verdict. A run by headway has no time by which a
// driver could name it: who drove it is found, and its claims have no verdict
// yet, see [SettleHeadway].
func Settle(day civil.Date, runs []Planned, rostered func(Planned) string, claims []Claim, drives []Drive, heard func(vehicle string, r Planned) bool, rules Rules) (by []int, verdicts []Verdict) {
	by, verdicts = slices.Repeat([]int{-1}, len(runs)), make([]Verdict, len(claims))
	at := make([]int, len(claims)) // run of a claim
	claimed := map[int]bool{}
	works := map[string][]int{} // runs by the vehicle that claims some
	for k, c := range claims {
		at[k] = slices.IndexFunc(runs, func(r Planned) bool { return r.Trip == c.Trip && r.Start == c.Start })
		switch {
		case at[k] < 0:
			verdicts[k] = NotPlanned
		case runs[at[k]].Every == 0:
			claimed[at[k]] = true
			works[c.Vehicle] = append(works[c.Vehicle], at[k])
		}
	}
	for i, r := range runs {
		if v := rostered(r); r.Every == 0 && !claimed[i] && len(works[v]) > 0 {
			works[v] = append(works[v], i)
		}
	}
	found := map[string]map[int]int{} // drive by vehicle and run
	for _, vehicle := range slices.Sorted(maps.Keys(works)) {
		own := indexes(len(drives), func(i int) bool { return drives[i].Vehicle == vehicle })
		found[vehicle] = once(works[vehicle], assignSome(day, runs, works[vehicle], drives, own, rules), drives)
	}
	for k, c := range claims {
		if d, ok := found[c.Vehicle][at[k]]; ok && verdicts[k] == "" && !c.near(drives[d].Pass, rules) {
			delete(found[c.Vehicle], at[k])
		}
	}
	off := func(i, d int) int64 {
		late := drives[d].late(runs[i], day.Start().UnixMicro())
		return max(late, -late)
	}
	for k, c := range claims {
		i := at[k]
		if verdicts[k] != "" || runs[i].Every > 0 {
			continue
		}
		if d, ok := found[c.Vehicle][i]; ok && (by[i] < 0 || off(i, d) < off(i, by[i])) {
			by[i] = d
		}
	}
	for k, c := range claims {
		i := at[k]
		if verdicts[k] != "" || runs[i].Every > 0 {
			continue
		}
		_, ok := found[c.Vehicle][i]
		switch {
		case ok && drives[by[i]].Vehicle == c.Vehicle:
			verdicts[k] = Borne
		case ok:
			verdicts[k] = Beaten
		case heard(c.Vehicle, runs[i]):
			verdicts[k] = Contradicted
		default:
			verdicts[k] = Unheard
		}
	}
	return by, verdicts
}

// once gives the drives of a vehicle's runs by run, without those that were at the
// same time as others which cover more: a driver who named both the long and the
// short way drove one of them.
func once(runs, found []int, drives []Drive) map[int]int {
	of := map[int]int{} // run by drive
	var own []int
	for k, d := range found {
		if d >= 0 {
			of[d] = runs[k]
			own = append(own, d)
		}
	}
	slices.SortFunc(own, func(a, b int) int { return cmp.Or(cmp.Compare(drives[a].Ended, drives[b].Ended), cmp.Compare(a, b)) })
	out := map[int]int{}
	for _, d := range compatible(drives, own, func(i int) float64 { return drives[i].delivered() }) {
		out[of[d]] = d
	}
	return out
}

// nearHeadway is how far from a drive by headway, in microseconds, its driver may
// have named it.
const nearHeadway = 30 * 60e6

// SettleHeadway gives the verdict of a claim of a run by headway: it is borne
// out when its vehicle was found to have driven that trip about when it was said.
func SettleHeadway(c Claim, runs []Run, heard bool) Verdict {
	for _, r := range runs {
		if r.Every > 0 && r.Trip == c.Trip && r.Vehicle == c.Vehicle && r.Began > 0 && c.At >= r.Began-nearHeadway && c.At <= r.Ended+nearHeadway {
			return Borne
		}
	}
	if heard {
		return Contradicted
	}
	return Unheard
}

// Free gives the passes that were not at the same time as those that are taken:
// what a vehicle was credited with once is not credited again.
func Free(passes, taken []Pass) []Pass {
	if len(taken) == 0 {
		return passes
	}
	return slices.DeleteFunc(slices.Clone(passes), func(p Pass) bool {
		return slices.ContainsFunc(taken, func(t Pass) bool { return together(p, t) })
	})
}
