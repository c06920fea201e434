package procedure

import "sinergi/internal/civil"

// derive brings the status of every slot up to date after the act with number
// seq. Slots are visited in an order in which every slot comes after those
// that it rests on.
func (s *state) derive(acts []*Act) {
	seq := len(acts)
	for i := range s.gates {
		if b := s.lay.slots[i].Branch; b != "" && !s.living(b).live() {
			continue
		}
		g := &s.gates[i]
		was := g.status
		g.status = s.statusOf(acts, i)
		if g.status == Closed {
			g.opened, g.passed = 0, 0
			continue
		}
		if g.opened == 0 || (g.status == Open && (was.done() || s.newTurn(acts, i))) {
			g.opened = seq
		}
		switch {
		case g.status == Open:
			g.passed = 0
		case g.status != was:
			g.passed = seq
		}
	}
	if s.status.live() {
		s.status = s.progress()
	}
}

// newTurn reports whether the last act put a new text before those who have to
// agree to it: they are waited for since then.
func (s *state) newTurn(acts []*Act, i int) bool {
	act := acts[len(acts)-1]
	return act.Value != nil && act.Value.Text != nil && act.Slot.Branch == s.lay.slots[i].Branch && s.lay.def.Gates[s.lay.gate[i]].takes(NeedAccept)
}

func (s *state) statusOf(acts []*Act, i int) GateStatus {
	held := yes
	for _, c := range s.lay.onlyIf[i] {
		switch s.truth(acts, c, s.lay.slots[i]) {
		case no:
			return NotNeeded
		case unknown:
			held = unknown
		}
	}
	if held != yes {
		return Closed
	}
	for _, j := range s.lay.after[i] {
		if !s.gates[j].status.done() {
			return Closed
		}
	}
	if s.missing(acts, i, true) == nil {
		return Passed
	}
	if s.overridden(acts, i) {
		return Overridden
	}
	return Open
}

// overridden reports whether everyone who must has recorded why the gate is
// skipped: the slot's government, or every region at a slot that is common to
// all, for nobody waives something for another government.
func (s *state) overridden(acts []*Act, i int) bool {
	by := map[string]bool{}
	for _, seq := range s.gates[i].overrides {
		if seq > s.gates[i].reset {
			by[acts[seq-1].By.Government] = true
		}
	}
	if len(by) == 0 {
		return false
	}
	if own := s.lay.slots[i].Government; own != "" {
		return by[own] || !s.lay.region(own)
	}
	for _, p := range s.lay.start.Parties {
		if p.Kind == RegionalGovernment && !by[p.Code] {
			return false
		}
	}
	return true
}

// progress is Complete when everything has passed and, where the procedure has
// branches, at least one of them has run through.
func (s *state) progress() Status {
	branches := s.lay.def.Branch == ""
	for _, b := range s.branches {
		branches = branches || b.status.live()
	}
	if !branches {
		return Running
	}
	for i := range s.gates {
		if b := s.lay.slots[i].Branch; b != "" && !s.living(b).live() {
			continue
		}
		if !s.gates[i].status.done() {
			return Running
		}
	}
	return Complete
}

// missing lists what a slot still needs. With first, one is enough.
func (s *state) missing(acts []*Act, slot int, first bool) []*Need {
	g := &s.lay.def.Gates[s.lay.gate[slot]]
	var out []*Need
	for j := range g.Needs {
		n := &g.Needs[j]
		if n.Optional || s.met(acts, slot, n) {
			continue
		}
		out = append(out, n)
		if first {
			break
		}
	}
	return out
}

// met reports whether a need is there.
func (s *state) met(acts []*Act, slot int, n *Need) bool {
	v, _ := last(acts, s, slot, n.ID)
	if v == nil {
		return false
	}
	doc := s.docs[s.lay.slots[slot].Branch]
	switch n.Type {
	case NeedReview:
		return len(members(current(acts, s, slot, n.ID))) >= max(1, n.Min)
	case NeedChoice:
		o := n.option(v.Choice)
		return o == nil || o.Effect == Pass
	case NeedAccept:
		return v.Hash == currentText(acts, doc)
	case NeedSend:
		return doc.sent > 0
	case NeedSignature:
		return doc.sent > 0
	}
	return true
}

func (n *Need) option(c *Choice) *Option {
	if c == nil {
		return nil
	}
	for i := range n.Options {
		if n.Options[i].ID == c.Option {
			return &n.Options[i]
		}
	}
	return nil
}

// members gives the newest opinion of each member, in the order in which they
// first spoke.
func members(acts []*Act) []Opinion {
	at := map[string]int{}
	var out []Opinion
	for _, a := range acts {
		o := *a.Value.Opinion
		if i, known := at[o.Name]; known {
			out[i] = o
			continue
		}
		at[o.Name], out = len(out), append(out, o)
	}
	return out
}

func currentText(acts []*Act, d docState) string {
	if len(d.texts) == 0 {
		return ""
	}
	return acts[d.texts[len(d.texts)-1]-1].Value.Text.Hash
}

// truth answers a condition as it stands.
func (s *state) truth(acts []*Act, c boundCondition, from Slot) truth {
	t := s.plainTruth(acts, c, from)
	if c.not {
		return t.negate()
	}
	return t
}

func (s *state) plainTruth(acts []*Act, c boundCondition, from Slot) truth {
	switch c.name {
	case "one_province":
		return truthOf(s.lay.province != "")
	case "subject":
		return truthOf(s.lay.start.Subject != nil && s.lay.start.Subject.Document == c.kind)
	case "outcome":
		return s.outcome(acts, c)
	case "pays":
		return s.pays(acts, c.slots)
	case "dprd_needed":
		return s.dprdNeeded(acts, c.slots)
	}
	return unknown
}

// outcome is yes when one of the slots passed with the option, no when all
// have passed without, and unknown before.
func (s *state) outcome(acts []*Act, c boundCondition) truth {
	t := no
	for _, i := range c.slots {
		if s.chosen(acts, i) == c.option {
			return yes
		}
		if !s.gates[i].status.done() {
			t = unknown
		}
	}
	return t
}

// chosen gives the option that counts at a slot, or "".
func (s *state) chosen(acts []*Act, slot int) string {
	g := &s.lay.def.Gates[s.lay.gate[slot]]
	for j := range g.Needs {
		if g.Needs[j].Type != NeedChoice {
			continue
		}
		if v, _ := last(acts, s, slot, g.Needs[j].ID); v != nil && v.Choice != nil {
			return v.Choice.Option
		}
	}
	return ""
}

// answers finds the burden and budget answers among slots, each with the day
// on which it was given.
func (s *state) answers(acts []*Act, slots []int) (b *Burden, m *Budget, on civil.Date) {
	for _, i := range slots {
		for _, n := range s.lay.def.Gates[s.lay.gate[i]].Needs {
			if n.Type != NeedBurden && n.Type != NeedBudget {
				continue
			}
			v, seq := last(acts, s, i, n.ID)
			if v == nil {
				continue
			}
			if v.Burden != nil {
				b = v.Burden
			}
			if v.Budget != nil {
				m, on = v.Budget, civil.In(acts[seq-1].At)
			}
		}
	}
	return b, m, on
}

func (s *state) pays(acts []*Act, slots []int) truth {
	t := no
	for _, i := range slots {
		_, m, _ := s.answers(acts, []int{i})
		switch {
		case m == nil:
			t = unknown
		case m.Pays:
			return yes
		}
	}
	return t
}

func (s *state) dprdNeeded(acts []*Act, slots []int) truth {
	b, m, on := s.answers(acts, slots)
	need := Approval(b, m, on)
	switch {
	case need.Needed():
		return yes
	case b == nil || m == nil:
		return unknown
	}
	return no
}
