package wordfile_test

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/redline"
	"sinergi/internal/wordfile"
)

// edited changes the body of a written file, as a person does in Word.
func edited(t testing.TB, data []byte, change func(body string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			was := string(body)
			body = []byte(change(was))
			if string(body) == was {
				t.Fatal("the edit found nothing to change")
			}
		}
		w, err := out.Create(f.Name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// paragraphOf gives the paragraph of a body that holds some words.
func paragraphOf(t testing.TB, body, words string) string {
	t.Helper()
	for _, p := range regexp.MustCompile(`<w:p>.*?</w:p>`).FindAllString(body, -1) {
		if strings.Contains(p, words) {
			return p
		}
	}
	t.Fatalf("no paragraph says %q", words)
	return ""
}

// typed is a paragraph as a person adds it below another: same style, same
// list, no bookmark.
func typed(like, words string) string {
	props := regexp.MustCompile(`<w:pPr>.*?</w:pPr>`).FindString(like)
	return `<w:p>` + props + `<w:r><w:t xml:space="preserve">` + words + `</w:t></w:r></w:p>`
}

const deletedMark = `<w:rPr><w:del w:id="1" w:author="Rina" w:date="2026-10-05T09:30:00Z"/></w:rPr>`

// struck is a paragraph that was taken out in tracked changes.
func struck(p string) string {
	p = strings.Replace(p, `</w:pPr>`, deletedMark+`</w:pPr>`, 1)
	p = regexp.MustCompile(`<w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>`).ReplaceAllString(p, "$1")
	p = regexp.MustCompile(`</?w:hyperlink[^>]*>`).ReplaceAllString(p, "")
	p = strings.ReplaceAll(strings.ReplaceAll(p, `<w:t `, `<w:delText `), `</w:t>`, `</w:delText>`)
	return strings.ReplaceAll(strings.ReplaceAll(p, `<w:r>`, `<w:del w:id="2" w:author="Rina" w:date="2026-10-05T09:30:00Z"><w:r>`), `</w:r>`, `</w:r></w:del>`)
}

func bodyOf(t testing.TB, change func(body string) string, view docx.View) wordfile.Import {
	t.Helper()
	text, facts := drafttest.Bus(), drafttest.Facts()
	got, err := wordfile.Read(edited(t, written(t, text, facts), change), text, facts, view)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// want applies edits to the sample.
func want(t testing.TB, ops ...draft.Op) string {
	t.Helper()
	text, _, err := draft.Apply(drafttest.Bus(), ops...)
	if err != nil {
		t.Fatal(err)
	}
	return outline(text.Body)
}

func TestWordsThatWereChangedKeepTheirMarks(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string {
		return strings.Replace(body, " ditinjau setiap tahun.", " ditinjau setiap semester.", 1)
	}, docx.Accepted)
	expected := want(t, draft.Op{Do: draft.SetText, ID: "waktu", Words: "Perjanjian ini berlaku {{nilai:jangka-waktu}} dan tarif menurut {{ref:biaya.tarif}} ditinjau setiap semester."})
	if diff := cmp.Diff(expected, outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
	if len(got.Match.Typed) > 0 {
		t.Errorf("figures %+v", got.Match.Typed)
	}
}

// A figure that comes from a parameter is changed there; typed over in Word it
// becomes words, and the report says so.
func TestAFigureTypedOver(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string { return strings.Replace(body, "5 (lima) tahun", "3 (tiga) tahun", 1) }, docx.Accepted)
	expected := want(t, draft.Op{Do: draft.SetText, ID: "waktu", Words: "Perjanjian ini berlaku 3 (tiga) tahun dan tarif menurut {{ref:biaya.tarif}} ditinjau setiap tahun."})
	if diff := cmp.Diff(expected, outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]redline.Overtyped{{Clause: "waktu", Mark: "{{nilai:jangka-waktu}}", Was: "5 (lima) tahun", Is: "3tiga"}}, got.Match.Typed); diff != "" {
		t.Error(diff)
	}
}

func TestAClauseAddedInWord(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string {
		a := paragraphOf(t, body, "trip yang dijalankan")
		return strings.Replace(body, a, typed(a, "trip cadangan;")+a, 1)
	}, docx.Accepted)
	expected := want(t, draft.Op{
		Do: draft.Insert, Clause: &draft.Clause{ID: "biaya.bayar.huruf", Level: draft.Huruf, Text: "trip cadangan;"},
		Place: draft.Place{Parent: "biaya.bayar"},
	})
	if diff := cmp.Diff(expected, outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
	if len(got.Renumbered) > 0 || len(got.Unplaced) > 0 {
		t.Errorf("renumbered %+v, unplaced %+v", got.Renumbered, got.Unplaced)
	}
}

// A pasal added with its heading and ayat between two others leaves their ids.
func TestAPasalAddedInWord(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string {
		before := paragraphOf(t, body, "Pembiayaan")
		tarif := paragraphOf(t, body, "Tarif adalah")
		added := strings.Replace(typed(before, "HALTE"), `<w:r>`, `<w:r><w:br/></w:r><w:r>`, 1)
		return strings.Replace(body, before, added+typed(tarif, "Halte dipelihara.")+typed(tarif, "Halte diberi atap.")+before, 1)
	}, docx.Accepted)
	expected := want(t, draft.Op{Do: draft.Insert, Place: draft.Place{Parent: "bab-isi", After: "objek"}, Clause: &draft.Clause{
		ID: "halte", Level: draft.Pasal, Heading: "HALTE", Children: []draft.Clause{
			{ID: "halte.ayat", Level: draft.Ayat, Text: "Halte dipelihara."}, {ID: "halte.ayat-2", Level: draft.Ayat, Text: "Halte diberi atap."},
		},
	}})
	if diff := cmp.Diff(expected, outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
	// References that Word did not renew are words again only if they were touched.
	if len(got.Match.Typed) > 0 {
		t.Errorf("figures %+v", got.Match.Typed)
	}
}

func TestAClauseTakenOutInTrackedChanges(t *testing.T) {
	t.Parallel()
	change := func(body string) string {
		p := paragraphOf(t, body, "Trip adalah satu")
		return strings.Replace(body, p, struck(p), 1)
	}
	accepted, original := bodyOf(t, change, docx.Accepted), bodyOf(t, change, docx.Original)
	if diff := cmp.Diff(want(t, draft.Op{Do: draft.Remove, ID: "umum.trip"}), outline(accepted.Text.Body)); diff != "" {
		t.Error(diff)
	}
	if !cmp.Equal(accepted.Match.Gone, []string{"umum.trip"}) {
		t.Errorf("gone %v", accepted.Match.Gone)
	}
	if diff := cmp.Diff(want(t), outline(original.Text.Body)); diff != "" {
		t.Error(diff)
	}
	if len(accepted.Changes) == 0 || accepted.Changes[0].Author != "Rina" || len(accepted.Said) == 0 || accepted.Said[0].Key != "docx.tracked" {
		t.Errorf("changes %+v, said %v", accepted.Changes, accepted.Said)
	}
}

func TestAClauseMovedInWord(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string {
		a, b := paragraphOf(t, body, "trip yang dijalankan"), paragraphOf(t, body, "kilometer di wilayahnya")
		return strings.Replace(strings.Replace(body, a, "", 1), b, b+a, 1)
	}, docx.Accepted)
	if diff := cmp.Diff(want(t, draft.Op{Do: draft.Move, ID: "biaya.bayar.a", Place: draft.Place{Parent: "biaya.bayar", After: "biaya.bayar.b"}}), outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
}

// Two paragraphs joined: the first keeps the words, the second is gone.
func TestClausesJoinedInWord(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string {
		a, b := paragraphOf(t, body, "Bus adalah kendaraan"), paragraphOf(t, body, "Trip adalah satu")
		inner := regexp.MustCompile(`^<w:p>(?:<w:pPr>.*?</w:pPr>)?`).ReplaceAllString(strings.TrimSuffix(b, `</w:p>`), "")
		return strings.Replace(strings.Replace(body, b, "", 1), a, strings.TrimSuffix(a, `</w:p>`)+`<w:r><w:t xml:space="preserve"> </w:t></w:r>`+inner+`</w:p>`, 1)
	}, docx.Accepted)
	expected := want(t, draft.Op{Do: draft.SetText, ID: "umum.bus", Words: "Bus adalah kendaraan {{nilai:pihak-1.sebutan}}. Trip adalah satu perjalanan."}, draft.Op{Do: draft.Remove, ID: "umum.trip"})
	if diff := cmp.Diff(expected, outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
	if !cmp.Equal(got.Match.Gone, []string{"umum.trip"}) {
		t.Errorf("gone %v", got.Match.Gone)
	}
}

func TestWhatWasPrintedAndThenChangedIsReported(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string {
		body = strings.Replace(body, "NOMOR : 25 TAHUN 2024", "NOMOR : 26 TAHUN 2024", 1)
		return strings.Replace(body, ">Refizal<", ">Refizal, S.T.<", 1)
	}, docx.Accepted)
	var reported []string
	for _, u := range got.Unplaced {
		reported = append(reported, string(u.Reason)+": "+u.Text)
	}
	if diff := cmp.Diff([]string{"changed: NOMOR : 26 TAHUN 2024", "changed: Refizal, S.T."}, reported); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want(t), outline(got.Text.Body)); diff != "" {
		t.Error(diff)
	}
}

func TestRowsAddedToATable(t *testing.T) {
	t.Parallel()
	got := bodyOf(t, func(body string) string {
		row := regexp.MustCompile(`<w:tr>`).Split(body, -1)
		last := `<w:tr>` + strings.SplitN(row[len(row)-1], `</w:tr>`, 2)[0] + `</w:tr>`
		added := regexp.MustCompile(`<w:bookmark[^>]*>`).ReplaceAllString(last, "")
		added = strings.NewReplacer("Danau Bingkuang", "Rimbo Panjang", ">2<", ">3<").Replace(added)
		return strings.Replace(body, last, last+added, 1)
	}, docx.Accepted)
	table := got.Text.Annexes[0].Children[1]
	var rows []string
	for _, r := range table.Children {
		rows = append(rows, r.ID+": "+r.Text)
	}
	if diff := cmp.Diff([]string{"halte.1: # | Simpang Panam | {{nilai:pihak-1.daerah}}", "halte.2: # | Danau Bingkuang | {{nilai:pihak-2.daerah}}", "lampiran-contoh.tabel.baris: # | Rimbo Panjang | Kabupaten Kampar"}, rows); diff != "" {
		t.Error(diff)
	}
}

func TestACommentIsGivenToItsClause(t *testing.T) {
	t.Parallel()
	text, facts := drafttest.Bus(), drafttest.Facts()
	data := edited(t, written(t, text, facts), func(body string) string {
		p := paragraphOf(t, body, "Objek adalah layanan bus.")
		return strings.Replace(body, p, strings.Replace(p, `<w:r>`, `<w:commentRangeStart w:id="7"/><w:r>`, 1), 1)
	})
	data = withComments(t, data, `<w:comment w:id="7" w:author="Rina"><w:p><w:r><w:t>Termasuk halte?</w:t></w:r></w:p></w:comment>`)
	got := read(t, data, text, facts)
	if len(got.Remarks) != 1 || got.Remarks[0].Clause != "objek" || got.Remarks[0].Text != "Termasuk halte?" || got.Remarks[0].Author != "Rina" {
		t.Errorf("remarks %+v", got.Remarks)
	}
}

// withComments adds a part with comments to a file.
func withComments(t *testing.T, data []byte, comments string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	add := func(name string, body []byte) {
		w, err := out.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/_rels/document.xml.rels" {
			body = bytes.Replace(body, []byte(`</Relationships>`), []byte(`<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>`), 1)
		}
		add(f.Name, body)
	}
	add("word/comments.xml", []byte(`<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">`+comments+`</w:comments>`))
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
