package agreement

import (
	"strconv"
	"strings"
)

// identify gives every clause of a tree an id: the one it had in old, or a new
// one made from its heading or number.
func identify(tree, old []Clause) {
	taken := map[string]bool{}
	for _, c := range old {
		take(taken, c)
	}
	before := match(tree, old, func(a, b Clause) bool { return a.Heading != "" && strings.EqualFold(a.Heading, b.Heading) })
	for i := range tree {
		c := &tree[i]
		if before[i] >= 0 {
			c.ID = old[before[i]].ID
			identifyBelow(c, old[before[i]].Children, taken)
			continue
		}
		if c.ID != Preamble {
			c.ID = firstNonEmpty(Slug(c.Heading), Slug(c.Label))
		}
		c.ID = unused(taken, c.ID)
		identifyBelow(c, nil, taken)
	}
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
