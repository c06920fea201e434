package validate

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"sinergi/gtfs"
)

var monday = gtfs.Date{Year: 2026, Month: 10, Day: 5}

// archive reads a text with the files of a feed in it: "-- name --" begins a
// file, "-- !name --" takes it away.
func archive(t *testing.T, path string, into fstest.MapFS) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := ""
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(rest, " --\n") {
			name = strings.TrimSuffix(rest, " --\n")
			if gone, away := strings.CutPrefix(name, "!"); away {
				delete(into, gone)
				name = ""
				continue
			}
			into[name] = &fstest.MapFile{}
		} else if name != "" {
			into[name].Data = append(into[name].Data, line...)
		}
	}
}

func good(t *testing.T) fstest.MapFS {
	fsys := fstest.MapFS{}
	archive(t, "testdata/good.txtar", fsys)
	return fsys
}

func judge(t *testing.T, fsys fstest.MapFS, limits gtfs.Limits) Report {
	t.Helper()
	feed, err := gtfs.OpenFS(fsys, limits)
	if err != nil {
		t.Fatal(err)
	}
	return Feed(feed, monday)
}

func say(r Report) string {
	var b strings.Builder
	for _, f := range r.Notices {
		fmt.Fprintf(&b, "%s %s %d\n", f.Severity, f.Code, f.TotalNotices)
		for _, s := range f.SampleNotices[:min(2, len(f.SampleNotices))] {
			j, err := json.Marshal(s)
			fmt.Fprintf(&b, "   %s %v\n", j, err)
		}
	}
	return b.String()
}

func TestNothingIsWrongWithTheGoodFeed(t *testing.T) {
	t.Parallel()
	if r := judge(t, good(t), gtfs.Limits{}); len(r.Notices) > 0 {
		t.Errorf("\n%s", say(r))
	}
}

// Every notice has a feed that is good but for one thing: it raises the
// notice, and nothing else as bad.
func TestEveryNoticeIsRaisedAlone(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	paths, err := filepath.Glob("testdata/notices/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	check := func(code string, r Report) {
		tried[code] = true
		var n *Finding
		for i := range r.Notices {
			if r.Notices[i].Code == code {
				n = &r.Notices[i]
			}
		}
		if n == nil {
			t.Errorf("%s is not raised, but\n%s", code, say(r))
			return
		}
		for _, f := range r.Notices {
			if f.Severity == n.Severity && f.Code != code {
				t.Errorf("%s is not alone:\n%s", code, say(r))
				return
			}
		}
		for _, s := range n.SampleNotices {
			if len(s.values) != len(fieldsOf(n.Notice)) {
				t.Errorf("%s has the fields %q and %d values", code, n.Notice.Fields, len(s.values))
			}
			if _, err := json.Marshal(s); err != nil {
				t.Error(err)
			}
		}
	}
	for _, path := range paths {
		fsys := good(t)
		archive(t, path, fsys)
		check(strings.TrimSuffix(filepath.Base(path), ".txtar"), judge(t, fsys, gtfs.Limits{}))
	}
	// Rows that were not read are missed elsewhere, so this one is not alone.
	if r := judge(t, good(t), gtfs.Limits{Rows: 40}); !strings.Contains(say(r), "too_many_rows") {
		t.Errorf("too many rows raise\n%s", say(r))
	}
	tried["too_many_rows"] = true
	for _, n := range Notices() {
		if !tried[n.Code] {
			t.Errorf("%s has no feed that raises it", n.Code)
		}
		delete(tried, n.Code)
	}
	if len(tried) > 0 {
		t.Errorf("feeds for notices that there are not: %v", slices.Sorted(maps.Keys(tried)))
	}
}

// FuzzFeed changes one file of the good feed: whatever is in it is judged, and
// told as JSON and in words.
func FuzzFeed(f *testing.F) {
	f.Add("stops.txt", "stop_id,stop_lat,stop_lon,parent_station\na,0,0,b\nb,0,0,a\n")
	f.Add("locations.geojson", `{"type": "FeatureCollection", "features": [{"id": "a1"}]}`)
	f.Add("stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,06:00:00,06:00:00,h1,1\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		fsys := fstest.MapFS{}
		archive(t, "testdata/good.txtar", fsys)
		if fsys[name] == nil {
			return
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		feed, err := gtfs.OpenFS(fsys, gtfs.Limits{Rows: 2000})
		if err != nil {
			return
		}
		report := Feed(feed, monday)
		if _, err := json.Marshal(report); err != nil {
			t.Error(err)
		}
		if err := report.WriteText(&strings.Builder{}, "id"); err != nil {
			t.Error(err)
		}
		if err := report.WriteHTML(&strings.Builder{}, "en", name, monday, feed); err != nil {
			t.Error(err)
		}
	})
}
