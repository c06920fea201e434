package app_test

import (
	"net/url"
	"strings"
	"testing"
)

// An officer words a clause for the own government on its page; what is refused
// stays in the form, and nobody else's library changes.
func TestAClauseIsWordedOnItsPage(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	const path = "/library/clauses/perubahan"
	form := url.Values{
		"seen": {"0"}, "text": {"@pasal perubahan = Perubahan\r\nPerubahan disepakati tertulis oleh PARA PIHAK."},
		"fallback-0-name": {"Lewat surat"}, "fallback-0-when": {"bila mendesak"}, "fallback-0-text": {"@pasal perubahan = Perubahan\r\nPerubahan cukup dengan surat."},
	}
	if _, text := officer.post(path, 422, form); !strings.Contains(text, "Perubahan cukup dengan surat.") || !strings.Contains(text, "disepakati tertulis oleh PARA PIHAK.</textarea>") {
		t.Error("what was typed is lost when no reason was given")
	}
	form.Set("reason", "Diminta Bagian Hukum.")
	officer.post(path, 303, form)
	own := officer.get(path+"@14.01", 200)
	for _, want := range []string{"(rumusan Kampar)", "Diminta Bagian Hukum.", "Perubahan disepakati tertulis oleh", "Lewat surat", "bila mendesak", `name="seen" value="1"`} {
		if !strings.Contains(own, want) {
			t.Errorf("the own wording's page lacks %q", want)
		}
	}
	if !strings.Contains(officer.get("/library", 200), path+"@14.01") {
		t.Error("the library does not list the own wording")
	}
	if _, text := officer.post(path, 409, form); !strings.Contains(text, "Rekan Anda") || !strings.Contains(text, `name="seen" value="1"`) {
		t.Error("a colleague who saw none is not told, or cannot go on")
	}
	form.Set("seen", "1")
	for _, part := range []string{"name", "when", "text"} { // taken out again
		form.Set("fallback-0-"+part, "")
	}
	officer.post(path, 303, form)
	partner := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	partner.get(path+"@14.01", 404)
	if strings.Contains(partner.get("/library", 200), "@14.01") {
		t.Error("Pekanbaru's library holds Kampar's wording")
	}
	finance := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}
	finance.post(path, 403, form)
	if strings.Contains(finance.get(path, 200), `name="seen"`) {
		t.Error("finance is offered to word a clause")
	}
}
