package render

import (
	"cmp"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/emblem"
)

// Heights of emblems in millimetres: above an agreement, in a letterhead.
const emblemHeight, headHeight = 22.0, 22.0

// front sets what stands before the clauses.
func (t *typesetter) front() {
	if t.d.Letter != nil {
		t.letter()
		return
	}
	t.emblems()
	for _, line := range t.d.Title {
		t.paragraph(paragraph{words: line, face: titleFace, align: centred, after: 0.8})
	}
	t.space(3)
	for _, n := range t.d.Numbers {
		t.paragraph(paragraph{words: "NOMOR : " + n, face: textFace, align: centred})
	}
	t.space(7)
}

// emblems sets the emblem of each party above the title, the first at the left.
func (t *typesetter) emblems() {
	n := len(t.d.Parties)
	alone := t.d.Kind == draft.TermsOfRef || t.d.Kind == draft.Report
	if alone {
		n = min(n, 1)
	}
	if n == 0 || !t.d.Kind.Contract() && t.d.Kind != draft.Minutes && !alone {
		return
	}
	var draws []func(x, y float64)
	for _, p := range t.d.Parties[:n] {
		draws = append(draws, t.emblem(p.Government, emblemHeight))
	}
	t.add(box{height: emblemHeight + 5, draw: func(_ *press, y float64) {
		for i, draw := range draws {
			x := edgeLeft + column/2
			if n > 1 {
				x = edgeLeft + 12 + float64(i)*(column-24)/float64(n-1)
			}
			draw(x, y)
		}
	}})
}

// letter sets letterhead, place and date, the lines about the letter and the
// addressee, in the order of Permendagri 1/2023.
func (t *typesetter) letter() {
	l := t.d.Letter
	var from draft.Heading
	if l.From >= 0 && l.From < len(t.d.Parties) {
		from = t.d.Parties[l.From]
	}
	t.letterhead(from)
	place := strings.Trim(t.d.Place+", "+t.d.Date.Long(), ", ")
	if t.d.Date.IsZero() {
		place = cmp.Or(t.d.Place, "……………") + ", ………………………"
	}
	t.paragraph(paragraph{words: place, face: textFace, align: right, after: 3})
	number := ""
	if len(t.d.Numbers) > 0 {
		number = t.d.Numbers[0]
	}
	const names, colon = 22.0, 4.0
	for _, line := range [][2]string{{"Nomor", number}, {"Sifat", cmp.Or(l.Nature, "Biasa")}, {"Lampiran", cmp.Or(l.Enclosures, "-")}, {"Hal", l.Subject}} {
		f := textFace
		if line[0] == "Hal" {
			f = boldFace
		}
		from := len(t.boxes)
		t.paragraph(paragraph{label: ":", labelFace: textFace, words: line[1], face: f, x: names, indent: colon, width: column * 0.55, align: left})
		under := t.boxes[from].draw
		t.boxes[from].draw = func(p *press, y float64) {
			p.use(textFace)
			p.SetXY(edgeLeft, y)
			p.CellFormat(names, textFace.lead, line[0], "", 0, "L", false, 0, "")
			under(p, y)
		}
	}
	t.space(5)
	t.paragraph(paragraph{words: "Kepada", face: textFace, align: left})
	for i, to := range l.To {
		label := ""
		if i == 0 {
			label, to = "Yth.", strings.TrimPrefix(to, "Yth. ")
		}
		t.paragraph(paragraph{label: label, words: to, face: textFace, indent: hanging, align: left})
	}
	t.space(6)
}

// letterhead sets the kop: of a head of region under the state emblem, or of
// an agency beside the emblem of its region.
func (t *typesetter) letterhead(from draft.Heading) {
	if from.Agency == "" {
		draw := t.emblem(emblem.State, headHeight)
		t.add(box{height: headHeight + 3, draw: func(_ *press, y float64) { draw(edgeLeft+column/2, y) }})
		t.paragraph(paragraph{words: emblem.Head(from.Name), face: face{14, 7, true}, align: centred})
		t.address(from, 0)
		return
	}
	draw := t.emblem(from.Government, headHeight)
	at := len(t.boxes)
	const beside = 24.0
	t.paragraph(paragraph{words: from.Name, face: face{12, 6.2, true}, x: beside, align: centred})
	t.paragraph(paragraph{words: from.Agency, face: face{14, 7.2, true}, x: beside, align: centred})
	under := t.boxes[at].draw
	t.boxes[at].draw = func(p *press, y float64) {
		draw(edgeLeft+beside/2-1, y)
		under(p, y)
	}
	t.address(from, beside)
	t.tie(at)
}

// address closes a letterhead with the double rule.
func (t *typesetter) address(from draft.Heading, x float64) {
	before := 0.0
	for _, b := range t.boxes {
		before += b.height
	}
	t.paragraph(paragraph{words: cmp.Or(from.Address, " "), face: smallFace, x: x, align: centred})
	gap := 2.5
	if x > 0 { // the rule stands below the emblem
		gap = max(gap, headHeight+2-before-smallFace.lead)
	}
	t.add(box{height: gap + 7, draw: func(p *press, y float64) {
		p.SetLineWidth(0.9)
		p.Line(edgeLeft, y+gap, edgeLeft+column, y+gap)
		p.SetLineWidth(0.25)
		p.Line(edgeLeft, y+gap+1.1, edgeLeft+column, y+gap+1.1)
		p.SetLineWidth(0.2)
	}})
}
