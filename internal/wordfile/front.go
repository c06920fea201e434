package wordfile

import (
	"cmp"
	"strings"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/emblem"
)

// front writes what stands before the clauses: letterhead or emblems, title,
// numbers.
func (b *book) front() {
	if b.d.Letter != nil {
		b.letter()
		return
	}
	b.emblems()
	for _, t := range b.d.Title {
		b.print(docx.Para{Style: styleTitle}, t, docx.Run{Bold: true})
	}
	b.add(docx.Para{Style: styleNumber})
	for _, n := range b.d.Numbers {
		b.print(docx.Para{Style: styleNumber}, "NOMOR : "+n)
	}
	b.add(docx.Para{Style: styleNumber, After: 240})
}

// emblemSize is the height of an emblem above an agreement, and of the one in
// a letterhead.
const emblemSize, headSize = 1134, 1247

// emblems puts the emblem of each party above the title, the first at the left.
func (b *book) emblems() {
	n := len(b.d.Parties)
	if n == 0 || !b.d.Kind.Contract() && b.d.Kind != draft.Minutes && b.d.Kind != draft.TermsOfRef {
		return
	}
	if b.d.Kind == draft.TermsOfRef {
		n = 1
	}
	g := docx.Grid{Rows: [][]docx.GridCell{nil}}
	for i, p := range b.d.Parties[:n] {
		align := "center"
		if n > 1 && i == 0 {
			align = "left"
		} else if n > 1 && i == n-1 {
			align = "right"
		}
		g.Widths = append(g.Widths, textWidth/n)
		g.Rows[0] = append(g.Rows[0], docx.GridCell{Blocks: []docx.Piece{{Para: &docx.Para{Style: styleSign, Align: align, Text: []docx.Run{{Picture: b.emblem(p.Government, p.Name, emblemSize)}}}}}})
	}
	b.out = append(b.out, docx.Piece{Grid: &g})
	b.add(docx.Para{Style: styleSign})
}

func (b *book) emblem(code, name string, height int) *docx.Picture {
	img := emblem.Of(b.o.Emblems[code])
	alt := "Lambang " + name
	if img.Placeholder {
		alt = "Tempat lambang " + name
	}
	return &docx.Picture{Data: img.Data, Height: height, Width: height * img.Width / img.Height, Alt: alt}
}

// letter writes letterhead, place and date, the lines about the letter, and
// the addressee, in the order of Permendagri 1/2023.
func (b *book) letter() {
	l := b.d.Letter
	var from draft.Heading
	if l.From >= 0 && l.From < len(b.d.Parties) {
		from = b.d.Parties[l.From]
	}
	b.letterhead(from)
	place := strings.Trim(b.d.Place+", "+b.d.Date.Long(), ", ")
	if b.d.Date.IsZero() {
		place = cmp.Or(b.d.Place, "……………") + ", ………………………"
	}
	b.print(docx.Para{Style: styleLetter, Align: "right", After: 120}, place)
	number := ""
	if len(b.d.Numbers) > 0 {
		number = b.d.Numbers[0]
	}
	g := docx.Grid{Widths: []int{1500, 400, textWidth - 1900}}
	for _, line := range [][2]string{{"Nomor", number}, {"Sifat", cmp.Or(l.Nature, "Biasa")}, {"Lampiran", cmp.Or(l.Enclosures, "-")}, {"Hal", l.Subject}} {
		var row []docx.GridCell
		for i, text := range []string{line[0], ":", line[1]} {
			p := b.printed(docx.Para{Style: styleLetter}, text, docx.Run{Bold: i == 2 && line[0] == "Hal"})
			row = append(row, docx.GridCell{Blocks: []docx.Piece{{Para: &p}}})
		}
		g.Rows = append(g.Rows, row)
	}
	b.out = append(b.out, docx.Piece{Grid: &g})
	b.add(docx.Para{Style: styleLetter, After: 60})
	b.print(docx.Para{Style: styleLetter}, "Kepada")
	for i, to := range l.To {
		if i == 0 {
			to = "Yth. " + strings.TrimPrefix(to, "Yth. ")
		}
		b.print(docx.Para{Style: styleLetter}, to)
	}
	b.add(docx.Para{Style: styleLetter, After: 120})
}

// letterhead writes the kop: of the head of region under the state emblem, or
// of an agency beside the emblem of its region, with the address.
func (b *book) letterhead(from draft.Heading) {
	rule := docx.Para{Style: styleHead, Line: true, After: 240}
	if from.Agency == "" {
		b.add(docx.Para{Style: styleHead, Text: []docx.Run{{Picture: b.emblem(emblem.State, from.Name, headSize)}}})
		b.print(docx.Para{Style: styleHead}, emblem.Head(from.Name), docx.Run{Bold: true, Size: 28})
		b.print(rule, cmp.Or(from.Address, " "), docx.Run{Size: 18})
		return
	}
	const beside = 1300
	var lines []docx.Piece
	for _, l := range []struct {
		text string
		look docx.Run
	}{{from.Name, docx.Run{Bold: true, Size: 24}}, {from.Agency, docx.Run{Bold: true, Size: 28}}, {cmp.Or(from.Address, " "), docx.Run{Size: 18}}} {
		p := b.printed(docx.Para{Style: styleHead}, l.text, l.look)
		lines = append(lines, docx.Piece{Para: &p})
	}
	picture := docx.Para{Style: styleHead, Text: []docx.Run{{Picture: b.emblem(from.Government, from.Name, headSize)}}}
	b.out = append(b.out, docx.Piece{Grid: &docx.Grid{Widths: []int{beside, textWidth - beside}, Rows: [][]docx.GridCell{{
		{Blocks: []docx.Piece{{Para: &picture}}}, {Middle: true, Blocks: lines},
	}}}})
	b.add(rule)
}

// annex writes an annex on a page of its own: what it is an annex of, its
// title, its content.
func (b *book) annex(a draft.Item) {
	left := textWidth * 45 / 100
	lines := []string{a.Label}
	if b.d.Kind.Contract() || b.d.Kind == draft.Minutes {
		lines = append(lines, strings.ToUpper(b.d.Kind.Name()))
	}
	for _, n := range b.d.Numbers {
		lines = append(lines, "NOMOR : "+n)
	}
	if !b.d.Date.IsZero() {
		lines = append(lines, "TANGGAL : "+b.d.Date.Long())
	}
	for i, text := range lines {
		b.print(docx.Para{Style: styleLetter, Left: left, PageBreakBefore: i == 0}, text)
	}
	b.add(docx.Para{Style: styleLetter})
	title := docx.Para{Style: styleAnnex, Marks: b.mark(a.ID, heading), Text: b.runs(a.Heading)}
	for i := range title.Text {
		title.Text[i].Bold = true
	}
	b.add(title)
	s := &scribe{b: b, base: b.list(sectionList())}
	s.paragraphs(a, 0, 0, stylePlain)
	s.items(a.Children, a.Level, s.base, 0)
}
