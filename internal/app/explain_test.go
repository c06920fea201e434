package app_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/performance"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/pades/padestest/referee"
)

const proof = "%PDF-1.4\nlaporan kecelakaan\nstartxref\n0\n%%EOF\n"

// The provider explains a trip with a proof, the other government does not
// accept it, then does; everybody reads all of it, measuring again keeps it, and
// what was measured is what it was.
func TestATripIsExplained(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 4, 1)
	ctx, desk := t.Context(), o.node.Desk
	provider, payer := o.load.Actors["pekanbaru-dishub"], o.load.Actors["kampar-keuangan"]
	runs, err := desk.Runs(ctx, payer, demo.BusService, october.First(), october.First())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(runs, func(r transit.Run) bool { return r.Status == transit.Missed })
	if i < 0 {
		t.Fatal("every trip ran: nothing to explain")
	}
	key, before := store.RunKeyOf(runs[i]), canonical(t, o.node, demo.BusPKS)
	why := transit.Explanation{Said: transit.Explain, Cause: "kecelakaan", Reason: "Tabrakan di Simpang Panam"}
	no, yes := transit.Explanation{Said: transit.Reject, Reason: "Laporan bertanggal lain"}, transit.Explanation{Said: transit.Accept}

	if err := desk.Explain(ctx, provider, demo.BusService, key, why, "", nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a proof: %v", err)
	}
	if err := desk.Explain(ctx, provider, demo.BusService, key, why, "laporan.pdf", strings.NewReader("laporan")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("with something that is no scan: %v", err)
	}
	if err := desk.Explain(ctx, payer, demo.BusService, key, why, "laporan.pdf", strings.NewReader(proof)); fault.KindOf(err) != fault.Denied {
		t.Errorf("by who pays: %v", err)
	}
	explain := func() {
		t.Helper()
		if err := desk.Explain(ctx, provider, demo.BusService, key, why, "laporan.pdf", strings.NewReader(proof)); err != nil {
			t.Fatal(err)
		}
	}
	explain()
	if err := desk.Explain(ctx, provider, demo.BusService, key, yes, "", nil); fault.KindOf(err) != fault.Denied {
		t.Errorf("the provider accepts its own: %v", err)
	}
	if err := desk.Explain(ctx, payer, demo.BusService, key, no, "", nil); err != nil {
		t.Fatal(err)
	}
	explain()
	if err := desk.Explain(ctx, payer, demo.BusService, key, yes, "", nil); err != nil {
		t.Fatal(err)
	}
	if err := desk.MeasureStale(ctx, nil); err != nil {
		t.Fatal(err)
	}
	all, err := desk.Explanations(ctx, payer, demo.BusService, october.First(), october.Last())
	if err != nil {
		t.Fatal(err)
	}
	var said []transit.Said
	for _, x := range all[key] {
		said = append(said, x.Said)
	}
	if want := []transit.Said{transit.Explain, transit.Reject, transit.Explain, transit.Accept}; !slices.Equal(said, want) || all[key][0].File == "" || all[key][0].Name != provider.Name {
		t.Errorf("said: %+v", all[key])
	}
	sum := all[key][0].File
	if p, f, err := desk.ServiceProof(ctx, payer, demo.BusService, key.Date, sum); err != nil || p.Name != "laporan.pdf" {
		t.Errorf("the payer opens the proof: %+v, %v", p, err)
	} else if got, err := io.ReadAll(f); f.Close() != nil || err != nil || string(got) != proof {
		t.Errorf("the proof is %q, %v", got, err)
	}
	council := o.load.Actors["kampar-dprd"]
	if _, _, err := desk.ServiceProof(ctx, council, demo.BusService, key.Date, sum); fault.KindOf(err) != fault.Denied {
		t.Errorf("a council that may not see the service opens the proof: %v", err)
	}
	if _, _, err := desk.Attachment(ctx, council, demo.BusPKS, sum); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the proof is among the files of the agreement: %v", err)
	}
	if after := canonical(t, o.node, demo.BusPKS); string(after) != string(before) {
		t.Error("an explanation changed the statement although no rule says so")
	}
}

// What the measures count is what the runs say, and the simulator's buses are
// seen at nearly every halte that they passed.
func TestAMonthIsMeasured(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 5, 1)
	bp, err := o.node.Desk.BusPerformance(t.Context(), o.load.Actors["kampar-dishub"], demo.BusService, october)
	if err != nil {
		t.Fatal(err)
	}
	f := performance.Measure(bp.Trips, bp.Rules, performance.Scope{})
	total := bp.Totals()
	if f.Trips() != len(bp.Trips) || f.Planned != total.Planned || f.Delivered != total.Delivered {
		t.Errorf("%d trips, %d of %d m; the month has %d of %d m", f.Trips(), f.Delivered, f.Planned, total.Delivered, total.Planned)
	}
	for s, n := range total.Runs {
		if f.Runs[s] != n {
			t.Errorf("%s: %d runs, the month has %d", s, f.Runs[s], n)
		}
	}
	calls, seen := 0, 0
	for _, x := range bp.Trips {
		for _, p := range x.Parts { // to the metre: nobody pays for more than is scheduled
			if p.Delivered+p.Unproven+p.OffRoute+p.NotRun() != p.Planned {
				t.Errorf("trip %s of %s in %q: %d m driven, %d unproven, %d beside and %d not run of %d", x.Trip, x.Date, p.Code, p.Delivered, p.Unproven, p.OffRoute, p.NotRun(), p.Planned)
			}
		}
		if x.Status != transit.Complete {
			continue
		}
		if len(x.Calls) != len(x.Halts) {
			t.Fatalf("trip %s: %d calls at %d halte", x.Trip, len(x.Calls), len(x.Halts))
		}
		last := 0
		for i, c := range x.Calls {
			calls++
			if !c.Seen() {
				continue
			}
			seen++
			if c.Arrived < last || c.Left < c.Arrived {
				t.Errorf("trip %s was at halte %d from %d to %d, after %d", x.Trip, i, c.Arrived, c.Left, last)
			}
			last = c.Arrived
			if bp.Stop(x.Halts[i].Stop) == "" {
				t.Errorf("halte %d of trip %s has no name", i, x.Trip)
			}
		}
	}
	if calls == 0 || seen*100 < calls*98 {
		t.Errorf("complete trips were seen at %d of %d halte", seen, calls)
	}
	paper := fetched(t, visitor(t, o.base, "kampar-dishub"), o.base+"/bus/"+demo.BusService+"/measures/file/pdf?month=2026-10", "kinerja.pdf")
	referee.Says(t, "qpdf", "--check", paper)
	printed := strings.Join(strings.Fields(referee.Says(t, "pdftotext", "-layout", paper, "-")), " ")
	for _, want := range []string{"LAPORAN BULANAN LAYANAN ANGKUTAN", "PEMERINTAH", i18n.Number(i18n.Indonesian, f.Planned.Km()), i18n.Number(i18n.Indonesian, f.Delivered.Km()), i18n.Int(i18n.Indonesian, int64(f.OnTime)), "Lampu penerangan halte berfungsi", "Σh²/2Σh"} {
		if !strings.Contains(strings.ToLower(printed), strings.ToLower(want)) {
			t.Errorf("the paper of the month does not say %q: %s", want, printed)
		}
	}
	if f.OnTime == 0 || f.Kept == 0 || f.Covered == 0 || f.SpeedS == 0 {
		t.Errorf("nothing is measured: %+v", f)
	}
}
