package redline

import (
	"cmp"
	"slices"
	"strings"

	"sinergi/internal/draft"
)

// ChangeKind says what a change does.
type ChangeKind string

// The kinds of changes.
const (
	Insertion ChangeKind = "insert"  // a clause with all that is new below it
	Removal   ChangeKind = "remove"  // a clause with all below it that went too
	Movement  ChangeKind = "move"    // a clause elsewhere, its words untouched by this change
	Wording   ChangeKind = "text"    // other words
	Heading   ChangeKind = "heading" // another heading
	Form      ChangeKind = "form"    // another level, topic or source
	Value     ChangeKind = "value"   // another title, party, parameter, tariff or example
)

// Change is one difference between two texts that can be accepted or rejected
// by itself.
type Change struct {
	// ID is the same whenever the same two texts, or texts that differ from
	// them elsewhere, are compared: kind and node.
	ID   string     `json:"id"`
	Kind ChangeKind `json:"kind"`
	// Node is the id of the clause, or the name of a value: "@nilai/jangka-waktu",
	// "@tarif/tarif-bus.v1", "@pihak/pihak-1", "@contoh/mei", "@naskah/judul".
	Node    string        `json:"node"`
	Section draft.Section `json:"section,omitempty"`
	// Cited is how the clause is cited: in the text where it is, or was.
	Cited string `json:"cited,omitempty"`
	// Needs are changes that must be accepted with this one: a clause cannot
	// move into a new pasal that is not there.
	Needs []string `json:"needs,omitempty"`
	// Before and After hold the clause, or for a Value its JSON.
	Before *draft.Clause `json:"before,omitempty"`
	After  *draft.Clause `json:"after,omitempty"`
	Was    string        `json:"was,omitempty"`
	Is     string        `json:"is,omitempty"`
	From   *draft.Place  `json:"from,omitempty"` // of a Movement
	To     *draft.Place  `json:"to,omitempty"`
	// Spans is the redline of a Wording or Heading.
	Spans []Span `json:"spans,omitempty"`
}

// Compare lists the changes from one text to another in the order in which a
// reader meets them. It errs when a text has an id twice.
func Compare(before, after draft.Text) ([]Change, error) {
	a, err := plant(before)
	if err != nil {
		return nil, err
	}
	b, err := plant(after)
	if err != nil {
		return nil, err
	}
	c := &comparing{a: a, b: b, moved: moves(a, b), inA: before.Index(), inB: after.Index()}
	return c.all(), nil
}

type comparing struct {
	a, b     *forest
	moved    map[string]bool
	inA, inB draft.Index
	out      []Change
}

func (c *comparing) all() []Change {
	at := map[string]int{}
	for i, id := range c.b.order() {
		at[id] = 2 * i
		switch n, old := c.a.nodes[id]; {
		case old:
			c.both(id, n, c.b.nodes[id])
		case c.a.has(c.b.nodes[id].parent):
			c.inserted(id)
		}
	}
	last := -1
	for _, id := range c.a.order() {
		if i, stays := at[id]; stays {
			last = i
			continue
		}
		at[id] = last + 1
		if c.b.has(c.a.nodes[id].parent) {
			c.removed(id)
		}
	}
	slices.SortStableFunc(c.out, func(x, y Change) int { return cmp.Compare(at[x.Node], at[y.Node]) })
	return c.out
}

func (c *comparing) isNew(id string) bool {
	_, there := c.b.nodes[id]
	return there && !c.a.has(id)
}

func (c *comparing) add(kind ChangeKind, id string, ch Change) {
	ch.ID, ch.Kind, ch.Node = string(kind)+":"+id, kind, id
	in, ix := c.a, c.inA
	if kind == Insertion || kind == Movement {
		in, ix = c.b, c.inB
	}
	ch.Section = in.section(id)
	if !strings.HasPrefix(id, "@") {
		ch.Cited = ix.Cite(id)
	}
	c.out = append(c.out, ch)
}

// both reports what is other about a node that both texts have.
func (c *comparing) both(id string, x, y node) {
	if c.moved[id] {
		from, to := c.a.place(id), c.b.place(id)
		c.add(Movement, id, Change{From: &from, To: &to, Needs: c.moveNeeds(id)})
	}
	if x.value != y.value {
		c.add(Value, id, Change{Was: x.value, Is: y.value})
		return
	}
	before, after := x.clause, y.clause
	if before.Heading != after.Heading {
		c.add(Heading, id, Change{Was: before.Heading, Is: after.Heading, Spans: Words(before.Heading, after.Heading)})
	}
	if before.Text != after.Text {
		c.add(Wording, id, Change{Was: before.Text, Is: after.Text, Spans: Words(before.Text, after.Text)})
	}
	if formOf(before) != formOf(after) {
		c.add(Form, id, Change{Before: &before, After: &after})
	}
}

// form is what a clause is, apart from its words and place.
type form struct {
	level  draft.Level
	topic  string
	source draft.Source
}

func formOf(c draft.Clause) form {
	f := form{level: c.Level, topic: c.Topic}
	if c.Source != nil {
		f.source = *c.Source
	}
	return f
}

// give makes a clause of this form.
func (f form) give(c draft.Clause) draft.Clause {
	c.Level, c.Topic, c.Source = f.level, f.topic, nil
	if f.source != (draft.Source{}) {
		c.Source = &f.source
	}
	return c
}

func (c *comparing) inserted(id string) {
	n := c.b.nodes[id]
	ch := Change{Is: n.value}
	if n.value == "" {
		whole := c.b.pruned(id, func(kid string) bool { return !c.a.has(kid) })
		to := c.b.place(id)
		ch.After, ch.To = &whole, &to
	}
	c.add(Insertion, id, ch)
}

func (c *comparing) removed(id string) {
	n := c.a.nodes[id]
	ch := Change{Was: n.value}
	if n.value == "" {
		whole := c.a.pruned(id, func(kid string) bool { return !c.b.has(kid) })
		from := c.a.place(id)
		ch.Before, ch.From = &whole, &from
		ch.Needs = c.removalNeeds(id)
	}
	c.add(Removal, id, ch)
}

// removalNeeds are the moves that take what stays out of a removed clause.
func (c *comparing) removalNeeds(id string) []string {
	var needs []string
	for _, kid := range c.a.kids[id] {
		if c.b.has(kid) {
			needs = append(needs, string(Movement)+":"+kid)
			continue
		}
		needs = append(needs, c.removalNeeds(kid)...)
	}
	return needs
}

// moveNeeds are the insertion of the new clause that a node moved into, and
// the moves that take a former descendant out from below it first.
func (c *comparing) moveNeeds(id string) []string {
	var needs []string
	parent := c.b.nodes[id].parent
	for up := parent; c.isNew(up); up = c.b.nodes[up].parent {
		if !c.isNew(c.b.nodes[up].parent) {
			needs = append(needs, string(Insertion)+":"+up)
		}
	}
	var between []string
	for up := parent; c.a.has(up) && !strings.HasPrefix(up, "@"); up = c.a.nodes[up].parent {
		if up == id {
			return append(needs, between...)
		}
		if c.moved[up] {
			between = append(between, string(Movement)+":"+up)
		}
	}
	return needs
}

// place gives where a node stands.
func (f *forest) place(id string) draft.Place {
	parent := f.nodes[id].parent
	p := draft.Place{Section: f.section(id), Parent: parent}
	if strings.HasPrefix(parent, "@") {
		p.Parent = ""
	}
	siblings := f.kids[parent]
	if i := slices.Index(siblings, id); i > 0 {
		p.After = siblings[i-1]
	}
	return p
}

// pruned gives a clause with those below it that belong to the same change.
func (f *forest) pruned(id string, keep func(string) bool) draft.Clause {
	c := f.nodes[id].clause
	for _, kid := range f.kids[id] {
		if keep(kid) {
			c.Children = append(c.Children, f.pruned(kid, keep))
		}
	}
	return c
}
