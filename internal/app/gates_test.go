package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sinergi/internal/demo"
)

// Two officers have the same gate open. The second is told what the first did,
// and finds what they typed still in the form.
func TestTwoOfficersAtOneGate(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	first, second := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}, deskVisitor{t, visitor(t, base, "kampar-dishub"), base}
	at := "/runs/" + demo.RunID + "/gates/rencana/-/14.01"
	seen := regexp.MustCompile(`name="base" value="(\d+)"`).FindStringSubmatch(second.get(at, 200))
	if seen == nil {
		t.Fatal("the form does not say what it was made from")
	}
	plan := url.Values{"need": {"acuan"}, "base": {seen[1]}, "acuan-plan": {"rencana"}}
	if _, text := first.post(at, 422, plan); !strings.Contains(wrongs(text), "acuan-reference") {
		t.Errorf("a plan without reference: %s", wrongs(text))
	}
	plan.Set("acuan-reference", "RPJMD Kampar")
	first.post(at, 303, plan)
	plan.Set("acuan-reference", "RKPD Kampar, kegiatan air bersih")
	_, text := second.post(at, 409, plan)
	for _, want := range []string{"Sementara formulir Anda terbuka", "Petugas Kerja Sama Kampar", `value="RKPD Kampar, kegiatan air bersih"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the answer lacks %q", want)
		}
	}
	// A file of another kind is refused in one sentence.
	_, _, text = multi(t, first.c, base+"/runs/"+demo.RunID+"/gates/tkksd_mitra/-/14.01",
		map[string]string{"need": "berita_acara", "berita_acara-title": "Berita acara"}, map[string][]byte{"berita_acara-file": []byte("bukan pindaian")})
	if !strings.Contains(text, "bukan PDF atau gambar pindaian") || strings.Contains(text, "Unggah dahulu berkasnya") {
		t.Errorf("a text file as minutes: %s", wrongs(text))
	}
	// A fallback wording that is not in the library is refused at its input.
	if _, text := first.post("/drafts/new?run="+demo.RunID+"&branch=&template=kb", 422, url.Values{"title": {"Air bersih"}, "fallback:kahar": {"tidak-ada"}}); !strings.Contains(text, "tidak-ada") {
		t.Errorf("a forged fallback: %s", wrongs(text))
	}
	neighbour := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	plan.Set("base", "1")
	neighbour.post(at, 403, plan)
	if text := neighbour.get("/runs/"+demo.RunID+"/gates/tkksd_mitra/-/14.01", 200); !strings.Contains(text, "urusan internal") {
		t.Error("the other government's review is not marked as its own affair")
	}
}
