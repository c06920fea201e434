package territory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits bounds what is read. The zero value means the defaults.
type Limits struct {
	Bytes    int64 // default 64 MiB
	Points   int   // default 2 million
	Features int   // default 100,000
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 64 << 20
	}
	if l.Points == 0 {
		l.Points = 2_000_000
	}
	if l.Features == 0 {
		l.Features = 100_000
	}
	return l
}

const (
	maxProperties    = 1 << 20 // bytes of one feature's properties
	maxAllProperties = 16 << 20
	maxGeometries    = 10_000 // in collections of one feature
	maxNesting       = 4      // of geometry collections
)

// Feature is a GeoJSON feature: its properties, and its lines and polygons.
type Feature struct {
	ID         string
	Properties map[string]any
	Lines      [][]Point // of LineString and MultiLineString
	Polygons   []Polygon // of Polygon and MultiPolygon
}

// ErrTooLarge is returned for input beyond the limits.
var ErrTooLarge = errors.New("territory: the GeoJSON is larger than allowed")

type rawFeature struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id"`
	Properties json.RawMessage `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
}

type rawGeometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  json.RawMessage `json:"geometries"`
}

// ReadGeoJSON reads a FeatureCollection, a Feature or a bare geometry (RFC
// 7946) and gives its features, one after the other, without those that have
// no line and no polygon. It reads no more than the limits allow, and gives
// ErrTooLarge beyond; a point that is not on earth is a *ShapeError.
func ReadGeoJSON(r io.Reader, limits Limits) ([]Feature, error) {
	limits = limits.withDefaults()
	in := &bounded{r: r, left: limits.Bytes}
	f := &featureReader{in: json.NewDecoder(in), limits: limits, points: limits.Points, properties: maxAllProperties}
	err := f.read()
	switch {
	case in.over:
		return nil, ErrTooLarge
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("territory: it is not GeoJSON: %w", io.ErrUnexpectedEOF)
	case err != nil:
		return nil, err
	}
	return f.out, nil
}

// bounded reads up to a number of bytes, and remembers when there was more.
type bounded struct {
	r    io.Reader
	left int64
	over bool
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		if n, err := b.r.Read(make([]byte, 1)); n == 0 {
			return 0, err
		}
		b.over = true
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

type featureReader struct {
	in         *json.Decoder
	limits     Limits
	points     int // left
	properties int // bytes left
	seen       int // features
	out        []Feature
}

// read takes the outermost object member by member, and a collection's
// features one by one as they come.
func (r *featureReader) read() error {
	notGeoJSON := func(err error) error { return fmt.Errorf("territory: it is not GeoJSON: %w", err) }
	if t, err := r.in.Token(); err != nil {
		return notGeoJSON(err)
	} else if t != json.Delim('{') {
		return notGeoJSON(errors.New("it does not begin with {"))
	}
	kind := ""
	collection := false
	members := map[string]json.RawMessage{}
	for r.in.More() {
		name, err := r.in.Token()
		if err != nil {
			return notGeoJSON(err)
		}
		switch name {
		case "features":
			collection = true
			err = r.features()
		case "type":
			err = r.in.Decode(&kind)
		case "id", "properties", "geometry", "coordinates", "geometries":
			var m json.RawMessage
			err = r.in.Decode(&m)
			members[name.(string)] = m
		default:
			var skipped json.RawMessage
			err = r.in.Decode(&skipped)
		}
		if err != nil {
			return notGeoJSON(err)
		}
	}
	if _, err := r.in.Token(); err != nil {
		return notGeoJSON(err)
	}
	if _, err := r.in.Token(); !errors.Is(err, io.EOF) {
		return notGeoJSON(errors.New("there is more after its end"))
	}
	switch {
	case kind == "FeatureCollection" && collection:
		return nil
	case kind == "Feature":
		return r.feature(rawFeature{kind, members["id"], members["properties"], members["geometry"]})
	case collection || kind == "":
		return notGeoJSON(errors.New(`its "type" is missing or not FeatureCollection`))
	}
	return r.add(Feature{}, rawGeometry{kind, members["coordinates"], members["geometries"]})
}

func (r *featureReader) features() error {
	return eachOf(r.in, func(in *json.Decoder) error {
		var raw rawFeature
		if err := in.Decode(&raw); err != nil {
			return err
		}
		return r.feature(raw)
	})
}

// eachOf calls item at the start of every item of a list.
func eachOf(in *json.Decoder, item func(*json.Decoder) error) error {
	t, err := in.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return errors.New("there is no list where one is expected")
	}
	for in.More() {
		if err := item(in); err != nil {
			return err
		}
	}
	_, err = in.Token()
	return err
}

func (r *featureReader) feature(raw rawFeature) error {
	if r.seen++; r.seen > r.limits.Features {
		return ErrTooLarge
	}
	if raw.Type != "Feature" {
		return fmt.Errorf("territory: feature %d: its type is %q", r.seen, raw.Type)
	}
	if len(raw.Geometry) == 0 || string(raw.Geometry) == "null" {
		return nil
	}
	f := Feature{ID: idText(raw.ID)}
	var g rawGeometry
	if err := json.Unmarshal(raw.Geometry, &g); err != nil {
		return fmt.Errorf("territory: feature %d: the geometry is not GeoJSON: %w", r.seen, err)
	}
	if r.properties -= len(raw.Properties); len(raw.Properties) > maxProperties || r.properties < 0 {
		return ErrTooLarge
	}
	if len(raw.Properties) > 0 {
		if err := json.Unmarshal(raw.Properties, &f.Properties); err != nil {
			return fmt.Errorf("territory: feature %d: its properties: %w", r.seen, err)
		}
	}
	return r.add(f, g)
}

// idText gives an id that is text or a number as text.
func idText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// add fills a feature with its geometry and keeps it.
func (r *featureReader) add(f Feature, g rawGeometry) error {
	geometries := maxGeometries
	if err := r.fill(&f, g, 0, &geometries); err != nil {
		return fmt.Errorf("territory: feature %d: %w", max(r.seen, 1), err)
	}
	if len(f.Lines)+len(f.Polygons) > 0 {
		r.out = append(r.out, f)
	}
	return nil
}

func (r *featureReader) fill(f *Feature, g rawGeometry, depth int, left *int) error {
	if *left--; *left < 0 {
		return ErrTooLarge
	}
	depthOf := map[string]int{"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
	switch g.Type {
	case "LineString", "MultiLineString", "Polygon", "MultiPolygon":
		polygons, err := readCoordinates(g.Coordinates, depthOf[g.Type], &r.points)
		if err != nil {
			return err
		}
		for _, poly := range polygons {
			if g.Type == "Polygon" || g.Type == "MultiPolygon" {
				f.Polygons = append(f.Polygons, poly)
				continue
			}
			for _, line := range poly {
				f.Lines = append(f.Lines, line)
			}
		}
	case "GeometryCollection":
		if depth >= maxNesting {
			return errors.New("the geometries are nested too deeply")
		}
		return eachOf(json.NewDecoder(bytes.NewReader(g.Geometries)), func(in *json.Decoder) error {
			var sub rawGeometry
			if err := in.Decode(&sub); err != nil {
				return fmt.Errorf("the geometries: %w", err)
			}
			return r.fill(f, sub, depth+1, left)
		})
	case "Point", "MultiPoint":
	default:
		return fmt.Errorf("%q is not a GeoJSON geometry", g.Type)
	}
	return nil
}
