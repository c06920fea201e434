package gtfs

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// feed makes the tables into a feed, or says what is wrong with them.
func (rd *reader) feed() (*Feed, error) {
	f := &Feed{
		tables: rd.tables, trips: map[string]int{}, routes: map[string]int{}, stops: map[string]int{},
		stopTimes: map[string][]StopTime{}, shapes: map[string][]ShapePoint{}, calendars: map[string]calendar{}, changes: map[string]map[Date]bool{},
	}
	for _, need := range []string{"agency.txt", "routes.txt", "trips.txt", "stops.txt", "stop_times.txt"} {
		if !slices.ContainsFunc(rd.tables, func(t table) bool { return t.name == need }) {
			rd.add(RowError{File: need, Reason: "is missing"})
		}
	}
	rd.agencies(f)
	rd.routes(f)
	rd.stops(f)
	rd.services(f)
	rd.shapes(f)
	rd.trips(f)
	rd.times(f)
	rd.frequencies(f)
	rd.transfers(f)
	rd.info(f)
	if len(rd.wrong) > 0 {
		return nil, &ReadError{rd.wrong}
	}
	return f, nil
}

// row reads one row of a table by column name.
type row struct {
	rd   *reader
	t    *table
	at   map[string]int
	n    int
	rec  []string
	fine bool
}

// each calls fn for every row of a file, until too much is wrong. A needed
// column that is missing is reported once.
func (rd *reader) each(file string, needed []string, fn func(*row)) {
	for i := range rd.tables {
		t := &rd.tables[i]
		if t.name != file || t.raw != nil {
			continue
		}
		r := &row{rd: rd, t: t, at: map[string]int{}}
		for c, name := range t.header {
			r.at[name] = c
		}
		for _, name := range needed {
			if _, ok := r.at[name]; !ok {
				rd.add(RowError{File: file, Row: 1, Column: name, Reason: "the column is missing"})
				return
			}
		}
		for n, rec := range t.rows {
			if len(rd.wrong) >= rd.limits.Wrong {
				return
			}
			r.n, r.rec, r.fine = n+2, rec, true
			for _, name := range needed {
				if r.text(name) == "" {
					r.bad(name, "is empty")
				}
			}
			if r.fine {
				fn(r)
			}
		}
	}
}

func (r *row) text(column string) string {
	i, ok := r.at[column]
	if !ok || i >= len(r.rec) {
		return ""
	}
	return strings.TrimSpace(r.rec[i])
}

func (r *row) bad(column, reason string) {
	r.fine = false
	r.rd.add(RowError{File: r.t.name, Row: r.n, Column: column, Value: r.text(column), Reason: reason})
}

func (r *row) integer(column string, lo, hi, missing int) int {
	s := r.text(column)
	if s == "" {
		return missing
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < lo || n > hi {
		r.bad(column, "is not a whole number from "+strconv.Itoa(lo)+" to "+strconv.Itoa(hi))
		return missing
	}
	return n
}

func (r *row) float(column string, limit, missing float64) float64 {
	s := r.text(column)
	if s == "" {
		return missing
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > limit {
		r.bad(column, "is not a number within ±"+strconv.FormatFloat(limit, 'g', -1, 64))
		return missing
	}
	return v
}

func (r *row) date(column string) Date {
	t, err := time.Parse("20060102", r.text(column))
	if err != nil {
		r.bad(column, "is not a date YYYYMMDD")
		return Date{}
	}
	return Date{t.Year(), t.Month(), t.Day()}
}

// clock reads H:MM:SS, which may exceed 24 h; empty is -1.
func (r *row) clock(column string) int {
	s := r.text(column)
	if s == "" {
		return -1
	}
	parts := strings.Split(s, ":")
	v := [3]int{}
	ok := len(parts) == 3
	for i := 0; ok && i < 3; i++ {
		n, err := strconv.Atoi(parts[i])
		ok = err == nil && n >= 0 && (i == 0 && n < 1000 || i > 0 && n < 60 && len(parts[i]) == 2)
		v[i] = n
	}
	if !ok {
		r.bad(column, "is not a time H:MM:SS")
		return -1
	}
	return v[0]*3600 + v[1]*60 + v[2]
}

func (rd *reader) agencies(f *Feed) {
	rd.each("agency.txt", []string{"agency_name"}, func(r *row) {
		f.Agencies = append(f.Agencies, Agency{r.text("agency_id"), r.text("agency_name"), r.text("agency_url"), r.text("agency_timezone")})
	})
}

func unique(r *row, seen map[string]int, column string, at int) bool {
	id := r.text(column)
	if _, ok := seen[id]; ok {
		r.bad(column, "is used twice")
		return false
	}
	seen[id] = at
	return true
}

func (rd *reader) routes(f *Feed) {
	rd.each("routes.txt", []string{"route_id", "route_type"}, func(r *row) {
		if !unique(r, f.routes, "route_id", len(f.Routes)) {
			return
		}
		f.Routes = append(f.Routes, Route{
			ID: r.text("route_id"), AgencyID: r.text("agency_id"), ShortName: r.text("route_short_name"),
			LongName: r.text("route_long_name"), Type: r.integer("route_type", 0, 9999, 3), Color: r.text("route_color"),
		})
	})
}

func (rd *reader) stops(f *Feed) {
	rd.each("stops.txt", []string{"stop_id"}, func(r *row) {
		if !unique(r, f.stops, "stop_id", len(f.Stops)) {
			return
		}
		s := Stop{
			ID: r.text("stop_id"), Name: r.text("stop_name"), Lat: r.float("stop_lat", 90, 0), Lon: r.float("stop_lon", 180, 0),
			Type: r.integer("location_type", 0, 4, 0), Parent: r.text("parent_station"), Wheelchair: r.integer("wheelchair_boarding", 0, 2, 0),
		}
		if r.text("stop_lat") == "" && s.Type < 3 {
			r.bad("stop_lat", "is empty")
		}
		f.Stops = append(f.Stops, s)
	})
}

func (rd *reader) services(f *Feed) {
	days := []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	rd.each("calendar.txt", append([]string{"service_id", "start_date", "end_date"}, days...), func(r *row) {
		c := calendar{first: r.date("start_date"), last: r.date("end_date")}
		for i, name := range days {
			c.days[i] = r.integer(name, 0, 1, 0) == 1
		}
		if c.last.compare(c.first) < 0 {
			r.bad("end_date", "is before start_date")
		}
		f.calendars[r.text("service_id")] = c
	})
	rd.each("calendar_dates.txt", []string{"service_id", "date", "exception_type"}, func(r *row) {
		id := r.text("service_id")
		if f.changes[id] == nil {
			f.changes[id] = map[Date]bool{}
		}
		f.changes[id][r.date("date")] = r.integer("exception_type", 1, 2, 2) == 1
	})
}

func (rd *reader) shapes(f *Feed) {
	type point struct {
		ShapePoint
		seq int
	}
	all := map[string][]point{}
	rd.each("shapes.txt", []string{"shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"}, func(r *row) {
		id := r.text("shape_id")
		all[id] = append(all[id], point{
			ShapePoint{r.float("shape_pt_lat", 90, 0), r.float("shape_pt_lon", 180, 0), r.float("shape_dist_traveled", 1e9, -1)},
			r.integer("shape_pt_sequence", 0, math.MaxInt32, 0),
		})
	})
	for id, ps := range all {
		slices.SortStableFunc(ps, func(a, b point) int { return cmp.Compare(a.seq, b.seq) })
		for _, p := range ps {
			f.shapes[id] = append(f.shapes[id], p.ShapePoint)
		}
	}
}

func (rd *reader) trips(f *Feed) {
	rd.each("trips.txt", []string{"trip_id", "route_id", "service_id"}, func(r *row) {
		t := Trip{
			ID: r.text("trip_id"), RouteID: r.text("route_id"), ServiceID: r.text("service_id"), Headsign: r.text("trip_headsign"),
			BlockID: r.text("block_id"), ShapeID: r.text("shape_id"), Direction: r.integer("direction_id", 0, 1, 0),
			Wheelchair: r.integer("wheelchair_accessible", 0, 2, 0),
		}
		if _, ok := f.routes[t.RouteID]; !ok {
			r.bad("route_id", "is not in routes.txt")
		}
		if _, ok := f.shapes[t.ShapeID]; !ok && t.ShapeID != "" {
			r.bad("shape_id", "is not in shapes.txt")
		}
		_, c := f.calendars[t.ServiceID]
		if _, d := f.changes[t.ServiceID]; !c && !d {
			r.bad("service_id", "is in neither calendar.txt nor calendar_dates.txt")
		}
		if unique(r, f.trips, "trip_id", len(f.Trips)) {
			f.Trips = append(f.Trips, t)
		}
	})
}

func (rd *reader) times(f *Feed) {
	rd.each("stop_times.txt", []string{"trip_id", "stop_id", "stop_sequence"}, func(r *row) {
		id := r.text("trip_id")
		if _, ok := f.trips[id]; !ok {
			r.bad("trip_id", "is not in trips.txt")
			return
		}
		if _, ok := f.stops[r.text("stop_id")]; !ok {
			r.bad("stop_id", "is not in stops.txt")
			return
		}
		f.stopTimes[id] = append(f.stopTimes[id], StopTime{
			r.text("stop_id"), r.clock("arrival_time"), r.clock("departure_time"),
			r.integer("stop_sequence", 0, math.MaxInt32, 0), r.float("shape_dist_traveled", 1e9, -1),
			r.integer("pickup_type", 0, 3, 0), r.integer("drop_off_type", 0, 3, 0),
		})
	})
	for _, sts := range f.stopTimes {
		slices.SortStableFunc(sts, func(a, b StopTime) int { return cmp.Compare(a.Sequence, b.Sequence) })
	}
}

// maxRepeats bounds how often one frequency row may repeat its trip.
const maxRepeats = 86400

func (rd *reader) frequencies(f *Feed) {
	rd.each("frequencies.txt", []string{"trip_id", "start_time", "end_time", "headway_secs"}, func(r *row) {
		q := Frequency{
			TripID: r.text("trip_id"), From: r.clock("start_time"), Until: r.clock("end_time"),
			Every: r.integer("headway_secs", 1, maxRepeats, 1), Exact: r.integer("exact_times", 0, 1, 0) == 1,
		}
		if _, ok := f.trips[q.TripID]; !ok {
			r.bad("trip_id", "is not in trips.txt")
		}
		if q.Until < q.From {
			r.bad("end_time", "is before start_time")
		}
		f.Frequencies = append(f.Frequencies, q)
	})
}

func (rd *reader) transfers(f *Feed) {
	rd.each("transfers.txt", nil, func(r *row) {
		x := Transfer{
			FromStop: r.text("from_stop_id"), ToStop: r.text("to_stop_id"), FromRoute: r.text("from_route_id"), ToRoute: r.text("to_route_id"),
			FromTrip: r.text("from_trip_id"), ToTrip: r.text("to_trip_id"),
			Type: r.integer("transfer_type", 0, 5, 0), Seconds: r.integer("min_transfer_time", 0, math.MaxInt32, -1),
		}
		known := func(ids map[string]int, column, id, file string) {
			if _, ok := ids[id]; !ok && id != "" {
				r.bad(column, "is not in "+file)
			}
		}
		known(f.stops, "from_stop_id", x.FromStop, "stops.txt")
		known(f.stops, "to_stop_id", x.ToStop, "stops.txt")
		known(f.routes, "from_route_id", x.FromRoute, "routes.txt")
		known(f.routes, "to_route_id", x.ToRoute, "routes.txt")
		known(f.trips, "from_trip_id", x.FromTrip, "trips.txt")
		known(f.trips, "to_trip_id", x.ToTrip, "trips.txt")
		f.Transfers = append(f.Transfers, x)
	})
}

func (rd *reader) info(f *Feed) {
	rd.each("feed_info.txt", nil, func(r *row) {
		f.Info = Info{r.text("feed_publisher_name"), r.text("feed_publisher_url"), r.text("feed_lang"), r.text("feed_version"), r.text("feed_desc")}
	})
}
