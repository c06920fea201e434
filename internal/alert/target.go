package alert

import (
	"slices"

	"sinergi/gtfs"
)

// Target is something that an alert concerns: all that it names together. One
// that names nothing is the whole service.
type Target struct {
	Route string `json:"route,omitempty"`
	Stop  string `json:"stop,omitempty"`
	Trip  string `json:"trip,omitempty"`
	Start string `json:"start,omitempty"` // HH:MM:SS, of a trip that repeats at fixed times
}

// Use is what a passenger uses, as far as it is known: what is empty may be
// anything.
type Use struct {
	Route, Trip string
	Start       string   // HH:MM:SS of the service day
	Stops       []string // where one gets on and off
}

// Concerns reports whether an alert concerns what a passenger uses. routes are
// those of the service, none when it has all of its timetable.
func (a Alert) Concerns(u Use, routes []string) bool {
	same := func(want, is string) bool { return want == "" || is == "" || want == is }
	return slices.ContainsFunc(a.Informs, func(t Target) bool {
		if t == (Target{}) {
			return u.Route == "" || len(routes) == 0 || slices.Contains(routes, u.Route)
		}
		return same(t.Route, u.Route) && same(t.Trip, u.Trip) && same(t.Start, u.Start) &&
			(t.Stop == "" || len(u.Stops) == 0 || slices.Contains(u.Stops, t.Stop))
	})
}

// Known reports whether a timetable has what a target names.
func (t Target) Known(f *gtfs.Feed) bool {
	_, route := f.Route(t.Route)
	_, stop := f.Stop(t.Stop)
	_, trip := f.Trip(t.Trip)
	return (route || t.Route == "") && (stop || t.Stop == "") && (trip || t.Trip == "")
}

// Unknown lists what an alert concerns that a timetable has not.
func (a Alert) Unknown(f *gtfs.Feed) (all []Target) {
	for _, t := range a.Informs {
		if !t.Known(f) {
			all = append(all, t)
		}
	}
	return all
}
