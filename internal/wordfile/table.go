package wordfile

import (
	"strings"
	"unicode"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
)

// table writes a table clause: its caption, the head row, the rows.
func (s *scribe) table(it draft.Item) {
	if len(it.Heading) > 0 {
		s.b.add(docx.Para{Style: stylePlain, Align: "center", KeepNext: true, Marks: s.b.mark(it.ID, heading), Text: embolden(s.b.runs(it.Heading))})
	}
	columns := len(it.Cells)
	for _, row := range it.Children {
		columns = max(columns, len(row.Cells))
	}
	if columns == 0 {
		return
	}
	g := docx.Grid{Borders: true, Widths: widths(it, columns, textWidth)}
	if len(it.Cells) > 0 {
		g.Header = 1
		g.Rows = append(g.Rows, s.row(it.ID, it.Cells, columns, true))
	}
	for _, row := range it.Children {
		g.Rows = append(g.Rows, s.row(row.ID, row.Cells, columns, false))
	}
	s.b.out = append(s.b.out, docx.Piece{Grid: &g})
	s.b.add(docx.Para{Style: styleCell})
}

func (s *scribe) row(id string, cells [][]draft.Run, columns int, head bool) []docx.GridCell {
	var row []docx.GridCell
	for i := range columns {
		p := docx.Para{Style: styleCell}
		if i < len(cells) {
			p.Text = s.b.runs(cells[i])
			if !head && figure(draft.Plain(cells[i])) {
				p.Align = "right"
			}
		}
		if head {
			p.Text, p.Align = embolden(p.Text), "center"
		}
		if i == 0 {
			p.Marks = s.b.mark(id, 0)
		}
		row = append(row, docx.GridCell{Shade: head, Middle: head, Blocks: []docx.Piece{{Para: &p}}})
	}
	return row
}

// figure reports whether a cell holds an amount or a quantity, which stands
// right.
func figure(s string) bool {
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

// wordWidth is the room that a character of a cell needs at most on average,
// and cellRoom what stands beside the words, in twips.
const wordWidth, cellRoom = 128, 260

// widths shares the width of a table among its columns: each gets room for its
// longest word, the rest goes by how much it holds.
func widths(it draft.Item, columns, total int) []int {
	least, wish := make([]int, columns), make([]int, columns)
	look := func(cells [][]draft.Run) {
		for i, c := range cells {
			text := draft.Plain(c)
			for _, w := range strings.Fields(text) {
				least[i] = max(least[i], len([]rune(w))*wordWidth+cellRoom)
			}
			wish[i] = max(wish[i], min(len([]rune(text))*wordWidth, total/2))
		}
	}
	look(it.Cells)
	for _, row := range it.Children {
		look(row.Cells)
	}
	need, more := 0, 0
	for i := range least {
		least[i] = max(least[i], 500)
		wish[i] = max(wish[i]+cellRoom-least[i], 0)
		need += least[i]
		more += wish[i]
	}
	room := total - need
	left := total
	for i := range least {
		switch {
		case room < 0:
			least[i] = least[i] * total / need
		case more > 0:
			least[i] += room * wish[i] / more
		default:
			least[i] += room / columns
		}
		left -= least[i]
	}
	least[columns-1] += left
	return least
}
