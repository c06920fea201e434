package territory

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits bounds what is read. The zero value means the defaults.
type Limits struct {
	Bytes  int64 // default 64 MiB
	Points int   // default 2 million
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 64 << 20
	}
	if l.Points == 0 {
		l.Points = 2_000_000
	}
	return l
}

// Feature is a GeoJSON feature: its properties and one kind of geometry.
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
	ID         any             `json:"id"`
	Properties map[string]any  `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
	Features   []rawFeature    `json:"features"`
}

type rawGeometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []rawGeometry   `json:"geometries"`
}

// ReadGeoJSON reads a FeatureCollection, a Feature or a bare geometry (RFC
// 7946) and gives its features. Points are left out. It reads no more than the
// limits allow.
func ReadGeoJSON(r io.Reader, limits Limits) ([]Feature, error) {
	limits = limits.withDefaults()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limits.Bytes {
		return nil, ErrTooLarge
	}
	var top rawFeature
	if err := json.Unmarshal(data, &top); err != nil {
		return nil, fmt.Errorf("territory: it is not GeoJSON: %w", err)
	}
	raws := []rawFeature{top}
	switch top.Type {
	case "FeatureCollection":
		raws = top.Features
	case "Feature":
	default:
		raws[0].Geometry = data
	}
	var out []Feature
	left := limits.Points
	for i, raw := range raws {
		f := Feature{Properties: raw.Properties}
		if raw.ID != nil {
			f.ID = fmt.Sprint(raw.ID)
		}
		if len(raw.Geometry) == 0 || string(raw.Geometry) == "null" {
			continue
		}
		var g rawGeometry
		if err := json.Unmarshal(raw.Geometry, &g); err != nil {
			return nil, fmt.Errorf("territory: feature %d: the geometry is not GeoJSON: %w", i+1, err)
		}
		if err := f.fill(g, &left, 0); err != nil {
			return nil, fmt.Errorf("territory: feature %d: %w", i+1, err)
		}
		if len(f.Lines)+len(f.Polygons) > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}

func (f *Feature) fill(g rawGeometry, left *int, depth int) error {
	switch g.Type {
	case "LineString":
		line, err := decode(g, left, points)
		f.Lines = append(f.Lines, line)
		return err
	case "MultiLineString":
		lines, err := decode(g, left, list(points))
		f.Lines = append(f.Lines, lines...)
		return err
	case "Polygon":
		poly, err := decode(g, left, list(ring))
		f.Polygons = append(f.Polygons, poly)
		return err
	case "MultiPolygon":
		polys, err := decode(g, left, list(polygon))
		f.Polygons = append(f.Polygons, polys...)
		return err
	case "GeometryCollection":
		for _, sub := range g.Geometries {
			if depth > 4 {
				return errors.New("the geometries are nested too deeply")
			}
			if err := f.fill(sub, left, depth+1); err != nil {
				return err
			}
		}
	case "Point", "MultiPoint":
	default:
		return fmt.Errorf("%q is not a GeoJSON geometry", g.Type)
	}
	return nil
}

func decode[T any](g rawGeometry, left *int, read func(json.RawMessage, *int) (T, error)) (T, error) {
	return read(g.Coordinates, left)
}

func list[T any](read func(json.RawMessage, *int) (T, error)) func(json.RawMessage, *int) ([]T, error) {
	return func(data json.RawMessage, left *int) ([]T, error) {
		var raws []json.RawMessage
		if err := json.Unmarshal(data, &raws); err != nil {
			return nil, err
		}
		all := make([]T, 0, len(raws))
		for _, raw := range raws {
			one, err := read(raw, left)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, nil
	}
}

func ring(data json.RawMessage, left *int) (Ring, error) {
	ps, err := points(data, left)
	return Ring(ps), err
}

func polygon(data json.RawMessage, left *int) (Polygon, error) {
	rings, err := list(ring)(data, left)
	return Polygon(rings), err
}

func points(data json.RawMessage, left *int) ([]Point, error) {
	var raw [][]float64
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	if *left -= len(raw); *left < 0 {
		return nil, ErrTooLarge
	}
	out := make([]Point, len(raw))
	for i, c := range raw {
		if len(c) < 2 {
			return nil, &ShapeError{Vertex: i + 1, Reason: "has no longitude and latitude"}
		}
		out[i] = Point{Lat: c[1], Lon: c[0]}
		if !finite(out[i]) {
			return nil, &ShapeError{Vertex: i + 1, Reason: "is not a place on earth"}
		}
	}
	return out, nil
}
