package redline

import (
	"strings"

	"sinergi/internal/draft"
)

// Conflict is where two edits of one text cannot both hold. What Ours says
// stands in the merged text; Theirs and Base are kept here until a person has
// chosen.
type Conflict struct {
	Kind ConflictKind `json:"kind"`
	Node string       `json:"node"` // clause or value, as in Change
	// Base, Ours and Theirs are the three wordings; for a clause that was taken
	// out by one side, that side is empty; for a movement, the parents.
	Base   string `json:"base"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

// ConflictKind says what two edits disagree about.
type ConflictKind string

// The kinds of conflicts.
const (
	BothWorded    ConflictKind = "text"    // other words, each side its own
	BothHeaded    ConflictKind = "heading" // another heading
	BothFormed    ConflictKind = "form"    // another level
	BothValued    ConflictKind = "value"   // another figure, party or tariff
	BothMoved     ConflictKind = "move"    // moved to different places
	RemovedEdited ConflictKind = "removed" // taken out by one side, changed by the other: it stays
)

// Merge brings two edits of one text together: what only one side changed is
// taken from it, words that both changed are merged word by word. Edits that
// do not touch each other give the same text whichever side is called ours.
// No clause and no wording of either side is lost: what does not stand in the
// merged text is in a conflict, unless its own side took it out.
func Merge(base, ours, theirs draft.Text) (draft.Text, []Conflict, error) {
	m := &merging{final: &forest{map[string]node{}, map[string][]string{}}}
	for _, p := range []struct {
		into **forest
		text draft.Text
	}{{&m.base, base}, {&m.ours, ours}, {&m.theirs, theirs}} {
		f, err := plant(p.text)
		if err != nil {
			return draft.Text{}, nil, err
		}
		*p.into = f
	}
	m.movedOurs, m.movedTheirs = moves(m.base, m.ours), moves(m.base, m.theirs)
	m.nodes()
	m.keepParents()
	m.arrange()
	merged, err := m.final.grow()
	return merged, m.conflicts, err
}

// MergeClause brings two edits of one clause together, with all below it.
func MergeClause(base, ours, theirs draft.Clause) (draft.Clause, []Conflict, error) {
	alone := func(c draft.Clause) draft.Text { return draft.Text{Body: []draft.Clause{c}} }
	merged, conflicts, err := Merge(alone(base), alone(ours), alone(theirs))
	if err != nil || len(merged.Body) != 1 {
		return ours, conflicts, err
	}
	return merged.Body[0], conflicts, nil
}

type merging struct {
	base, ours, theirs, final *forest
	movedOurs, movedTheirs    map[string]bool
	conflicts                 []Conflict
}

func (m *merging) conflict(kind ConflictKind, id, base, ours, theirs string) {
	m.conflicts = append(m.conflicts, Conflict{kind, id, base, ours, theirs})
}

// nodes decides which nodes there are and what they say.
func (m *merging) nodes() {
	for _, id := range m.all() {
		b, inB := m.base.nodes[id]
		o, inO := m.ours.nodes[id]
		t, inT := m.theirs.nodes[id]
		switch {
		case inO && inT:
			n := m.content(id, b, o, t)
			n.parent = m.parent(id, inB, b, o, t)
			m.final.nodes[id] = n
		case inO && (!inB || m.changed(id, b, o, m.movedOurs)):
			m.final.nodes[id] = o
			if inB {
				m.conflict(RemovedEdited, id, words(b), words(o), "")
			}
		case inT && (!inB || m.changed(id, b, t, m.movedTheirs)):
			m.final.nodes[id] = t
			if inB {
				m.conflict(RemovedEdited, id, words(b), "", words(t))
			}
		}
	}
}

// all lists the nodes of the three texts in a fixed order.
func (m *merging) all() []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range []*forest{m.base, m.ours, m.theirs} {
		for _, id := range f.order() {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}

func (m *merging) changed(id string, was, is node, moved map[string]bool) bool {
	return moved[id] || was.value != is.value || was.clause.Text != is.clause.Text || was.clause.Heading != is.clause.Heading || formOf(was.clause) != formOf(is.clause)
}

// words gives what a node says, for a conflict.
func words(n node) string {
	if n.value != "" {
		return n.value
	}
	return strings.TrimSpace(n.clause.Heading + "\n" + n.clause.Text)
}

func (m *merging) content(id string, b, o, t node) node {
	n := o
	if o.value != "" || t.value != "" {
		n.value = m.choose(BothValued, id, b.value, o.value, t.value)
		return n
	}
	n.clause.Text = m.say(BothWorded, id, b.clause.Text, o.clause.Text, t.clause.Text)
	n.clause.Heading = m.say(BothHeaded, id, b.clause.Heading, o.clause.Heading, t.clause.Heading)
	switch bf, of, tf := formOf(b.clause), formOf(o.clause), formOf(t.clause); {
	case of == tf || tf == bf:
	case of == bf:
		n.clause = tf.give(n.clause)
	default:
		m.conflict(BothFormed, id, string(bf.level), string(of.level), string(tf.level))
	}
	return n
}

// say merges by words.
func (m *merging) say(kind ConflictKind, id, base, ours, theirs string) string {
	merged, ok := MergeWords(base, ours, theirs)
	if !ok {
		m.conflict(kind, id, base, ours, theirs)
		return ours
	}
	return merged
}

func (m *merging) choose(kind ConflictKind, id, base, ours, theirs string) string {
	switch {
	case ours == theirs || theirs == base:
		return ours
	case ours == base:
		return theirs
	}
	m.conflict(kind, id, base, ours, theirs)
	return ours
}

func (m *merging) parent(id string, inB bool, b, o, t node) string {
	switch {
	case o.parent == t.parent || inB && t.parent == b.parent:
		return o.parent
	case inB && o.parent == b.parent:
		return t.parent
	}
	m.conflict(BothMoved, id, b.parent, o.parent, t.parent)
	return o.parent
}

// keepParents brings back what a surviving clause hangs on: a pasal that one
// side took out while the other put an ayat into it; and it undoes moves that
// together would hang clauses on themselves.
func (m *merging) keepParents() {
	for {
		again := false
		for _, id := range m.all() {
			n, ok := m.final.nodes[id]
			if !ok || m.final.has(n.parent) {
				continue
			}
			back, from := m.ours.nodes[n.parent], "ours"
			if _, there := m.ours.nodes[n.parent]; !there {
				back, from = m.theirs.nodes[n.parent], "theirs"
			}
			m.final.nodes[n.parent], again = back, true
			if from == "ours" {
				m.conflict(RemovedEdited, n.parent, words(m.base.nodes[n.parent]), words(back), "")
			} else {
				m.conflict(RemovedEdited, n.parent, words(m.base.nodes[n.parent]), "", words(back))
			}
		}
		if again {
			continue
		}
		for _, id := range m.all() {
			n, ok := m.final.nodes[id]
			o, mine := m.ours.nodes[id]
			if ok && mine && n.parent != o.parent && m.hangsOnItself(id) {
				m.conflict(BothMoved, id, m.base.nodes[id].parent, o.parent, n.parent)
				n.parent, again = o.parent, true
				m.final.nodes[id] = n
			}
		}
		if !again {
			return
		}
	}
}

func (m *merging) hangsOnItself(id string) bool {
	up := m.final.nodes[id].parent
	for range m.final.nodes {
		if up == id {
			return true
		}
		n, ok := m.final.nodes[up]
		if !ok {
			return false
		}
		up = n.parent
	}
	return true // it leads into a circle
}
