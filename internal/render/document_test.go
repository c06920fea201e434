package render_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/emblem"
	"sinergi/internal/formulary"
	"sinergi/internal/i18n"
	"sinergi/internal/render"
	"sinergi/pades"
	"sinergi/pades/padestest/referee"
)

func say(t testing.TB, lang string) func(string, map[string]any) string {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return func(key string, args map[string]any) string { return c.T(lang, key, args) }
}

func printed(t testing.TB, d draft.Document, p render.Paper) ([]byte, render.Printed) {
	t.Helper()
	if p.Say == nil {
		p.Say = say(t, "id")
	}
	var buf bytes.Buffer
	out, err := render.DocumentPDF(&buf, d, p)
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes(), out
}

// saved keeps a PDF, also where a person can look at it (SINERGI_LOOK).
func saved(t *testing.T, name string, data []byte) string {
	t.Helper()
	dir := os.Getenv("SINERGI_LOOK")
	if dir == "" {
		dir = t.TempDir()
	}
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// squeeze takes out spaces, which lines break at.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// order gives what a document says in the order of print.
func order(d draft.Document) []string {
	var out []string
	var walk func([]draft.Item)
	walk = func(items []draft.Item) {
		for _, it := range items {
			out = append(out, it.Label+draft.Plain(it.Heading))
			for _, p := range it.Paragraphs {
				out = append(out, draft.Plain(p))
			}
			walk(it.Children)
		}
	}
	out = append(append(out, d.Title...), d.Numbers...)
	for _, s := range [][]draft.Item{d.Opening, d.Recitals, d.Basis, d.Body, d.Closing} {
		walk(s)
	}
	return out
}

// holdsAll reports what of a document is not on paper in its order. Page feet
// are left out of the comparison.
func holdsAll(said string, d draft.Document) string {
	var kept []string
	for _, line := range strings.Split(said, "\n") {
		if !strings.Contains(line, "Halaman ") {
			kept = append(kept, line)
		}
	}
	rest := squeeze(strings.Join(kept, " "))
	for _, piece := range order(d) {
		at := strings.Index(rest, squeeze(piece))
		if at < 0 {
			return piece
		}
		rest = rest[at:]
	}
	return ""
}

func TestAnAgreementOnPaper(t *testing.T) {
	t.Parallel()
	d, _ := drafttest.Bus().Write(drafttest.Facts())
	paper := render.Paper{Verify: "https://sinergi.example.go.id/periksa/3f9a1c2b", Watermark: "RANCANGAN", Initials: []string{"PIHAK KESATU", "PIHAK KEDUA"}}
	data, out := printed(t, d, paper)
	again, _ := printed(t, d, paper)
	if !bytes.Equal(data, again) {
		t.Error("the same document is not the same bytes")
	}
	paper.Watermark = "" // its letters stand between those of the text
	data, _ = printed(t, d, paper)
	file := saved(t, "perjanjian.pdf", data)
	if said := referee.Says(t, "qpdf", "--check", file); !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Error(said)
	}
	text := referee.Says(t, "pdftotext", "-layout", file, "-")
	if missing := holdsAll(text, d); missing != "" {
		t.Errorf("not on paper, or not in its place: %q\n%s", missing, text)
	}
	if !strings.Contains(text, fmt.Sprintf("Halaman %d dari %d", out.Pages, out.Pages)) || !strings.Contains(squeeze(text), squeeze(paper.Verify)) {
		t.Errorf("page number or address missing\n%s", text)
	}
	for _, p := range out.Places {
		name := d.Signatures[0].Lines[1]
		if p.Party == "pihak-2" {
			name = d.Signatures[1].Lines[1]
		}
		// The room itself is empty, the name stands right below it.
		if in := cut(t, file, p.Page, p.Left, p.Bottom, p.Right, p.Top); strings.TrimSpace(in) != "" {
			t.Errorf("%s: the place to sign holds %q", p.Party, in)
		}
		if below := cut(t, file, p.Page, p.Left-20, p.Bottom-24, p.Right+20, p.Bottom); !strings.Contains(below, name) {
			t.Errorf("%s: below the place stands %q, want %s", p.Party, below, name)
		}
	}
	if len(out.Places) != 2 || out.Places[0].Left <= out.Places[1].Left {
		t.Errorf("the first party signs at the right: %+v", out.Places)
	}
}

// The places are taken by pades as they are, and the file stays sound.
func TestPlacesTakeSignatureFields(t *testing.T) {
	t.Parallel()
	d, _ := drafttest.Bus().Write(drafttest.Facts())
	data, out := printed(t, d, render.Paper{Verify: "https://sinergi.example.go.id/periksa/3f9a1c2b"})
	var fields []pades.Field
	for _, p := range out.Places {
		fields = append(fields, pades.Field{Name: p.Party, Page: p.Page, Rect: pades.Rect{Left: p.Left, Bottom: p.Bottom, Right: p.Right, Top: p.Top}})
	}
	ready, err := pades.Prepare(data, fields)
	if err != nil {
		t.Fatal(err)
	}
	states, err := pades.Fields(ready)
	if err != nil || len(states) != 2 {
		t.Fatalf("%+v, %v", states, err)
	}
	for i, s := range states {
		if s.Name != out.Places[i].Party || s.Page != out.Places[i].Page || s.Signed {
			t.Errorf("field %+v, want the place %+v", s, out.Places[i])
		}
	}
	if said := referee.Says(t, "qpdf", "--check", saved(t, "siap.pdf", ready)); !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Error(said)
	}
}

// cut gives the text in a rectangle of a page, in points from the lower left.
func cut(t *testing.T, file string, page int, left, bottom, right, top float64) string {
	t.Helper()
	n := func(v float64) string { return fmt.Sprintf("%.0f", v) }
	return referee.Says(t, "pdftotext", "-f", fmt.Sprint(page), "-l", fmt.Sprint(page), "-r", "72", "-x", n(left), "-y", n(297*72/25.4-top), "-W", n(right-left), "-H", n(top-bottom), "-layout", file, "-")
}

func TestLettersOnPaper(t *testing.T) {
	t.Parallel()
	d, _ := drafttest.Bus().Write(drafttest.Facts())
	d.Kind, d.Annexes, d.Recitals, d.Basis, d.Opening = draft.Offer, nil, nil, nil, nil
	d.Letter = &draft.Letter{Subject: "Penawaran kerja sama angkutan bus", Nature: "Penting", Enclosures: "1 (satu) berkas", To: []string{"Bupati Kampar", "di", "Bangkinang"}}
	d.Body = d.Body[0].Children[0].Children
	d.Signatures = []draft.Signature{{Party: "pihak-1", Lines: []string{"Pj. Wali Kota Pekanbaru", "Risnandar Mahiwa"}}}
	d.Copies = []draft.Item{{Level: draft.Angka, Label: "1.", Paragraphs: [][]draft.Run{{{Text: "Gubernur Riau;"}}}}}
	d.Parties[0].Address = "Jalan Jenderal Sudirman Nomor 464, Pekanbaru"
	for name, agency := range map[string]string{"kepala-daerah.pdf": "", "perangkat-daerah.pdf": "DINAS PERHUBUNGAN"} {
		d.Parties[0].Agency = agency
		data, out := printed(t, d, render.Paper{})
		text := referee.Says(t, "pdftotext", "-layout", saved(t, name, data), "-")
		head := "WALI KOTA PEKANBARU"
		if agency != "" {
			head = agency
		}
		rest := squeeze(text)
		for _, piece := range []string{head, d.Parties[0].Address, "Bangkinang, 4 September 2024", "Nomor : 25 TAHUN 2024", "Sifat : Penting", "Lampiran : 1 (satu) berkas", "Hal : Penawaran kerja sama angkutan bus", "Yth. Bupati Kampar", "1. Bus adalah", "Pj. Wali Kota Pekanbaru,", "Risnandar Mahiwa", "Tembusan:", "1. Gubernur Riau;"} {
			at := strings.Index(rest, squeeze(piece))
			if at < 0 {
				t.Fatalf("%s: %q is not on paper, or not in its place\n%s", name, piece, text)
			}
			rest = rest[at:]
		}
		if len(out.Places) != 1 || out.Places[0].Left < 297 {
			t.Errorf("%s: places %+v", name, out.Places)
		}
	}
}

// Whatever the text, every word of it is on paper, in its order, and nothing
// runs off the page.
func TestAnyTextOnPaper(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	runs := 0
	rapid.Check(t, func(r *rapid.T) {
		if runs++; runs > 25 {
			return // each starts a program
		}
		d, _ := drafttest.Text(r).Write(drafttest.Facts())
		data, out := printed(t, d, render.Paper{})
		file := filepath.Join(dir, "a.pdf")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			r.Fatal(err)
		}
		text := referee.Says(t, "pdftotext", "-layout", file, "-")
		if missing := holdsAll(text, d); missing != "" {
			r.Fatalf("not on paper, or not in its place: %q\n%s", missing, text)
		}
		if len(out.Places) != len(d.Signatures) {
			r.Fatalf("places %+v", out.Places)
		}
		for _, p := range out.Places {
			if p.Page < 1 || p.Page > out.Pages || p.Left < 0 || p.Bottom < 60 || p.Right > 596 || p.Top > 842 {
				r.Fatalf("place %+v of %d pages", p, out.Pages)
			}
		}
	})
}

func TestEveryTemplateOnPaper(t *testing.T) {
	t.Parallel()
	lib, err := formulary.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range lib.Templates {
		text, err := lib.Make(form.ID, formulary.Setup{Title: "Angkutan Bus Lintas Batas", Parties: drafttest.Bus().Parties})
		if err != nil {
			t.Fatal(err)
		}
		d, _ := text.Write(drafttest.Facts())
		data, out := printed(t, d, render.Paper{Verify: "https://sinergi.example.go.id/periksa/3f9a1c2b"})
		file := saved(t, form.ID+".pdf", data)
		referee.Says(t, "qpdf", "--check", file)
		said := referee.Says(t, "pdftotext", "-layout", file, "-")
		if missing := holdsAll(withoutFoot(said), d); d.Letter == nil && missing != "" {
			t.Errorf("%s: not on paper, or not in its place: %q\n%s", form.ID, missing, said)
		}
		if len(out.Places) != len(d.Signatures) || len(out.Places) == 0 {
			t.Errorf("%s: places %+v", form.ID, out.Places)
		}
	}
}

// withoutFoot leaves out what stands below every page.
func withoutFoot(said string) string {
	var kept []string
	for _, line := range strings.Split(said, "\n") {
		if !strings.Contains(line, "Keaslian dokumen ini") && !strings.Contains(line, "sinergi.example.go.id") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// A row higher than a page, a word longer than a line, a name that is not
// known, characters that no typeface has: printed, never a panic.
func TestHardPaper(t *testing.T) {
	t.Parallel()
	d, _ := drafttest.Bus().Write(draft.Facts{})
	word := func(s string) [][]draft.Run { return [][]draft.Run{{{Text: s}}} }
	long := strings.Repeat("uraian panjang ", 900)
	d.Body = append(
		d.Body, draft.Item{ID: "x", Level: draft.Pasal, Label: "Pasal 9", Paragraphs: word(strings.Repeat("panjangsekali", 40)), Children: []draft.Item{{ID: "t", Level: draft.Table, Cells: append(word("No."), word("Uraian")...), Children: []draft.Item{
			{ID: "r", Level: draft.Row, Cells: append(word("1"), word(long)...)}, {ID: "s", Level: draft.Row, Cells: append(word("2"), word("😀 \x01 \u0627\u0644")...)}, {ID: "e", Level: draft.Row},
		}}}},
	)
	d.Signatures = append(d.Signatures, draft.Signature{Party: "pihak-3", Label: "PIHAK KETIGA"})
	data, out := printed(t, d, render.Paper{Warning: "Tanda tangan elektronik tidak tersertifikasi"})
	file := saved(t, "sulit.pdf", data)
	referee.Says(t, "qpdf", "--check", file)
	text := referee.Says(t, "pdftotext", "-layout", file, "-")
	if n := strings.Count(text, "uraian"); n != 900 {
		t.Errorf("%d of 900 words of the row are on paper", n)
	}
	if n := strings.Count(text, "No."); n < 2 {
		t.Errorf("the head row is printed %d times", n)
	}
	if len(out.Places) != 3 || out.Pages < 5 {
		t.Errorf("%+v", out)
	}
}

// A table of figures that is wider than the page is printed in parts, each with
// the names of the rows: no figure is broken, and no part has one column alone.
func TestAWideTableOfFigures(t *testing.T) {
	t.Parallel()
	d, _ := drafttest.Bus().Write(draft.Facts{})
	heads, cells := []string{"Trayek"}, []string{"1 · Pandau – Ramayana"}
	for i := range 15 {
		heads, cells = append(heads, "Kilometer"), append(cells, fmt.Sprintf("54.695,%03d", 281+i))
	}
	table := draft.Lined(draft.Table, heads...)
	table.Children = []draft.Item{draft.Lined(draft.Row, cells...)}
	d.Body = []draft.Item{table}
	data, _ := printed(t, d, render.Paper{})
	text := referee.Says(t, "pdftotext", "-layout", saved(t, "lebar.pdf", data), "-")
	for _, figure := range cells[1:] {
		if !strings.Contains(text, figure) {
			t.Errorf("%s is not whole on paper: %s", figure, text)
		}
	}
	for line := range strings.Lines(text) {
		if n := strings.Count(line, "54.695,"); n == 1 {
			t.Errorf("a column stands alone: %s", text)
		}
	}
	if n := strings.Count(text, "Trayek"); n < 2 {
		t.Errorf("%d parts have the names of the rows", n)
	}
}

// Pictures of every kind that an office has are printed; what is none keeps
// the shield.
func TestEmblems(t *testing.T) {
	t.Parallel()
	img := image.NewNRGBA(image.Rect(0, 0, 900, 1200))
	for y := range 1200 {
		for x := range 900 {
			img.Set(x, y, color.NRGBA{200, 30, 30, uint8(x % 256)})
		}
	}
	var asPNG, asJPEG bytes.Buffer
	if err := png.Encode(&asPNG, img); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&asJPEG, img, nil); err != nil {
		t.Fatal(err)
	}
	d, _ := drafttest.Bus().Write(drafttest.Facts())
	data, _ := printed(t, d, render.Paper{Emblems: map[string][]byte{drafttest.Kampar: asPNG.Bytes(), drafttest.Pekanbaru: asJPEG.Bytes()}})
	list := referee.Says(t, "pdfimages", "-list", saved(t, "lambang.pdf", data))
	if n := strings.Count(list, "\n"); n < 4 {
		t.Errorf("pictures:\n%s", list)
	}
	for name, data := range map[string][]byte{"nothing": nil, "no picture": []byte("GIF89a"), "cut off": asPNG.Bytes()[:2000]} {
		got, _ := printed(t, d, render.Paper{Emblems: map[string][]byte{drafttest.Kampar: data}})
		if len(got) == 0 {
			t.Errorf("%s: nothing was printed", name)
		}
	}
	if _, ok := emblem.Read(make([]byte, emblem.MaxBytes+1)); ok {
		t.Error("a picture of any size is taken")
	}
}

func TestAuditPaper(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 5, 7, 3, 12, 0, time.UTC)
	for _, lang := range i18n.Languages() {
		a := render.Audit{
			Kind: "Perjanjian Kerja Sama", Title: "Penyelenggaraan Angkutan Bus Lintas Batas", Numbers: []string{"25 TAHUN 2026", "444 Tahun 2026"},
			File: strings.Repeat("a1", 32), Bytes: 184_213, Text: strings.Repeat("b2", 32), Made: at.Add(time.Hour), Language: lang, Say: say(t, lang),
			Verify: "https://sinergi.example.go.id/periksa/3f9a1c2b", Warning: "TIDAK TERSERTIFIKASI",
			Signatures: []render.AuditSignature{
				{Party: "PIHAK KESATU", Name: "Yuliarso, S.STP", Office: "Kepala Dinas Perhubungan", At: at, Stamped: "TSA Uji", Level: "PAdES B-LTA", Subject: "CN=Yuliarso", Issuer: "CN=CA Uji", Serial: "01ab", Covers: strings.Repeat("c3", 32), Holds: true},
				{Party: "PIHAK KEDUA", Name: "Refizal", At: at, Level: "PAdES B-B", Findings: []string{"Sertifikat dicabut sebelum waktu tanda tangan."}},
			},
		}
		for i := range 60 {
			a.Events = append(a.Events, render.AuditEvent{At: at.Add(time.Duration(i) * time.Minute), Who: "Rina", What: fmt.Sprintf("Langkah %d", i)})
		}
		var buf, again bytes.Buffer
		if err := render.AuditPDF(&buf, a); err != nil {
			t.Fatal(err)
		}
		if err := render.AuditPDF(&again, a); err != nil || !bytes.Equal(buf.Bytes(), again.Bytes()) {
			t.Errorf("not the same bytes, %v", err)
		}
		file := saved(t, "audit-"+lang+".pdf", buf.Bytes())
		referee.Says(t, "qpdf", "--check", file)
		text := squeeze(referee.Says(t, "pdftotext", "-layout", file, "-"))
		for _, want := range []string{a.File, a.Text, "PAdES B-LTA", "TSA Uji", "14.03", "Sertifikat dicabut", "Langkah 59", a.Signatures[0].Covers} {
			if lang == "en" && want == "14.03" {
				want = "14:03"
			}
			if !strings.Contains(text, squeeze(want)) {
				t.Errorf("%s: %q is not on paper", lang, want)
			}
		}
	}
}
