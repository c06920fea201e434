package ops

import (
	"maps"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// measureBus says what became of each planned run of a day, and what the
// positions say of what drivers said. Who drove a run is what a driver said,
// where the positions bear it out; else the roster; else it is inferred, where
// the agreement allows that.
func (d *Desk) measureBus(in dayInputs, day civil.Date) ([]transit.Run, []store.JudgedClaim, error) {
	for i, p := range in.planned {
		w, err := d.way(in.feed, in.timetable.SHA256, p.Shape, in.border)
		if err != nil {
			return nil, nil, err
		}
		in.planned[i].Length = w.Length()
		if in.planned[i].Halts, err = d.halts(in.feed, in.timetable.SHA256, p.Trip, p.Shape); err != nil {
			return nil, nil, err
		}
	}
	claims := transit.ClaimsOf(in.words, day)
	runs, taken, said, err := d.measureSaid(in, day, claims)
	if err != nil {
		return nil, nil, err
	}
	byVehicle := map[string][]transit.Planned{}
	busy := map[string]bool{}  // vehicles that are rostered
	var open []transit.Planned // of blocks that nobody is rostered for, and those by headway
	for i, p := range in.planned {
		if v, rostered := in.roster[p.Block]; rostered && p.Every == 0 {
			busy[v] = true
		}
		if taken.runs[i] {
			continue
		}
		if p.Every > 0 {
			open = append(open, p)
		} else if v, rostered := in.roster[p.Block]; rostered || !in.rules.Inferred {
			byVehicle[v] = append(byVehicle[v], p)
		} else {
			open = append(open, p)
		}
	}
	found, err := d.measureOpen(in, day, open, busy, taken)
	if err != nil {
		return nil, nil, err
	}
	runs = append(runs, found...)
	for vehicle, planned := range byVehicle {
		done, err := d.measureVehicle(in, day, vehicle, planned, taken.passes[vehicle])
		if err != nil {
			return nil, nil, err
		}
		runs = append(runs, done...)
	}
	slices.SortFunc(runs, transit.Run.Compare)
	return runs, judgeClaims(in, day, claims, said, runs), nil
}

// credited is what drivers' words already credit.
type credited struct {
	runs   map[int]bool // of the plan
	passes map[string][]transit.Pass
}

// measureSaid measures the runs that drivers said to have driven, where the
// positions bear them out.
func (d *Desk) measureSaid(in dayInputs, day civil.Date, claims []transit.Claim) (runs []transit.Run, taken credited, verdicts []transit.Verdict, err error) {
	taken = credited{map[int]bool{}, map[string][]transit.Pass{}}
	var drives []transit.Drive
	for _, vehicle := range vehiclesOf(claims) {
		var own []transit.Planned // that it may have driven
		for _, p := range in.planned {
			if in.roster[p.Block] == vehicle || slices.ContainsFunc(claims, func(c transit.Claim) bool { return c.Trip == p.Trip && c.Start == p.Start && c.Vehicle == vehicle }) {
				own = append(own, p)
			}
		}
		passes, err := d.passes(in, own, in.points(vehicle))
		if err != nil {
			return nil, taken, nil, err
		}
		for _, p := range passes {
			drives = append(drives, transit.Drive{Vehicle: vehicle, Pass: p})
		}
	}
	by, verdicts := transit.Settle(day, in.planned, func(p transit.Planned) string { return in.roster[p.Block] }, claims, drives, func(vehicle string, p transit.Planned) bool { return in.heardDuring(vehicle, day, p.Start, p.Duration) }, in.rules)
	for i, k := range by {
		if k < 0 {
			continue
		}
		way, err := d.way(in.feed, in.timetable.SHA256, in.planned[i].Shape, in.border)
		if err != nil {
			return nil, taken, nil, err
		}
		x := drives[k]
		taken.runs[i], taken.passes[x.Vehicle] = true, append(taken.passes[x.Vehicle], x.Pass)
		runs = append(runs, transit.Conclude(day, in.planned[i], x.Vehicle, way, &x.Pass, transit.Witness{Who: transit.ByDriver, Rostered: true, Device: true, Heard: true}, in.rules))
	}
	return runs, taken, verdicts, nil
}

func vehiclesOf(claims []transit.Claim) []string {
	named := map[string]bool{}
	for _, c := range claims {
		named[c.Vehicle] = true
	}
	return slices.Sorted(maps.Keys(named))
}

// heardDuring reports whether a usable position of a vehicle came during a run.
func (in dayInputs) heardDuring(vehicle string, day civil.Date, start, duration int) bool {
	return during(in.heard[vehicle], day, start, duration)
}

func during(ps []transit.Position, day civil.Date, start, duration int) bool {
	began := day.Start().UnixMicro() + int64(start)*1e6
	ended := began + int64(duration)*1e6
	return slices.ContainsFunc(ps, func(p transit.Position) bool { return p.At >= began && p.At <= ended })
}

// judgeClaims puts the verdicts beside the claims; those of runs by headway follow
// from what was found.
func judgeClaims(in dayInputs, day civil.Date, claims []transit.Claim, verdicts []transit.Verdict, runs []transit.Run) (out []store.JudgedClaim) {
	for k, c := range claims {
		if verdicts[k] == "" {
			i := slices.IndexFunc(in.planned, func(p transit.Planned) bool { return p.Trip == c.Trip && p.Start == c.Start })
			verdicts[k] = transit.SettleHeadway(c, runs, in.heardDuring(c.Vehicle, day, in.planned[i].Start, in.planned[i].Duration))
		}
		out = append(out, store.JudgedClaim{Claim: c, Verdict: verdicts[k]})
	}
	return out
}

func (d *Desk) measureVehicle(in dayInputs, day civil.Date, vehicle string, planned []transit.Planned, taken []transit.Pass) ([]transit.Run, error) {
	passes, err := d.passes(in, planned, in.points(vehicle))
	if err != nil {
		return nil, err
	}
	passes = transit.Free(passes, taken)
	assigned := transit.Assign(day, planned, passes, in.rules)
	runs := make([]transit.Run, len(planned))
	for i, p := range planned {
		var pass *transit.Pass
		if assigned[i] >= 0 {
			pass = &passes[assigned[i]]
		}
		way, err := d.way(in.feed, in.timetable.SHA256, p.Shape, in.border)
		if err != nil {
			return nil, err
		}
		w := transit.Witness{
			Rostered: vehicle != "", Device: in.fitted[vehicle],
			Heard: in.heardDuring(vehicle, day, p.Start, p.Duration), Clock: during(in.clocks[vehicle], day, p.Start, p.Duration),
		}
		if w.Rostered {
			w.Who = transit.ByRoster
		}
		runs[i] = transit.Conclude(day, p, vehicle, way, pass, w, in.rules)
	}
	return runs, nil
}

// measureOpen measures the runs of blocks that nobody is rostered for, and those
// by headway: of the vehicles that are not rostered for a run at its time
// either, it infers which drove them.
func (d *Desk) measureOpen(in dayInputs, day civil.Date, open []transit.Planned, busy map[string]bool, taken credited) ([]transit.Run, error) {
	var drives []transit.Drive
	for _, vehicle := range slices.Sorted(maps.Keys(in.heard)) {
		if busy[vehicle] || len(open) == 0 {
			continue
		}
		passes, err := d.passes(in, open, in.points(vehicle))
		if err != nil {
			return nil, err
		}
		for _, p := range transit.Free(passes, taken.passes[vehicle]) {
			drives = append(drives, transit.Drive{Vehicle: vehicle, Pass: p})
		}
	}
	runs := make([]transit.Run, len(open))
	for i, found := range transit.Infer(day, open, drives, in.rules) {
		way, err := d.way(in.feed, in.timetable.SHA256, open[i].Shape, in.border)
		if err != nil {
			return nil, err
		}
		vehicle, pass, w := "", (*transit.Pass)(nil), transit.Witness{Inferred: true}
		if found >= 0 {
			vehicle, pass, w.Who = drives[found].Vehicle, &drives[found].Pass, transit.ByInference
		}
		runs[i] = transit.Conclude(day, open[i], vehicle, way, pass, w, in.rules)
	}
	return runs, nil
}
