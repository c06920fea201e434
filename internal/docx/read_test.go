package docx_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/docx"
)

func TestBothReadingsOfTrackedChanges(t *testing.T) {
	t.Parallel()
	run := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	mark := func(kind string) string {
		return `<w:pPr><w:rPr><` + kind + ` w:id="1" w:author="Rina" w:date="2026-10-05T09:31:00Z"/></w:rPr></w:pPr>`
	}
	for name, c := range map[string]struct{ body, accepted, original string }{
		"words": {
			`<w:p>` + run("Tarif ") + tracked("w:del", "Budi", "Rp13.500") + tracked("w:ins", "Rina", "Rp14.000") + run(" per kilometer.") + `</w:p>`,
			"Tarif Rp14.000 per kilometer.\n", "Tarif Rp13.500 per kilometer.\n",
		},
		"put in by one, taken out by the other": {
			`<w:p>` + run("A") + `<w:ins w:id="1" w:author="Rina">` + tracked("w:del", "Budi", "x") + `</w:ins>` + run("B") + `</w:p>`,
			"AB\n", "AB\n",
		},
		"a paragraph put in": {
			`<w:p>` + run("Satu.") + `</w:p><w:p>` + mark("w:ins") + tracked("w:ins", "Rina", "Dua.") + `</w:p><w:p>` + run("Tiga.") + `</w:p>`,
			"Satu.\nDua.\nTiga.\n", "Satu.\nTiga.\n",
		},
		"a paragraph taken out": {
			`<w:p>` + run("Satu.") + `</w:p><w:p>` + mark("w:del") + tracked("w:del", "Rina", "Dua.") + `</w:p><w:p>` + run("Tiga.") + `</w:p>`,
			"Satu.\nTiga.\n", "Satu.\nDua.\nTiga.\n",
		},
		"two paragraphs joined": {
			`<w:p>` + mark("w:del") + run("Satu ") + `</w:p><w:p>` + run("dua.") + `</w:p>`,
			"Satu dua.\n", "Satu \ndua.\n",
		},
		"the last paragraph's end taken out": {
			`<w:p>` + mark("w:del") + run("Satu.") + `</w:p>`,
			"Satu.\n", "Satu.\n",
		},
		"moved": {
			`<w:p>` + tracked("w:moveFrom", "Rina", "Pindah.") + run("A") + `</w:p><w:p>` + run("B") + tracked("w:moveTo", "Rina", "Pindah.") + `</w:p>`,
			"A\nBPindah.\n", "Pindah.A\nB\n",
		},
		"a row put in and a row taken out": {
			`<w:tbl><w:tr><w:trPr><w:del w:id="1" w:author="Rina"/></w:trPr><w:tc>` + p("lama") + `</w:tc></w:tr><w:tr><w:trPr><w:ins w:id="2" w:author="Rina"/></w:trPr><w:tc>` + p("baru") + `</w:tc></w:tr></w:tbl>`,
			"<baru>\n", "<lama>\n",
		},
	} {
		f := read(t, handmade{body: c.body})
		if got := flat(f.Reading(docx.Accepted).Body); got != c.accepted {
			t.Errorf("%s: accepted reads %q, want %q", name, got, c.accepted)
		}
		if got := flat(f.Reading(docx.Original).Body); got != c.original {
			t.Errorf("%s: original reads %q, want %q", name, got, c.original)
		}
		if !f.Tracked() {
			t.Errorf("%s: no tracked change is reported", name)
		}
	}
}

func TestTheReportNamesWhoChangedWhat(t *testing.T) {
	t.Parallel()
	f := read(t, handmade{body: `<w:p>` + tracked("w:del", "Budi", "Rp13.500") + tracked("w:ins", "Rina", "Rp14") + tracked("w:ins", "Rina", ".000") + `</w:p>`})
	at := time.Date(2026, 10, 5, 9, 30, 0, 0, time.UTC)
	want := []docx.Change{
		{Kind: docx.Deleted, Author: "Budi", Time: at, Text: "Rp13.500"},
		{Kind: docx.Inserted, Author: "Rina", Time: at, Text: "Rp14.000"},
	}
	if diff := cmp.Diff(want, f.Changes); diff != "" {
		t.Error(diff)
	}
	if got := f.Authors(); !cmp.Equal(got, []string{"Budi", "Rina"}) {
		t.Errorf("authors %v", got)
	}
}

const listXML = `<w:numbering ` + wordNS + `>
<w:abstractNum w:abstractNumId="5">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="BAB %1"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="Pasal %2"/></w:lvl>
 <w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="(%3)"/></w:lvl>
 <w:lvl w:ilvl="3"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4."/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="6"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:pStyle w:val="Nomor"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="3"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="6"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="7"/></w:num>
</w:numbering>`

const styleXML = `<w:styles ` + wordNS + `><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Nomor"><w:name w:val="Daftar Bernomor"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Anak"><w:name w:val="Anak"/><w:basedOn w:val="Nomor"/></w:style></w:styles>`

func listed(id, level, text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

// The numbers that Word makes are the labels of the clauses.
func TestAutomaticNumbersAreUnderstood(t *testing.T) {
	t.Parallel()
	styled := func(style, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	h := handmade{
		rels:  []string{"numbering numbering.xml", "styles styles.xml"},
		parts: map[string]string{"word/numbering.xml": listXML, "word/styles.xml": styleXML},
		body: listed("1", "0", "Umum") + listed("1", "1", "Objek") + listed("1", "2", "satu") + listed("1", "3", "x") + listed("1", "3", "y") +
			listed("1", "2", "dua") + listed("1", "3", "z") + listed("2", "3", "mulai lagi") + listed("1", "0", "Lain") + listed("1", "1", "Biaya") + listed("1", "2", "tiga") +
			listed("3", "0", "butir") + styled("Nomor", "satu") + styled("Anak", "dua") + listed("0", "0", "tanpa nomor") + listed("99", "0", "daftar tak ada"),
	}
	want := "[BAB I]Umum\n[Pasal 1]Objek\n[(1)]satu\n[a.]x\n[b.]y\n[(2)]dua\n[a.]z\n[a.]mulai lagi\n[BAB II]Lain\n[Pasal 2]Biaya\n[(1)]tiga\n[•]butir\n[1.]satu\n[2.]dua\ntanpa nomor\ndaftar tak ada\n"
	if diff := cmp.Diff(want, flat(read(t, h).Reading(docx.Accepted).Body)); diff != "" {
		t.Error(diff)
	}
}

// A level that is skipped counts as met, once; text boxes count for themselves.
func TestNumbersOfUnusualLists(t *testing.T) {
	t.Parallel()
	box := `<w:p><w:r><w:pict><v:textbox><w:txbxContent>` + listed("4", "0", "kotak") + `</w:txbxContent></v:textbox></w:pict></w:r></w:p>`
	h := handmade{
		rels:  []string{"numbering numbering.xml"},
		parts: map[string]string{"word/numbering.xml": listXML},
		body: listed("1", "1", "Objek") + listed("1", "3", "langsung huruf") + listed("1", "2", "lalu ayat") + listed("1", "2", "lagi") + listed("1", "1", "Biaya") + listed("1", "2", "mulai lagi") +
			listed("4", "0", "satu") + box + listed("4", "0", "dua"),
	}
	want := "[Pasal 1]Objek\n[a.]langsung huruf\n[(2)]lalu ayat\n[(3)]lagi\n[Pasal 2]Biaya\n[(1)]mulai lagi\n[1.]satu\n\n[1.]kotak\n[2.]dua\n"
	if diff := cmp.Diff(want, flat(read(t, h).Reading(docx.Accepted).Body)); diff != "" {
		t.Error(diff)
	}
}

// A paragraph that one side put in moves the numbers after it, in that reading
// only.
func TestNumbersDifferBetweenTheReadings(t *testing.T) {
	t.Parallel()
	inserted := `<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:ins w:id="1" w:author="Rina"/></w:rPr></w:pPr>` + tracked("w:ins", "Rina", "Halte") + `</w:p>`
	f := read(t, handmade{
		rels: []string{"numbering numbering.xml"}, parts: map[string]string{"word/numbering.xml": listXML},
		body: listed("1", "1", "Objek") + inserted + listed("1", "1", "Biaya"),
	})
	if got, want := flat(f.Reading(docx.Accepted).Body), "[Pasal 1]Objek\n[Pasal 2]Halte\n[Pasal 3]Biaya\n"; got != want {
		t.Errorf("accepted %q, want %q", got, want)
	}
	if got, want := flat(f.Reading(docx.Original).Body), "[Pasal 1]Objek\n[Pasal 2]Biaya\n"; got != want {
		t.Errorf("original %q, want %q", got, want)
	}
}

func TestTextInUnusualPlaces(t *testing.T) {
	t.Parallel()
	box := `<w:txbxContent>` + p("di kotak") + `</w:txbxContent>`
	for name, c := range map[string]struct{ body, want string }{
		"a table in a table":                        {`<w:tbl><w:tr><w:tc>` + p("luar") + `<w:tbl><w:tr><w:tc>` + p("dalam") + `</w:tc></w:tr></w:tbl>` + p("") + `</w:tc><w:tc>` + p("kanan") + `</w:tc></w:tr></w:tbl>`, "<luar\n<dalam>\n|kanan>\n"},
		"a text box, once though it is there twice": {`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>` + box + `</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>` + box + `</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>luar</w:t></w:r></w:p>`, "luar\ndi kotak\n"},
		"a text box of an old Word":                 {`<w:p><w:r><w:pict><v:shape><v:textbox>` + box + `</v:textbox></v:shape></w:pict></w:r></w:p>`, "\ndi kotak\n"},
		"an alternative that nobody knows":          {`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="zz9"><w:t>baru</w:t></mc:Choice><mc:Fallback><w:t>lama</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "lama\n"},
		"a content control":                         {`<w:sdt><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent>` + p("isi") + `</w:sdtContent></w:sdt>`, "isi\n"},
		"a soft break, a tab, hyphens":              {`<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t><w:br w:type="page"/></w:r></w:p>`, "a⏎b\tc\u2011de\n"},
		"spaces that Word would not show":           {"<w:p><w:r><w:t>  a\n b </w:t></w:r><w:r><w:t xml:space=\"preserve\">\nc </w:t></w:r></w:p>", "a  b c \n"},
		"a field shows its result":                  {`<w:p><w:r><w:t xml:space="preserve">lihat </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF _s1 \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Pasal 8</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "lihat Pasal 8\n"},
		"a field that never ends":                   {`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>` + p("sesudahnya"), "\nsesudahnya\n"},
		"links, smart tags, directions":             {`<w:p><w:hyperlink w:anchor="x"><w:r><w:t>a</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>b</w:t></w:r></w:smartTag><w:bdo w:val="ltr"><w:r><w:t>c</w:t></w:r></w:bdo><w:customXml><w:r><w:t>d</w:t></w:r></w:customXml></w:p>`, "abcd\n"},
		"a formula":                                 {`<w:p><m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>`, "x=2\n"},
		"a symbol":                                  {`<w:p><w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r></w:p>`, "·\n"},
		"the strict edition":                        {`<s:p xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main"><s:r><s:t>ketat</s:t></s:r></s:p>`, "ketat\n"},
	} {
		if got := flat(read(t, handmade{body: c.body}).Reading(docx.Accepted).Body); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestNotesMarginsAndComments(t *testing.T) {
	t.Parallel()
	f := read(t, handmade{
		rels: []string{"footnotes footnotes.xml", "header header1.xml", "footer footer1.xml", "comments comments.xml"},
		parts: map[string]string{
			"word/footnotes.xml": `<w:footnotes ` + wordNS + `><w:footnote w:type="separator" w:id="0">` + p("garis") + `</w:footnote><w:footnote w:id="2">` + p("Catatan.") + `</w:footnote><w:footnote w:id="3">` + p("Tak dirujuk.") + `</w:footnote></w:footnotes>`,
			"word/header1.xml":   `<w:hdr ` + wordNS + `>` + p("RAHASIA") + `</w:hdr>`,
			"word/footer1.xml":   `<w:ftr ` + wordNS + `>` + p("Halaman 1") + `</w:ftr>`,
			"word/comments.xml":  `<w:comments ` + wordNS + `><w:comment w:id="4" w:author="Rina" w:date="2026-10-05T10:00:00Z">` + p("Terlalu tinggi?") + `</w:comment></w:comments>`,
		},
		body: `<w:p><w:bookmarkStart w:id="1" w:name="_s_biaya"/><w:commentRangeStart w:id="4"/><w:r><w:t>Tarif Rp14.000</w:t></w:r><w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>` +
			`<w:sectPr><w:headerReference r:id="rId2"/><w:footerReference r:id="rId3"/></w:sectPr>`,
	})
	got := f.Reading(docx.Accepted)
	para := got.Body[0].Paragraph
	want := &docx.Paragraph{
		Level: -1, Text: "Tarif Rp14.000.", Marks: []string{"_s_biaya"}, Comments: []string{"4"}, Number: 1,
		Spans: []docx.Span{{From: 14, To: 14, Note: "2"}},
	}
	if diff := cmp.Diff(want, para); diff != "" {
		t.Error(diff)
	}
	if len(got.Notes) != 1 || flat(got.Notes[0].Blocks) != "Catatan.\n" {
		t.Errorf("notes %+v", got.Notes)
	}
	if flat(got.Headers) != "RAHASIA\n" || flat(got.Footers) != "Halaman 1\n" {
		t.Errorf("headers %q, footers %q", flat(got.Headers), flat(got.Footers))
	}
	c := docx.Comment{ID: "4", Author: "Rina", Time: time.Date(2026, 10, 5, 10, 0, 0, 0, time.UTC), Text: "Terlalu tinggi?", About: "Tarif Rp14.000"}
	if diff := cmp.Diff([]docx.Comment{c}, f.Comments); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNotReadIsNamed(t *testing.T) {
	t.Parallel()
	f := read(t, handmade{
		mainType: "application/vnd.ms-word.document.macroEnabled.main+xml",
		rels:     []string{"vbaProject vbaProject.bin", "attachedTemplate http://contoh.invalid/a.dotm External", "image media/image1.png", "aFChunk afchunk.docx", "hyperlink https://kamparkab.go.id External"},
		parts:    map[string]string{"word/vbaProject.bin": "\x00", "word/media/image1.png": "x", "word/embeddings/oleObject1.bin": "x"},
		body:     `<w:p><w:r><w:drawing><a:blip r:embed="rId3"/></w:drawing></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>siluman</w:t></w:r></w:p><w:altChunk r:id="rId4"/>`,
	})
	got := map[docx.NoticeKind]string{}
	for _, n := range f.Notices {
		got[n.Kind] = strings.Join(n.Names, ",")
	}
	want := map[docx.NoticeKind]string{
		docx.Macros: "vbaProject.bin", docx.Embedded: "oleObject1.bin,afchunk.docx", docx.Linked: "a.dotm", docx.Pictures: "image1.png", docx.HiddenText: "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := flat(f.Reading(docx.Accepted).Body); got != "siluman\n" {
		t.Errorf("the text reads %q", got)
	}
	if s := f.Reading(docx.Accepted).Body[0].Paragraph.Spans; len(s) != 1 || !s[0].Hidden {
		t.Errorf("the hidden words are not marked: %+v", s)
	}
}

// A clause taken out in a tracked change takes its mark with it; it does not
// slip to the next clause.
func TestAMarkGoesWithItsWords(t *testing.T) {
	t.Parallel()
	marked := func(id, name, inner string, del bool) string {
		end := ""
		if del {
			end = `<w:pPr><w:rPr><w:del w:id="1" w:author="Rina"/></w:rPr></w:pPr>`
		}
		return `<w:p>` + end + `<w:bookmarkStart w:id="` + id + `" w:name="` + name + `"/>` + inner + `<w:bookmarkEnd w:id="` + id + `"/></w:p>`
	}
	f := read(t, handmade{body: marked("1", "satu", tracked("w:del", "Rina", "Satu."), true) + marked("2", "dua", `<w:r><w:t>Dua.</w:t></w:r>`, false)})
	marks := func(v docx.View) (all [][]string) {
		for _, b := range f.Reading(v).Body {
			all = append(all, b.Paragraph.Marks)
		}
		return all
	}
	if got, want := marks(docx.Accepted), [][]string{{"dua"}}; !cmp.Equal(got, want) {
		t.Errorf("accepted: %v, want %v", got, want)
	}
	if got, want := marks(docx.Original), [][]string{{"satu"}, {"dua"}}; !cmp.Equal(got, want) {
		t.Errorf("original: %v, want %v", got, want)
	}
}
