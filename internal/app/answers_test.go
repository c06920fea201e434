package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/demo"
)

// An address with what is no text is refused with a sentence; what somebody
// who is signed in gets stays in no cache, files like pages; and whoever was
// signed out while they wrote is led to where they sign in, and back.
func TestWhatEveryAnswerHoldsTo(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	for _, asks := range []string{"/papers?q=%00", "/papers?q=%ff", "/search?q=%00", "/obligations?state=%00", "/trail?before=%00"} {
		if text := officer.get(asks, http.StatusUnprocessableEntity); !strings.Contains(text, "bukan huruf") {
			t.Errorf("%s is not answered with what is wrong", asks)
		}
	}
	officer.get("/papers/"+demo.BusPKS+"%00", http.StatusNotFound)
	for _, path := range []string{"/", "/papers/file/csv", "/papers/file/xlsx", "/reports/14.01/2026-s2/0/file/pdf"} {
		resp, err := officer.c.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Cache-Control"); resp.StatusCode != http.StatusOK || !strings.Contains(got, "no-store") {
			t.Errorf("%s: %s, kept by caches as %q", path, resp.Status, got)
		}
	}
	gone := deskVisitor{t, visitor(t, base, ""), base}
	_, text := gone.post("/papers/"+demo.BusPKS+"/number", http.StatusUnauthorized, url.Values{"number": {"1"}})
	holds(t, "after the session ended", text, `href="/login?next=%2F`)
}
