package procedure

import (
	"maps"
	"slices"

	"sinergi/internal/party"
)

// layout is what does not change between two acts that open no branch: which
// slots there are and on which others each rests. It is shared by all states
// of a run.
type layout struct {
	def      *Definition
	start    *Start
	branches []string
	province string // of all regions, when the governor supervises them; else ""
	slots    []Slot
	gate     []int // index in def.Gates
	index    map[Slot]int
	after    [][]int
	before   [][]int // the slots that rest on each directly
	onlyIf   [][]boundCondition
}

// boundCondition is a condition with the slots that answer it.
type boundCondition struct {
	condition
	slots []int
}

func newLayout(d *Definition, start *Start, branches []string) *layout {
	l := &layout{def: d, start: start, branches: branches, index: map[Slot]int{}, province: commonProvince(start.Parties)}
	for i := range d.Gates {
		within := []string{""}
		if d.Gates[i].Scope == EachBranch {
			within = branches
		}
		for _, b := range within {
			for _, code := range l.movers(&d.Gates[i]) {
				s := Slot{d.Gates[i].ID, b, code}
				l.index[s] = len(l.slots)
				l.slots, l.gate = append(l.slots, s), append(l.gate, i)
			}
		}
	}
	for i, s := range l.slots {
		g := &d.Gates[l.gate[i]]
		var after []int
		for _, r := range g.after {
			after = append(after, l.find(r, s)...)
		}
		l.after = append(l.after, after)
		l.onlyIf = append(l.onlyIf, l.bind(g.onlyIf, s))
	}
	l.before = make([][]int, len(l.slots))
	for i, s := range l.slots {
		for _, r := range d.basis(&d.Gates[l.gate[i]]) {
			for _, j := range l.find(r, s) {
				l.before[j] = append(l.before[j], i)
			}
		}
	}
	return l
}

func (l *layout) bind(conditions []condition, s Slot) []boundCondition {
	var bound []boundCondition
	for _, c := range conditions {
		b := boundCondition{condition: c}
		for _, r := range c.sources(l.def) {
			b.slots = append(b.slots, l.find(r, s)...)
		}
		bound = append(bound, b)
	}
	return bound
}

// movers are the governments that have a slot of their own at a gate, or one
// empty code for a gate with a single slot.
func (l *layout) movers(g *Gate) []string {
	if g.Side == Joint || g.Side == Above {
		return []string{""}
	}
	var out []string
	for _, p := range l.start.Parties {
		if p.at(g.Side, l.start.Initiator) {
			out = append(out, p.Code)
		}
	}
	return out
}

func (p Party) at(side Side, initiator string) bool {
	switch side {
	case Initiator:
		return p.Code == initiator
	case Partner:
		return p.Code != initiator
	case Region:
		return p.Kind == RegionalGovernment
	}
	return side == Each
}

// find gives the slots of a referenced gate as seen from a slot: in the same
// branch when the gate stands in branches, of the same government when asked.
func (l *layout) find(r reference, from Slot) []int {
	g, ok := l.def.Gate(r.gate)
	if !ok {
		return nil
	}
	branch := ""
	if g.Scope == EachBranch {
		branch = from.Branch
	}
	var out []int
	for _, code := range l.movers(&g) {
		if r.own && code != "" && code != from.Government {
			continue
		}
		if i, ok := l.index[Slot{g.ID, branch, code}]; ok {
			out = append(out, i)
		}
	}
	return out
}

// commonProvince gives the province in which all regions lie, or "" when they
// lie in several or the province is itself a party. In the first case the
// governor supervises (PP 28/2018 art. 44(4)), in the others the Minister.
func commonProvince(parties []Party) string {
	province := ""
	for _, p := range parties {
		if p.Kind != RegionalGovernment {
			continue
		}
		if len(p.Code) < 5 {
			return ""
		}
		if province == "" {
			province = p.Code[:2]
		}
		if !party.InProvince(p.Code, province) {
			return ""
		}
	}
	return province
}

// resolve gives the kind of office that moves at a slot.
func (l *layout) office(kind OfficeKind, s Slot) OfficeKind {
	if kind == Supervisor {
		if l.province != "" {
			return Governor
		}
		return Minister
	}
	if p, ok := l.party(s.Government); ok && p.Kind != RegionalGovernment {
		return Leader
	}
	return kind
}

func (l *layout) party(code string) (Party, bool) {
	i := slices.IndexFunc(l.start.Parties, func(p Party) bool { return p.Code == code && code != "" })
	if i < 0 {
		return Party{}, false
	}
	return l.start.Parties[i], true
}

func (l *layout) region(code string) bool {
	p, ok := l.party(code)
	return ok && p.Kind == RegionalGovernment
}

// below gives the slots that rest on a slot, directly or through others: a
// step of one government is not beneath what only the other builds on.
func (l *layout) below(i int) []int {
	found := map[int]bool{}
	next := slices.Clone(l.before[i])
	for len(next) > 0 {
		j := next[0]
		next = next[1:]
		if !found[j] {
			found[j] = true
			next = append(next, l.before[j]...)
		}
	}
	return slices.Sorted(maps.Keys(found))
}
