package raptor_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// randomFeed makes a small network with everything that makes planning hard:
// overtaking, trips past midnight and through a change of the clock, both kinds of
// headway, rules of transfer, platforms, loops, stops where one cannot board
// or alight, missing times, vehicles that go on as another trip.
func randomFeed(t *testing.T, rng *rand.Rand) (*gtfs.Feed, raptor.Options) {
	t.Helper()
	zone := []string{"Asia/Jakarta", "Europe/Berlin"}[rng.IntN(2)]
	opt := raptor.Options{First: gtfs.Date{Year: 2026, Month: 3, Day: 28}, Last: gtfs.Date{Year: 2026, Month: 3, Day: 30}, LinkMetres: 150 + rng.IntN(300), Change: rng.IntN(3) * 60}
	if rng.IntN(2) == 0 {
		opt.First.Month, opt.First.Day, opt.Last.Month, opt.Last.Day = 10, 24, 10, 26
	}
	var stops, trips, times, repeats, transfers, dates strings.Builder
	stops.WriteString("stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\nst,Stasiun,0.4,101.4,1,,2\n")
	n := 5 + rng.IntN(9)
	for i := range n {
		parent := ""
		if rng.IntN(5) == 0 {
			parent = "st"
		}
		fmt.Fprintf(&stops, "s%d,Halte %d,%.5f,%.5f,0,%s,%d\n", i, i, 0.4+rng.Float64()*0.012, 101.4+rng.Float64()*0.012, parent, rng.IntN(3))
	}
	trips.WriteString("route_id,service_id,trip_id,wheelchair_accessible\n")
	times.WriteString("trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n")
	repeats.WriteString("trip_id,start_time,end_time,headway_secs,exact_times\n")
	transfers.WriteString("from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,min_transfer_time\n")
	dates.WriteString("service_id,date,exception_type\n")
	for i := range 4 {
		for d := 20; d < 32; d++ {
			for _, month := range []int{3, 10} {
				if i == 0 || rng.IntN(3) > 0 {
					fmt.Fprintf(&dates, "v%d,2026%02d%02d,1\n", i, month, d)
				}
			}
		}
	}
	clock := func(s int) string { return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60) }
	base := []int{2 * 3600, 23 * 3600, 24 * 3600, 25*3600 + 1800}[rng.IntN(4)]
	count := 0
	for range 3 + rng.IntN(5) {
		line := make([]int, 2+rng.IntN(5))
		may := make([]string, len(line))
		for i := range line {
			line[i] = rng.IntN(n)
			may[i] = []string{"0,0", "0,0", "0,0", "0,", ",1", "1,0", "3,2"}[rng.IntN(7)]
		}
		headway := rng.IntN(3)
		for range 1 + rng.IntN(6) {
			at := base + rng.IntN(5400)
			id := fmt.Sprintf("t%d", count)
			count++
			fmt.Fprintf(&trips, "r,v%d,%s,%d\n", rng.IntN(4), id, rng.IntN(3))
			for i, s := range line {
				arrive := at
				if rng.IntN(3) > 0 {
					at += rng.IntN(120)
				}
				if i > 0 && i < len(line)-1 && rng.IntN(5) == 0 {
					fmt.Fprintf(&times, "%s,,,s%d,%d,%s\n", id, s, i, may[i])
				} else {
					fmt.Fprintf(&times, "%s,%s,%s,s%d,%d,%s\n", id, clock(arrive), clock(at), s, i, may[i])
				}
				at += rng.IntN(700)
			}
			for w := 0; headway == 0 && w < 1+rng.IntN(3); w++ {
				from := base + rng.IntN(5400)
				fmt.Fprintf(&repeats, "%s,%s,%s,%d,%d\n", id, clock(from), clock(from+rng.IntN(3600)), 60+rng.IntN(1500), rng.IntN(2))
			}
		}
	}
	any := func() string {
		if rng.IntN(6) == 0 {
			return "st"
		}
		return fmt.Sprintf("s%d", rng.IntN(n))
	}
	given := map[string]bool{}
	rule := func(key, rest string) {
		if !given[key] {
			given[key] = true
			transfers.WriteString(key + rest)
		}
	}
	for range rng.IntN(8) {
		a, b := any(), any()
		if rng.IntN(3) == 0 {
			b = a
		}
		kind := rng.IntN(4)
		seconds := ""
		if kind == 2 && rng.IntN(4) > 0 {
			seconds = fmt.Sprint(rng.IntN(900))
		}
		rule(fmt.Sprintf("%s,%s,,,", a, b), fmt.Sprintf("%d,%s\n", kind, seconds))
	}
	for range rng.IntN(6) {
		rule(fmt.Sprintf("s0,s0,t%d,t%d,", rng.IntN(count), rng.IntN(count)), fmt.Sprintf("%d,\n", 4+rng.IntN(2)))
	}
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"agency.txt": "agency_id,agency_name,agency_url,agency_timezone\na,A,https://example.org," + zone + "\n",
		"routes.txt": "route_id,route_short_name,route_type\nr,1,3\n", "stops.txt": stops.String(), "trips.txt": trips.String(),
		"stop_times.txt": times.String(), "frequencies.txt": repeats.String(), "transfers.txt": transfers.String(), "calendar_dates.txt": dates.String(),
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	feed, err := gtfs.ReadFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return feed, opt
}

// randomPlace is a stop, a station or a point among the stops of a feed.
func randomPlace(rng *rand.Rand, feed *gtfs.Feed, points bool) place {
	s := rng.IntN(len(feed.Stops))
	if points && rng.IntN(2) == 0 {
		return place{-1, feed.Stops[s].Lat + (rng.Float64()-0.5)*0.006, feed.Stops[s].Lon + (rng.Float64()-0.5)*0.006}
	}
	return place{stop: s}
}

// randomChanges cancels and delays runs, also so that they overtake others,
// go back in time, miss the trip that their vehicle goes on as, or skip stops.
func randomChanges(rng *rand.Rand, feed *gtfs.Feed, opt raptor.Options) []raptor.Change {
	var changes []raptor.Change
	for _, t := range feed.Trips {
		starts := []int{-1}
		for _, f := range feed.Frequencies {
			if f.TripID == t.ID && f.Exact && f.Until > f.From {
				starts = []int{f.From, f.From + f.Every}
			}
		}
		for day := opt.First.Day - 1; day <= opt.Last.Day; day++ {
			for _, start := range starts {
				c := raptor.Change{Trip: t.ID, Day: gtfs.Date{Year: opt.First.Year, Month: opt.First.Month, Day: day}, Start: start}
				n := len(feed.StopTimes(t.ID))
				switch rng.IntN(4) {
				case 0:
					c.Cancelled = true
				case 1:
					for _, position := range rng.Perm(n)[:1+rng.IntN(n-1)] {
						late := rng.IntN(1500) - 300
						c.Delays = append(c.Delays, raptor.Delay{Position: position, Arrival: late, Departure: late + rng.IntN(200), Skipped: rng.IntN(5) == 0})
					}
				default:
					continue
				}
				changes = append(changes, c)
			}
		}
	}
	return changes
}
