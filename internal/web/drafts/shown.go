package drafts

import (
	"strconv"
	"strings"

	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
)

// clause is a clause written out, as a page shows it.
type clause struct {
	ID, Label  string
	Level      draft.Level
	Heading    []run
	Paragraphs [][]run
	Cells      [][]run
	Children   []clause
	Edit       string   // where the pasal is edited, or ""
	Cited      string   // how it is quoted, for the link
	Present    string   // who has it open
	Kept       int      // wordings to choose from
	Talks      int      // open conversations
	Examples   []string // worked examples that illustrate it
}

// run is a stretch of words.
type run struct {
	Text, Mark, Href string
	Blank            bool
}

// section is a part of the text.
type section struct {
	Name    string
	Clauses []clause
}

// shower makes clauses to be shown.
type shower struct {
	n        ops.Negotiation
	index    draft.Index
	edit     bool // with the way to the editor
	marks    bool
	units    map[string]bool
	examples map[string][]string
}

func newShower(n ops.Negotiation, t draft.Text, edit, marks bool) shower {
	s := shower{n: n, index: t.Index(), edit: edit, marks: marks, units: map[string]bool{}, examples: map[string][]string{}}
	for _, u := range desk.Units(t) {
		s.units[u] = true
	}
	for _, e := range t.Examples {
		if worked, err := t.Work(e, n.Facts); err == nil {
			s.examples[e.Clause] = append(s.examples[e.Clause], worked.Sentence)
		}
	}
	return s
}

// sections writes out a document.
func (s shower) sections(v *front.Visit, d draft.Document, t draft.Text) []section {
	var out []section
	add := func(in draft.Section, items []draft.Item) {
		if len(items) > 0 {
			out = append(out, section{Name: v.T("draft.section." + string(in)), Clauses: s.clauses(items)})
		}
	}
	if d.Letter != nil {
		var to []draft.Item
		for i, c := range t.To {
			if i < len(d.Letter.To) {
				to = append(to, draft.Item{ID: c.ID, Level: c.Level, Paragraphs: [][]draft.Run{{{Text: d.Letter.To[i]}}}})
			}
		}
		add(draft.InTo, to)
	}
	add(draft.InOpening, d.Opening)
	add(draft.InRecitals, d.Recitals)
	add(draft.InBasis, d.Basis)
	add(draft.InBody, d.Body)
	add(draft.InClosing, d.Closing)
	add(draft.InAnnexes, d.Annexes)
	add(draft.InCopies, d.Copies)
	return out
}

func (s shower) clauses(items []draft.Item) []clause {
	out := make([]clause, len(items))
	for i, it := range items {
		c := clause{ID: it.ID, Label: it.Label, Level: it.Level, Heading: s.runs(it.Heading), Children: s.clauses(it.Children), Examples: s.examples[it.ID]}
		for _, p := range it.Paragraphs {
			c.Paragraphs = append(c.Paragraphs, s.runs(p))
		}
		for _, cell := range it.Cells {
			c.Cells = append(c.Cells, s.runs(cell))
		}
		if s.units[it.ID] {
			s.unit(&c)
		}
		out[i] = c
	}
	return out
}

// unit adds what is to be known of a pasal.
func (s shower) unit(c *clause) {
	if s.edit {
		c.Edit = unitPath(s.n.ID, c.ID)
	}
	if c.Cited = s.index.Cite(c.ID); c.Cited == "" {
		c.Cited = c.ID
	}
	var here []string
	for _, p := range s.n.Present {
		if p.Clause == c.ID {
			here = append(here, p.Name)
		}
	}
	c.Present = strings.Join(here, ", ")
	if s.n.Working != nil {
		for _, k := range s.n.Working.Kept {
			if k.Unit == c.ID {
				c.Kept++
			}
		}
	}
	for _, t := range s.n.Threads {
		if t.Resolved == nil && desk.Unit(s.n.Text(), t.Clause) == c.ID {
			c.Talks++
		}
	}
}

func (s shower) runs(in []draft.Run) []run {
	out := make([]run, len(in))
	for i, r := range in {
		out[i] = run{Text: r.Text, Blank: r.Blank}
		if r.Target != "" && s.index.Has(r.Target) {
			out[i].Href = "#" + r.Target
		}
		if s.marks {
			out[i].Mark = r.Mark
		}
	}
	return out
}

// spell writes out the marks of single sentences, with the numbers and values
// of a text.
func spell(t draft.Text, f draft.Facts, sentences []string) []string {
	t.Closing = nil
	for i, s := range sentences {
		t.Closing = append(t.Closing, draft.Clause{ID: "kalimat-" + strconv.Itoa(i), Level: draft.Paragraph, Text: s})
	}
	d, _ := t.Write(f)
	out := make([]string, len(sentences))
	for i, item := range d.Closing {
		var lines []string
		for _, p := range item.Paragraphs {
			lines = append(lines, draft.Plain(p))
		}
		out[i] = strings.Join(lines, "\n")
	}
	return out
}
