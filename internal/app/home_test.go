package app_test

import (
	"net/http"
	"strings"
	"testing"

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
