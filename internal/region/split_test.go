package region_test

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/fault"
	"sinergi/internal/region"
	"sinergi/territory"
)

const routeOne = "../../territory/testdata/osm_relation_19442437.geojson"

func routeOneLine(t *testing.T) []territory.Point {
	t.Helper()
	f, err := os.Open(routeOne)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	features, err := territory.ReadGeoJSON(f, territory.Limits{})
	if err != nil || len(features) != 1 {
		t.Fatal(features, err)
	}
	return features[0].Lines[0]
}

func regencies(t *testing.T) *territory.Partition {
	t.Helper()
	p, err := border(t).Partition(region.RegencyLevel)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// inPolygons counts crossings to the east in plain floating point.
func inPolygons(q territory.Point, a territory.Area) bool {
	odd := false
	for _, poly := range a.Polygons {
		for _, r := range poly {
			for i := 1; i < len(r); i++ {
				u, v := r[i-1], r[i]
				if (u.Lat > q.Lat) != (v.Lat > q.Lat) && q.Lon < (v.Lon-u.Lon)*(q.Lat-u.Lat)/(v.Lat-u.Lat)+u.Lon {
					odd = !odd
				}
			}
		}
	}
	return odd
}

// geodesic is Vincenty's inverse formula (Survey Review 23, 1975), checked
// against published lengths in the tests of package territory.
func geodesic(p, q territory.Point) float64 {
	const a, f = 6378137.0, 1 / 298.257223563
	const b = a * (1 - f)
	rad := math.Pi / 180
	s1, c1 := math.Sincos(math.Atan((1 - f) * math.Tan(p.Lat*rad)))
	s2, c2 := math.Sincos(math.Atan((1 - f) * math.Tan(q.Lat*rad)))
	l := (q.Lon - p.Lon) * rad
	for lambda := l; ; {
		sl, cl := math.Sincos(lambda)
		sinS, cosS := math.Hypot(c2*sl, c1*s2-s1*c2*cl), s1*s2+c1*c2*cl
		if sinS == 0 {
			return 0
		}
		sigma, sinA := math.Atan2(sinS, cosS), c1*c2*sl/sinS
		cos2A := 1 - sinA*sinA
		cos2M := 0.0
		if cos2A > 1e-15 {
			cos2M = cosS - 2*s1*s2/cos2A
		}
		c := f / 16 * cos2A * (4 + f*(4-3*cos2A))
		last := lambda
		lambda = l + (1-c)*f*sinA*(sigma+c*sinS*(cos2M+c*cosS*(2*cos2M*cos2M-1)))
		if math.Abs(lambda-last) > 1e-13 {
			continue
		}
		u := cos2A * (a*a - b*b) / (b * b)
		ca := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
		cb := u / 1024 * (256 + u*(-128+u*(74-47*u)))
		return b * ca * (sigma - cb*sinS*(cos2M+cb/4*(cosS*(2*cos2M*cos2M-1)-cb/6*cos2M*(4*sinS*sinS-3)*(4*cos2M*cos2M-3))))
	}
}

// OSM relation 19442437 is 14,462 m, of which 3,680 m in Kampar. The reference
// takes the line in steps of 20 cm, measures each with Vincenty's formula, and
// counts what is inside Pekanbaru's polygon as the city's and the rest as
// Kampar's. The slivers on the way are a few metres wide, so the two rules may
// differ by a metre at most.
func TestRouteOneAgreesWithAReference(t *testing.T) {
	t.Parallel()
	line := routeOneLine(t)
	p := regencies(t)
	city := p.Areas()[slices.IndexFunc(p.Areas(), func(a territory.Area) bool { return a.Code == "14.71" })]
	want := map[bool]float64{}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		n := 1 + int(geodesic(a, b)/0.2)
		at := func(t float64) territory.Point {
			return territory.Point{Lat: a.Lat + t*(b.Lat-a.Lat), Lon: a.Lon + t*(b.Lon-a.Lon)}
		}
		if inPolygons(a, city) == inPolygons(b, city) && n < 1000 {
			// No segment here is long enough to leave and come back unseen but
			// near the line, where every step is asked.
			if far(a, city) {
				want[inPolygons(a, city)] += geodesic(a, b)
				continue
			}
		}
		for k := range n {
			want[inPolygons(at((float64(k)+0.5)/float64(n)), city)] += geodesic(at(float64(k)/float64(n)), at(float64(k+1)/float64(n)))
		}
	}
	got, err := p.Split(line)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v; reference: city %.2f m, Kampar %.2f m", got, want[true], want[false])
	if len(got.Parts) != 2 || off(got.Of("14.71"), want[true]) > 1 || off(got.Of("14.01"), want[false]) > 1 || off(got.Total, want[true]+want[false]) > 1 {
		t.Errorf("%v, want %.1f m in the city and %.1f in Kampar", got, want[true], want[false])
	}
	if off(got.Total, 14462) > 1 || off(got.Of("14.01"), 3680) > 1 {
		t.Errorf("%v, known: 14,462 m and 3,680 m", got)
	}
}

func off(got int64, want float64) float64 { return math.Abs(float64(got) - want) }

// far reports whether no corner or side of an area's outline is near a place:
// 1 km, more than any segment of the route is long.
func far(q territory.Point, a territory.Area) bool {
	for _, poly := range a.Polygons {
		for _, r := range poly {
			for i := 1; i < len(r); i++ {
				n := 1 + int(geodesic(r[i-1], r[i])/1000)
				for k := range n + 1 {
					t := float64(k) / float64(n)
					if geodesic(q, territory.Point{Lat: r[i-1].Lat + t*(r[i].Lat-r[i-1].Lat), Lon: r[i-1].Lon + t*(r[i].Lon-r[i-1].Lon)}) < 2000 {
						return false
					}
				}
			}
		}
	}
	return true
}

// junctions are corners of the shipped border within 30 m of which three
// territories lie.
func junctions(p *territory.Partition) (out []territory.Point) {
	const reach = 30 / 111000.0
	for _, a := range p.Areas() {
		if a.Code != "14.01" && a.Code != "14.71" {
			continue
		}
		for _, q := range a.Polygons[0][0] {
			codes := map[int]bool{}
			for k := range 8 {
				s, c := math.Sincos(float64(k) * math.Pi / 4)
				if i, ok := p.Locate(q.Lat+reach*s, q.Lon+reach*c); ok {
					codes[i] = true
				}
			}
			if len(codes) > 2 {
				out = append(out, q)
			}
		}
	}
	return out
}

// Ten thousand random lines on the real border: across it, along it, and where
// three territories meet.
func TestTenThousandLinesOnTheRealBorder(t *testing.T) {
	t.Parallel()
	p := regencies(t)
	meet := junctions(p)
	if len(meet) < 4 {
		t.Fatalf("three territories meet at %v only", meet)
	}
	areas := slices.Clone(p.Areas())
	slices.Reverse(areas)
	other, err := territory.New(areas, territory.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	several, three := 0, 0
	for n := range 10_000 {
		line := randomLine(rng, n, p, meet)
		parts, err := p.Split(line)
		if err != nil {
			t.Fatal(err)
		}
		sum, length := int64(0), 0.0
		for _, part := range parts.Parts {
			sum += part.Metres
		}
		for i := 1; i < len(line); i++ {
			length += geodesic(line[i-1], line[i])
		}
		if sum != parts.Total || math.Abs(length-float64(sum)) > 0.5+1e-6*length {
			t.Fatalf("line %d: %v sums to %d; it is %.3f m long", n, parts, sum, length)
		}
		if n%10 == 0 {
			if again, err := other.Split(line); err != nil || !cmp.Equal(again, parts) {
				t.Fatalf("line %d: in another order %v, %v, want %v", n, again, err, parts)
			}
		}
		slices.Reverse(line)
		back, err := p.Split(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range slices.Concat(parts.Parts, back.Parts) {
			if d := back.Of(part.Code) - parts.Of(part.Code); d < -1 || d > 1 {
				t.Fatalf("line %d: backwards %v, want %v", n, back, parts)
			}
		}
		if len(parts.Parts) > 1 {
			several++
		}
		if len(parts.Parts) > 2 {
			three++
		}
	}
	t.Logf("%d lines were in several territories, %d in three or more; %d places where three meet", several, three, len(meet))
	if several < 5000 || three < 500 {
		t.Error("the lines hardly cross anything")
	}
}

func randomLine(rng *rand.Rand, n int, p *territory.Partition, meet []territory.Point) []territory.Point {
	const metre = 1 / 111000.0
	ring := p.Areas()[[]int{0, 10}[n%2]].Polygons[0][0] // Kampar, Pekanbaru
	k := rng.IntN(len(ring))
	at := ring[k]
	stride := metre * math.Exp(rng.Float64()*math.Log(5000))
	switch n % 3 {
	case 0: // along an outline, a few metres off
		var line []territory.Point
		for i := range 2 + rng.IntN(30) {
			q := ring[(k+i)%len(ring)]
			line = append(line, territory.Point{Lat: q.Lat + 3*metre*rng.NormFloat64(), Lon: q.Lon + 3*metre*rng.NormFloat64()})
		}
		return line
	case 1: // where three meet
		at = meet[rng.IntN(len(meet))]
		stride = metre * math.Exp(rng.Float64()*math.Log(500))
	}
	line := []territory.Point{{Lat: at.Lat + stride*rng.NormFloat64(), Lon: at.Lon + stride*rng.NormFloat64()}}
	for range 1 + rng.IntN(15) {
		last := line[len(line)-1]
		line = append(line, territory.Point{Lat: last.Lat + stride*rng.NormFloat64(), Lon: last.Lon + stride*rng.NormFloat64()})
	}
	return line
}

// An export of a relation in several pieces, with stops and outlines between
// them, is divided as one line is.
func TestLinesOfACollectionAreRoundedTogether(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(routeOne)
	if err != nil {
		t.Fatal(err)
	}
	want, err := border(t).SplitGeoJSON(strings.NewReader(string(whole)))
	if err != nil {
		t.Fatal(err)
	}
	line := routeOneLine(t)
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[101.4,0.5]}}`)
	for i := 1; i < len(line); i++ {
		b.WriteString(`,{"type":"Feature","properties":{"n":1},"geometry":{"type":"MultiLineString","coordinates":[[[`)
		for k, q := range line[i-1 : i+1] {
			b.WriteString([]string{"", "],["}[k] + jsonNumber(q.Lon) + "," + jsonNumber(q.Lat))
		}
		b.WriteString(`]]]}}`)
	}
	b.WriteString(`]}`)
	got, err := border(t).SplitGeoJSON(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
}

// Every problem of a shape has a message of its own.
func TestWhatIsWrongIsSaid(t *testing.T) {
	t.Parallel()
	for text, key := range map[string]string{
		`{"type":"LineString","coordinates":[[0.5,101.4],[0.6,101.4]]}`:                "region.not_on_earth",
		`{"type":"LineString","coordinates":[[1,2],[3`:                                 "region.not_geojson",
		`{"type":"Point","coordinates":[101,0]}`:                                       "region.no_line",
		`{"type":"MultiLineString","coordinates":[` + longLine(400) + `]}`:             "region.too_long",
		`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}`: "region.no_line",
	} {
		_, err := border(t).SplitGeoJSON(strings.NewReader(text))
		if f := asFault(t, err); f.Key != key {
			t.Errorf("%.60s: %v, want %s", text, err, key)
		}
	}
	polygon := func(coordinates string) string {
		return `{"type":"Feature","properties":{"kode":"14.71"},"geometry":{"type":"Polygon","coordinates":` + coordinates + `}}`
	}
	for text, key := range map[string]string{
		polygon(`[[[101,0],[102,1],[102,0],[101,1],[101,0]]]`): "region.crosses_itself",
		polygon(`[[[101,0],[102,1],[102,0],[101,1]]]`):         "region.not_closed",
		polygon(`[]`): "region.no_polygon",
		`{"type":"LineString","coordinates":[[1,2],[3,4]]}`: "region.feature_without_code",
		`{"type":"FeatureCollection","features":[]}`:        "region.no_polygon",
	} {
		_, err := region.ReadOfficial(strings.NewReader(text))
		if f := asFault(t, err); f.Key != key || (f.Args["Area"] != nil && f.Args["Area"] != "14.71") {
			t.Errorf("%.60s: %v %v, want %s", text, err, f.Args, key)
		}
	}
}

func asFault(t *testing.T, err error) *fault.Error {
	t.Helper()
	f, ok := err.(*fault.Error)
	if !ok || f.Kind != fault.Invalid {
		t.Fatalf("%v is not a fault of the input", err)
	}
	return f
}

// The 333 desa and kelurahan, the kecamatan and the governments agree with each
// other but on the slivers of their lines.
func TestLevelsAgree(t *testing.T) {
	t.Parallel()
	b := border(t)
	villages, err := b.Partition(region.VillageLevel)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(villages.Areas()); n != 333 {
		t.Errorf("%d desa and kelurahan", n)
	}
	rng := rand.New(rand.NewPCG(2, 2))
	places, unknown := 0, 0
	for places < 20_000 {
		q := territory.Point{Lat: -0.38 + 1.35*rng.Float64(), Lon: 100.43 + 1.24*rng.Float64()}
		i, ok := villages.Locate(q.Lat, q.Lon)
		place, err := b.Locate(q.Lat, q.Lon)
		if err != nil {
			t.Fatal(err)
		}
		if place.Regency != "14.01" && place.Regency != "14.71" {
			if place.District != "" || place.Village != "" {
				t.Fatalf("%+v: only Kampar and Pekanbaru are known so finely", place)
			}
			continue
		}
		places++
		if !ok {
			unknown++
			continue
		}
		if place.Village != villages.Area(i).Code {
			unknown++ // the levels contradict, so the village is left out
		}
		if place.Village != "" && (region.Parent(place.Village) != place.District || region.Regency(place.District) != place.Regency) {
			t.Fatalf("%+v contradicts itself", place)
		}
	}
	t.Logf("at %d of %d places the levels contradict each other", unknown, places)
	if unknown > places/1000 {
		t.Error("the levels contradict each other too often")
	}
}

func jsonNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// longLine goes round the earth so many times.
func longLine(times int) string {
	var b strings.Builder
	b.WriteString("[")
	for i := range times {
		b.WriteString([]string{"", ","}[min(i, 1)] + "[-179,0],[179,0]")
	}
	return b.String() + "]"
}
