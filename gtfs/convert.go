package gtfs

// convert makes the small tables into the lists of the feed. What is wrong in
// them has been reported; here it counts as not given.
func (f *Feed) convert() {
	f.agencies()
	f.readRoutes()
	f.readStops()
	f.services()
	f.readTrips()
	f.frequencies()
	f.transfers()
	f.info()
}

func (f *Feed) agencies() {
	t := f.tables["agency.txt"]
	id, name, url, zone := t.Column("agency_id"), t.Column("agency_name"), t.Column("agency_url"), t.Column("agency_timezone")
	for row := range t.Len() {
		f.Agencies = append(f.Agencies, Agency{id.Of(row), name.Of(row), url.Of(row), zone.Of(row)})
	}
}

// index keeps the first row of an id.
func index(ids map[string]int, id string, at int) bool {
	if _, twice := ids[id]; twice || id == "" {
		return false
	}
	ids[id] = at
	return true
}

func (f *Feed) readRoutes() {
	t := f.tables["routes.txt"]
	f.routes = make(map[string]int, t.Len())
	id, agency, short, long := t.Column("route_id"), t.Column("agency_id"), t.Column("route_short_name"), t.Column("route_long_name")
	kind, color := t.Column("route_type"), t.Column("route_color")
	for row := range t.Len() {
		if !index(f.routes, id.Of(row), len(f.Routes)) {
			continue
		}
		f.routeRows = append(f.routeRows, row)
		f.Routes = append(f.Routes, Route{
			ID: id.Of(row), AgencyID: agency.Of(row), ShortName: short.Of(row), LongName: long.Of(row),
			Type: kind.Integer(row, 3), Color: color.Of(row),
		})
	}
}

func (f *Feed) readStops() {
	t := f.tables["stops.txt"]
	f.stops = make(map[string]int, t.Len())
	id, name, lat, lon := t.Column("stop_id"), t.Column("stop_name"), t.Column("stop_lat"), t.Column("stop_lon")
	kind, parent, wheelchair := t.Column("location_type"), t.Column("parent_station"), t.Column("wheelchair_boarding")
	for row := range t.Len() {
		if lat.Of(row) == "" || lon.Of(row) == "" {
			if n := kind.Integer(row, 0); n < 3 {
				f.problems.add(Problem{Code: "stop_without_location", File: t.Name, Row: t.Line(row), Column: "stop_lat", Column2: id.Of(row), N: n})
			}
		}
		if !index(f.stops, id.Of(row), len(f.Stops)) {
			continue
		}
		f.stopRows = append(f.stopRows, row)
		f.Stops = append(f.Stops, Stop{
			ID: id.Of(row), Name: name.Of(row), Lat: within(lat.Float(row, 0), 90), Lon: within(lon.Float(row, 0), 180),
			Type: kind.Integer(row, 0), Parent: parent.Of(row), Wheelchair: wheelchair.Integer(row, 0),
		})
	}
}

// within gives 0 for a coordinate that is out of range, which has been reported.
func within(v, limit float64) float64 {
	if v < -limit || v > limit {
		return 0
	}
	return v
}

var weekdays = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func (f *Feed) services() {
	f.calendars, f.changes = map[string]Calendar{}, map[string]map[Date]bool{}
	t := f.tables["calendar.txt"]
	id, first, last := t.Column("service_id"), t.Column("start_date"), t.Column("end_date")
	var days [7]Column
	for i, name := range weekdays {
		days[i] = t.Column(name)
	}
	for row := range t.Len() {
		c := Calendar{}
		var good, fine bool
		c.First, good = first.Date(row)
		c.Last, fine = last.Date(row)
		for i := range days {
			c.Days[i] = days[i].Integer(row, 0) == 1
		}
		if good && fine && c.Last.Compare(c.First) < 0 {
			f.problems.add(Problem{
				Code: "start_and_end_range_out_of_order", File: t.Name, Row: t.Line(row), Column: "end_date", Value: last.Of(row),
				Column2: "start_date", Value2: first.Of(row), Text: id.Of(row),
			})
		}
		if good && fine {
			f.calendars[id.Of(row)] = c
		}
	}
	t = f.tables["calendar_dates.txt"]
	id, day, kind := t.Column("service_id"), t.Column("date"), t.Column("exception_type")
	for row := range t.Len() {
		d, ok := day.Date(row)
		if !ok {
			continue
		}
		if f.changes[id.Of(row)] == nil {
			f.changes[id.Of(row)] = map[Date]bool{}
		}
		f.changes[id.Of(row)][d] = kind.Integer(row, 2) == 1
	}
}

func (f *Feed) readTrips() {
	t := f.tables["trips.txt"]
	f.trips = make(map[string]int, t.Len())
	f.Trips = make([]Trip, 0, t.Len())
	id, route, service, headsign := t.Column("trip_id"), t.Column("route_id"), t.Column("service_id"), t.Column("trip_headsign")
	block, shape, direction := t.Column("block_id"), t.Column("shape_id"), t.Column("direction_id")
	wheelchair := t.Column("wheelchair_accessible")
	for row := range t.Len() {
		if !index(f.trips, id.Of(row), len(f.Trips)) {
			continue
		}
		f.tripRows = append(f.tripRows, row)
		f.Trips = append(f.Trips, Trip{
			ID: id.Of(row), RouteID: route.Of(row), ServiceID: service.Of(row), Headsign: headsign.Of(row),
			BlockID: block.Of(row), ShapeID: shape.Of(row), Direction: direction.Integer(row, 0), Wheelchair: wheelchair.Integer(row, 0),
		})
	}
}

func (f *Feed) frequencies() {
	t := f.tables["frequencies.txt"]
	id, from, until := t.Column("trip_id"), t.Column("start_time"), t.Column("end_time")
	every, exact := t.Column("headway_secs"), t.Column("exact_times")
	for row := range t.Len() {
		q := Frequency{TripID: id.Of(row), From: from.Seconds(row), Until: until.Seconds(row), Every: every.Integer(row, 0), Exact: exact.Integer(row, 0) == 1}
		if q.From < 0 || q.Until < 0 || q.Every <= 0 {
			continue
		}
		if q.Until < q.From {
			f.problems.add(Problem{
				Code: "start_and_end_range_out_of_order", File: t.Name, Row: t.Line(row), Column: "end_time", Value: until.Of(row),
				Column2: "start_time", Value2: from.Of(row), Text: q.TripID,
			})
		}
		f.Frequencies = append(f.Frequencies, q)
	}
}

func (f *Feed) transfers() {
	t := f.tables["transfers.txt"]
	fromStop, toStop := t.Column("from_stop_id"), t.Column("to_stop_id")
	fromRoute, toRoute := t.Column("from_route_id"), t.Column("to_route_id")
	fromTrip, toTrip := t.Column("from_trip_id"), t.Column("to_trip_id")
	kind, seconds := t.Column("transfer_type"), t.Column("min_transfer_time")
	for row := range t.Len() {
		f.Transfers = append(f.Transfers, Transfer{
			FromStop: fromStop.Of(row), ToStop: toStop.Of(row), FromRoute: fromRoute.Of(row), ToRoute: toRoute.Of(row),
			FromTrip: fromTrip.Of(row), ToTrip: toTrip.Of(row), Type: kind.Integer(row, 0), Seconds: seconds.Integer(row, -1),
		})
	}
}

func (f *Feed) info() {
	t := f.tables["feed_info.txt"]
	if t.Len() == 0 {
		return
	}
	last := t.Len() - 1
	text := func(name string) string { return t.Column(name).Of(last) }
	f.Info = Info{text("feed_publisher_name"), text("feed_publisher_url"), text("feed_lang"), text("feed_version"), text("feed_desc")}
}
