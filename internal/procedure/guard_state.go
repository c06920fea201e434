package procedure

import (
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// freshBase: an act names the state that the actor saw. When what it is about
// has moved since, the actor is told who did what, and looks again.
func freshBase(p *proposal) error {
	if p.act.Base < 1 || p.act.Base > len(p.acts) {
		return fault.New(fault.Invalid, "procedure.no_such_act")
	}
	for _, a := range p.acts[p.act.Base:] {
		if p.collides(a) {
			return fault.New(fault.Conflict, "procedure.changed_meanwhile",
				"Name", a.By.Name, "Office", officeOf(a.By), "What", p.st.lay.what(a), "When", a.At)
		}
	}
	return nil
}

func officeOf(a Actor) any {
	if a.Title != "" {
		return a.Title
	}
	return a.Kind.Name()
}

// what names an act by the gate it is about, or by its kind.
func (l *layout) what(a *Act) Text {
	if g, ok := l.def.Gate(a.Slot.Gate); ok {
		return g.Name
	}
	return a.Kind.Name()
}

// collides reports whether a later act concerns what the proposal is about.
func (p *proposal) collides(a *Act) bool {
	within := a.Branch
	if a.Slot.Gate != "" {
		within = a.Slot.Branch
	}
	switch p.act.Kind {
	case VoidRun:
		return true
	case VoidBranch, VoidSigning:
		return within == p.act.Branch || a.Kind == VoidRun
	case OpenBranch:
		return false
	case SetSchedule:
		return a.Kind == SetSchedule && within == p.act.Branch
	}
	if p.st.gates[p.slot].reset >= a.Seq {
		return true
	}
	if p.act.Kind == Supply && p.onText() && within == p.act.Slot.Branch && (a.Kind == VoidSigning || textAct(a)) {
		return true
	}
	return a.Slot == p.act.Slot && a.Need == p.act.Need && (p.need == nil || p.need.Type != NeedReview)
}

// onText reports whether what is given depends on the text of the document.
func (p *proposal) onText() bool {
	return slices.Contains([]NeedType{NeedText, NeedAccept, NeedSend}, p.need.Type)
}

func textAct(a *Act) bool {
	return a.Value != nil && a.Value.Text != nil
}

// inOrderOfTime: the record runs forward.
func inOrderOfTime(p *proposal) error {
	if last := p.acts[len(p.acts)-1].At; p.act.At.Before(last) {
		return fault.New(fault.Conflict, "procedure.before_last_act", "When", last)
	}
	return nil
}

// provenLink: an effect comes from a run that was carried out; see Run.Link.
func provenLink(*proposal) error {
	return fault.New(fault.Denied, "procedure.link_not_proven")
}

// notComplete: what everybody has signed is not called off or moved to another
// day; it ends by termination, with its own procedure.
func notComplete(p *proposal) error {
	done := fault.New(fault.Conflict, "procedure.already_signed", "Document", p.document())
	if p.st.docs[p.act.Branch].complete > 0 {
		return done
	}
	if p.act.Kind != VoidRun {
		return nil
	}
	for _, d := range p.st.docs {
		if d.complete > 0 {
			return done
		}
	}
	if p.st.lay.def.Document == "" && p.st.status == Complete {
		return fault.New(fault.Conflict, "procedure.already_complete")
	}
	return nil
}

// withReason: what undoes or skips something says why.
func withReason(p *proposal) error {
	if p.act.Kind == SetSchedule && len(p.st.docs[p.act.Branch].schedule) == 0 {
		return nil
	}
	if strings.TrimSpace(p.act.Reason) == "" {
		return fault.InvalidFields([]fault.Field{fault.NewField("reason", "procedure.reason_needed")})
	}
	return nil
}

// overridable: only what the definition says can be skipped.
func overridable(p *proposal) error {
	if !p.gate.Overridable {
		return fault.New(fault.Denied, "procedure.not_overridable", "Gate", p.gate.Name)
	}
	return nil
}

// mayOverride: the head of region or the regional secretary answers for it.
func mayOverride(p *proposal) error {
	if k := p.act.By.Kind; k != HeadOfRegion && k != Secretary {
		return fault.New(fault.Denied, "procedure.wrong_office", "Office", HeadOfRegion.Name())
	}
	return nil
}

// notSent: nothing changes a text after it was sent for signature, and it is
// not sent twice; the signing must be called off first.
func notSent(p *proposal) error {
	if d := p.st.docs[p.act.Slot.Branch]; d.sent > 0 {
		return fault.New(fault.Conflict, "procedure.text_is_sent", "Document", p.document(), "On", civil.In(p.acts[d.sent-1].At))
	}
	return nil
}

// signsOnce: a party signs a text once.
func signsOnce(p *proposal) error {
	for _, seq := range p.st.docs[p.act.Slot.Branch].signatures {
		if a := p.acts[seq-1]; a.Slot.Government == p.act.Slot.Government {
			return fault.New(fault.Conflict, "procedure.has_signed", "Name", a.Value.Signature.Signer.Name, "On", a.Value.Signature.On)
		}
	}
	return nil
}

// notReliedOn: what later steps rest on is not exchanged beneath them.
func notReliedOn(p *proposal) error {
	if slices.Contains([]NeedType{NeedText, NeedAccept, NeedSend, NeedSignature}, p.need.Type) {
		return nil // guarded by what happens to the text
	}
	if v, _ := last(p.acts, p.st, p.slot, p.need.ID); v == nil && p.st.gates[p.slot].status != Passed {
		return nil // given for the first time
	}
	if by, relied := p.reliedOn(); relied {
		return fault.New(fault.Conflict, "procedure.relied_on", "Need", p.need.Name, "Gate", by)
	}
	return nil
}

// reliedOn finds a gate that has begun and rests on the slot, or the gate
// until which the need may be given anew.
func (p *proposal) reliedOn() (Text, bool) {
	lay := p.st.lay
	below := lay.below(p.slot)
	if p.need.Until != "" {
		below = lay.find(reference{gate: p.need.Until}, p.act.Slot)
	}
	for _, j := range below {
		if p.st.begun(j) {
			return lay.def.Gates[lay.gate[j]].Name, true
		}
	}
	return Text{}, false
}

// begun reports whether something that counts was given at a slot.
func (s *state) begun(slot int) bool {
	g := &s.gates[slot]
	return len(g.entries) > 0 && g.entries[len(g.entries)-1] > g.reset
}

// dprdWasAsked: once the letter to the DPRD is out, the answers that it rests
// on stay as they are: neither is the question taken away from the DPRD, nor
// does it agree to one thing and get another. It may return the letter.
func dprdWasAsked(p *proposal) error {
	for _, i := range p.st.councils(p.act.Slot) {
		if slices.ContainsFunc(p.st.lay.after[i], p.st.begun) {
			return fault.New(fault.Conflict, "procedure.dprd_was_asked")
		}
	}
	return nil
}

// councils are the slots in which the DPRD of the slot's government decides.
func (s *state) councils(slot Slot) []int {
	var out []int
	for i, other := range s.lay.slots {
		g := &s.lay.def.Gates[s.lay.gate[i]]
		if g.Office == Council && other.Branch == slot.Branch && other.Government == slot.Government {
			out = append(out, i)
		}
	}
	return out
}

// budgetYear: the money must be in the budget of the year in which the duty to
// pay begins.
func budgetYear(p *proposal) error {
	lay, from := p.st.lay, p.act.Value.Term.From
	for i, s := range lay.slots {
		if s.Branch != p.act.Slot.Branch || p.st.gates[i].status != Passed || p.st.overridden(p.acts, i) {
			continue
		}
		for _, n := range lay.def.Gates[lay.gate[i]].Needs {
			v, _ := last(p.acts, p.st, i, n.ID)
			if n.Type == NeedBudgetLine && v != nil && v.BudgetLine.Year != from.Year {
				return fault.New(fault.Conflict, "procedure.other_budget_year",
					"Government", lay.partyName(s.Government), "Year", strconv.Itoa(v.BudgetLine.Year), "From", from)
			}
		}
	}
	return nil
}

// secretariatFits holds the conditions of PP 28/2018 art. 7 with its
// elucidation: continuous, more than two regions or objects, five years.
func secretariatFits(p *proposal) error {
	c := p.act.Value.Secretariat
	var fields []fault.Field
	regions := 0
	for _, party := range p.st.lay.start.Parties {
		if party.Kind == RegionalGovernment {
			regions++
		}
	}
	if regions <= 2 && c.Objects <= 2 {
		fields = append(fields, fault.NewField("objects", "procedure.secretariat_simple"))
	}
	if c.Years < 5 {
		fields = append(fields, fault.NewField("years", "procedure.secretariat_short"))
	}
	return fault.InvalidFields(fields)
}

// jointlyEvaluated: what is extended was evaluated, and every government that
// takes part has confirmed that very evaluation.
func jointlyEvaluated(p *proposal) error {
	e, about := p.act.Value.Evaluation, p.st.lay.start.Subject
	if about == nil || e.Run != about.Run || about.Branch != "" && e.Branch != about.Branch {
		return fault.New(fault.Conflict, "procedure.other_evaluation", "Title", e.Title)
	}
	for _, side := range p.st.lay.start.Parties {
		if side.Kind == RegionalGovernment && !slices.ContainsFunc(e.Confirmed, func(c Confirmation) bool { return c.Government == side.Code && c.Hash == e.Hash }) {
			return fault.New(fault.Conflict, "procedure.evaluation_not_joint", "Government", side.Name)
		}
	}
	return nil
}
