package docx_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/docx"
)

const (
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:o="urn:schemas-microsoft-com:office:office"`
	docType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	relNS   = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relBase = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// handmade is a Word file written by hand, part by part.
type handmade struct {
	body, mainType string
	parts          map[string]string // further parts by name
	rels           []string          // relationships of the document: "kind target", "kind target External"
}

// documentXML wraps a body.
func documentXML(body string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ` + wordNS + `><w:body>` + body + `</w:body></w:document>`
}

func (h handmade) bytes(t testing.TB) []byte {
	t.Helper()
	if h.mainType == "" {
		h.mainType = docType
	}
	var rels strings.Builder
	for i, r := range h.rels {
		f := strings.Fields(r)
		mode := ""
		if len(f) == 3 {
			mode = ` TargetMode="External"`
		}
		rels.WriteString(`<Relationship Id="rId` + string(rune('1'+i)) + `" Type="` + relBase + f[0] + `" Target="` + f[1] + `"` + mode + `/>`)
	}
	parts := map[string]string{
		"[Content_Types].xml":          `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="` + h.mainType + `"/></Types>`,
		"_rels/.rels":                  `<Relationships ` + relNS + `><Relationship Id="rId1" Type="` + relBase + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/_rels/document.xml.rels": `<Relationships ` + relNS + `>` + rels.String() + `</Relationships>`,
		"word/document.xml":            documentXML(h.body),
	}
	for name, body := range h.parts {
		parts[name] = body
	}
	return zipped(t, parts)
}

func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func read(t testing.TB, h handmade) *docx.File {
	t.Helper()
	f, err := docx.Read(h.bytes(t), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// flat writes blocks so that a test can compare them at a glance: a line for a
// paragraph, labels in front, tables in brackets.
func flat(blocks []docx.Block) string {
	var b strings.Builder
	for _, x := range blocks {
		if p := x.Paragraph; p != nil {
			if p.Label != "" {
				b.WriteString("[" + p.Label + "]")
			}
			b.WriteString(strings.ReplaceAll(p.Text, "\n", "⏎") + "\n")
		}
		if x.Table != nil {
			b.WriteString("<")
			for i, row := range x.Table.Rows {
				if i > 0 {
					b.WriteString("/")
				}
				for j, c := range row.Cells {
					if j > 0 {
						b.WriteString("|")
					}
					b.WriteString(strings.TrimSuffix(flat(c.Blocks), "\n"))
				}
			}
			b.WriteString(">\n")
		}
	}
	return b.String()
}

// p is a paragraph of one run.
func p(text string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

// tracked wraps runs in a tracked change.
func tracked(kind, author, text string) string {
	element := "w:t"
	if kind == "w:del" || kind == "w:moveFrom" {
		element = "w:delText"
	}
	return `<` + kind + ` w:id="9" w:author="` + author + `" w:date="2026-10-05T09:30:00Z"><w:r><` + element + ` xml:space="preserve">` + text + `</` + element + `></w:r></` + kind + `>`
}
