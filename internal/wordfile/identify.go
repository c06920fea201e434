package wordfile

import (
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
)

// identify finds the known clauses among those without a bookmark, and gives
// ids to the new ones.
func (b *builder) identify() {
	b.prune()
	var open []*node
	b.visit(func(n *node) {
		if n.id == "" {
			open = append(open, n)
		}
	})
	open = b.sameWords(open)
	open = b.sameNumber(open)
	b.alike(open)
	taken := map[string]bool{}
	for _, id := range b.k.order {
		taken[id] = true
	}
	b.visit(func(n *node) {
		if n.id != "" {
			taken[n.id] = true
		}
	})
	b.visit(func(n *node) {
		if n.id == "" {
			n.id = unused(taken, n.newID())
			b.seen[n.id] = n
		}
	})
}

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
				if n.how != ByMark {
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

// take makes a node the known clause.
func (b *builder) take(n *node, id string, how How) {
	n.id, n.how = id, how
	b.seen[id] = n
}

// sameWords recognises clauses whose words are the same, and pasal, bab and
// annexes with the same heading.
func (b *builder) sameWords(open []*node) (rest []*node) {
	byWords := map[string][]string{}
	byHeading := map[string][]string{}
	for _, id := range b.k.order {
		v := b.k.visits[id]
		if b.seen[id] != nil {
			continue
		}
		key := string(v.Section) + "\n" + b.k.words(id)
		byWords[key] = append(byWords[key], id)
		if h := plain(draft.Plain(b.k.items[id].Heading)); h != "" {
			key := string(v.Section) + string(v.Clause.Level) + "\n" + h
			byHeading[key] = append(byHeading[key], id)
		}
	}
	first := func(index map[string][]string, key string) string {
		for i, id := range index[key] {
			if b.seen[id] == nil {
				index[key] = index[key][i+1:]
				return id
			}
		}
		return ""
	}
	for _, n := range open {
		id := ""
		if n.words() != "" {
			id = first(byWords, string(n.section)+"\n"+n.words())
		}
		if id == "" && n.heading != nil {
			id = first(byHeading, string(n.section)+string(n.level)+"\n"+plain(n.heading.text))
		}
		if id == "" {
			rest = append(rest, n)
			continue
		}
		b.take(n, id, ByWords)
	}
	return rest
}

// enough is how like words must be: with the same number, and without.
const (
	enoughNumbered = 0.4
	enough         = 0.6
)

// sameNumber recognises clauses that bear the number of a known one and whose
// words are like.
func (b *builder) sameNumber(open []*node) (rest []*node) {
	index := b.k.text.Index()
	byPath := map[string]string{}
	paths := map[string]string{}
	for _, id := range b.k.order {
		v := b.k.visits[id]
		path := paths[v.Parent] + "|" + index.Label(id)
		if v.Clause.Level == draft.Bab {
			path = ""
		}
		paths[id] = path
		if b.seen[id] == nil && index.Label(id) != "" {
			byPath[string(v.Section)+path] = id
		}
	}
	for _, n := range open {
		id, ok := byPath[string(n.section)+n.path()]
		if !ok || n.label.form == noForm || b.seen[id] != nil || likeness(n.words(), b.k.words(id)) < enoughNumbered {
			rest = append(rest, n)
			continue
		}
		b.take(n, id, ByNumber)
	}
	return rest
}

// path gives the numbers that lead to a clause; a bab does not count.
func (n *node) path() string {
	if n == nil || n.level == draft.Bab {
		return ""
	}
	return n.parent.path() + "|" + n.label.text
}

// maxCompared bounds how many known clauses one clause is compared with.
const maxCompared = 400

// alike recognises clauses whose words are like those of a known one of their
// level.
func (b *builder) alike(open []*node) {
	for _, n := range open {
		said := n.words()
		if len(strings.Fields(said)) < 4 {
			continue
		}
		best, score, compared := "", enough, 0
		for _, id := range b.k.order {
			v := b.k.visits[id]
			if b.seen[id] != nil || v.Section != n.section || v.Clause.Level != n.level {
				continue
			}
			if compared++; compared > maxCompared {
				break
			}
			if s := likeness(said, b.k.words(id)); s > score {
				best, score = id, s
			}
		}
		if best != "" {
			b.take(n, best, ByLikeness)
		}
	}
}

// likeness measures how like two texts are: twice the pairs of neighbouring
// words that both have, of all pairs (Dice). 1 is the same.
func likeness(a, b string) float64 {
	pa, na := pairs(a)
	pb, nb := pairs(b)
	if na+nb == 0 {
		return 0
	}
	both := 0
	for p, n := range pa {
		both += min(n, pb[p])
	}
	return 2 * float64(both) / float64(na+nb)
}

func pairs(s string) (map[[2]string]int, int) {
	out := map[[2]string]int{}
	was := ""
	n := 0
	for _, w := range strings.Fields(s) {
		out[[2]string{was, w}]++
		was = w
		n++
	}
	return out, n
}

// newID makes an id from the heading or the number of a clause.
func (n *node) newID() string {
	own := ""
	if n.heading != nil {
		own = agreement.Slug(n.heading.text)
	}
	if own == "" {
		own = agreement.Slug(n.label.text)
	}
	switch {
	case n.level == draft.Row:
		own = "baris"
	case n.level == draft.Table:
		own = "tabel"
	case own == "":
		own = "alinea"
	}
	if n.parent == nil || n.level == draft.Pasal || n.level == draft.Bab || n.level == draft.Annex {
		if n.heading == nil && n.section != draft.InBody {
			own = string(n.section) + "." + own
		}
		return own
	}
	above := n.parent.id
	if most := 70 - len(own); len(above) > most {
		above = strings.TrimRight(above[:max(most, 1)], "._-")
	}
	return above + "." + own
}

// unused gives an id that no clause has, and takes it.
func unused(taken map[string]bool, id string) string {
	made := id
	for i := 2; taken[made] || !draft.ValidID(made); i++ {
		if !draft.ValidID(id) {
			id = "klausul"
		}
		made = id + "-" + strconv.Itoa(i)
	}
	taken[made] = true
	return made
}
