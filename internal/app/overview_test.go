package app_test

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
)

// What a leader reads of a cooperation in one line leads to what it is made of:
// the duties that are late to exactly those, the money to its statements.
func TestEveryFigureOfTheOverviewLeadsToItsEvidence(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	finance := o.load.Actors["pekanbaru-keuangan"]
	id, err := o.node.Desk.DraftStatement(t.Context(), finance, demo.BusPKS, october)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.Offer(t.Context(), finance, id, waitingFor(t, o, id)); err != nil {
		t.Fatal(err)
	}
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := o.node.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	leader := deskVisitor{t, visitor(t, srv.URL, "kampar-sekda"), srv.URL}
	page := leader.get("/overview", 200)
	late := regexp.MustCompile(`<a href="(/obligations\?cooperation=[^"]+)">(\d+ terlambat atau tidak terpenuhi)</a>`).FindStringSubmatch(page)
	if late == nil {
		t.Fatal("no way from the duties that are late to what they are")
	}
	holds(t, "the duties of the cooperation", leader.get(late[1], 200), late[2])
	if money := regexp.MustCompile(`<a href="([^"]+)#statements">Rp[^<]+ masih diperiksa</a>`).FindStringSubmatch(page); money == nil {
		t.Error("no way from the money to its statements")
	} else if made := leader.get(money[1], 200); !strings.Contains(made, `id="statements"`) || !strings.Contains(made, "/statements/"+id) {
		t.Error("the money does not lead to its statement")
	}
	leader.get("/overview/file/csv", 404)
	leader.get("/overview/file/xlsx", 200)
	leader.get("/obligations?cooperation=rahasia", 404)
}

// A filter hides duties, and does not say that nothing is late; what is none of
// the choices hides nothing.
func TestAFilterDoesNotSayThatAllIsWell(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	for _, path := range []string{"/obligations?state=terpenuhi", "/obligations?bearer=14"} {
		if page := officer.get(path, 200); strings.Contains(page, "Tidak ada yang terlambat") || !strings.Contains(page, "cocok dengan saringan") {
			t.Errorf("%s answers for what it hides", path)
		}
	}
	if page := officer.get("/obligations?state=lama", 200); !strings.Contains(page, "terlambat atau tidak terpenuhi") {
		t.Error("an unknown state hides duties")
	}
	if page := officer.get("/search?q=tarif&in=apa", 200); !strings.Contains(page, `class="hits"`) {
		t.Error("what is looked for in nothing that there is shows nothing of what was found")
	}
	for _, path := range []string{"/papers?kind=surat", "/papers?status=x", "/papers?gap=x", "/papers?year=lama"} {
		if page := officer.get(path, 200); !strings.Contains(page, `href="/papers/`+demo.BusPKS+`"`) {
			t.Errorf("%s hides papers", path)
		}
	}
}
