package docx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"sinergi/internal/docx"
	"sinergi/internal/fault"
)

func TestWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	good := handmade{body: p("x")}
	with := func(part, body string) []byte {
		return handmade{body: p("x"), parts: map[string]string{part: body}}.bytes(t)
	}
	for name, c := range map[string]struct {
		data []byte
		lim  docx.Limits
		key  string
	}{
		"nothing":                   {nil, docx.Limits{}, "docx.empty"},
		"a PDF":                     {[]byte("%PDF-1.7\n"), docx.Limits{}, "docx.is_pdf"},
		"an RTF":                    {[]byte(`{\rtf1`), docx.Limits{}, "docx.is_rtf"},
		"a DOC, or one locked":      {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"), docx.Limits{}, "docx.is_old_or_locked"},
		"a web page":                {[]byte("<html>"), docx.Limits{}, "docx.is_xml"},
		"an ODT":                    {zipped(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.text"}), docx.Limits{}, "docx.is_odt"},
		"another archive":           {zipped(t, map[string]string{"a.txt": "a"}), docx.Limits{}, "docx.not_docx"},
		"a spreadsheet":             {handmade{mainType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"}.bytes(t), docx.Limits{}, "docx.not_word"},
		"no archive":                {[]byte("PK\x03\x04 rusak"), docx.Limits{}, "docx.bad_zip"},
		"cut off":                   {good.bytes(t)[:400], docx.Limits{}, "docx.bad_zip"},
		"larger than allowed":       {good.bytes(t), docx.Limits{Bytes: 100}, "docx.too_large"},
		"too many parts":            {good.bytes(t), docx.Limits{Parts: 3}, "docx.too_many_parts"},
		"a part too large":          {good.bytes(t), docx.Limits{Part: 300}, "docx.part_too_large"},
		"all parts too large":       {good.bytes(t), docx.Limits{Unpacked: 600}, "docx.part_too_large"},
		"too many elements":         {good.bytes(t), docx.Limits{Nodes: 4}, "docx.part_too_large"},
		"too many paragraphs":       {handmade{body: p("a") + p("b") + p("c")}.bytes(t), docx.Limits{Paragraphs: 2}, "docx.too_long"},
		"elements in elements":      {handmade{body: strings.Repeat("<w:x>", 300) + strings.Repeat("</w:x>", 300)}.bytes(t), docx.Limits{}, "docx.too_deep"},
		"tables in tables":          {handmade{body: strings.Repeat("<w:tbl><w:tr><w:tc>", 45) + strings.Repeat("</w:tc></w:tr></w:tbl>", 45)}.bytes(t), docx.Limits{}, "docx.too_deep"},
		"XML that does not close":   {with("word/document.xml", `<w:document `+wordNS+`><w:body><w:p>`), docx.Limits{}, "docx.bad_xml"},
		"XML with two roots":        {with("word/document.xml", `<w:document `+wordNS+`><w:body/></w:document><w:document/>`), docx.Limits{}, "docx.bad_xml"},
		"an entity from outside":    {with("word/document.xml", `<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document `+wordNS+`><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>`), docx.Limits{}, "docx.doctype"},
		"entities in entities":      {with("word/styles.xml", `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:styles/>`), docx.Limits{}, ""},
		"an entity that is not":     {with("word/document.xml", `<w:document `+wordNS+`><w:body>&apa;</w:body></w:document>`), docx.Limits{}, "docx.bad_xml"},
		"no body":                   {with("word/document.xml", `<w:document `+wordNS+`/>`), docx.Limits{}, "docx.no_body"},
		"a document that is not it": {with("_rels/.rels", `<Relationships `+relNS+`><Relationship Id="r" Type="`+relBase+`officeDocument" Target="word/hilang.xml"/></Relationships>`), docx.Limits{}, "docx.not_word"},
		"not UTF-8":                 {with("word/document.xml", "<w:document "+wordNS+"><w:body><w:p><w:r><w:t>\xff\xfe</w:t></w:r></w:p></w:body></w:document>"), docx.Limits{}, "docx.bad_xml"},
	} {
		_, err := docx.Read(c.data, c.lim)
		if c.key == "" {
			if err != nil {
				t.Errorf("%s: %v, want none: the part is not referred to", name, err)
			}
			continue
		}
		if e := fault.Of(err); e == nil || e.Key != c.key || e.Kind != fault.Invalid {
			t.Errorf("%s: got %v, want %s", name, err, c.key)
		}
	}
}

// Two entries of one name: one program would read the first, another the last.
func TestAPartThatIsThereTwice(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml", "WORD/document.xml"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := docx.Read(buf.Bytes(), docx.Limits{}); fault.Of(err) == nil || fault.Of(err).Key != "docx.part_twice" {
		t.Errorf("got %v", err)
	}
}

// A small archive that unpacks to a large part is given up early.
func TestABombIsGivenUpEarly(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	w, err := z.Create("[Content_Types].xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := bytes.Repeat([]byte(" "), 1<<20)
	for range 20 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := docx.Read(buf.Bytes(), docx.Limits{Part: 8 << 20}); fault.Of(err) == nil || fault.Of(err).Key != "docx.part_too_large" {
		t.Errorf("got %v", err)
	}
}

func TestUTF16(t *testing.T) {
	t.Parallel()
	text := strings.Replace(documentXML(p("perjanjian é")), "UTF-8", "UTF-16", 1)
	data := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(text)) {
		data = append(data, byte(u), byte(u>>8))
	}
	f := read(t, handmade{parts: map[string]string{"word/document.xml": string(data)}})
	if got := flat(f.Reading(docx.Accepted).Body); got != "perjanjian é\n" {
		t.Errorf("got %q", got)
	}
}

// Two hundred pages, as Word writes them with a run for every spelling mark.
func TestTwoHundredPages(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for i := range 3000 {
		body.WriteString(`<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr>`)
		for j := range 20 {
			fmt.Fprintf(&body, `<w:r w:rsidRPr="00AB12CD"><w:rPr><w:rFonts w:ascii="Bookman Old Style" w:hAnsi="Bookman Old Style"/><w:sz w:val="24"/></w:rPr><w:t xml:space="preserve">kata%d-%d </w:t></w:r>`, i, j)
		}
		body.WriteString(`</w:p>`)
	}
	data := handmade{rels: []string{"numbering numbering.xml"}, parts: map[string]string{"word/numbering.xml": listXML}, body: body.String()}.bytes(t)
	start := time.Now()
	f, err := docx.Read(data, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got := f.Reading(docx.Accepted).Body
	t.Logf("%d MB of XML in %v", body.Len()>>20, time.Since(start))
	if len(got) != 3000 || got[2999].Paragraph.Label != "(3000)" || !strings.HasSuffix(got[2999].Paragraph.Text, "kata2999-19 ") {
		t.Errorf("%d paragraphs, the last %+v", len(got), got[len(got)-1].Paragraph)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(documentXML(p("x")), listXML)
	f.Add(documentXML(`<w:p><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>`+tracked("w:ins", "A", "b")+`<w:bookmarkStart w:id="1" w:name="n"/></w:p>`), listXML)
	f.Add(documentXML(`<w:tbl><w:tr><w:tc>`+p("a")+`</w:tc></w:tr></w:tbl><w:sdt><w:sdtPr><w:tag w:val="t"/></w:sdtPr><w:sdtContent>`+p("b")+`</w:sdtContent></w:sdt>`), styleXML)
	f.Fuzz(func(t *testing.T, document, definitions string) {
		data := handmade{
			rels:  []string{"numbering numbering.xml", "styles styles.xml", "footnotes footnotes.xml"},
			parts: map[string]string{"word/document.xml": document, "word/numbering.xml": definitions, "word/styles.xml": definitions, "word/footnotes.xml": document},
		}.bytes(t)
		check(t, data)
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(handmade{body: p("x")}.bytes(f))
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}

// check reads data: an error is a fault of the file, and no text goes missing
// between the two readings of a file without tracked changes.
func check(t *testing.T, data []byte) {
	file, err := docx.Read(data, docx.Limits{Bytes: 1 << 20, Part: 1 << 20, Unpacked: 4 << 20})
	if err != nil {
		if fault.KindOf(err) != fault.Invalid {
			t.Fatalf("not a fault of the file: %v", err)
		}
		return
	}
	accepted, original := file.Reading(docx.Accepted), file.Reading(docx.Original)
	for _, text := range []docx.Text{accepted, original} {
		for _, b := range text.Body {
			if p := b.Paragraph; p != nil {
				for _, s := range p.Spans {
					if s.From < 0 || s.To > len(p.Text) || s.From > s.To {
						t.Fatalf("span %+v of %q", s, p.Text)
					}
				}
			}
		}
	}
	if !file.Tracked() && docx.Words(accepted.Body) != docx.Words(original.Body) {
		t.Fatalf("no change is reported, yet %q and %q differ", docx.Words(accepted.Body), docx.Words(original.Body))
	}
}
