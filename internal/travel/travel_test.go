package travel_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sinergi/gtfs"
	"sinergi/internal/travel"
)

var monday = gtfs.Date{Year: 2026, Month: 10, Day: 5}

func feed(t *testing.T) *gtfs.Feed {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"agency.txt":      "agency_id,agency_name,agency_url,agency_timezone\ntmp,TMP,https://example.id,Asia/Jakarta\n",
		"calendar.txt":    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nkerja,1,1,1,1,1,0,0,20260101,20261231\n",
		"routes.txt":      "route_id,agency_id,route_short_name,route_long_name,route_type\nr10,tmp,10,Sepuluh,3\nr2,tmp,2,Dua,3\nr4a,tmp,4A,Empat,3\nfree,tmp,,Gratis,3\n",
		"trips.txt":       "route_id,service_id,trip_id,direction_id,trip_headsign\nr2,kerja,a,0,Kota\nr2,kerja,b,0,Kota\nr2,kerja,c,0,Kota\nr10,kerja,h,1,Pandau\nr4a,kerja,d,0,Pasar\n",
		"stops.txt":       "stop_id,stop_name,stop_lat,stop_lon\ns1,Ps. Pagi Arengka,0.46,101.41\ns2,Ps. Pagi Arengka,0.4602,101.4101\ns3,RSUD Arifin Achmad,0.52,101.45\ns4,Ps. Pagi Arengka,0.60,101.41\nnobody,Halte Tua,0.5,101.4\ns5,,0.47,101.42\n",
		"stop_times.txt":  "trip_id,arrival_time,departure_time,stop_id,stop_sequence\na,06:00:00,06:00:00,s1,1\na,06:20:00,06:20:00,s3,2\nb,06:15:00,06:15:00,s1,1\nb,06:25:00,06:25:00,s5,2\nb,06:40:00,06:40:00,s3,3\nc,06:45:00,06:45:00,s1,1\nc,07:10:00,07:10:00,s3,2\nh,00:00:00,00:00:00,s3,1\nh,00:30:00,00:30:00,s2,2\nd,08:00:00,08:00:00,s4,1\nd,08:30:00,08:30:00,s3,2\n",
		"frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nh,06:00:00,08:00:00,600,0\nh,08:00:00,18:00:00,1500,0\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	f, err := gtfs.ReadFS(files, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Stops on both sides of a road are one halte; one of the same name far away is
// another, and one at which nothing stops is none.
func TestHalts(t *testing.T) {
	t.Parallel()
	var got []string
	all := travel.Halts(feed(t))
	for _, h := range all {
		got = append(got, fmt.Sprint(h.Name, h.Stops))
	}
	if diff := cmp.Diff(got, []string{"Ps. Pagi Arengka[s1 s2]", "Ps. Pagi Arengka[s4]", "RSUD Arifin Achmad[s3]", "s5[s5]"}); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]int{"ps pagi arengka": 2, "arengka pagi": 2, "RSUD": 1, "arif": 1, "Halte Tua": 0, "": 0, "  .. ": 0, "rsud pagi": 0} {
		if n := len(travel.Find(all, text)); n != want {
			t.Errorf("%q finds %d halte, want %d", text, n, want)
		}
	}
}

func TestLinesOfADay(t *testing.T) {
	t.Parallel()
	f := feed(t)
	lines := travel.Lines(f, monday)
	var names []string
	for _, l := range lines {
		names = append(names, travel.Name(l.Route))
	}
	if diff := cmp.Diff(names, []string{"2", "4A", "10"}); diff != "" {
		t.Fatal(diff)
	}
	// 06:00, 06:15 and 06:45: gaps of 15 and 30 minutes, of which the longer
	// stands in the middle.
	want := travel.Direction{Headsign: "Kota", Trip: "b", Stops: []string{"s1", "s5", "s3"}, First: 6 * 3600, Last: 6*3600 + 45*60, Every: 1800, Timed: true}
	if diff := cmp.Diff(lines[0].Directions, []travel.Direction{want}); diff != "" {
		t.Error(diff)
	}
	// Twelve times ten minutes and twenty-four times twenty-five.
	want = travel.Direction{Number: 1, Headsign: "Pandau", Trip: "h", Stops: []string{"s3", "s2"}, First: 6 * 3600, Last: 18 * 3600, Every: 1500}
	if diff := cmp.Diff(lines[2].Directions, []travel.Direction{want}); diff != "" {
		t.Error(diff)
	}
	if sunday := travel.Lines(f, gtfs.Date{Year: 2026, Month: 10, Day: 4}); len(sunday) != 0 {
		t.Errorf("%d lines run on a Sunday", len(sunday))
	}
}

func TestPlacesThatOneTypes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{" 0.4613 , 101.3687 ", "0.4613,101.3687", "0.4613, 101.3687", "0.4613\t101.3687", "0,4613; 101,3687", "0,4613 101,3687"} {
		if lat, lon, ok := travel.ParsePlace(text); !ok || lat != 0.4613 || lon != 101.3687 {
			t.Errorf("%q: %v, %v (%v)", text, lat, lon, ok)
		}
	}
	for _, text := range []string{"", "Pandau", "91,101", "0.4,181", "0.4", "NaN,101", "0,4613,101,3687", "0.4 101.3 2", ";", ","} {
		if _, _, ok := travel.ParsePlace(text); ok {
			t.Errorf("%q is taken for a place", text)
		}
	}
}
