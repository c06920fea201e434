package docx

import (
	"slices"
	"strings"
)

// Reading gives one reading of the file. Numbers are those that a person sees
// in that reading.
func (f *File) Reading(v View) Text {
	r := &reader{f: f, v: v, count: newCounter(f.numbering)}
	t := Text{Body: r.blocks(f.body)}
	cited := r.notes
	r.count = newCounter(f.numbering) // notes count for themselves, and so do margins and text boxes
	for _, n := range cited {
		r.number = 0
		source := f.footnotes
		if n.endnote {
			source = f.endnotes
		}
		if blocks, ok := source[n.id]; ok {
			t.Notes = append(t.Notes, Note{ID: n.id, Blocks: r.blocks(blocks)})
		}
	}
	r.count = newCounter(f.numbering)
	for _, h := range f.headers {
		r.number = 0
		t.Headers = addNew(t.Headers, r.blocks(h))
	}
	for _, h := range f.footers {
		r.number = 0
		t.Footers = addNew(t.Footers, r.blocks(h))
	}
	return t
}

// addNew adds blocks of a header, unless another one says the same.
func addNew(all, more []Block) []Block {
	if words(more) == "" || strings.Contains(words(all), words(more)) {
		return all
	}
	return append(all, more...)
}

// Words gives every word of blocks, labels left out, in the order of the text.
func Words(blocks []Block) string { return words(blocks) }

func words(blocks []Block) string {
	var b strings.Builder
	for _, x := range blocks {
		if x.Paragraph != nil {
			b.WriteString(x.Paragraph.Text + "\n")
		}
		if x.Table != nil {
			for _, row := range x.Table.Rows {
				for _, c := range row.Cells {
					b.WriteString(words(c.Blocks) + "\n")
				}
			}
		}
	}
	return strings.TrimSpace(b.String())
}

type reader struct {
	f      *File
	v      View
	count  *counter
	boxes  *counter // of text boxes
	number int
	notes  []piece
}

// blocks makes the blocks of a reading. A paragraph whose end is not part of
// the reading runs into the next one, whose properties then hold.
func (r *reader) blocks(raw []rawBlock) []Block {
	var out []Block
	var pending []piece
	flush := func(p *rawParagraph) {
		merged := *p
		merged.pieces = append(pending, p.pieces...)
		pending = nil
		out = append(out, r.paragraph(&merged)...)
	}
	for _, b := range raw {
		switch {
		case b.p != nil && !r.v.stays(b.p.end) && len(pending) == 0 && !r.says(b.p.pieces):
			// nothing of it is left
		case b.p != nil && !r.v.stays(b.p.end):
			pending = append(slices.Clip(pending), b.p.pieces...)
		case b.p != nil:
			flush(b.p)
		default:
			if r.says(pending) {
				flush(&rawParagraph{})
			}
			if t := r.table(b.t); t != nil {
				out = append(out, Block{Table: t})
			}
		}
	}
	if r.says(pending) {
		flush(&rawParagraph{})
	}
	return out
}

// says reports whether any text of the pieces is part of the reading.
func (r *reader) says(pieces []piece) bool {
	return slices.ContainsFunc(pieces, func(p piece) bool {
		return r.v.stays(p.change) && (p.text != "" || p.boxes != nil || p.kind == pieceNote)
	})
}

func (r *reader) table(raw *rawTable) *Table {
	t := &Table{}
	for _, row := range raw.rows {
		if !r.v.stays(row.change) {
			continue
		}
		var cells []Cell
		for _, c := range row.cells {
			if r.v.stays(c.change) {
				cells = append(cells, Cell{Blocks: r.blocks(c.blocks), Span: c.span, Merged: c.merged})
			}
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// paragraph gives the paragraph and, after it, the text boxes in it.
func (r *reader) paragraph(raw *rawParagraph) []Block {
	props := raw.now
	if r.v == Original {
		if raw.before != nil {
			props = *raw.before
		} else if props.numberAdded {
			props.numID = "0"
		}
	}
	r.number++
	p := &Paragraph{Level: -1, Boxed: raw.boxed, Number: r.number, Bold: true}
	st := r.f.styles
	p.Style = st.byID[st.idOr(props.style)].name
	p.Align = st.align(props)
	p.Indent = st.indent(props)
	if numID, at, styleID := st.list(props); numID != "" {
		if label, level, l, ok := r.count.next(numID, at, styleID); ok {
			p.Label, p.Level = strings.TrimSpace(label), level
			if !props.hasIndent && l.hasIndent {
				p.Indent = l.indent
			}
		}
	}
	boxes := r.fill(p, raw.pieces)
	out := []Block{{Paragraph: p}}
	if len(boxes) == 0 {
		return out
	}
	outer := r.count
	if r.boxes == nil {
		r.boxes = newCounter(r.f.numbering)
	}
	r.count = r.boxes
	for _, b := range boxes {
		out = append(out, r.blocks(b)...)
	}
	r.count = outer
	return out
}

// fill puts the pieces that are part of the reading into a paragraph.
func (r *reader) fill(p *Paragraph, pieces []piece) (boxes [][]rawBlock) {
	var text strings.Builder
	said := false
	for i, x := range pieces {
		if !r.v.stays(x.change) {
			continue
		}
		switch x.kind {
		case pieceMark:
			if r.alive(pieces[i:]) && !slices.Contains(p.Marks, x.id) {
				p.Marks = append(p.Marks, x.id)
			}
		case pieceComment:
			p.Comments = append(p.Comments, x.id)
		case pieceNote:
			r.notes = append(r.notes, x)
			p.Spans = append(p.Spans, Span{From: text.Len(), To: text.Len(), Note: x.id})
		case pieceBoxes:
			boxes = append(boxes, x.boxes)
		case pieceText:
			from := text.Len()
			text.WriteString(x.text)
			if strings.TrimSpace(x.text) != "" {
				said = true
				p.Bold = p.Bold && x.bold
			}
			p.addSpan(Span{From: from, To: text.Len(), Anchor: x.anchor, Tag: x.tag, Hidden: x.hidden})
		}
	}
	p.Bold = p.Bold && said
	p.Text = text.String()
	return boxes
}

// addSpan adds a span, or lengthens the last one if it is of the same kind.
func (p *Paragraph) addSpan(s Span) {
	if s.From == s.To || s.Anchor == "" && s.Tag == "" && !s.Hidden {
		return
	}
	if n := len(p.Spans); n > 0 {
		last := &p.Spans[n-1]
		if last.To == s.From && last.Note == "" && last.Anchor == s.Anchor && last.Tag == s.Tag && last.Hidden == s.Hidden {
			last.To = s.To
			return
		}
	}
	p.Spans = append(p.Spans, s)
}

// alive reports whether the mark that begins a run of pieces still has text of
// this reading in it. One that never had any (an empty paragraph) is alive.
func (r *reader) alive(pieces []piece) bool {
	had := false
	for _, x := range pieces[1:] {
		if x.kind == pieceEnd && x.id == pieces[0].id {
			break
		}
		if x.kind != pieceText || x.text == "" {
			continue
		}
		had = true
		if r.v.stays(x.change) {
			return true
		}
	}
	return !had
}
