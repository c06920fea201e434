package wordfile

import (
	"strings"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
)

// entry is a paragraph of a file, or a row of a table, on its way to become a
// clause.
type entry struct {
	id       string // of the clause that its bookmark names; empty when none
	part     part
	extra    []string // ids of further bookmarks, of paragraphs joined into this one
	printed  bool     // bears a bookmark of what was printed from facts
	label    label
	auto     bool // Word made the label
	text     string
	spans    []docx.Span
	shift    int // bytes of the paragraph that went before text
	comments []string
	number   int
	indent   int
	centred  bool
	bold     bool
	boxed    bool
	contents bool // of a table of contents
	rows     []rowEntry
	columns  int
}

// rowEntry is a row of a table.
type rowEntry struct {
	id       string
	head     bool
	cells    []string
	comments []string
}

// flow turns blocks into entries.
type flow struct{ known *known }

func (f *flow) body(blocks []docx.Block) []entry {
	var out []entry
	for _, b := range blocks {
		switch {
		case b.Paragraph != nil:
			out = append(out, f.paragraph(b.Paragraph)...)
		case b.Table != nil:
			out = append(out, f.table(b.Table)...)
		}
	}
	return out
}

// paragraph gives the entries of a paragraph: one, or more when soft line
// breaks part it into lines with labels of their own.
func (f *flow) paragraph(p *docx.Paragraph) []entry {
	e := entry{
		comments: p.Comments, number: p.Number, indent: p.Indent, centred: p.Align == "center", bold: p.Bold, boxed: p.Boxed,
		text: p.Text, spans: p.Spans, contents: strings.HasPrefix(strings.ToLower(p.Style), "toc ") || strings.HasPrefix(p.Style, "Contents "),
	}
	for _, name := range p.Marks {
		if printed(name) {
			e.printed = true
			continue
		}
		if id, part, ok := readMark(name, f.known.hashed); ok {
			if e.id == "" {
				e.id, e.part = id, part
			} else {
				e.extra = append(e.extra, id)
			}
		}
	}
	if p.Label != "" {
		e.label, e.auto = labelOf(p.Label), true
	}
	if f.keeps(e) {
		return []entry{e}
	}
	return lines(e)
}

// labelOf reads a label that Word made.
func labelOf(s string) label {
	l, rest := readLabel(s + " ")
	if l.form == noForm || strings.TrimSpace(rest) != "" {
		return label{bullet, s, 0} // a number of a form that no clause has stays in the words
	}
	return l
}

// keeps reports whether a paragraph is a known clause's that has no number of
// its own to be read from its words.
func (f *flow) keeps(e entry) bool {
	if e.printed {
		return true
	}
	v, ok := f.known.visits[e.id]
	if !ok {
		return false
	}
	l, _ := readLabel(e.text)
	switch {
	case v.Clause.Level == draft.Paragraph, e.part > 0:
		return true
	case v.Clause.Level == draft.Pasal || v.Clause.Level == draft.Bab:
		return e.part >= 0 || e.auto
	case v.Clause.Level == draft.Annex:
		return true
	}
	return e.auto || !l.form.carries(v.Clause.Level)
}

// lines parts an entry at soft line breaks before labels, and takes a typed
// label off its words.
func lines(e entry) []entry {
	var out []entry
	at := 0
	for i, line := range strings.Split(e.text, "\n") {
		if i > 0 {
			at++ // the break
		}
		l, rest := readLabel(strings.TrimLeft(line, " \t"))
		if i == 0 || l.form != noForm && l.form != bullet {
			own := e
			own.text, own.shift = line, at
			if i > 0 {
				own.id, own.extra, own.label, own.auto, own.comments = "", nil, label{}, false, nil
			}
			if !own.auto && l.form != noForm {
				own.label = l
				own.text, own.shift = rest, at+len(line)-len(rest)
			}
			out = append(out, own)
		} else {
			last := &out[len(out)-1]
			last.text += "\n" + line
		}
		at += len(line)
	}
	return out
}

// table gives the entries of a table: one with its rows, or those of its cells
// when it only arranges paragraphs.
func (f *flow) table(t *docx.Table) []entry {
	var cells []entry
	marked, printedCells := false, 0
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			for _, e := range f.body(c.Blocks) {
				if blank(e) && !e.printed && e.id == "" {
					continue
				}
				marked = marked || e.id != ""
				if e.printed || f.known.printed[plain(e.text)] {
					printedCells++
				}
				cells = append(cells, e)
			}
		}
	}
	switch {
	case marked && f.isClause(cells):
		return f.rows(t)
	case printedCells*2 >= len(cells), marked, f.arranges(t, cells):
		return cells
	}
	return f.rows(t)
}

func blank(e entry) bool {
	return strings.TrimSpace(e.text) == "" && e.label.form == noForm && len(e.rows) == 0
}

// isClause reports whether the first bookmark in a table is of a table or row.
func (f *flow) isClause(cells []entry) bool {
	for _, e := range cells {
		if v, ok := f.known.visits[e.id]; ok {
			return v.Clause.Level == draft.Table || v.Clause.Level == draft.Row
		}
	}
	return false
}

// arranges reports whether a table only arranges paragraphs: a frame of one
// cell, cells in which pasal stand, or a row of parties that sign.
func (f *flow) arranges(t *docx.Table, cells []entry) bool {
	if len(t.Rows) == 1 && len(t.Rows[0].Cells) == 1 {
		return true
	}
	for _, e := range cells {
		if e.label.form == pasal || e.label.form == bab {
			return true
		}
	}
	for _, row := range t.Rows {
		parties, others := 0, 0
		for _, c := range row.Cells {
			for _, e := range f.body(c.Blocks) {
				if blank(e) {
					continue
				}
				if signing(e.text) {
					parties++
				} else {
					others++
				}
				break // the first line of the cell tells
			}
		}
		if parties > 1 && others == 0 {
			return true
		}
	}
	return false
}

// rows makes one entry of a table.
func (f *flow) rows(t *docx.Table) []entry {
	e := entry{}
	for _, row := range t.Rows {
		r := rowEntry{}
		for _, c := range row.Cells {
			r.cells = append(r.cells, f.cellText(c.Blocks, &r, &e))
			for range c.Span - 1 {
				r.cells = append(r.cells, "")
			}
		}
		e.columns = max(e.columns, len(r.cells))
		e.rows = append(e.rows, r)
	}
	return []entry{e}
}

// cellText gives the words of a cell on one line, its labels included.
func (f *flow) cellText(blocks []docx.Block, r *rowEntry, e *entry) string {
	var said []string
	for _, c := range f.body(blocks) {
		if c.number > 0 && e.number == 0 {
			e.number = c.number
		}
		r.comments = append(r.comments, c.comments...)
		if v, ok := f.known.visits[c.id]; ok && r.id == "" {
			r.id, r.head = c.id, v.Clause.Level == draft.Table
		}
		said = append(said, c.words())
		for _, inner := range c.rows {
			said = append(said, strings.Join(inner.cells, " "))
		}
	}
	return draft.Clean(strings.ReplaceAll(strings.Join(said, " "), "\n", " "))
}

// words gives the label and the words of an entry.
func (e entry) words() string {
	return strings.TrimSpace(e.label.text + " " + e.text)
}
