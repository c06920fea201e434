package procedure

import "time"

// Permit is an act that an actor may take now. Whether what they then give is
// accepted depends on what it is.
type Permit struct {
	Kind   ActKind
	Slot   Slot   // for Supply and Override
	Need   *Need  // for Supply
	Branch string // for acts on a branch or its document
	// Again says that something is there already and would be replaced.
	Again bool
}

// Allowed lists what an actor may do now, in the order of the procedure.
func (r Run) Allowed(by Actor) []Permit {
	var out []Permit
	try := func(permit Permit, act Act) {
		act.By, act.At, act.Base = by, time.Time{}, len(r.acts)
		if r.mayBegin(permit, &act) {
			out = append(out, permit)
		}
	}
	for i, s := range r.st.lay.slots {
		g := &r.st.lay.def.Gates[r.st.lay.gate[i]]
		for j := range g.Needs {
			n := &g.Needs[j]
			v, _ := last(r.acts, r.st, i, n.ID)
			try(Permit{Kind: Supply, Slot: s, Need: n, Again: v != nil}, Act{Kind: Supply, Slot: s, Need: n.ID})
		}
		if g.Overridable && r.st.gates[i].status == Open {
			try(Permit{Kind: Override, Slot: s}, Act{Kind: Override, Slot: s})
		}
	}
	try(Permit{Kind: OpenBranch}, Act{Kind: OpenBranch, Open: &NewBranch{}})
	for _, b := range append([]string{""}, r.st.lay.branches...) {
		if r.st.document(b) != "" {
			try(Permit{Kind: SetSchedule, Branch: b}, Act{Kind: SetSchedule, Branch: b, Schedule: &Schedule{}})
			if r.st.docs[b].sent > 0 {
				try(Permit{Kind: VoidSigning, Branch: b}, Act{Kind: VoidSigning, Branch: b})
			}
		}
		kind := VoidBranch
		if b == "" {
			kind = VoidRun
		}
		try(Permit{Kind: kind, Branch: b}, Act{Kind: kind, Branch: b})
	}
	return out
}

// mayBegin asks the guards that do not look at what is given.
func (r Run) mayBegin(permit Permit, act *Act) bool {
	p := &proposal{acts: r.acts, st: r.st, act: act, slot: -1, need: permit.Need}
	if permit.Slot.Gate != "" {
		p.slot = r.st.lay.index[permit.Slot]
		p.gate = &r.st.lay.def.Gates[r.st.lay.gate[p.slot]]
	}
	p.settle(nil)
	for i := range guards {
		if g := &guards[i]; g.early && g.about(p) && g.check(p) != nil {
			return false
		}
	}
	return true
}
