package gtfs

import (
	"cmp"
	"slices"
	"time"
)

// Feed is a GTFS Schedule feed in memory. It is not changed after reading.
type Feed struct {
	Agencies    []Agency
	Routes      []Route
	Trips       []Trip
	Stops       []Stop
	Frequencies []Frequency
	Transfers   []Transfer
	Info        Info

	tables    []table // every file as it was read, for writing
	trips     map[string]int
	routes    map[string]int
	stops     map[string]int
	stopTimes map[string][]StopTime
	shapes    map[string][]ShapePoint
	calendars map[string]calendar
	changes   map[string]map[Date]bool // calendar_dates: added (true) or removed
}

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

// ShapePoint is a row of shapes.txt.
type ShapePoint struct {
	Lat, Lon float64
	Dist     float64 // in the feed's own unit; negative when not given
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

type calendar struct {
	days        [7]bool // by time.Weekday
	first, last Date
}

// Date is a calendar day in the feed's time zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

func (d Date) compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

func (d Date) weekday() time.Weekday {
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

// StopTimes gives a trip's stop times in order of stop_sequence.
func (f *Feed) StopTimes(tripID string) []StopTime { return f.stopTimes[tripID] }

// Shape gives a shape's points in order of shape_pt_sequence.
func (f *Feed) Shape(id string) []ShapePoint { return f.shapes[id] }

// ServiceOn reports whether a service runs on a day.
func (f *Feed) ServiceOn(serviceID string, day Date) bool {
	if added, ok := f.changes[serviceID][day]; ok {
		return added
	}
	c, ok := f.calendars[serviceID]
	return ok && c.days[day.weekday()] && c.first.compare(day) <= 0 && day.compare(c.last) <= 0
}

// Run is one planned drive of a trip on a day.
type Run struct {
	TripID, RouteID, ServiceID, BlockID, ShapeID string
	Direction                                    int
	Start                                        int // seconds, may exceed 24 h
	Duration                                     int // seconds
}

// Runs gives the runs of a day at their fixed times, by start and trip:
// trips with times of their own, and frequencies with exact_times=1.
func (f *Feed) Runs(day Date) []Run {
	byTrip := map[string][]Frequency{}
	for _, q := range f.Frequencies {
		byTrip[q.TripID] = append(byTrip[q.TripID], q)
	}
	var runs []Run
	for _, t := range f.Trips {
		if !f.ServiceOn(t.ServiceID, day) {
			continue
		}
		start, end, ok := f.span(t.ID)
		if !ok {
			continue
		}
		run := Run{TripID: t.ID, RouteID: t.RouteID, ServiceID: t.ServiceID, BlockID: t.BlockID, ShapeID: t.ShapeID, Direction: t.Direction, Start: start, Duration: end - start}
		windows, repeated := byTrip[t.ID]
		if !repeated {
			runs = append(runs, run)
		}
		for _, w := range windows {
			for s := w.From; w.Exact && s < w.Until; s += w.Every {
				run.Start = s
				runs = append(runs, run)
			}
		}
	}
	slices.SortFunc(runs, func(a, b Run) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.TripID, b.TripID)) })
	return runs
}

// span is the time from a trip's first departure to its last arrival.
func (f *Feed) span(tripID string) (start, end int, ok bool) {
	sts := f.stopTimes[tripID]
	if len(sts) < 2 {
		return 0, 0, false
	}
	start, end = sts[0].Departure, sts[len(sts)-1].Arrival
	if start < 0 {
		start = sts[0].Arrival
	}
	if end < 0 {
		end = sts[len(sts)-1].Departure
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
