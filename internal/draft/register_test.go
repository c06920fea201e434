package draft_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/fault"
)

// What is signed becomes the register's clauses under the same ids and
// citations.
func TestTheRegisterHasTheSameClauses(t *testing.T) {
	t.Parallel()
	text := drafttest.Bus()
	d, _ := text.Write(drafttest.Facts())
	tree, ix := d.Register(), text.Index()
	if err := agreement.CheckTree(tree); err != nil {
		t.Error(err)
	}
	for _, id := range []string{"bab-isi", "umum.trip", "biaya.tarif", "biaya.bayar.b", "waktu", "lampiran-contoh"} {
		if got, want := agreement.Cite(tree, id), ix.Cite(id); got != want {
			t.Errorf("%s is %q in the register, %q in the text", id, got, want)
		}
	}
	c, _ := agreement.Find(tree, "biaya.bayar")
	if want := "PIHAK KEDUA membayar tarif sebagaimana dimaksud pada ayat (1) atas:"; c.Text != want {
		t.Errorf("got %q", c.Text)
	}
	_, body := draft.FromRegister(tree[:2])
	back := draft.Text{Kind: draft.PKS, Body: body}
	if diff := cmp.Diff(text.IDs()[4:4+len(back.IDs())], back.IDs()); diff != "" {
		t.Error(diff)
	}
	for id := range back.All() {
		if got, want := back.Index().Label(id.Clause.ID), ix.Label(id.Clause.ID); got != want {
			t.Errorf("%s: %q, want %q", id.Clause.ID, got, want)
		}
	}
}

func TestAPastedTextKeepsIds(t *testing.T) {
	t.Parallel()
	text := drafttest.Bus()
	got, err := draft.Read(`Para pihak sepakat.

BAB I
Ketentuan Umum
Pasal 1
Pengertian
Dalam Perjanjian ini yang dimaksud dengan:
1. Bus adalah kendaraan PIHAK KESATU.
2. Halte adalah tempat berhenti.
3. Trip adalah satu perjalanan.

BAB II
Layanan dan Biaya
Pasal 2
Objek
Objek adalah layanan bus.
`, text, drafttest.Facts())
	if err != nil {
		t.Fatal(err)
	}
	ix := got.Index()
	for id, want := range map[string]string{"umum.bus": "Pasal 1 angka 1", "umum.trip": "Pasal 1 angka 3", "umum.2": "Pasal 1 angka 2", "objek": "Pasal 2"} {
		if cite := ix.Cite(id); cite != want {
			t.Errorf("%s is %q, want %q", id, cite, want)
		}
	}
	if got.Opening[0].Text != "Para pihak sepakat." || len(got.Annexes) != 1 || len(got.Parameters) != 1 {
		t.Errorf("got %+v", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Pembukaan\nPasal 1\nObjek\n(1) a\na. b\n1) c\na) d\n(2) e")
	f.Add("BAB I\nUmum\nPasal 1\n1. a\na. b\n2. {{ref:objek}}\nBAB II\nPasal 2 - x")
	old := drafttest.Bus()
	f.Fuzz(func(t *testing.T, s string) {
		text, err := draft.Read(s, old, drafttest.Facts())
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, finding := range text.Check(drafttest.Facts()) {
			switch finding.Key {
			case "draft.clause.misplaced", "draft.clause.id_twice", "draft.clause.bad_id":
				t.Fatalf("%+v in %q", finding, s)
			}
		}
		d, _ := text.Write(drafttest.Facts())
		have := strings.Join(strings.Fields(draft.Clean(agreement.WriteText(d.Register()))), "")
		for _, word := range strings.Fields(draft.Clean(s)) {
			if !strings.Contains(word, "{{") && !strings.Contains(strings.ToUpper(have), strings.ToUpper(strings.Trim(word, "()-–—:."))) && len(word) > 12 {
				if !strings.Contains(draft.Plain(flatOpening(d)), word) {
					t.Fatalf("%q is lost of %q", word, s)
				}
			}
		}
		b, err := text.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := draft.Parse(b); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
	})
}

func flatOpening(d draft.Document) []draft.Run {
	var runs []draft.Run
	for _, i := range d.Opening {
		for _, p := range i.Paragraphs {
			runs = append(runs, p...)
		}
	}
	return runs
}
