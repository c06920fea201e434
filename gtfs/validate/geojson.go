package validate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

const geojsonName = "locations.geojson"

var (
	duplicateFeature    = Notice{"duplicate_geo_json_key", Error, geojsonName, "featureId firstIndex secondIndex", "Dua kawasan memakai id yang sama.", "Two areas have the same id."}
	duplicatedElement   = Notice{"geo_json_duplicated_element", Error, geojsonName, "filename duplicatedElement", "Unsur JSON ditulis dua kali.", "An element of the JSON is written twice."}
	unknownElement      = Notice{"geo_json_unknown_element", Info, geojsonName, "filename unknownElement", "Unsur JSON tidak dikenal GTFS.", "GTFS does not know an element of the JSON."}
	invalidGeometry     = Notice{"invalid_geometry", Error, geojsonName, "featureId geometryType message", "Bentuk kawasan tidak sah: garisnya harus tertutup dan tidak memotong dirinya.", "The outline of the area is not valid: it must be closed and not cross itself."}
	malformedJSON       = Notice{"malformed_json", Error, geojsonName, "filename message", "Berkas bukan JSON yang sah.", "The file is not valid JSON."}
	missingElement      = Notice{"missing_required_element", Error, geojsonName, "featureId missingElement featureIndex", "Unsur wajib tidak ada.", "A required element is missing."}
	unsupportedFeature  = Notice{"unsupported_feature_type", Error, geojsonName, "featureIndex featureId featureType", "Jenis unsur harus Feature.", "The type must be Feature."}
	unsupportedGeoJSON  = Notice{"unsupported_geo_json_type", Error, geojsonName, "geoJsonType", "Jenis berkas harus FeatureCollection.", "The type of the file must be FeatureCollection."}
	unsupportedGeometry = Notice{"unsupported_geometry_type", Error, geojsonName, "featureIndex featureId geometryType", "Kawasan harus Polygon atau MultiPolygon.", "An area must be a Polygon or a MultiPolygon."}
)

// locations are the areas of locations.geojson.
type locations struct {
	areas map[string][]ring // outer rings and holes
	lost  bool              // areas could not be read
}

// ring is a closed line of longitude and latitude.
type ring [][2]float64

type geoFeature struct {
	ID         *string                    `json:"id"`
	Type       *string                    `json:"type"`
	Properties map[string]json.RawMessage `json:"properties"`
	Geometry   *struct {
		Type        *string         `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// geoJSON reads locations.geojson and wants areas in it.
var geoJSON = rule{notices: []*Notice{&duplicateFeature, &duplicatedElement, &unknownElement, &invalidGeometry, &malformedJSON, &missingElement, &unsupportedFeature, &unsupportedGeoJSON, &unsupportedGeometry}, feed: func(r *run) {
	data := r.feed.GeoJSON()
	if data == nil {
		return
	}
	if err := r.elements(data); err != nil {
		r.add(&malformedJSON, geojsonName, err.Error())
		return
	}
	readAreas(data, r.add)
}}

// areas gives the areas, once.
func (s *shared) areas() *locations {
	s.geoOnce.Do(func() { s.geo = readAreas(s.feed.GeoJSON(), func(*Notice, ...any) {}) })
	return s.geo
}

func readAreas(data []byte, add func(*Notice, ...any)) *locations {
	out := &locations{areas: map[string][]ring{}}
	var all struct {
		Type     *string           `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if json.Unmarshal(data, &all) != nil {
		out.lost = true
		return out
	}
	switch {
	case all.Type == nil:
		add(&missingElement, nil, "type", nil)
		return out
	case *all.Type != "FeatureCollection":
		add(&unsupportedGeoJSON, *all.Type)
		return out
	}
	at := map[string]int{}
	for i, raw := range all.Features {
		var f geoFeature
		if err := json.Unmarshal(raw, &f); err != nil {
			add(&malformedJSON, geojsonName, fmt.Sprintf("features[%d]: %v", i, err))
			continue
		}
		if id, rings, ok := f.read(i, add); ok {
			if first, twice := at[id]; twice {
				add(&duplicateFeature, id, first, i)
				continue
			}
			at[id], out.areas[id] = i, rings
		}
	}
	return out
}

func (f *geoFeature) read(i int, add func(*Notice, ...any)) (string, []ring, bool) {
	id, fine := "", true
	if f.ID != nil {
		id = *f.ID
	}
	absent := func(missing bool, element string) {
		if missing {
			fine = false
			add(&missingElement, id, element, i)
		}
	}
	absent(id == "", "features.id")
	absent(f.Type == nil, "features.type")
	absent(f.Properties == nil, "features.properties")
	absent(f.Geometry == nil, "features.geometry")
	if f.Type != nil && *f.Type != "Feature" {
		add(&unsupportedFeature, i, id, *f.Type)
		fine = false
	}
	if f.Geometry != nil {
		absent(f.Geometry.Type == nil, "features.geometry.type")
		absent(f.Geometry.Coordinates == nil, "features.geometry.coordinates")
	}
	if !fine {
		return id, nil, false
	}
	kind := *f.Geometry.Type
	var rings []ring
	var err error
	switch kind {
	case "Polygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &rings)
	case "MultiPolygon":
		var parts [][]ring
		err = json.Unmarshal(f.Geometry.Coordinates, &parts)
		rings = slices.Concat(parts...)
	default:
		add(&unsupportedGeometry, i, id, kind)
		return id, nil, true
	}
	if err == nil {
		err = wholeRings(rings)
	}
	if err != nil {
		add(&invalidGeometry, id, kind, err.Error())
		return id, nil, true
	}
	return id, rings, true
}

// known are the elements of a feature that GTFS makes sense of.
var known = map[string][]string{
	"":                     {"type", "features"},
	"features.":            {"type", "id", "properties", "geometry"},
	"features.properties.": {"stop_name", "stop_desc"},
	"features.geometry.":   {"type", "coordinates"},
}

// elements goes through the JSON for elements that are written twice or not known.
func (r *run) elements(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	var walk func(path string) error
	walk = func(path string) error {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('['):
			for d.More() {
				if err := walk(path); err != nil {
					return err
				}
			}
			_, err = d.Token()
		case json.Delim('{'):
			seen := map[string]bool{}
			for d.More() {
				key, err := d.Token()
				if err != nil {
					return err
				}
				name := path + fmt.Sprint(key)
				if seen[name] {
					r.add(&duplicatedElement, geojsonName, name)
				}
				seen[name] = true
				if elements, ok := known[path]; ok && !slices.Contains(elements, fmt.Sprint(key)) {
					r.add(&unknownElement, geojsonName, name)
				}
				if err := walk(name + "."); err != nil {
					return err
				}
			}
			_, err = d.Token()
		}
		return err
	}
	if err := walk(""); err != nil {
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the end")
	}
	return nil
}
