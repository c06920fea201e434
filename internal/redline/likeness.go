package redline

import (
	"cmp"
	"slices"
	"strings"

	"sinergi/internal/draft"
)

// match finds for each read clause the one of the base that it was.
func (b *bringing) match() {
	b.each(func(m *met) *known {
		if k := b.base[m.clause.ID]; m.clause.ID != "" && k != nil {
			return k
		}
		return nil
	})
	b.byKey(func(k *known) string { return key(k.section, k.clause.Level, k.plain) }, func(m *met) string { return key(m.section, m.clause.Level, m.plain) })
	b.byKey(
		func(k *known) string { return key(k.section, k.clause.Level, k.headed) },
		func(m *met) string { return key(m.section, m.clause.Level, m.clause.Heading) },
	)
	b.byKey(func(k *known) string { return key("", "", k.plain) }, func(m *met) string { return key("", "", m.plain) })
	b.byLikeness()
	b.byWhatIsBelow()
	b.byPlace()
}

func (b *bringing) each(find func(*met) *known) {
	for _, m := range b.met {
		if m.as != nil {
			continue
		}
		if k := find(m); k != nil && !k.used {
			m.is(k)
		}
	}
}

// key is empty when there are no words to match by.
func key(s draft.Section, l draft.Level, words string) string {
	if words = strings.ToLower(strings.Join(strings.Fields(words), " ")); words == "" {
		return ""
	}
	return string(s) + "\x00" + string(l) + "\x00" + words
}

// byKey matches equal keys in the order of the text: the second time that
// something is said is matched with the second time it was said.
func (b *bringing) byKey(of func(*known) string, at func(*met) string) {
	queues := map[string][]*known{}
	for _, id := range b.order {
		if k := b.base[id]; !k.used {
			if key := of(k); key != "" {
				queues[key] = append(queues[key], k)
			}
		}
	}
	b.each(func(m *met) *known {
		key := at(m)
		if q := queues[key]; key != "" && len(q) > 0 {
			queues[key] = q[1:]
			return q[0]
		}
		return nil
	})
}

const (
	alikeEnough = 50 // percent of common words from which two wordings are one clause
	maxPairs    = 2_000_000
)

// byLikeness matches what is left by common words, best first.
func (b *bringing) byLikeness() {
	type pair struct {
		m     *met
		k     *known
		alike int
		near  int
	}
	bags := map[*known]map[string]int{}
	for _, id := range b.order {
		if k := b.base[id]; !k.used && k.plain != "" {
			bags[k] = bag(k.plain)
		}
	}
	var open []*met
	for _, m := range b.met {
		if m.as == nil && m.plain != "" {
			open = append(open, m)
		}
	}
	if len(open)*len(bags) > maxPairs {
		return // another text altogether
	}
	var pairs []pair
	for _, m := range open {
		mine := bag(m.plain)
		for _, id := range b.order {
			k := b.base[id]
			other, ok := bags[k]
			if !ok || m.section != k.section {
				continue
			}
			if alike := percentAlike(mine, other); alike >= alikeEnough {
				pairs = append(pairs, pair{m, k, alike, b.nearness(m, k)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.alike+y.near, x.alike+x.near), cmp.Compare(y.alike, x.alike))
	})
	for _, p := range pairs {
		if p.m.as == nil && !p.k.used {
			p.m.is(p.k)
			b.report.Guessed = append(b.report.Guessed, Guess{p.k.clause.ID, p.alike, p.k.plain, p.m.plain})
		}
	}
}

// nearness favours a clause of the same level and of the same parent.
func (b *bringing) nearness(m *met, k *known) int {
	near := 0
	if m.clause.Level == k.clause.Level {
		near += 10
	}
	if m.parent != nil && m.parent.as != nil && m.parent.as.clause.ID == k.parent {
		near += 20
	}
	return near
}

func bag(words string) map[string]int {
	out := map[string]int{}
	for _, t := range plainTokens(strings.ToLower(words)) {
		if strings.TrimSpace(t) != "" {
			out[t]++
		}
	}
	return out
}

// percentAlike is Dice's coefficient of two bags of words.
func percentAlike(a, b map[string]int) int {
	common, all := 0, 0
	for w, n := range a {
		common += min(n, b[w])
		all += n
	}
	for _, n := range b {
		all += n
	}
	if all == 0 {
		return 0
	}
	return 200 * common / all
}

// byWhatIsBelow matches a clause without words of its own by the clause that
// most of its children were below.
func (b *bringing) byWhatIsBelow() {
	for _, m := range slices.Backward(b.met) {
		if m.as != nil {
			continue
		}
		votes := map[string]int{}
		best := ""
		for _, kid := range m.kids {
			if kid.as != nil && kid.as.parent != "" {
				votes[kid.as.parent]++
				if votes[kid.as.parent] > votes[best] {
					best = kid.as.parent
				}
			}
		}
		if k := b.base[best]; k != nil && !k.used && k.clause.Level == m.clause.Level && 2*votes[best] >= len(m.kids) {
			m.is(k)
		}
	}
}

// byPlace matches clauses without any words by their place below matched
// parents.
func (b *bringing) byPlace() {
	b.each(func(m *met) *known {
		if m.plain != "" {
			return nil
		}
		parent := ""
		if m.parent != nil {
			if m.parent.as == nil {
				return nil
			}
			parent = m.parent.as.clause.ID
		}
		for _, id := range b.order {
			if k := b.base[id]; !k.used && k.plain == "" && k.parent == parent && k.section == m.section && k.clause.Level == m.clause.Level {
				return k
			}
		}
		return nil
	})
}
