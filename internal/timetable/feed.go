package timetable

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Timezone is the zone of every feed that is made here.
const Timezone = "Asia/Jakarta"

// sheet is a file of a feed.
type sheet struct {
	name string
	rows [][]string // the first is the header
}

func (s *sheet) add(values ...string) { s.rows = append(s.rows, values) }

// Feed makes a GTFS feed (zip): the same plan and holidays give the same
// bytes. A plan of which Check finds an error is refused. title names the feed.
func (p *Plan) Feed(days *calendar.Calendar, title string) ([]byte, error) {
	if found := p.Check(days, nil); Failed(found) {
		return nil, fault.New(fault.Invalid, found[0].Key, flat(found[0].Args)...)
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, s := range p.sheets(days, title) {
		if len(s.rows) < 2 {
			continue
		}
		out, err := z.CreateHeader(&zip.FileHeader{Name: s.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", s.name, err)
		}
		c := csv.NewWriter(out)
		if err := c.WriteAll(s.rows); err != nil {
			return nil, fmt.Errorf("write %s: %w", s.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func flat(args map[string]any) []any {
	var out []any
	for k, v := range args {
		out = append(out, k, v)
	}
	return out
}

func (p *Plan) sheets(days *calendar.Calendar, title string) []sheet {
	agency := sheet{"agency.txt", [][]string{{"agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"}}}
	for _, o := range p.Operators {
		agency.add(o.ID, o.Name, o.URL, Timezone, "id")
	}
	credits := sheet{"attributions.txt", [][]string{{"organization_name", "is_producer", "attribution_url"}}}
	for _, o := range p.Credits {
		credits.add(o.Name, "1", o.URL)
	}
	info := sheet{"feed_info.txt", [][]string{{"feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date", "feed_version", "feed_desc"}}}
	info.add(p.Operators[0].Name, p.Operators[0].URL, "id", date(p.From), date(p.Until), date(p.From), title)
	stops := sheet{"stops.txt", [][]string{{"stop_id", "stop_name", "stop_lat", "stop_lon"}}}
	for _, h := range p.Halts {
		stops.add(h.ID, h.Name, degrees(h.At.Lat), degrees(h.At.Lon))
	}
	routes := sheet{"routes.txt", [][]string{{"route_id", "agency_id", "route_short_name", "route_long_name", "route_type", "route_color", "route_text_color"}}}
	for _, l := range p.Lines {
		routes.add(l.ID, cmp.Or(l.Operator, p.Operators[0].ID), l.Code, l.Name, "3", l.Colour, ink(l.Colour))
	}
	all := []sheet{agency, credits, info, stops, routes}
	all = append(all, p.calendars(days)...)
	w := newWriter(p)
	for i := range p.Lines {
		w.line(&p.Lines[i])
	}
	return append(all, w.trips, w.times, w.shapes, w.frequencies)
}

func date(d civil.Date) string { return fmt.Sprintf("%04d%02d%02d", d.Year, int(d.Month), d.Day) }

// ink is a colour of letters that can be read on a colour.
func ink(colour string) string {
	n, err := strconv.ParseUint(colour, 16, 32)
	if err != nil || colour == "" {
		return ""
	}
	if r, g, b := n>>16&255, n>>8&255, n&255; 299*r+587*g+114*b > 140_000 {
		return "000000"
	}
	return "FFFFFF"
}

// calendars writes the weekdays of each day type, and every day on which the
// plan says otherwise.
func (p *Plan) calendars(days *calendar.Calendar) []sheet {
	weekly := sheet{"calendar.txt", [][]string{{"service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "start_date", "end_date"}}}
	dates := sheet{"calendar_dates.txt", [][]string{{"service_id", "date", "exception_type"}}}
	running := map[civil.Date][]*DayType{}
	for d := p.From; !d.After(p.Until); d = d.AddDays(1) {
		running[d] = p.DaysOn(days, d)
	}
	for i := range p.Days {
		t := &p.Days[i]
		first, last := p.span(t)
		row := []string{t.ID}
		for k := range 7 {
			row = append(row, map[bool]string{true: "1", false: "0"}[t.Days[(k+1)%7]])
		}
		weekly.add(append(row, date(first), date(last))...)
		for d := p.From; !d.After(p.Until); d = d.AddDays(1) {
			byWeek := !d.Before(first) && !d.After(last) && t.Days[d.Weekday()]
			if runs := slices.Contains(running[d], t); runs != byWeek {
				dates.add(t.ID, date(d), map[bool]string{true: "1", false: "2"}[runs])
			}
		}
	}
	return []sheet{weekly, dates}
}

// writer writes the journeys.
type writer struct {
	p                                 *Plan
	halts                             map[string]*Halt
	trips, times, shapes, frequencies sheet
}

func newWriter(p *Plan) *writer {
	return &writer{
		p: p, halts: p.haltsByID(),
		trips:       sheet{"trips.txt", [][]string{{"route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "block_id", "shape_id"}}},
		times:       sheet{"stop_times.txt", [][]string{{"trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "shape_dist_traveled", "timepoint"}}},
		shapes:      sheet{"shapes.txt", [][]string{{"shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"}}},
		frequencies: sheet{"frequencies.txt", [][]string{{"trip_id", "start_time", "end_time", "headway_secs", "exact_times"}}},
	}
}

// line writes a line's shapes and journeys. Windows of a pattern and day type
// are one journey with frequencies, but with blocks, which name every journey.
func (w *writer) line(l *Line) {
	dists := make([][]string, len(l.Patterns))
	for i := range l.Patterns {
		dists[i] = w.shape(l, &l.Patterns[i])
	}
	for d := range w.p.Days {
		day := w.p.Days[d].ID
		for i := range l.Patterns {
			w.windows(l, day, i, dists[i])
		}
		for _, drive := range l.drives(day) {
			if drive.block == 0 && !w.single(l, day, drive) {
				continue
			}
			t := &l.Patterns[drive.pattern]
			block := ""
			if drive.block > 0 {
				block = l.ID + "/" + strconv.Itoa(drive.block)
				if len(w.p.Days) > 1 {
					block = l.ID + "/" + day + "/" + strconv.Itoa(drive.block) // two types may share a day
				}
			}
			id := joined(l.ID, t.ID, day, hhmm(drive.start))
			w.trip(l, t, day, id, block, drive.start, dists[drive.pattern])
		}
	}
}

// joined makes one id of several; none of them holds the mark between.
func joined(ids ...string) string { return strings.Join(ids, "~") }

// hhmm names a start; seconds only where there are some.
func hhmm(c Clock) string {
	s := fmt.Sprintf("%02d%02d", int(c)/3600, int(c)/60%60)
	if c%60 != 0 {
		s += fmt.Sprintf("%02d", int(c)%60)
	}
	return s
}

// single reports whether a drive is one of the single departures.
func (w *writer) single(l *Line, day string, d drive) bool {
	return slices.ContainsFunc(l.Departures, func(s Departures) bool {
		return s.Day == day && s.Pattern == l.Patterns[d.pattern].ID && slices.Contains(s.At, d.start)
	})
}

// windows writes the windows of the pattern at an index that keep no block.
func (w *writer) windows(l *Line, day string, at int, dists []string) {
	t := &l.Patterns[at]
	id := joined(l.ID, t.ID, day)
	first := Clock(-1)
	for _, s := range l.stretches(day, at) {
		if s.window < 0 || l.Blocks && !l.Windows[s.window].Loose {
			continue
		}
		if first < 0 {
			first = s.from
		}
		exact := "1"
		if l.Windows[s.window].Loose {
			exact = "0"
		}
		w.frequencies.add(id, clock(s.from), clock(s.until), strconv.Itoa(s.every), exact)
	}
	if first >= 0 {
		w.trip(l, t, day, id, "", first, dists)
	}
}

func clock(c Clock) string {
	return fmt.Sprintf("%02d:%02d:%02d", int(c)/3600, int(c)/60%60, int(c)%60)
}

func (w *writer) trip(l *Line, t *Pattern, day, id, block string, start Clock, dists []string) {
	w.trips.add(l.ID, day, id, t.Headsign, strconv.Itoa(t.Direction), block, joined(l.ID, t.ID))
	at := start
	for i, c := range t.Calls {
		at += Clock(c.Run)
		arrival := at
		if i > 0 && i < len(t.Calls)-1 {
			at += Clock(c.Dwell)
		}
		w.times.add(id, clock(arrival), clock(at), c.Halt, strconv.Itoa(i+1), dists[i], "1")
	}
}

// shape writes the way of a pattern and gives how far along it each halt lies,
// in metres; nothing where two halts lie at one place of it.
func (w *writer) shape(l *Line, t *Pattern) []string {
	full := t.way(w.halts)
	way := full[:1:1]
	for _, q := range full[1:] {
		if metres(way[len(way)-1], q) >= 0.2 { // the same place twice is no way
			way = append(way, q)
		}
	}
	if len(way) < 2 {
		way = append(way, Place{way[0].Lat + 2e-5, way[0].Lon})
	}
	id := joined(l.ID, t.ID)
	sum := 0.0
	for i, q := range way {
		if i > 0 {
			sum += metres(way[i-1], q)
		}
		w.shapes.add(id, degrees(q.Lat), degrees(q.Lon), strconv.Itoa(i), strconv.FormatFloat(sum, 'f', 1, 64))
	}
	var halts []Place
	for _, c := range t.Calls {
		halts = append(halts, w.halts[c.Halt].At)
	}
	dists := make([]string, len(halts))
	last := -1.0
	for i, q := range place(way, halts) {
		along := min(q.along, sum)
		if q.off > besideWay || along < last+0.5 {
			return make([]string, len(halts)) // they would contradict the way
		}
		dists[i], last = strconv.FormatFloat(along, 'f', 1, 64), along
	}
	return dists
}
