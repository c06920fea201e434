package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

var october = civil.Month{Year: 2026, Month: 10}

// operated is a node on which a simulated month was operated.
type operated struct {
	node  *app.Node
	load  demo.Loaded
	truth string
	base  string // of its pages
}

func operate(t *testing.T, data app.Data, seed uint64, days int) operated {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	n, err := data.Open(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := n.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	o := operated{node: n, truth: t.TempDir(), base: srv.URL}
	if o.load, err = demo.Load(t.Context(), n.Desk, simulate.Config{Seed: seed, Month: october, Days: days}); err != nil {
		t.Fatal(err)
	}
	sum, err := o.load.Plan.Send(t.Context(), simulate.Doors{URL: srv.URL, BusKey: o.load.BusKey, WasteKey: o.load.WasteKey}, o.truth, nil)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Accepted == 0 || sum.Refused != 0 {
		t.Fatalf("sent: %+v", sum)
	}
	if err := n.Desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return o
}

// forgetsRoster leaves nobody rostered.
func (o operated) forgetsRoster(t *testing.T) {
	t.Helper()
	if err := o.node.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `delete from roster`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// provable is what of a run can be known: what was driven on the route, less
// what was driven while nothing was heard for longer than the agreement's
// limit.
func provable(r simulate.Truth, limit int64) float64 {
	if r.WrongTime {
		return 0
	}
	m := r.Odometer
	for _, s := range r.Silences {
		if s.Seconds > limit {
			m -= s.To - s.From
		}
	}
	return m
}

// comparison is how far a measurement is from the truth.
type comparison struct {
	driven, measured float64
	unseen           []string // missed runs that were not found
	phantom          []string // runs that never drove and were credited
}

func (o operated) compare(ctx context.Context, t *testing.T) comparison {
	t.Helper()
	type key struct {
		date, trip string
		start      int
	}
	truth := map[key]simulate.Truth{}
	f, err := os.Open(filepath.Join(o.truth, "trips.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var r simulate.Truth
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		truth[key{r.Date, r.Trip, r.Start}] = r
	}
	runs, err := o.node.Desk.Runs(ctx, o.load.Actors["kampar-dishub"], demo.BusService, october.First(), october.Last())
	if err != nil {
		t.Fatal(err)
	}
	if len(runs) == 0 {
		t.Fatal("nothing was measured")
	}
	var c comparison
	for _, run := range runs {
		k := key{run.Date.String(), run.Trip, run.Start}
		r, ok := truth[k]
		if !ok {
			continue // a day that was not simulated
		}
		want := provable(r, 120)
		c.driven += want
		c.measured += float64(run.Delivered)
		name := fmt.Sprintf("%s %s: true %s %.0f m, measured %s %d m", k.date, k.trip, r.Status, want, run.Status, run.Delivered)
		switch {
		case r.Status == "missed" && run.Delivered > 0:
			c.phantom = append(c.phantom, name)
		case r.Status == "missed" && run.Status != transit.Missed:
			c.unseen = append(c.unseen, name)
		case r.WrongTime && r.Status != "missed" && run.Status != transit.Unproven:
			c.unseen = append(c.unseen, name)
		case want > 2000 && run.Delivered == 0:
			c.unseen = append(c.unseen, name)
		}
	}
	return c
}

// What Sinergi measures from what the devices say is what the buses really
// drove: within a thousandth per route and month, every missed trip found,
// none invented.
func TestMeasuredAgainstTheTruth(t *testing.T) {
	for seed := uint64(1); seed <= 5; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			c := operate(t, app.Data{Dir: t.TempDir()}, seed, 0).compare(t.Context(), t)
			off := (c.measured - c.driven) / c.driven
			t.Logf("true %.0f m, measured %.0f m, off by %.4f %%", c.driven, c.measured, off*100)
			if math.Abs(off) > 0.001 {
				t.Errorf("measured %.0f m of %.0f m: off by %.3f %%", c.measured, c.driven, off*100)
			}
			for _, s := range append(c.phantom, c.unseen...) {
				t.Error(s)
			}
		})
	}
}

// The comparison must be able to fail: with the handling of noise switched
// off, the same month does not come out right.
func TestWithoutNoiseHandlingTheTruthIsMissed(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 6)
	officer := o.load.Actors["pekanbaru-kerjasama"]
	raw := agreement.Service{ID: demo.BusService, Agreement: demo.BusPKS, Clause: "objek.trayek", Kind: agreement.Bus, Name: "Bus rute 1", Provider: demo.Pekanbaru}
	if err := o.node.Desk.SaveService(t.Context(), officer, raw, `{"routes":["1"],"raw":true}`, october.First()); err != nil {
		t.Fatal(err)
	}
	confirmAll(t, o.node, o.load.Actors["kampar-kerjasama"], 1)
	if err := o.node.Desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	c := o.compare(t.Context(), t)
	if off := math.Abs(c.measured-c.driven) / c.driven; off <= 0.001 && len(c.unseen)+len(c.phantom) == 0 {
		t.Errorf("off by only %.4f %%: the comparison proves nothing", off*100)
	}
}

// Nobody sends a roster, and the agreement says that vehicles are then inferred
// from their positions: every trip is found to be of the bus that drove it, and
// the kilometres are as near to the truth as with one.
func TestWithoutARosterVehiclesAreInferred(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 6)
	o.forgetsRoster(t)
	officer := o.load.Actors["pekanbaru-kerjasama"]
	bus := agreement.Service{ID: demo.BusService, Agreement: demo.BusPKS, Clause: "objek.trayek", Kind: agreement.Bus, Name: "Bus rute 1", Provider: demo.Pekanbaru}
	if err := o.node.Desk.SaveService(t.Context(), officer, bus, `{"routes":["1"],"inferred":true}`, october.First()); err != nil {
		t.Fatal(err)
	}
	confirmAll(t, o.node, o.load.Actors["kampar-kerjasama"], 1)
	if err := o.node.Desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	truth, err := simulate.ReadRuns(o.truth)
	if err != nil {
		t.Fatal(err)
	}
	drove := map[string]simulate.Truth{}
	for _, r := range truth {
		drove[r.Date+" "+r.Trip] = r
	}
	runs, err := o.node.Desk.Runs(t.Context(), o.load.Actors["kampar-dishub"], demo.BusService, october.First(), october.First().AddDays(5))
	if err != nil {
		t.Fatal(err)
	}
	var really, measured float64
	wrong := 0
	for _, run := range runs {
		is := drove[run.Date.String()+" "+run.Trip]
		really, measured = really+is.Proven(2*time.Minute), measured+float64(run.Delivered)
		vehicle := is.Vehicle
		if is.Proven(2*time.Minute) == 0 {
			vehicle = ""
		}
		if run.Vehicle != vehicle {
			wrong++
			t.Logf("%s %s: really %q, said %q", run.Date, run.Trip, vehicle, run.Vehicle)
		}
	}
	if off := math.Abs(measured-really) / really; off > 0.001 || wrong*200 > len(runs) {
		t.Errorf("measured %.0f m of %.0f m; of %d trips %d are given to another bus", measured, really, len(runs), wrong)
	}
	base := served(t, o.node)
	i := slices.IndexFunc(runs, func(r transit.Run) bool { return r.Delivered > 0 })
	page := deskVisitor{t, visitor(t, base, "kampar-dishub"), base}.get(fmt.Sprintf("/bus/%s/days/%s/%s/%d", demo.BusService, runs[i].Date, runs[i].Trip, runs[i].Start), 200)
	if !strings.Contains(page, "Disimpulkan dari posisi") {
		t.Error("the page of a run does not say that its vehicle was inferred")
	}
}
