package render

import (
	"strings"
	"unicode"

	"sinergi/internal/draft"
)

// table sets a table clause: caption, head row repeated on every page, rows.
func (t *typesetter) table(it draft.Item, x float64) {
	columns := len(it.Cells)
	for _, row := range it.Children {
		columns = max(columns, len(row.Cells))
	}
	if parts := t.inParts(it, columns, column-x); len(parts) > 1 {
		for _, part := range parts {
			t.table(part, x)
		}
		return
	}
	if len(it.Heading) > 0 {
		t.paragraph(paragraph{words: draft.Plain(it.Heading), face: smallBold, x: x, align: centred, after: 1, keep: true})
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

// inParts divides a table of figures that is too wide for the page into several,
// each with the first column: a number that is broken in two is another number.
func (t *typesetter) inParts(it draft.Item, columns int, total float64) []draft.Item {
	for _, row := range it.Children {
		for i, cell := range row.Cells {
			if text := draft.Plain(cell); i > 0 && text != "" && text != "–" && !isFigure(text) {
				return nil
			}
		}
	}
	least, _ := t.measured(it, columns, total)
	need := 0.0
	for _, w := range least {
		need += w
	}
	if need <= total || columns < 3 {
		return nil
	}
	ends := fitting(least, total, columns)
	ends = fitting(least, total, (columns+len(ends)-2)/len(ends)) // no part has a column alone if it can have more
	parts, from := make([]draft.Item, 0, len(ends)), 1
	for _, to := range ends {
		part := draft.Item{Level: it.Level, Cells: columnsOf(it.Cells, from, to)}
		if from == 1 {
			part.Heading = it.Heading
		}
		for _, row := range it.Children {
			part.Children = append(part.Children, draft.Item{Level: row.Level, Cells: columnsOf(row.Cells, from, to)})
		}
		parts = append(parts, part)
		from = to
	}
	return parts
}

// fitting gives the ends of parts of a table, of so many columns at most beside
// the first, which each has.
func fitting(least []float64, total float64, most int) (ends []int) {
	for from := 1; from < len(least); {
		to, width := from, least[0]
		for to < len(least) && to-from < most && (to == from || width+least[to] <= total) {
			width += least[to]
			to++
		}
		ends = append(ends, to)
		from = to
	}
	return ends
}

// columnsOf gives the first cell of a row and some of the others.
func columnsOf(cells [][]draft.Run, from, to int) [][]draft.Run {
	if len(cells) == 0 {
		return nil
	}
	return append([][]draft.Run{cells[0]}, cells[min(from, len(cells)):min(to, len(cells))]...)
}

// measured gives the least width of each column, in which its longest word has
// room, and the one for all of a cell.
func (t *typesetter) measured(it draft.Item, columns int, total float64) (least, wish []float64) {
	least, wish = make([]float64, columns), make([]float64, columns)
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
	for i := range least {
		least[i] = max(least[i], 8)
	}
	return least, wish
}

// shares divides the width of a table among its columns: each gets room for its
// longest word, the rest goes by how much it holds.
func (t *typesetter) shares(it draft.Item, columns int, total float64) []float64 {
	least, wish := t.measured(it, columns, total)
	need, more := 0.0, 0.0
	for i := range least {
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
