package live

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"sinergi/internal/transit"
)

// Board follows the vehicles of a service through a day. It is not safe for use
// by several goroutines.
type Board struct {
	plan     *Plan
	paces    *Paces
	blocks   map[string][]string // of a vehicle that is rostered
	rostered map[string]bool     // blocks
	vehicles map[string]*tracker
	shapes   []string                // of the plan
	starts   map[string]headwayStart // of the last run by headway of a vehicle
	claims   []transit.Claim         // of drivers
	judged   []transit.Verdict       // of claims, by the last look
}

// NewBoard follows a day by its plan. roster gives the vehicle of each block
// that has one; paces may be nil.
func NewBoard(plan *Plan, roster map[string]string, paces *Paces) *Board {
	b := &Board{plan: plan, paces: paces, blocks: map[string][]string{}, rostered: map[string]bool{}, vehicles: map[string]*tracker{}, starts: map[string]headwayStart{}}
	for _, block := range slices.Sorted(maps.Keys(roster)) {
		b.blocks[roster[block]] = append(b.blocks[roster[block]], block)
		b.rostered[block] = true
	}
	b.shapes = slices.Sorted(maps.Keys(plan.Paths))
	return b
}

// Say takes what the drivers said until now, in place of what they said before.
func (b *Board) Say(claims []transit.Claim) { b.claims = claims }

// Hear takes positions of a vehicle, in any order; those that it has are
// nothing new.
func (b *Board) Hear(vehicle string, all []transit.Position) {
	if len(all) == 0 {
		return
	}
	t := b.vehicles[vehicle]
	if t == nil {
		t = &tracker{}
		b.vehicles[vehicle] = t
	}
	t.add(all)
}

// Vehicle is a vehicle and what it does.
type Vehicle struct {
	ID       string
	Position transit.Position // the newest
	Run      *Running         // nil: on no run, or none that is known
}

// Running is a run that is being driven, or is the next of a vehicle that is.
type Running struct {
	Vehicle string
	Trip    *Trip
	Start   int  // seconds of the service day: by the timetable, or of a run by headway when it left
	Headway bool // it has no times in the timetable
	Driving bool // false: it has not left
	Along   float64
	At      int64  // microseconds UTC of Along
	Next    int    // index in Trip.Stops of the next stop
	Calls   []Call // from Next on

	pass *drive
}

// Late is how far a run at fixed times is behind its timetable at its next
// stop; 0 for one by headway.
func (r *Running) Late(day int64) time.Duration {
	if r.Headway || len(r.Calls) == 0 {
		return 0
	}
	return time.Duration(r.Calls[0].Arrive-day-int64(r.Start+r.Trip.Stops[r.Next].Arrive)) * time.Second
}

// View is what a service does at an instant.
type View struct {
	At       time.Time
	Vehicles []Vehicle  // heard today, by id
	Runs     []*Running // being driven or next, by route, direction and how far
	Claims   []Claim    // what drivers said, in the order in which they said it
}

// Claim is what a driver said of a run at a fixed time, and what the positions
// say of it so far.
type Claim struct {
	transit.Claim
	Verdict transit.Verdict
}

// Silence is how old a position may be for its vehicle to count as driving, and
// its device as heard.
const Silence = 5 * time.Minute

// At gives what the service does now.
func (b *Board) At(now time.Time) View {
	v := View{At: now}
	passes := map[string][]drive{}
	for _, id := range slices.Sorted(maps.Keys(b.vehicles)) {
		t := b.vehicles[id]
		t.follow(b.plan, b.shapesOf(id))
		passes[id] = t.drives()
		v.Vehicles = append(v.Vehicles, Vehicle{ID: id, Position: t.newest})
	}
	served := b.assign(passes)
	for k, c := range b.claims {
		v.Claims = append(v.Claims, Claim{c, b.judged[k]})
	}
	recent := b.recent(passes, served, now)
	for i := range v.Vehicles {
		id := v.Vehicles[i].ID
		if now.Sub(time.UnixMicro(v.Vehicles[i].Position.At)) > Silence {
			continue
		}
		running := b.running(id, passes[id], served[id])
		if running != nil {
			b.predict(running, recent, now)
			v.Vehicles[i].Run = running
			v.Runs = append(v.Runs, running)
		}
		if next := b.next(id, passes[id], served[id], running); next != nil {
			b.predictNext(next, running, recent, now)
			v.Runs = append(v.Runs, next)
		}
	}
	slices.SortStableFunc(v.Runs, func(x, y *Running) int {
		return cmp.Or(cmp.Compare(x.Trip.Route, y.Trip.Route), cmp.Compare(x.Trip.Direction, y.Trip.Direction), cmp.Compare(y.Along, x.Along), cmp.Compare(x.Start, y.Start))
	})
	return v
}

// shapesOf gives the shapes that a vehicle may drive: those of its blocks and of
// the runs that its driver named, or when nobody rostered it all.
func (b *Board) shapesOf(vehicle string) []string {
	blocks, ok := b.blocks[vehicle]
	if !ok {
		return b.shapes
	}
	of := map[string]bool{}
	for _, r := range b.plan.Runs {
		if slices.Contains(blocks, r.Block) || b.claimed(vehicle, r) {
			of[r.Shape] = true
		}
	}
	return slices.Sorted(maps.Keys(of))
}

// assign gives, for each vehicle and each of its passes, the index of its run
// in the plan, or -1.
func (b *Board) assign(passes map[string][]drive) map[string][]int {
	served := map[string][]int{}
	for id, ds := range passes {
		served[id] = slices.Repeat([]int{-1}, len(ds))
	}
	note := func(runs []int, of func(k int) (vehicle string, pass int, ok bool)) {
		for k, run := range runs {
			if id, pass, ok := of(k); ok {
				served[id][pass] = run
			}
		}
	}
	said, taken := b.settle(passes, served)
	var drives []transit.Drive
	var whose []int
	for _, id := range slices.Sorted(maps.Keys(passes)) {
		free, which := left(passes[id], taken[id])
		if blocks, ok := b.blocks[id]; ok {
			runs, planned := b.runs(func(r transit.Planned) bool { return slices.Contains(blocks, r.Block) && !said[runOf(r)] })
			out := transit.Assign(b.plan.Day, planned, free, b.plan.Rules)
			note(runs, func(k int) (string, int, bool) {
				if out[k] < 0 {
					return "", 0, false
				}
				return id, which[out[k]], true
			})
			continue
		}
		for k, p := range free {
			drives, whose = append(drives, transit.Drive{Vehicle: id, Pass: p}), append(whose, which[k])
		}
	}
	if b.plan.Rules.Inferred && len(drives) > 0 {
		runs, planned := b.runs(func(r transit.Planned) bool { return !b.rostered[r.Block] && !said[runOf(r)] })
		out := transit.Infer(b.plan.Day, planned, drives, b.plan.Rules)
		note(runs, func(k int) (string, int, bool) {
			if out[k] < 0 {
				return "", 0, false
			}
			return drives[out[k]].Vehicle, whose[out[k]], true
		})
	}
	return served
}

func (b *Board) runs(want func(transit.Planned) bool) (indexes []int, planned []transit.Planned) {
	for i, r := range b.plan.Runs {
		if want(r) {
			indexes, planned = append(indexes, i), append(planned, r)
		}
	}
	return indexes, planned
}

// running gives the run that a vehicle is driving.
func (b *Board) running(id string, passes []drive, served []int) *Running {
	r := &Running{Vehicle: id, Driving: true, At: b.vehicles[id].newest.At}
	for k := range passes {
		if d := &passes[k]; d.on && served[k] >= 0 && (r.pass == nil || d.Began > r.pass.Began) {
			r.pass, r.Trip, r.Start = d, b.plan.Trips[b.plan.Runs[served[k]].Trip], b.plan.Runs[served[k]].Start
		}
	}
	if r.pass == nil {
		for _, k := range b.byHeadway(passes, served) {
			if d := &passes[k]; d.on {
				if s, ok := b.headwayRun(id, d); ok {
					r.pass, r.Trip, r.Start, r.Headway = d, b.plan.Trips[s.trip], s.start, true
				}
			}
		}
	}
	if r.pass == nil {
		return nil
	}
	r.Along = r.pass.along()
	for r.Next < len(r.Trip.Stops)-1 && r.Trip.Stops[r.Next].Along <= r.Along {
		r.Next++
	}
	return r
}

// next gives the run at fixed times that a vehicle drives after the one that it
// is driving, or after its last one.
func (b *Board) next(id string, passes []drive, served []int, now *Running) *Running {
	last := -1
	for k := range passes {
		if served[k] >= 0 && (last < 0 || b.plan.Runs[served[k]].Start > b.plan.Runs[last].Start) {
			last = served[k]
		}
	}
	block, after := "", -1
	switch {
	case last >= 0:
		block, after = b.plan.Runs[last].Block, b.plan.Runs[last].Start
	case len(b.blocks[id]) == 1:
		block = b.blocks[id][0]
	}
	if block == "" || now != nil && now.Headway {
		return nil
	}
	for _, r := range b.plan.Runs { // by start
		if r.Block == block && r.Start > after {
			return &Running{Vehicle: id, Trip: b.plan.Trips[r.Trip], Start: r.Start, At: b.vehicles[id].newest.At}
		}
	}
	return nil
}
