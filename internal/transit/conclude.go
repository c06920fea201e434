package transit

import (
	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// Way is the route that a run follows: its length, and how many whole metres
// of a stretch of it lie in each territory. Those of stretches that follow each
// other add up to those of the whole; code "" stands for nobody's territory.
type Way interface {
	Length() float64
	Split(from, to float64) map[string]quantity.Metres
}

// Witness is what else is known about a run's vehicle at the time of the run.
type Witness struct {
	Who      Who  // says which vehicle it is
	Rostered bool // a vehicle was assigned
	Inferred bool // who drove it was to be inferred
	Device   bool // it has a device
	Heard    bool // a usable position came during the run
	Clock    bool // positions were set aside for their clock during the run
}

// Conclude says what became of a planned run. pass is nil when no pass served
// it.
func Conclude(day civil.Date, p Planned, vehicle string, way Way, pass *Pass, w Witness, rules Rules) Run {
	run := Run{Date: day, Trip: p.Trip, Start: p.Start, Every: p.Every, Route: p.Route, Direction: p.Direction, Block: p.Block, Vehicle: vehicle, Who: w.Who, Grade: GradeNone}
	parts := map[string]*Part{}
	at := func(code string) *Part {
		if parts[code] == nil {
			parts[code] = &Part{Code: code}
		}
		return parts[code]
	}
	for code, m := range way.Split(0, way.Length()) {
		at(code).Planned += m
		run.Planned += m
	}
	if pass != nil {
		run.Began, run.Ended, run.Stretches = pass.Began, pass.Ended, pass.Stretches
		for _, s := range pass.Stretches {
			switch s.Kind {
			case StretchDelivered:
				for code, m := range way.Split(s.From, s.To) {
					at(code).Delivered += m
					run.Delivered += m
				}
			case StretchUnproven:
				for code, m := range way.Split(s.From, s.To) {
					at(code).Unproven += m
					run.Unproven += m
				}
			case StretchOffRoute:
				for code, m := range way.Split(s.From, s.To) {
					at(code).OffRoute += m
					run.OffRoute += m
				}
			}
		}
	}
	run.Parts = sortedParts(parts)
	run.Status, run.Reason = verdict(run, w, rules)
	run.Grade = grade(run)
	run.Calls = calls(day.Start().UnixMicro(), p.Halts, run.Status, pass)
	return run
}

func verdict(r Run, w Witness, rules Rules) (Status, Reason) {
	switch {
	case r.Delivered*1000 >= r.Planned*quantity.Metres(rules.CompletePerm) && r.Delivered > 0:
		return Complete, NoReason
	case r.Delivered > 0:
		return Partial, mainLoss(r)
	case !w.Rostered && w.Inferred:
		return Missed, NotSeen
	case !w.Rostered:
		return Missed, NoVehicle
	case !w.Device:
		return Unproven, UnknownDevice
	case w.Clock:
		return Unproven, WrongClock
	case r.Unproven > 0:
		return Unproven, Silence
	case !w.Heard:
		return Missed, NoPositions
	}
	return Missed, NotOnRoute
}

// mainLoss names what cost a partial run most of its metres.
func mainLoss(r Run) Reason {
	short := r.Planned - r.Delivered - r.Unproven - r.OffRoute
	switch {
	case r.Unproven >= r.OffRoute && r.Unproven >= short:
		return Silence
	case r.OffRoute >= short:
		return Detour
	}
	return StoppedShort
}

func grade(r Run) Grade {
	switch {
	case r.Delivered == 0:
		return GradeNone
	case r.Unproven == 0 && r.OffRoute == 0:
		return GradeA
	case (r.Unproven+r.OffRoute)*10 < r.Planned:
		return GradeB
	}
	return GradeC
}
