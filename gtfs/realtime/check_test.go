package realtime_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
)

var update = flag.Bool("update", false, "write RULES.md anew")

var now = time.Date(2026, 10, 5, 7, 10, 0, 0, time.FixedZone("WIB", 7*3600))

// timetable has a trip at fixed times, one by headway, one that repeats
// exactly and one that calls at a stop twice.
func timetable(t testing.TB) *gtfs.Feed {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"agency.txt":      "agency_id,agency_name,agency_url,agency_timezone\na,Contoh,https://example.org,Asia/Jakarta\n",
		"routes.txt":      "route_id,route_short_name,route_type\nr,1,3\nq,2,3\n",
		"stops.txt":       "stop_id,stop_name,stop_lat,stop_lon,location_type\ns1,Awal,0.4,101.4,0\ns2,Tengah,0.45,101.45,0\ns3,Akhir,0.5,101.5,0\nst,Terminal,0.5,101.5,1\n",
		"trips.txt":       "route_id,service_id,trip_id,direction_id,shape_id\nr,h,fixed,0,g\nr,h,headway,1,g\nr,h,exact,0,g\nq,h,loop,0,g\n",
		"stop_times.txt":  "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nfixed,07:00:00,07:00:00,s1,1\nfixed,,,s2,2\nfixed,07:40:00,07:40:00,s3,3\nheadway,00:00:00,00:00:00,s1,1\nheadway,00:40:00,00:40:00,s3,2\nexact,00:00:00,00:00:00,s1,1\nexact,00:40:00,00:40:00,s3,2\nloop,07:00:00,07:00:00,s1,1\nloop,07:10:00,07:10:00,s2,2\nloop,07:20:00,07:20:00,s1,3\n",
		"shapes.txt":      "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ng,0.4,101.4,1\ng,0.5,101.5,2\n",
		"calendar.txt":    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nh,1,1,1,1,1,1,1,20260101,20261231\n",
		"frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nheadway,06:00:00,09:00:00,900,0\nexact,06:00:00,09:00:00,900,1\n",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	feed, err := gtfs.ReadFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return feed
}

func ptr[T any](v T) *T { return &v }

// good is a message without fault: a prediction, a vehicle and an alert.
func good() *realtime.Message {
	at := uint64(now.Unix())
	call := func(sequence uint32, stop string, minutes int64) realtime.Call {
		e := realtime.Event{Time: now.Unix() + 60*minutes}
		return realtime.Call{Sequence: &sequence, StopID: stop, Arrival: &e, Departure: ptr(e)}
	}
	trip := realtime.Trip{ID: "fixed", RouteID: "r", Direction: ptr(uint32(0)), StartDate: "20261005", StartTime: "07:00:00"}
	return &realtime.Message{
		Header: realtime.Header{Version: "2.0", Incrementality: ptr(realtime.Full), Timestamp: at},
		Entities: []realtime.Entity{
			{ID: "t", TripUpdate: &realtime.TripUpdate{Trip: trip, Vehicle: &realtime.VehicleID{ID: "b1"}, Timestamp: at, Calls: []realtime.Call{call(2, "s2", 10), call(3, "s3", 30)}}},
			{ID: "v", Vehicle: &realtime.Vehicle{Trip: ptr(trip), Vehicle: &realtime.VehicleID{ID: "b1"}, Timestamp: at - 5, StopID: "s2", Position: &realtime.Position{Lat: 0.42, Lon: 101.42, Bearing: ptr(float32(45)), Speed: ptr(float32(9))}}},
			{ID: "a", Alert: &realtime.Alert{Informed: []realtime.Selector{{AgencyID: "a", RouteID: "r"}}, Cause: realtime.OtherCause, Effect: realtime.OtherEffect}},
		},
	}
}

// faults are changes of the good message that raise a rule, and it alone.
func faults() map[string]func(m, before *realtime.Message) {
	type (
		message = *realtime.Message
		trips   = func(u *realtime.TripUpdate)
	)
	trip := func(f trips) func(m, _ message) {
		return func(m, _ message) { f(m.Entities[0].TripUpdate) }
	}
	vehicle := func(f func(v *realtime.Vehicle)) func(m, _ message) {
		return func(m, _ message) { f(m.Entities[1].Vehicle) }
	}
	alert := func(s ...realtime.Selector) func(m, _ message) {
		return func(m, _ message) { m.Entities[2].Alert.Informed = s }
	}
	header := func(f func(h *realtime.Header)) func(m, _ message) {
		return func(m, _ message) { f(&m.Header) }
	}
	headway := realtime.Trip{ID: "headway", RouteID: "r", StartDate: "20261005", StartTime: "07:03:00", Relationship: realtime.Unscheduled}
	to := func(u *realtime.TripUpdate, t realtime.Trip) {
		u.Trip = t
		u.Calls = u.Calls[1:]
		u.Calls[0].Sequence = ptr(uint32(2))
	}
	return map[string]func(m, before message){
		"E001": trip(func(u *realtime.TripUpdate) { u.Timestamp = 1759622400000 }),
		"E002": trip(func(u *realtime.TripUpdate) {
			u.Calls[0].Sequence, u.Calls[0].StopID = ptr(uint32(3)), ""
			u.Calls[1].Sequence, u.Calls[1].StopID = ptr(uint32(2)), ""
		}),
		"E003": trip(func(u *realtime.TripUpdate) { u.Trip = realtime.Trip{ID: "unknown"} }),
		"E004": alert(realtime.Selector{RouteID: "unknown"}),
		"E006": trip(func(u *realtime.TripUpdate) { h := headway; h.StartTime = ""; to(u, h) }),
		"E009": trip(func(u *realtime.TripUpdate) {
			u.Trip = realtime.Trip{ID: "loop"}
			u.Calls = u.Calls[:1]
			u.Calls[0].Sequence, u.Calls[0].StopID = nil, "s1"
		}),
		"E011": vehicle(func(v *realtime.Vehicle) { v.StopID = "unknown" }),
		"E012": vehicle(func(v *realtime.Vehicle) { v.Timestamp += 20 }),
		"E013": trip(func(u *realtime.TripUpdate) { h := headway; h.Relationship = realtime.Duplicated; to(u, h) }),
		"E015": vehicle(func(v *realtime.Vehicle) { v.StopID = "st" }),
		"E016": trip(func(u *realtime.TripUpdate) { u.Trip.Relationship = realtime.Added }),
		"E017": func(m, before message) { before.Header.Timestamp = m.Header.Timestamp },
		"E018": func(m, before message) { before.Header.Timestamp = m.Header.Timestamp + 5 },
		"E019": trip(func(u *realtime.TripUpdate) {
			h := headway
			h.ID, h.Relationship = "exact", realtime.Scheduled
			to(u, h)
		}),
		"E020": trip(func(u *realtime.TripUpdate) { u.Trip.StartTime = "7 pagi" }),
		"E021": trip(func(u *realtime.TripUpdate) { u.Trip.StartDate = "2026-10-05" }),
		"E022": trip(func(u *realtime.TripUpdate) { u.Calls[0].Arrival.Time += 3600; u.Calls[0].Departure.Time += 3600 }),
		"E023": trip(func(u *realtime.TripUpdate) { u.Trip.StartTime = "07:05:00" }),
		"E024": trip(func(u *realtime.TripUpdate) { u.Trip.Direction = ptr(uint32(1)) }),
		"E025": trip(func(u *realtime.TripUpdate) { u.Calls[1].Departure.Time -= 60 }),
		"E026": vehicle(func(v *realtime.Vehicle) { v.Position.Lat = float32(math.NaN()) }),
		"E027": vehicle(func(v *realtime.Vehicle) { v.Position.Bearing = ptr(float32(-1)) }),
		"E029": vehicle(func(v *realtime.Vehicle) { v.Position.Lat += 0.02 }),
		"E030": alert(realtime.Selector{RouteID: "q", Trip: &realtime.Trip{ID: "fixed"}}),
		"E031": alert(realtime.Selector{RouteID: "q", Trip: &realtime.Trip{RouteID: "r"}}),
		"E032": alert(),
		"E033": alert(realtime.Selector{}),
		"E034": alert(realtime.Selector{AgencyID: "unknown"}),
		"E035": trip(func(u *realtime.TripUpdate) { u.Trip.RouteID = "q" }),
		"E036": trip(func(u *realtime.TripUpdate) { u.Calls[0].Sequence, u.Calls[0].StopID = ptr(uint32(3)), "" }),
		"E037": trip(func(u *realtime.TripUpdate) { u.Calls[0].Sequence, u.Calls[0].StopID = nil, "s3" }),
		"E038": header(func(h *realtime.Header) { h.Version = "3" }),
		"E039": func(m, _ message) { m.Entities[2].Deleted = true },
		"E040": trip(func(u *realtime.TripUpdate) { u.Calls[0].Sequence, u.Calls[0].StopID = nil, "" }),
		"E041": trip(func(u *realtime.TripUpdate) { u.Calls = nil }),
		"E042": trip(func(u *realtime.TripUpdate) { u.Calls[0].Relationship = realtime.CallNoData }),
		"E043": trip(func(u *realtime.TripUpdate) { u.Calls[0].Arrival, u.Calls[0].Departure = nil, nil }),
		"E044": trip(func(u *realtime.TripUpdate) { u.Calls[0].Arrival, u.Calls[0].Departure = &realtime.Event{}, nil }),
		"E045": trip(func(u *realtime.TripUpdate) { u.Calls[0].StopID = "s1" }),
		"E046": trip(func(u *realtime.TripUpdate) {
			u.Calls[0].Arrival, u.Calls[0].Departure = &realtime.Event{Delay: ptr(int32(60))}, nil
		}),
		"E048": header(func(h *realtime.Header) { h.Timestamp = 0 }),
		"E049": header(func(h *realtime.Header) { h.Incrementality = nil }),
		"E050": func(m, before message) { m.Header.Timestamp += 300; before.Header.Timestamp += 300 },
		"E051": trip(func(u *realtime.TripUpdate) { u.Calls[1].Sequence = ptr(uint32(9)) }),
		"E052": func(m, _ message) { m.Entities = append(m.Entities, m.Entities[1]) },
		"W001": vehicle(func(v *realtime.Vehicle) { v.Timestamp = 0 }),
		"W002": vehicle(func(v *realtime.Vehicle) { v.Vehicle = nil }),
		"W004": vehicle(func(v *realtime.Vehicle) { v.Position.Speed = ptr(float32(60)) }),
		"W005": trip(func(u *realtime.TripUpdate) { to(u, headway); u.Vehicle = nil }),
		"W006": trip(func(u *realtime.TripUpdate) { u.Trip.ID = "" }),
		"W007": func(_, before message) { before.Header.Timestamp -= 60 },
		"W008": func(m, before message) {
			for i := range m.Entities {
				if m.Entities[i].Vehicle != nil {
					m.Entities[i].Vehicle.Timestamp -= 200
				}
				if m.Entities[i].TripUpdate != nil {
					m.Entities[i].TripUpdate.Timestamp -= 200
				}
			}
			m.Header.Timestamp -= 100
			before.Header.Timestamp -= 100
			before.Entities[1].Vehicle.Timestamp -= 300
		},
		"S001": func(m, before message) { before.Entities = good().Entities },
		"S002": func(_, before message) { before.Entities[1].Vehicle.Timestamp += 60 },
	}
}

// Each rule is raised by a message that is good but for one thing, and by
// nothing else.
func TestEveryRuleIsRaisedByOneFault(t *testing.T) {
	t.Parallel()
	feed, all := timetable(t), faults()
	for _, r := range realtime.Rules() {
		change := all[r.Code]
		if r.Covered != (change != nil) || r.Covered != (r.Why == "") {
			t.Errorf("%s: covered %v, a fault %v, a reason %q", r.Code, r.Covered, change != nil, r.Why)
		}
		if change == nil {
			continue
		}
		m, before := good(), good()
		before.Header.Timestamp -= 15
		before.Entities[1].Vehicle.Timestamp -= 15
		change(m, before)
		found := realtime.Checker{Feed: feed, Previous: before}.Check(m, now)
		if len(found) == 0 || slices.ContainsFunc(found, func(f realtime.Finding) bool { return f.Code != r.Code }) {
			t.Errorf("%s: found %v", r.Code, found)
		}
		for _, f := range found {
			if f.Text() != r.Title {
				t.Errorf("%s is told as %q", f.Code, f.Text())
			}
		}
	}
}

func TestAGoodMessageRaisesNothing(t *testing.T) {
	t.Parallel()
	if found := (realtime.Checker{Feed: timetable(t)}).Check(good(), now); len(found) > 0 {
		t.Errorf("found %v", found)
	}
	headway := good()
	u := headway.Entities[0].TripUpdate
	u.Trip = realtime.Trip{ID: "headway", RouteID: "r", StartDate: "20261005", StartTime: "07:03:00", Relationship: realtime.Unscheduled}
	u.Calls = u.Calls[1:]
	u.Calls[0].Sequence = ptr(uint32(2))
	if found := (realtime.Checker{Feed: timetable(t)}).Check(headway, now); len(found) > 0 {
		t.Errorf("by headway: found %v", found)
	}
}

// Old real feeds are told to be old, and for the rest known trips are known.
func TestARealFeedAgainstItsTimetable(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(filepath.Join("..", "testdata", "feeds", "raba.zip"))
	if err != nil {
		t.Fatal(err)
	}
	feed, err := gtfs.Read(bytes.NewReader(file), int64(len(file)), gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/raba-trip-updates.pb")
	if err != nil {
		t.Fatal(err)
	}
	m, err := realtime.Read(data, realtime.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, f := range (realtime.Checker{Feed: feed}).Check(m, now) {
		count[f.Code]++
	}
	if count["W008"] != 1 || count["E003"]+count["E011"]+count["E045"] > 0 {
		t.Errorf("found %v", count)
	}
}

func FuzzCheck(f *testing.F) {
	for _, data := range real(f) {
		f.Add(data)
	}
	f.Add(good().Append(nil))
	feed := timetable(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := realtime.Read(data, realtime.Limits{Bytes: 1 << 18, Memory: 8 << 20})
		if err != nil {
			return
		}
		if found := (realtime.Checker{Feed: feed, Previous: good()}).Check(m, now); len(found) > 1000 {
			t.Fatalf("%d findings", len(found))
		}
	})
}

// RULES.md is the table of rules as they are.
func TestRulesAreWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	covered, canonical := 0, 0
	for _, r := range realtime.Rules() {
		if r.Code[0] == 'S' {
			continue
		}
		canonical++
		if r.Covered {
			covered++
		}
	}
	fmt.Fprintf(&b, `# What consumers of GTFS Realtime rely on, and what is checked

The codes are those of MobilityData's gtfs-realtime-validator; the sentences are ours. %d of %d are covered. Each covered rule has a
message in check_test.go that is good but for the one thing that raises it. S001 and S002 are ours: they tell a source that
repeats itself, and one that jumps back. A test writes this table (`+"`go test ./gtfs/realtime -run Rules -update`"+`).

| code | what is wrong | here |
| --- | --- | --- |
`, covered, canonical)
	for _, r := range realtime.Rules() {
		here := "covered"
		if !r.Covered {
			here = "no: " + r.Why
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Code, r.Title, here)
	}
	if *update {
		if err := os.WriteFile("RULES.md", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile("RULES.md"); err != nil || string(have) != b.String() {
		t.Errorf("RULES.md is old: run go test ./gtfs/realtime -run Rules -update (%v)", err)
	}
}
