package redline

import (
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
)

// Report says how a text from outside was matched with the text it came from,
// so that a person can check what a program can only guess.
type Report struct {
	Matched int         `json:"matched"`
	Guessed []Guess     `json:"guessed,omitempty"` // matched by likeness alone
	New     []string    `json:"new,omitempty"`     // ids given to clauses that nothing matched
	Gone    []string    `json:"gone,omitempty"`    // clauses that were not found again
	Typed   []Overtyped `json:"typed,omitempty"`   // marks that were typed over
	// Kept are sections that the file does not have and that stay as they were.
	Kept []draft.Section `json:"kept,omitempty"`
}

// Guess is a match by likeness.
type Guess struct {
	Clause string `json:"clause"`
	Alike  int    `json:"alike"` // share of common words in percent
	Was    string `json:"was"`
	Is     string `json:"is"`
}

// Bring gives a text that was read outside (from a Word file) the ids, topics
// and marks of the text that it came from. The clauses of read hold plain
// words and levels; their ids are empty or, where the file kept them, those of
// base. A clause is matched by id, by equal words, by heading, by likeness, by
// what stands below it, in this order. What nothing matches gets a new id, one
// that base never had.
//
// The result is a text to be compared with base: nothing of read is left out.
func Bring(base draft.Text, f draft.Facts, read draft.Text) (draft.Text, Report, error) {
	d, _ := base.Write(f)
	b := &bringing{base: map[string]*known{}, taken: map[string]bool{}}
	b.learn(base, d)
	out := base.Clone()
	for _, s := range draft.Sections() {
		if len(read.In(s)) == 0 {
			if len(base.In(s)) > 0 {
				b.report.Kept = append(b.report.Kept, s)
			}
			continue
		}
		out = out.With(s, cloneClauses(read.In(s)))
		b.meet(out.In(s), s, nil)
	}
	for _, k := range b.base { // what stays where it is cannot be elsewhere too
		k.used = slices.Contains(b.report.Kept, k.section)
	}
	b.match()
	b.settle()
	for _, id := range b.order {
		if k := b.base[id]; !k.used && !slices.Contains(b.report.Kept, k.section) {
			b.report.Gone = append(b.report.Gone, id)
		}
	}
	if title := draft.Clean(read.Title); title != "" && !strings.EqualFold(title, writtenTitle(base, d)) {
		out.Title = title
	}
	return out, b.report, nil
}

func writtenTitle(base draft.Text, d draft.Document) string {
	if d.Letter != nil {
		return d.Letter.Subject
	}
	if n := len(d.Title); n > 0 {
		return d.Title[n-1]
	}
	return base.Title
}

func cloneClauses(level []draft.Clause) []draft.Clause {
	out := slices.Clone(level)
	for i := range out {
		out[i].Children = cloneClauses(out[i].Children)
	}
	return out
}

// known is a clause of the base, written out.
type known struct {
	clause        draft.Clause
	section       draft.Section
	parent        string
	heading, text []draft.Run
	plain, headed string
	used          bool
}

// met is a clause of the read text.
type met struct {
	clause  *draft.Clause
	section draft.Section
	parent  *met
	kids    []*met
	plain   string
	as      *known
}

type bringing struct {
	base   map[string]*known
	order  []string
	met    []*met
	taken  map[string]bool
	report Report
}

func (b *bringing) learn(base draft.Text, d draft.Document) {
	items := map[string]draft.Item{}
	var walk func([]draft.Item)
	walk = func(list []draft.Item) {
		for _, i := range list {
			items[i.ID] = i
			walk(i.Children)
		}
	}
	for _, list := range [][]draft.Item{d.Opening, d.Recitals, d.Basis, d.Body, d.Closing, d.Annexes, d.Copies} {
		walk(list)
	}
	for v := range base.All() {
		i := items[v.Clause.ID]
		k := &known{clause: v.Clause, section: v.Section, parent: v.Parent, heading: i.Heading, text: runsOf(i)}
		if _, written := items[v.Clause.ID]; !written { // an addressee, which documents hold as lines
			k.text = []draft.Run{{Text: v.Clause.Text}}
		}
		k.headed = draft.Plain(k.heading)
		k.plain = strings.TrimSpace(k.headed + "\n" + draft.Plain(k.text))
		b.base[v.Clause.ID], b.taken[v.Clause.ID] = k, true
		b.order = append(b.order, v.Clause.ID)
	}
}

// runsOf gives the whole text of an item as one row of runs.
func runsOf(i draft.Item) []draft.Run {
	var out []draft.Run
	join := func(parts [][]draft.Run, between string) {
		for n, p := range parts {
			if n > 0 {
				out = append(out, draft.Run{Text: between})
			}
			out = append(out, p...)
		}
	}
	join(i.Paragraphs, "\n")
	join(i.Cells, " | ")
	return out
}

func (b *bringing) meet(level []draft.Clause, s draft.Section, parent *met) {
	for i := range level {
		c := &level[i]
		c.Heading, c.Text = strings.ReplaceAll(draft.Clean(c.Heading), "\n", " "), draft.Clean(c.Text)
		m := &met{clause: c, section: s, parent: parent, plain: strings.TrimSpace(c.Heading + "\n" + c.Text)}
		b.met = append(b.met, m)
		if parent != nil {
			parent.kids = append(parent.kids, m)
		}
		b.meet(c.Children, s, m)
	}
}

func (m *met) is(k *known) { m.as, k.used = k, true }

// settle writes ids, marks and topics into the read clauses.
func (b *bringing) settle() {
	for _, m := range b.met {
		b.countRow(m)
		if m.as == nil {
			m.clause.ID = b.fresh(m)
			b.report.New = append(b.report.New, m.clause.ID)
			continue
		}
		k := m.as
		b.report.Matched++
		m.clause.ID, m.clause.Topic, m.clause.Source = k.clause.ID, k.clause.Topic, k.clause.Source
		if strings.EqualFold(m.clause.Heading, k.headed) {
			m.clause.Heading = k.clause.Heading
		} else {
			m.clause.Heading = b.absorb(k, k.heading, m.clause.Heading)
		}
		m.clause.Text = b.absorb(k, k.text, m.clause.Text)
	}
}

// countRow takes a row's number for what it is where the table counts its rows:
// it follows from the place, whatever was typed.
func (b *bringing) countRow(m *met) {
	if m.clause.Level != draft.Row || m.parent == nil || m.parent.as == nil {
		return
	}
	cells := m.clause.Cells()
	for i, c := range cells {
		if strings.Trim(c, "0123456789.") != "" || !counts(m.parent.as.clause, i) {
			continue
		}
		cells[i] = "#"
		if m.as != nil {
			if written := strings.Split(draft.Plain(m.as.text), " | "); i < len(written) {
				cells[i] = written[i]
			}
		}
	}
	m.clause.Text = draft.CellsText(cells)
}

// counts reports whether a column of a table counts its rows.
func counts(table draft.Clause, column int) bool {
	return slices.ContainsFunc(table.Children, func(row draft.Clause) bool {
		cells := row.Cells()
		return column < len(cells) && cells[column] == "#"
	})
}

func (b *bringing) absorb(k *known, runs []draft.Run, came string) string {
	text, lost := Absorb(runs, came)
	for _, l := range lost {
		l.Clause = k.clause.ID
		b.report.Typed = append(b.report.Typed, l)
	}
	return text
}

// fresh gives a new clause an id: after its heading, or its parent and level.
func (b *bringing) fresh(m *met) string {
	wish := agreement.Slug(m.clause.Heading)
	if m.parent != nil && (m.clause.Level != draft.Pasal || wish == "") {
		wish = m.parent.clause.ID + "." + string(m.clause.Level)
	}
	if len(wish) > 60 || !draft.ValidID(wish) {
		wish = "klausul"
	}
	id := wish
	for n := 2; b.taken[id]; n++ {
		id = wish + "-" + strconv.Itoa(n)
	}
	b.taken[id] = true
	return id
}
