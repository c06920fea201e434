package wordfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/wordfile"
	"sinergi/pades/padestest/referee"
)

// bare takes every bookmark, link and locked figure out of a file, as copying
// it into a new one does.
func bare(body string) string {
	body = regexp.MustCompile(`<w:bookmark[^>]*>|</?w:hyperlink[^>]*>|<w:sdt><w:sdtPr>.*?</w:sdtPr><w:sdtContent>|</w:sdtContent></w:sdt>`).ReplaceAllString(body, "")
	return body
}

// Without a single bookmark the clauses are found by their numbers and words.
func TestTheSampleWithoutBookmarks(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, bare, docx.Accepted)
	text := drafttest.Bus()
	for _, s := range []draft.Section{draft.InOpening, draft.InRecitals, draft.InBasis, draft.InBody, draft.InClosing, draft.InAnnexes} {
		if diff := cmp.Diff(outline(text.In(s)), outline(got.Text.In(s))); diff != "" {
			t.Errorf("%s: %s", s, diff)
		}
	}
	if len(got.Unplaced)+len(got.Match.Gone) > 0 {
		t.Errorf("unplaced %+v, gone %v", got.Unplaced, got.Match.Gone)
	}
}

// words counts the words of a text.
func words(all ...string) map[string]int {
	out := map[string]int{}
	for _, s := range all {
		for _, w := range strings.FieldsFunc(strings.ToLower(draft.Clean(s)), func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789%", r) }) {
			out[w]++
		}
	}
	return out
}

// said gives everything that an import accounts for: clauses with their
// numbers, what was printed, what could not be placed.
func said(got wordfile.Import, facts draft.Facts) []string {
	out := slices.Clone(got.Printed)
	for _, u := range got.Unplaced {
		out = append(out, u.Text)
	}
	for _, r := range got.Renumbered {
		out = append(out, r.InFile)
	}
	d, _ := got.Text.Write(facts)
	for _, items := range [][]draft.Item{d.Opening, d.Recitals, d.Basis, d.Body, d.Closing, d.Annexes, d.Copies} {
		out = append(out, everyWord(items)...)
	}
	return out
}

func everyWord(items []draft.Item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.Label, draft.Plain(it.Heading))
		for _, p := range slices.Concat(it.Paragraphs, it.Cells) {
			out = append(out, draft.Plain(p))
		}
		out = append(out, everyWord(it.Children)...)
	}
	return out
}

// missing gives the words of a file that an import does not account for.
func missing(t testing.TB, data []byte, got wordfile.Import, facts draft.Facts) []string {
	t.Helper()
	f, err := docx.Read(data, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	have := words(said(got, facts)...)
	text := f.Reading(docx.Accepted)
	in := []string{docx.Words(text.Body), docx.Words(text.Headers), docx.Words(text.Footers)}
	for _, n := range text.Notes {
		in = append(in, docx.Words(n.Blocks))
	}
	var lost []string
	for w, n := range words(in...) {
		if have[w] < n {
			lost = append(lost, fmt.Sprintf("%s (%d of %d)", w, have[w], n))
		}
	}
	slices.Sort(lost)
	return lost
}

// No word of a file goes missing, whatever the file: with or without
// bookmarks, read against its own text, against another, or against none.
func TestNoWordGoesMissing(t *testing.T) {
	t.Parallel()
	facts := drafttest.Facts()
	rapid.Check(t, func(r *rapid.T) {
		text := plainWords(full(drafttest.Text(r)))
		data := written(t, text, facts)
		if rapid.Bool().Draw(r, "bare") {
			data = edited(t, data, bare)
		}
		known := rapid.SampledFrom([]draft.Text{text, drafttest.Bus(), {Kind: draft.PKS}, drafttest.Edited(r, text, "n", 5)}).Draw(r, "known")
		got, err := wordfile.Read(data, known, facts, docx.Accepted)
		if err != nil {
			r.Fatal(err)
		}
		if lost := missing(t, data, got, facts); len(lost) > 0 {
			r.Fatalf("lost %v\nunplaced %+v\n%s", lost, got.Unplaced, outline(got.Text.Body))
		}
		seen := map[string]bool{}
		for v := range got.Text.All() {
			if !draft.ValidID(v.Clause.ID) || seen[v.Clause.ID] {
				r.Fatalf("id %q is used twice or is none", v.Clause.ID)
			}
			seen[v.Clause.ID] = true
		}
		for _, f := range got.Text.Check(facts) {
			if f.Key == "draft.clause.misplaced" {
				r.Fatalf("%+v", f)
			}
		}
	})
}

// plainWords takes the references out of a text: they are written anew, with
// other words, wherever the clauses around them move.
func plainWords(text draft.Text) draft.Text {
	ref := regexp.MustCompile(`\{\{ref:[^}]*\}\}`)
	var walk func([]draft.Clause)
	walk = func(level []draft.Clause) {
		for i := range level {
			level[i].Text = ref.ReplaceAllString(level[i].Text, "rujukan")
			walk(level[i].Children)
		}
	}
	for _, s := range draft.Sections() {
		walk(text.In(s))
	}
	return text
}

const foreignHTML = `<html><body>
<p align="center"><b>PERJANJIAN KERJA SAMA</b></p><p align="center"><b>ANTARA</b></p><p align="center"><b>PEMERINTAH KOTA PEKANBARU</b></p><p align="center"><b>DENGAN</b></p><p align="center"><b>PEMERINTAH KABUPATEN KAMPAR</b></p>
<p align="center">NOMOR : 1/PKS/2026</p>
<p>Pada hari ini Kamis tanggal satu bulan Oktober tahun dua ribu dua puluh enam, bertempat di Pekanbaru, kami yang bertanda tangan di bawah ini:</p>
<table border="0"><tr><td>1.</td><td>RISNANDAR MAHIWA</td><td>:</td><td>Pj. Wali Kota Pekanbaru, selanjutnya disebut PIHAK KESATU.</td></tr><tr><td>2.</td><td>HAMBALI</td><td>:</td><td>Pj. Bupati Kampar, selanjutnya disebut PIHAK KEDUA.</td></tr></table>
<p>PARA PIHAK terlebih dahulu menerangkan:</p>
<ol type="a"><li>bahwa sampah perbatasan perlu dikelola bersama;</li><li>bahwa untuk itu perlu perjanjian;</li></ol>
<p>dengan memperhatikan:</p>
<ol><li>Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;</li><li>Peraturan Pemerintah Nomor 28 Tahun 2018 tentang Kerja Sama Daerah;</li></ol>
<p>PARA PIHAK sepakat mengadakan perjanjian dengan ketentuan sebagai berikut:</p>
<p align="center"><b>Pasal 1<br>OBJEK</b></p>
<p>Objek perjanjian adalah sampah desa penyangga.</p>
<p align="center"><b>Pasal 2</b></p><p align="center"><b>KEWAJIBAN</b></p>
<p>(1) PIHAK KESATU wajib:</p>
<ol type="a"><li>menimbang setiap kendaraan; dan</li><li>membuka data tiket, yang meliputi:<ol><li>nomor polisi;</li><li>berat neto.</li></ol></li></ol>
<p>(2) PIHAK KEDUA wajib membayar Rp37.389,60 per ton.<br>Pembayaran dilakukan setiap bulan.</p>
<p align="center"><b>Pasal 3</b></p><p align="center"><b>BIAYA</b></p>
<p>Biaya menurut tabel berikut:</p>
<table border="1"><tr><td>No</td><td>Uraian</td><td>Tarif</td></tr><tr><td>1</td><td>Sampai batas harian</td><td>Rp37.389,60</td></tr><tr><td>2</td><td>Di atas batas harian</td><td>Rp56.084,40</td></tr></table>
<p>Demikian perjanjian ini dibuat rangkap dua.</p>
<table border="0"><tr><td><p align="center">PIHAK KEDUA,</p><p>&nbsp;</p><p align="center">HAMBALI</p></td><td><p align="center">PIHAK KESATU,</p><p>&nbsp;</p><p align="center">RISNANDAR MAHIWA</p></td></tr></table>
<p align="center"><b>LAMPIRAN</b></p><p align="center"><b>DAFTAR DESA</b></p><ol><li>Desa Tarai Bangun;</li><li>Desa Kualu.</li></ol>
</body></html>`

// A text that somebody else wrote, made by another program: its clauses are
// understood, nothing is lost, and from here on it is a text like any other.
func TestATextFromElsewhere(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "asing.html")
	if err := os.WriteFile(page, []byte(foreignHTML), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := referee.Office(t, "HTML (StarWriter)", "docx:MS Word 2007 XML", page)
	data, err := os.ReadFile(filepath.Join(dir, "asing.docx"))
	if err != nil {
		t.Fatal(err)
	}
	facts := drafttest.Facts()
	empty := draft.Text{Kind: draft.PKS, Parties: drafttest.Bus().Parties}
	got := read(t, data, empty, facts)
	const body = `pasal objek «OBJEK» Objek perjanjian adalah sampah desa penyangga.
pasal kewajiban «KEWAJIBAN» 
  ayat kewajiban.ayat «» PIHAK KESATU wajib:
    huruf kewajiban.ayat.huruf «» menimbang setiap kendaraan; dan
    huruf kewajiban.ayat.huruf-2 «» membuka data tiket, yang meliputi:
      angka kewajiban.ayat.huruf-2.angka «» nomor polisi;
      angka kewajiban.ayat.huruf-2.angka-2 «» berat neto.
  ayat kewajiban.ayat-2 «» PIHAK KEDUA wajib membayar Rp37.389,60 per ton.⏎Pembayaran dilakukan setiap bulan.
pasal biaya «BIAYA» Biaya menurut tabel berikut:
  tabel biaya.tabel «» No | Uraian | Tarif
    baris biaya.tabel.baris «» 1 | Sampai batas harian | Rp37.389,60
    baris biaya.tabel.baris-2 «» 2 | Di atas batas harian | Rp56.084,40
`
	if diff := cmp.Diff(body, outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
	const front = `paragraf klausul «» Pada hari ini Kamis tanggal satu bulan Oktober tahun dua ribu dua puluh enam, bertempat di Pekanbaru, kami yang bertanda tangan di bawah ini:
angka klausul-2 «» RISNANDAR MAHIWA : Pj. Wali Kota Pekanbaru, selanjutnya disebut PIHAK KESATU.
angka klausul-3 «» HAMBALI : Pj. Bupati Kampar, selanjutnya disebut PIHAK KEDUA.
--
paragraf klausul-4 «» PARA PIHAK terlebih dahulu menerangkan:
huruf klausul-5 «» bahwa sampah perbatasan perlu dikelola bersama;
huruf klausul-6 «» bahwa untuk itu perlu perjanjian;
--
paragraf klausul-7 «» dengan memperhatikan:
angka klausul-8 «» Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;
angka klausul-9 «» Peraturan Pemerintah Nomor 28 Tahun 2018 tentang Kerja Sama Daerah;
paragraf klausul-10 «» PARA PIHAK sepakat mengadakan perjanjian dengan ketentuan sebagai berikut:
--
paragraf klausul-11 «» Demikian perjanjian ini dibuat rangkap dua.
--
lampiran daftar-desa «DAFTAR DESA» 
  angka daftar-desa.angka «» Desa Tarai Bangun;
  angka daftar-desa.angka-2 «» Desa Kualu.
`
	rest := strings.Join([]string{outline(got.Text.Opening), outline(got.Text.Recitals), outline(got.Text.Basis), outline(got.Text.Closing), outline(got.Text.Annexes)}, "--\n")
	if diff := cmp.Diff(front, rest); diff != "" {
		t.Error(diff)
	}
	if lost := missing(t, data, got, facts); len(lost) > 0 {
		t.Errorf("lost %v", lost)
	}
	var reasons []string
	for _, u := range got.Unplaced {
		reasons = append(reasons, string(u.Reason)+": "+u.Text)
	}
	t.Log(strings.Join(reasons, "\n"))
	// And on to Word and back as a text of ours.
	again := read(t, written(t, got.Text, facts), got.Text, facts)
	if diff := cmp.Diff(canonical(t, got.Text), canonical(t, again.Text)); diff != "" {
		t.Error(diff)
	}
}

// FuzzRead reads any body against the sample.
func FuzzRead(f *testing.F) {
	text, facts := drafttest.Bus(), drafttest.Facts()
	base := written(f, text, facts)
	f.Add(`<w:p><w:r><w:t>Pasal 9</w:t></w:r></w:p><w:p><w:r><w:t>(1) a. 1) A. LAMPIRAN</w:t></w:r></w:p>`)
	f.Add(`<w:p><w:bookmarkStart w:id="1" w:name="_S00objek"/><w:r><w:t>a. x</w:t><w:br/><w:t>(2) y</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:bookmarkStart w:id="2" w:name="_S00halte_21"/><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`)
	f.Fuzz(func(t *testing.T, body string) {
		data := edited(t, base, func(was string) string {
			head, _, _ := strings.Cut(was, "<w:body>")
			return head + "<w:body>" + body + "</w:body></w:document>"
		})
		got, err := wordfile.Read(data, text, facts, docx.Accepted)
		if err != nil {
			return
		}
		file, err := docx.Read(data, docx.Limits{})
		if err != nil || len(file.Notices) > 0 {
			return
		}
		if lost := missing(t, data, got, facts); len(lost) > 0 {
			t.Fatalf("lost %v of %q\nunplaced %+v\n%s", lost, body, got.Unplaced, outline(got.Text.Body))
		}
		if _, err := got.Text.Canonical(); err != nil {
			t.Fatal(err)
		}
	})
}
