package wordfile

import (
	"regexp"
	"strings"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/redline"
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

// result makes the text and the report. What was built is given to redline,
// which finds the clauses that bear no bookmark, and puts marks back.
func (b *builder) result() (Import, error) {
	var out Import
	var err error
	built := draft.Text{Kind: b.k.text.Kind}
	for _, s := range draft.Sections() {
		built = built.With(s, clauses(b.roots[s]))
	}
	out.Text, out.Match, err = redline.Bring(b.k.text, b.k.facts, built)
	if err != nil {
		return out, err
	}
	for _, s := range draft.Sections() {
		if len(b.roots[s]) > 0 {
			name(b.roots[s], out.Text.In(s))
		}
	}
	b.newClauses(&out)
	b.danglingReferences(&out)
	index := out.Text.Index()
	b.visit(func(n *node) {
		if is := index.Label(n.id); n.label.form != noForm && n.label.form != bullet && !sameLabel(n.label, is) {
			out.Renumbered = append(out.Renumbered, Renumbered{n.id, n.label.text, is})
		}
	})
	out.Unplaced, out.Printed = b.notPlaced(), b.said
	return out, nil
}

// clauses gives what was built in plain words.
func clauses(level []*node) []draft.Clause {
	var out []draft.Clause
	for _, n := range level {
		c := draft.Clause{ID: n.id, Level: n.level, Children: clauses(n.children)}
		if n.heading != nil {
			c.Heading = n.heading.text
		}
		said := make([]string, len(n.text))
		for i, w := range n.text {
			said[i] = w.text
		}
		if n.level == draft.Row || n.level == draft.Table {
			c.Text = draft.CellsText(said)
		} else {
			c.Text = strings.Join(said, "\n")
		}
		out = append(out, c)
	}
	return out
}

// name gives the nodes the ids that their clauses got.
func name(level []*node, as []draft.Clause) {
	for i, n := range level {
		n.id = as[i].ID
		name(n.children, as[i].Children)
	}
}

// notPlaced names the clause that each refused piece stands after, now that it
// has an id.
func (b *builder) notPlaced() []Unplaced {
	for i, after := range b.behind {
		if after != nil {
			b.unplaced[i].After = after.id
		}
	}
	return b.unplaced
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

// newClauses lets references and figures that were copied in Word, or typed
// over from a copy, keep their marks in clauses that the known text has not.
func (b *builder) newClauses(out *Import) {
	fresh := map[string]bool{}
	for _, id := range out.Match.New {
		fresh[id] = true
	}
	words := map[string]string{}
	b.visit(func(n *node) {
		if !fresh[n.id] || n.level == draft.Row || n.level == draft.Table {
			return
		}
		var said []string
		for _, w := range n.text {
			said = append(said, b.source(w))
		}
		words[n.id] = draft.Clean(strings.Join(said, "\n"))
	})
	b.rewrite(&out.Text, func(c *draft.Clause) {
		if s, ok := words[c.ID]; ok {
			c.Text = s
		}
	})
}

// rewrite calls f with every clause of a text, to change it in place.
func (b *builder) rewrite(t *draft.Text, f func(*draft.Clause)) {
	var walk func([]draft.Clause)
	walk = func(level []draft.Clause) {
		for i := range level {
			f(&level[i])
			walk(level[i].Children)
		}
	}
	for _, s := range draft.Sections() {
		walk(t.In(s))
	}
}

// source gives words with marks where Word has links and locked figures that
// Sinergi made.
func (b *builder) source(w words) string {
	var s strings.Builder
	at := 0
	for _, span := range w.e.spans {
		from, to := span.From-w.e.shift, span.To-w.e.shift
		if w.e.shift < 0 || from < at || to > len(w.text) || from >= to {
			continue
		}
		mark := ""
		if id, _, ok := readMark(span.Anchor, b.k.hashed); ok {
			mark = draft.Ref(id)
		} else if m := draft.Marks(span.Tag); len(m) == 1 && m[0].String() == span.Tag {
			mark = span.Tag
		}
		if mark != "" && b.k.written[mark+"\n"+draft.Clean(w.text[from:to])] {
			s.WriteString(w.text[at:from] + mark)
			at = to
		}
	}
	return s.String() + w.text[at:]
}

// danglingReferences makes plain words of references to clauses that the text
// has no more; they would lead nowhere.
func (b *builder) danglingReferences(out *Import) {
	there := out.Text.Index()
	b.rewrite(&out.Text, func(c *draft.Clause) {
		if c.Level == draft.Row || c.Level == draft.Table {
			c.Text = draft.Clean(c.Text) // empty cells leave spaces
		}
		c.Heading, c.Text = b.plainly(c.ID, c.Heading, there, out), b.plainly(c.ID, c.Text, there, out)
	})
}

func (b *builder) plainly(id, text string, there draft.Index, out *Import) string {
	var s strings.Builder
	for _, p := range draft.Pieces(text) {
		if p.Mark == nil || p.Mark.Kind != draft.RefMark || there.Has(p.Mark.Path) {
			s.WriteString(p.Source)
			continue
		}
		was, ok := b.k.references[id+"\n"+p.Source]
		if _, led := b.k.visits[p.Mark.Path]; !ok || !led {
			s.WriteString(p.Source)
			continue
		}
		s.WriteString(was)
		out.Match.Typed = append(out.Match.Typed, redline.Overtyped{Clause: id, Mark: p.Source, Was: was, Is: was})
	}
	return s.String()
}
