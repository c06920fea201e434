package pull_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/civil"
	"sinergi/internal/pull"
)

// feed has a trip at fixed times, one that repeats every quarter of an hour, one by
// headway and one of another line.
func feed(t testing.TB) *gtfs.Feed {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"agency.txt":      "agency_id,agency_name,agency_url,agency_timezone\na,Contoh,https://example.org,Asia/Jakarta\n",
		"routes.txt":      "route_id,route_short_name,route_type\nr,1,3\nq,2,3\n",
		"stops.txt":       "stop_id,stop_name,stop_lat,stop_lon\ns1,Awal,0.4,101.4\ns2,Tengah,0.45,101.45\ns3,Akhir,0.5,101.5\n",
		"trips.txt":       "route_id,service_id,trip_id,direction_id\nr,h,fixed,0\nr,h,exact,0\nr,h,headway,1\nq,h,other,0\nr,akhirpekan,weekend,0\n",
		"stop_times.txt":  "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nfixed,07:00:00,07:00:00,s1,1\nfixed,07:20:00,07:21:00,s2,2\nfixed,07:40:00,07:40:00,s3,3\nexact,00:00:00,00:00:00,s1,1\nexact,00:40:00,00:40:00,s3,2\nheadway,00:00:00,00:00:00,s1,1\nheadway,00:40:00,00:40:00,s3,2\nother,07:00:00,07:00:00,s1,1\nother,07:20:00,07:20:00,s2,2\nweekend,07:00:00,07:00:00,s1,1\nweekend,07:20:00,07:20:00,s2,2\n",
		"calendar.txt":    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nh,1,1,1,1,1,1,1,20260101,20261231\nakhirpekan,0,0,0,0,0,1,0,20260101,20261231\n",
		"frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nexact,06:00:00,09:00:00,900,1\nheadway,06:00:00,09:00:00,900,0\n",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	f, err := gtfs.ReadFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var today = civil.Date{Year: 2026, Month: 10, Day: 5}

func timetable(t testing.TB) *pull.Timetable { return pull.NewTimetable(feed(t), []string{"r"}, today) }

// A source names a run by its trip, its day and its start; what the timetable has
// not is not guessed.
func TestWhichRunIsMeant(t *testing.T) {
	t.Parallel()
	tt := timetable(t)
	for name, c := range map[string]struct {
		trip  realtime.Trip
		want  pull.Known
		day   int // of October
		start int
	}{
		"by its trip":               {realtime.Trip{ID: "fixed"}, pull.Has, 5, 7 * 3600},
		"with its day and start":    {realtime.Trip{ID: "fixed", StartDate: "20261006", StartTime: "07:00:00"}, pull.Has, 6, 7 * 3600},
		"with another start":        {realtime.Trip{ID: "fixed", StartTime: "07:05:00"}, pull.HasNot, 0, 0},
		"with a start that is none": {realtime.Trip{ID: "fixed", StartTime: "pagi"}, pull.HasNot, 0, 0},
		"of a day far away":         {realtime.Trip{ID: "fixed", StartDate: "20261105"}, pull.HasNot, 0, 0},
		"of a day that is none":     {realtime.Trip{ID: "fixed", StartDate: "besok"}, pull.HasNot, 0, 0},
		"not on that day":           {realtime.Trip{ID: "weekend"}, pull.HasNot, 0, 0},
		"unknown":                   {realtime.Trip{ID: "unknown"}, pull.HasNot, 0, 0},
		"unknown, of another line":  {realtime.Trip{ID: "unknown", RouteID: "q"}, pull.Elsewhere, 0, 0},
		"of another line":           {realtime.Trip{ID: "other"}, pull.Elsewhere, 0, 0},
		"added":                     {realtime.Trip{ID: "extra", Relationship: realtime.Added}, pull.Extra, 0, 0},
		"one of many":               {realtime.Trip{ID: "exact", StartTime: "08:15:00"}, pull.Has, 5, 8*3600 + 900},
		"one of many, the nearest":  {realtime.Trip{ID: "exact"}, pull.Has, 5, 7*3600 + 900},
		"none of many":              {realtime.Trip{ID: "exact", StartTime: "08:16:00"}, pull.HasNot, 0, 0},
		"by headway":                {realtime.Trip{ID: "headway", StartTime: "07:03:00"}, pull.Has, 5, 7*3600 + 180},
		"by headway at night":       {realtime.Trip{ID: "headway", StartTime: "02:00:00"}, pull.HasNot, 0, 0},
	} {
		run, known := tt.Find(c.trip, now)
		if known != c.want || known == pull.Has && (run.Day != civil.Date{Year: 2026, Month: 10, Day: c.day} || run.Start != c.start) {
			t.Errorf("%s: %v, %+v", name, known, run)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// What a source says of some stops holds for those after them, as the
// specification has it; what cannot be is not believed.
func TestDelaysOfARun(t *testing.T) {
	t.Parallel()
	tt := timetable(t)
	at := func(h, m int) int64 { return today.Start().Unix() + int64(h*3600+m*60) }
	late := func(minutes int32) *realtime.Event { return &realtime.Event{Delay: ptr(minutes * 60)} }
	type stop struct {
		stop          string
		arrive, leave int64
		skipped       bool
	}
	for name, c := range map[string]struct {
		calls []realtime.Call
		trip  realtime.Trip
		whole *int32
		want  []stop
		odd   bool
	}{
		"from a stop on": {calls: []realtime.Call{{StopID: "s2", Arrival: late(5)}}, want: []stop{{"s2", at(7, 25), at(7, 26), false}, {"s3", at(7, 45), at(7, 45), false}}},
		"an instant":     {calls: []realtime.Call{{Sequence: ptr(uint32(2)), Departure: &realtime.Event{Time: at(7, 31)}}}, want: []stop{{"s2", at(7, 30), at(7, 31), false}, {"s3", at(7, 50), at(7, 50), false}}},
		"made up for": {
			calls: []realtime.Call{{StopID: "s1", Departure: late(4)}, {StopID: "s3", Arrival: late(1)}},
			want:  []stop{{"s1", at(7, 4), at(7, 4), false}, {"s2", at(7, 24), at(7, 25), false}, {"s3", at(7, 41), at(7, 41), false}},
		},
		"never back in time": {calls: []realtime.Call{{StopID: "s2", Departure: late(30)}, {StopID: "s3", Arrival: late(0)}}, want: []stop{{"s2", at(7, 50), at(7, 51), false}, {"s3", at(7, 51), at(7, 51), false}}},
		"a stop left out": {
			calls: []realtime.Call{{StopID: "s1", Departure: late(2)}, {StopID: "s2", Relationship: realtime.CallSkipped}},
			want:  []stop{{"s1", at(7, 2), at(7, 2), false}, {"s2", at(7, 22), at(7, 23), true}, {"s3", at(7, 42), at(7, 42), false}},
		},
		"not known any more": {
			calls: []realtime.Call{{StopID: "s1", Departure: late(2)}, {StopID: "s2", Relationship: realtime.CallNoData}},
			want:  []stop{{"s1", at(7, 2), at(7, 2), false}, {"s2", at(7, 20), at(7, 21), false}, {"s3", at(7, 40), at(7, 40), false}},
		},
		"the whole run":      {whole: ptr(int32(180)), want: []stop{{"s1", at(7, 3), at(7, 3), false}, {"s2", at(7, 23), at(7, 24), false}, {"s3", at(7, 43), at(7, 43), false}}},
		"one that repeats":   {trip: realtime.Trip{ID: "exact", StartTime: "08:15:00"}, calls: []realtime.Call{{StopID: "s3", Arrival: late(3)}}, want: []stop{{"s3", at(8, 58), at(8, 58), false}}},
		"by headway":         {trip: realtime.Trip{ID: "headway", StartTime: "07:03:00"}, calls: []realtime.Call{{StopID: "s3", Arrival: &realtime.Event{Time: at(7, 50)}}}},
		"a stop of nobody's": {calls: []realtime.Call{{StopID: "s9", Arrival: late(5)}}, odd: true},
		"a stop elsewhere":   {calls: []realtime.Call{{Sequence: ptr(uint32(2)), StopID: "s3", Arrival: late(5)}}, odd: true},
		"backwards":          {calls: []realtime.Call{{StopID: "s3", Arrival: late(5)}, {StopID: "s1", Departure: late(5)}}, odd: true},
		"beyond reason":      {calls: []realtime.Call{{StopID: "s2", Arrival: &realtime.Event{Time: at(20, 0)}}}, odd: true},
	} {
		if c.trip.ID == "" {
			c.trip.ID = "fixed"
		}
		run, known := tt.Find(c.trip, now)
		ok := known == pull.Has && tt.Foretell(&run, &realtime.TripUpdate{Trip: c.trip, Calls: c.calls, Delay: c.whole})
		if ok == c.odd {
			t.Errorf("%s: believed %v", name, ok)
			continue
		}
		var got []stop
		for _, x := range run.Calls {
			got = append(got, stop{x.Stop, x.Arrive, x.Leave, x.Skipped})
		}
		if !c.odd && !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A message becomes positions of known vehicles, delays of known runs and alerts;
// what is not known is counted and named, and nothing is made of it.
func TestWhatAMessageComesTo(t *testing.T) {
	t.Parallel()
	at := func(v *realtime.VehicleID, trip string) *realtime.Vehicle {
		out := &realtime.Vehicle{Vehicle: v, Position: &realtime.Position{Lat: 0.5, Lon: 101.5, Speed: ptr(float32(9)), Bearing: ptr(float32(45))}, Timestamp: uint64(now.Unix() - 5)}
		if trip != "" {
			out.Trip = &realtime.Trip{ID: trip}
		}
		return out
	}
	update := func(trip string, relation realtime.TripRelation) *realtime.TripUpdate {
		return &realtime.TripUpdate{Trip: realtime.Trip{ID: trip, Relationship: relation}, Calls: []realtime.Call{{StopID: "s2", Arrival: &realtime.Event{Delay: ptr(int32(60))}}}}
	}
	m := message(now, 0)
	m.Entities = []realtime.Entity{
		{ID: "1", Vehicle: at(&realtime.VehicleID{ID: "B-01"}, "fixed")},
		{ID: "2", Vehicle: at(&realtime.VehicleID{ID: "77", Label: "b 02"}, "")},
		{ID: "3", Vehicle: at(&realtime.VehicleID{ID: "78", Plate: "BM1234AA"}, "unknown")},
		{ID: "4", Vehicle: at(&realtime.VehicleID{ID: "79", Label: "B-09"}, "")},
		{ID: "5", Vehicle: at(nil, "")},
		{ID: "6", Deleted: true, Vehicle: at(&realtime.VehicleID{ID: "B-01"}, "")},
		{ID: "7", Vehicle: &realtime.Vehicle{Trip: &realtime.Trip{ID: "fixed"}}},
		{ID: "8", TripUpdate: update("fixed", realtime.Scheduled)},
		{ID: "9", TripUpdate: update("exact", realtime.Canceled)},
		{ID: "10", TripUpdate: update("ghost", realtime.Scheduled)},
		{ID: "11", TripUpdate: update("other", realtime.Scheduled)},
		{ID: "12", TripUpdate: update("n", realtime.New)},
		{ID: "13", TripUpdate: update("exact", realtime.Scheduled)},
		{ID: "14", Alert: &realtime.Alert{}},
	}
	fleet := pull.NewFleet(map[string]string{"B-01": "", "B-02": "BM 1 XX", "B-03": "BM 1234 AA"})
	r := pull.Read(m, pull.Kinds(), timetable(t), fleet, now)
	var seen []string
	for _, s := range r.Sightings {
		seen = append(seen, s.Vehicle)
		if s.Report.Speed != 9 || s.Report.Heading != 45 || !s.Report.At.Equal(after(-5)) || !s.Report.Received.Equal(now) || (s.Run != nil) != (s.Vehicle == "B-01") {
			t.Errorf("a sighting: %+v", s)
		}
	}
	if !slices.Equal(seen, []string{"B-01", "B-02", "B-03"}) {
		t.Errorf("seen %v", seen)
	}
	got := r.Report
	if got.Vehicles != 5 || got.StrangeVehicles != 2 || !slices.Equal(got.UnknownVehicles, []string{"79"}) {
		t.Errorf("vehicles: %+v", got)
	}
	if got.Trips != 7 || got.StrangeTrips != 2 || !slices.Equal(got.UnknownTrips, []string{"unknown", "ghost"}) || got.Elsewhere != 1 || got.Added != 1 || got.Odd != 1 || got.Applied != 2 || got.Alerts != 1 {
		t.Errorf("trips: %+v", got)
	}
	if len(r.Runs) != 2 || r.Runs[0].Cancelled || r.Runs[0].Calls[0].Late() != 60 || !r.Runs[1].Cancelled {
		t.Errorf("runs: %+v", r.Runs)
	}
	if r := pull.Read(m, []pull.Kind{pull.Alerts}, timetable(t), fleet, now); len(r.Sightings)+len(r.Runs)+r.Report.Vehicles+r.Report.Trips != 0 || len(r.Alerts) != 1 {
		t.Errorf("of alerts only: %+v", r)
	}
}

// Rules that are broken are counted, the ones broken most often first.
func TestBrokenRulesAreCounted(t *testing.T) {
	t.Parallel()
	got := pull.Breaks([]realtime.Finding{{Code: "W002", Entity: "a"}, {Code: "E026", Entity: "b", Value: "0 0"}, {Code: "W002", Entity: "c"}, {Code: "W008", Value: "99"}})
	if !slices.Equal(got, []pull.Broken{{Code: "W002", Count: 2, Value: "a"}, {Code: "E026", Count: 1, Value: "0 0"}}) {
		t.Errorf("broken: %v", got)
	}
}

// No message makes the reading panic, or run back in time.
func FuzzReadMessage(f *testing.F) {
	whole, tt, fleet := feed(f), timetable(f), pull.NewFleet(map[string]string{"b1": "BM 1 AA"})
	m := message(now, 0.5)
	m.Entities = append(m.Entities, realtime.Entity{ID: "u", TripUpdate: &realtime.TripUpdate{Trip: realtime.Trip{ID: "fixed"}, Calls: []realtime.Call{{StopID: "s2", Arrival: &realtime.Event{Delay: ptr(int32(60))}}}}})
	f.Add(m.Append(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := realtime.Read(data, realtime.Limits{Memory: 1 << 20})
		if err != nil {
			return
		}
		for _, b := range pull.Breaks(realtime.Checker{Feed: whole}.Check(m, now)) {
			if b.Count < 1 {
				t.Fatalf("%+v is broken by nobody", b)
			}
		}
		for _, r := range pull.Read(m, pull.Kinds(), tt, fleet, now).Runs {
			last := int64(0)
			for _, c := range r.Calls {
				if c.Arrive < last || c.Leave < c.Arrive {
					t.Fatalf("%+v runs back in time", r)
				}
				last = c.Leave
			}
		}
	})
}

// A real agency's messages are understood by its timetable on the day on which they
// were sent, and are of another timetable by another agency's.
func TestRealMessagesByTheirTimetable(t *testing.T) {
	t.Parallel()
	read := func(name string) *gtfs.Feed {
		t.Helper()
		file, err := os.ReadFile(filepath.Join("..", "..", "gtfs", "testdata", "feeds", name))
		if err != nil {
			t.Fatal(err)
		}
		f, err := gtfs.Read(bytes.NewReader(file), int64(len(file)), gtfs.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	own, other := read("raba.zip"), read("bullrunner-gtfs.zip")
	for _, name := range []string{"raba-trip-updates.pb", "raba-vehicle-positions.pb"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "gtfs", "realtime", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		m, err := realtime.Read(data, realtime.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(int64(m.Header.Timestamp), 0)
		r := pull.Read(m, pull.Kinds(), pull.NewTimetable(own, nil, civil.In(at)), pull.Fleet{}, at).Report
		if r.Trips == 0 || r.StrangeTrips > 0 || r.Odd > 0 || r.Vehicles == 0 && r.Applied != r.Trips {
			t.Errorf("%s: %+v", name, r)
		}
		if r := pull.Read(m, pull.Kinds(), pull.NewTimetable(other, nil, civil.In(at)), pull.Fleet{}, at).Report; r.StrangeTrips != r.Trips {
			t.Errorf("%s by another timetable: %+v", name, r)
		}
	}
}

// What a stranger wrote is shown without what nobody sees.
func TestWhatStrangersWriteIsPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"B-01": "B-01", "a\x00b\nc": "abc", "gpj\u202e.exe": "gpj.exe", "\xff\xfeä": "ä", "panjang sekali": "panjang se…"} {
		if got := pull.Plain(text, 10); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}
