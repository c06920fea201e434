package alert_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/travel"
)

// feed is a timetable with trips at fixed times, one that repeats at fixed times,
// and one by headway.
func feed(t testing.TB) *gtfs.Feed {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"agency.txt":      "agency_id,agency_name,agency_url,agency_timezone\ntmp,TMP,https://example.id,Asia/Jakarta\n",
		"calendar.txt":    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nkerja,1,1,1,1,1,0,0,20260101,20261231\n",
		"routes.txt":      "route_id,agency_id,route_short_name,route_long_name,route_type\nr2,tmp,2,Dua,3\nr4a,tmp,4A,Empat,3\nr5,tmp,5,Lima,3\n",
		"trips.txt":       "route_id,service_id,trip_id,direction_id,trip_headsign\nr2,kerja,a,0,Kota\nr2,kerja,b,1,Arengka\nr4a,kerja,every,0,Pasar\nr5,kerja,loose,0,Kota\n",
		"stops.txt":       "stop_id,stop_name,stop_lat,stop_lon\ns1,Ps. Pagi Arengka,0.46,101.41\ns2,Ps. Pagi Arengka,0.4602,101.4101\ns3,RSUD Arifin Achmad,0.52,101.45\ns4,Halte Dua,0.60,101.41\ns5,Halte Dua,0.70,101.41\n",
		"stop_times.txt":  "trip_id,arrival_time,departure_time,stop_id,stop_sequence\na,06:00:00,06:00:00,s1,1\na,06:20:00,06:20:00,s3,2\nb,06:00:00,06:00:00,s3,1\nb,06:25:00,06:25:00,s2,2\nevery,00:00:00,00:00:00,s4,1\nevery,00:10:00,00:10:00,s3,2\nloose,00:00:00,00:00:00,s5,1\nloose,00:10:00,00:10:00,s3,2\n",
		"frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nevery,06:00:00,08:00:00,900,1\nloose,06:00:00,08:00:00,900,0\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	f, err := gtfs.ReadFS(files, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// What an officer types is found in the timetable, and comes back as it would be
// typed again; what may mean several things is asked about.
func TestWhomAnAlertConcernsIsTyped(t *testing.T) {
	t.Parallel()
	f := feed(t)
	halts := travel.Halts(f)
	for _, tc := range []struct {
		typed alert.Typed
		want  []alert.Target
		again alert.Typed
	}{
		{alert.Typed{Whole: true}, []alert.Target{{}}, alert.Typed{Whole: true}},
		{alert.Typed{Routes: "2, 4a,, r2"}, []alert.Target{{Route: "r2"}, {Route: "r4a"}}, alert.Typed{Routes: "2, 4A"}},
		{alert.Typed{Stops: "rsud\n\n ps pagi arengka "}, []alert.Target{{Stop: "s3"}, {Stop: "s1"}, {Stop: "s2"}}, alert.Typed{Stops: "RSUD Arifin Achmad\nPs. Pagi Arengka"}},
		{alert.Typed{Stops: "s1"}, []alert.Target{{Stop: "s1"}}, alert.Typed{Stops: "s1"}},
		{alert.Typed{Stops: "s4"}, []alert.Target{{Stop: "s4"}}, alert.Typed{Stops: "s4"}},
		{alert.Typed{Stops: "RSUD; 2"}, []alert.Target{{Route: "r2", Stop: "s3"}}, alert.Typed{Stops: "RSUD Arifin Achmad; 2"}},
		{alert.Typed{Trips: "2 6:00 kota"}, []alert.Target{{Route: "r2", Trip: "a"}}, alert.Typed{Trips: "2 06.00 Kota"}},
		{alert.Typed{Trips: "a"}, []alert.Target{{Route: "r2", Trip: "a"}}, alert.Typed{Trips: "2 06.00 Kota"}},
		{alert.Typed{Trips: "4A 06.15"}, []alert.Target{{Route: "r4a", Trip: "every", Start: "06:15:00"}}, alert.Typed{Trips: "4A 06.15 Pasar"}},
	} {
		got, wrong := tc.typed.Targets(f, halts)
		if diff := cmp.Diff(got, tc.want); diff != "" || len(wrong) > 0 {
			t.Errorf("%+v: %v %s", tc.typed, wrong, diff)
		}
		if diff := cmp.Diff(alert.TypedAs(got, f, halts), tc.again); diff != "" {
			t.Errorf("%+v typed again: %s", tc.typed, diff)
		}
	}
	for want, typed := range map[string]alert.Typed{
		"routes alert.concerns_nothing": {Routes: " , ", Stops: "\n"},
		"routes alert.no_route":         {Routes: "2, 99"},
		"stops travel.unknown":          {Stops: "Atlantis"},
		"stops alert.which_stop":        {Stops: "halte dua"},
		"stops alert.no_route":          {Stops: "rsud; 99"},
		"trips alert.bad_trip":          {Trips: "pagi"},
		"trips alert.no_route":          {Trips: "99 06.00"},
		"trips alert.no_trip":           {Trips: "5 06.15"}, // by headway nothing leaves at a time
		"trips alert.which_trip":        {Trips: "2 06.00"},
	} {
		if _, wrong := typed.Targets(f, halts); len(wrong) != 1 || wrong[0].Name+" "+wrong[0].Key != want {
			t.Errorf("%+v: %v, want %s", typed, wrong, want)
		}
	}
	if again := alert.TypedAs([]alert.Target{{Route: "gone"}, {Stop: "old"}, {Trip: "past"}}, f, halts); again != (alert.Typed{Routes: "gone", Stops: "old", Trips: "past"}) {
		t.Errorf("what the timetable has no more is typed as %+v", again)
	}
}

func at(hour int) time.Time {
	return civil.Date{Year: 2026, Month: 10, Day: 5}.Start().Add(time.Duration(hour) * time.Hour)
}

// An alert holds in its periods, and goes from a draft over what is told to the
// past; what makes no sense is refused.
func TestHowAnAlertStands(t *testing.T) {
	t.Parallel()
	a := alert.Alert{Periods: []alert.Period{{From: at(16).Unix(), Until: at(18).Unix()}, {From: at(6).Unix(), Until: at(9).Unix()}}}.Tidy()
	for hour, want := range map[int]alert.Phase{5: alert.Coming, 6: alert.Current, 12: alert.Current, 17: alert.Current, 18: alert.Over} {
		if got := a.Phase(alert.Published, at(hour)); got != want {
			t.Errorf("at %d it is %s, want %s", hour, got, want)
		}
		if holds := a.Holds(at(hour), at(hour)); holds != (hour == 6 || hour == 17) {
			t.Errorf("at %d it holds: %v", hour, holds)
		}
	}
	if !a.Holds(at(8), at(12)) || a.Holds(at(10), at(16)) {
		t.Error("a journey from 8 to 12 meets it, one from 10 to 16 does not")
	}
	open := alert.Alert{Periods: []alert.Period{{From: at(6).Unix()}}}
	if !open.Holds(at(24*400), at(24*400)) || !(alert.Alert{}).Holds(at(0), at(0)) {
		t.Error("what has no end ends")
	}
	for _, tc := range []struct {
		is   alert.State
		do   alert.Act
		hour int
		want alert.State // empty: it cannot be done
	}{
		{alert.Draft, alert.Save, 5, alert.Draft},
		{alert.Draft, alert.Publish, 5, alert.Published},
		{alert.Draft, alert.Publish, 20, ""}, // over already
		{alert.Draft, alert.End, 5, ""},
		{alert.Published, alert.Save, 5, alert.Published},
		{alert.Published, alert.Publish, 5, ""},
		{alert.Published, alert.End, 5, alert.Ended},
		{alert.Ended, alert.Save, 5, ""},
		{alert.Ended, alert.End, 5, ""},
	} {
		got, err := a.After(tc.is, tc.do, at(tc.hour))
		if (err == nil) != (tc.want != "") || err == nil && got != tc.want || err != nil && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s %s: %s, %v", tc.is, tc.do, got, err)
		}
	}
}

func TestWhatIsWrongWithAnAlert(t *testing.T) {
	t.Parallel()
	good := alert.Alert{Cause: 6, Effect: realtime.NoService, Header: alert.Text{ID: "  Jalan\t ditutup "}, Description: alert.Text{ID: "Naik dari\r\nRSUD."}, URL: "https://example.id/x"}.Tidy()
	if wrong := good.Check(); len(wrong) > 0 || good.Header.ID != "Jalan ditutup" || good.Description.ID != "Naik dari\nRSUD." {
		t.Errorf("%q %q: %v", good.Header.ID, good.Description.ID, wrong)
	}
	for name, change := range map[string]func(*alert.Alert){
		"cause":          func(a *alert.Alert) { a.Cause = 13 },
		"effect":         func(a *alert.Alert) { a.Effect = 0 },
		"header":         func(a *alert.Alert) { a.Header.ID = "" },
		"header_en":      func(a *alert.Alert) { a.Description.EN = "Board at RSUD." },
		"description":    func(a *alert.Alert) { a.Description.ID = strings.Repeat("é", alert.MaxDescription+1) },
		"description_en": func(a *alert.Alert) { a.Header.EN, a.Description.EN = "Closed", "a\x07b" },
		"url":            func(a *alert.Alert) { a.URL = "javascript:alert(1)" },
	} {
		a := good
		change(&a)
		if wrong := a.Check(); len(wrong) != 1 || wrong[0].Name != name {
			t.Errorf("%s: %v", name, wrong)
		}
	}
	for _, url := range []string{"example.id", "https://", "https://user:pass@example.id", "//example.id", "ftp://example.id"} {
		a := good
		a.URL = url
		if len(a.Check()) == 0 {
			t.Errorf("%s is taken", url)
		}
	}
}

// A whole service is its own routes, and what is not known may be anything.
func TestWhatAnAlertConcerns(t *testing.T) {
	t.Parallel()
	of := func(targets ...alert.Target) alert.Alert { return alert.Alert{Informs: targets} }
	for _, tc := range []struct {
		name   string
		alert  alert.Alert
		use    alert.Use
		routes []string
		want   bool
	}{
		{"a service", of(alert.Target{}), alert.Use{Route: "r2"}, nil, true},
		{"a service of other routes", of(alert.Target{}), alert.Use{Route: "r2"}, []string{"r4a"}, false},
		{"a service, anywhere", of(alert.Target{}), alert.Use{}, []string{"r4a"}, true},
		{"the route", of(alert.Target{Route: "r2"}), alert.Use{Route: "r2", Trip: "a"}, nil, true},
		{"another route", of(alert.Target{Route: "r4a"}), alert.Use{Route: "r2"}, nil, false},
		{"where one gets off", of(alert.Target{Stop: "s3"}), alert.Use{Route: "r2", Stops: []string{"s1", "s3"}}, nil, true},
		{"a halte that one passes", of(alert.Target{Stop: "s2"}), alert.Use{Route: "r2", Stops: []string{"s1", "s3"}}, nil, false},
		{"the halte for another route", of(alert.Target{Stop: "s3", Route: "r4a"}), alert.Use{Route: "r2", Stops: []string{"s3"}}, nil, false},
		{"the run", of(alert.Target{Route: "r4a", Trip: "every", Start: "06:15:00"}), alert.Use{Route: "r4a", Trip: "every", Start: "06:15:00"}, nil, true},
		{"a later run", of(alert.Target{Route: "r4a", Trip: "every", Start: "06:15:00"}), alert.Use{Route: "r4a", Trip: "every", Start: "06:30:00"}, nil, false},
		{"one of two", of(alert.Target{Route: "r2"}, alert.Target{Stop: "s4"}), alert.Use{Route: "r4a", Stops: []string{"s4"}}, nil, true},
	} {
		if got := tc.alert.Concerns(tc.use, tc.routes); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
}

// What goes out is read by our own reader and raises no rule of the validator;
// what the timetable has not is left out.
func TestAlertsAsGTFSRealtime(t *testing.T) {
	t.Parallel()
	f := feed(t)
	now := at(7)
	all := []alert.Alert{
		{Number: 1, Cause: 10, Effect: 4, Header: alert.Text{ID: "Jalan ditutup", EN: "Road closed"}, Description: alert.Text{ID: "Lewat Arengka."}, URL: "https://example.id", Informs: []alert.Target{{}}, Periods: []alert.Period{{From: at(6).Unix(), Until: at(9).Unix()}, {From: at(16).Unix()}}},
		{Number: 2, Cause: 6, Effect: realtime.NoService, Header: alert.Text{ID: "Tidak jalan"}, Informs: []alert.Target{{Route: "r2", Stop: "s3"}, {Stop: "old"}, {Route: "r2", Trip: "a"}, {Route: "r4a", Trip: "every", Start: "06:15:00"}}},
		{Number: 3, Cause: 6, Effect: realtime.NoService, Header: alert.Text{ID: "Dahulu"}, Informs: []alert.Target{{Stop: "old"}}},
	}
	m := alert.Message(all, f, nil, now)
	read, err := realtime.Read(m.Append(nil), realtime.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read, m); diff != "" {
		t.Error(diff)
	}
	for _, x := range (realtime.Checker{Feed: f}).Check(read, now.Add(10*time.Second)) {
		t.Errorf("%s: %s %s", x.Entity, x.Code, x.Text())
	}
	want := []realtime.Selector{{RouteID: "r2", StopID: "s3"}, {Trip: &realtime.Trip{ID: "a", RouteID: "r2"}}, {Trip: &realtime.Trip{ID: "every", RouteID: "r4a", StartTime: "06:15:00"}}}
	if len(read.Entities) != 2 || read.Entities[0].Alert.Header.Of("en") != "Road closed" || len(read.Entities[0].Alert.Periods) != 2 {
		t.Fatalf("%+v", read.Entities)
	}
	if diff := cmp.Diff(read.Entities[1].Alert.Informed, want); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(read.Entities[0].Alert.Informed, []realtime.Selector{{AgencyID: "tmp"}}); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(alert.Message(all[:1], f, []string{"r4a", "gone"}, now).Entities[0].Alert.Informed, []realtime.Selector{{RouteID: "r4a"}}); diff != "" {
		t.Error("a service of one route: " + diff)
	}
	a, b := alert.Message(all, f, nil, now), alert.Message(all, f, nil, now.Add(5*time.Second))
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error("five seconds later it is another: " + diff)
	}
	text, err := json.Marshal(all[0])
	var again alert.Alert
	if err != nil || json.Unmarshal(text, &again) != nil {
		t.Fatal(err)
	}
	again.Number = 1
	if diff := cmp.Diff(again, all[0]); diff != "" {
		t.Error("as it is kept: " + diff)
	}
}
