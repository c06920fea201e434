package render

import (
	"sinergi/internal/draft"
)

// The room for a visible signature, in millimetres.
const signWidth, signHeight = 64.0, 24.0

// blankName stands where a name is not known yet.
const blankName = "……………………………"

// signatures sets the places to sign: two in a row, the first party at the
// right; a single one at the right. They take the last lines of the text along
// to their page, so that no page holds signatures alone.
func (t *typesetter) signatures() {
	all := t.d.Signatures
	if len(all) == 0 {
		return
	}
	t.space(5)
	t.keepLast(4)
	half := column / 2
	for i := 0; i < len(all); i += 2 {
		switch {
		case len(all) == 1:
			t.signRow([]draft.Signature{all[0]}, []float64{half})
		case i+1 == len(all):
			t.signRow([]draft.Signature{all[i]}, []float64{half / 2})
		default:
			t.signRow([]draft.Signature{all[i], all[i+1]}, []float64{half, 0})
		}
		t.space(4)
	}
}

// signRow sets signatures beside each other, each in half a column from x on,
// as one box.
func (t *typesetter) signRow(row []draft.Signature, x []float64) {
	type line struct {
		text string
		face face
	}
	type block struct {
		above, below []line
		high         float64
	}
	half := column / 2
	height := 0.0
	blocks := make([]block, len(row))
	highest := 0.0
	for i, s := range row {
		b := &blocks[i]
		put := func(to *[]line, text string, f face) (high float64) {
			for _, part := range t.fold(text, f, half-6) {
				*to = append(*to, line{part, f})
				high += f.lead
			}
			return high
		}
		if s.Label != "" {
			b.high += put(&b.above, s.Label+",", boldFace)
		}
		if s.OnBehalf != "" {
			b.high += put(&b.above, s.OnBehalf, textFace)
		}
		office, name, rest := signLines(s.Lines)
		b.high += put(&b.above, office+",", textFace)
		highest = max(highest, b.high)
		low := put(&b.below, name, boldFace)
		for _, text := range rest {
			low += put(&b.below, text, textFace)
		}
		height = max(height, low)
	}
	height += highest + signHeight + 2
	t.add(box{height: height, draw: func(p *press, y float64) {
		for i, s := range row {
			left := edgeLeft + x[i]
			at := y
			write := func(lines []line) {
				for _, l := range lines {
					p.use(l.face)
					p.SetXY(left, at)
					p.CellFormat(half, l.face.lead, l.text, "", 0, "C", false, 0, "")
					at += l.face.lead
				}
			}
			write(blocks[i].above)
			at = y + highest + 1
			t.places[s.Party] = placeAt(s.Party, p.page, left+(half-signWidth)/2, at)
			at += signHeight + 1
			write(blocks[i].below)
			p.underline(left, half, y+highest+2+signHeight+boldFace.lead, blocks[i].below[0].text)
		}
	}})
}

// underline rules off the name.
func (p *press) underline(left, width, y float64, text string) {
	p.use(boldFace)
	w := p.GetStringWidth(text)
	p.SetLineWidth(0.25)
	p.Line(left+(width-w)/2, y-0.6, left+(width+w)/2, y-0.6)
	p.SetLineWidth(0.2)
}

// placeAt turns a place in millimetres from the top into points from the
// bottom.
func placeAt(party string, page int, x, y float64) Place {
	const mm = 72 / 25.4
	return Place{
		Party: party, Page: page, Left: x * mm, Right: (x + signWidth) * mm,
		Top: (pageHeight - y) * mm, Bottom: (pageHeight - y - signHeight) * mm,
	}
}

// signLines parts the lines of a signature: office, name, and what stands
// below (Permendagri 1/2023 art. 44).
func signLines(lines []string) (office, name string, rest []string) {
	office, name = blankName, blankName
	if len(lines) > 0 && lines[0] != "" {
		office = lines[0]
	}
	if len(lines) > 1 && lines[1] != "" {
		name, rest = lines[1], lines[2:]
	}
	return office, name, rest
}

// PageSize gives the size of every page of a document in points.
func PageSize() (width, height float64) { return pageWidth * 72 / 25.4, pageHeight * 72 / 25.4 }
