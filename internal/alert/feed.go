package alert

import (
	"strconv"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/i18n"
)

// feedEvery is how often a feed gets another time stamp, in seconds: whoever has
// one that is not older need not fetch it again.
const feedEvery = 15

// Message gives published alerts as GTFS Realtime has them, for a timetable.
// routes are those of the service, none when it has all of the timetable. What
// the timetable has not is left out, and an alert that concerns nothing else.
func Message(all []Alert, f *gtfs.Feed, routes []string, at time.Time) *realtime.Message {
	full := realtime.Full
	m := &realtime.Message{Header: realtime.Header{Version: "2.0", Incrementality: &full, Timestamp: uint64(at.Unix() / feedEvery * feedEvery)}}
	for _, a := range all {
		out := &realtime.Alert{Cause: a.Cause, Effect: a.Effect, Header: a.Header.realtime(), Description: a.Description.realtime(), URL: Text{ID: a.URL}.realtime()}
		for _, t := range a.Informs {
			out.Informed = append(out.Informed, t.selectors(f, routes)...)
		}
		for _, p := range a.Periods {
			out.Periods = append(out.Periods, realtime.Period{Start: uint64(p.From), End: uint64(p.Until)})
		}
		if len(out.Informed) > 0 {
			m.Entities = append(m.Entities, realtime.Entity{ID: "alert-" + strconv.Itoa(a.Number), Alert: out})
		}
	}
	return m
}

func (t Text) realtime() *realtime.Text {
	if t.ID == "" {
		return nil
	}
	out := &realtime.Text{In: []realtime.Translation{{Text: t.ID, Language: i18n.Indonesian}}}
	if t.EN != "" {
		out.In = append(out.In, realtime.Translation{Text: t.EN, Language: i18n.English})
	}
	return out
}

func (t Target) selectors(f *gtfs.Feed, routes []string) (all []realtime.Selector) {
	switch {
	case t == (Target{}):
		return whole(f, routes)
	case !t.Known(f):
		return nil
	case t.Trip != "":
		return []realtime.Selector{{StopID: t.Stop, Trip: &realtime.Trip{ID: t.Trip, RouteID: t.Route, StartTime: t.Start}}}
	}
	return []realtime.Selector{{RouteID: t.Route, StopID: t.Stop}}
}

// whole names a whole service: its agencies, or where these are not all its own
// or have no ids, its routes.
func whole(f *gtfs.Feed, routes []string) (all []realtime.Selector) {
	for _, a := range f.Agencies {
		if a.ID != "" && len(routes) == 0 {
			all = append(all, realtime.Selector{AgencyID: a.ID})
		}
	}
	if len(all) > 0 {
		return all
	}
	if len(routes) == 0 {
		for _, r := range f.Routes {
			routes = append(routes, r.ID)
		}
	}
	for _, id := range routes {
		if _, ok := f.Route(id); ok {
			all = append(all, realtime.Selector{RouteID: id})
		}
	}
	return all
}
