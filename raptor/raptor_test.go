package raptor_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// twoLines is a corridor by timetable and one by headway, that meet at the
// market.
func twoLines() fstest.MapFS {
	files := map[string]string{
		"agency.txt":      "agency_id,agency_name,agency_url,agency_timezone\na,Contoh,https://example.org,Asia/Jakarta\n",
		"routes.txt":      "route_id,route_short_name,route_type\n1,1,3\n2,2,3\n",
		"stops.txt":       "stop_id,stop_name,stop_lat,stop_lon\nk,Kampus,0.46,101.35\np,Pasar,0.48,101.38\nt,Terminal,0.50,101.44\n",
		"trips.txt":       "route_id,service_id,trip_id,trip_headsign\n1,hari,a,Pasar\n1,hari,b,Pasar\n2,hari,c,Terminal\n",
		"stop_times.txt":  "trip_id,arrival_time,departure_time,stop_id,stop_sequence\na,06:00:00,06:00:00,k,1\na,06:20:00,06:20:00,p,2\nb,07:00:00,07:00:00,k,1\nb,07:20:00,07:20:00,p,2\nc,05:00:00,05:00:00,p,1\nc,05:30:00,05:30:00,t,2\n",
		"frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nc,05:00:00,22:00:00,900,0\n",
		"calendar.txt":    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nhari,1,1,1,1,1,1,1,20260101,20261231\n",
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func ExampleTimetable() {
	feed, err := gtfs.ReadFS(twoLines(), gtfs.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	monday := gtfs.Date{Year: 2026, Month: 10, Day: 5}
	tt, err := raptor.Build(feed, raptor.Options{First: monday, Last: monday})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := tt.Second(time.Date(2026, 10, 5, 5, 45, 0, 0, tt.Zone()))
	for _, j := range tt.NewQuery().Plan(raptor.Request{From: raptor.At(0.4601, 101.35), To: raptor.At(0.50, 101.44), Time: at}) {
		fmt.Println("leave", tt.Time(j.Departure).Format("15:04:05"), "arrive", tt.Time(j.Arrival).Format("15:04:05"), "transfers", j.Transfers)
		for _, l := range j.Legs {
			if l.Ride {
				fmt.Println(tt.Trip(l.Trip).RouteName, tt.Stop(l.From).Name, tt.Time(l.Depart).Format("15:04"), tt.Stop(l.To).Name, tt.Time(l.Arrive).Format("15:04"), "waits", l.Expected/60, "at most", max(0, l.Headway)/60)
			} else {
				fmt.Println("walk", l.Metres, "m")
			}
		}
	}
	// Output:
	// leave 05:59:50 arrive 07:05:00 transfers 1
	// walk 11 m
	// 1 Kampus 06:00 Pasar 06:20 waits 0 at most 0
	// 2 Pasar 06:35 Terminal 07:05 waits 7 at most 15
}

// A query that has grown allocates nothing, whatever it is asked.
func TestNothingIsAllocated(t *testing.T) {
	feed := readFeed(t, "raba.zip")
	o := raptor.Options{First: gtfs.Date{Year: 2025, Month: 6, Day: 4}, Last: gtfs.Date{Year: 2025, Month: 6, Day: 5}}
	tt, err := raptor.Build(feed, o)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	begins := tt.Second(time.Date(2025, 6, 4, 0, 0, 0, 0, tt.Zone()))
	var asked []raptor.Request
	for i := range 200 {
		from, to := randomPlace(rng, feed, true), randomPlace(rng, feed, true)
		asked = append(asked, raptor.Request{From: from.raptor(), To: to.raptor(), Time: begins + int32(rng.IntN(86400)), ArriveBy: i%4 == 0})
	}
	q, i, found := tt.NewQuery(), 0, 0
	next := func() {
		found += len(q.Plan(asked[i%len(asked)]))
		i++
	}
	for range asked {
		next()
	}
	if n := testing.AllocsPerRun(len(asked), next); n != 0 || found == 0 {
		t.Errorf("%v allocations a request, %d journeys", n, found)
	}
}

// One timetable serves many at once.
func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 5))
	feed, opt := randomFeed(t, rng)
	tt, err := raptor.Build(feed, opt)
	if err != nil {
		t.Fatal(err)
	}
	var asked []raptor.Request
	for i := range 50 {
		from, to := randomPlace(rng, feed, true), randomPlace(rng, feed, true)
		asked = append(asked, raptor.Request{From: from.raptor(), To: to.raptor(), Time: int32(86400 + rng.IntN(86400)), ArriveBy: i%2 == 0})
	}
	answers := make([]string, 4)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			q := tt.NewQuery()
			for _, r := range asked {
				answers[i] += fmt.Sprintln(q.Plan(r))
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] {
			t.Error("the same request was answered differently")
		}
	}
}

func TestAFeedWithoutItsTimeIsRefused(t *testing.T) {
	t.Parallel()
	day := gtfs.Date{Year: 2026, Month: 10, Day: 5}
	for name, change := range map[string]func(fstest.MapFS, *raptor.Options){
		"unknown zone": func(f fstest.MapFS, _ *raptor.Options) {
			f["agency.txt"].Data = []byte("agency_id,agency_name,agency_url,agency_timezone\na,A,https://example.org,Asia/Pekanbaru\n")
		},
		"no days":  func(_ fstest.MapFS, o *raptor.Options) { o.Last.Day-- },
		"too many": func(_ fstest.MapFS, o *raptor.Options) { o.Last.Year += 2 },
	} {
		fsys, o := twoLines(), raptor.Options{First: day, Last: day}
		change(fsys, &o)
		feed, err := gtfs.ReadFS(fsys, gtfs.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := raptor.Build(feed, o); err == nil {
			t.Errorf("%s: a timetable was made of it", name)
		}
	}
}

// What became of a trip changes the answer, and not the timetable that it was
// made from; what is not known is given back.
func TestNewsOfTrips(t *testing.T) {
	t.Parallel()
	feed, err := gtfs.ReadFS(twoLines(), gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	day := gtfs.Date{Year: 2026, Month: 10, Day: 5}
	tt, err := raptor.Build(feed, raptor.Options{First: day, Last: day})
	if err != nil {
		t.Fatal(err)
	}
	at := tt.Second(time.Date(2026, 10, 5, 5, 45, 0, 0, tt.Zone()))
	arrival := func(tt *raptor.Timetable) string {
		from, _ := tt.StopByID("k")
		to, _ := tt.StopByID("t")
		for _, j := range tt.NewQuery().Plan(raptor.Request{From: raptor.AtStop(from), To: raptor.AtStop(to), Time: at}) {
			return tt.Time(j.Arrival).Format("15:04")
		}
		return "never"
	}
	for _, c := range []struct {
		name, want string
		change     raptor.Change
		unused     int
	}{
		{"the bus is 10 minutes late on its way", "07:15", raptor.Change{Trip: "a", Day: day, Start: -1, Delays: []raptor.Delay{{Position: 1, Arrival: 600, Departure: 600}}}, 0},
		{"it is cancelled: the next one", "08:05", raptor.Change{Trip: "a", Day: day, Start: -1, Cancelled: true}, 0},
		{"it does not stop", "08:05", raptor.Change{Trip: "a", Day: day, Start: -1, Delays: []raptor.Delay{{Position: 1, Skipped: true}}}, 0},
		{"the line by headway does not run", "never", raptor.Change{Trip: "c", Day: day, Start: -1, Cancelled: true}, 0},
		{"it has no times to be late", "07:05", raptor.Change{Trip: "c", Day: day, Start: -1, Delays: []raptor.Delay{{Position: 0, Arrival: 60, Departure: 60}}}, 1},
		{"another day", "07:05", raptor.Change{Trip: "a", Day: gtfs.Date{Year: 2026, Month: 10, Day: 9}, Start: -1, Cancelled: true}, 1},
		{"another trip", "07:05", raptor.Change{Trip: "z", Day: day, Start: -1, Cancelled: true}, 1},
	} {
		live, unused := tt.With([]raptor.Change{c.change})
		if got := arrival(live); got != c.want || len(unused) != c.unused {
			t.Errorf("%s: arrives %s, %d not used; want %s, %d", c.name, got, len(unused), c.want, c.unused)
		}
		if again, _ := live.With(nil); arrival(tt) != "07:05" || arrival(again) != "07:05" {
			t.Errorf("%s: the timetable itself was changed", c.name)
		}
	}
}
