package travel

import (
	"slices"
	"time"

	"sinergi/internal/ops"
	"sinergi/internal/pull"
	"sinergi/internal/travel"
	"sinergi/internal/web/front"
	"sinergi/internal/web/pulls"
	"sinergi/raptor"
)

// toldNewness says of each source whether its changes of trips are used, or why
// not.
func toldNewness(v *front.Visit, n ops.Network) (used bool, all []string) {
	for _, d := range n.Told.Doors {
		switch {
		case !d.Active || d.State == pull.Unasked || !d.Tells(pull.Updates):
		case !d.Usable:
			all = append(all, v.T("pull.not_used", "Name", d.Source, "State", pulls.StateBadge(v, d.State).Text, "Stamp", pulls.Stamp(v, d)))
		case slices.ContainsFunc(n.Told.Runs, func(r ops.ToldRun) bool { return r.Source == d.Source }):
			used = true
			all = append(all, v.T("pull.used", "Name", d.Source, "Ago", pulls.Age(v, d.Header)))
		}
	}
	return used, all
}

// toldNote says what a source tells of a departure.
func toldNote(v *front.Visit, r ops.ToldRun, c pull.Call) string {
	args := []any{"Name", r.Source, "Ago", pulls.Age(v, r.Stamp)}
	switch late := c.Late() / 60; {
	case r.Cancelled:
		return v.T("pull.told_cancelled", args...)
	case c.Skipped:
		return v.T("pull.told_skipped", args...)
	case late > 0:
		return v.T("pull.told_late", append(args, "Minutes", late)...)
	case late < 0:
		return v.T("pull.told_early", append(args, "Minutes", -late)...)
	}
	return v.T("pull.told_on_time", args...)
}

// toldOf says what a source tells of a ride; nothing when none does.
func toldOf(v *front.Visit, n ops.Network, trip, stop, headway, depart int32) string {
	if headway > 0 {
		return ""
	}
	r, c, ok := n.Told.At(n.Plan.Trip(trip).ID, n.Plan.Stop(stop).ID, n.Plan.Time(depart).Unix())
	if !ok {
		return ""
	}
	return toldNote(v, r, c)
}

func toldOfLeg(v *front.Visit, n ops.Network, l raptor.Leg) string {
	return toldOf(v, n, l.Trip, l.From, l.Headway, l.Depart)
}

// notLeaving gives rows of what would leave a halte by the timetable, but does not
// by a source: it is cancelled, or does not stop there.
func notLeaving(v *front.Visit, n ops.Network, h travel.Halt, from, until time.Time) (rows []departureRow) {
	for _, r := range n.Told.Runs {
		trip, _ := n.Feed.Trip(r.Trip)
		route, _ := n.Feed.Route(trip.RouteID)
		for i, c := range r.Calls {
			at := time.Unix(c.PlanLeave, 0)
			if !r.Cancelled && !c.Skipped || i == len(r.Calls)-1 || !slices.Contains(h.Stops, c.Stop) || at.Before(from) || !at.Before(until) {
				continue
			}
			second := n.Plan.Second(at)
			rows = append(rows, departureRow{at: second, Time: clock(v, n, second), Line: travel.Name(route), LineHref: linePath(n, route.ID), Headsign: trip.Headsign, Note: toldNote(v, r, c), Stopped: true})
		}
	}
	return rows
}
