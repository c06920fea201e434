package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// An officer who has read the regulation records which steps agree with it;
// every government reads who did, in which text, and what differs. A step that
// several procedures share is checked once.
func TestAStepIsHeldAgainstTheLaw(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	partner := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	const path = "/procedures/ksdd-wajib.1"
	rule := func(id string) string {
		m := regexp.MustCompile(`id="` + id + `" name="rule" value="([0-9a-f]+)"`).FindStringSubmatch(officer.get(path, 200))
		if m == nil {
			t.Fatalf("the page offers no rule %s", id)
		}
		return m[1]
	}
	kak, clock := rule("r-kak"), rule("t-jawaban")

	_, text := officer.post(path, 422, url.Values{"verdict": {"berbeda"}})
	for _, want := range []string{"Centang sedikitnya satu langkah", "Sebutkan naskah peraturan", "Tuliskan apa yang tertulis"} {
		if !strings.Contains(wrongs(text), want) {
			t.Errorf("a check of nothing: %s", wrongs(text))
		}
	}
	form := url.Values{"rule": {kak}, "read": {"Permendagri 22/2020 Pasal 7"}, "verdict": {"sesuai"}}
	officer.post(path, 303, form)
	officer.post(path, 303, url.Values{"rule": {clock}, "read": {"Permendagri 22/2020 Pasal 9"}, "verdict": {"berbeda"}, "note": {"tertulis tujuh hari kerja"}})
	officer.post(path, 404, url.Values{"rule": {strings.Repeat("0", 32)}, "read": {"x"}, "verdict": {"sesuai"}})
	finance := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}
	finance.post(path, 403, form)
	if strings.Contains(finance.get(path, 200), `name="rule"`) {
		t.Error("finance is offered a check")
	}

	text = partner.get("/procedures/ksdd-sukarela.1", 200)
	for _, want := range []string{"Kampar, 2", "terhadap Permendagri 22/2020 Pasal 7: sesuai", "terhadap Permendagri 22/2020 Pasal 9: berbeda — tertulis tujuh hari kerja", "1 dari"} {
		if !strings.Contains(text, want) {
			t.Errorf("the partner's page lacks %q", want)
		}
	}
	// What differs counts as checked only when a later check of the same government agrees.
	if strings.Contains(partner.get("/procedures", 200), "0 dari 2") {
		t.Error("nothing counts as checked")
	}
	officer.post(path, 303, url.Values{"rule": {kak}, "read": {"Permendagri 22/2020 Lampiran I"}, "verdict": {"berbeda"}, "note": {"ada sepuluh isian"}})
	if text := partner.get("/procedures/ksdd-sukarela.1", 200); strings.Contains(text, "Pasal 7: sesuai") || !strings.Contains(text, "ada sepuluh isian") {
		t.Error("the later check does not take the place of the earlier one")
	}
}
