package draft

import (
	"iter"
	"regexp"

	"sinergi/internal/tariff"
)

const maxID = 80

var idForm = regexp.MustCompile(`^[a-z0-9]+([._-]+[a-z0-9]+)*$`)

// ValidID reports whether s can be the id of a clause, party, parameter or
// example: small letters, digits, and ".", "-" or "_" between them, at most 80
// characters.
func ValidID(s string) bool { return len(s) <= maxID && idForm.MatchString(s) }

// Visit is a clause met on a walk.
type Visit struct {
	Section Section
	Parent  string // id; empty at the top of a section
	Depth   int    // 0 at the top of a section
	At      int    // place among its siblings, from 0
	Clause  Clause
}

// All walks every clause of the text in the order of print, parents before
// children.
func (t Text) All() iter.Seq[Visit] {
	return func(yield func(Visit) bool) {
		for _, s := range Sections() {
			if !walk(t.In(s), Visit{Section: s}, yield) {
				return
			}
		}
	}
}

func walk(level []Clause, at Visit, yield func(Visit) bool) bool {
	for i, c := range level {
		at.At, at.Clause = i, c
		below := Visit{Section: at.Section, Parent: c.ID, Depth: at.Depth + 1}
		if !yield(at) || !walk(c.Children, below, yield) {
			return false
		}
	}
	return true
}

// Find gives the clause with an id.
func (t Text) Find(id string) (Visit, bool) {
	for v := range t.All() {
		if v.Clause.ID == id {
			return v, true
		}
	}
	return Visit{}, false
}

// IDs gives the ids of all clauses in the order of print.
func (t Text) IDs() []string {
	var ids []string
	for v := range t.All() {
		ids = append(ids, v.Clause.ID)
	}
	return ids
}

// IDsOf gives the ids of a clause and of all below it.
func IDsOf(c Clause) []string {
	ids := []string{c.ID}
	for _, child := range c.Children {
		ids = append(ids, IDsOf(child)...)
	}
	return ids
}

// Party gives a party by its id.
func (t Text) Party(id string) (Party, bool) {
	for _, p := range t.Parties {
		if p.ID == id {
			return p, true
		}
	}
	return Party{}, false
}

// PartyOf gives the party that a government is.
func (t Text) PartyOf(government string) (Party, bool) {
	for _, p := range t.Parties {
		if p.Government == government && government != "" {
			return p, true
		}
	}
	return Party{}, false
}

// Parameter gives a parameter by its id.
func (t Text) Parameter(id string) (Parameter, bool) {
	for _, p := range t.Parameters {
		if p.ID == id {
			return p, true
		}
	}
	return Parameter{}, false
}

// Clone gives a text that shares no clause and no list with t, so that either
// can be changed in place.
func (t Text) Clone() Text {
	for _, s := range Sections() {
		t = t.With(s, cloneAll(t.In(s)))
	}
	t.Parties = append([]Party(nil), t.Parties...)
	t.Parameters = append([]Parameter(nil), t.Parameters...)
	t.Tariffs = append([]tariff.Tariff(nil), t.Tariffs...)
	t.Examples = append([]Example(nil), t.Examples...)
	return t
}

func cloneAll(level []Clause) []Clause {
	if len(level) == 0 {
		return nil
	}
	out := make([]Clause, len(level))
	for i, c := range level {
		c.Children = cloneAll(c.Children)
		out[i] = c
	}
	return out
}
