package app_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/ops"
)

// The bearer of a duty hands in proof, the other party refuses it with a
// reason, then confirms it; nobody confirms their own, and a stranger sees
// nothing.
func TestADutyIsFulfilled(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	bearer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	other := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	list, err := n.Desk.Duties(t.Context(), loaded.Actors["kampar-kerjasama"], ops.DutyFilter{}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	all := list.Duties
	i := slices.IndexFunc(all, func(d ops.Duty) bool { return d.ID == "bus-bayar" && len(d.May) > 0 })
	if i < 0 {
		t.Fatalf("no month of paying for the bus among %d", len(all))
	}
	duty := all[i]
	at := "/obligations/" + demo.BusPKS + "/bus-bayar/" + duty.Period.Key
	if page := bearer.get("/obligations", 200); !strings.Contains(page, at) {
		t.Error("the duty is not listed")
	}
	bearer.get("/obligations?view=calendar&bearer=14.01", 200)
	if page := bearer.get("/obligations?state=dikecualikan", 200); strings.Contains(page, at) {
		t.Error("the filter by state keeps what is in another")
	}

	if _, text := bearer.post(at, 422, url.Values{"move": {"serahkan"}}); wrongs(text) == "" {
		t.Error("proof of nothing is refused without a word")
	}
	bearer.post(at, 409, url.Values{"move": {"konfirmasi"}})
	other.post(at, 409, url.Values{"move": {"konfirmasi"}})
	bearer.post(at, 303, url.Values{"move": {"serahkan"}, "reason": {"SP2D nomor 7"}})
	if page := other.get(at, 200); !strings.Contains(page, "SP2D nomor 7") || !strings.Contains(page, "menunggu konfirmasi") {
		t.Error("the other party does not see what was handed in")
	}
	other.post(at, 422, url.Values{"move": {"tolak"}})
	other.post(at, 303, url.Values{"move": {"tolak"}, "reason": {"Nilainya kurang."}})
	bearer.post(at, 303, url.Values{"move": {"serahkan"}, "reason": {"SP2D nomor 8"}})
	other.post(at, 303, url.Values{"move": {"konfirmasi"}})
	one, err := n.Desk.Duty(t.Context(), loaded.Actors["pekanbaru-kerjasama"], demo.BusPKS, "bus-bayar", duty.Period.Key)
	if err != nil || one.State != obligation.Met || len(one.Events) != 4 {
		t.Errorf("after the confirmation: %s, %d events, %v", one.State, len(one.Events), err)
	}
	bearer.get("/obligations/"+demo.BusPKS+"/bus-bayar/1999-01", 404)
	stranger := loaded.Actors["kampar-kerjasama"]
	stranger.Government = "14.08"
	if _, err := n.Desk.Duty(t.Context(), stranger, demo.BusPKS, "bus-bayar", duty.Period.Key); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger: %v, want not found", err)
	}
	if all, err := n.Desk.Duties(t.Context(), stranger, ops.DutyFilter{}, 0, 1000); err != nil || len(all.Duties)+all.Count+all.Late+all.Waiting != 0 {
		t.Errorf("a stranger sees %+v, %v", all, err)
	}
}

// The first page of every party names the most urgent of the duties that wait
// for it, and no more than five; who has no part in the agreement is told of none.
func TestTheFirstPageNamesTheDutiesThatWait(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	for _, login := range []string{"kampar-kerjasama", "pekanbaru-kerjasama", "riau-gubernur"} {
		who := loaded.Actors[login]
		list, err := n.Desk.Duties(t.Context(), who, ops.DutyFilter{}, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		all := slices.DeleteFunc(list.Duties, func(d ops.Duty) bool { return !ops.WaitsFor(d, who.Government) })
		first := deskVisitor{t, visitor(t, base, login), base}.get("/", 200)
		if got, want := strings.Count(first, `href="/obligations/`), min(len(all), 5); got != want {
			t.Errorf("%s is told of %d duties, want %d of %d", login, got, want, len(all))
		}
		if strings.Contains(first, "Kewajiban yang menunggu") != (len(all) > 0) {
			t.Errorf("%s: a heading without duties, or duties without one", login)
		}
		for _, d := range all[:min(len(all), 5)] {
			if !strings.Contains(first, "/obligations/"+d.Paper.ID+"/"+d.ID+"/"+d.Period.Key) {
				t.Errorf("%s is not told of %s in %s", login, d.ID, d.Period.Key)
			}
		}
	}
}

// The figures of the service say themselves whether a duty with a measure is
// met.
func TestFiguresTellWhetherADutyIsMet(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	d, err := o.node.Desk.Duty(t.Context(), o.load.Actors["kampar-kerjasama"], demo.BusPKS, "bus-trip", october.String())
	if err != nil {
		t.Fatal(err)
	}
	m, err := o.node.Desk.BusMonth(t.Context(), o.load.Actors["pekanbaru-dishub"], demo.BusService, october)
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	for _, n := range m.Totals().Runs {
		runs += n
	}
	if d.Figure == nil || runs == 0 {
		t.Fatalf("no figure of %d runs", runs)
	}
	want := obligation.Met
	if d.Figure.Value.String() < "0.95" {
		want = obligation.NotMet
	}
	if d.State != want {
		t.Errorf("%s of %d runs is %s, want %s", d.Figure.Value, runs, d.State, want)
	}
}
