package procedure

import (
	"slices"
	"strings"
)

// Reason is one reason why a gate is not done, as a message key with its
// arguments; arguments of type Text are written in the reader's language.
type Reason struct {
	Slot Slot // what it is about: the gate itself, or one that it waits for
	Key  string
	Args map[string]any
}

// Explain says why a slot is not done: which gates it waits for, which
// question is unanswered, what is still missing. It is empty for a slot that
// has passed.
func (r Run) Explain(s Slot) []Reason {
	i, ok := r.st.lay.index[s]
	if !ok {
		return []Reason{{Slot: s, Key: "procedure.no_such_gate", Args: map[string]any{"Gate": s.Gate}}}
	}
	lay := r.st.lay
	gate := lay.def.Gates[lay.gate[i]]
	switch r.st.gates[i].status {
	case NotNeeded:
		return r.notNeeded(i)
	case Open:
		var out []Reason
		for _, n := range r.st.missing(r.acts, i, false) {
			out = append(out, Reason{Slot: s, Key: "procedure.why_missing", Args: map[string]any{"Need": n.Name, "Gate": gate.Name}})
		}
		return out
	case Closed:
		return r.closed(i)
	}
	return nil
}

func (r Run) notNeeded(i int) []Reason {
	lay := r.st.lay
	var out []Reason
	for _, c := range lay.onlyIf[i] {
		if r.st.truth(r.acts, c, lay.slots[i]) == no {
			out = append(out, Reason{Slot: lay.slots[i], Key: "procedure.why_not_needed", Args: map[string]any{"Condition": c.Text(lay.def)}})
		}
	}
	return out
}

func (r Run) closed(i int) []Reason {
	lay := r.st.lay
	var out []Reason
	for _, c := range lay.onlyIf[i] {
		if r.st.truth(r.acts, c, lay.slots[i]) == unknown {
			out = append(out, Reason{Slot: lay.slots[i], Key: "procedure.why_unknown", Args: map[string]any{"Condition": c.Text(lay.def)}})
		}
	}
	for _, j := range lay.after[i] {
		if r.st.gates[j].status.done() {
			continue
		}
		s, g := lay.slots[j], lay.def.Gates[lay.gate[j]]
		out = append(out, Reason{Slot: s, Key: "procedure.why_waits", Args: map[string]any{
			"Gate": g.Name, "Office": lay.office(g.Office, s).Name(), "Government": lay.partyName(s.Government),
		}})
	}
	return out
}

// waitsFor names the gates that a closed slot waits for.
func (s *state) waitsFor(acts []*Act, i int) Text {
	var names []Text
	add := func(t Text) {
		if !slices.Contains(names, t) {
			names = append(names, t)
		}
	}
	for _, j := range s.lay.after[i] {
		if !s.gates[j].status.done() {
			add(s.lay.def.Gates[s.lay.gate[j]].Name)
		}
	}
	for _, c := range s.lay.onlyIf[i] {
		if s.truth(acts, c, s.lay.slots[i]) == unknown {
			add(c.Text(s.lay.def))
		}
	}
	return joinTexts(names, "; ")
}

func joinTexts(list []Text, sep string) Text {
	var ids, ens []string
	for _, t := range list {
		ids, ens = append(ids, t.ID), append(ens, t.EN)
	}
	return Text{strings.Join(ids, sep), strings.Join(ens, sep)}
}
