package redline

import "sort"

// moves finds which nodes that both forests have stand elsewhere in b: below
// another parent, or on another side of the siblings that stayed. Of siblings
// that changed places, as few as possible count as moved.
func moves(a, b *forest) map[string]bool {
	moved := map[string]bool{}
	for id, n := range a.nodes {
		if m, ok := b.nodes[id]; ok && m.parent != n.parent {
			moved[id] = true
		}
	}
	for parent, siblings := range a.kids {
		place := map[string]int{}
		for i, id := range b.kids[parent] {
			place[id] = i
		}
		var ids []string
		var places []int
		for _, id := range siblings {
			if i, ok := place[id]; ok {
				ids, places = append(ids, id), append(places, i)
			}
		}
		stayed := increasing(places)
		for i, id := range ids {
			if !stayed[i] {
				moved[id] = true
			}
		}
	}
	return moved
}

// increasing marks a longest increasing subsequence.
func increasing(places []int) []bool {
	var tails []int // index of the smallest end of a run of each length
	before := make([]int, len(places))
	for i, p := range places {
		at := sort.Search(len(tails), func(j int) bool { return places[tails[j]] >= p })
		before[i] = -1
		if at > 0 {
			before[i] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, i)
		} else {
			tails[at] = i
		}
	}
	in := make([]bool, len(places))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			in[i] = true
		}
	}
	return in
}
