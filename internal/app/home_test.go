package app_test

import (
	"net/http"
	"strings"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/demo"
)

// As long as nothing has come in, the first page of every office says what
// the next step is, and who takes it.
func TestTheFirstPageNamesTheNextStep(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	for who, want := range map[string][]string{
		"pekanbaru-dlhk":   {"belum ada data", `href="/services/` + demo.WasteService + `"`},
		"pekanbaru-dishub": {"belum ada data", `href="/services/` + demo.BusService + `"`},
		"kampar-keuangan":  {"menunggu data dari Kota Pekanbaru"},
	} {
		first := deskVisitor{t, visitor(t, base, who), base}.get("/", http.StatusOK)
		for _, w := range want {
			if !strings.Contains(first, w) {
				t.Errorf("the first page of %s is without %q", who, w)
			}
		}
	}
}

// Where texts can be begun for nothing yet, their page leads to what comes
// first; the trail calls what was done by its name.
func TestTheTextsOfACooperationWithoutAProcedure(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	c := agreement.Cooperation{ID: "baru-saja", Title: "Air baku bersama", Category: agreement.Undecided, Parties: []string{demo.Kampar, demo.Pekanbaru}}
	if _, err := n.Desk.NewCooperation(t.Context(), loaded.Actors["kampar-kerjasama"], c); err != nil {
		t.Fatal(err)
	}
	at := "/cooperations/" + c.ID
	for who, may := range map[string]bool{"kampar-kerjasama": true, "kampar-keuangan": false} {
		page := deskVisitor{t, visitor(t, base, who), base}.get(at+"/drafts", http.StatusOK)
		if got := strings.Contains(page, `href="`+at+`/start"`); got != may {
			t.Errorf("%s is led to a beginning: %v", who, got)
		}
	}
	holds(t, "the trail", deskVisitor{t, visitor(t, base, "kampar-auditor"), base}.get("/trail", http.StatusOK), "kerja sama Air baku bersama")
}
