package render

import (
	"strings"
	"unicode"

	"sinergi/internal/draft"
)

// table sets a table clause: caption, head row repeated on every page, rows.
func (t *typesetter) table(it draft.Item, x float64) {
	if len(it.Heading) > 0 {
		t.paragraph(paragraph{words: draft.Plain(it.Heading), face: smallBold, x: x, align: centred, after: 1, keep: true})
	}
	columns := len(it.Cells)
	for _, row := range it.Children {
		columns = max(columns, len(row.Cells))
	}
	if columns == 0 {
		return
	}
	g := grid{x: edgeLeft + x, widths: t.shares(it, columns, column-x)}
	var head *box
	if len(it.Cells) > 0 {
		from := len(t.boxes)
		t.gridRow(g, cellTexts(it.Cells, columns), true, nil)
		h := stack(t.boxes[from:])
		head = &h
		t.keepLast(len(t.boxes) - from)
	}
	for _, row := range it.Children {
		t.gridRow(g, cellTexts(row.Cells, columns), false, head)
	}
	t.space(3)
}

// stack makes one box of several.
func stack(boxes []box) box {
	parts := append([]box(nil), boxes...)
	height := 0.0
	for _, b := range parts {
		height += b.height
	}
	return box{height: height, draw: func(p *press, y float64) {
		for _, b := range parts {
			b.draw(p, y)
			y += b.height
		}
	}}
}

type grid struct {
	x      float64
	widths []float64
}

func cellTexts(cells [][]draft.Run, columns int) []string {
	out := make([]string, columns)
	for i, c := range cells {
		out[i] = draft.Plain(c)
	}
	return out
}

// cellPad is the room around the words of a cell, in millimetres.
const cellPad = 1.5

// gridRow sets a row as slices of one line each, so that a row higher than a
// page can go on on the next.
func (p *press) gridRow(g grid, cells []string, bold bool, head *box) {
	f := smallFace
	if bold {
		f = smallBold
	}
	lines := make([][]string, len(cells))
	most := 1
	for i, c := range cells {
		lines[i] = p.fold(c, f, g.widths[i]-2*cellPad)
		most = max(most, len(lines[i]))
	}
	from := len(p.boxes)
	for n := range most {
		first, last := n == 0, n == most-1
		height := f.lead
		if first {
			height += 1
		}
		if last {
			height += 1
		}
		p.add(box{height: height, head: head, draw: func(p *press, y float64) {
			at := g.x
			for i, w := range g.widths {
				border := "LR"
				if first {
					border += "T"
				}
				if last {
					border += "B"
				}
				if bold {
					p.SetFillColor(231, 234, 238)
				}
				p.SetXY(at, y)
				p.CellFormat(w, height, "", border, 0, "L", bold, 0, "")
				if n < len(lines[i]) {
					p.use(f)
					a := left
					switch {
					case bold, i == 0 && len(cells[i]) <= 3:
						a = centred
					case isFigure(cells[i]):
						a = right
					}
					top := y
					if first {
						top++
					}
					p.SetXY(at+cellPad, top)
					p.CellFormat(w-2*cellPad, f.lead, lines[i][n], "", 0, string(a), false, 0, "")
				}
				at += w
			}
		}})
	}
	p.tie(from)
}

// isFigure reports whether a cell holds an amount or a quantity, which stands
// right. Several numbers after each other, as the minutes of an hour at a halt,
// are read like words.
func isFigure(s string) bool {
	after := false
	for _, field := range strings.Fields(s) {
		number := unicode.IsDigit(rune(field[0]))
		if number && after {
			return false
		}
		after = number
	}
	digits := 0
	for _, r := range strings.TrimPrefix(s, "Rp") {
		switch {
		case unicode.IsDigit(r):
			digits++
		case strings.ContainsRune(".,-–% ", r):
		default:
			return false
		}
	}
	return digits > 0
}

// shares divides the width of a table among its columns: each gets room for its
// longest word, the rest goes by how much it holds.
func (t *typesetter) shares(it draft.Item, columns int, total float64) []float64 {
	least, wish := make([]float64, columns), make([]float64, columns)
	look := func(cells [][]draft.Run, f face) {
		t.use(f)
		for i, c := range cells {
			text := printable(draft.Plain(c))
			for _, w := range strings.Fields(text) {
				least[i] = max(least[i], t.GetStringWidth(w)+2*cellPad+0.6)
			}
			wish[i] = max(wish[i], min(t.GetStringWidth(text), total/2))
		}
	}
	look(it.Cells, smallBold)
	for _, row := range it.Children {
		look(row.Cells, smallFace)
	}
	need, more := 0.0, 0.0
	for i := range least {
		least[i] = max(least[i], 8)
		wish[i] = max(wish[i]+2*cellPad+0.6-least[i], 0)
		need += least[i]
		more += wish[i]
	}
	for i := range least {
		switch room := total - need; {
		case room < 0:
			least[i] *= total / need
		case more > 0:
			least[i] += room * wish[i] / more
		default:
			least[i] += room / float64(columns)
		}
	}
	return least
}
