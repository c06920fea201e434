package redline

import (
	"slices"
	"strings"
)

// arrange orders the siblings of the merged text. Nodes that neither side moved
// are fixed; what a side put between two of them stays there. Where both sides
// put something into the same gap, the one whose first id comes first in the
// alphabet stands first, so that the order does not depend on who merges.
func (m *merging) arrange() {
	parents := map[string][]string{}
	for _, id := range m.all() {
		if n, ok := m.final.nodes[id]; ok {
			parents[n.parent] = append(parents[n.parent], id)
		}
	}
	for parent, children := range parents {
		m.final.kids[parent] = m.siblings(parent, children)
	}
}

func (m *merging) siblings(parent string, children []string) []string {
	mine, fixed := m.gaps(m.ours, parent, true)
	yours, _ := m.gaps(m.theirs, parent, false)
	out := together(mine[""], yours[""])
	for _, id := range fixed {
		out = append(append(out, id), together(mine[id], yours[id])...)
	}
	for _, id := range children { // whose place neither side gives: a clause brought back
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// gaps gives what a side placed behind each fixed sibling (behind "" at the
// beginning), and the fixed siblings in their order.
func (m *merging) gaps(side *forest, parent string, ours bool) (map[string][]string, []string) {
	gaps, anchor := map[string][]string{}, ""
	var fixed []string
	for _, id := range side.kids[parent] {
		n, ok := m.final.nodes[id]
		switch {
		case !ok || n.parent != parent:
		case m.fixed(id, parent):
			anchor = id
			fixed = append(fixed, id)
		case m.placedByOurs(id) == ours:
			gaps[anchor] = append(gaps[anchor], id)
		}
	}
	return gaps, fixed
}

// fixed reports whether a node is below the parent in all three texts and
// moved in none.
func (m *merging) fixed(id, parent string) bool {
	for _, f := range []*forest{m.base, m.ours, m.theirs} {
		if n, ok := f.nodes[id]; !ok || n.parent != parent {
			return false
		}
	}
	return !m.movedOurs[id] && !m.movedTheirs[id]
}

// placedByOurs says whose place a node has that is not fixed.
func (m *merging) placedByOurs(id string) bool {
	o, inO := m.ours.nodes[id]
	_, inT := m.theirs.nodes[id]
	if !inO || !inT {
		return inO
	}
	if m.final.nodes[id].parent != o.parent {
		return false
	}
	return m.movedOurs[id] || !m.movedTheirs[id]
}

func together(mine, yours []string) []string {
	if strings.Join(yours, "\n") < strings.Join(mine, "\n") {
		mine, yours = yours, mine
	}
	return append(slices.Clone(mine), yours...)
}
