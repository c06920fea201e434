package wordfile

import (
	"regexp"
	"strconv"
	"strings"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
)

// pageNumber is a line that only numbers pages.
var pageNumber = regexp.MustCompile(`^(?i:(?:halaman|hal\.?|page)?\s*[-–]?\s*\d+\s*[-–]?(?:\s*(?:dari|of|/)\s*\d+)?)$`)

// margins reports what stands outside the body.
func (b *builder) margins(t docx.Text) {
	b.last = nil
	for _, n := range t.Notes {
		for _, e := range (&flow{known: b.k}).body(n.Blocks) {
			e.number = 0
			b.refuse(e.flat(), Footnote)
		}
	}
	for _, e := range (&flow{known: b.k}).body(append(append([]docx.Block{}, t.Headers...), t.Footers...)) {
		e.number = 0
		line := e.flat()
		if b.k.printed[plain(line.text)] || pageNumber.MatchString(strings.TrimSpace(line.text)) {
			b.said = append(b.said, line.text)
		} else {
			b.refuse(line, Margin)
		}
	}
}

// flat gives an entry whose words, also those of a table, are its text.
func (e entry) flat() entry {
	said := []string{e.words()}
	for _, r := range e.rows {
		said = append(said, strings.Join(r.cells, " "))
	}
	return entry{text: strings.TrimSpace(strings.Join(said, " ")), number: e.number}
}

func (b *builder) clauseOf(comment string) string {
	if n := b.comments[comment]; n != nil {
		return n.id
	}
	return ""
}

// result makes the text and the report.
func (b *builder) result() Import {
	out := Import{Text: b.k.text.Clone(), Unplaced: b.unplaced, Printed: b.said}
	for _, s := range draft.Sections() {
		if s == draft.InTo {
			continue // the addressees are printed from facts
		}
		out.Text = out.Text.With(s, b.clauses(b.roots[s], &out))
	}
	index := out.Text.Index()
	b.visit(func(n *node) {
		out.Placed = append(out.Placed, Placement{n.id, n.how})
		if is := index.Label(n.id); n.label.form != noForm && n.label.form != bullet && !sameLabel(n.label, is) {
			out.Renumbered = append(out.Renumbered, Renumbered{n.id, n.label.text, is})
		}
	})
	for _, id := range b.k.order {
		if b.seen[id] == nil && b.k.visits[id].Section != draft.InTo {
			out.Gone = append(out.Gone, id)
		}
	}
	return out
}

// sameLabel compares a label of the file with one of ours; Word counts letters
// beyond z in its own way.
func sameLabel(l label, is string) bool {
	own, _ := readLabel(is + " ")
	if own.form != l.form {
		return false
	}
	return own.value == l.value || (l.form == huruf || l.form == sub) && wordLetters(l.text) == own.value
}

// wordLetters reads "bb." as Word counts: 28.
func wordLetters(s string) int {
	s = strings.TrimRight(s, ".)")
	if s == "" || strings.Trim(s, s[:1]) != "" {
		return 0
	}
	return (len(s)-1)*26 + int(s[0]-'a') + 1
}

func (b *builder) clauses(level []*node, out *Import) []draft.Clause {
	var all []draft.Clause
	row := 0
	for _, n := range level {
		c := draft.Clause{ID: n.id, Level: n.level}
		if n.level == draft.Row {
			row++
		}
		if v, ok := b.k.visits[n.id]; ok {
			c.Topic, c.Source = v.Clause.Topic, v.Clause.Source
			b.oldClause(&c, n, v.Clause, row, out)
		} else {
			b.newClause(&c, n, row)
		}
		c.Children = b.clauses(n.children, out)
		all = append(all, c)
	}
	return all
}

// newClause writes a clause that the known text has not. References and
// figures that were copied in Word keep their marks.
func (b *builder) newClause(c *draft.Clause, n *node, row int) {
	if n.heading != nil {
		c.Heading = oneLine(b.source(*n.heading))
	}
	if n.level == draft.Row || n.level == draft.Table {
		cells := make([]string, len(n.text))
		for i, w := range n.text {
			cells[i] = w.text
		}
		if len(cells) > 0 && n.level == draft.Row && cells[0] == strconv.Itoa(row) && b.counts(n.parent) {
			cells[0] = "#"
		}
		c.Text = draft.Clean(draft.CellsText(cells))
		return
	}
	var said []string
	for _, w := range n.text {
		said = append(said, b.source(w))
	}
	c.Text = draft.Clean(strings.Join(said, "\n"))
}

// counts reports whether the rows of a table number themselves.
func (b *builder) counts(table *node) bool {
	v, ok := b.k.visits[table.id]
	return ok && len(v.Clause.Children) > 0 && v.Clause.Children[0].Cells()[0] == "#"
}

// source gives words with marks where Word has links and locked figures that
// Sinergi made.
func (b *builder) source(w words) string {
	var s strings.Builder
	at := 0
	for _, span := range w.e.spans {
		from, to := span.From-w.e.shift, span.To-w.e.shift
		if w.e.shift < 0 || from < at || to > len(w.text) {
			continue
		}
		mark := ""
		if id, _, ok := readMark(span.Anchor, b.k.hashed); ok {
			mark = draft.Ref(id)
		} else if m := draft.Marks(span.Tag); len(m) == 1 && m[0].String() == span.Tag {
			mark = span.Tag
		}
		if mark != "" && from < to && b.writes(mark, w.text[from:to]) {
			s.WriteString(w.text[at:from] + mark)
			at = to
		}
	}
	return s.String() + w.text[at:]
}

// writes reports whether a mark still becomes the words in its place.
func (b *builder) writes(mark, is string) bool {
	return b.k.marks()[mark+"\n"+draft.Clean(is)]
}

// oldClause writes a known clause with its new words and its own marks.
func (b *builder) oldClause(c *draft.Clause, n *node, old draft.Clause, row int, out *Import) {
	it := b.k.items[n.id]
	keep := func(runs []draft.Run, source, now string) string {
		runs, gone := b.living(runs)
		for _, r := range gone {
			out.Figures = append(out.Figures, Figure{Clause: n.id, Mark: r.Mark, Was: r.Text})
		}
		if len(gone) == 0 && draft.Clean(now) == draft.Clean(draft.Plain(runs)) {
			return source
		}
		made, lost := restore(runs, now)
		for _, r := range lost {
			out.Figures = append(out.Figures, Figure{Clause: n.id, Mark: r.Mark, Was: r.Text})
		}
		return draft.Clean(made)
	}
	if n.heading != nil {
		c.Heading = oneLine(keep(it.Heading, old.Heading, draft.Clean(n.heading.text)))
	}
	if n.level == draft.Row || n.level == draft.Table {
		c.Text = b.oldRow(n, old, it, row, keep)
		return
	}
	var said []string
	for _, w := range n.text {
		said = append(said, draft.Clean(w.text))
	}
	c.Text = keep(joinRuns(it.Paragraphs), old.Text, strings.Join(said, "\n"))
}

// living makes plain words of references to clauses that the file lacks; they
// would lead nowhere.
func (b *builder) living(runs []draft.Run) (out, gone []draft.Run) {
	for _, r := range runs {
		if _, was := b.k.visits[r.Target]; was && b.seen[r.Target] == nil && b.k.visits[r.Target].Section != draft.InTo {
			gone = append(gone, r)
			r.Mark = ""
		}
		out = append(out, r)
	}
	return out, gone
}

func (b *builder) oldRow(n *node, old draft.Clause, it draft.Item, row int, keep func([]draft.Run, string, string) string) string {
	if len(n.text) == 0 {
		return ""
	}
	source := old.Cells()
	cells := make([]string, len(n.text))
	for i, w := range n.text {
		cells[i] = w.text
		switch {
		case i >= len(it.Cells) || i >= len(source):
		case source[i] == "#" && n.level == draft.Row && w.text == strconv.Itoa(row):
			cells[i] = "#"
		default:
			cells[i] = keep(it.Cells[i], source[i], w.text)
		}
	}
	// Cells that only the grid of the table added are not the row's.
	for len(cells) > len(source) && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return draft.Clean(draft.CellsText(cells))
}

func oneLine(s string) string { return strings.ReplaceAll(draft.Clean(s), "\n", " ") }

func joinRuns(paragraphs [][]draft.Run) []draft.Run {
	var out []draft.Run
	for i, p := range paragraphs {
		if i > 0 {
			out = append(out, draft.Run{Text: "\n"})
		}
		out = append(out, p...)
	}
	return out
}

// marks gives every mark of the known text with the words that it became.
func (k *known) marks() map[string]bool {
	if k.written != nil {
		return k.written
	}
	k.written = map[string]bool{}
	for _, it := range k.items {
		all := append([][]draft.Run{it.Heading}, it.Paragraphs...)
		for _, runs := range append(all, it.Cells...) {
			for _, r := range runs {
				if r.Mark != "" {
					k.written[r.Mark+"\n"+draft.Clean(r.Text)] = true
				}
			}
		}
	}
	return k.written
}
