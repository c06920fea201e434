package timetable

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/fault"
)

// Drawing is what somebody drew with another program: halts and ways.
type Drawing struct {
	Given bool // there was a file
	Halts []Halt
	Ways  [][]Place
}

// Longest gives the longest way, nil when there is none.
func (d Drawing) Longest() (way []Place) {
	most := -1.0
	for _, w := range d.Ways {
		sum := 0.0
		for i := 1; i < len(w); i++ {
			sum += metres(w[i-1], w[i])
		}
		if sum > most {
			most, way = sum, w
		}
	}
	return way
}

// ReadDrawing reads GeoJSON, KML, OpenStreetMap XML, or the JSON of Overpass. Of
// OpenStreetMap a relation of a route gives its way, joined from its members,
// and its stops; without a relation, ways and named nodes are taken as they are.
func ReadDrawing(b []byte) (d Drawing, err error) {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	switch {
	case bytes.HasPrefix(b, []byte("{")):
		var kind struct {
			Type     string          `json:"type"`
			Elements json.RawMessage `json:"elements"`
		}
		if err = json.Unmarshal(b, &kind); err == nil {
			if kind.Elements != nil {
				d, err = readOverpass(b)
			} else {
				d, err = readGeoJSON(b)
			}
		}
	case bytes.HasPrefix(b, []byte("<")):
		d, err = readXML(b)
	default:
		return d, fault.New(fault.Invalid, "timetable.no_drawing")
	}
	if err != nil {
		return d, fault.Wrap(fault.Invalid, "timetable.no_drawing", err)
	}
	d.Given = true
	d.Ways = slices.DeleteFunc(d.Ways, func(w []Place) bool { return len(w) < 2 })
	points := 0
	for _, w := range d.Ways {
		points += len(w)
	}
	if len(d.Halts) > maxHalts || points > 20*maxWay {
		return d, fault.New(fault.Invalid, "timetable.too_large")
	}
	return d, nil
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []geometry      `json:"geometries,omitempty"`
}

type feature struct {
	Type       string         `json:"type"`
	Properties map[string]any `json:"properties"`
	Geometry   *geometry      `json:"geometry"`
}

func readGeoJSON(b []byte) (d Drawing, err error) {
	var doc struct {
		geometry
		Features   []feature      `json:"features"`
		Geometry   *geometry      `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return d, err
	}
	switch doc.Type {
	case "FeatureCollection":
	case "Feature":
		doc.Features = []feature{{Properties: doc.Properties, Geometry: doc.Geometry}}
	default:
		doc.Features = []feature{{Geometry: &doc.geometry}}
	}
	for _, f := range doc.Features {
		name := ""
		for _, key := range []string{"name", "nama", "stop_name", "Name", "NAMA"} {
			if s, ok := f.Properties[key].(string); ok && name == "" {
				name = strings.TrimSpace(s)
			}
		}
		if f.Geometry != nil {
			if err := d.geometry(*f.Geometry, name, 0); err != nil {
				return d, err
			}
		}
	}
	return d, nil
}

func (d *Drawing) geometry(g geometry, name string, depth int) error {
	place := func(pair []float64) (q Place) {
		if len(pair) >= 2 {
			q = Place{pair[1], pair[0]}
		}
		return q
	}
	line := func(pairs [][]float64) (way []Place) {
		for _, p := range pairs {
			way = append(way, place(p))
		}
		return way
	}
	switch g.Type {
	case "Point":
		var pair []float64
		if err := json.Unmarshal(g.Coordinates, &pair); err != nil {
			return err
		}
		d.Halts = append(d.Halts, Halt{Name: name, At: place(pair)})
	case "MultiPoint", "LineString":
		var pairs [][]float64
		if err := json.Unmarshal(g.Coordinates, &pairs); err != nil {
			return err
		}
		if g.Type == "LineString" {
			d.Ways = append(d.Ways, line(pairs))
			return nil
		}
		for _, p := range pairs {
			d.Halts = append(d.Halts, Halt{Name: name, At: place(p)})
		}
	case "MultiLineString":
		var lines [][][]float64
		if err := json.Unmarshal(g.Coordinates, &lines); err != nil {
			return err
		}
		var pieces [][]Place
		for _, l := range lines {
			pieces = append(pieces, line(l))
		}
		d.Ways = append(d.Ways, join(pieces)...)
	case "GeometryCollection":
		for _, inner := range g.Geometries {
			if depth > 4 {
				return nil
			}
			if err := d.geometry(inner, name, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// join makes ways of pieces that follow each other, turning those that were
// drawn the other way round. Pieces that do not meet begin a new way.
func join(pieces [][]Place) (ways [][]Place) {
	const meet = 30.0 // metres
	for _, p := range pieces {
		if len(p) < 2 {
			continue
		}
		if len(ways) == 0 {
			ways = append(ways, slices.Clone(p))
			continue
		}
		w := &ways[len(ways)-1]
		turned := slices.Clone(p)
		slices.Reverse(turned)
		end, start := (*w)[len(*w)-1], (*w)[0]
		switch {
		case metres(end, p[0]) < meet:
			*w = append(*w, p[1:]...)
		case metres(end, turned[0]) < meet:
			*w = append(*w, turned[1:]...)
		case len(ways) == 1 && metres(start, p[0]) < meet: // the first piece was drawn the other way round
			slices.Reverse(*w)
			*w = append(*w, p[1:]...)
		case len(ways) == 1 && metres(start, turned[0]) < meet:
			slices.Reverse(*w)
			*w = append(*w, turned[1:]...)
		default:
			ways = append(ways, slices.Clone(p))
		}
	}
	return ways
}

// readXML reads KML or OpenStreetMap XML, element by element.
func readXML(b []byte) (d Drawing, err error) {
	dec := xml.NewDecoder(bytes.NewReader(b))
	dec.Strict = true
	o := osm{nodes: map[int64]osmNode{}, ways: map[int64][]int64{}}
	kml, name := false, ""
	for {
		tok, err := dec.Token()
		if tok == nil && err != nil {
			if err.Error() != "EOF" {
				return d, err
			}
			break
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "kml":
			kml = true
		case "Placemark":
			name = ""
		case "name":
			if kml {
				if err := dec.DecodeElement(&name, &start); err != nil {
					return d, err
				}
				name = strings.TrimSpace(name)
			}
		case "Point", "LineString":
			var g struct {
				Coordinates string `xml:"coordinates"`
			}
			if err := dec.DecodeElement(&g, &start); err != nil {
				return d, err
			}
			way := kmlPlaces(g.Coordinates)
			if start.Name.Local == "LineString" {
				d.Ways = append(d.Ways, way)
			} else if len(way) > 0 {
				d.Halts = append(d.Halts, Halt{Name: name, At: way[0]})
			}
		case "node", "way", "relation":
			if err := o.element(dec, start); err != nil {
				return d, err
			}
		}
	}
	if kml {
		return d, nil
	}
	return o.drawing(), nil
}

func kmlPlaces(s string) (way []Place) {
	for _, word := range strings.Fields(s) {
		parts := strings.Split(word, ",")
		if len(parts) < 2 {
			continue
		}
		lon, err1 := strconv.ParseFloat(parts[0], 64)
		lat, err2 := strconv.ParseFloat(parts[1], 64)
		if err1 == nil && err2 == nil {
			way = append(way, Place{lat, lon})
		}
	}
	return way
}

// GeoJSON gives halts and ways as a FeatureCollection, for other programs.
func (p *Plan) GeoJSON() any {
	type shape struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}
	type item struct {
		Type       string         `json:"type"`
		Properties map[string]any `json:"properties"`
		Geometry   shape          `json:"geometry"`
	}
	items := []item{}
	pair := func(q Place) [2]float64 { return [2]float64{q.Lon, q.Lat} }
	for _, h := range p.Halts {
		items = append(items, item{"Feature", map[string]any{"id": h.ID, "name": h.Name}, shape{"Point", pair(h.At)}})
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		for k := range l.Patterns {
			t := &l.Patterns[k]
			pairs := [][2]float64{}
			for _, q := range p.Way(t) {
				pairs = append(pairs, pair(q))
			}
			if len(pairs) > 1 {
				items = append(items, item{"Feature", map[string]any{"line": l.Code, "name": l.Name, "direction": t.Direction, "headsign": t.Headsign, "pattern": t.ID}, shape{"LineString", pairs}})
			}
		}
	}
	return map[string]any{"type": "FeatureCollection", "features": items}
}

// Back gives the way in the other direction: the same halts, times and places
// from the end. Where buses go back by other roads or halts it is a beginning.
func (t *Pattern) Back() Pattern {
	back := Pattern{ID: t.ID, Direction: 1 - t.Direction, Way: slices.Clone(t.Way)}
	slices.Reverse(back.Way)
	for i := len(t.Calls) - 1; i >= 0; i-- {
		c := Call{Halt: t.Calls[i].Halt, Dwell: t.Calls[i].Dwell}
		if i+1 < len(t.Calls) {
			c.Run = t.Calls[i+1].Run
		}
		back.Calls = append(back.Calls, c)
	}
	return back
}

// Metres is the distance between two places.
func Metres(a, b Place) float64 { return metres(a, b) }

// Near reports whether two places are the same to within a few steps.
func Near(a, b Place) bool { return metres(a, b) < 25 }
