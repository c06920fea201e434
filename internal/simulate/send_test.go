package simulate_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/simulate"
)

// gate is a server that keeps what is sent, and is busy now and then.
type gate struct {
	mu       sync.Mutex
	requests map[string]int    // by method and path
	bodies   map[string]string // the last of each path
	busy     int               // requests still to be put off
	answer   func(path string) (status int, body string)
	unsigned int
	rows     int // of positions in files
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		in = z
	}
	body, _ := io.ReadAll(in)
	g.mu.Lock()
	defer g.mu.Unlock()
	if r.Header.Get("Authorization") == "" && r.URL.Query().Get("key") == "" {
		g.unsigned++
	}
	if g.busy > 0 {
		g.busy--
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	g.requests[r.Method+" "+r.URL.Path]++
	g.bodies[r.URL.Path] = string(body)
	n := 1
	switch r.URL.Path {
	case "/ingest/positions.csv":
		n = bytes.Count(body, []byte("\n")) - 1
		g.rows += n
	case "/ingest/traccar":
		var all []json.RawMessage
		if err := json.Unmarshal(body, &all); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		n = len(all)
	case "/ingest/roster.csv", "/ingest/tickets.csv":
		n = 0
	}
	if g.answer != nil {
		if status, text := g.answer(r.URL.Path); status != 0 {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
			return
		}
	}
	fmt.Fprintf(w, `{"accepted":%d,"duplicate":0,"set_aside":0,"rejected":[]}`, n)
}

func openGate(t *testing.T) (*gate, simulate.Doors) {
	t.Helper()
	g := &gate{requests: map[string]int{}, bodies: map[string]string{}}
	srv := httptest.NewServer(g)
	t.Cleanup(srv.Close)
	return g, simulate.Doors{URL: srv.URL, BusKey: "bus", WasteKey: "waste", Client: srv.Client()}
}

// few is a simulation small enough to be sent in a test, with a wrong clock.
func few(t *testing.T) *simulate.Simulation {
	t.Helper()
	f := simulate.DefaultFaults()
	f.Breakdowns, f.NeverRan, f.Missed = 0, 0, 1
	return with(t, simulate.Config{Seed: 1, Days: 3, Buses: 2, Every: 30, Faults: &f})
}

func TestEverythingIsSentAndCounted(t *testing.T) {
	t.Parallel()
	for _, compress := range []bool{false, true} {
		g, doors := openGate(t)
		doors.Compress, doors.Rows = compress, 500
		g.busy = 7
		dir := filepath.Join(t.TempDir(), "truth")
		s := few(t)
		var steps []int
		sum, err := s.Send(t.Context(), doors, dir, func(done, total int) { steps = append(steps, done*10+total) })
		if err != nil {
			t.Fatal(err)
		}
		positions, runs := 0, 0
		for n := range s.Days() {
			day := s.Day(n)
			runs += len(day.Truth)
			for _, tr := range day.Tracks {
				positions += len(tr.Fixes)
			}
		}
		if sum.Positions != positions || sum.Accepted != positions || sum.Runs != runs || sum.Days != 3 {
			t.Errorf("%+v, want %d positions and %d runs", sum, positions, runs)
		}
		if got := sum.ByDoor[simulate.CSV]; got != g.rows || got+sum.ByDoor[simulate.Traccar]+sum.ByDoor[simulate.OsmAnd] != positions {
			t.Errorf("by door %v, %d rows came", sum.ByDoor, g.rows)
		}
		for _, door := range []string{"POST /ingest/positions.csv", "POST /ingest/traccar", "GET /ingest/osmand", "POST /ingest/osmand", "POST /ingest/roster.csv", "POST /ingest/tickets.csv"} {
			if g.requests[door] == 0 {
				t.Errorf("nothing came by %s", door)
			}
		}
		if g.unsigned != 0 {
			t.Errorf("%d requests without a key", g.unsigned)
		}
		if diff := cmp.Diff([]int{13, 23, 33}, steps); diff != "" {
			t.Error(diff)
		}
		checkTruth(t, s, dir, sum)
		checkBodies(t, g)
	}
}

func checkTruth(t *testing.T, s *simulate.Simulation, dir string, sum simulate.Summary) {
	t.Helper()
	runs, err := simulate.ReadRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	tickets, err := simulate.ReadTickets(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(runs) != sum.Runs || len(tickets) != sum.Tickets {
		t.Errorf("%d runs and %d tickets in the truth of %+v", len(runs), len(tickets), sum)
	}
	if diff := cmp.Diff(s.Day(0).Truth, runs[:len(s.Day(0).Truth)]); diff != "" {
		t.Error(diff)
	}
	roster, err := os.ReadFile(filepath.Join(dir, "roster.jsonl"))
	if err != nil || strings.Count(string(roster), "\n") != 3 {
		t.Errorf("roster: %s, %v", roster, err)
	}
	var again simulate.Summary
	text, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	if err != nil || json.Unmarshal(text, &again) != nil || !cmp.Equal(again, sum) {
		t.Errorf("summary: %s, %v", text, err)
	}
}

func checkBodies(t *testing.T, g *gate) {
	t.Helper()
	for path, begins := range map[string]string{
		"/ingest/roster.csv":    "date,block,vehicle\n2026-10-0",
		"/ingest/positions.csv": "device,time,lat,lon,speed_kmh,heading,accuracy_m,received_at\ngps-TMP-10",
		"/ingest/traccar":       `[{"position":{"id":`,
		"/ingest/osmand":        "",
	} {
		if !strings.HasPrefix(g.bodies[path], begins) {
			t.Errorf("%s begins %.120s", path, g.bodies[path])
		}
	}
	row := strings.Split(strings.SplitN(g.bodies["/ingest/positions.csv"], "\n", 3)[1], ",")
	if len(row) != 8 || len(row[1]) != 13 || len(row[2]) != len("0.4187669") || len(row[3]) != len("101.4631891") || row[7] != "" {
		t.Errorf("a row of positions: %q", row)
	}
}

func TestWhatTheServerRefusesIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, door string
		status     int
		text, want string
	}{
		{"a key that is not known", "/ingest/roster.csv", 401, `{"error":"Kunci tidak dikenal."}`, "Kunci tidak dikenal."},
		{"a row", "/ingest/tickets.csv", 200, `{"rejected":[{"row":7,"column":"asal","reason":"tidak ada wilayah itu"}]}`, `row 7, column "asal": tidak ada wilayah itu`},
		{"an answer that is none", "/ingest/positions.csv", 200, `<html>`, "no receipt"},
		{"something else", "/ingest/traccar", 404, "not here", "404 Not Found: not here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, doors := openGate(t)
			g.answer = func(path string) (int, string) {
				if path == c.door {
					return c.status, c.text
				}
				return 0, ""
			}
			_, err := few(t).Send(t.Context(), doors, "", nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.door) {
				t.Errorf("%v, want %q of %s", err, c.want, c.door)
			}
		})
	}
}

func TestSendingCanBeStopped(t *testing.T) {
	t.Parallel()
	_, doors := openGate(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := few(t).Send(ctx, doors, "", func(int, int) { cancel() })
	if err == nil {
		t.Error("it went on")
	}
}

func TestAKeyIsNotShownWhenTheServerCannotBeReached(t *testing.T) {
	t.Parallel()
	_, doors := openGate(t)
	ctx, cancel := context.WithCancel(t.Context())
	doors.Client = &http.Client{Transport: broken(func(r *http.Request) {
		if r.URL.Path == "/ingest/osmand" {
			cancel()
		}
	})}
	_, err := few(t).Send(ctx, doors, "", nil)
	if err == nil || strings.Contains(err.Error(), "key=") {
		t.Error(err)
	}
}

// broken answers everything but single positions, which never arrive.
type broken func(r *http.Request)

func (b broken) RoundTrip(r *http.Request) (*http.Response, error) {
	b(r)
	if r.URL.Path == "/ingest/osmand" {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{}`)), Request: r}, nil
}

func TestATruthThatIsDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := simulate.ReadRuns(dir); err == nil {
		t.Error("no folder, no error")
	}
	if err := os.WriteFile(filepath.Join(dir, "trips.jsonl"), []byte("{}\n{\"date\":7}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := simulate.ReadRuns(dir); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Error(err)
	}
}

func FuzzTruth(f *testing.F) {
	f.Add([]byte(`{"date":"2026-10-01","driven":[{"from_m":0,"to_m":1}]}`))
	f.Add([]byte("{}\n[]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "trips.jsonl"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		runs, err := simulate.ReadRuns(dir)
		if err != nil {
			return
		}
		if err := simulate.WriteTruth(dir, simulate.Month{Runs: [][]simulate.Truth{runs}}); err != nil {
			t.Fatal(err)
		}
		again, err := simulate.ReadRuns(dir)
		if err != nil || !cmp.Equal(runs, again) {
			t.Errorf("%v: %s", err, cmp.Diff(runs, again))
		}
	})
}

func BenchmarkMonthToAServerThatForgets(b *testing.B) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{}`)
	}))
	b.Cleanup(srv.Close)
	s := month(b, 1, 31)
	n := 0
	for b.Loop() {
		sum, err := s.Send(b.Context(), simulate.Doors{URL: srv.URL, BusKey: "bus", WasteKey: "waste"}, "", nil)
		if err != nil {
			b.Fatal(err)
		}
		n += sum.Positions
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "positions/s")
}
