// SPDX-License-Identifier: Apache-2.0

// Command gen makes the demo feed from an OpenStreetMap export of the Trans
// Metro Pekanbaru relations:
//
//	go run ./internal/demo/feed/gen RELATIONS.geojson STOPS.geojson internal/demo/feed/data
//
// The geometry is real (© OpenStreetMap contributors, ODbL); the timetable is
// illustrative. docs/data/demo-feed.md says what is done and why; the gaps
// that are bridged are printed.
package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

type point struct{ lat, lon float64 }

type feature struct {
	ID         string
	Properties map[string]any
	Geometry   struct {
		Type        string
		Coordinates json.RawMessage
	}
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: gen RELATIONS.geojson STOPS.geojson OUT-FOLDER")
	}
	relations, named := load(os.Args[1]), load(os.Args[2])
	g := &generator{out: os.Args[3], stopIDs: map[string]bool{}}
	g.stops = gatherStops(relations, named)
	for _, f := range relations {
		if strings.HasPrefix(f.ID, "relation/") {
			g.relation(f)
		}
	}
	g.write()
}

func load(path string) []feature {
	data, err := os.ReadFile(path)
	check(err)
	var fc struct{ Features []feature }
	check(json.Unmarshal(data, &fc))
	for i, f := range fc.Features {
		if f.ID == "" {
			fc.Features[i].ID, _ = f.Properties["@id"].(string)
		}
	}
	return fc.Features
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

type stop struct {
	id, name string
	at       point
	of       map[string]bool // relations that name it
}

// gatherStops takes the member nodes of the relations, and the named stops.
func gatherStops(relations, named []feature) []stop {
	var all []stop
	seen := map[string]bool{}
	add := func(f feature) {
		if f.Geometry.Type != "Point" || seen[f.ID] {
			return
		}
		var c []float64
		check(json.Unmarshal(f.Geometry.Coordinates, &c))
		name, _ := f.Properties["name"].(string)
		s := stop{id: strings.TrimPrefix(f.ID, "node/"), name: name, at: point{c[1], c[0]}, of: map[string]bool{}}
		if rels, ok := f.Properties["@relations"].([]any); ok {
			for _, r := range rels {
				if m, ok := r.(map[string]any); ok {
					s.of[fmt.Sprintf("relation/%.0f", m["rel"])] = true
				}
			}
		}
		if len(s.of) == 0 && s.name == "" {
			return
		}
		seen[f.ID] = true
		all = append(all, s)
	}
	for _, f := range relations {
		add(f)
	}
	for _, f := range named {
		add(f)
	}
	return all
}

type generator struct {
	out     string
	stops   []stop
	stopIDs map[string]bool
	unnamed int // stops without a name in the source, numbered as they come
	seen    map[string]int

	routes, trips, times, shapes, stopRows, freqs [][]string
}

// relation turns one relation into a shape with its stops and trips.
func (g *generator) relation(f feature) {
	tag := func(k string) string { s, _ := f.Properties[k].(string); return s }
	ref := tag("ref")
	line, gaps := join(f)
	if len(gaps) > 0 {
		fmt.Printf("route %s %s: gaps of %s m\n", ref, f.ID, strings.Join(gaps, ", "))
	}
	if g.seen == nil {
		g.seen = map[string]int{}
	}
	direction := g.seen[ref]
	g.seen[ref]++
	if direction == 0 {
		agency, name := "tmp", strings.TrimPrefix(tag("name"), "Rute 1: ")
		if strings.HasPrefix(ref, "OA") {
			agency = "opletaman"
		}
		g.routes = append(g.routes, []string{ref, agency, ref, name, "3", map[bool]string{true: "1f5fa8", false: "6b6b6b"}[ref == "1"]})
	}
	from, to := ends(f)
	g.pattern(ref, f.ID, direction, line, from, to)
	// A relation that exists one way only gets a return trip on the same road
	// driven backwards. A round trip needs none.
	if ref == "1" {
		back := slices.Clone(line)
		slices.Reverse(back)
		g.seen[ref]++
		g.pattern(ref, f.ID, 1, back, to, from)
	}
}

func ends(f feature) (from, to string) {
	tag := func(k string) string { s, _ := f.Properties[k].(string); return s }
	from, to = tag("from"), tag("to")
	if a, b, ok := strings.Cut(tag("name"), "–"); ok {
		if from == "" {
			from = a
		}
		if to == "" {
			to = b
		}
	}
	return from, to
}

// join gives a relation's line. Beginning with the longest, pieces are joined
// at their nearest ends and small gaps bridged by a straight line; a piece
// beyond a wide gap is left out.
func join(f feature) (line []point, gaps []string) {
	var pieces [][]point
	read := func(c [][]float64) {
		var p []point
		for _, x := range c {
			p = append(p, point{x[1], x[0]})
		}
		pieces = append(pieces, p)
	}
	if f.Geometry.Type == "LineString" {
		var c [][]float64
		check(json.Unmarshal(f.Geometry.Coordinates, &c))
		read(c)
	} else {
		var m [][][]float64
		check(json.Unmarshal(f.Geometry.Coordinates, &m))
		for _, c := range m {
			read(c)
		}
	}
	slices.SortStableFunc(pieces, func(a, b []point) int { return cmp.Compare(length(b), length(a)) }) // the longest first
	line, pieces = pieces[0], pieces[1:]
	for len(pieces) > 0 {
		best, where, least := 0, 0, math.Inf(1)
		for i, p := range pieces {
			head, tail := line[0], line[len(line)-1]
			for k, d := range []float64{dist(tail, p[0]), dist(tail, p[len(p)-1]), dist(head, p[len(p)-1]), dist(head, p[0])} {
				if d < least {
					best, where, least = i, k, d
				}
			}
		}
		if least > bridge {
			gaps = append(gaps, fmt.Sprintf("%.0f (left out: %.0f m of line)", least, length(pieces[best])))
			pieces = slices.Delete(pieces, best, best+1)
			continue
		}
		p := slices.Clone(pieces[best])
		if where == 1 || where == 3 {
			slices.Reverse(p)
		}
		if where <= 1 {
			line = append(slices.Clone(line), p...)
		} else {
			line = append(p, line...)
		}
		gaps = append(gaps, fmt.Sprintf("%.0f", least))
		pieces = slices.Delete(pieces, best, best+1)
	}
	return slices.Compact(line), gaps
}

const (
	speed      = 20.0 / 3.6 // m/s over the whole run, stops included
	stopRadius = 40.0       // m from the line
	firstRun   = 5*3600 + 1800
	lastRun    = 20*3600 + 1800
	headway    = 900
	layover    = 600 // s at least
	bridge     = 500 // m: a wider gap is not bridged
)

// pattern writes the shape, stops and trips of one direction.
func (g *generator) pattern(ref, relation string, direction int, line []point, from, to string) {
	id := fmt.Sprintf("%s-%d", ref, direction)
	cum := []float64{0}
	for i := 1; i < len(line); i++ {
		cum = append(cum, cum[i-1]+dist(line[i-1], line[i]))
	}
	length := cum[len(cum)-1]
	for i, p := range line {
		g.shapes = append(g.shapes, []string{id, deg(p.lat), deg(p.lon), strconv.Itoa(i), metres(cum[i])})
	}
	type call struct {
		stop string
		at   float64
	}
	calls := []call{{g.terminal(id, "a", from, line[0]), 0}}
	var between []call
	for _, s := range g.stops {
		along, off := project(line, cum, s.at)
		if off <= stopRadius && along > 120 && along < length-120 && (s.of[relation] || s.name != "") {
			between = append(between, call{g.stop(s), along})
		}
	}
	slices.SortFunc(between, func(a, b call) int { return int(math.Copysign(1, a.at-b.at)) })
	for _, c := range between {
		if c.at-calls[len(calls)-1].at >= 120 { // two nodes of one stop
			calls = append(calls, c)
		}
	}
	calls = append(calls, call{g.terminal(id, "b", to, line[len(line)-1]), length})
	duration := int(math.Round(length/speed/60)) * 60
	fmt.Printf("route %s: %.0f m, %d stops, %d min\n", id, length, len(calls), duration/60)
	trip := func(tripID, block string, start int) {
		g.trips = append(g.trips, []string{ref, "harian", tripID, to, strconv.Itoa(direction), block, id})
		for i, c := range calls {
			t := clock(start + int(math.Round(c.at/length*float64(duration))))
			g.times = append(g.times, []string{tripID, t, t, c.stop, strconv.Itoa(i + 1), metres(c.at)})
		}
	}
	if ref != "1" {
		trip(id, "", firstRun)
		g.freqs = append(g.freqs, []string{id, clock(firstRun), clock(lastRun), "1500", "0"})
		return
	}
	fleet := 2 * ((duration + layover + headway - 1) / headway)
	// A block that leaves one end at its k-th departure leaves the other half a
	// fleet's headways later, and is back after a whole fleet's.
	for k, start := 0, firstRun; start <= lastRun; k, start = k+1, start+headway {
		block := k % fleet
		if direction == 1 {
			block = ((k-fleet/2)%fleet + fleet) % fleet
		}
		trip(fmt.Sprintf("%s-%s", id, strings.ReplaceAll(clock(start)[:5], ":", "")), fmt.Sprintf("B%d", block+1), start)
	}
}

// terminal makes the stop at an end of a line.
func (g *generator) terminal(pattern, end, name string, at point) string {
	if name == "" {
		name = "Ujung rute " + pattern
	}
	return g.stop(stop{id: "t-" + pattern + end, name: name, at: at})
}

func (g *generator) stop(s stop) string {
	if g.stopIDs[s.id] {
		return s.id
	}
	g.stopIDs[s.id] = true
	name := s.name
	if name == "" {
		g.unnamed++
		name = fmt.Sprintf("Halte tanpa nama %d", g.unnamed)
	}
	g.stopRows = append(g.stopRows, []string{s.id, name, deg(s.at.lat), deg(s.at.lon)})
	return s.id
}

func (g *generator) write() {
	table := func(name, header string, rows [][]string) {
		f, err := os.Create(filepath.Join(g.out, name))
		check(err)
		w := csv.NewWriter(f)
		check(w.Write(strings.Split(header, ",")))
		check(w.WriteAll(rows))
		check(f.Close())
	}
	note := "Jadwal ilustratif di atas geometri nyata (illustrative timetable on real geometry). Geometri © OpenStreetMap contributors, ODbL 1.0."
	table("agency.txt", "agency_id,agency_name,agency_url,agency_timezone,agency_lang", [][]string{
		{"tmp", "Trans Metro Pekanbaru (jadwal ilustratif)", "https://www.openstreetmap.org/copyright", "Asia/Jakarta", "id"},
		{"opletaman", "OpletAMAN (jadwal ilustratif)", "https://www.openstreetmap.org/copyright", "Asia/Jakarta", "id"},
	})
	table("routes.txt", "route_id,agency_id,route_short_name,route_long_name,route_type,route_color", g.routes)
	table("trips.txt", "route_id,service_id,trip_id,trip_headsign,direction_id,block_id,shape_id", g.trips)
	table("stops.txt", "stop_id,stop_name,stop_lat,stop_lon", g.stopRows)
	table("stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled", g.times)
	table("shapes.txt", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled", g.shapes)
	table("frequencies.txt", "trip_id,start_time,end_time,headway_secs,exact_times", g.freqs)
	table("calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date", [][]string{
		{"harian", "1", "1", "1", "1", "1", "1", "1", "20240904", "20290903"},
	})
	table("feed_info.txt", "feed_publisher_name,feed_publisher_url,feed_lang,feed_version,feed_desc,feed_start_date,feed_end_date", [][]string{
		{"Sinergi (contoh)", "https://www.openstreetmap.org/copyright", "id", "2026-05-24", note, "20240904", "20290903"},
	})
	table("attributions.txt", "organization_name,is_producer,attribution_url", [][]string{
		{"© OpenStreetMap contributors (ODbL 1.0)", "1", "https://www.openstreetmap.org/copyright"},
	})
}

func length(line []point) (m float64) {
	for i := 1; i < len(line); i++ {
		m += dist(line[i-1], line[i])
	}
	return m
}

func deg(v float64) string    { return strconv.FormatFloat(v, 'f', 7, 64) }
func metres(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
func clock(s int) string      { return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60) }

// dist is the distance in metres by the WGS 84 radii of curvature at the mean
// latitude, good to millimetres over the lengths between a line's points.
func dist(a, b point) float64 {
	const axis, e2 = 6378137.0, 0.00669437999014
	phi := (a.lat + b.lat) / 2 * math.Pi / 180
	w := 1 - e2*math.Sin(phi)*math.Sin(phi)
	north := (b.lat - a.lat) * math.Pi / 180 * axis * (1 - e2) / math.Pow(w, 1.5)
	east := (b.lon - a.lon) * math.Pi / 180 * axis / math.Sqrt(w) * math.Cos(phi)
	return math.Hypot(north, east)
}

// project gives how far along a line a point's foot is, and how far off it.
func project(line []point, cum []float64, p point) (along, off float64) {
	off = math.Inf(1)
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		k := math.Cos(a.lat * math.Pi / 180)
		vx, vy := (b.lon-a.lon)*k, b.lat-a.lat
		wx, wy := (p.lon-a.lon)*k, p.lat-a.lat
		t := 0.0
		if l := vx*vx + vy*vy; l > 0 {
			t = math.Max(0, math.Min(1, (wx*vx+wy*vy)/l))
		}
		foot := point{a.lat + t*(b.lat-a.lat), a.lon + t*(b.lon-a.lon)}
		if d := dist(foot, p); d < off {
			along, off = cum[i-1]+t*(cum[i]-cum[i-1]), d
		}
	}
	return along, off
}
