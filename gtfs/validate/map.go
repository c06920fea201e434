package validate

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"

	"sinergi/gtfs"
)

// A map of what is wrong: the network in grey, and on it the places that notices
// name, each with the number of its notice. It is drawn on the plane, without a
// background and without asking anybody.

// Bounds of a map, so that it stays a picture that a browser shows at once.
const (
	mapWidth   = 880.0
	mapLines   = 400   // shapes drawn
	mapBends   = 150   // places of each
	mapStops   = 8_000 // drawn as dots
	mapMarks   = 40    // of a notice
	mapLongest = 2.0   // times the middle four fifths of the stops, that the frame is wide or high
)

type spot struct{ lat, lon float64 }

// mark is a place, or a line, that a notice names.
type mark struct {
	number   int
	severity Severity
	text     string
	at       spot
	line     []spot
}

// drawing lays a network on a sheet.
type drawing struct {
	north, west   float64
	scale, east   float64 // sheet units a degree of latitude, and of longitude
	width, height float64
}

// marksOf gives the places that the report's notices name; numbers begin at 1 in
// the order of the notices.
func (r Report) marksOf(feed *gtfs.Feed) (all []mark) {
	for i, f := range r.Notices {
		seen := map[string]bool{}
		for _, s := range f.SampleNotices {
			for _, m := range s.marks(feed) {
				key := fmt.Sprint(m.at, len(m.line), m.text)
				if len(seen) >= mapMarks || seen[key] {
					continue
				}
				seen[key] = true
				m.number, m.severity = i+1, f.Severity
				m.text = f.Code + ": " + m.text
				all = append(all, m)
			}
		}
	}
	return all
}

// marks gives the places of a sample: of the stops that it names, else of the
// shape, else of the trip.
func (s Sample) marks(feed *gtfs.Feed) (all []mark) {
	var shape, trip string
	lat, lon := math.NaN(), math.NaN()
	for i, field := range fieldsOf(s.notice) {
		text := fmt.Sprint(s.values[i])
		switch {
		case strings.HasPrefix(field, "stopId") && !strings.Contains(field, "Field"), field == "toStopId", field == "parentStation", field == "entityId" && s.Field("filename") == "stops.txt":
			if stop, ok := feed.Stop(text); ok && onMap(stop.Lat, stop.Lon) {
				all = append(all, mark{text: text + " " + stop.Name, at: spot{stop.Lat, stop.Lon}})
			}
		case field == "shapeId":
			shape = text
		case field == "tripId", field == "tripIdA":
			trip = text
		case field == "latFieldValue":
			lat, _ = s.values[i].(float64)
		case field == "lonFieldValue":
			lon, _ = s.values[i].(float64)
		}
	}
	if len(all) > 0 {
		return all
	}
	if onMap(lat, lon) {
		return []mark{{text: fmt.Sprint(s.Field("entityId")), at: spot{lat, lon}}}
	}
	if shape == "" && trip != "" {
		if t, ok := feed.Trip(trip); ok {
			shape = t.ShapeID
		}
	}
	if line := thinned(feed.Shape(shape)); len(line) > 1 {
		return []mark{{text: cmp.Or(trip, shape), line: line}}
	}
	var line []spot
	for _, st := range feed.StopTimes(trip) {
		if stop, ok := feed.Stop(st.StopID); ok && onMap(stop.Lat, stop.Lon) {
			line = append(line, spot{stop.Lat, stop.Lon})
		}
	}
	if len(line) > 1 {
		return []mark{{text: trip, line: line}}
	}
	return nil
}

func onMap(lat, lon float64) bool {
	return math.Abs(lat) <= 90 && math.Abs(lon) <= 180 && (lat != 0 || lon != 0)
}

func thinned(points []gtfs.ShapePoint) (line []spot) {
	step := 1 + len(points)/mapBends
	for i := 0; i < len(points); i += step {
		if onMap(points[i].Lat, points[i].Lon) {
			line = append(line, spot{points[i].Lat, points[i].Lon})
		}
	}
	if k := len(points); k > 0 && (k-1)%step != 0 && onMap(points[k-1].Lat, points[k-1].Lon) {
		line = append(line, spot{points[k-1].Lat, points[k-1].Lon})
	}
	return line
}

// frame lays a sheet over the stops. A few that lie far away, by mistake as a
// rule, do not shrink the others to a dot.
func frame(feed *gtfs.Feed) (d drawing, ok bool) {
	var lats, lons []float64
	for _, s := range feed.Stops {
		if onMap(s.Lat, s.Lon) {
			lats, lons = append(lats, s.Lat), append(lons, s.Lon)
		}
	}
	if len(lats) < 2 {
		return d, false
	}
	south, north := spread(lats)
	west, east := spread(lons)
	high, wide := max(north-south, 0.002), max(east-west, 0.002)
	south, north, west, east = south-high/20, north+high/20, west-wide/20, east+wide/20
	cos := max(math.Cos((south+north)/2*math.Pi/180), 0.05)
	d = drawing{north: north, west: west, width: mapWidth}
	d.scale = mapWidth / ((east - west) * cos)
	if h := (north - south) * d.scale; h > mapWidth {
		d.scale *= mapWidth / h
	}
	d.east = d.scale * cos
	d.width, d.height = (east-west)*d.east, max((north-south)*d.scale, 60)
	return d, true
}

// spread gives bounds of numbers: all of them, unless the outermost lie far from
// the middle four fifths.
func spread(all []float64) (low, high float64) {
	slices.Sort(all)
	a, b := all[len(all)/10], all[len(all)-1-len(all)/10]
	reach := mapLongest * max(b-a, 0.01)
	low, high = a, b
	for _, v := range all {
		if v >= a-reach && v <= b+reach {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

func (d drawing) at(p spot) (x, y float64, inside bool) {
	x, y = (p.lon-d.west)*d.east, (d.north-p.lat)*d.scale
	return x, y, x >= 0 && y >= 0 && x <= d.width && y <= d.height
}

func (d drawing) path(line []spot) string {
	var b strings.Builder
	for i, p := range line {
		x, y, _ := d.at(p)
		letter := "L"
		if i == 0 {
			letter = "M"
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", letter, min(max(x, -5000), 5000), min(max(y, -5000), 5000))
	}
	return b.String()
}

// drawMap draws the network and the marks; outside is how many of these lie
// beyond the sheet. Without two stops, or without a mark, there is no map.
func drawMap(feed *gtfs.Feed, marks []mark, label string) (svg template.HTML, outside int) {
	if len(marks) == 0 {
		return "", 0
	}
	d, ok := frame(feed)
	if !ok {
		return "", 0
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s" xmlns="http://www.w3.org/2000/svg"><rect width="100%%" height="100%%" fill="#f6f6f4"/><g fill="none" stroke="#b9bdc4" stroke-width="1">`, d.width, d.height, html.EscapeString(label))
	for i := range min(feed.Shapes.Len(), mapLines) {
		if line := thinned(feed.Shape(feed.Shapes.IDs[i])); len(line) > 1 {
			fmt.Fprintf(&b, `<path d="%s"/>`, d.path(line))
		}
	}
	b.WriteString(`</g><g fill="#8a9099">`)
	step := 1 + len(feed.Stops)/mapStops
	for i := 0; i < len(feed.Stops); i += step {
		if x, y, in := d.at(spot{feed.Stops[i].Lat, feed.Stops[i].Lon}); in {
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="1.5"/>`, x, y)
		}
	}
	b.WriteString(`</g>`)
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(order(b.severity), order(a.severity)) }) // the worst on top
	for _, m := range marks {
		text := html.EscapeString(m.text)
		if m.line != nil {
			fmt.Fprintf(&b, `<path class="%s" d="%s" fill="none" stroke-width="2.5"><title>%d %s</title></path>`, m.severity, d.path(m.line), m.number, text)
			m.at = m.line[len(m.line)/2]
		}
		x, y, in := d.at(m.at)
		if !in {
			outside++
			continue
		}
		fmt.Fprintf(&b, `<a href="#n%d"><title>%d %s</title><circle class="%s" cx="%.1f" cy="%.1f" r="8"/><text x="%.1f" y="%.1f">%d</text></a>`, m.number, m.number, text, m.severity, x, y, x, y+3.5, m.number)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()), outside
}

// order is 0 for the worst.
func order(s Severity) int { return slices.Index([]Severity{Error, Warning, Info}, s) }
