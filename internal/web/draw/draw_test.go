// SPDX-License-Identifier: Apache-2.0

package draw

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// picture is a drawing that was read back.
type picture struct {
	elements map[string]int
	text     string
}

// readBack checks what holds for every drawing: well-formed, no style
// attribute, no script, every id once, every reference to an id that is there,
// and the title and description it promises.
func readBack(t interface {
	Helper()
	Fatalf(string, ...any)
}, svg string,
) picture {
	t.Helper()
	p := picture{elements: map[string]int{}}
	ids, refs := map[string]bool{}, map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
		switch e := token.(type) {
		case xml.CharData:
			p.text += string(e) + "\n"
		case xml.StartElement:
			p.elements[e.Name.Local]++
			for _, a := range e.Attr {
				switch {
				case a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on"):
					t.Fatalf("attribute %s on %s", a.Name.Local, e.Name.Local)
				case a.Name.Local == "id" && ids[a.Value]:
					t.Fatalf("id %s twice", a.Value)
				case a.Name.Local == "id":
					ids[a.Value] = true
				case a.Name.Local == "aria-labelledby":
					for id := range strings.FieldsSeq(a.Value) {
						refs[id] = true
					}
				case a.Name.Local == "href" && !strings.HasPrefix(a.Value, "/"):
					t.Fatalf("a link that leaves: %s", a.Value)
				case strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf"):
					t.Fatalf("%s is %s", a.Name.Local, a.Value)
				}
				if id, found := strings.CutPrefix(a.Value, "url(#"); found {
					refs[strings.TrimSuffix(id, ")")] = true
				}
			}
		}
	}
	for id := range refs {
		if !ids[id] {
			t.Fatalf("id %s is referred to and not there", id)
		}
	}
	if p.elements["script"]+p.elements["style"]+p.elements["foreignObject"] > 0 || p.elements["title"] == 0 {
		t.Fatalf("elements %v", p.elements)
	}
	return p
}

func square(lon, lat, size float64) []Point {
	return []Point{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}, {lon, lat}}
}

func exampleMap() Map {
	return Map{
		ID: "m", Title: "Rute 1", Desc: "Dua wilayah", Attribution: "© OpenStreetMap",
		Areas: []Area{
			{Rings: [][]Point{square(101.3, 0.3, 0.15)}, Party: 0, Label: "Kampar"},
			{Rings: [][]Point{square(101.45, 0.3, 0.15)}, Party: 1, Label: "Pekanbaru"},
			{Rings: [][]Point{square(99, 3, 0.1)}, Party: 2, Label: "Jauh"},
		},
		Lines: []Line{
			{Kind: Border, Points: []Point{{101.45, 0.3}, {101.45, 0.45}}},
			{Kind: Run, Party: 0, Points: []Point{{101.4, 0.35}, {101.45, 0.37}}, Label: "di Kampar", Href: "/trips/1"},
			{Kind: Run, Party: NoParty, Points: []Point{{101.45, 0.37}, {101.5, 0.4}}},
			{Kind: Gap, Points: []Point{{101.5, 0.4}, {101.51, 0.4}}, Label: "tanpa data"},
			{Kind: Plan, Points: []Point{{101.4, 0.35}, {101.5, 0.4}}},
		},
		Marks: []Mark{
			{At: Point{101.4, 0.35}, Kind: Stop, Label: "Pandau <Permai> & Co", Party: NoParty},
			{At: Point{101.45, 0.37}, Kind: Fix, Party: 1},
			{At: Point{101.5, 0.4}, Kind: Place, Label: "STC", Href: "//evil.example"},
			{At: Point{math.NaN(), 0}, Kind: Stop, Label: "nirgends"},
		},
	}
}

func exampleMarey() Marey {
	start := time.Date(2026, 10, 14, 0, 0, 0, 0, time.UTC)
	at := func(minute int, metres quantity.Metres) Moment {
		return Moment{start.Add(time.Duration(minute) * time.Minute), metres}
	}
	return Marey{
		ID: "marey", Title: "Rute 1", Desc: "Tiga trip", Lang: "id", From: start, To: start.Add(2 * time.Hour), Length: 14462,
		Stops: []MareyStop{{0, "Pandau Permai"}, {40, "Pandau Permai 2"}, {3680, "Batas"}, {14462, "Ramayana"}},
		Bands: []Band{{0, 3680, 0, "Kampar"}, {3680, 14462, 1, "Pekanbaru"}},
		Trips: []Trip{{
			Label: "Trip 0715", Href: "/trips/0715",
			Plan: []Moment{at(15, 0), at(55, 14462)},
			Run:  []Moment{at(17, 0), at(25, 3000), at(40, 9000), at(60, 14462)},
			Gaps: []Span{{at(25, 3000), at(40, 9000)}},
		}},
	}
}

func exampleBars() DayBars {
	month := civil.Month{Year: 2026, Month: 10}
	d := DayBars{ID: "bars", Title: "Oktober", Lang: "id", Month: month, Unit: "trip", Target: 76, TargetLabel: "rencana 76"}
	for i := 1; i <= 20; i++ {
		d.Days = append(d.Days, Day{
			Date: civil.Date{Year: 2026, Month: 10, Day: i}, Label: "hari", Href: "/days/1",
			Parts: []Part{{Value: 50, Party: 0}, {Value: int64(i), Party: 1}, {Value: 2, Party: NoParty, State: "bad"}, {Value: -4, Party: 0}},
		})
	}
	d.Days = append(d.Days, Day{Date: civil.Date{Year: 2026, Month: 11, Day: 1}, Parts: []Part{{Value: 9000, Party: 3}}})
	return d
}

func exampleShare() ShareBar {
	return ShareBar{ID: "share", Title: "Bagian", Parts: []Share{
		{3680, 0, "Kampar", "3,680 km"}, {10782, 1, "Pekanbaru", "10,782 km"}, {0, NoParty, "Luar", "0 km"},
	}}
}

func TestDrawingsAreWellFormedAndTheSameEveryTime(t *testing.T) {
	t.Parallel()
	drawings := map[string]Drawing{
		"map": exampleMap(), "marey": exampleMarey(), "days": exampleBars(), "share": exampleShare(),
		"empty map": Map{ID: "e", Title: "kosong"}, "empty marey": Marey{ID: "e", Title: "kosong"},
		"empty share": ShareBar{ID: "e", Title: "kosong"}, "empty month": DayBars{ID: "e", Title: "k", Month: civil.Month{Year: 2026, Month: 2}},
		"one place": Map{ID: "1", Title: "satu", Marks: []Mark{{At: Point{101, 0.5}, Kind: Stop, Label: "di sini", Party: NoParty}}},
	}
	for name, d := range drawings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both := string(Responsive(d))
			if both != string(Responsive(d)) {
				t.Error("drawn twice, drawn differently")
			}
			readBack(t, "<div>"+both+"</div>")
		})
	}
}

func TestMapShowsWhatMatters(t *testing.T) {
	t.Parallel()
	svg := string(exampleMap().SVG(Wide, "w"))
	p := readBack(t, svg)
	for _, want := range []string{"Kampar", "Pekanbaru", "Pandau <Permai> & Co", "2 km", "© OpenStreetMap", "di Kampar", "tanpa data"} {
		if !strings.Contains(p.text, want) {
			t.Errorf("%q is not on the map", want)
		}
	}
	for _, absent := range []string{"Jauh", "nirgends", "evil"} {
		if strings.Contains(svg, absent) {
			t.Errorf("%q is on the map", absent)
		}
	}
}

func TestTheLiveMapShowsTheSame(t *testing.T) {
	t.Parallel()
	body, err := exampleMap().GeoJSON()
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Features []struct {
			Properties struct {
				Kind, Name string
				Party      *int
			}
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(body, &read); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, f := range read.Features {
		kinds[f.Properties.Kind+" "+f.Geometry.Type]++
	}
	want := map[string]int{
		"territory MultiPolygon": 3, "label Point": 2, "border LineString": 1, "plan LineString": 1,
		"route LineString": 2, "gap LineString": 1, "stop Point": 1, "point Point": 1, "place Point": 1,
	}
	if d := cmp.Diff(want, kinds); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if first := read.Features[0].Properties; first.Party == nil || *first.Party != 0 || first.Name != "Kampar" {
		t.Errorf("the first party is %+v", first)
	}
}

func TestRingsAreSortedIntoPolygons(t *testing.T) {
	t.Parallel()
	// An island in a lake in an area, listed inside out, and a second area.
	island, lake, outer, other := square(0.4, 0.4, 0.2), square(0.3, 0.3, 0.4), square(0, 0, 1), square(2, 0, 1)
	got := nest([][]Point{island, lake, other, outer, {{1, 1}}})
	want := [][][][2]float64{{lonLats(island)}, {lonLats(other)}, {lonLats(outer), lonLats(lake)}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestMareyDrawsNothingWhereNothingWasReceived(t *testing.T) {
	t.Parallel()
	svg := string(exampleMarey().SVG(Wide, "w"))
	p := readBack(t, svg)
	if got := strings.Count(svg, `class="went"`); got != 2 {
		t.Errorf("the run is drawn in %d strokes, want one before and one after the gap", got)
	}
	if strings.Count(svg, `class="gap" x=`) != 1 {
		t.Error("the gap is not drawn")
	}
	for _, want := range []string{"07.30", "09.00", "Pandau Permai", "Ramayana", "Trip 0715"} {
		if !strings.Contains(p.text, want+"\n") {
			t.Errorf("%q is not on the diagram:\n%s", want, p.text)
		}
	}
	if strings.Contains(p.text, "Pandau Permai 2") {
		t.Error("two names on top of each other")
	}
}

func TestBarsStandForTheirValues(t *testing.T) {
	t.Parallel()
	svg := string(exampleBars().SVG(Wide, "w"))
	p := readBack(t, svg)
	if got, want := strings.Count(svg, `<rect class="p-edge`), 40; got != want {
		t.Errorf("%d parts of parties, want %d", got, want)
	}
	if got := strings.Count(svg, `<rect class="bad"`); got != 20 {
		t.Errorf("%d bad parts, want 20", got)
	}
	if p.elements["a"] != 20 || !strings.Contains(p.text, "rencana 76") {
		t.Errorf("links %d", p.elements["a"])
	}
}

func TestAxisSteps(t *testing.T) {
	t.Parallel()
	for highest, want := range map[int64]int64{1: 1, 4: 1, 5: 2, 8: 2, 9: 5, 20: 5, 21: 10, 76: 20, 81: 50, 9_000: 5_000, math.MaxInt64: 500_000_000_000_000_000} {
		got := niceStep(highest)
		if highest < math.MaxInt64 && got != want {
			t.Errorf("up to %d in steps of %d, want %d", highest, got, want)
		}
		if got <= 0 {
			t.Errorf("up to %d in steps of %d", highest, got)
		}
	}
}

func TestClippingKeepsTheRingInside(t *testing.T) {
	t.Parallel()
	v := view{width: 100, height: 80}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 20).Draw(t, "n")
		ring := make([]xy, n)
		for i := range ring {
			ring[i] = xy{rapid.Float64Range(-500, 500).Draw(t, "x"), rapid.Float64Range(-500, 500).Draw(t, "y")}
		}
		for _, p := range v.clip(ring) {
			if p.x < -4.001 || p.x > 104.001 || p.y < -4.001 || p.y > 84.001 {
				t.Fatalf("outside: %v", p)
			}
		}
		for _, p := range []xy{{1, 1}, {50, 40}, {99, 79}, {30.3, 60.7}} {
			if away(p, append(ring, ring[0])) > 1e-6 && within(p, [][]xy{ring}) != within(p, [][]xy{v.clip(ring)}) {
				t.Fatalf("%v is inside one of ring and clipped ring", p)
			}
		}
	})
}

func TestAnyTextAndPlaceMakesAWellFormedMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.Custom(func(t *rapid.T) Point {
			return Point{rapid.Float64().Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
		})
		m := Map{
			ID: rapid.String().Draw(t, "id"), Title: rapid.String().Draw(t, "title"), Desc: rapid.String().Draw(t, "desc"),
			Areas: []Area{{Rings: rapid.SliceOfN(rapid.SliceOf(place), 0, 4).Draw(t, "rings"), Label: rapid.String().Draw(t, "area"), Party: rapid.IntRange(-1, 9).Draw(t, "party")}},
			Lines: []Line{{Points: rapid.SliceOf(place).Draw(t, "line"), Kind: LineKind(rapid.IntRange(0, 3).Draw(t, "kind")), Href: rapid.String().Draw(t, "href")}},
			Marks: []Mark{{At: place.Draw(t, "mark"), Kind: Stop, Label: rapid.String().Draw(t, "label")}},
		}
		readBack(t, string(m.SVG(Narrow, "n")))
		if body, err := m.GeoJSON(); err != nil || !json.Valid(body) {
			t.Fatalf("GeoJSON: %v", err)
		}
	})
}
