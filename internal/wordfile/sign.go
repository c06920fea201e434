package wordfile

import (
	"sinergi/internal/docx"
	"sinergi/internal/draft"
)

// blankLine is where a name will stand that is not known yet.
const blankLine = "……………………………"

// signatures writes the places to sign: two in a row, the first party at the
// right; a single one at the right.
func (b *book) signatures() {
	all := b.d.Signatures
	if len(all) == 0 {
		return
	}
	b.add(docx.Para{Style: styleSign, KeepNext: true})
	half := textWidth / 2
	g := docx.Grid{Widths: []int{half, textWidth - half}}
	if len(all) == 1 {
		g.Rows = [][]docx.GridCell{{{}, b.place(all[0])}}
	}
	for i := 0; i < len(all) && len(all) > 1; i += 2 {
		if i+1 == len(all) {
			last := b.place(all[i])
			last.Span = 2
			g.Rows = append(g.Rows, []docx.GridCell{last})
			break
		}
		right := b.place(all[i])
		g.Rows = append(g.Rows, []docx.GridCell{b.place(all[i+1]), right})
	}
	b.out = append(b.out, docx.Piece{Grid: &g})
	b.add(docx.Para{Style: styleSign})
}

// place is one place to sign, as Permendagri 1/2023 art. 44 has the lines.
func (b *book) place(s draft.Signature) docx.GridCell {
	var cell docx.GridCell
	say := func(text string, look docx.Run) {
		p := b.printed(docx.Para{Style: styleSign, KeepNext: true}, text, look)
		cell.Blocks = append(cell.Blocks, docx.Piece{Para: &p})
	}
	space := func(n int) {
		for range n {
			cell.Blocks = append(cell.Blocks, docx.Piece{Para: &docx.Para{Style: styleSign, KeepNext: true}})
		}
	}
	if s.Label != "" {
		say(s.Label+",", docx.Run{Bold: true})
	}
	if s.OnBehalf != "" {
		say(s.OnBehalf, docx.Run{})
	}
	office, name, rest := split(s.Lines)
	say(office+",", docx.Run{})
	space(5)
	say(name, docx.Run{Bold: true, Underline: true})
	for _, text := range rest {
		say(text, docx.Run{})
	}
	space(1)
	return cell
}

// split parts the lines of a signature: office, name, and what stands below.
func split(lines []string) (office, name string, rest []string) {
	office, name = blankLine, blankLine
	if len(lines) > 0 && lines[0] != "" {
		office = lines[0]
	}
	if len(lines) > 1 && lines[1] != "" {
		name, rest = lines[1], lines[2:]
	}
	return office, name, rest
}
