package draft

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
)

// Do is what an Op does.
type Do string

// The operations.
const (
	Insert     Do = "insert"  // Clause, with all below it, at Place
	Remove     Do = "remove"  // the clause ID with all below it
	Move       Do = "move"    // the clause ID with all below it, to Place
	SetText    Do = "text"    // Words becomes its text
	SetHeading Do = "heading" // Words becomes its heading
	SetLevel   Do = "level"   // Level, e.g. a huruf that becomes an ayat
	Split      Do = "split"   // at rune At of its text; the rest and all below it become the clause New after it
	Merge      Do = "merge"   // into the clause before it, which keeps its id
)

// Op is one edit of a text as a value. What it does not need is empty.
type Op struct {
	Do     Do      `json:"do"`
	ID     string  `json:"id,omitempty"`
	Place  Place   `json:"place,omitzero"`
	Clause *Clause `json:"clause,omitempty"`
	Words  string  `json:"words,omitempty"`
	Level  Level   `json:"level,omitempty"`
	At     int     `json:"at,omitempty"`
	New    string  `json:"new,omitempty"`
}

// Place is where a clause goes: below Parent (or, if that is empty, at the top
// of Section), after the sibling After, or first if that is empty.
type Place struct {
	Section Section `json:"section,omitempty"`
	Parent  string  `json:"parent,omitempty"`
	After   string  `json:"after,omitempty"`
}

// Gone is an id that an edit took out of the text. Into is the clause that has
// its words now; empty when they were removed.
type Gone struct {
	ID   string `json:"id"`
	Into string `json:"into,omitempty"`
}

// Apply edits a text. It gives the edited text, which shares nothing with t
// that would change, and every id that is no longer in it. An operation that
// cannot be done is an error, and then nothing is done.
func Apply(t Text, ops ...Op) (Text, []Gone, error) {
	e := &editing{text: t.Clone()}
	before := t.IDs()
	for _, op := range ops {
		if err := e.do(op); err != nil {
			return t, nil, err
		}
	}
	return e.text, e.gone(before), nil
}

// editing changes a text of its own in place.
type editing struct {
	text   Text
	merged map[string]string // id → the clause that has its words
}

func (e *editing) gone(before []string) []Gone {
	there := map[string]bool{}
	for _, id := range e.text.IDs() {
		there[id] = true
	}
	var out []Gone
	for _, id := range before {
		if there[id] {
			continue
		}
		into := id
		for hops := 0; hops <= len(e.merged) && !there[into] && into != ""; hops++ {
			into = e.merged[into]
		}
		if !there[into] {
			into = ""
		}
		out = append(out, Gone{id, into})
	}
	return out
}

func (e *editing) do(op Op) error {
	switch op.Do {
	case Insert:
		return e.insert(op)
	case Remove:
		_, err := e.take(op.ID)
		return err
	case Move:
		return e.move(op)
	case SetText, SetHeading, SetLevel:
		return e.set(op)
	case Split:
		return e.split(op)
	case Merge:
		return e.merge(op.ID)
	}
	return fault.New(fault.Invalid, "draft.fault.unknown_edit", "Edit", short(string(op.Do)))
}

// siblings gives the list that holds a clause and its place in it.
func (e *editing) siblings(id string) (list *[]Clause, at int, parent Level, s Section, err error) {
	for _, s := range Sections() {
		if list, at, parent := findIn(e.text.section(s), "", id); list != nil {
			return list, at, parent, s, nil
		}
	}
	return nil, 0, "", "", fault.New(fault.Conflict, "draft.fault.no_clause", "Target", short(id))
}

func findIn(level *[]Clause, parent Level, id string) (*[]Clause, int, Level) {
	for i := range *level {
		c := &(*level)[i]
		if c.ID == id {
			return level, i, parent
		}
		if list, at, p := findIn(&c.Children, c.Level, id); list != nil {
			return list, at, p
		}
	}
	return nil, 0, ""
}

func (e *editing) insert(op Op) error {
	if op.Clause == nil {
		return fault.New(fault.Invalid, "draft.fault.unknown_edit", "Edit", string(op.Do))
	}
	c := cloneAll([]Clause{*op.Clause})[0]
	taken := map[string]bool{}
	for _, id := range e.text.IDs() {
		taken[id] = true
	}
	for _, id := range IDsOf(c) {
		if !ValidID(id) || taken[id] {
			return fault.New(fault.Conflict, "draft.clause.id_twice", "ID", short(id))
		}
		taken[id] = true
	}
	return e.put(c, op.Place)
}

func (e *editing) put(c Clause, at Place) error {
	list, parent, section, depth := e.text.section(at.Section), Level(""), at.Section, 0
	if at.Parent != "" {
		depth = e.depth(at.Parent)
		siblings, i, _, s, err := e.siblings(at.Parent)
		if err != nil {
			return err
		}
		owner := &(*siblings)[i]
		list, parent, section = &owner.Children, owner.Level, s
	}
	if list == nil {
		return fault.New(fault.Invalid, "draft.fault.no_section", "Section", short(string(at.Section)))
	}
	if !Fits(c.Level, parent, section) || depth+height(c) > MaxDepth {
		return fault.New(fault.Invalid, "draft.clause.misplaced", "Level", string(c.Level), "Clause", c.ID)
	}
	i := 0
	if at.After != "" {
		i = slices.IndexFunc(*list, func(s Clause) bool { return s.ID == at.After }) + 1
		if i == 0 {
			return fault.New(fault.Conflict, "draft.fault.no_clause", "Target", short(at.After))
		}
	}
	*list = slices.Insert(*list, i, c)
	return nil
}

// depth counts a clause and those that enclose it.
func (e *editing) depth(id string) int {
	v, _ := e.text.Find(id)
	return v.Depth + 1
}

// height counts the levels of a clause and what is below it.
func height(c Clause) int {
	tallest := 0
	for _, child := range c.Children {
		tallest = max(tallest, height(child))
	}
	return tallest + 1
}

func (e *editing) take(id string) (Clause, error) {
	list, i, _, _, err := e.siblings(id)
	if err != nil {
		return Clause{}, err
	}
	c := (*list)[i]
	*list = slices.Delete(*list, i, i+1)
	return c, nil
}

func (e *editing) move(op Op) error {
	c, err := e.take(op.ID)
	if err != nil {
		return err
	}
	if slices.Contains(IDsOf(c), op.Place.Parent) || op.Place.After == op.ID {
		return fault.New(fault.Invalid, "draft.fault.into_itself", "Clause", op.ID)
	}
	return e.put(c, op.Place)
}

func (e *editing) set(op Op) error {
	list, i, parent, section, err := e.siblings(op.ID)
	if err != nil {
		return err
	}
	c := &(*list)[i]
	switch op.Do {
	case SetText:
		c.Text = Clean(op.Words)
	case SetHeading:
		c.Heading = strings.ReplaceAll(Clean(op.Words), "\n", " ")
	case SetLevel:
		if !Fits(op.Level, parent, section) {
			return fault.New(fault.Invalid, "draft.clause.misplaced", "Level", string(op.Level), "Clause", op.ID)
		}
		for _, child := range c.Children {
			if !Fits(child.Level, op.Level, section) {
				return fault.New(fault.Invalid, "draft.clause.misplaced", "Level", string(child.Level), "Clause", child.ID)
			}
		}
		c.Level = op.Level
	}
	return nil
}

// split never cuts a mark in two: a place inside a mark counts as its end.
func (e *editing) split(op Op) error {
	list, i, _, _, err := e.siblings(op.ID)
	if err != nil {
		return err
	}
	if _, _, _, _, err := e.siblings(op.New); err == nil || !ValidID(op.New) {
		return fault.New(fault.Conflict, "draft.clause.id_twice", "ID", short(op.New))
	}
	c := &(*list)[i]
	if c.Level == Bab || c.Level == Annex || c.Level == Table {
		return fault.New(fault.Invalid, "draft.fault.cannot_split", "Clause", op.ID)
	}
	head, tail := cut(c.Text, op.At)
	rest := Clause{ID: op.New, Level: c.Level, Text: Clean(tail), Children: c.Children}
	c.Text, c.Children = Clean(head), nil
	*list = slices.Insert(*list, i+1, rest)
	return nil
}

// cut parts a text after so many runes, or after the mark that they end in.
func cut(text string, runes int) (head, tail string) {
	at := 0
	for _, p := range Pieces(text) {
		if runes <= 0 {
			break
		}
		for i := range p.Source {
			if runes == 0 && p.Mark == nil {
				return text[:at+i], text[at+i:]
			}
			runes = max(0, runes-1)
		}
		at += len(p.Source)
	}
	return text[:at], text[at:]
}

// merge appends a clause to the one before it. A heading is kept as words.
func (e *editing) merge(id string) error {
	list, i, _, section, err := e.siblings(id)
	if err != nil {
		return err
	}
	if i == 0 {
		return fault.New(fault.Invalid, "draft.fault.nothing_before", "Clause", id)
	}
	into, c := &(*list)[i-1], (*list)[i]
	for _, child := range c.Children {
		if !Fits(child.Level, into.Level, section) {
			return fault.New(fault.Invalid, "draft.clause.misplaced", "Level", string(child.Level), "Clause", child.ID)
		}
	}
	if into.Level == Row || into.Level == Table || c.Level == Row || c.Level == Table || len(into.Children) > 0 && c.Text+c.Heading != "" {
		return fault.New(fault.Invalid, "draft.fault.cannot_merge", "Clause", id)
	}
	into.Text = Clean(joined(into.Text, joined(c.Heading, c.Text)))
	into.Children = append(into.Children, c.Children...)
	*list = slices.Delete(*list, i, i+1)
	if e.merged == nil {
		e.merged = map[string]string{}
	}
	e.merged[id] = into.ID
	return nil
}

func joined(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + " " + b
}
