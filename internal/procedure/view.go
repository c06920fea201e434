package procedure

import (
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
)

// GateView is a slot as a page shows it.
type GateView struct {
	Slot   Slot
	Gate   Gate
	Status GateStatus
	Office OfficeKind // whose move it is or was, with the supervisor resolved
	Opened time.Time  // zero while closed
	Passed time.Time  // zero before
	// Given is every act at the slot, oldest first; those not Counting were
	// given before the gate was opened anew.
	Given     []Given
	Overrides []Act
	Missing   []Need
}

// Given is something supplied at a gate.
type Given struct {
	Act      Act
	Counting bool
}

// Gates gives every slot in the order of the procedure.
func (r Run) Gates() []GateView {
	out := make([]GateView, len(r.st.gates))
	for i := range r.st.gates {
		out[i] = r.view(i)
	}
	return out
}

// Gate gives one slot.
func (r Run) Gate(s Slot) (GateView, bool) {
	i, ok := r.st.lay.index[s]
	if !ok {
		return GateView{}, false
	}
	return r.view(i), true
}

func (r Run) view(i int) GateView {
	g, lay := &r.st.gates[i], r.st.lay
	v := GateView{Slot: lay.slots[i], Gate: lay.def.Gates[lay.gate[i]], Status: g.status, Opened: r.at(g.opened), Passed: r.at(g.passed)}
	v.Office = lay.office(v.Gate.Office, v.Slot)
	for _, seq := range g.entries {
		v.Given = append(v.Given, Given{*r.act(seq), seq > g.reset})
	}
	for _, seq := range g.overrides {
		v.Overrides = append(v.Overrides, *r.act(seq))
	}
	for _, n := range r.st.missing(r.acts, i, false) {
		v.Missing = append(v.Missing, *n)
	}
	return v
}

// Value gives what counts for a need at a slot, or nil.
func (r Run) Value(s Slot, need string) *Value {
	i, ok := r.st.lay.index[s]
	if !ok {
		return nil
	}
	v, _ := last(r.acts, r.st, i, need)
	return v
}

// SlotFor gives the slot at which a government supplies a need of a type for
// the document of a branch.
func (r Run) SlotFor(branch, government string, t NeedType) (s Slot, need string, ok bool) {
	for i, slot := range r.st.lay.slots {
		if slot.Branch != branch || slot.Government != government {
			continue
		}
		for _, n := range r.st.lay.def.Gates[r.st.lay.gate[i]].Needs {
			if n.Type == t {
				return slot, n.ID, true
			}
		}
	}
	return Slot{}, "", false
}

// BranchView is a branch as a page shows it.
type BranchView struct {
	NewBranch
	Status    Status
	Suspended bool
	Document  DocumentView
	Term      *Term // once active
}

// Active reports whether the PKS binds: a gate with a term has passed and
// nothing has ended or suspended it since.
func (b BranchView) Active() bool { return b.Term != nil && b.Status.live() && !b.Suspended }

// Branches gives the branches in the order in which they were opened.
func (r Run) Branches() []BranchView {
	var out []BranchView
	for _, b := range r.st.branches {
		out = append(out, BranchView{*r.act(b.opened).Open, b.status, b.suspended, r.Document(b.id), r.st.term(r.acts, b.id)})
	}
	return out
}

// term gives what was given for a term in a branch, or nil.
func (s *state) term(acts []*Act, branch string) *Term {
	for i, slot := range s.lay.slots {
		if slot.Branch != branch || s.gates[i].status != Passed {
			continue
		}
		for _, n := range s.lay.def.Gates[s.lay.gate[i]].Needs {
			if v, _ := last(acts, s, i, n.ID); n.Type == NeedTerm && v != nil {
				return v.Term
			}
		}
	}
	return nil
}

// DocumentView is what is signed in the run or in a branch.
type DocumentView struct {
	Kind     DocumentKind // empty when nothing is signed here
	SignedAs DocumentKind // by whose rules; differs for an addendum
	Versions []Act        // of the text, oldest first
	Text     string       // hash of the newest
	Accepted map[string]bool
	Sent     *Act  // nil while it can be changed
	Signed   []Act // of the present sending, in order
	Complete bool
	Schedule []Act // the last one holds
	Numbers  map[string]string
	// Originals says where each party keeps its original.
	Originals map[string]Originals
}

// Document gives the document of a branch; "" is the run's own.
func (r Run) Document(branch string) DocumentView {
	d := r.st.docs[branch]
	v := DocumentView{
		Kind: r.st.document(branch), SignedAs: r.st.signedAs(branch), Text: currentText(r.acts, d),
		Accepted: map[string]bool{}, Numbers: map[string]string{}, Originals: map[string]Originals{}, Sent: r.act(d.sent), Complete: d.complete > 0,
	}
	v.Versions, v.Signed, v.Schedule = r.list(d.texts), r.list(d.signatures), r.list(d.schedule)
	for i, slot := range r.st.lay.slots {
		if slot.Branch != branch {
			continue
		}
		for j := range r.st.lay.def.Gates[r.st.lay.gate[i]].Needs {
			n := &r.st.lay.def.Gates[r.st.lay.gate[i]].Needs[j]
			value, _ := last(r.acts, r.st, i, n.ID)
			switch {
			case n.Type == NeedAccept:
				v.Accepted[slot.Government] = value != nil && v.Text != "" && value.Hash == v.Text
			case n.Type == NeedNumber && value != nil:
				v.Numbers[slot.Government] = value.Number.Number
			case n.Type == NeedOriginals && value != nil:
				v.Originals[slot.Government] = *value.Originals
			}
		}
	}
	return v
}

func (r Run) list(seqs []int) []Act {
	var out []Act
	for _, seq := range seqs {
		out = append(out, *r.act(seq))
	}
	return out
}

// Approval says whether a government must ask its DPRD in a branch, and why.
// answered is false while one of the two questions is open.
func (r Run) Approval(branch, government string) (why ApprovalReason, answered bool) {
	var slots []int
	for i, s := range r.st.lay.slots {
		if s.Branch == branch && s.Government == government {
			slots = append(slots, i)
		}
	}
	b, m, on := r.st.answers(r.acts, slots)
	return Approval(b, m, on), b != nil && m != nil
}

// Overrides gives every override of the run, whether or not its gate was
// passed properly later: they are shown for ever.
func (r Run) Overrides() []Act {
	var out []Act
	for _, a := range r.acts {
		if a.Kind == Override {
			out = append(out, *a)
		}
	}
	return out
}

// Links gives what related runs did to this one.
func (r Run) Links() []Act { return r.list(r.st.links) }

// Stage gives the furthest of the ten stages in which something is open or was
// done: where a timeline puts the run.
func (r Run) Stage() agreement.Stage {
	far := agreement.Preparation
	for i := range r.st.gates {
		g := &r.st.lay.def.Gates[r.st.lay.gate[i]]
		if r.st.begun(i) && slices.Index(agreement.Stages(), g.Stage) > slices.Index(agreement.Stages(), far) {
			far = g.Stage
		}
	}
	return far
}

// Turn gives the parties who have not agreed to the newest text yet: whose turn
// the negotiation is. Before there is a text, and once it is out for signature,
// it is nobody's.
func (r Run) Turn(branch string) []string {
	v := r.Document(branch)
	if v.Text == "" || v.Sent != nil {
		return nil
	}
	var out []string
	for _, p := range r.start().Parties {
		if !v.Accepted[p.Code] {
			out = append(out, p.Code)
		}
	}
	return out
}

// FirstSigned gives the day of the first signature under a document.
func (v DocumentView) FirstSigned() civil.Date {
	var on civil.Date
	for _, a := range v.Signed {
		if d := a.Value.Signature.On; on.IsZero() || d.Before(on) {
			on = d
		}
	}
	return on
}
