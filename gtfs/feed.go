package gtfs

import (
	"cmp"
	"slices"
	"time"
)

// Feed is a GTFS Schedule feed in memory. It is not changed after reading, so
// it may be used by many at once.
type Feed struct {
	Agencies    []Agency
	Routes      []Route
	Trips       []Trip
	Stops       []Stop
	Times       StopTimes
	Shapes      Shapes
	Frequencies []Frequency
	Transfers   []Transfer
	Info        Info
	Files       []string // names of all files, sorted

	limits    Limits
	problems  problems
	tables    map[string]*Table // files that GTFS knows, but for stop_times.txt and shapes.txt
	kept      map[string]*Table // the other tables, when Limits.Keep
	raw       map[string][]byte // locations.geojson; what is no table, when Limits.Keep
	trips     map[string]int
	tripRows  []int // in the table, by index in Trips
	stopRows  []int
	routeRows []int
	routes    map[string]int
	stops     map[string]int
	calendars map[string]Calendar
	changes   map[string]map[Date]bool // calendar_dates: added (true) or removed
}

// Problems gives what reading found, by code.
func (f *Feed) Problems() []Problems { return f.problems.sorted() }

// Table gives a file that GTFS knows, nil when the feed does not have it. The
// two large files are columns instead: see Times and Shapes.
func (f *Feed) Table(name string) *Table { return f.tables[name] }

// GeoJSON gives locations.geojson as it is, nil when the feed does not have it.
func (f *Feed) GeoJSON() []byte { return f.raw["locations.geojson"] }

// Agency is a row of agency.txt.
type Agency struct{ ID, Name, URL, Timezone string }

// Route is a row of routes.txt.
type Route struct {
	ID, AgencyID, ShortName, LongName string
	Type                              int // 3 is bus
	Color                             string
}

// Trip is a row of trips.txt.
type Trip struct {
	ID, RouteID, ServiceID, Headsign, BlockID, ShapeID string
	Direction                                          int // 0 or 1
	Wheelchair                                         int // 0 not known, 1 yes, 2 no
}

// Stop is a row of stops.txt. Coordinates are WGS 84 degrees.
type Stop struct {
	ID, Name   string
	Lat, Lon   float64
	Type       int    // 0 stop or platform, 1 station, 2 entrance, 3 node, 4 boarding area
	Parent     string // the station that it is in, if any
	Wheelchair int    // 0 not known or as the station, 1 yes, 2 no
}

// StopTime is a row of stop_times.txt. Times are seconds after noon minus 12 h
// of the service day and may exceed 24 h; -1 means not given.
type StopTime struct {
	StopID             string
	Arrival, Departure int
	Sequence           int
	ShapeDist          float64 // in the feed's own unit; negative when not given
	Pickup, DropOff    int     // 0 regular, 1 none, 2 by telephone, 3 by asking the driver
}

// Frequency is a row of frequencies.txt.
type Frequency struct {
	TripID      string
	From, Until int // seconds
	Every       int // seconds
	Exact       bool
}

// Transfer is a row of transfers.txt. What is empty is not restricted.
type Transfer struct {
	FromStop, ToStop, FromRoute, ToRoute, FromTrip, ToTrip string
	Type                                                   int // 0 recommended, 1 timed, 2 takes Seconds, 3 impossible, 4 in the same vehicle, 5 not in the same vehicle
	Seconds                                                int // min_transfer_time; -1 when not given
}

// Info is feed_info.txt.
type Info struct{ Publisher, PublisherURL, Lang, Version, Description string }

// Calendar is a row of calendar.txt.
type Calendar struct {
	Days        [7]bool // by time.Weekday
	First, Last Date
}

// Date is a calendar day in the feed's time zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Compare is negative when d is before o, positive when it is after it.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
}

// Trip gives a trip by id.
func (f *Feed) Trip(id string) (Trip, bool) {
	i, ok := f.trips[id]
	if !ok {
		return Trip{}, false
	}
	return f.Trips[i], true
}

// Route gives a route by id.
func (f *Feed) Route(id string) (Route, bool) {
	i, ok := f.routes[id]
	if !ok {
		return Route{}, false
	}
	return f.Routes[i], true
}

// Stop gives a stop by id.
func (f *Feed) Stop(id string) (Stop, bool) {
	i, ok := f.stops[id]
	if !ok {
		return Stop{}, false
	}
	return f.Stops[i], true
}

// TripIndex gives the index of a trip in Trips.
func (f *Feed) TripIndex(id string) (int, bool) {
	i, ok := f.trips[id]
	return i, ok
}

// StopIndex gives the index of a stop in Stops.
func (f *Feed) StopIndex(id string) (int, bool) {
	i, ok := f.stops[id]
	return i, ok
}

// RouteIndex gives the index of a route in Routes.
func (f *Feed) RouteIndex(id string) (int, bool) {
	i, ok := f.routes[id]
	return i, ok
}

// StopTimes gives a trip's stop times in order of stop_sequence. It makes a
// list for one who looks at a trip; who goes through all uses Times.
func (f *Feed) StopTimes(tripID string) []StopTime {
	i, ok := f.trips[tripID]
	if !ok {
		return nil
	}
	from, to := f.Times.Of(i)
	list := make([]StopTime, 0, to-from)
	for row := from; row < to; row++ {
		st := StopTime{Arrival: int(f.Times.Arrival[row]), Departure: int(f.Times.Departure[row]), Sequence: int(f.Times.Sequence[row]), ShapeDist: -1}
		if s := f.Times.Stop[row]; s != None {
			st.StopID = f.Stops[s].ID
		}
		if f.Times.Dist != nil {
			st.ShapeDist = f.Times.Dist[row]
		}
		if f.Times.Pickup != nil {
			st.Pickup = max(0, int(f.Times.Pickup[row]))
		}
		if f.Times.DropOff != nil {
			st.DropOff = max(0, int(f.Times.DropOff[row]))
		}
		list = append(list, st)
	}
	return list
}

// Shape gives a shape's points in order of shape_pt_sequence.
func (f *Feed) Shape(id string) []ShapePoint {
	i, ok := f.Shapes.byID[id]
	if !ok {
		return nil
	}
	from, to := f.Shapes.Of(i)
	return f.Shapes.Points[from:to:to]
}

// TripRow gives the row in Table("trips.txt") of the trip at an index of Trips.
func (f *Feed) TripRow(trip int) int { return f.tripRows[trip] }

// StopRow gives the row in Table("stops.txt") of the stop at an index of Stops.
func (f *Feed) StopRow(stop int) int { return f.stopRows[stop] }

// RouteRow gives the row in Table("routes.txt") of the route at an index of Routes.
func (f *Feed) RouteRow(route int) int { return f.routeRows[route] }

// Services gives the services of calendar.txt, and the days that
// calendar_dates.txt adds (true) or takes away. They are not to be changed.
func (f *Feed) Services() (map[string]Calendar, map[string]map[Date]bool) {
	return f.calendars, f.changes
}

// ServiceOn reports whether a service runs on a day.
func (f *Feed) ServiceOn(serviceID string, day Date) bool {
	if added, ok := f.changes[serviceID][day]; ok {
		return added
	}
	c, ok := f.calendars[serviceID]
	return ok && c.Days[day.Weekday()] && c.First.Compare(day) <= 0 && day.Compare(c.Last) <= 0
}

// Run is one planned drive of a trip on a day.
type Run struct {
	TripID, RouteID, ServiceID, BlockID, ShapeID string
	Direction                                    int
	Start                                        int // seconds, may exceed 24 h
	Duration                                     int // seconds
	Every                                        int // seconds; of a run by headway, see Feed.Owed
}

// Runs gives the runs of a day at their fixed times, by start and trip:
// trips with times of their own, and frequencies with exact_times=1.
func (f *Feed) Runs(day Date) []Run {
	byTrip := map[string][]Frequency{}
	for _, q := range f.Frequencies {
		byTrip[q.TripID] = append(byTrip[q.TripID], q)
	}
	var all []Run
	running := map[string]bool{}
	for i, t := range f.Trips {
		runs, seen := running[t.ServiceID]
		if !seen {
			runs = f.ServiceOn(t.ServiceID, day)
			running[t.ServiceID] = runs
		}
		if !runs {
			continue
		}
		start, end, ok := f.span(i)
		if !ok {
			continue
		}
		run := Run{TripID: t.ID, RouteID: t.RouteID, ServiceID: t.ServiceID, BlockID: t.BlockID, ShapeID: t.ShapeID, Direction: t.Direction, Start: start, Duration: end - start}
		windows, repeated := byTrip[t.ID]
		if !repeated {
			all = append(all, run)
		}
		for _, w := range windows {
			for s := w.From; w.Exact && s < w.Until; s += w.Every {
				run.Start = s
				all = append(all, run)
			}
		}
	}
	slices.SortFunc(all, func(a, b Run) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.TripID, b.TripID)) })
	return all
}

// Owed gives the runs that the headway windows of a day promise, by start and
// trip: one for every Every seconds from the start of a window to before its
// end. They are owed, not timed: Start is when the run would be due if the first
// left as the window opens, so that they can be counted and told apart.
func (f *Feed) Owed(day Date) []Run {
	var all []Run
	for _, h := range f.Headways(day) {
		i, _ := f.TripIndex(h.TripID)
		start, end, ok := f.span(i)
		if !ok || h.Every <= 0 {
			continue
		}
		t := f.Trips[i]
		for s := h.From; s < h.Until; s += h.Every {
			all = append(all, Run{TripID: t.ID, RouteID: t.RouteID, ServiceID: t.ServiceID, BlockID: t.BlockID, ShapeID: t.ShapeID, Direction: t.Direction, Start: s, Duration: end - start, Every: h.Every})
		}
	}
	slices.SortFunc(all, func(a, b Run) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.TripID, b.TripID)) })
	return all
}

// span is the time from a trip's first departure to its last arrival.
func (f *Feed) span(trip int) (start, end int, ok bool) {
	from, to := f.Times.Of(trip)
	if to-from < 2 {
		return 0, 0, false
	}
	start, end = int(f.Times.Departure[from]), int(f.Times.Arrival[to-1])
	if start < 0 {
		start = int(f.Times.Arrival[from])
	}
	if end < 0 {
		end = int(f.Times.Departure[to-1])
	}
	return start, end, start >= 0 && end >= start
}

// Headway is a window in which a trip repeats about every so many seconds,
// at no fixed times (exact_times=0).
type Headway struct {
	TripID, RouteID    string
	From, Until, Every int // seconds
}

// Headways gives the headway windows of a day, by trip and start.
func (f *Feed) Headways(day Date) []Headway {
	var all []Headway
	for _, q := range f.Frequencies {
		if t, ok := f.Trip(q.TripID); ok && !q.Exact && f.ServiceOn(t.ServiceID, day) {
			all = append(all, Headway{q.TripID, t.RouteID, q.From, q.Until, q.Every})
		}
	}
	slices.SortFunc(all, func(a, b Headway) int { return cmp.Or(cmp.Compare(a.TripID, b.TripID), cmp.Compare(a.From, b.From)) })
	return all
}
