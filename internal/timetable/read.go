package timetable

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"sinergi/gtfs"
	"sinergi/internal/calendar"
	"sinergi/internal/civil"
)

// FromFeed makes a plan of a feed, so that it can be changed. What a plan
// cannot hold is told, never dropped in silence. The plan has the feed's lines,
// halts and day types under their ids; its journeys are those of the feed, to
// the second.
func FromFeed(f *gtfs.Feed, days *calendar.Calendar) (*Plan, []Finding) {
	r := &reader{f: f, days: days, p: new(Plan), halts: map[string]bool{}}
	r.frame()
	r.services()
	for i := range f.Routes {
		r.route(&f.Routes[i])
	}
	for _, s := range f.Stops {
		if r.halts[s.ID] {
			r.p.Halts = append(r.p.Halts, Halt{s.ID, cmp.Or(s.Name, s.ID), Place{s.Lat, s.Lon}})
		} else if s.Type != 0 {
			r.tell("timetable.lost.station", "Name", s.Name)
		}
	}
	r.files()
	if err := r.p.bounded(); err != nil {
		r.tell("timetable.too_large")
	}
	return r.p, r.lost
}

// reader makes a plan of a feed.
type reader struct {
	f     *gtfs.Feed
	days  *calendar.Calendar
	p     *Plan
	halts map[string]bool
	lost  []Finding
}

func (r *reader) tell(key string, args ...any) {
	c := checker{}
	c.add(Warning, nowhere(), key, args...)
	r.lost = append(r.lost, c.found[0])
}

func dateOf(d gtfs.Date) civil.Date { return civil.Date{Year: d.Year, Month: d.Month, Day: d.Day} }

func (r *reader) frame() {
	for i, a := range r.f.Agencies {
		r.p.Operators = append(r.p.Operators, Operator{cmp.Or(a.ID, "op"+strconv.Itoa(i+1)), a.Name, a.URL})
		if a.Timezone != Timezone {
			r.tell("timetable.lost.zone", "Zone", a.Timezone)
		}
	}
	t := r.f.Table("attributions.txt")
	name, url := t.Column("organization_name"), t.Column("attribution_url")
	for row := range t.Len() {
		r.p.Credits = append(r.p.Credits, Operator{Name: name.Of(row), URL: url.Of(row)})
	}
}

// services makes a day type of each service.
func (r *reader) services() {
	weekly, dates := r.f.Services()
	ids := slices.Sorted(maps.Keys(weekly))
	for _, id := range slices.Sorted(maps.Keys(dates)) {
		if _, ok := weekly[id]; !ok {
			ids = append(ids, id)
		}
	}
	reach := func(first, last civil.Date) {
		if r.p.From.IsZero() || first.Before(r.p.From) {
			r.p.From = first
		}
		if r.p.Until.IsZero() || last.After(r.p.Until) {
			r.p.Until = last
		}
	}
	for _, id := range ids {
		t := DayType{ID: id, Name: id}
		if c, ok := weekly[id]; ok {
			t.Days, t.From, t.Until = c.Days, dateOf(c.First), dateOf(c.Last)
			reach(t.From, t.Until)
		}
		for _, d := range slices.SortedFunc(maps.Keys(dates[id]), gtfs.Date.Compare) {
			day := dateOf(d)
			reach(day, day)
			byWeek := !t.From.IsZero() && !day.Before(t.From) && !day.After(t.Until) && t.Days[day.Weekday()]
			switch added := dates[id][d]; {
			case added && !byWeek:
				t.Extra = append(t.Extra, day)
			case !added && byWeek:
				t.Except = append(t.Except, day)
			}
		}
		r.p.Days = append(r.p.Days, t)
	}
	for i := range r.p.Days {
		t := &r.p.Days[i]
		if t.From.IsZero() { // of dates alone
			t.From, t.Until = r.p.From, r.p.Until
		}
		if t.From == r.p.From && t.Until == r.p.Until {
			t.From, t.Until = civil.Date{}, civil.Date{}
		}
		r.holidays(t)
	}
}

// holidays tells a day type that keeps all holidays alike by that, rather than
// by a list of days.
func (r *reader) holidays(t *DayType) {
	first, last := r.p.span(t)
	var removed, added []civil.Date
	for d := first; !d.After(last); d = d.AddDays(1) {
		if off(r.days, d) {
			if t.Days[d.Weekday()] {
				removed = append(removed, d)
			} else {
				added = append(added, d)
			}
		}
	}
	switch {
	case len(removed) > 0 && slices.Equal(removed, t.Except):
		t.Holidays, t.Except = NotThen, nil
	case len(added) > 0 && slices.Equal(added, t.Extra):
		t.Holidays, t.Extra = AlsoThen, nil
	}
}

// handled are the files that a plan holds; what other files have is lost.
var handled = []string{
	"agency.txt", "attributions.txt", "calendar.txt", "calendar_dates.txt", "feed_info.txt", "frequencies.txt", "routes.txt", "shapes.txt",
	"stop_times.txt", "stops.txt", "trips.txt",
}

// columns are those of the handled files that a plan cannot hold, and that
// matter to somebody when they have a value.
var columns = map[string][]string{
	"trips.txt":  {"trip_short_name", "wheelchair_accessible", "bikes_allowed", "cars_allowed"},
	"stops.txt":  {"stop_code", "tts_stop_name", "stop_desc", "zone_id", "stop_url", "parent_station", "wheelchair_boarding", "level_id", "platform_code"},
	"routes.txt": {"route_desc", "route_url", "route_sort_order", "continuous_pickup", "continuous_drop_off", "network_id"},
	"agency.txt": {"agency_phone", "agency_fare_url", "agency_email"},
}

func (r *reader) files() {
	for _, name := range r.f.Files {
		if !slices.Contains(handled, name) && name != "LICENSE.md" {
			r.tell("timetable.lost.file", "File", name)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(columns)) {
		t := r.f.Table(file)
		for _, name := range columns[file] {
			c := t.Column(name)
			n := 0
			for row := range t.Len() {
				if v := c.Of(row); v != "" && v != "0" {
					n++
				}
			}
			if n > 0 {
				r.tell("timetable.lost.column", "Column", name, "File", file, "Count", n)
			}
		}
	}
	st := &r.f.Times
	special := 0
	for row := range st.Len() {
		if st.Pickup != nil && st.Pickup[row] > 0 || st.DropOff != nil && st.DropOff[row] > 0 || st.Headsign.Of(row) != "" || st.Stop[row] == gtfs.None {
			special++
		}
	}
	if special > 0 {
		r.tell("timetable.lost.calls", "Count", special)
	}
}
