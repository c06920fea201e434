package draft

import (
	"slices"
	"strings"

	"sinergi/internal/agreement"
)

// Write writes the text out with the facts of the day. The findings say what
// was not known (printed as a dotted blank) and what is wrong in it (printed
// between ▶ ◀ so that nobody overlooks it).
func (t Text) Write(f Facts) (Document, []Finding) {
	w := &writer{text: t, facts: f, index: t.Index(), values: values{t, f}}
	d := Document{
		Kind: t.Kind, Place: f.Place, Date: f.Date, Parties: w.headings(),
		Opening: w.items(InOpening), Recitals: w.items(InRecitals), Basis: w.items(InBasis), Body: w.items(InBody),
		Closing: w.items(InClosing), Annexes: w.items(InAnnexes), Copies: w.items(InCopies), Signatures: w.signatures(),
	}
	title := Plain(w.runs(t.Title, Visit{}, ""))
	if t.Kind.Letter() {
		d.Letter = w.letter(title)
	} else {
		d.Title = w.title(title)
	}
	d.Numbers = w.numbers()
	return d, w.findings
}

type writer struct {
	text     Text
	facts    Facts
	index    Index
	values   values
	findings []Finding
}

func (w *writer) find(at Visit, weight Weight, key string, args ...any) {
	named := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		named[args[i].(string)] = args[i+1]
	}
	if at.Clause.ID != "" {
		named["Clause"] = w.where(at.Clause.ID)
	}
	w.findings = append(w.findings, Finding{Weight: weight, Section: at.Section, Clause: at.Clause.ID, Key: key, Args: named})
}

// where names a clause in a finding.
func (w *writer) where(id string) string {
	if cited := w.index.Cite(id); cited != "" {
		return cited
	}
	return id
}

func (w *writer) items(s Section) []Item { return w.level(w.text.In(s), s) }

func (w *writer) level(level []Clause, s Section) []Item {
	var out []Item
	row := 0
	for _, c := range level {
		at := Visit{Section: s, Clause: c}
		item := Item{ID: c.ID, Level: c.Level, Label: w.index.Label(c.ID)}
		if c.Heading != "" {
			item.Heading = w.runs(c.Heading, at, c.ID)
		}
		switch {
		case c.Level == Row || c.Level == Table && c.Text != "":
			if c.Level == Row {
				row++
			}
			for _, cell := range c.Cells() {
				item.Cells = append(item.Cells, w.cell(cell, row, at))
			}
		case c.Text != "":
			for _, p := range strings.Split(c.Text, "\n") {
				item.Paragraphs = append(item.Paragraphs, w.runs(p, at, c.ID))
			}
		}
		item.Children = w.level(c.Children, s)
		out = append(out, item)
	}
	return out
}

// Cells gives the cells of a row, or of the head row of a table. A cell "#" is
// written as the number of the row.
func (c Clause) Cells() []string {
	cells := strings.Split(c.Text, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// CellsText writes cells as the text of a row. A "|" in a cell becomes "/",
// since it parts the cells.
func CellsText(cells []string) string {
	clean := make([]string, len(cells))
	for i, c := range cells {
		clean[i] = strings.ReplaceAll(strings.Join(strings.Fields(c), " "), "|", "/")
	}
	return strings.Join(clean, " | ")
}

func (w *writer) cell(cell string, row int, at Visit) []Run {
	if cell == "#" && row > 0 {
		return []Run{{Text: itoa(row), Mark: "#"}}
	}
	return w.runs(cell, at, at.Clause.ID)
}

// runs writes a text with its marks. from is the clause in whose words they
// stand.
func (w *writer) runs(text string, at Visit, from string) []Run {
	var out []Run
	for _, p := range Pieces(text) {
		switch {
		case p.Broken:
			w.find(at, Wrong, "draft.mark.broken", "Mark", short(p.Source))
			out = append(out, Run{Text: alarm(p.Source), Mark: p.Source})
		case p.Mark == nil:
			out = append(out, Run{Text: p.Source})
		default:
			out = append(out, w.mark(*p.Mark, p.Source, at, from))
		}
	}
	return out
}

func (w *writer) mark(m Mark, source string, at Visit, from string) Run {
	var made written
	run := Run{Mark: source}
	switch m.Kind {
	case RefMark:
		made = w.reference(m, from)
		run.Target = m.Path
	case ValueMark:
		made = w.values.write(m)
	case ExampleMark:
		made = w.example(m.Path)
	}
	switch {
	case made.key != "":
		w.find(at, Wrong, made.key, made.args...)
		run.Text = alarm(m.Path)
	case made.blank:
		w.find(at, Missing, "draft.mark.unknown_yet", "Path", m.Path)
		run.Text, run.Blank = made.text, true
	default:
		run.Text = made.text
	}
	return run
}

// alarm is how something wrong is printed.
func alarm(s string) string { return "▶" + s + "◀" }

func (w *writer) reference(m Mark, from string) written {
	if id, ok := strings.CutPrefix(m.Path, parentPath); ok {
		return w.parentReference(id)
	}
	switch {
	case !w.index.Has(m.Path):
		return wrongValue("draft.mark.dangling", "Target", m.Path)
	case m.Format == Absolute:
		return written{text: w.index.Cite(m.Path)}
	}
	return written{text: w.index.CiteFrom(from, m.Path)}
}

func (w *writer) parentReference(id string) written {
	if w.facts.Parent == nil {
		return written{text: blank, blank: true}
	}
	cited := agreement.Cite(w.facts.Parent.Clauses, id)
	if cited == "" {
		return wrongValue("draft.mark.dangling_parent", "Target", id)
	}
	return written{text: cited}
}

func (w *writer) headings() []Heading {
	var out []Heading
	for _, p := range w.text.Parties {
		f := w.facts.Parties[p.ID]
		out = append(out, Heading{
			ID: p.ID, Government: p.Government, Name: strings.ToUpper(f.governmentName()),
			Agency: strings.ToUpper(f.Agency), Address: f.whole(), Label: p.Label,
		})
	}
	return out
}

// signers are the parties that sign: all of a contract, a power of attorney or
// minutes; of a letter or KAK the first.
func (w *writer) signers() []Party {
	if (w.text.Kind.Letter() || w.text.Kind == TermsOfRef) && len(w.text.Parties) > 1 {
		return w.text.Parties[:1]
	}
	return w.text.Parties
}

func (w *writer) signatures() []Signature {
	var out []Signature
	for _, p := range w.signers() {
		s := Signature{Party: p.ID, Lines: slices.Clone(w.facts.Parties[p.ID].Lines)}
		if !w.text.Kind.Letter() && w.text.Kind != TermsOfRef {
			s.Label = p.Label
		}
		if proxy := w.facts.Parties[p.ID].Proxy; proxy != nil && len(s.Lines) > 0 {
			s.OnBehalf, s.Lines = "a.n. "+proxy.Head, append(s.Lines, proxy.line())
		}
		out = append(out, s)
	}
	return out
}

func (w *writer) letter(subject string) *Letter {
	l := &Letter{Subject: subject, Nature: w.optional("sifat"), Enclosures: w.optional("lampiran")}
	for _, c := range w.text.To {
		l.To = append(l.To, Plain(w.runs(c.Text, Visit{Section: InTo, Clause: c}, c.ID)))
	}
	return l
}

// optional writes a parameter that a letter may have.
func (w *writer) optional(id string) string {
	p, ok := w.text.Parameter(id)
	if !ok || p.Value == "" {
		return ""
	}
	return w.values.parameter(p, Full).text
}
