package territory_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/territory"
)

func TestReadGeoJSON(t *testing.T) {
	t.Parallel()
	pt := func(lon, lat float64) territory.Point { return territory.Point{Lat: lat, Lon: lon} }
	tri := territory.Ring{pt(101, 0), pt(102, 0), pt(102, 1), pt(101, 0)}
	triText := "[[101,0],[102,0],[102,1],[101,0]]"
	for name, c := range map[string]struct {
		text string
		want []territory.Feature
	}{
		"a bare line":              {`{"type":"LineString","coordinates":[[101.5,0.5,12],[102,1]]}`, []territory.Feature{{Lines: [][]territory.Point{{pt(101.5, 0.5), pt(102, 1)}}}}},
		"a line in several pieces": {`{"coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]],"type":"MultiLineString"}`, []territory.Feature{{Lines: [][]territory.Point{{pt(1, 2), pt(3, 4)}, {pt(5, 6), pt(7, 8)}}}}},
		"a feature":                {`{"type":"Feature","id":7,"properties":{"kode":"14.71"},"geometry":{"type":"Polygon","coordinates":[` + triText + `]}}`, []territory.Feature{{ID: "7", Properties: map[string]any{"kode": "14.71"}, Polygons: []territory.Polygon{{tri}}}}},
		"a collection, type last":  {`{"features":[{"type":"Feature","id":"a","properties":null,"geometry":{"type":"MultiPolygon","coordinates":[[` + triText + `]]}},{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}},{"type":"Feature","geometry":null}],"generator":{"x":[1,2]},"type":"FeatureCollection"}`, []territory.Feature{{ID: "a", Polygons: []territory.Polygon{{tri}}}}},
		"geometries in one":        {`{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1,2],[3,4]]},{"type":"Point","coordinates":[1,2]},{"type":"Polygon","coordinates":[` + triText + `]}]}`, []territory.Feature{{Lines: [][]territory.Point{{pt(1, 2), pt(3, 4)}}, Polygons: []territory.Polygon{{tri}}}}},
		"spaces and exponents":     {"{ \"type\" : \"LineString\" ,\n \"coordinates\" : [ [ 1e0 , -2E-1 ] ,\t[ 3.5e+1 , 4 ] ] }\n", []territory.Feature{{Lines: [][]territory.Point{{pt(1, -0.2), pt(35, 4)}}}}},
		"an empty collection":      {`{"type":"FeatureCollection","features":[]}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := territory.ReadGeoJSON(strings.NewReader(c.text), territory.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, c.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGeoJSONThatIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":                     "",
		"zeros":                       "\x00\x00\x00\x00",
		"a list":                      `[1,2]`,
		"cut off":                     `{"type":"LineString","coordinates":[[1,2],[3`,
		"cut off between features":    `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},`,
		"more after its end":          `{"type":"LineString","coordinates":[[1,2],[3,4]]}{}`,
		"no type":                     `{"coordinates":[[1,2],[3,4]]}`,
		"a type that is none":         `{"type":"Circle","coordinates":[1,2]}`,
		"features without collection": `{"type":"Feature2","features":[]}`,
		"features are no list":        `{"type":"FeatureCollection","features":{}}`,
		"a feature of no type":        `{"type":"FeatureCollection","features":[{"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]}`,
		"NaN":                         `{"type":"LineString","coordinates":[[NaN,2],[3,4]]}`,
		"a number beyond numbers":     `{"type":"LineString","coordinates":[[1e999,2],[3,4]]}`,
		"metres, not degrees":         `{"type":"LineString","coordinates":[[771234.5,50123.1],[771234.5,50123.1]]}`,
		"latitude first":              `{"type":"LineString","coordinates":[[0.5,101.4],[0.6,101.4]]}`,
		"words":                       `{"type":"LineString","coordinates":[["1","2"],[3,4]]}`,
		"too shallow":                 `{"type":"Polygon","coordinates":[[1,2],[3,4]]}`,
		"too deep":                    `{"type":"LineString","coordinates":[[[1,2],[3,4]]]}`,
		"one number":                  `{"type":"LineString","coordinates":[[1],[3,4]]}`,
		"no coordinates":              `{"type":"LineString"}`,
		"nested without end":          strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 50) + strings.Repeat(`]}`, 50),
		"lists without end":           strings.Repeat(`[`, 1_000_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := territory.ReadGeoJSON(strings.NewReader(text), territory.Limits{}); err == nil {
				t.Errorf("read as %v", got)
			}
		})
	}
	_, err := territory.ReadGeoJSON(strings.NewReader(`{"type":"MultiPolygon","coordinates":[[[[1,2]],[[3,4],[200,1]]]]}`), territory.Limits{})
	var s *territory.ShapeError
	if want := (territory.ShapeError{Ring: 2, Vertex: 2, Problem: territory.NotOnEarth}); !errors.As(err, &s) || *s != want {
		t.Errorf("%v, want %v", err, &want)
	}
}

// endless repeats a text after a beginning, for so many bytes.
type endless struct {
	begin, again string
	left         int64
	at           int
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) && e.left > 0 {
		text := e.begin
		if text == "" {
			text = e.again
		}
		k := copy(p[n:], text[e.at:])
		n, e.at, e.left = n+k, e.at+k, e.left-int64(k)
		if e.at == len(text) {
			e.begin, e.at = "", 0
		}
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Two gigabytes of anything end in a clear error, and take no more memory than
// a few times the limit, which is low here to be quick.
func TestHugeInputIsRefusedInBoundedMemory(t *testing.T) {
	const huge = 2 << 30
	limits := territory.Limits{Bytes: 8 << 20, Points: 100_000}
	for name, c := range map[string]struct {
		begin, again string
		tooLarge     bool
	}{
		"zeros":              {"\x00", "\x00", false},
		"spaces":             {" ", " ", true},
		"points":             {`{"type":"LineString","coordinates":[[1,2]`, `,[1,2]`, true},
		"empty lists":        {`{"type":"Polygon","coordinates":[[]`, `,[]`, true},
		"features":           {`{"type":"FeatureCollection","features":[{"type":"Feature"}`, `,{"type":"Feature"}`, true},
		"properties":         {`{"type":"Feature","properties":{"a":0`, `,"a":0`, true},
		"small features":     {`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":[0,0,0,0]},"geometry":null}`, `,{"type":"Feature","properties":{"a":[0,0,0,0]},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}`, true},
		"empty geometries":   {`{"type":"GeometryCollection","geometries":[{}`, `,{}`, true},
		"members":            {`{"type":"LineString"`, `,"x":0`, true},
		"a word without end": {`{"type":"`, `aaaaaaaaaa`, true},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			_, err := territory.ReadGeoJSON(&endless{begin: c.begin, again: c.again, left: huge}, limits)
			runtime.ReadMemStats(&after)
			if err == nil || c.tooLarge != errors.Is(err, territory.ErrTooLarge) {
				t.Errorf("%v", err)
			}
			if grown := after.HeapSys - before.HeapSys; int64(grown) > 96<<20 {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
		})
	}
	if _, err := territory.ReadGeoJSON(&endless{begin: `{"type":"LineString","coordinates":[[1,2]`, again: `,[1,2]`, left: huge}, territory.Limits{}); !errors.Is(err, territory.ErrTooLarge) {
		t.Errorf("with the limits that stand by default: %v", err)
	}
	// Just within the byte limit, everything is in memory at once.
	for name, c := range map[string]struct{ begin, again, end string }{
		"points":     {`{"type":"LineString","coordinates":[[1,2]`, `,[1,2]`, `]}`},
		"rings":      {`{"type":"MultiPolygon","coordinates":[[[]`, `],[[]`, `]]}`},
		"properties": {`{"type":"Feature","geometry":{"type":"Point"},"properties":{"a":0`, `,"a":0`, `}}`},
		"geometries": {`{"type":"GeometryCollection","geometries":[{"type":"Point"}`, `,{"type":"Point"}`, `]}`},
	} {
		t.Run(name+" within the limit", func(t *testing.T) {
			n := (7 << 20) / len(c.again)
			in := io.MultiReader(&endless{begin: c.begin, again: c.again, left: int64(len(c.begin) + n*len(c.again))}, strings.NewReader(c.end))
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			if _, err := territory.ReadGeoJSON(in, limits); !errors.Is(err, territory.ErrTooLarge) {
				t.Errorf("%v", err)
			}
			runtime.ReadMemStats(&after)
			if after.HeapSys > before.HeapSys+96<<20 {
				t.Errorf("the heap grew by %d MiB", (after.HeapSys-before.HeapSys)>>20)
			}
		})
	}
}

func TestRouteOneIsRead(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/osm_relation_19442437.geojson")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	features, err := territory.ReadGeoJSON(f, territory.Limits{})
	if err != nil || len(features) != 1 || features[0].ID != "relation/19442437" || len(features[0].Lines) != 1 {
		t.Fatalf("%v, %v", features, err)
	}
	length, want := 0.0, 0.0
	l := features[0].Lines[0]
	for i := 1; i < len(l); i++ {
		length += territory.Distance(l[i-1], l[i])
		want += vincenty(l[i-1], l[i])
	}
	if len(l) != 432 || math.Abs(length-want) > 0.001 {
		t.Errorf("%d points, %.4f m, want %.4f", len(l), length, want)
	}
}

func FuzzReadGeoJSON(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"properties":{"kode":"14.71"},"geometry":{"type":"MultiPolygon","coordinates":[[[[101,0],[102,0],[102,1],[101,0]]]]}}]}`))
	f.Add([]byte(`{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1,2],[3,4]]}]}`))
	f.Add([]byte(`{"coordinates":[[[1,2],[3,4,5]],[]],"type":"MultiLineString"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		features, err := territory.ReadGeoJSON(bytes.NewReader(data), territory.Limits{Points: 1000})
		points := 0
		for _, feature := range features {
			for _, l := range feature.Lines {
				points += len(l)
			}
			for _, poly := range feature.Polygons {
				for _, r := range poly {
					points += len(r)
				}
			}
		}
		if err != nil && features != nil || points > 1000 {
			t.Errorf("%d points, %v", points, err)
		}
	})
}

// FuzzSplit reads numbers as a few rings and a line. Whatever they are, either
// they are refused or no metre is lost.
func FuzzSplit(f *testing.F) {
	seed := func(numbers ...float64) {
		var data []byte
		for _, x := range numbers {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(x))
		}
		f.Add(data)
	}
	seed(0, 101, 0, 102, 1, 102, 0, 101, 0, 101, 1, 102, 1, 101, 0, 101, 0.2, 100, 0.3, 103, 0.5, 101.5)
	seed(0, 101, 0, 102, 1, 102, 0, 101, 1, 101, 1, 102, 0, 101, 1, 101, 0, 101, 1, 102, 89, 102)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 60*16 {
			return
		}
		var points []territory.Point
		for ; len(data) >= 16; data = data[16:] {
			points = append(points, territory.Point{Lat: math.Float64frombits(binary.LittleEndian.Uint64(data)), Lon: math.Float64frombits(binary.LittleEndian.Uint64(data[8:]))})
		}
		if len(points) < 9 {
			return
		}
		var areas []territory.Area
		for i := range 2 {
			r := points[i*4 : i*4+4]
			areas = append(areas, territory.Area{Code: fmt.Sprint(i), Polygons: []territory.Polygon{{append(r[:3:3], r[0])}}})
		}
		p, err := territory.New(areas, territory.Options{})
		if err != nil {
			return
		}
		l := points[8:]
		parts, err := p.Split(l)
		if err != nil {
			return
		}
		if sum(parts) != parts.Total {
			t.Errorf("%v sums to %d", parts, sum(parts))
		}
		for _, q := range l {
			p.Locate(q.Lat, q.Lon)
		}
	})
}
