package procedure

import "slices"

// begin makes the state after the first act.
func begin(d *Definition, acts []*Act) *state {
	lay := newLayout(d, acts[0].Start, nil)
	s := &state{lay: lay, status: Running, gates: make([]gateState, len(lay.slots)), docs: map[string]docState{}}
	for i := range s.gates {
		s.gates[i].status = Closed
	}
	s.derive(acts)
	return s
}

// after makes the state after the last of acts. It does not ask whether the
// act was allowed.
func (s *state) after(acts []*Act) *state {
	n := s.clone()
	n.take(acts)
	return n
}

// take moves a state that no Run has yet on by the last of acts.
func (s *state) take(acts []*Act) {
	act := acts[len(acts)-1]
	switch act.Kind {
	case OpenBranch:
		s.openBranch(act)
	case Supply:
		s.supply(acts, act)
	case Override:
		if i, ok := s.lay.index[act.Slot]; ok {
			s.gates[i].overrides = append1(s.gates[i].overrides, act.Seq)
		}
	case SetSchedule:
		s.doc(act.Branch, func(d *docState) { d.schedule = append1(d.schedule, act.Seq) })
	case VoidSigning:
		s.callOff(act)
	case VoidBranch:
		s.close(act.Branch, Voided, act.Seq)
	case VoidRun:
		s.close("", Voided, act.Seq)
	case LinkRun:
		s.link(act)
	}
	s.derive(acts)
}

func (s *state) doc(branch string, change func(*docState)) {
	d := s.docs[branch]
	change(&d)
	s.docs[branch] = d
}

// openBranch lays the slots out anew, keeping what is known of the old ones.
func (s *state) openBranch(act *Act) {
	s.branches = append(s.branches, branchState{id: act.Open.ID, opened: act.Seq, status: Running})
	old := s.lay
	s.lay = newLayout(old.def, old.start, append(slices.Clip(old.branches), act.Open.ID))
	gates := make([]gateState, len(s.lay.slots))
	for i, slot := range s.lay.slots {
		gates[i].status = Closed
		if j, ok := old.index[slot]; ok {
			gates[i] = s.gates[j]
		}
	}
	s.gates = gates
}

func (s *state) supply(acts []*Act, act *Act) {
	i, ok := s.lay.index[act.Slot]
	if !ok {
		return
	}
	gate := &s.lay.def.Gates[s.lay.gate[i]]
	need, ok := gate.Need(act.Need)
	if !ok || act.Value == nil {
		return
	}
	s.gates[i].entries = append1(s.gates[i].entries, act.Seq)
	switch need.Type {
	case NeedText:
		s.doc(act.Slot.Branch, func(d *docState) { d.texts = append1(d.texts, act.Seq) })
	case NeedSend:
		s.doc(act.Slot.Branch, func(d *docState) { d.sent, d.signatures, d.complete = act.Seq, nil, 0 })
	case NeedSignature:
		s.sign(acts, act)
	case NeedChoice:
		s.choose(act, i, need)
	}
}

// sign adds a signature; the document is complete when every party has signed
// the present sending.
func (s *state) sign(acts []*Act, act *Act) {
	signed := map[string]bool{act.Slot.Government: true}
	s.doc(act.Slot.Branch, func(d *docState) {
		d.signatures = append1(d.signatures, act.Seq)
		for _, seq := range d.signatures {
			signed[acts[seq-1].Slot.Government] = true
		}
		if len(signed) == len(s.lay.start.Parties) {
			d.complete = act.Seq
		}
	})
}

func (s *state) choose(act *Act, slot int, need *Need) {
	o := need.option(act.Value.Choice)
	if o == nil {
		return
	}
	switch o.Effect {
	case Stop:
		s.close(act.Slot.Branch, Stopped, act.Seq)
	case Return:
		for _, r := range o.to {
			for _, i := range s.lay.find(r, act.Slot) {
				s.reopen(i, act.Seq)
				for _, j := range s.lay.below(i) {
					s.reopen(j, act.Seq)
				}
			}
		}
		s.reopen(slot, act.Seq)
	}
}

// reopen makes what was given at a slot up to an act no longer count.
func (s *state) reopen(slot, seq int) { s.gates[slot].reset = seq }

// callOff takes a document back from signing: who has signed must sign again.
func (s *state) callOff(act *Act) {
	s.doc(act.Branch, func(d *docState) { d.sent, d.signatures, d.complete = 0, nil, 0 })
	for i, slot := range s.lay.slots {
		if slot.Branch != act.Branch {
			continue
		}
		for _, n := range s.lay.def.Gates[s.lay.gate[i]].Needs {
			if n.Type == NeedSend || n.Type == NeedSignature {
				s.reopen(i, act.Seq)
			}
		}
	}
}

func (s *state) close(branch string, status Status, seq int) {
	if b := s.branch(branch); b != nil {
		b.status, b.ended = status, seq
		return
	}
	s.status = status
}

func (s *state) link(act *Act) {
	s.links = append1(s.links, act.Seq)
	b := s.branch(act.Branch)
	switch act.Link.Effect {
	case Suspends, Resumes:
		suspended := act.Link.Effect == Suspends
		if b != nil {
			b.suspended = suspended
		} else {
			s.suspended = suspended
		}
	case Ends:
		s.close(act.Branch, Ended, act.Seq)
	}
}
