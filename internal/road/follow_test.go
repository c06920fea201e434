package road

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sinergi/gtfs"
	"sinergi/territory"
)

// sketch writes a piece of OpenStreetMap. Nodes are at whole hundredths of a
// kilometre or so from a corner of Pekanbaru: x to the east, y to the north.
type sketch struct{ strings.Builder }

func newSketch() *sketch {
	s := &sketch{}
	s.WriteString(`<?xml version="1.0"?><osm version="0.6">`)
	return s
}

func (s *sketch) node(id, x, y int, tags ...string) {
	at := spotAt(float64(x), float64(y))
	fmt.Fprintf(s, `<node id="%d" lat="%.7f" lon="%.7f">%s</node>`, id, at.Lat, at.Lon, tagged(tags))
}

func (s *sketch) way(id int, nodes []int, tags ...string) {
	fmt.Fprintf(s, `<way id="%d">`, id)
	for _, n := range nodes {
		fmt.Fprintf(s, `<nd ref="%d"/>`, n)
	}
	s.WriteString(tagged(tags) + `</way>`)
}

func (s *sketch) restriction(kind string, from, via, to int, tags ...string) {
	fmt.Fprintf(s, `<relation id="%d"><member type="way" ref="%d" role="from"/><member type="node" ref="%d" role="via"/><member type="way" ref="%d" role="to"/>%s</relation>`,
		from*1000+to, from, via, to, tagged(append([]string{"type=restriction", "restriction=" + kind}, tags...)))
}

func tagged(tags []string) (out string) {
	for _, t := range tags {
		k, v, _ := strings.Cut(t, "=")
		out += fmt.Sprintf(`<tag k="%s" v="%s"/>`, k, v)
	}
	return out
}

func (s *sketch) read(t testing.TB) *Network {
	t.Helper()
	n, err := Read(context.Background(), strings.NewReader(s.String()+"</osm>"), Area{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// spotAt is a place x tens of metres east and y north of a corner in Pekanbaru.
func spotAt(x, y float64) territory.Point {
	return territory.Point{Lat: 0.5 + y*10/110_574, Lon: 101.4 + x*10/111_316}
}

// follow lays a way through places given as x, y and tells through which it goes.
func follow(t *testing.T, n *Network, xy ...float64) (string, Way) {
	t.Helper()
	var places []territory.Point
	for i := 0; i < len(xy); i += 2 {
		places = append(places, spotAt(xy[i], xy[i+1]))
	}
	w, err := n.Follow(context.Background(), places)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, q := range w.Places {
		out = append(out, fmt.Sprintf("%.0f,%.0f", (q.Lon-101.4)*111_316/10, (q.Lat-0.5)*110_574/10))
	}
	return strings.Join(out, " "), w
}

func expect(t *testing.T, n *Network, want string, xy ...float64) {
	t.Helper()
	if got, _ := follow(t, n, xy...); got != want {
		t.Errorf("way through %v:\n got %s\nwant %s", xy, got, want)
	}
}

// block is a main road from west to east with a lane that leaves it and comes
// back, 100 m to the north.
func block() *sketch {
	s := newSketch()
	for i, p := range [][2]int{{0, 0}, {20, 0}, {40, 0}, {60, 0}, {20, 10}, {40, 10}} {
		s.node(i+1, p[0], p[1])
	}
	return s
}

func TestAWayKeepsToTheRoad(t *testing.T) {
	s := block()
	s.way(1, []int{1, 2, 3, 4}, "highway=primary")
	s.way(2, []int{2, 5, 6, 3}, "highway=residential")
	n := s.read(t)
	expect(t, n, "0,0 20,0 40,0 60,0", 0, 1, 60, -1)
	expect(t, n, "5,0 20,0 20,10 30,10", 5, 1, 30, 11)
	expect(t, n, "0,0 20,0 20,10 40,10 40,0 60,0", 0, 0, 30, 10, 60, 0)
	if _, w := follow(t, n, 0, 0, 60, 0); math.Abs(w.Metres-600) > 2 || len(w.Gaps) != 0 {
		t.Errorf("600 m of road are %.1f m with gaps %v", w.Metres, w.Gaps)
	}
	// Forty metres beside the main road, ten nearer to nothing else.
	expect(t, n, "0,0 20,0 40,0 60,0", 0, 0, 30, 2, 60, 0)
}

func TestOneWayStreets(t *testing.T) {
	for tags, there := range map[string]bool{"oneway=yes": true, "oneway=-1": false, "junction=roundabout": true, "oneway=yes,oneway:bus=no": true, "oneway=-1,busway=opposite_lane": true} {
		s := block()
		s.way(1, []int{1, 2}, "highway=primary")
		s.way(2, []int{2, 3}, append(strings.Split(tags, ","), "highway=primary")...)
		s.way(3, []int{3, 4}, "highway=primary")
		s.way(4, []int{2, 5, 6, 3}, "highway=residential")
		want := "0,0 20,0 20,10 40,10 40,0 60,0"
		if there {
			want = "0,0 20,0 40,0 60,0"
		}
		expect(t, s.read(t), want, 0, 0, 60, 0)
	}
}

func TestTheSideOfTheRoadThatLeadsOn(t *testing.T) {
	s := newSketch() // two carriageways 20 m apart that meet at either end
	for i, p := range [][2]int{{0, 0}, {10, 1}, {50, 1}, {60, 0}, {50, -1}, {10, -1}} {
		s.node(i+1, p[0], p[1])
	}
	s.way(1, []int{1, 6, 5, 4}, "highway=primary", "oneway=yes") // eastward, in the south
	s.way(2, []int{4, 3, 2, 1}, "highway=primary", "oneway=yes") // westward, in the north
	n := s.read(t)
	// The place between lies nearer to the northern one.
	expect(t, n, "0,0 10,-1 50,-1 60,0", 0, 0, 30, 0.3, 60, 0)
	expect(t, n, "60,0 50,1 10,1 0,0", 60, 0, 30, -0.3, 0, 0)
}

func TestWhereABusMayNotGo(t *testing.T) {
	for tags, open := range map[string]bool{
		"highway=primary": true, "highway=footway": false, "highway=primary,access=private": false, "highway=primary,motor_vehicle=no": false,
		"highway=primary,motor_vehicle=no,bus=yes": true, "highway=primary,access=no,psv=designated": true, "highway=pedestrian": false,
		"highway=busway": true, "highway=construction": false, "highway=service,service=driveway": false, "highway=primary,area=yes": false,
	} {
		s := block()
		s.way(1, []int{1, 2}, "highway=primary")
		s.way(2, []int{2, 3}, strings.Split(tags, ",")...)
		s.way(3, []int{3, 4}, "highway=primary")
		s.way(4, []int{2, 5, 6, 3}, "highway=residential")
		want := "0,0 20,0 20,10 40,10 40,0 60,0"
		if open {
			want = "0,0 20,0 40,0 60,0"
		}
		got, _ := follow(t, s.read(t), 0, 0, 60, 0)
		if got != want {
			t.Errorf("%s: %s", tags, got)
		}
	}
}

func TestBarriers(t *testing.T) {
	for tags, open := range map[string]bool{"barrier=bollard": false, "barrier=gate": false, "barrier=gate,access=yes": true, "barrier=bollard,bus=yes": true, "barrier=kerb": true, "barrier=lift_gate": true, "barrier=lift_gate,access=private": false} {
		s := block()
		s.node(7, 30, 0, strings.Split(tags, ",")...)
		s.way(1, []int{1, 2, 7, 3, 4}, "highway=primary")
		s.way(2, []int{2, 5, 6, 3}, "highway=residential")
		got, _ := follow(t, s.read(t), 0, 0, 60, 0)
		if past := got == "0,0 20,0 30,0 40,0 60,0"; past != open {
			t.Errorf("%s: %s", tags, got)
		}
	}
}

func TestBansOfTurning(t *testing.T) {
	for kind, banned := range map[string]bool{"no_straight_on": true, "only_left_turn": true, "no_left_turn": true, "no_u_turn": false, "": false} {
		s := block()
		s.way(1, []int{1, 2}, "highway=primary")
		s.way(2, []int{2, 3}, "highway=primary")
		s.way(3, []int{3, 4}, "highway=primary")
		s.way(4, []int{2, 5, 6, 3}, "highway=residential")
		switch kind {
		case "only_left_turn":
			s.restriction(kind, 1, 2, 4)
		default:
			s.restriction(kind, 1, 2, 2)
		}
		got, _ := follow(t, s.read(t), 0, 0, 60, 0)
		if round := got == "0,0 20,0 20,10 40,10 40,0 60,0"; round != banned {
			t.Errorf("%s: %s", kind, got)
		}
	}
	s := block()
	s.way(1, []int{1, 2}, "highway=primary")
	s.way(2, []int{2, 3, 4}, "highway=primary")
	s.way(4, []int{2, 5, 6, 3}, "highway=residential")
	s.restriction("no_straight_on", 1, 2, 2, "except=bicycle;psv")
	expect(t, s.read(t), "0,0 20,0 40,0 60,0", 0, 0, 60, 0)
}

func TestABusTurnsRoundOnlyAtADeadEnd(t *testing.T) {
	s := block()
	s.way(1, []int{1, 2, 3}, "highway=primary")
	n := s.read(t)
	expect(t, n, "10,0 20,0 40,0 20,0 0,0", 10, 0, 30, 0, 0, 0) // past the place, to the end and back
	if got, _ := follow(t, n, 10, 0, 30, 0, 5, 0); got == "10,0 20,0 30,0 20,0 5,0" {
		t.Error("turned round on the road")
	}
}

func TestWhereThereIsNoRoadTheWayIsStraightAndSaysSo(t *testing.T) {
	s := block()
	s.way(1, []int{1, 2}, "highway=primary")
	s.way(2, []int{3, 4}, "highway=primary")
	n := s.read(t)
	_, w := follow(t, n, 0, 0, 60, 0)
	if want := []Gap{{0, 1, false}}; !slices.Equal(w.Gaps, want) {
		t.Errorf("two roads that do not meet: gaps %v, want %v", w.Gaps, want)
	}
	got, w := follow(t, n, 0, 0, 10, 0, 10, 40, 45, 0, 60, 0)
	if want := []Gap{{1, 2, true}, {2, 3, false}}; !slices.Equal(w.Gaps, want) || got != "0,0 10,0 10,40 45,0 60,0" {
		t.Errorf("a place in the field: %s, gaps %v, want %v", got, w.Gaps, want)
	}
	if _, w := follow(t, n, 200, 200); !slices.Equal(w.Gaps, []Gap{{0, 0, true}}) || len(w.Places) != 1 {
		t.Errorf("one place off every road: %v", w)
	}
	if _, w := follow(t, n); len(w.Places)+len(w.Gaps) != 0 {
		t.Errorf("no place: %v", w)
	}
}

func TestOnlyTheAreaIsRead(t *testing.T) {
	s := block()
	s.way(1, []int{1, 2, 3, 4}, "highway=primary")
	corner, end := spotAt(-1, -1), spotAt(41, 1)
	n, err := Read(context.Background(), strings.NewReader(s.String()+"</osm>"), Area{corner.Lat, corner.Lon, end.Lat, end.Lon})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(n.Facts.Metres-400) > 1 || n.Facts.Roads != 1 || n.Facts.Places != 3 {
		t.Errorf("%+v", n.Facts)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	pbf, err := os.ReadFile("testdata/porto_alegre_centre.osm.pbf")
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{
		"empty": nil, "text": []byte("halte,lat,lon\n"), "html": []byte("<html><body>no</body></html>"), "cut": pbf[:len(pbf)/2], "damaged": flipped(pbf),
		"no roads": []byte(`<osm version="0.6"><node id="1" lat="0" lon="0"/></osm>`),
	} {
		if _, err := Read(context.Background(), bytes.NewReader(body), Area{}); !errors.Is(err, ErrNoOSM) && !errors.Is(err, ErrNoRoads) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Read(ctx, bytes.NewReader(pbf), Area{}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}

func flipped(b []byte) []byte {
	b = slices.Clone(b)
	for i := 1000; i < len(b); i += 1000 {
		b[i] ^= 0x55
	}
	return b
}

// TestTheLeastCost holds the search to plain relaxation over all roads and
// places (Bellman and Ford), on random networks.
func TestTheLeastCost(t *testing.T) {
	compared, missed := 0, 0
	defer func() {
		t.Logf("%d costs compared, %d of them of spots that are not reached", compared, missed)
		if compared < 1000 || missed < 20 {
			t.Error("too few to show anything")
		}
	}()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 1))
		s := newSketch()
		const side = 7
		for i := range side * side {
			s.node(i+1, i%side*12+r.IntN(6), i/side*12+r.IntN(6))
		}
		ways := 0
		join := func(a, b int) {
			if r.IntN(6) == 0 {
				return
			}
			ways++
			s.way(ways, []int{a + 1, b + 1}, "highway="+[]string{"primary", "residential", "service"}[r.IntN(3)], "oneway="+[]string{"no", "no", "yes", "-1"}[r.IntN(4)])
		}
		for i := range side * side {
			if i%side < side-1 {
				join(i, i+1)
			}
			if i/side < side-1 {
				join(i, i+side)
			}
		}
		for range 10 {
			s.restriction([]string{"no_left_turn", "only_straight_on"}[r.IntN(2)], r.IntN(ways)+1, r.IntN(side*side)+1, r.IntN(ways)+1)
		}
		n, err := Read(context.Background(), strings.NewReader(s.String()+"</osm>"), Area{})
		if err != nil {
			t.Fatal(err)
		}
		run := []layer{}
		for i := range 3 + r.IntN(4) {
			q := spotAt(r.Float64()*side*12, r.Float64()*side*12)
			near := n.near(q)
			if len(near) == 0 {
				return
			}
			l := layer{i, q, near}
			if i > 0 {
				before := run[i-1]
				want := plain(n, before, l)
				if l, err = n.reach(context.Background(), before, l); err != nil {
					t.Fatal(err)
				}
				got := map[int32]float64{}
				for _, s := range l.spots {
					got[s.arc] = s.cost
				}
				for arc, cost := range want {
					compared++
					if math.IsInf(cost, 1) {
						missed++
					}
					if g, ok := got[arc]; ok != !math.IsInf(cost, 1) || ok && math.Abs(g-cost) > 1e-6*cost {
						t.Fatalf("arc %d from place %d to %d: cost %v (found %t), plain %v", arc, i-1, i, g, ok, cost)
					}
				}
				if l.spots == nil {
					return
				}
			}
			run = append(run, l)
		}
		n.line(run)
	})
}

// plain gives the least cost of each spot of a layer by relaxing all turns until
// nothing changes.
func plain(n *Network, from, to layer) map[int32]float64 {
	begin, end := make([]float64, len(n.arcs)), make([]float64, len(n.arcs)) // of being at the start, and at the end, of an arc
	for i := range begin {
		begin[i], end[i] = math.Inf(1), math.Inf(1)
	}
	length := func(i int32) float64 { return float64(n.arcs[i].metres * n.arcs[i].weight) }
	out := map[int32]float64{}
	for _, g := range to.spots {
		out[g.arc] = math.Inf(1)
	}
	least := math.Inf(1)
	for _, s := range from.spots {
		least = min(least, s.cost)
		end[s.arc] = min(end[s.arc], s.cost+(1-s.part)*length(s.arc))
		for _, g := range to.spots {
			if g.arc == s.arc && g.part >= s.part {
				out[g.arc] = min(out[g.arc], s.cost+(g.part-s.part)*length(s.arc)+g.cost)
			}
		}
	}
	limit := least + around*territory.Distance(from.at, to.at) + detour
	for changed := true; changed; {
		changed = false
		for a := range n.arcs {
			if end[a] > limit {
				continue
			}
			for b := range n.arcs {
				if n.arcs[a].to == n.arcs[b].from && end[a] < begin[b] && n.mayTurn(&n.arcs[a], &n.arcs[b]) {
					begin[b], changed = end[a], true
					end[b] = min(end[b], begin[b]+length(int32(b)))
				}
			}
		}
	}
	for _, g := range to.spots {
		out[g.arc] = min(out[g.arc], begin[g.arc]+g.part*length(g.arc)+g.cost)
	}
	return out
}

// TestTheWaysOfRealBuses lays ways through the halts of the buses of Porto
// Alegre along its roads, and holds them to where the operator says that they
// drive. Only buses are taken all of whose halts the piece of map has.
func TestTheWaysOfRealBuses(t *testing.T) {
	f, err := os.Open("testdata/porto_alegre_centre.osm.pbf")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, err := Read(context.Background(), f, Area{})
	if err != nil {
		t.Fatal(err)
	}
	feed := openFeed(t, "../../gtfs/testdata/feeds/poa_eptc.zip")
	low, high := n.at[0].point(), n.at[0].point()
	for _, p := range n.at {
		q := p.point()
		low, high = territory.Point{Lat: min(low.Lat, q.Lat), Lon: min(low.Lon, q.Lon)}, territory.Point{Lat: max(high.Lat, q.Lat), Lon: max(high.Lon, q.Lon)}
	}
	area := Area{low.Lat + 0.002, low.Lon + 0.002, high.Lat - 0.002, high.Lon - 0.002}
	shapes, id := map[string]bool{}, feed.Table("trips.txt").Column("trip_id")
	ways, metres, beside, gaps := 0, 0.0, 0.0, 0
	for row := range feed.Table("trips.txt").Len() {
		trip, _ := feed.Trip(id.Of(row))
		if shapes[trip.ShapeID] || trip.ShapeID == "" {
			continue
		}
		shapes[trip.ShapeID] = true
		var halts []territory.Point
		inside := true
		for _, st := range feed.StopTimes(trip.ID) {
			stop, _ := feed.Stop(st.StopID)
			halts = append(halts, territory.Point{Lat: stop.Lat, Lon: stop.Lon})
			inside = inside && area.has(stop.Lat, stop.Lon)
		}
		var drawn []territory.Point
		for _, p := range feed.Shape(trip.ShapeID) {
			drawn = append(drawn, territory.Point{Lat: p.Lat, Lon: p.Lon})
			inside = inside && area.has(p.Lat, p.Lon)
		}
		if !inside || len(halts) < 3 {
			continue
		}
		w, err := n.Follow(context.Background(), halts)
		if err != nil {
			t.Fatal(err)
		}
		ways++
		gaps += len(w.Gaps)
		for i := 1; i < len(w.Places); i++ {
			d := territory.Distance(w.Places[i-1], w.Places[i])
			metres += d
			for part := range 4 {
				k := (float64(part) + 0.5) / 4
				q := territory.Point{Lat: w.Places[i-1].Lat + k*(w.Places[i].Lat-w.Places[i-1].Lat), Lon: w.Places[i-1].Lon + k*(w.Places[i].Lon-w.Places[i-1].Lon)}
				if far(q, drawn) > 25 {
					beside += d / 4
				}
			}
		}
	}
	t.Logf("%+v; %d ways, %.1f km, %.1f km of them beside the way that is driven, %d gaps", n.Facts, ways, metres/1000, beside/1000, gaps)
	if ways < 20 || beside > 0.08*metres || gaps > ways/5 {
		t.Errorf("of %.1f km in %d ways %.1f km are not where the buses drive", metres/1000, ways, beside/1000)
	}
}

// far is how many metres a place lies beside a line.
func far(q territory.Point, line []territory.Point) float64 {
	least, scale := math.Inf(1), math.Cos(q.Lat*math.Pi/180)
	for i := 1; i < len(line); i++ {
		ax, ay := (line[i-1].Lon-q.Lon)*scale, line[i-1].Lat-q.Lat
		dx, dy := (line[i].Lon-line[i-1].Lon)*scale, line[i].Lat-line[i-1].Lat
		part := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			part = min(max(-(ax*dx+ay*dy)/l, 0), 1)
		}
		least = min(least, math.Hypot(ax+part*dx, ay+part*dy)*metresPerDegree)
	}
	return least
}

func openFeed(t *testing.T, path string) *gtfs.Feed {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	feed, err := gtfs.Read(f, info.Size(), gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return feed
}
