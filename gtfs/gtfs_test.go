package gtfs_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sinergi/gtfs"
)

func small() fstest.MapFS {
	files := map[string]string{
		"agency.txt":         "agency_id,agency_name,agency_url,agency_timezone\na,Contoh,https://example.org,Asia/Jakarta\n",
		"routes.txt":         "\xef\xbb\xbfroute_id,route_short_name,route_long_name,route_type,x_note\r\nr,1,Satu,3,\"kolom, lain\"\r\n",
		"stops.txt":          "stop_id,stop_name,stop_lat,stop_lon\ns1,Awal,0.4,101.4\ns2,Akhir,0.5,101.5\n",
		"trips.txt":          "route_id,service_id,trip_id,direction_id,block_id,shape_id\nr,hari,t1,0,B1,g\nr,hari,t2,1,,\nr,libur,t3,0,,\n",
		"stop_times.txt":     "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,06:00:00,06:00:00,s1,1\nt1,6:45:00,6:45:00,s2,2\nt2,07:00:00,07:00:00,s2,5\nt2,07:40:00,07:40:00,s1,9\nt3,25:00:00,25:00:00,s1,1\nt3,25:30:00,25:30:00,s2,2\n",
		"shapes.txt":         "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ng,0.5,101.5,2\ng,0.4,101.4,1\n",
		"calendar.txt":       "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nhari,1,1,1,1,1,1,1,20260101,20261231\n",
		"calendar_dates.txt": "service_id,date,exception_type\nhari,20261225,2\nlibur,20261225,1\n",
		"frequencies.txt":    "trip_id,start_time,end_time,headway_secs,exact_times\nt2,07:00:00,08:00:00,1200,1\n",
		"catatan.md":         "bukan tabel",
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func ExampleReadFS() {
	feed, err := gtfs.ReadFS(small(), gtfs.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, run := range feed.Runs(gtfs.Date{Year: 2026, Month: 10, Day: 5}) {
		fmt.Println(run.TripID, run.Start/60, run.Duration/60)
	}
	// Output:
	// t1 360 45
	// t2 420 40
	// t2 440 40
	// t2 460 40
}

func TestHolidaysReplaceTheService(t *testing.T) {
	t.Parallel()
	feed, err := gtfs.ReadFS(small(), gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	runs := feed.Runs(gtfs.Date{Year: 2026, Month: 12, Day: 25})
	if len(runs) != 1 || runs[0].TripID != "t3" || runs[0].Start != 25*3600 {
		t.Errorf("runs on the holiday = %v, want t3 at 25:00", runs)
	}
	if got := feed.Runs(gtfs.Date{Year: 2027, Month: 1, Day: 1}); len(got) != 0 {
		t.Errorf("runs after the calendar's end: %v", got)
	}
}

// Headway service has no fixed times; none are invented.
func TestHeadwaysAreNotRuns(t *testing.T) {
	t.Parallel()
	fsys := small()
	fsys["frequencies.txt"] = &fstest.MapFile{Data: []byte("trip_id,start_time,end_time,headway_secs,exact_times\nt2,07:00:00,08:00:00,1200,0\n")}
	feed, err := gtfs.ReadFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	day := gtfs.Date{Year: 2026, Month: 10, Day: 5}
	if runs := feed.Runs(day); len(runs) != 1 {
		t.Errorf("%d runs, want only t1", len(runs))
	}
	want := []gtfs.Headway{{TripID: "t2", RouteID: "r", From: 7 * 3600, Until: 8 * 3600, Every: 1200}}
	if diff := cmp.Diff(feed.Headways(day), want); diff != "" {
		t.Error(diff)
	}
	var owed []int
	for _, r := range feed.Owed(day) {
		owed = append(owed, r.Start/60)
		if r.TripID != "t2" || r.Every != 1200 || r.Duration <= 0 {
			t.Errorf("owed is %+v", r)
		}
	}
	if !slices.Equal(owed, []int{420, 440, 460}) {
		t.Errorf("owed from 07:00 to before 08:00 every 20 minutes: %v, in minutes of the day", owed)
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, text, want string }{
		"latitude not a number": {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\ns1,A,NaN,101\ns2,B,0,1\n", `stops.txt row 2 stop_lat "NaN"`},
		"unknown stop":          {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,06:00:00,06:00:00,nowhere,1\n", `stop_times.txt row 2 stop_id "nowhere"`},
		"bad clock":             {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,6:5:00,06:00:00,s1,1\n", `stop_times.txt row 2 arrival_time "6:5:00"`},
		"missing column":        {"trips.txt", "route_id,service_id\nr,hari\n", `trips.txt row 1 trip_id`},
		"same id twice":         {"routes.txt", "route_id,route_type\nr,3\nr,3\n", `routes.txt row 3 route_id "r"`},
		"too many values":       {"routes.txt", "route_id,route_type\nr,3,9\n", `routes.txt row 2: has 3 values`},
		"no such day":           {"calendar_dates.txt", "service_id,date,exception_type\nhari,20261341,1\n", `calendar_dates.txt row 2 date "20261341"`},
	} {
		fsys := small()
		fsys[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		_, err := gtfs.ReadFS(fsys, gtfs.Limits{})
		var re *gtfs.ReadError
		if !errors.As(err, &re) {
			t.Errorf("%s: accepted (%v)", name, err)
			continue
		}
		found := false
		for _, r := range re.Rows {
			found = found || strings.HasPrefix(r.Error(), c.want)
		}
		if !found {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	fsys := small()
	delete(fsys, "stops.txt")
	if _, err := gtfs.ReadFS(fsys, gtfs.Limits{}); err == nil {
		t.Error("a feed without stops was accepted")
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	if _, err := gtfs.ReadFS(small(), gtfs.Limits{Rows: 3}); err == nil {
		t.Error("more rows than allowed were accepted")
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	w, _ := z.Create("stops.txt")
	for range 64 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	if _, err := gtfs.Read(bytes.NewReader(buf.Bytes()), int64(buf.Len()), gtfs.Limits{Bytes: 1 << 20}); err == nil {
		t.Error("a zip bomb was unpacked")
	}
}

func TestRoundTripKeepsEverything(t *testing.T) {
	t.Parallel()
	feed, err := gtfs.ReadFS(small(), gtfs.Limits{Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	var a bytes.Buffer
	if err := feed.WriteZip(&a); err != nil {
		t.Fatal(err)
	}
	again, err := gtfs.Read(bytes.NewReader(a.Bytes()), int64(a.Len()), gtfs.Limits{Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := again.WriteZip(&b); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("the second writing differs (%v)", err)
	}
	z, _ := zip.NewReader(bytes.NewReader(a.Bytes()), int64(a.Len()))
	if len(z.File) != len(small()) {
		t.Errorf("%d files written, %d read", len(z.File), len(small()))
	}
	if len(again.Shape("g")) != 2 || again.Shape("g")[0].Lat != 0.4 {
		t.Error("the shape is not in order of its sequence")
	}
}

func FuzzRead(f *testing.F) {
	feed, err := gtfs.ReadFS(small(), gtfs.Limits{Keep: true})
	if err != nil {
		f.Fatal(err)
	}
	var buf bytes.Buffer
	if err := feed.WriteZip(&buf); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = gtfs.Read(bytes.NewReader(data), int64(len(data)), gtfs.Limits{Bytes: 1 << 20, Rows: 1000})
	})
}

func FuzzTables(f *testing.F) {
	f.Add("stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,6:00:00,,s1,1\n")
	f.Add("frequencies.txt", "trip_id,start_time,end_time,headway_secs,exact_times\nt2,00:00:00,99:00:00,1,1\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		fsys := small()
		if _, known := fsys[name]; !known {
			return
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		feed, err := gtfs.ReadFS(fsys, gtfs.Limits{Rows: 1000, Keep: true})
		if err != nil {
			return
		}
		feed.Runs(gtfs.Date{Year: 2026, Month: 10, Day: 5})
		if err := feed.WriteZip(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	})
}

// What a journey planner needs of a feed beside the times.
func TestTransfersAndPlatforms(t *testing.T) {
	t.Parallel()
	fsys := small()
	fsys["stops.txt"] = &fstest.MapFile{Data: []byte("stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\nst,Stasiun,0.4,101.4,1,,1\ns1,Awal,0.4,101.4,0,st,\ns2,Akhir,0.5,101.5,,,2\n")}
	fsys["transfers.txt"] = &fstest.MapFile{Data: []byte("from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,min_transfer_time\nst,s2,,,2,180\ns2,s1,t1,t2,4,\n")}
	feed, err := gtfs.ReadFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []gtfs.Transfer{
		{FromStop: "st", ToStop: "s2", Type: 2, Seconds: 180},
		{FromStop: "s2", ToStop: "s1", FromTrip: "t1", ToTrip: "t2", Type: 4, Seconds: -1},
	}
	if diff := cmp.Diff(feed.Transfers, want); diff != "" {
		t.Error(diff)
	}
	platform, _ := feed.Stop("s1")
	if diff := cmp.Diff(platform, gtfs.Stop{ID: "s1", Name: "Awal", Lat: 0.4, Lon: 101.4, Parent: "st"}); diff != "" {
		t.Error(diff)
	}
}
