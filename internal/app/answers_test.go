package app_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
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

// Nobody is led to a page that is not there, or not for them: whatever a page
// links to is answered.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	negotiated(t, operated{node: n, load: loaded})
	if err := n.Desk.Notify(t.Context()); err != nil {
		t.Fatal(err)
	}
	link, varies := regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`), regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9a-f]{32,}|[0-9]+`)
	for _, login := range []string{"", "kampar-admin", "kampar-kerjasama", "kampar-keuangan", "kampar-pimpinan", "kampar-dishub", "kampar-dlhk", "kampar-dprd", "kampar-auditor", "pekanbaru-dishub", "riau-pengamat", "riau-gubernur"} {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			reader := visitor(t, base, login)
			todo, alike := []string{"/", "/public"}, map[string]int{}
			if strings.HasPrefix(login, "kampar") && login != "kampar-dprd" { // an insider reads the texts
				todo = append(todo, "/cooperations/"+demo.RunningID+"/drafts")
			}
			for seen := 0; seen < len(todo) && seen < 100; seen++ {
				resp, err := reader.Get(base + todo[seen])
				if err != nil {
					t.Fatal(err)
				}
				status, on, text := answered(t, resp)
				if strings.HasPrefix(on, "/") && !slices.Contains(todo, on) {
					todo = append(todo, on)
				}
				if status >= http.StatusBadRequest {
					t.Errorf("%q leads to %d", todo[seen], status)
				}
				for _, m := range link.FindAllStringSubmatch(text, -1) {
					to := html.UnescapeString(m[1])
					if shape := varies.ReplaceAllString(to, "N"); !strings.Contains(to, "lang=") && !strings.HasPrefix(to, "//") && alike[shape] < 3 && !slices.Contains(todo, to) {
						alike[shape]++
						todo = append(todo, to)
					}
				}
			}
			if len(todo) < 5 {
				t.Errorf("only %v is linked, so that the test proves nothing", todo)
			}
		})
	}
}
