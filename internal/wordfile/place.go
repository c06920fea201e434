package wordfile

import (
	"slices"

	"sinergi/internal/draft"
)

// put adds a node below a parent, or at the top of the section.
func (b *builder) put(n, parent *node) {
	n.section, n.parent = b.section, parent
	if parent == nil {
		b.roots[b.section] = append(b.roots[b.section], n)
	} else {
		parent.children = append(parent.children, n)
	}
	b.last = n
	if n.id != "" {
		b.seen[n.id] = n
	}
	for _, c := range n.comments {
		b.comments[c] = n
	}
}

// open gives the nodes that a next one could go below, the deepest first.
func (b *builder) open() []*node {
	var out []*node
	for n := b.last; n != nil; n = n.parent {
		out = append(out, n)
	}
	return out
}

func (b *builder) siblings(parent *node) []*node {
	if parent == nil {
		return b.roots[b.section]
	}
	return parent.children
}

// parentFor finds where a node of a level goes. ok is false when it fits
// nowhere.
func (b *builder) parentFor(l draft.Level, lb label) (parent *node, ok bool) {
	open := b.open()
	// Beside an open one of its kind, if the number goes on from it.
	for i, n := range open {
		if n.level != l || l == draft.Paragraph {
			continue
		}
		count := 0
		for _, s := range b.siblings(n.parent) {
			if s.level == l {
				count++
			}
		}
		if nested := lb.value == 1 && count > 0 && i == 0 && draft.Fits(l, n.level, b.section); nested {
			break
		}
		if lb.value == 1 && count > 0 && l != draft.Pasal && i > 0 && fitsAny(l, open[:i], b.section) {
			break
		}
		if n.parent == nil || n.parent.roomFor(l) {
			return n.parent, true
		}
	}
	for _, n := range open {
		if n.level == draft.Paragraph && !n.marked && !n.leads() {
			continue // a list or table belongs to what the paragraph belongs to
		}
		if draft.Fits(l, n.level, b.section) && n.roomFor(l) {
			return n, true
		}
	}
	return nil, draft.Fits(l, "", b.section)
}

// roomFor reports whether a clause, and the rows of a table, may stand below n
// without nesting deeper than texts do.
func (n *node) roomFor(l draft.Level) bool {
	depth := 1
	if l == draft.Table {
		depth++
	}
	for ; n != nil; n = n.parent {
		depth++
	}
	return depth <= draft.MaxDepth
}

func fitsAny(l draft.Level, nodes []*node, s draft.Section) bool {
	return slices.ContainsFunc(nodes, func(n *node) bool { return draft.Fits(l, n.level, s) })
}
