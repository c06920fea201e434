package travel

import (
	"slices"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/live"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/front"
	"sinergi/raptor"
)

// sighting is a bus that is on its way to a halte.
type sighting struct {
	run  *live.Running
	call live.Call
}

// seenBuses are the sightings at a halte.
type seenBuses []sighting

// sightings gives the buses that are on their way to a halte, without those that
// end there.
func sightings(n ops.Network, h travel.Halt, now *ops.Live) (all seenBuses) {
	if now == nil || !now.Fresh() {
		return nil
	}
	for _, r := range now.View.Runs {
		for i, c := range r.Calls {
			if r.Next+i < len(r.Trip.Stops)-1 && slices.Contains(h.Stops, c.Stop.ID) {
				all = append(all, sighting{r, c})
			}
		}
	}
	return all
}

// of gives the bus of a departure at a fixed time, which the plan has as late as
// the bus is.
func (s seenBuses) of(n ops.Network, d raptor.Departure) (sighting, bool) {
	trip, stop, at := n.Plan.Trip(d.Trip).ID, n.Plan.Stop(d.Stop).ID, n.Plan.Time(d.Depart).Unix()
	i := slices.IndexFunc(s, func(x sighting) bool {
		return d.Headway == 0 && !x.run.Headway && x.run.Trip.ID == trip && x.call.Stop.ID == stop && max(at-x.call.Depart, x.call.Depart-at) <= 60
	})
	if i < 0 {
		return sighting{}, false
	}
	return s[i], true
}

// byHeadway gives rows of the buses that have no times in the timetable.
func (s seenBuses) byHeadway(v *front.Visit, n ops.Network, now *ops.Live, from, until time.Time) (rows []departureRow) {
	for _, x := range s {
		at := time.Unix(x.call.Depart, 0)
		if !x.run.Headway || at.Before(from) || !at.Before(until) {
			continue
		}
		r, _ := n.Feed.Route(x.run.Trip.Route)
		second := n.Plan.Second(at)
		rows = append(rows, departureRow{at: second, Time: clock(v, n, second), Line: travel.Name(r), LineHref: linePath(n, r.ID), Headsign: x.run.Trip.Headsign, Note: x.note(v, now)})
	}
	return rows
}

// note says how a bus goes, and how sure its time is.
func (x sighting) note(v *front.Visit, now *ops.Live) string {
	if silent := now.View.At.Sub(time.UnixMicro(x.run.At)); silent > 2*time.Minute {
		return v.T("travel.live_silent", "Minutes", int(silent.Minutes()))
	}
	off := (x.call.Uncertainty + 59) / 60
	if x.run.Headway {
		return v.T("travel.live_headway", "Off", off)
	}
	planned := now.Plan.Day.Start().Unix() + int64(x.run.Start+x.call.Stop.Depart)
	switch late := int(x.call.Depart-planned) / 60; {
	case late > 0:
		return v.T("travel.live_late", "Minutes", late, "Off", off)
	case late < 0:
		return v.T("travel.live_early", "Minutes", -late, "Off", off)
	}
	return v.T("travel.live_on_time", "Off", off)
}

// newness says how new what a page tells of buses is, and which sources are not
// believed now; nothing for another day.
func newness(v *front.Visit, n ops.Network, now *ops.Live) []string {
	if n.Day != civil.In(v.Desk.Now()) {
		return nil
	}
	used, all := toldNewness(v, n)
	if own := ownNewness(v, now); own != "" && (now.Fresh() || !used) {
		all = append([]string{own}, all...)
	}
	return all
}

func ownNewness(v *front.Visit, now *ops.Live) string {
	if now == nil {
		return ""
	}
	age, ok := now.Age()
	at := i18n.Clock(v.Lang, now.View.At.Add(-age))
	switch {
	case !ok:
		return v.T("travel.live_none")
	case !now.Fresh():
		return v.T("travel.live_stale", "Clock", at)
	}
	return v.T("travel.live_fresh", "Clock", at)
}

// sightingOf gives the bus of a leg, if one is on its way.
func sightingOf(n ops.Network, now *ops.Live, l raptor.Leg) (sighting, bool) {
	if now == nil || !now.Fresh() || l.Headway > 0 {
		return sighting{}, false
	}
	return sightings(n, travel.Halt{Stops: []string{n.Plan.Stop(l.From).ID}}, now).of(n, raptor.Departure{Trip: l.Trip, Stop: l.From, Depart: l.Depart})
}
