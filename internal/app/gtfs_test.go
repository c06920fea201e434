package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a timetable is answered with, and the code that scripts go by.
func TestATimetableIsChecked(t *testing.T) {
	t.Parallel()
	feeds := filepath.Join("..", "..", "gtfs", "testdata", "feeds")
	good, faulty := filepath.Join(feeds, "bullrunner-gtfs.zip"), filepath.Join(feeds, "poa_eptc.zip")
	none := filepath.Join(t.TempDir(), "catatan.zip")
	if err := os.WriteFile(none, []byte("bukan zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want int
		says string
	}{
		"good":              {[]string{good, "--date", "2018-01-08"}, exitOK, "0 galat"},
		"in English":        {[]string{good, "--date", "2018-01-08", "--lang", "en"}, exitOK, "0 errors"},
		"a color of one":    {[]string{faulty, "--date", "2019-05-06"}, exitFailed, "routes.txt baris 2: fieldName=route_text_color, fieldValue=0"},
		"a page":            {[]string{faulty, "--html"}, exitFailed, "<code>invalid_color</code> (115)"},
		"no timetable":      {[]string{none}, exitFailed, "i_o_error"},
		"no such file":      {[]string{none + "x"}, exitUsage, ""},
		"a day of no month": {[]string{good, "--date", "2018-13-08"}, exitUsage, ""},
		"two answers":       {[]string{good, "--json", "--html"}, exitUsage, ""},
	} {
		code, out, said := run(append([]string{"gtfs", "validate"}, c.args...)...)
		if code != c.want || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d, want %d that says %q:\n%s\n%s", name, code, c.want, c.says, out, said)
		}
	}
	code, out, _ := run("gtfs", "validate", faulty, "--json", "--date", "2019-05-06")
	var report struct {
		Notices []struct {
			Code          string           `json:"code"`
			Severity      string           `json:"severity"`
			TotalNotices  int              `json:"totalNotices"`
			SampleNotices []map[string]any `json:"sampleNotices"`
		} `json:"notices"`
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != exitFailed || len(report.Notices) == 0 {
		t.Fatalf("%d %v: %s", code, err, out)
	}
	if n := report.Notices[0]; n.Code != "invalid_color" || n.Severity != "ERROR" || n.TotalNotices != 115 || n.SampleNotices[0]["filename"] != "routes.txt" || n.SampleNotices[0]["csvRowNumber"] != 2.0 {
		t.Errorf("the first notice is %+v", n)
	}
}

// A message of GTFS Realtime is told what it holds and breaks, from a file or from
// an address.
func TestAMessageOfRealtimeIsInspected(t *testing.T) {
	t.Parallel()
	updates := filepath.Join("..", "..", "gtfs", "realtime", "testdata", "raba-trip-updates.pb")
	feeds := filepath.Join("..", "..", "gtfs", "testdata", "feeds")
	body, err := os.ReadFile(updates)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer srv.Close()
	none := filepath.Join(t.TempDir(), "kosong.pb")
	if err := os.WriteFile(none, []byte("bukan protobuf"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want int
		says string
	}{
		"a file":             {[]string{updates, "--feed", filepath.Join(feeds, "raba.zip")}, exitOK, "W008 ×1"},
		"in English":         {[]string{updates, "--lang", "en"}, exitOK, "the header is older than it may be"},
		"of another network": {[]string{updates, "--feed", filepath.Join(feeds, "bullrunner-gtfs.zip")}, exitFailed, "E003"},
		"an address":         {[]string{srv.URL}, exitOK, "perubahan perjalanan"},
		"as JSON":            {[]string{srv.URL, "--json"}, exitOK, `"code":"W008","count":1`},
		"no message":         {[]string{none}, exitFailed, ""},
		"no file":            {[]string{none + "x"}, exitFailed, ""},
		"no such timetable":  {[]string{updates, "--feed", none + "x"}, exitUsage, ""},
		"nobody there":       {[]string{"http://127.0.0.1:1/x"}, exitFailed, ""},
	} {
		code, out, said := run(append([]string{"gtfs", "realtime"}, c.args...)...)
		if code != c.want || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d, want %d that says %q:\n%s\n%s", name, code, c.want, c.says, out, said)
		}
	}
}
