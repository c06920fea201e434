package validate

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"sinergi/gtfs"
)

// transitfeed gives the feeds of the tests of google/transitfeed (Apache-2.0),
// by folder.
func transitfeed(t *testing.T) map[string]fstest.MapFS {
	t.Helper()
	f, err := os.Open("testdata/transitfeed.tar.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	feeds := map[string]fstest.MapFS{}
	for files := tar.NewReader(packed); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return feeds
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(h.Name, "tests/data/")
		folder, file := path.Split(name)
		if folder == "" || h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		folder = strings.TrimSuffix(folder, "/")
		if feeds[folder] == nil {
			feeds[folder] = fstest.MapFS{}
		}
		feeds[folder][file] = &fstest.MapFile{Data: data}
	}
}

// flaws are what is wrong in each folder: the notice, the file and the row.
var flaws = map[string][]string{
	"au-sydney-entrances":   {"missing_required_file routes.txt", "missing_required_file trips.txt", "missing_required_file stop_times.txt"},
	"bad_date_format":       {"invalid_date calendar.txt row 2: fieldName=start_date", "invalid_date calendar_dates.txt row 2: fieldName=date"},
	"bad_utf8":              {"invalid_character agency.txt row 2: fieldName=agency_name", "invalid_character stops.txt row 2: fieldName=stop_name", "invalid_character routes.txt row 5: fieldName=route_short_name", "invalid_character stop_times.txt row 2: fieldName=stop_headsign", "invalid_character trips.txt row 2: fieldName=trip_headsign"},
	"contains_null":         {"invalid_character stops.txt row 9: fieldName=stop_name"},
	"duplicate_schedule_id": {"duplicate_key calendar.txt row 4: oldCsvRowNumber=3, fieldName1=service_id, fieldValue1=WE"},
	// Two stops at one place: the canonical validator has no code for that, but tells these rows for their length.
	"duplicate_stop":                {"invalid_row_length stops.txt row 5"},
	"duplicate_stop_sequence":       {"duplicate_key stop_times.txt row 4: oldCsvRowNumber=3, fieldName1=trip_id, fieldValue1=CITY1, fieldName2=stop_sequence, fieldValue2=10"},
	"empty_file":                    {"empty_file agency.txt"},
	"extra_row_cells":               {"invalid_row_length routes.txt row 4: rowLength=7, headerCount=6"},
	"invalid_agency_ids":            {"missing_required_agency_id agency.txt row 3", "missing_required_agency_id routes.txt row 4"},
	"invalid_route_agency":          {"foreign_key_violation routes.txt row 4: childFieldName=agency_id"},
	"missing_agency":                {"missing_required_file agency.txt"},
	"missing_calendar":              {"missing_calendar_and_calendar_date_files"},
	"missing_column":                {"missing_required_column agency.txt: fieldName=agency_name"},
	"missing_departure_time":        {"stop_time_with_only_arrival_or_departure_time stop_times.txt row 3"},
	"missing_endpoint_times":        {"missing_trip_edge stop_times.txt row 16", "missing_trip_edge stop_times.txt row 21"},
	"missing_routes":                {"missing_required_file routes.txt"},
	"missing_row_cells":             {"invalid_row_length routes.txt row 4: rowLength=6, headerCount=7"},
	"missing_stop_times":            {"missing_required_file stop_times.txt"},
	"missing_stops":                 {"missing_required_file stops.txt"},
	"missing_trips":                 {"missing_required_file trips.txt"},
	"missing_weekday_column":        {"missing_required_column calendar.txt: fieldName="},
	"negative_stop_sequence":        {"number_out_of_range stop_times.txt row 9: fieldName=stop_sequence"},
	"repeated_route_name":           {"duplicate_route_name routes.txt row 4: routeId1=STBA, csvRowNumber2=5"},
	"same_short_long_name":          {"route_long_name_contains_short_name routes.txt row 5"},
	"undefined_stop":                {"foreign_key_violation stop_times.txt row 11: childFieldName=stop_id"},
	"unknown_file":                  {"unknown_file frecuencias.txt"},
	"unrecognized_columns":          {"unknown_column agency.txt: fieldName=agency_lange", "unknown_column stops.txt: fieldName=stop_uri", "unknown_column stop_times.txt: fieldName=shapedisttraveled", "unknown_column trips.txt: fieldName=sharpe_id", "unknown_column transfers.txt: fieldName=to_stop"},
	"unused_stop":                   {"stop_without_stop_time stops.txt row 6"},
	"upgrade_translations/new-feed": {"missing_required_file agency.txt", "missing_required_file routes.txt"},
	"upgrade_translations/old-feed": {"missing_required_column translations.txt: fieldName=table_name", "missing_required_column translations.txt: fieldName=language"},
	"utf16":                         {"csv_parsing_failed stops.txt row 1: message=it is UTF-16; save it as UTF-8", "csv_parsing_failed agency.txt row 1"},
}

// flawless are feeds in which nothing breaks the reference.
var flawless = []string{"good_feed", "utf8bom", "googletransit/good_feed", "filter_unusual_trips", "flatten_feed", "only_calendar_dates", "unknown_file", "unrecognized_columns", "unused_stop", "repeated_route_name", "same_short_long_name"}

// A faulty feed of elsewhere is told by the right file and row.
func TestTheFeedsOfTransitfeed(t *testing.T) {
	t.Parallel()
	feeds := transitfeed(t)
	on := gtfs.Date{Year: 2010, Month: 6, Day: 1}
	for name, fsys := range feeds {
		feed, err := gtfs.OpenFS(fsys, gtfs.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		report := Feed(feed, on)
		var all strings.Builder
		for _, f := range report.Notices {
			for _, s := range f.SampleNotices {
				all.WriteString(f.Code + " " + s.place("en") + "\n")
			}
		}
		for _, want := range flaws[name] {
			if !strings.Contains("\n"+all.String(), "\n"+want) {
				t.Errorf("%s does not tell %q:\n%s", name, want, all.String())
			}
		}
		good := slices.Contains(flawless, name)
		if good && report.Failed() {
			t.Errorf("%s is good:\n%s", name, say(report))
		}
		if !good && len(flaws[name]) == 0 {
			t.Errorf("nothing is known of %s", name)
		}
	}
	for name := range flaws {
		if feeds[name] == nil {
			t.Errorf("there is no folder %s", name)
		}
	}
}

// What breaks the reference in feeds that are in use is known: nothing, a color
// that is none, and distances beyond the end of a shape.
func TestFeedsInUse(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"bullrunner-gtfs": "",
		"bullrunner-gtfs-timepoints-only-legacy-exact-times-1": "",
		"poa_eptc": "invalid_color",
		"raba":     "trip_distance_exceeds_shape_distance",
	} {
		data, err := os.ReadFile("../testdata/feeds/" + name + ".zip")
		if err != nil {
			t.Fatal(err)
		}
		feed, err := gtfs.Open(bytes.NewReader(data), int64(len(data)), gtfs.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Feed(feed, monday).Notices {
			if f.Severity == Error && f.Code != want {
				t.Errorf("%s: %s %s", name, f.Code, say(Report{[]Finding{f}}))
			}
		}
	}
}
