package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// feedFolder is a line by timetable south of the equator and one by headway,
// that meet at the market.
func feedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"agency.txt":          "agency_id,agency_name,agency_url,agency_timezone\na,Contoh,https://example.org,Asia/Jakarta\n",
		"routes.txt":          "route_id,route_short_name,route_type\n1,1,3\n2,2,3\n",
		"stops.txt":           "stop_id,stop_name,stop_lat,stop_lon\nk,Kampus,-0.46,101.35\nd,Simpang,-0.47,101.36\np,Pasar,-0.48,101.38\nt,Terminal,-0.50,101.44\n",
		"trips.txt":           "route_id,service_id,trip_id,trip_headsign\n1,hari,a,Pasar\n2,hari,c,Terminal\n",
		"stop_times.txt":      "trip_id,arrival_time,departure_time,stop_id,stop_sequence\na,06:00:00,06:00:00,k,1\na,06:10:00,06:10:00,d,2\na,06:20:00,06:20:00,p,3\nc,05:00:00,05:00:00,p,1\nc,05:30:00,05:30:00,t,2\n",
		"frequencies.txt":     "trip_id,start_time,end_time,headway_secs,exact_times\nc,05:00:00,22:00:00,900,0\n",
		"fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers,transfer_duration\numum,4000,IDR,0,,7200\n",
		"calendar.txt":        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nhari,1,1,1,1,1,1,1,20260101,20261231\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// From Kampus at 05:45 the bus of 06:00 is at Pasar at 06:20, 35 minutes later;
// to be at Terminal at 07:00 one is at Pasar by 06:15: half an hour on the bus,
// and the longest wait of 15 minutes.
func TestWhereOneComesWithinATime(t *testing.T) {
	t.Parallel()
	dir := feedFolder(t)
	from := []string{"plan", "--feed", dir, "--at", "2026-10-05T05:45:00+07:00", "--from", "-0.4601,101.35", "--lang", "en"}
	code, out, said := run(append(from, "--reach", "35")...)
	if want := "1 min (05:45)  Kampus, on foot: 1\n25 min (06:10)  Simpang, 1 ride: 1\n35 min (06:20)  Pasar, 1 ride: 1, 2\n"; code != exitOK || out != want {
		t.Errorf("%d %s: got\n%swant\n%s", code, said, out, want)
	}
	if _, out, _ := run(append(from, "--reach", "34")...); strings.Contains(out, "Pasar") {
		t.Errorf("Pasar is 35 minutes away: %s", out)
	}
	if _, out, _ := run(append(from, "--reach", "35", "--json")...); !strings.HasPrefix(out, `{"features":[{"type":"Feature","properties":{"kind":"area"},"geometry":{"coordinates":[[[[101.`) || !strings.Contains(out, `"time":"2026-10-05T06:20:00+07:00"`) {
		t.Errorf("as JSON: %.200s", out)
	}
	if _, out, _ := run("plan", "--feed", dir, "--at", "2026-10-05T07:00:00+07:00", "--to", "-0.50,101.44", "--arrive-by", "--reach", "45", "--lang", "en"); out != "0 min (07:00)  Terminal, on foot: 2\n45 min (06:15)  Pasar, 1 ride: 1, 2\n" {
		t.Errorf("to Terminal: %s", out)
	}
	for _, wrong := range [][]string{{"--reach", "35", "--to", "-0.50,101.44"}, {"--reach", "2000"}, {"--reach", "35", "--arrive-by"}, {}} {
		if code, out, said := run(append(from, wrong...)...); code == exitOK || out != "" || said == "" {
			t.Errorf("%v: %d %s %s", wrong, code, out, said)
		}
	}
}

// From Kampus to Simpang one walks 1,569 m in 21:48 and is there at 06:06:48;
// by bus one need not walk, and is there at 06:10.
func TestJourneysWithLessWalking(t *testing.T) {
	t.Parallel()
	plan := []string{"plan", "--feed", feedFolder(t), "--at", "2026-10-05T05:45:00+07:00", "--from", "-0.46,101.35", "--to", "-0.47,101.36", "--walk", "2000", "--lang", "en"}
	walks, rides := "Leave 05:45, arrive 06:06 (22 minutes)", "Leave 06:00, arrive 06:10 (10 minutes)"
	if _, out, _ := run(plan...); !strings.Contains(out, walks) || strings.Contains(out, rides) {
		t.Errorf("the fastest: %s", out)
	}
	_, out, _ := run(append(plan, "--walking", "100")...)
	if i, j := strings.Index(out, walks), strings.Index(out, rides); i < 0 || j < i {
		t.Errorf("with less walking: %s", out)
	}
	for _, wrong := range [][]string{{"--walking", "-1"}, {"--walking", "100", "--for", "60"}} {
		if code, out, said := run(append(plan, wrong...)...); code == exitOK || out != "" || said == "" {
			t.Errorf("%v: %d %s %s", wrong, code, out, said)
		}
	}
}

// A timetable that was written answers as the feed does, but for the fares; a
// damaged one, or none, is refused with what to do.
func TestPlanOnATimetableThatWasWritten(t *testing.T) {
	t.Parallel()
	dir := feedFolder(t)
	file := filepath.Join(t.TempDir(), "jadwal.raptor")
	if code, out, said := run("gtfs", "timetable", dir, file, "--date", "2026-10-04", "--days", "3"); code != exitOK || out != "" {
		t.Fatalf("%d %s %s", code, out, said)
	}
	ask := []string{"--from", "-0.4601,101.35", "--to", "-0.50,101.44", "--at", "2026-10-05T05:45:00+07:00"}
	_, want, _ := run(append([]string{"plan", "--feed", dir}, ask...)...)
	code, got, said := run(append([]string{"plan", "--timetable", file}, ask...)...)
	if want = strings.Replace(want, "Ongkos: Rp4.000.\n", "", 1); code != exitOK || got != want || !strings.Contains(got, "07:05") {
		t.Errorf("%d %s:\n%s\nwant\n%s", code, said, got, want)
	}
	snapshot, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	snapshot[len(snapshot)/2] ^= 1
	if err := os.WriteFile(file, snapshot, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, with := range map[string][]string{"damaged": {"--timetable", file}, "missing": {"--timetable", file + "x"}, "a folder": {"--timetable", dir}} {
		if code, out, said := run(append(append([]string{"plan"}, with...), ask...)...); code == exitOK || out != "" || !strings.Contains(said, "sinergi gtfs timetable") {
			t.Errorf("%s: %d %s %s", name, code, out, said)
		}
	}
	if left, _ := filepath.Glob(file + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestPlanAJourney(t *testing.T) {
	t.Parallel()
	dir := feedFolder(t)
	code, out, said := run("plan", "--feed", dir, "--from", "-0.4601,101.35", "--to", "-0.50,101.44", "--at", "2026-10-05T05:45:00+07:00", "--json")
	if code != exitOK {
		t.Fatalf("%d %s", code, said)
	}
	var got struct {
		Journeys []struct {
			Departure, Arrival string
			Transfers          int
			Fare               struct{ Amount int64 }
			Legs               []struct {
				Mode, Departure, Arrival, Route, Trip                           string
				Distance, HeadwaySeconds, ExpectedWaitSeconds, WorstWaitSeconds int
				IntermediateStops                                               []struct{ Name, Arrival string }
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Journeys) != 1 || len(got.Journeys[0].Legs) != 3 {
		t.Fatalf("want one journey of a walk and two rides: %s", out)
	}
	j := got.Journeys[0]
	if j.Departure != "2026-10-05T05:59:50+07:00" || j.Arrival != "2026-10-05T07:05:00+07:00" || j.Transfers != 1 {
		t.Errorf("leaves %s, arrives %s after %d transfers", j.Departure, j.Arrival, j.Transfers)
	}
	if j.Fare.Amount != 4000 {
		t.Errorf("two rides within two hours cost %d, want one fare of 4,000", j.Fare.Amount)
	}
	if l := j.Legs[0]; l.Mode != "walk" || l.Distance != 11 {
		t.Errorf("first %+v, want a walk of 11 m", l)
	}
	if l := j.Legs[1]; l.Mode != "bus" || l.Trip != "a" || len(l.IntermediateStops) != 1 || l.IntermediateStops[0].Arrival != "2026-10-05T06:10:00+07:00" || l.HeadwaySeconds != 0 {
		t.Errorf("then %+v, want trip a by way of Simpang", l)
	}
	if l := j.Legs[2]; l.HeadwaySeconds != 900 || l.ExpectedWaitSeconds != 450 || l.WorstWaitSeconds != 900 || l.Departure != "2026-10-05T06:35:00+07:00" {
		t.Errorf("last %+v, want at most 15 minutes of waiting", l)
	}

	code, out, said = run("plan", "--feed", dir, "--from", "-0.4601,101.35", "--to", "-0.50,101.44", "--at", "2026-10-05T08:00:00+07:00", "--arrive-by")
	for _, want := range []string{"Senin, 5 Oktober 2026", "Berangkat 05:59, tiba 07:05", "setiap 15 menit", "naik 1 arah Pasar di Kampus", "1 kali ganti"} {
		if !strings.Contains(out, want) {
			t.Errorf("%d: %q is missing in\n%s%s", code, want, out, said)
		}
	}
	_, out, _ = run("--lang", "en", "plan", "--feed", dir, "--from", "-0.48,101.38", "--to=-0.50,101.44", "--at", "2026-10-05T08:00:00+07:00")
	if !strings.Contains(out, "one comes every 15 min, 8 on average, at most 15 min") {
		t.Errorf("in English:\n%s", out)
	}
}

// Two hours: the timetable's bus with what follows it, and the bus that comes
// every 15 minutes as one stretch.
func TestPlanAllJourneysOfAWindow(t *testing.T) {
	t.Parallel()
	dir := feedFolder(t)
	code, out, said := run("plan", "--feed", dir, "--from", "-0.48,101.38", "--to=-0.50,101.44", "--at", "2026-10-05T06:00:00+07:00", "--for", "120", "--json")
	if code != exitOK {
		t.Fatalf("%d %s", code, said)
	}
	var got struct {
		Journeys []struct{ Departure, Arrival, LastDeparture string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Journeys) == 0 {
		t.Fatalf("none: %s", out)
	}
	j := got.Journeys[0]
	if j.Departure != "2026-10-05T06:00:00+07:00" || j.LastDeparture != "2026-10-05T08:00:00+07:00" {
		t.Errorf("leave from %s until %s, want from the begin of the window to its end: %s", j.Departure, j.LastDeparture, out)
	}
	_, out, _ = run("plan", "--feed", dir, "--from", "-0.48,101.38", "--to=-0.50,101.44", "--at", "2026-10-05T06:00:00+07:00", "--for", "120")
	if !strings.Contains(out, "boleh berangkat kapan saja sampai 08:00") {
		t.Errorf("as text:\n%s", out)
	}
}

func TestPlanSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := feedFolder(t)
	for name, c := range map[string]struct {
		change map[string]string
		code   int
		want   string
	}{
		"no place":    {map[string]string{"--from": "Pekanbaru"}, exitInvalid, "lintang"},
		"no time":     {map[string]string{"--at": "besok"}, exitInvalid, "besok"},
		"no feed":     {map[string]string{"--feed": filepath.Join(dir, "tidak-ada.zip")}, exitInvalid, "tidak-ada.zip"},
		"no zip":      {map[string]string{"--feed": filepath.Join(dir, "trips.txt")}, exitInvalid, "berkas zip"},
		"no walk":     {map[string]string{"--walk": "0"}, exitInvalid, "20.000"},
		"no service":  {map[string]string{"--at": "2031-10-05T05:45:00+07:00"}, exitFailed, "kalendernya"},
		"no way":      {map[string]string{"--to": "-0.9,101.44"}, exitFailed, "Tidak ada perjalanan"},
		"no window":   {map[string]string{"--for": "9999"}, exitInvalid, "1.440"},
		"no such day": {map[string]string{"--at": "2026-10-32T05:45:00+07:00"}, exitInvalid, "RFC 3339"},
	} {
		args := []string{"plan"}
		for _, flag := range []string{"--feed", "--from", "--to", "--at", "--walk", "--for"} {
			value := map[string]string{"--feed": dir, "--from": "-0.46,101.35", "--to": "-0.50,101.44", "--at": "2026-10-05T05:45:00+07:00", "--walk": "800", "--for": "0"}[flag]
			if v, ok := c.change[flag]; ok {
				value = v
			}
			args = append(args, flag, value)
		}
		if code, _, said := run(args...); code != c.code || !strings.Contains(said, c.want) {
			t.Errorf("%s: %d %s, want %d and %q", name, code, said, c.code, c.want)
		}
	}
}
