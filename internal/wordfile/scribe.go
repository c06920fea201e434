package wordfile

import (
	"strings"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
)

// scribe writes the clauses of a section.
type scribe struct {
	b               *book
	base, bab, part int // lists of the section; 0: not needed so far
}

// items writes siblings. list is the list that their numbers come from, left
// where their text begins.
func (s *scribe) items(items []draft.Item, parent draft.Level, list, left int) {
	groups := map[int]int{} // list of the siblings at a level, once it differs
	for _, it := range items {
		l := line{list: list, at: listLevel(it.Level, parent), left: left}
		base := s.base
		switch l.at {
		case listBab:
			base = s.own(&s.bab, babList)
		case listPart:
			base = s.own(&s.part, partList)
		}
		kind := l.at
		if base != s.base {
			l.list, l.at = base, 0
		}
		if own, ok := groups[kind]; ok {
			l.list = own
		}
		l.numbered = l.at >= 0 && s.b.count.Next(l.list, l.at, it.Label)
		if l.at >= 0 && !l.numbered && groups[kind] == 0 {
			// Word would go on counting; a list of its own begins anew.
			fresh := s.b.list(docx.List{Like: base, Anew: l.at})
			if s.b.count.Next(fresh, l.at, it.Label) {
				l.list, l.numbered, groups[kind] = fresh, true, fresh
			}
		}
		below := list
		if base == s.base {
			below = l.list
		}
		s.item(it, l, below)
	}
}

// own gives a list of the section that is made when it is first needed.
func (s *scribe) own(list *int, kind func() docx.List) int {
	if *list == 0 {
		*list = s.b.list(kind())
	}
	return *list
}

// line says how the number of a clause is written and where.
type line struct {
	list, at int
	numbered bool // by Word; otherwise the label is written out
	left     int
}

// item writes a clause and, numbered by another list, what is below it.
func (s *scribe) item(it draft.Item, l line, list int) {
	below := l.left
	switch it.Level {
	case draft.Bab, draft.Pasal:
		s.head(it, l)
		for i, p := range it.Paragraphs {
			s.b.add(docx.Para{Style: stylePasalSay, Marks: s.b.mark(it.ID, part(i)), Text: s.b.runs(p)})
		}
	case draft.Table:
		s.table(it)
		return
	case draft.Annex:
		return
	case draft.Paragraph:
		s.paragraphs(it, l.left, 0, stylePlain)
	default:
		below = l.left + inset
		s.labelled(it, l)
	}
	s.items(it.Children, it.Level, list, below)
}

// head writes "Pasal 8" with its heading on the next line of one paragraph, so
// that Word's outline shows both.
func (s *scribe) head(it draft.Item, l line) {
	p := docx.Para{Style: styleOf(it.Level), Marks: s.b.mark(it.ID, heading)}
	if l.numbered {
		p.List, p.Level = l.list, l.at
	} else {
		p.Text = append(p.Text, docx.Run{Text: it.Label})
	}
	if len(it.Heading) > 0 {
		p.Text = append(append(p.Text, docx.Run{Text: "\n"}), s.b.runs(it.Heading)...)
	}
	s.b.add(p)
}

// labelled writes an ayat, huruf, angka, sub or part: its number stands before
// the heading if it has one, else before its first paragraph.
func (s *scribe) labelled(it draft.Item, l line) {
	opening := docx.Para{Style: styleOf(it.Level), Left: l.left + inset, Hanging: inset}
	if l.numbered {
		opening.List, opening.Level = l.list, l.at
	} else if it.Label != "" {
		opening.Text = []docx.Run{{Text: it.Label + "\t"}}
	}
	rest := it.Paragraphs
	switch {
	case len(it.Heading) > 0:
		opening.Marks = s.b.mark(it.ID, heading)
		opening.Text = append(opening.Text, embolden(s.b.runs(it.Heading))...)
		opening.KeepNext = true
	case len(rest) > 0:
		opening.Marks = s.b.mark(it.ID, 0)
		opening.Text = append(opening.Text, s.b.runs(rest[0])...)
	default:
		opening.Marks = s.b.mark(it.ID, 0)
	}
	s.b.add(opening)
	from := 0
	if len(it.Heading) == 0 {
		from = min(1, len(rest))
	}
	s.paragraphs(it, l.left+inset, from, stylePlain)
}

// paragraphs writes the paragraphs of a clause that have no number.
func (s *scribe) paragraphs(it draft.Item, left, from int, style string) {
	if it.Level == draft.Paragraph && len(it.Heading) > 0 {
		s.b.add(docx.Para{Style: style, Left: left, KeepNext: true, Marks: s.b.mark(it.ID, heading), Text: embolden(s.b.runs(it.Heading))})
	}
	for i := from; i < len(it.Paragraphs); i++ {
		s.b.add(docx.Para{Style: style, Left: left, Marks: s.b.mark(it.ID, part(i)), Text: s.b.runs(it.Paragraphs[i])})
	}
}

func embolden(runs []docx.Run) []docx.Run {
	for i := range runs {
		runs[i].Bold = true
	}
	return runs
}

// mark gives the bookmarks of a paragraph of a clause.
func (b *book) mark(id string, p part) []string {
	if p >= partsMarked {
		return nil
	}
	name, _ := markName(id, p)
	return []string{name}
}

// maxTag is the longest tag of a content control that Word takes.
const maxTag = 64

// runs writes words, with references that lead to their clause and figures
// that are locked.
func (b *book) runs(all []draft.Run) []docx.Run {
	var out []docx.Run
	for _, r := range all {
		w := docx.Run{Text: strings.ReplaceAll(r.Text, "\n", " ")}
		switch {
		case r.Target != "" && b.known[r.Target]:
			w.Anchor = b.anchor(r.Target)
		case r.Mark != "" && r.Target == "" && !r.Blank && len(r.Mark) <= maxTag:
			w.Tag, w.Name = r.Mark, "Sinergi"
		}
		out = append(out, w)
	}
	return out
}

// anchor gives the bookmark that a reference to a clause leads to: that of its
// heading if it has one, else of its first paragraph.
func (b *book) anchor(id string) string {
	name, _ := markName(id, heading)
	if !b.headed[id] {
		name, _ = markName(id, 0)
	}
	return name
}
