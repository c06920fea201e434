// SPDX-License-Identifier: Apache-2.0

// Command raptor asks the journey planner and npm raptor-journey-planner the same
// random requests on the same day of a feed, in the same run: how long each takes
// and how often they say the same arrival. The peer is a program of its own (see
// the folder peer); it gets the day's trips, links and requests in a file.
//
//	npm ci --prefix bench/raptor/peer && go run ./bench/raptor -feed FEED.zip -date 20190515
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"sinergi/gtfs"
	"sinergi/raptor"
)

func main() {
	path := flag.String("feed", "gtfs/testdata/feeds/poa_eptc.zip", "GTFS feed")
	date := flag.String("date", "20190515", "day of the requests")
	seed := flag.Uint64("seed", 42, "of the requests")
	radius := flag.Int("radius", 300, "metres of walking links")
	speed := flag.Int("speed", 1200, "of walking, mm/s")
	count := flag.Int("queries", 300, "requests")
	peer := flag.String("peer", "bench/raptor/peer/peer.mjs", "program of the peer")
	flag.Parse()
	when, err := time.Parse("20060102", *date)
	check(err)
	day := gtfs.Date{Year: when.Year(), Month: when.Month(), Day: when.Day()}
	feed := read(*path)
	began := time.Now()
	tt, err := raptor.Build(feed, raptor.Options{First: day, Last: day, LinkMetres: *radius, Speed: *speed})
	check(err)
	built := time.Since(began).Seconds()

	midnight := tt.Second(time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, tt.Zone()).Add(-12 * time.Hour))

	theirs := export(feed, tt, midnight, day, *radius, *speed)
	served := map[int]bool{}
	for _, t := range theirs.Trips {
		for _, s := range t.Stops[:len(t.Stops)-1] {
			served[s] = true
		}
	}
	places := make([]int, 0, len(served))
	for s := range served {
		places = append(places, s)
	}
	slices.Sort(places)
	rng := rand.New(rand.NewPCG(*seed, 0))
	for range *count {
		theirs.Requests = append(theirs.Requests, [3]int{places[rng.IntN(len(places))], places[rng.IntN(len(places))], 5*3600 + rng.IntN(17*3600)})
	}
	answer := ask(*peer, theirs)

	ids := feed.Table("stops.txt").Column("stop_id")
	q := tt.NewQuery()
	ours := make([]time.Duration, *count)
	for i := range ours {
		ours[i] = time.Hour
	}
	same, later, earlier, neither := 0, 0, 0, 0
	for round := range 3 {
		for i, r := range theirs.Requests {
			from, ok1 := tt.StopByID(ids.Of(r[0]))
			to, ok2 := tt.StopByID(ids.Of(r[1]))
			if !ok1 || !ok2 {
				log.Fatalf("stop %s or %s is not in the timetable", ids.Of(r[0]), ids.Of(r[1]))
			}
			began := time.Now()
			found := q.Plan(raptor.Request{From: raptor.AtStop(from), To: raptor.AtStop(to), Time: midnight + int32(r[2]), WalkMetres: *radius})
			ours[i] = min(ours[i], time.Since(began))
			if round > 0 {
				continue
			}
			best := int32(math.MaxInt32)
			for _, j := range found {
				best = min(best, j.Arrival-midnight)
			}
			switch they := answer.Arrivals[i]; {
			case they < 0 && len(found) == 0:
				neither++
			case they < 0 || len(found) > 0 && best < int32(they):
				later++
			case len(found) == 0 || best > int32(they):
				earlier++
			default:
				same++
			}
		}
	}
	their := make([]time.Duration, *count)
	for i, ms := range answer.Milliseconds {
		their[i] = time.Duration(ms * 1e6)
	}
	a, b := mean(ours), mean(their)
	fmt.Printf("%s, %s: %d trips, %d walking links, %d requests from stop to stop\n", filepath.Base(*path), *date, len(theirs.Trips), len(theirs.Links), *count)
	fmt.Printf("%-28s %10s %12s %12s\n", "", "built s", "mean ms", "99th ms")
	fmt.Printf("%-28s %10.2f %12.3f %12.3f\n", "sinergi", built, a, last(ours))
	fmt.Printf("%-28s %10.2f %12.3f %12.3f\n", "raptor-journey-planner", answer.Built, b, last(their))
	fmt.Printf("ratio %.0f; the same arrival %d, the peer later or without an answer %d, earlier %d, neither finds one %d\n", b/a, same, later, earlier, neither)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func mean(all []time.Duration) float64 {
	sum := time.Duration(0)
	for _, d := range all {
		sum += d
	}
	return float64(sum) / float64(len(all)) / 1e6
}

func last(all []time.Duration) float64 {
	return float64(slices.Sorted(slices.Values(all))[len(all)*99/100]) / 1e6
}

func read(path string) *gtfs.Feed {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	info, err := f.Stat()
	check(err)
	feed, err := gtfs.Read(f, info.Size(), gtfs.Limits{})
	check(err)
	return feed
}

// exported is what the peer gets. Stops are rows of stops.txt; times are seconds
// of the service day.
type exported struct {
	Trips    []trip   `json:"trips"`
	Links    [][3]int `json:"links"` // from, to, seconds
	Requests [][3]int `json:"requests"`
}

type trip struct {
	Stops  []int `json:"stops"`
	Arrive []int `json:"arrive"`
	Depart []int `json:"depart"`
}

type answered struct {
	Built        float64   `json:"built"`
	Milliseconds []float64 `json:"milliseconds"`
	Arrivals     []int     `json:"arrivals"`
}

// export gives the runs of a day and those of the day before that are still on the
// road, with the times that the planner has: the feed may leave some out. Runs by
// headway become runs at fixed times, as many as are owed: the peer knows no
// others. Where nobody may board or leave is not told.
func export(feed *gtfs.Feed, tt *raptor.Timetable, midnight int32, day gtfs.Date, radius, speed int) (out exported) {
	type run struct{ trip, day, ends int32 }
	longest := map[run]trip{}
	for stop := range int32(tt.Stops()) {
		for _, d := range tt.Departures(stop, midnight, midnight+24*3600, nil) {
			if d.Headway > 0 || d.Stop != stop {
				continue
			}
			calls := append([]raptor.Call{{Stop: stop, Arrive: d.Depart, Depart: d.Depart}}, tt.Onward(d, nil)...)
			key := run{d.Trip, d.Day, calls[len(calls)-1].Arrive}
			if len(calls) <= len(longest[key].Stops) {
				continue
			}
			t := trip{}
			for _, c := range calls {
				t.add(row(feed, tt.Stop(c.Stop).ID), int(c.Arrive-midnight), int(c.Depart-midnight))
			}
			longest[key] = t
		}
	}
	for _, t := range longest {
		out.Trips = append(out.Trips, t)
	}
	slices.SortFunc(out.Trips, func(a, b trip) int {
		return cmp.Or(slices.Compare(a.Depart, b.Depart), slices.Compare(a.Stops, b.Stops))
	})
	for _, r := range feed.Owed(day) {
		if r.Every == 0 {
			continue
		}
		calls := feed.StopTimes(r.TripID)
		t := trip{}
		for _, c := range calls {
			t.add(row(feed, c.StopID), r.Start+c.Arrival-calls[0].Departure, r.Start+c.Departure-calls[0].Departure)
		}
		out.Trips = append(out.Trips, t)
	}
	out.Links = links(feed, radius, speed)
	return out
}

// row is where a stop stands in stops.txt.
func row(feed *gtfs.Feed, id string) int {
	stop, ok := feed.StopIndex(id)
	if !ok {
		log.Fatalf("there is no stop %s", id)
	}
	return feed.StopRow(stop)
}

func (t *trip) add(stop, arrive, depart int) {
	t.Stops, t.Arrive, t.Depart = append(t.Stops, stop), append(t.Arrive, arrive), append(t.Depart, depart)
}

// links joins stops that are no farther apart than one walks.
func links(feed *gtfs.Feed, radius, speed int) (out [][3]int) {
	type place struct {
		row      int
		lat, lon float64
	}
	stops := feed.Table("stops.txt")
	lat, lon, kind := stops.Column("stop_lat"), stops.Column("stop_lon"), stops.Column("location_type")
	var all []place
	for row := range stops.Len() {
		if k := kind.Of(row); k == "" || k == "0" {
			all = append(all, place{row, lat.Float(row, 0), lon.Float(row, 0)})
		}
	}
	slices.SortFunc(all, func(a, b place) int { return int(math.Copysign(1, a.lat-b.lat)) })
	for i, a := range all {
		for _, b := range all[i+1:] {
			north := (b.lat - a.lat) * 111_195
			if north > float64(radius) {
				break
			}
			if m := math.Hypot(north, (b.lon-a.lon)*111_195*math.Cos(a.lat*math.Pi/180)); m <= float64(radius) {
				s := int(math.Ceil(m * 1000 / float64(speed)))
				out = append(out, [3]int{a.row, b.row, s}, [3]int{b.row, a.row, s})
			}
		}
	}
	return out
}

// ask runs the peer.
func ask(program string, what exported) (a answered) {
	f, err := os.CreateTemp("", "peer-*.json")
	check(err)
	defer os.Remove(f.Name())
	check(json.NewEncoder(f).Encode(what))
	check(f.Close())
	cmd := exec.Command("node", "--max-old-space-size=8000", program, f.Name())
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		log.Fatalf("the peer does not run (npm ci --prefix bench/raptor/peer installs it): %v", err)
	}
	check(json.Unmarshal(out, &a))
	return a
}
