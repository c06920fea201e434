package agreement

import (
	"strconv"
	"strings"
)

// identify gives every clause of a tree an id: the one it had in old, or a new
// one made from its heading or number. A pasal keeps its id from one bab to
// another.
func identify(tree, old []Clause) {
	taken := map[string]bool{}
	for _, c := range old {
		take(taken, c)
	}
	now, then := tops(tree), values(tops(old))
	before := match(values(now), then, func(a, b Clause) bool {
		return a.Heading != "" && strings.EqualFold(a.Heading, b.Heading) && isBab(a.Label) == isBab(b.Label)
	})
	for i, c := range now {
		var was Clause
		switch {
		case before[i] >= 0:
			was = then[before[i]]
			c.ID = was.ID
		case isBab(c.Label):
			c.ID = unused(taken, strings.TrimSuffix("bab-"+firstNonEmpty(Slug(c.Heading), Slug(strings.TrimPrefix(c.Label, "BAB "))), "-"))
		case c.ID != Preamble:
			c.ID = unused(taken, firstNonEmpty(Slug(c.Heading), Slug(c.Label)))
		default:
			c.ID = unused(taken, c.ID)
		}
		if !isBab(c.Label) {
			identifyBelow(c, was.Children, taken)
		}
	}
}

// tops lists the bab and pasal of a tree.
func tops(tree []Clause) []*Clause {
	var out []*Clause
	for i := range tree {
		out = append(out, &tree[i])
		if isBab(tree[i].Label) {
			out = append(out, tops(tree[i].Children)...)
		}
	}
	return out
}

func values(all []*Clause) []Clause {
	out := make([]Clause, len(all))
	for i, c := range all {
		out[i] = *c
	}
	return out
}

func identifyBelow(parent *Clause, old []Clause, taken map[string]bool) {
	before := match(parent.Children, old, func(a, b Clause) bool { return a.Text == b.Text })
	for i := range parent.Children {
		c := &parent.Children[i]
		if before[i] >= 0 {
			c.ID = old[before[i]].ID
			identifyBelow(c, old[before[i]].Children, taken)
			continue
		}
		c.ID = unused(taken, parent.ID+"."+Slug(c.Label))
		identifyBelow(c, nil, taken)
	}
}

// match finds for each clause the one of old that it was: first by the test,
// then, among what is left, by its label. -1: none.
func match(tree, old []Clause, same func(a, b Clause) bool) []int {
	found := make([]int, len(tree))
	used := make([]bool, len(old))
	for i := range found {
		found[i] = -1
	}
	for _, is := range []func(a, b Clause) bool{same, func(a, b Clause) bool { return a.Label == b.Label }} {
		for i := range tree {
			for j := range old {
				if found[i] < 0 && !used[j] && is(tree[i], old[j]) {
					found[i], used[j] = j, true
				}
			}
		}
	}
	return found
}

func take(taken map[string]bool, c Clause) {
	taken[c.ID] = true
	for _, child := range c.Children {
		take(taken, child)
	}
}

// unused gives an id that no clause has yet, and takes it.
func unused(taken map[string]bool, id string) string {
	made := id
	for n := 2; taken[made]; n++ {
		made = id + "-" + strconv.Itoa(n)
	}
	taken[made] = true
	return made
}

func firstNonEmpty(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
