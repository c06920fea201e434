package app_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"math"
	"strings"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/demo/feed"
	"sinergi/internal/performance"
	"sinergi/internal/simulate"
	"sinergi/internal/transit"
)

// byHeadway is the demo timetable with route 1 as other feeds have it: one trip
// a direction that repeats every 15 minutes, from 05.30 to before 20.45, at no
// fixed times.
func byHeadway(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	files, err := fs.Glob(feed.FS(), "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		content, err := fs.ReadFile(feed.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			fields := strings.Split(line, ",")
			id := map[string]string{"trips.txt": fields[min(2, len(fields)-1)], "stop_times.txt": fields[0]}[name]
			if (strings.HasPrefix(id, "1-0-") || strings.HasPrefix(id, "1-1-")) && !strings.HasSuffix(id, "-0530") {
				continue
			}
			if _, err := w.Write([]byte(line)); err != nil {
				t.Fatal(err)
			}
		}
		if name == "frequencies.txt" {
			if _, err := w.Write([]byte("1-0-0530,05:30:00,20:45:00,900,0\n1-1-0530,05:30:00,20:45:00,900,0\n")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A service that promises a bus every 15 minutes and no times owes as many
// trips as one with a timetable, and what the buses drove of them is found: the
// kilometres are those of the truth, and as many trips are missing as did not
// run. Punctuality is not judged; the time between buses is.
func TestAServiceByHeadwayIsMeasured(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 6)
	o.forgetsRoster(t)
	planner := o.load.Actors["pekanbaru-dishub"]
	if err := o.node.Desk.AddTimetable(t.Context(), planner, demo.BusService, "jarak.zip", october.First(), bytes.NewReader(byHeadway(t))); err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	truth, err := simulate.ReadRuns(o.truth)
	if err != nil {
		t.Fatal(err)
	}
	var really, measured float64
	idle := 0
	for _, r := range truth {
		proven := r.Proven(2 * time.Minute)
		really += proven
		if proven == 0 {
			idle++
		}
	}
	bp, err := o.node.Desk.BusPerformance(t.Context(), planner, demo.BusService, october)
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for _, x := range bp.Trips {
		measured += float64(x.Delivered)
		if x.Every != 900 {
			t.Fatalf("trip %s at %d has a headway of %d s", x.Trip, x.Start, x.Every)
		}
		if x.Status == transit.Missed || x.Status == transit.Unproven {
			missed++
		}
	}
	t.Logf("%d trips owed, %d planned, %d of them not driven or proved; true %.0f m, measured %.0f m; %d are missing", len(bp.Trips), len(truth), idle, really, measured, missed)
	if off := math.Abs(measured-really) / really; off > 0.001 {
		t.Errorf("measured %.0f m of %.0f m", measured, really)
	}
	if len(bp.Trips) != len(truth) || missed != idle {
		t.Errorf("%d trips are owed of %d, and %d are missing of %d", len(bp.Trips), len(truth), missed, idle)
	}
	f := performance.Measure(bp.Trips, bp.Rules, performance.Scope{})
	if f.OnTime+f.Early+f.Late+f.UnseenCalls != 0 {
		t.Errorf("punctuality is judged of times that nobody promised: %+v", f)
	}
	if d, ok := f.PlannedWait(); !ok || d.String() != "7.5" || f.Kept == 0 {
		t.Errorf("the wait that is promised is %v minutes, with %d headways kept", d, f.Kept)
	}
	v := deskVisitor{t, visitor(t, o.base, "kampar-dishub"), o.base}
	holds(t, "the day", v.get("/bus/"+demo.BusService+"/days/2026-10-01", 200), "±05.30, tiap 15 menit")
	run := bp.Trips[0]
	holds(t, "the trip", v.get("/bus/"+demo.BusService+"/days/2026-10-01/"+run.Trip+"/19800", 200), "±05.30, tiap 15 menit")
}
