package wordfile

import (
	"strings"

	"sinergi/internal/draft"
)

// visit calls f with every node, parents before children, in the order of
// print.
func (b *builder) visit(f func(*node)) {
	var walk func([]*node)
	walk = func(level []*node) {
		for _, n := range level {
			f(n)
			walk(n.children)
		}
	}
	for _, s := range draft.Sections() {
		walk(b.roots[s])
	}
}

// prune takes out clauses of which only a number is left.
func (b *builder) prune() {
	var walk func([]*node) []*node
	walk = func(level []*node) []*node {
		var out []*node
		for _, n := range level {
			n.children = walk(n.children)
			if n.empty() && !b.wasEmpty(n) {
				delete(b.seen, n.id)
				if !n.marked || !n.auto {
					b.refuse(entry{label: n.label}, Misplaced)
				}
				continue
			}
			out = append(out, n)
		}
		return out
	}
	for _, s := range draft.Sections() {
		b.roots[s] = walk(b.roots[s])
	}
}

func (n *node) empty() bool {
	return n.words() == "" && len(n.children) == 0
}

func (b *builder) wasEmpty(n *node) bool {
	v, ok := b.k.visits[n.id]
	return ok && v.Clause.Heading == "" && v.Clause.Text == ""
}

// words gives what a clause says, as a line to compare.
func (n *node) words() string {
	var said []string
	if n.heading != nil {
		said = append(said, n.heading.text)
	}
	for _, w := range n.text {
		said = append(said, w.text)
	}
	return plain(strings.Join(said, " "))
}

func (k *known) words(id string) string {
	it := k.items[id]
	said := []string{draft.Plain(it.Heading)}
	for _, p := range append(append([][]draft.Run{}, it.Paragraphs...), it.Cells...) {
		said = append(said, draft.Plain(p))
	}
	return plain(strings.Join(said, " "))
}
