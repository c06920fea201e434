package ops

import (
	"slices"
	"time"

	"sinergi/internal/alert"
	"sinergi/internal/civil"
	"sinergi/internal/store"
	"sinergi/raptor"
)

// UseOf is what a passenger uses on a ride of a journey.
func (n Network) UseOf(l raptor.Leg) alert.Use {
	t := n.Plan.Trip(l.Trip)
	use := alert.Use{Route: t.Route, Trip: t.ID, Stops: []string{n.Plan.Stop(l.From).ID, n.Plan.Stop(l.To).ID}}
	if l.Headway == 0 {
		use.Start = n.RunOf(use, l.Day, l.Depart)
	}
	return use
}

// UsesOf is what a passenger uses on a journey.
func (n Network) UsesOf(j raptor.Journey) (all []alert.Use) {
	for _, l := range j.Legs {
		if l.Ride {
			all = append(all, n.UseOf(l))
		}
	}
	return all
}

// RunOf gives when the run left its first stop that leaves the first stop of a
// use at a second of the planner: as the timetable has it, and later when the bus
// is known to be late.
func (n Network) RunOf(use alert.Use, day, second int32) string {
	if !slices.ContainsFunc(n.Alerts, func(a store.Alert) bool {
		return slices.ContainsFunc(a.Informs, func(t alert.Target) bool { return t.Start != "" })
	}) {
		return "" // nobody asks
	}
	calls := n.Feed.StopTimes(use.Trip)
	for _, c := range calls {
		if c.StopID == use.Stops[0] {
			date := n.Plan.Day(day)
			begins := civil.Date{Year: date.Year, Month: date.Month, Day: date.Day}.Start()
			return alert.Clock(int(n.Plan.Time(second).Sub(begins).Seconds()) - c.Departure + calls[0].Departure)
		}
	}
	return ""
}

// AlertsOf lists the alerts that concern what a passenger uses from an instant
// until before another.
func (n Network) AlertsOf(use alert.Use, from, until time.Time) (all []store.Alert) {
	for _, a := range n.Alerts {
		if a.Holds(from, until) && a.Concerns(use, n.Rules.Routes) {
			all = append(all, a)
		}
	}
	return all
}
