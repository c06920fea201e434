package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/simulate"
	"sinergi/internal/sqldb/sqldbtest"
)

// built gives the program, built once for all tests that run it as a process
// of its own.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sinergi-test-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "sinergi")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/sinergi").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return binary, nil
})

// process runs the program as a process of its own.
func process(t *testing.T, args ...string) (code int, out, said string) {
	t.Helper()
	binary, err := built()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	c := exec.CommandContext(t.Context(), binary, args...)
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// loaded is data that holds the example cooperation and no operation.
func loaded(t *testing.T, data Data, days int) demo.Loaded {
	t.Helper()
	n, err := data.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l, err := demo.Load(t.Context(), n.Desk, simulate.Config{Seed: 4, Month: civil.Month{Year: 2026, Month: 10}, Days: days})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}

// monthFile is a file of the month, to be imported by hand.
type monthFile struct {
	kind, service, path string
}

// monthFiles writes a month as the files that an office would import, each
// row in the order in which it arrived, or in any order.
func monthFiles(t *testing.T, plan *simulate.Simulation, shuffled bool) (files []monthFile) {
	t.Helper()
	dir, rng := t.TempDir(), rand.New(rand.NewPCG(1, 1))
	add := func(kind, service, name string, content []byte) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, monthFile{kind, service, path})
	}
	mixed := func(header string, rows []string) []byte {
		if shuffled {
			rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		return []byte(header + "\n" + strings.Join(rows, "\n") + "\n")
	}
	stamp := func(s int64) string { return time.Unix(s, 0).UTC().Format(time.RFC3339) }
	for n, date := range plan.Days() {
		day := plan.Day(n)
		add("roster", demo.BusService, "penugasan-"+date.String()+".csv", day.RosterCSV())
		var rows []string
		for _, track := range day.Tracks {
			for _, f := range track.Fixes {
				rows = append(rows, fmt.Sprintf("%s,%s,%.7f,%.7f,%d,%d,%s", track.Device, stamp(f.At), f.Lat, f.Lon, f.Heading, f.Accuracy, stamp(f.Received)))
			}
		}
		add("positions", demo.BusService, "posisi-"+date.String()+".csv", mixed("device,time,lat,lon,heading,accuracy_m,received_at", rows))
		tickets := strings.Split(strings.TrimSpace(string(plan.Tickets(n).In(simulate.ISO))), "\n")
		add("tickets", demo.WasteService, "tiket-"+date.String()+".csv", mixed(tickets[0], tickets[1:]))
	}
	if shuffled {
		rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	}
	return files
}

// The statement of a month is the same bytes: asked twice, in a fresh process
// each time; after the month's files were imported in another order, rows
// mixed as well; and on PostgreSQL as on SQLite.
func TestSettleGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	const days = 3
	lite, mixed := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	postgres := sqldbtest.PostgresURL(t)
	places := map[string][]string{
		"imported in order":               {"--data", lite},
		"imported in another order":       {"--data", mixed},
		"on PostgreSQL, in another order": {"--data", t.TempDir(), "--db", postgres},
	}
	var all sync.WaitGroup
	for name, where := range places {
		all.Go(func() {
			data := Data{Dir: where[1]}
			if len(where) > 2 {
				data.URL = where[3]
			}
			l := loaded(t, data, days)
			for _, f := range monthFiles(t, l.Plan, name != "imported in order") {
				if code, _, said := run(append([]string{"import", f.kind, "--service", f.service, f.path}, where...)...); code != exitOK {
					t.Errorf("%s: import %s: %d %s", name, f.path, code, said)
				}
			}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	for _, pks := range []string{demo.BusPKS, demo.WastePKS} {
		settle := func(where []string) string {
			code, out, said := process(t, append([]string{"settle", "--pks", pks, "--month", "2026-10", "--json"}, where...)...)
			if code != exitOK {
				t.Fatalf("settle %s: %d %s", pks, code, said)
			}
			return out
		}
		first := settle(places["imported in order"])
		if again := settle(places["imported in order"]); again != first {
			t.Errorf("%s: asked again, the bytes are others", pks)
		}
		for name, where := range places {
			if got := settle(where); got != first {
				t.Errorf("%s %s: other bytes (%d and %d)", pks, name, len(got), len(first))
			}
		}
		if !strings.Contains(first, `"measurements"`) || len(first) < 2000 {
			t.Errorf("%s: the statement holds no measurements, so that the test proves nothing", pks)
		}
	}
}

// The demo does the whole month and exits; its last line is one JSON object,
// whose hashes and totals are those of the statements themselves.
func TestDemoOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	code, out, said := process(t, "demo", "--data", dir, "--days", "2", "--once", "--json")
	if code != exitOK {
		t.Fatalf("demo: %d %s", code, said)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var got struct {
		Month string `json:"month"`
		PKS   []struct {
			ID     string `json:"id"`
			Title  string `json:"title"`
			SHA256 string `json:"statement_sha256"`
			Total  int64  `json:"total_rupiah"`
		} `json:"pks"`
	}
	strict := json.NewDecoder(strings.NewReader(lines[len(lines)-1]))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&got); err != nil {
		t.Fatalf("the last line is %q: %v", lines[len(lines)-1], err)
	}
	if got.Month != "2026-10" || len(got.PKS) != 2 {
		t.Fatalf("the last line is %s", lines[len(lines)-1])
	}
	for _, p := range got.PKS {
		code, text, said := run("settle", "--data", dir, "--pks", p.ID, "--month", got.Month, "--json")
		if code != exitOK {
			t.Fatalf("settle: %d %s", code, said)
		}
		sum := sha256.Sum256([]byte(text))
		if p.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: the demo says %s, settle prints what hashes to %x", p.ID, p.SHA256, sum)
		}
		if p.Total <= 0 || p.Title == "" || !strings.Contains(text, strconv.FormatInt(p.Total, 10)) {
			t.Errorf("%s: total %d, title %q", p.ID, p.Total, p.Title)
		}
		if code, _, said := run("demo", "--data", dir, "--days", "1", "--once"); code == exitOK {
			t.Errorf("a second demo in the same folder is taken: %s", said)
		}
	}
}
