package agreement_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
)

const pasted = `PERJANJIAN KERJA SAMA
Pada hari ini Rabu tanggal empat bulan September.

Pasal 1
Maksud dan Tujuan
PARA PIHAK menyelenggarakan angkutan bus
bagi warga di kedua sisi batas.

PASAL 2
Objek
(1) Objek perjanjian meliputi:
    a. trayek lintas batas; dan
    b. halte, yang terdiri atas:
       1) halte beratap;
       2) rambu.
(2) Batas daerah memakai versi yang disebut pada perhitungan.

Pasal 3 – Penutup
Perjanjian ini dibuat rangkap dua.

Masing-masing pihak memegang satu.
`

func TestTheTextAsAnOfficerPastesIt(t *testing.T) {
	t.Parallel()
	got, err := agreement.ParseText(pasted, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []agreement.Clause{
		{ID: "pembukaan", Text: "PERJANJIAN KERJA SAMA Pada hari ini Rabu tanggal empat bulan September."},
		{ID: "maksud-dan-tujuan", Label: "Pasal 1", Heading: "Maksud dan Tujuan", Text: "PARA PIHAK menyelenggarakan angkutan bus bagi warga di kedua sisi batas."},
		{ID: "objek", Label: "Pasal 2", Heading: "Objek", Children: []agreement.Clause{
			{ID: "objek.1", Label: "(1)", Text: "Objek perjanjian meliputi:", Children: []agreement.Clause{
				{ID: "objek.1.a", Label: "a.", Text: "trayek lintas batas; dan"},
				{ID: "objek.1.b", Label: "b.", Text: "halte, yang terdiri atas:", Children: []agreement.Clause{
					{ID: "objek.1.b.1", Label: "1)", Text: "halte beratap;"},
					{ID: "objek.1.b.2", Label: "2)", Text: "rambu."},
				}},
			}},
			{ID: "objek.2", Label: "(2)", Text: "Batas daerah memakai versi yang disebut pada perhitungan."},
		}},
		{ID: "penutup", Label: "Pasal 3", Heading: "Penutup", Text: "Perjanjian ini dibuat rangkap dua.\nMasing-masing pihak memegang satu."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if cite := agreement.Cite(got, "objek.1.b.2"); cite != "Pasal 2 ayat (1) huruf b angka 2" {
		t.Errorf("cited as %q", cite)
	}
	if err := agreement.CheckTree(got); err != nil {
		t.Error(err)
	}
}

// A list of definitions may have lists of its own, in either order of letters
// and figures.
func TestListsInLists(t *testing.T) {
	t.Parallel()
	got, err := agreement.ParseText("Pasal 1\n1. Bus:\na. besar:\n1) biru;\n2) hijau:\na) muda;\nb) tua;\nb. kecil.\n2. Halte.\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"biru;": "Pasal 1 angka 1 huruf a angka 1", "tua;": "Pasal 1 angka 1 huruf a angka 2 huruf b)", "kecil.": "Pasal 1 angka 1 huruf b", "Halte.": "Pasal 1 angka 2",
	} {
		if cite := agreement.Cite(got, idOf(got, text)); cite != want {
			t.Errorf("%s is %q, want %q", text, cite, want)
		}
	}
	again, err := agreement.ParseText(agreement.WriteText(got), got)
	if diff := cmp.Diff(got, again); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func idOf(tree []agreement.Clause, text string) string {
	for _, c := range tree {
		if c.Text == text {
			return c.ID
		}
		if id := idOf(c.Children, text); id != "" {
			return id
		}
	}
	return ""
}

const inBab = `BAB I
KETENTUAN UMUM

Pasal 1
Pengertian
Dalam perjanjian ini yang dimaksud dengan:
1. Bus adalah kendaraan.
2. Halte adalah tempat berhenti.

BAB II – LAYANAN
Pasal 2
Bus berjalan setiap hari.
`

func TestATextInBab(t *testing.T) {
	t.Parallel()
	got, err := agreement.ParseText(inBab, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []agreement.Clause{
		{ID: "bab-ketentuan-umum", Label: "BAB I", Heading: "KETENTUAN UMUM", Children: []agreement.Clause{
			{ID: "pengertian", Label: "Pasal 1", Heading: "Pengertian", Text: "Dalam perjanjian ini yang dimaksud dengan:", Children: []agreement.Clause{
				{ID: "pengertian.1", Label: "1)", Text: "Bus adalah kendaraan."}, {ID: "pengertian.2", Label: "2)", Text: "Halte adalah tempat berhenti."},
			}},
		}},
		{ID: "bab-layanan", Label: "BAB II", Heading: "LAYANAN", Children: []agreement.Clause{{ID: "pasal-2", Label: "Pasal 2", Text: "Bus berjalan setiap hari."}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for id, want := range map[string]string{"pasal-2": "Pasal 2", "pengertian.2": "Pasal 1 angka 2", "bab-layanan": "Bab II"} {
		if cite := agreement.Cite(got, id); cite != want {
			t.Errorf("%s is %q, want %q", id, cite, want)
		}
	}
	if diff := cmp.Diff(agreement.WriteText(got[1:]), agreement.WriteText(agreement.Number(got)[1:])); diff != "" {
		t.Error(diff)
	}
	moved, err := agreement.ParseText("BAB I\nLAYANAN\nPasal 1\nBus berjalan setiap hari.\nPasal 2\nPengertian\nDalam perjanjian ini:\n1. Halte adalah tempat berhenti.\n", got)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"bab-layanan": "Bab I", "pengertian": "Pasal 2", "pengertian.2": "Pasal 2 angka 1"} {
		if cite := agreement.Cite(moved, id); cite != want {
			t.Errorf("moved: %s is %q, want %q", id, cite, want)
		}
	}
}

// A tariff points to a clause; an insertion before it must not move the tariff
// to another clause.
func TestAnInsertedPasalLeavesTheIdsOfOthers(t *testing.T) {
	t.Parallel()
	before, err := agreement.ParseText("Pasal 1\nObjek\nBus.\n\nPasal 2\nPembiayaan\n(1) Tarif Rp13.500.\n(2) Dibayar bulanan.\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	after, err := agreement.ParseText("Pasal 1\nObjek\nBus.\n\nPasal 2\nHalte\nDipelihara.\n\nPasal 3\nPembiayaan\n(1) Biaya bersama.\n(2) Tarif Rp13.500.\n(3) Dibayar bulanan.\n", before)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"pembiayaan.1": "Pasal 3 ayat (2)", "pembiayaan.2": "Pasal 3 ayat (3)", "objek": "Pasal 1", "halte": "Pasal 2"} {
		if got := agreement.Cite(after, id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if err := agreement.CheckTree(after); err != nil {
		t.Error(err)
	}
}

func TestATextThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, key string
		line      any
	}{
		"nothing":               {"  \n\n", "agreement.text_empty", nil},
		"a bab left out":        {"BAB I\nUmum\nPasal 1\nA.\nBAB III\nLain", "agreement.text_numbering", 5},
		"an ayat below a bab":   {"BAB I\nUmum\n(1) A.", "agreement.text_before_pasal", 3},
		"a pasal left out":      {"Pasal 1\nA.\nPasal 3\nB.", "agreement.text_numbering", 3},
		"an ayat twice":         {"Pasal 1\n(1) A.\n(1) B.", "agreement.text_numbering", 3},
		"it begins with a list": {"a. Satu.\nb. Dua.", "agreement.text_before_pasal", 1},
		"a list in the opening": {"PARA PIHAK:\n(1) Wali Kota.", "agreement.text_before_pasal", 2},
		"too long":              {strings.Repeat("x", agreement.MaxText+1), "agreement.text_too_long", nil},
	} {
		_, err := agreement.ParseText(c.text, nil)
		e := fault.Of(err)
		if e == nil || len(e.Fields) != 1 || e.Fields[0].Key != c.key || e.Fields[0].Name != "clauses" {
			t.Errorf("%s: got %v, want %s", name, err, c.key)
			continue
		}
		if got := e.Fields[0].Args["Line"]; c.line != nil && got != c.line {
			t.Errorf("%s: line %v, want %v", name, got, c.line)
		}
	}
}

func drawTop(t *rapid.T) []agreement.Clause {
	if rapid.Bool().Draw(t, "no bab") {
		return drawTree(t, "", 0)
	}
	var out []agreement.Clause
	for range rapid.IntRange(1, 3).Draw(t, "bab") {
		out = append(out, agreement.Clause{Label: "BAB I", Heading: "Ketentuan", Children: drawTree(t, "", 0)})
	}
	return out
}

func drawTree(t *rapid.T, parent string, depth int) []agreement.Clause {
	var out []agreement.Clause
	least := 0
	if depth == 0 {
		least = 1
	}
	n := rapid.IntRange(least, 3).Draw(t, "clauses")
	for range n {
		c := agreement.Clause{Text: rapid.StringMatching(`[A-Z][a-z]{2,8}( [a-z]{3,9}){0,4}[.;:]`).Draw(t, "text")}
		if depth == 0 && rapid.Bool().Draw(t, "heading") {
			c.Heading = rapid.StringMatching(`[A-Z][a-z]{2,8}( [A-Z][a-z]{2,9}){0,2}`).Draw(t, "heading words")
		}
		if depth < 3 {
			c.Children = drawTree(t, parent, depth+1)
		}
		out = append(out, c)
	}
	return out
}

// What is written is read back as it was, ids included.
func TestAWrittenTextReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tree := agreement.Number(drawTop(t))
		first, err := agreement.ParseText(agreement.WriteText(tree), nil)
		if err != nil {
			t.Fatalf("%v in\n%s", err, agreement.WriteText(tree))
		}
		again, err := agreement.ParseText(agreement.WriteText(first), first)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatal(diff)
		}
		if agreement.WriteText(first) != agreement.WriteText(tree) {
			t.Fatalf("written\n%s\nread\n%s", agreement.WriteText(tree), agreement.WriteText(first))
		}
		if err := agreement.CheckTree(first); err != nil {
			t.Fatal(err)
		}
	})
}

func fields(err error) []fault.Field {
	if e := fault.Of(err); e != nil {
		return e.Fields
	}
	return nil
}

func FuzzParseText(f *testing.F) {
	f.Add(pasted, "Pasal 1\nObjek\nBus.")
	f.Add(inBab, pasted)
	f.Add("BAB 1\nPasal 1 - BAB X\nBAB II\nBAB III\nPasal 2", inBab)
	f.Add("Pasal 1\n\n(1) a\na. b\n1) c\n(2) d", "")
	f.Fuzz(func(t *testing.T, text, oldText string) {
		old, err := agreement.ParseText(oldText, nil)
		if err != nil {
			old = nil
		}
		tree, err := agreement.ParseText(text, old)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("not a fault of the text: %v", err)
			}
			return
		}
		for _, wrong := range fields(agreement.CheckTree(tree)) {
			if wrong.Key != "agreement.clause_empty" { // "Pasal 1" and nothing more is for CheckTree
				t.Fatalf("%v in %q", wrong, text)
			}
		}
		words := strings.Join(strings.Fields(agreement.WriteText(tree)), "")
		again, err := agreement.ParseText(agreement.WriteText(tree), tree)
		if err != nil {
			t.Fatalf("what was written does not read: %v\n%s", err, agreement.WriteText(tree))
		}
		if got := strings.Join(strings.Fields(agreement.WriteText(again)), ""); got != words {
			t.Fatalf("%q became %q", words, got)
		}
	})
}
