package app

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/simulate"
	"sinergi/internal/sqldb/sqldbtest"
)

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
