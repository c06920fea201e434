package region_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/fault"
	"sinergi/internal/region"
)

func border(t *testing.T) *region.Border {
	t.Helper()
	b, err := region.Default()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNames(t *testing.T) {
	t.Parallel()
	got := []string{region.Name("14.01"), region.Short("14.71"), region.Name("14.71.13"), region.FullName("14.01.05"), region.Regency("14.01.05.2009"), region.Name("99.99")}
	want := []string{"Kabupaten Kampar", "Pekanbaru", "Tuah Madani", region.Name("14.01.05") + ", Kabupaten Kampar", "14.01", "99.99"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
	if region.LevelOf("14.1") != 0 || region.LevelOf("14.01.05.2009") != region.VillageLevel || region.Parent("14") != "" {
		t.Error("levels are wrong")
	}
	if f, ok := region.FiguresOf("14.01"); !ok || f.Population != 898973 {
		t.Errorf("figures of Kampar = %+v", f)
	}
}

// Points that were checked on the ground: the end of route 1 is in Pandau
// Jaya, the airport in Maharatu, UIN Suska in Tuah Madani.
func TestPlaces(t *testing.T) {
	t.Parallel()
	b := border(t)
	for name, c := range map[string]struct {
		lat, lon float64
		want     string
	}{
		"terminal Pandau": {0.4186, 101.4525, "14.01"},
		"bandara SSK II":  {0.4608, 101.4445, "14.71"},
		"Bangkinang":      {0.3356, 101.0250, "14.01"},
		"UIN Suska":       {0.4675, 101.3560, "14.71"},
	} {
		p, err := b.Locate(c.lat, c.lon)
		if err != nil || p.Regency != c.want {
			t.Errorf("%s: %+v, %v, want %s", name, p, err, c.want)
		}
		if p.Village != "" && region.Parent(p.Village) != p.District {
			t.Errorf("%s: village and kecamatan contradict: %+v", name, p)
		}
	}
	if p, err := b.Locate(-6.2, 106.8); err != nil || p.Regency != "" {
		t.Errorf("Jakarta is in %+v, %v", p, err)
	}
	if _, err := b.Locate(91, 0); fault.KindOf(err) != fault.Invalid {
		t.Errorf("latitude 91: %v", err)
	}
}

// OSM relation 19442437 is 14.462 km, of which 3.68 km in Kampar.
func TestRouteOneIsDivided(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../territory/testdata/osm_relation_19442437.geojson")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d, err := border(t).SplitGeoJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	sum := int64(0)
	for _, s := range d.Shares {
		sum += s.Metres
	}
	if sum != d.Total {
		t.Errorf("the parts sum to %d, the total is %d", sum, d.Total)
	}
	t.Logf("%+v", d)
	if len(d.Shares) != 2 || d.Shares[0].Code != "14.01" || d.Shares[0].Name != "Kampar" || abs(d.Shares[0].Metres-3680) > 1 || abs(d.Total-14462) > 1 {
		t.Errorf("%+v, want 14,462 m with 3,680 m in Kampar", d)
	}
}

func abs(n int64) int64 { return max(n, -n) }

func TestAnOfficialLineIsChecked(t *testing.T) {
	t.Parallel()
	square := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kode":"14.71"},"geometry":{"type":"Polygon","coordinates":[[[101.3,0.4],[101.6,0.4],[101.6,0.7],[101.3,0.7],[101.3,0.4]]]}}]}`
	areas, err := region.ReadOfficial(strings.NewReader(square))
	if err != nil {
		t.Fatal(err)
	}
	b, err := border(t).With("resmi-1", "uji", areas)
	if err != nil {
		t.Fatal(err)
	}
	if b.SHA256 == border(t).SHA256 {
		t.Error("another line has the same hash")
	}
	if p, err := b.Locate(0.405, 101.305); err != nil || p.Regency != "14.71" {
		t.Errorf("the new line is not used: %+v, %v", p, err)
	}
	for name, text := range map[string]string{
		"bow tie":      strings.Replace(square, "[101.6,0.4],[101.6,0.7]", "[101.6,0.7],[101.6,0.4]", 1),
		"not closed":   strings.Replace(square, ",[101.3,0.4]]]", "]]", 1),
		"no such code": strings.Replace(square, "14.71", "99.99", 1),
		"a line":       `{"type":"LineString","coordinates":[[101,0],[102,1]]}`,
		"zeros":        strings.Repeat("\x00", 1000),
		"NaN":          strings.Replace(square, "101.3,0.4", "NaN,0.4", 1),
	} {
		if _, err := region.ReadOfficial(strings.NewReader(text)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want that it is invalid", name, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	areas, err := region.ReadOfficial(strings.NewReader(`{"type":"Feature","properties":{"kode":"14.71"},"geometry":{"type":"Polygon","coordinates":[[[101.3,0.4],[101.6,0.4],[101.6,0.7],[101.3,0.4]]]}}`))
	if err != nil {
		f.Fatal(err)
	}
	packed, _, err := region.Pack(areas)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(_ *testing.T, data []byte) { _, _, _ = region.Unpack(data) })
}
