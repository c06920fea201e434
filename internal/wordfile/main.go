package wordfile

import (
	"strings"

	"sinergi/internal/draft"
)

// main reads an entry of the body, the closing or an annex that no bookmark
// explains.
func (b *builder) main(e entry) {
	l := e.label.form.level()
	switch {
	case e.label.form == noForm:
		b.unnumbered(e)
		return
	case e.label.form == bab, e.label.form == pasal:
		if b.section == draft.InClosing {
			b.enter(draft.InBody)
		}
	case e.label.form == bagian && b.section != draft.InAnnexes && b.k.text.Kind.Contract():
		l = draft.Paragraph
	case b.section == draft.InCopies && e.label.form == angka1:
		l = draft.Angka
	}
	parent, ok := b.parentFor(l, e.label)
	if !ok && l == draft.Sub {
		l = draft.Huruf
		parent, ok = b.parentFor(l, e.label)
	}
	if !ok {
		l = draft.Paragraph
		if parent, ok = b.parentFor(l, label{}); !ok {
			b.refuse(e, Misplaced)
			return
		}
	}
	n := b.fresh(e, l)
	if e.id != "" { // of a clause that the known text has no more
		n.id = b.free(e.id)
	}
	b.put(n, parent)
}

func (b *builder) free(id string) string {
	if b.seen[id] != nil {
		return ""
	}
	return id
}

// unnumbered reads a paragraph without a number: a heading, a further
// paragraph of a clause, the closing words, or a clause of its own.
func (b *builder) unnumbered(e entry) {
	n := b.last
	switch {
	case n != nil && n.awaitsHeading() && isHeading(e):
		n.heading = &words{e.text, e}
		b.join(n, e)
	case b.section == draft.InBody && b.k.text.Kind.Contract() && strings.HasPrefix(plain(e.text), "demikian") && n != nil && n.topLevel():
		b.enter(draft.InClosing)
		b.put(b.fresh(e, draft.Paragraph), nil)
	case n != nil && n.takes(e):
		n.text = append(n.text, words{e.text, e})
		b.join(n, e)
	default:
		b.ownParagraph(e)
	}
}

// join gives the comments of a paragraph to the clause that it became part of.
func (b *builder) join(n *node, e entry) {
	for _, c := range e.comments {
		b.comments[c] = n
	}
}

// topLevel reports whether the closing words may follow: the clause is not in
// the middle of a sentence that goes on.
func (n *node) topLevel() bool {
	if len(n.text) == 0 {
		return len(n.children) > 0
	}
	s := strings.TrimSpace(n.text[len(n.text)-1].text)
	return !strings.HasSuffix(s, ":") && !strings.HasSuffix(s, ";") && !strings.HasSuffix(s, ",")
}

func (n *node) awaitsHeading() bool {
	return (n.level == draft.Bab || n.level == draft.Pasal || n.level == draft.Annex) && !n.marked && n.heading == nil && len(n.text) == 0 && len(n.children) == 0
}

// isHeading reports whether a paragraph below "Pasal 8" is its heading and not
// its words.
func isHeading(e entry) bool {
	s := strings.TrimSpace(e.text)
	if len(s) > 200 || strings.ContainsRune(s, '\n') && !e.centred {
		return false
	}
	if e.centred || e.bold || isUpper(s) {
		return true
	}
	return len(s) <= 60 && !strings.ContainsAny(s[len(s)-1:], ".;:,")
}

// takes reports whether a paragraph goes on with the words of a clause.
func (n *node) takes(e entry) bool {
	switch n.level {
	case draft.Bab, draft.Table, draft.Row:
		return false
	case draft.Annex:
		return false
	}
	if len(n.children) > 0 || e.indent+100 < n.indent {
		return false
	}
	return len(n.text) > 0 || n.level == draft.Pasal
}

// ownParagraph makes a clause without a number below the open clause that the
// indent speaks for.
func (b *builder) ownParagraph(e entry) {
	var parent *node
	found := false
	for _, n := range b.open() {
		if !draft.Fits(draft.Paragraph, n.level, b.section) || !n.roomFor(draft.Paragraph) {
			continue
		}
		parent, found = n, true
		if n.indent <= e.indent+100 {
			break
		}
	}
	if !found && !draft.Fits(draft.Paragraph, "", b.section) {
		b.refuse(e, Misplaced)
		return
	}
	n := b.fresh(e, draft.Paragraph)
	if e.id != "" {
		n.id = b.free(e.id)
	}
	b.put(n, parent)
}

// annex begins an annex that no bookmark names. What it is an annex of is
// printed from facts; its title is read as a heading is.
func (b *builder) annex(e entry) {
	if b.section == draft.InAnnexes && b.last != nil && b.last.level == draft.Annex && b.last.heading == nil {
		b.refuse(e, Front)
		return
	}
	b.enter(draft.InAnnexes)
	b.after = false
	b.put(b.fresh(e, draft.Annex), nil)
}
