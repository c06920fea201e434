package alert

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sinergi/gtfs"
	"sinergi/internal/fault"
	"sinergi/internal/travel"
)

// Typed is whom an alert concerns as officers type it, in the words of the
// timetable.
type Typed struct {
	Whole  bool
	Routes string // names, between commas or on lines
	Stops  string // a halte a line; behind a semicolon the routes that are meant there
	Trips  string // a run a line: route, departure, and where it goes if several leave then
}

// reading finds what was typed in a timetable.
type reading struct {
	feed  *gtfs.Feed
	halts []travel.Halt
	out   []Target
	wrong []fault.Field
}

// Targets finds what was typed in a timetable with its halte.
func (t Typed) Targets(f *gtfs.Feed, halts []travel.Halt) ([]Target, []fault.Field) {
	r := &reading{feed: f, halts: halts}
	if t.Whole {
		r.out = append(r.out, Target{})
	}
	for _, id := range r.routes("routes", t.Routes) {
		r.add(Target{Route: id})
	}
	for line := range lines(t.Stops) {
		r.stop(line)
	}
	for line := range lines(t.Trips) {
		r.trip(line)
	}
	if len(r.out)+len(r.wrong) == 0 {
		r.fail("routes", "alert.concerns_nothing")
	}
	return r.out, r.wrong
}

func (r *reading) add(t Target) {
	if !slices.Contains(r.out, t) {
		r.out = append(r.out, t)
	}
}

func (r *reading) fail(field, key string, args ...any) {
	if !slices.ContainsFunc(r.wrong, func(f fault.Field) bool { return f.Name == field }) { // one at a time
		r.wrong = append(r.wrong, fault.NewField(field, key, args...))
	}
}

// lines gives the lines of a text that hold something.
func lines(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(s) {
			if line = strings.TrimSpace(line); line != "" && !yield(line) {
				return
			}
		}
	}
}

// routes finds the routes of a list by what people call them, or by their ids.
func (r *reading) routes(field, list string) (ids []string) {
	for _, name := range strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		if id, ok := r.route(name); ok {
			ids = append(ids, id)
		} else {
			r.fail(field, "alert.no_route", "Text", name)
		}
	}
	return ids
}

func (r *reading) route(name string) (id string, ok bool) {
	if _, ok := r.feed.Route(name); ok {
		return name, true
	}
	var found []string
	for _, x := range r.feed.Routes {
		if strings.EqualFold(travel.Name(x), name) {
			found = append(found, x.ID)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// stop finds a halte by its name, with all of its stops, or a stop by its id.
func (r *reading) stop(line string) {
	name, of, limited := strings.Cut(line, ";")
	name = strings.TrimSpace(name)
	routes := []string{""}
	if limited {
		routes = r.routes("stops", of)
	}
	stops := []string{name}
	if _, ok := r.feed.Stop(name); !ok {
		found := travel.Find(r.halts, name)
		switch len(found) {
		case 0:
			r.fail("stops", "travel.unknown", "Text", name)
			return
		case 1:
			stops = found[0].Stops
		default:
			var which []string
			for _, h := range found[:min(5, len(found))] {
				which = append(which, h.ID+" ("+h.Name+")")
			}
			r.fail("stops", "alert.which_stop", "Text", name, "Count", len(found), "Which", strings.Join(which, ", "))
			return
		}
	}
	for _, id := range stops {
		for _, route := range routes {
			r.add(Target{Route: route, Stop: id})
		}
	}
}

var clockForm = regexp.MustCompile(`(?:^|\s)(\d{1,2})[.:](\d{2})(?:\s|$)`)

// trip finds a run by its route, its departure and where it goes; or a trip by
// its id, if it runs once a day.
func (r *reading) trip(line string) {
	if t, ok := r.feed.Trip(line); ok && !slices.ContainsFunc(r.feed.Frequencies, func(q gtfs.Frequency) bool { return q.TripID == line }) {
		r.add(Target{Route: t.RouteID, Trip: t.ID})
		return
	}
	at := clockForm.FindStringSubmatchIndex(line)
	if at == nil {
		r.fail("trips", "alert.bad_trip", "Text", line)
		return
	}
	route, ok := r.route(strings.TrimSpace(line[:at[0]]))
	if !ok {
		r.fail("trips", "alert.no_route", "Text", strings.TrimSpace(line[:at[0]]))
		return
	}
	h, _ := strconv.Atoi(line[at[2]:at[3]]) // the form has digits only
	m, _ := strconv.Atoi(line[at[4]:at[5]])
	towards := strings.TrimSpace(line[at[1]:])
	found := map[string][]Target{} // by where they go
	for _, x := range r.leaving(route, h*3600+m*60) {
		t, _ := r.feed.Trip(x.Trip)
		if towards == "" || strings.EqualFold(t.Headsign, towards) {
			found[t.Headsign] = append(found[t.Headsign], x)
		}
	}
	switch len(found) {
	case 0:
		r.fail("trips", "alert.no_trip", "Text", line)
	case 1:
		for _, all := range found {
			for _, x := range all {
				r.add(x)
			}
		}
	default:
		r.fail("trips", "alert.which_trip", "Text", line)
	}
}

// leaving lists the runs of a route that leave their first stop at a second of
// the service day; by headway none does.
func (r *reading) leaving(route string, second int) (all []Target) {
	repeats := map[string][]gtfs.Frequency{}
	for _, q := range r.feed.Frequencies {
		repeats[q.TripID] = append(repeats[q.TripID], q)
	}
	for _, t := range r.feed.Trips {
		if t.RouteID != route {
			continue
		}
		windows := repeats[t.ID]
		if calls := r.feed.StopTimes(t.ID); len(windows) == 0 && len(calls) > 0 && calls[0].Departure == second {
			all = append(all, Target{Route: route, Trip: t.ID})
		}
		for _, q := range windows {
			if q.Exact && q.Every > 0 && second >= q.From && second < q.Until && (second-q.From)%q.Every == 0 {
				all = append(all, Target{Route: route, Trip: t.ID, Start: Clock(second)})
			}
		}
	}
	return all
}

// Clock writes a second of the service day as GTFS does: 07:15:00.
func Clock(second int) string {
	return fmt.Sprintf("%02d:%02d:%02d", second/3600, second/60%60, second%60)
}

// TypedAs gives targets as an officer would type them for a timetable; what it
// has not stands there as its id.
func TypedAs(all []Target, f *gtfs.Feed, halts []travel.Halt) (t Typed) {
	var routes, stops, trips []string
	add := func(list *[]string, s string) {
		if !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	for _, x := range all {
		switch {
		case x == Target{}:
			t.Whole = true
		case x.Trip != "":
			add(&trips, x.run(f))
		case x.Stop != "":
			line := haltOf(x, all, halts)
			if x.Route != "" {
				line += "; " + routeName(f, x.Route)
			}
			add(&stops, line)
		default:
			add(&routes, routeName(f, x.Route))
		}
	}
	t.Routes, t.Stops, t.Trips = strings.Join(routes, ", "), strings.Join(stops, "\n"), strings.Join(trips, "\n")
	return t
}

// haltOf gives the name of a halte whose stops are all meant and that is the only
// one of its name, else the id of the stop.
func haltOf(x Target, all []Target, halts []travel.Halt) string {
	i := slices.IndexFunc(halts, func(h travel.Halt) bool { return slices.Contains(h.Stops, x.Stop) })
	if i < 0 {
		return x.Stop
	}
	for _, id := range halts[i].Stops {
		if !slices.Contains(all, Target{Route: x.Route, Stop: id}) {
			return x.Stop
		}
	}
	if len(travel.Find(halts, halts[i].Name)) != 1 {
		return x.Stop
	}
	return halts[i].Name
}

func routeName(f *gtfs.Feed, id string) string {
	route, ok := f.Route(id)
	if !ok {
		return id
	}
	if name, unique := (&reading{feed: f}).route(travel.Name(route)); unique && name == id {
		return travel.Name(route)
	}
	return id
}

// run is a run as it is typed.
func (t Target) run(f *gtfs.Feed) string {
	trip, ok := f.Trip(t.Trip)
	leaves := t.Leaves(f)
	if !ok || leaves == "" {
		return t.Trip
	}
	return strings.TrimSpace(routeName(f, trip.RouteID) + " " + strings.ReplaceAll(strings.TrimSuffix(leaves, ":00"), ":", ".") + " " + trip.Headsign)
}

// Leaves gives when a run leaves its first stop, as GTFS writes it; empty for
// what is no run of the timetable.
func (t Target) Leaves(f *gtfs.Feed) string {
	if t.Start != "" {
		return t.Start
	}
	calls := f.StopTimes(t.Trip)
	if len(calls) == 0 {
		return ""
	}
	return Clock(calls[0].Departure)
}
