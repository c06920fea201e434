package raptor_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// feeds are real ones, with a day on which they run. Those that may not be
// shipped are read from the folder SINERGI_FEEDS.
var feeds = []struct {
	file string
	day  gtfs.Date
}{
	{"raba.zip", gtfs.Date{Year: 2025, Month: 6, Day: 4}},
	{"bullrunner-gtfs.zip", gtfs.Date{Year: 2016, Month: 3, Day: 7}},
	{"poa_eptc.zip", gtfs.Date{Year: 2019, Month: 5, Day: 15}},
	{"transjakarta_2024.zip", gtfs.Date{Year: 2024, Month: 1, Day: 31}},
	{"mta_subway.zip", gtfs.Date{Year: 2026, Month: 10, Day: 7}},
	{"mta_brooklyn.zip", gtfs.Date{Year: 2026, Month: 10, Day: 7}},
	{"mta_newyork.zip", gtfs.Date{Year: 2026, Month: 10, Day: 7}},
}

func feedPath(file string) (path string, ok bool) {
	path = filepath.Join("..", "gtfs", "testdata", "feeds", file)
	if _, err := os.Stat(path); err == nil {
		return path, true
	}
	path = filepath.Join(os.Getenv("SINERGI_FEEDS"), file)
	_, err := os.Stat(path)
	return path, err == nil
}

// readFeed reads a feed, or skips where it is not at hand.
func readFeed(t testing.TB, file string) *gtfs.Feed {
	t.Helper()
	path, ok := feedPath(file)
	if !ok {
		t.Skipf("%s is not shipped; SINERGI_FEEDS names the folder where it is", file)
	}
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

// requests is how many requests each feed is asked: make referee-raptor asks
// more.
func requests(t *testing.T, usual int) int {
	t.Helper()
	if s := os.Getenv("SINERGI_REFEREE"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return usual
}

// The same on real feeds, as planned and with trips cancelled and delayed: one
// request in twenty arrives by a time, which takes the search longest, and one
// in ten asks for an hour.
func TestEqualToPlainSearchOnRealFeeds(t *testing.T) {
	for _, f := range feeds {
		for _, disturbed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/disturbed=%v", f.file, disturbed), func(t *testing.T) {
				t.Parallel()
				feed := readFeed(t, f.file)
				next := f.day
				next.Day++
				rng := rand.New(rand.NewPCG(42, 0))
				var changes []raptor.Change
				if disturbed {
					changes = someChanges(rng, feed, f.day)
				}
				c := newComparison(t, feed, raptor.Options{First: f.day, Last: next}, changes...)
				n := requests(t, 24) / 2
				found, rides := 0, [17]int{}
				for i := range n {
					r := asking{from: servedPlace(rng, c.o), to: servedPlace(rng, c.o), at: c.begins() + 4*3600 + rng.IntN(21*3600), walk: 600, wheelchair: rng.IntN(8) == 0, arriveBy: i%20 == 19}
					journeys := c.check(fmt.Sprint("request ", i), r)
					if i%10 == 5 {
						journeys = append(journeys, c.checkWindow(fmt.Sprint("hour ", i), rng, r, 3600, 10)...)
					}
					found += len(journeys)
					for _, j := range journeys {
						rides[j.Transfers]++
					}
					if t.Failed() {
						return
					}
				}
				t.Logf("%v: %d requests equal, %d journeys, by transfers %v; not used: %+v; %d changes", c.tt, n, found, rides, c.tt.Unused(), len(changes))
				if found == 0 {
					t.Error("no journey at all was found")
				}
			})
		}
	}
}

// someChanges cancels one trip in ten on a day and delays three in ten.
func someChanges(rng *rand.Rand, feed *gtfs.Feed, day gtfs.Date) []raptor.Change {
	var changes []raptor.Change
	for _, trip := range feed.Trips {
		n := len(feed.StopTimes(trip.ID))
		switch k := rng.IntN(10); {
		case n < 2 || k > 3 || !feed.ServiceOn(trip.ServiceID, day):
		case k == 0:
			changes = append(changes, raptor.Change{Trip: trip.ID, Day: day, Start: -1, Cancelled: true})
		default:
			late := rng.IntN(1800) - 120
			changes = append(changes, raptor.Change{Trip: trip.ID, Day: day, Start: -1, Delays: []raptor.Delay{{Position: rng.IntN(n), Arrival: late, Departure: late}}})
		}
	}
	return changes
}

// servedPlace is a stop that has service, or a point near one.
func servedPlace(rng *rand.Rand, o *oracle) place {
	for {
		if p := randomPlace(rng, o.feed, false); o.calledAt[p.stop] {
			if rng.IntN(2) == 0 {
				return p
			}
			s := o.feed.Stops[p.stop]
			return place{-1, s.Lat + (rng.Float64()-0.5)*0.006, s.Lon + (rng.Float64()-0.5)*0.006}
		}
	}
}
