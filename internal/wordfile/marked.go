package wordfile

import (
	"strings"

	"sinergi/internal/draft"
)

// marked places an entry whose bookmark names a known clause. It reports false
// when the entry must be read as if it had none: a copy of the clause, or a
// further paragraph of it that was moved elsewhere.
func (b *builder) marked(e entry) bool {
	v := b.k.visits[e.id]
	if e.label.form == bullet {
		e.text, e.shift, e.label = e.words(), -1, label{} // no clause bears such a number
	}
	if n := b.seen[e.id]; n != nil {
		if n != b.last && !(n.level == draft.Annex && len(n.children) == 0) || e.part == heading || e.label.form != noForm {
			return false
		}
		n.text = append(n.text, words{e.text, e})
		b.join(n, e)
		return true
	}
	if v.Clause.Level == draft.Row {
		return false // a row outside a table
	}
	if blank(e) && !emptied(v.Clause, e) {
		return true // its words were taken out, the paragraph is left
	}
	if v.Section != b.section {
		b.enter(v.Section)
		b.after = false
	}
	n := &node{id: e.id, marked: true, level: v.Clause.Level, label: e.label, auto: e.auto, indent: e.indent, comments: e.comments}
	if f := e.label.form; f != noForm && f != bullet && !f.carries(n.level) {
		n.level = f.level() // it was given another kind of number
	}
	parent, ok := b.knownParent(v, n)
	if !ok {
		if parent, ok = b.parentFor(n.level, e.label); !ok {
			n.level = v.Clause.Level
			if parent, ok = b.parentFor(n.level, e.label); !ok {
				b.refuse(e, Misplaced)
				return true
			}
		}
	}
	if e.part == heading {
		if s := strings.TrimSpace(e.text); s != "" {
			n.heading = &words{s, e}
		}
	} else {
		n.text = []words{{e.text, e}}
	}
	b.put(n, parent)
	return true
}

// emptied reports whether a clause without words was so before: a pasal without
// heading, whose number Word makes.
func emptied(c draft.Clause, e entry) bool {
	if e.part == heading {
		return c.Heading == "" || c.Text != "" || len(c.Children) > 0
	}
	return c.Text == ""
}

// knownParent finds the place that a clause had: below its parent, if that is
// still open, or at the top.
func (b *builder) knownParent(v draft.Visit, n *node) (*node, bool) {
	if v.Parent == "" {
		return nil, draft.Fits(n.level, "", b.section)
	}
	for _, o := range b.open() {
		if o.id == v.Parent {
			return o, draft.Fits(n.level, o.level, b.section) && o.roomFor(n.level)
		}
	}
	return nil, false
}

// table places a table: a known one by the bookmarks of its rows, or a new one.
func (b *builder) table(e entry) {
	if b.section != draft.InBody && b.section != draft.InAnnexes && e.unmarkedTable() {
		b.rowsAsLines(e)
		return
	}
	caption := b.last
	if caption != nil && (caption.level != draft.Table || len(caption.children) > 0 || len(caption.text) > 0) {
		caption = nil
	}
	if caption == nil {
		caption = b.newTable(e)
		if caption == nil {
			for _, r := range e.rows {
				b.refuse(entry{text: strings.Join(r.cells, " "), number: e.number}, Misplaced)
			}
			return
		}
	}
	for i, r := range e.rows {
		cells := make([]words, e.columns)
		for j := range cells {
			if j < len(r.cells) {
				cells[j] = words{text: r.cells[j]}
			}
		}
		head := r.head
		if e.unmarkedTable() {
			head = i == 0 && len(e.rows) > 1
		}
		if head && len(caption.text) == 0 {
			caption.text = cells
			caption.comments = append(caption.comments, r.comments...)
			for _, c := range r.comments {
				b.comments[c] = caption
			}
			continue
		}
		row := &node{level: draft.Row, section: b.section, parent: caption, text: cells}
		if v, ok := b.k.visits[r.id]; ok && v.Clause.Level == draft.Row && b.seen[r.id] == nil {
			row.id, row.marked = r.id, true
			b.seen[r.id] = row
		}
		caption.children = append(caption.children, row)
		for _, c := range r.comments {
			b.comments[c] = row
		}
	}
}

// rowsAsLines reads a table before the body, by which parties are often
// introduced, as a paragraph per row.
func (b *builder) rowsAsLines(e entry) {
	for _, r := range e.rows {
		for _, line := range lines(entry{text: strings.Join(r.cells, " "), number: e.number, comments: r.comments}) {
			b.entry(line)
		}
	}
}

func (e entry) unmarkedTable() bool {
	for _, r := range e.rows {
		if r.id != "" {
			return false
		}
	}
	return true
}

// newTable makes the clause of a table that has no caption.
func (b *builder) newTable(e entry) *node {
	n := &node{level: draft.Table}
	for _, r := range e.rows {
		v, ok := b.k.visits[r.id]
		if !ok || b.seen[v.Parent] != nil && !r.head {
			continue
		}
		id := v.Parent
		if r.head {
			id = r.id
		}
		if b.seen[id] == nil && b.k.visits[id].Clause.Level == draft.Table {
			n.id, n.marked = id, true
			if s := b.k.visits[id].Section; s != b.section {
				b.enter(s)
			}
			break
		}
	}
	if b.section == "" {
		return nil
	}
	if b.section != draft.InBody && b.section != draft.InAnnexes {
		return nil
	}
	if v, ok := b.k.visits[n.id]; ok {
		if parent, ok := b.knownParent(v, n); ok {
			b.put(n, parent)
			return n
		}
	}
	parent, ok := b.parentFor(draft.Table, label{})
	if !ok {
		return nil
	}
	b.put(n, parent)
	return n
}
