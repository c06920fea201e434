package render

import (
	"fmt"
	"io"
	"time"
)

// Board is a printed sheet of tables: the timetable of a halt, the route sheet
// of a driver.
type Board struct {
	Language string
	Title    string
	Under    string // a line below the title
	Tables   []BoardTable
	Foot     string
}

// BoardTable is a table of a board. Shares are the widths of its columns, in
// parts of the page; none: all alike.
type BoardTable struct {
	Caption string
	Head    []string
	Shares  []float64
	Rows    [][]string
}

// BoardPDF writes a board as PDF; the same board is the same bytes.
func BoardPDF(w io.Writer, b Board) error {
	p := newPress(b.Title, b.Language, time.Time{})
	p.paragraph(paragraph{words: b.Title, face: titleFace, align: left, after: 1})
	if b.Under != "" {
		p.paragraph(paragraph{words: b.Under, face: textFace, align: left, after: 3})
	}
	for _, t := range b.Tables {
		if t.Caption != "" {
			p.paragraph(paragraph{words: t.Caption, face: boldFace, align: left, after: 1, keep: true})
		}
		sum := 0.0
		for i := range t.Head {
			sum += t.share(i)
		}
		g := grid{x: edgeLeft}
		for i := range t.Head {
			g.widths = append(g.widths, column*t.share(i)/sum)
		}
		from := len(p.boxes)
		p.gridRow(g, t.Head, true, nil)
		head := stack(p.boxes[from:])
		p.keepLast(len(p.boxes) - from)
		for _, row := range t.Rows {
			p.gridRow(g, row, false, &head)
		}
		p.space(5)
	}
	if b.Foot != "" {
		p.paragraph(paragraph{words: b.Foot, face: smallFace, align: left})
	}
	p.print(func() {}, func() {})
	if err := p.Output(w); err != nil {
		return fmt.Errorf("print %s: %w", b.Title, err)
	}
	return nil
}

func (t BoardTable) share(i int) float64 {
	if i < len(t.Shares) {
		return t.Shares[i]
	}
	return 1
}
