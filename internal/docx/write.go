package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// The namespaces of a part that we write.
const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsW      = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	nsBody   = nsW + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
	relType  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// packed is the time that the entries of a written archive bear: the earliest
// that the format knows, so that the same text is the same file.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Write writes a Word file. The same output always gives the same bytes.
func Write(w io.Writer, o Output) error {
	b := &builder{o: o}
	b.pieces(o.Blocks)
	b.section()
	var footer builder
	for _, p := range o.Footer {
		footer.paragraph(p)
	}
	parts := []struct{ name, body string }{
		{"[Content_Types].xml", b.contentTypes()},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", b.core()},
		{"docProps/app.xml", appXML},
		{"docProps/custom.xml", b.custom()},
		{"word/document.xml", xmlHead + `<w:document ` + nsBody + `><w:body>` + b.out.String() + `</w:body></w:document>`},
		{"word/styles.xml", b.styles()},
		{"word/numbering.xml", b.numbering()},
		{"word/settings.xml", b.settings()},
		{"word/fontTable.xml", b.fonts()},
		{"word/footer1.xml", xmlHead + `<w:ftr ` + nsBody + `>` + footer.out.String() + `</w:ftr>`},
		{"word/_rels/document.xml.rels", b.rels()},
	}
	for _, p := range b.pictures {
		parts = append(parts, struct{ name, body string }{"word/" + p.name(), string(p.data)})
	}
	z := zip.NewWriter(w)
	for _, p := range parts {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return fmt.Errorf("docx: %s: %w", p.name, err)
		}
		if _, err := io.WriteString(entry, p.body); err != nil {
			return fmt.Errorf("docx: %s: %w", p.name, err)
		}
	}
	return z.Close()
}

// builder builds the body.
type builder struct {
	o        Output
	out      strings.Builder
	pictures []picture
	marks    int
	controls int
}

type picture struct {
	data []byte
	no   int
}

func (p picture) jpeg() bool { return bytes.HasPrefix(p.data, []byte{0xFF, 0xD8}) }

func (p picture) name() string {
	if p.jpeg() {
		return fmt.Sprintf("media/image%d.jpeg", p.no)
	}
	return fmt.Sprintf("media/image%d.png", p.no)
}

func (b *builder) pieces(all []Piece) {
	for _, p := range all {
		switch {
		case p.Para != nil:
			b.paragraph(*p.Para)
		case p.Grid != nil:
			b.grid(*p.Grid)
		}
	}
}

func (b *builder) paragraph(p Para) {
	b.out.WriteString("<w:p>")
	b.out.WriteString(p.properties())
	first := b.marks
	for _, name := range p.Marks {
		b.marks++
		fmt.Fprintf(&b.out, `<w:bookmarkStart w:id="%d" w:name="%s"/>`, b.marks, esc(name))
	}
	for _, w := range p.Text {
		b.words(w)
	}
	for i := range p.Marks {
		fmt.Fprintf(&b.out, `<w:bookmarkEnd w:id="%d"/>`, first+i+1)
	}
	b.out.WriteString("</w:p>")
}

// properties writes what differs from the style, in the order that the
// standard sets (17.3.1.26).
func (p Para) properties() string {
	var s strings.Builder
	if p.Style != "" {
		s.WriteString(`<w:pStyle w:val="` + esc(p.Style) + `"/>`)
	}
	if p.KeepNext {
		s.WriteString(`<w:keepNext/>`)
	}
	if p.PageBreakBefore {
		s.WriteString(`<w:pageBreakBefore/>`)
	}
	switch {
	case p.List > 0:
		fmt.Fprintf(&s, `<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, p.Level, p.List)
	case p.List < 0:
		s.WriteString(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>`)
	}
	if p.Line {
		s.WriteString(`<w:pBdr><w:bottom w:val="thinThickSmallGap" w:sz="18" w:space="4" w:color="auto"/></w:pBdr>`)
	}
	if p.After != 0 {
		fmt.Fprintf(&s, `<w:spacing w:after="%d"/>`, p.After)
	}
	if p.Left != 0 || p.Hanging != 0 {
		fmt.Fprintf(&s, `<w:ind w:left="%d" w:hanging="%d"/>`, p.Left, p.Hanging)
	}
	if p.Align != "" {
		s.WriteString(`<w:jc w:val="` + esc(p.Align) + `"/>`)
	}
	if s.Len() == 0 {
		return ""
	}
	return "<w:pPr>" + s.String() + "</w:pPr>"
}

func (b *builder) words(w Run) {
	switch {
	case w.Tag != "":
		b.controls++
		name := ""
		if w.Name != "" {
			name = `<w:alias w:val="` + esc(w.Name) + `"/>`
		}
		fmt.Fprintf(&b.out, `<w:sdt><w:sdtPr>%s<w:tag w:val="%s"/><w:id w:val="%d"/><w:lock w:val="contentLocked"/></w:sdtPr><w:sdtContent>`, name, esc(w.Tag), b.controls)
		b.run(w)
		b.out.WriteString(`</w:sdtContent></w:sdt>`)
	case w.Anchor != "":
		b.out.WriteString(`<w:hyperlink w:anchor="` + esc(w.Anchor) + `" w:history="1">`)
		b.run(w)
		b.out.WriteString(`</w:hyperlink>`)
	default:
		b.run(w)
	}
}

func (b *builder) run(w Run) {
	look := ""
	if w.Bold {
		look += `<w:b/>`
	}
	if w.Italic {
		look += `<w:i/>`
	}
	if w.Size > 0 {
		look += fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, w.Size, w.Size)
	}
	if w.Underline {
		look += `<w:u w:val="single"/>`
	}
	if look != "" {
		look = `<w:rPr>` + look + `</w:rPr>`
	}
	switch {
	case w.Field != "":
		for _, part := range []string{`<w:fldChar w:fldCharType="begin"/>`, `<w:instrText xml:space="preserve"> ` + w.Field + ` </w:instrText>`, `<w:fldChar w:fldCharType="separate"/>`, `<w:t>1</w:t>`, `<w:fldChar w:fldCharType="end"/>`} {
			b.out.WriteString(`<w:r>` + look + part + `</w:r>`)
		}
	case w.Picture != nil:
		b.out.WriteString(`<w:r>` + b.drawing(*w.Picture) + `</w:r>`)
	default:
		b.out.WriteString(`<w:r>` + look)
		writeText(&b.out, w.Text)
		b.out.WriteString(`</w:r>`)
	}
}

// writeText writes characters, breaks and tabs.
func writeText(out *strings.Builder, text string) {
	from := 0
	flush := func(to int) {
		if to > from {
			out.WriteString(`<w:t xml:space="preserve">` + esc(text[from:to]) + `</w:t>`)
		}
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\t' {
			flush(i)
			if text[i] == '\n' {
				out.WriteString(`<w:br/>`)
			} else {
				out.WriteString(`<w:tab/>`)
			}
			from = i + 1
		}
	}
	flush(len(text))
}

// emu is how many English Metric Units a twip has, the unit of drawings.
const emu = 635

func (b *builder) drawing(p Picture) string {
	pic := picture{p.Data, len(b.pictures) + 1}
	for _, old := range b.pictures {
		if bytes.Equal(old.data, p.Data) {
			pic = old
		}
	}
	if pic.no > len(b.pictures) {
		b.pictures = append(b.pictures, pic)
	}
	b.controls++
	size := fmt.Sprintf(`cx="%d" cy="%d"`, p.Width*emu, p.Height*emu)
	return fmt.Sprintf(`<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent %s/><wp:docPr id="%d" name="Gambar %d" descr="%s"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="Gambar %d"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rIdP%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext %s/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`,
		size, b.controls, b.controls, esc(p.Alt), b.controls, b.controls, pic.no, size)
}

func (b *builder) grid(g Grid) {
	b.out.WriteString(`<w:tbl><w:tblPr>`)
	total := 0
	for _, w := range g.Widths {
		total += w
	}
	fmt.Fprintf(&b.out, `<w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/>`, total)
	if g.Borders {
		b.out.WriteString(`<w:tblBorders>`)
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			b.out.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
		}
		b.out.WriteString(`</w:tblBorders>`)
	}
	b.out.WriteString(`<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range g.Widths {
		fmt.Fprintf(&b.out, `<w:gridCol w:w="%d"/>`, w)
	}
	b.out.WriteString(`</w:tblGrid>`)
	for i, row := range g.Rows {
		b.out.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if i < g.Header {
			b.out.WriteString(`<w:tblHeader/>`)
		}
		b.out.WriteString(`</w:trPr>`)
		at := 0
		for _, c := range row {
			at += b.cell(c, g.Widths[min(at, len(g.Widths)):])
		}
		b.out.WriteString(`</w:tr>`)
	}
	b.out.WriteString(`</w:tbl>`)
}

// cell writes a cell and gives how many columns it takes.
func (b *builder) cell(c GridCell, widths []int) int {
	span := max(c.Span, 1)
	width := 0
	for i := 0; i < span && i < len(widths); i++ {
		width += widths[i]
	}
	fmt.Fprintf(&b.out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if span > 1 {
		fmt.Fprintf(&b.out, `<w:gridSpan w:val="%d"/>`, span)
	}
	if c.Shade {
		b.out.WriteString(`<w:shd w:val="clear" w:color="auto" w:fill="E7EAEE"/>`)
	}
	if c.Middle {
		b.out.WriteString(`<w:vAlign w:val="center"/>`)
	}
	b.out.WriteString(`</w:tcPr>`)
	b.pieces(c.Blocks)
	if n := len(c.Blocks); n == 0 || c.Blocks[n-1].Para == nil {
		b.out.WriteString(`<w:p/>`) // a cell ends with a paragraph
	}
	b.out.WriteString(`</w:tc>`)
	return span
}

// section ends the body: an A4 sheet.
func (b *builder) section() {
	m := b.o.Margins
	fmt.Fprintf(&b.out, `<w:sectPr><w:footerReference w:type="default" r:id="rIdF"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`,
		m.Top, m.Right, m.Bottom, m.Left)
}

// esc makes text safe inside XML. Characters that XML cannot hold become the
// replacement character, so that a loss is seen.
func esc(s string) string {
	var b bytes.Buffer
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	_ = xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}
