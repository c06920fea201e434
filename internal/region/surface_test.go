package region_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"sinergi/internal/region"
)

// The whole earth has a known size; that of a degree at the equator was
// integrated over its parallels.
func TestSurface(t *testing.T) {
	t.Parallel()
	square := func(west, south, east, north string) string {
		at := func(lon, lat string) string { return "[" + lon + "," + lat + "]" }
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kode":"14.01"},"geometry":{"type":"Polygon","coordinates":[[` +
			strings.Join([]string{at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)}, ",") + `]]}}]}`
	}
	tests := map[string]struct {
		shape string
		want  float64 // km²
	}{
		"half the earth":       {square("-90", "-90", "90", "90"), 510_065_621.72 / 2},
		"a degree from 0 to 1": {square("101", "0", "102", "1"), 12_308.463_894},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			areas, err := region.ReadOfficial(strings.NewReader(tc.shape))
			if err != nil {
				t.Fatal(err)
			}
			b, err := border(t).With("x", "x", areas)
			if err != nil {
				t.Fatal(err)
			}
			got, err := b.Surface("14.01")
			if err != nil || math.Abs(float64(got)/1e6-tc.want) > tc.want*1e-9 {
				t.Errorf("%d m², %v; want %v km²", got, err, tc.want)
			}
		})
	}
}

// The shipped border gives every government about the size that the national
// mapping agency publishes.
func TestSurfaceOfTheShippedBorder(t *testing.T) {
	t.Parallel()
	b := border(t)
	for _, code := range region.Regencies() {
		if region.LevelOf(code) == region.ProvinceLevel {
			continue // the border is between kabupaten and kota
		}
		f, ok := region.FiguresOf(code)
		if !ok {
			t.Fatalf("%s: no figures", code)
		}
		want, err := strconv.ParseFloat(f.SurfaceKm2, 64)
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.Surface(code)
		if err != nil || math.Abs(float64(got)/1e6-want) > want*0.05 {
			t.Errorf("%s: %.1f km², %v; published %.1f km²", code, float64(got)/1e6, err, want)
		}
	}
	if got, err := b.Surface("11.01"); got != 0 || err != nil {
		t.Errorf("a territory that the border does not hold: %d, %v", got, err)
	}
}
