package redline

import (
	"slices"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// Resolve applies the accepted changes (by id) from one text to another and
// leaves the rest as it was: with all accepted it gives after, with none
// before. It errs when a change is accepted and one that it needs is not.
func Resolve(before, after draft.Text, accepted map[string]bool) (draft.Text, error) {
	changes, err := Compare(before, after)
	if err != nil {
		return draft.Text{}, err
	}
	for _, c := range changes {
		for _, need := range c.Needs {
			if accepted[c.ID] && !accepted[need] {
				return draft.Text{}, fault.New(fault.Conflict, "redline.fault.needs", "Change", c.ID, "Needs", need)
			}
		}
	}
	a, err := plant(before)
	if err != nil {
		return draft.Text{}, err
	}
	b, err := plant(after)
	if err != nil {
		return draft.Text{}, err
	}
	r := &resolving{a: a, b: b, out: &forest{map[string]node{}, map[string][]string{}}, placed: map[string]bool{}}
	r.content(changes, accepted)
	r.arrange()
	if got := len(r.out.order()); got != len(r.out.nodes) {
		return draft.Text{}, fault.New(fault.Conflict, "redline.fault.circle")
	}
	return r.out.grow()
}

type resolving struct {
	a, b, out *forest
	placed    map[string]bool // nodes whose place is that of b
}

// content gives every node that stays its words and parent.
func (r *resolving) content(changes []Change, accepted map[string]bool) {
	for id, n := range r.a.nodes {
		r.out.nodes[id] = n
	}
	for _, c := range changes {
		if !accepted[c.ID] {
			continue
		}
		n, other := r.out.nodes[c.Node], r.b.nodes[c.Node]
		switch c.Kind {
		case Insertion:
			r.insert(c.Node)
			continue
		case Removal:
			r.remove(c.Node)
			continue
		case Movement:
			n.parent, r.placed[c.Node] = other.parent, true
		case Wording:
			n.clause.Text = other.clause.Text
		case Heading:
			n.clause.Heading = other.clause.Heading
		case Form:
			n.clause = formOf(other.clause).give(n.clause)
		case Value:
			n.value = other.value
		}
		r.out.nodes[c.Node] = n
	}
}

func (r *resolving) insert(id string) {
	r.out.nodes[id], r.placed[id] = r.b.nodes[id], true
	for _, kid := range r.b.kids[id] {
		if !r.a.has(kid) {
			r.insert(kid)
		}
	}
}

func (r *resolving) remove(id string) {
	delete(r.out.nodes, id)
	for _, kid := range r.a.kids[id] {
		if !r.b.has(kid) {
			r.remove(kid)
		}
	}
}

// arrange orders siblings: those that did not move as before, then each of the
// others behind the sibling that precedes it in the other text.
func (r *resolving) arrange() {
	for parent, siblings := range r.a.kids {
		for _, id := range siblings {
			if n, ok := r.out.nodes[id]; ok && n.parent == parent && !r.placed[id] {
				r.out.kids[parent] = append(r.out.kids[parent], id)
			}
		}
	}
	for parent, siblings := range r.b.kids {
		for i, id := range siblings {
			n, ok := r.out.nodes[id]
			if !ok || n.parent != parent || !r.placed[id] {
				continue
			}
			r.out.kids[parent] = insertAfter(r.out.kids[parent], siblings[:i], id)
		}
	}
}

// insertAfter puts an id behind the nearest of the ids that precede it, or
// first.
func insertAfter(list, preceding []string, id string) []string {
	for i := len(preceding) - 1; i >= 0; i-- {
		if at := slices.Index(list, preceding[i]); at >= 0 {
			return slices.Insert(list, at+1, id)
		}
	}
	return slices.Insert(list, 0, id)
}

// AcceptedAll gives the decisions that accept every change.
func AcceptedAll(changes []Change) map[string]bool {
	all := make(map[string]bool, len(changes))
	for _, c := range changes {
		all[c.ID] = true
	}
	return all
}

// Values tells what a Value change is about: the list ("pihak", "nilai",
// "tarif", "contoh", "naskah") and the id in it.
func (c Change) Values() (list, id string) {
	list, id, _ = strings.Cut(strings.TrimPrefix(c.Node, "@"), "/")
	return list, id
}
