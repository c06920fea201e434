package app_test

import (
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/demo"
)

// What is written is found in any form of its words, with the words marked;
// what is a draft of one government is neither found nor counted by another; a
// filter is saved for the person who saves it.
func TestSearching(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	other := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}

	page := officer.get("/search?q="+url.QueryEscape("membayarkan kilometernya")+"&in=klausul", 200)
	if !strings.Contains(page, "<mark>") || !strings.Contains(page, "#"+demo.BusPKS+".") {
		t.Errorf("a clause of the bus agreement is not found with its words marked")
	}
	at, _ := officer.post("/cooperations/new", 303, url.Values{"title": {"Zirkonium bersama"}, "category": {"wajib"}, "category_reason": {"Contoh."}, "party_1": {demo.Kampar}, "party_2": {demo.Pekanbaru}})
	if page := officer.get("/search?q=zirkonium", 200); !strings.Contains(page, "Ditemukan 1 bagian") || !strings.Contains(page, "Zirkonium bersama") {
		t.Error("the own draft is not found")
	}
	for _, q := range []string{"q=zirkonium", "q=zirkonium&in=kerja_sama", "q=zirkonium&party=14.01"} {
		if page := other.get("/search?"+q, 200); !strings.Contains(page, "Tidak ada yang ditemukan") || strings.Contains(page, "Zirkonium bersama") {
			t.Errorf("%s: the draft of another government shows", q)
		}
	}
	officer.post(strings.TrimSuffix(at, "/start")+"/share", 303, url.Values{"sure": {"1"}})
	if page := other.get("/search?q=zirkonium", 200); !strings.Contains(page, "Zirkonium bersama") {
		t.Error("what was shared is not found")
	}

	for _, odd := range []string{"q=%22+OR+%22", "q=yang+dan&kind=../x&year=20x6&before=-3&in=nothing", "status=berlaku&runs=2026", "q=" + strings.Repeat("kata+", 300)} {
		officer.get("/search?"+odd, 200)
	}

	if _, text := officer.post("/search/filters", 422, url.Values{"query": {"q=sampah"}, "name": {strings.Repeat("x", 61)}}); !strings.Contains(text, "60 huruf") {
		t.Errorf("a name that is too long: %s", wrongs(text))
	}
	officer.post("/search/filters", 422, url.Values{"query": {"%zz"}, "name": {"Rusak"}})
	to, _ := officer.post("/search/filters", 303, url.Values{"query": {"q=sampah&kind=pks&evil=1"}, "name": {"PKS sampah"}})
	if to != "/search?kind=pks&q=sampah" {
		t.Errorf("the saved filter leads to %s", to)
	}
	if page := officer.get("/search", 200); !strings.Contains(page, "PKS sampah") {
		t.Error("the saved filter is not offered")
	}
	if page := other.get("/search", 200); strings.Contains(page, "PKS sampah") {
		t.Error("another person is offered it")
	}
	officer.post("/search/filters", 303, url.Values{"drop": {"PKS sampah"}})
	if page := officer.get("/search", 200); strings.Contains(page, "PKS sampah") {
		t.Error("a filter that was deleted is offered")
	}
}
