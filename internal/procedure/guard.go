package procedure

import (
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
)

// guards are the rules that every act must pass, in the order in which they
// are asked: first whether the run moves at all, then who acts, then whether
// it is time, then what is given. None repeats another: the test that takes
// them away one by one shows what each is for.
var guards = []guard{
	{name: "living", kinds: everyAct, early: true, check: living},
	{name: "government", kinds: everyAct[:len(everyAct)-1], early: true, who: true, check: ownGovernment},
	{name: "office", kinds: []ActKind{OpenBranch, Supply, SetSchedule, VoidSigning, VoidBranch, VoidRun}, early: true, who: true, check: rightOffice},
	{name: "override_right", kinds: []ActKind{Override}, early: true, who: true, check: mayOverride},
	{name: "in_person", kinds: everyAct[:len(everyAct)-1], early: true, who: true, check: inPerson},
	{name: "base", kinds: everyAct[:len(everyAct)-1], check: freshBase},
	{name: "chronology", kinds: everyAct, check: inOrderOfTime},
	{name: "proven_link", kinds: []ActKind{LinkRun}, early: true, check: provenLink},
	{name: "branches", kinds: []ActKind{OpenBranch}, early: true, check: mayBranch},
	{name: "gate_open", kinds: []ActKind{Supply, Override}, early: true, check: gateOpen},
	{name: "not_complete", kinds: []ActKind{SetSchedule, VoidSigning, VoidBranch, VoidRun}, early: true, check: notComplete},
	{name: "reason", kinds: []ActKind{Override, SetSchedule, VoidSigning, VoidBranch, VoidRun}, check: withReason},
	{name: "overridable", kinds: []ActKind{Override}, early: true, check: overridable},
	{name: "frozen", kinds: []ActKind{Supply}, types: []NeedType{NeedText, NeedSend}, early: true, check: notSent},
	{name: "once", kinds: []ActKind{Supply}, types: []NeedType{NeedSignature}, early: true, check: signsOnce},
	{name: "fixed", kinds: []ActKind{Supply}, early: true, check: notReliedOn},
	{name: "complete", kinds: []ActKind{Supply}, check: wholeValue},
	{name: "listed", kinds: []ActKind{Supply}, types: []NeedType{NeedChoice}, check: listedOption},
	{name: "option_condition", kinds: []ActKind{Supply}, types: []NeedType{NeedChoice}, check: optionFits},
	{name: "letter_signer", kinds: []ActKind{Supply}, types: []NeedType{NeedLetter}, check: letterSigner},
	{name: "agreed_text", kinds: []ActKind{Supply}, types: []NeedType{NeedAccept, NeedSend, NeedSignature}, check: agreedText},
	{name: "in_office", kinds: []ActKind{Supply}, types: []NeedType{NeedSignature}, check: signerInOffice},
	{name: "head_only", kinds: []ActKind{Supply}, types: []NeedType{NeedSignature}, check: headOnly},
	{name: "power", kinds: []ActKind{Supply}, types: []NeedType{NeedSignature}, check: coveredByPower},
	{name: "dates", kinds: []ActKind{Supply, SetSchedule}, check: datesFit},
	{name: "suspensive", kinds: []ActKind{Supply}, types: []NeedType{NeedSignature}, check: suspensiveClause},
	{name: "dprd_asked", kinds: []ActKind{Supply}, types: []NeedType{NeedBurden, NeedBudget}, check: dprdWasAsked},
	{name: "budget_year", kinds: []ActKind{Supply}, types: []NeedType{NeedTerm}, check: budgetYear},
	{name: "secretariat", kinds: []ActKind{Supply}, types: []NeedType{NeedSecretariat}, check: secretariatFits},
	{name: "evaluated", kinds: []ActKind{Supply}, types: []NeedType{NeedEvaluation}, check: jointlyEvaluated},
}

// everyAct are the acts that Apply takes, Link last.
var everyAct = []ActKind{OpenBranch, Supply, Override, SetSchedule, VoidSigning, VoidBranch, VoidRun, LinkRun}

// branch is the branch that the act is in, or "".
func (p *proposal) branch() string {
	if p.slot >= 0 {
		return p.act.Slot.Branch
	}
	return p.act.Branch
}

// what is the name of what is signed in the act's branch, for messages.
func (p *proposal) document() Text { return p.st.document(p.branch()).Name() }

// living: nothing happens in a run or branch that is over, except that papers
// of one that was carried out are still filed and reported.
func living(p *proposal) error {
	switch p.st.living(p.branch()) {
	case Voided:
		return fault.New(fault.Conflict, "procedure.over_voided")
	case Stopped:
		return fault.New(fault.Conflict, "procedure.over_stopped")
	case Ended:
		if p.act.Kind == Supply && (p.gate.Stage == agreement.Registration || p.gate.Stage == agreement.Reporting) {
			return nil
		}
		return fault.New(fault.Conflict, "procedure.over_ended")
	}
	return nil
}

// ownGovernment: nobody acts for another government. What a third party, a
// central body, the governor or the Minister did on paper is recorded by a
// region that takes part.
func ownGovernment(p *proposal) error {
	if slices.Contains(p.governments(), p.act.By.Government) && p.act.By.Government != "" {
		return nil
	}
	if p.slot >= 0 && p.act.Slot.Government != "" {
		return fault.New(fault.Denied, "procedure.other_government", "Government", p.st.lay.partyName(p.act.Slot.Government))
	}
	return fault.New(fault.Denied, "procedure.not_a_party")
}

// governments are those whose officers may do the act.
func (p *proposal) governments() []string {
	var regions []string
	for _, party := range p.st.lay.start.Parties {
		if party.Kind == RegionalGovernment {
			regions = append(regions, party.Code)
		}
	}
	if p.slot < 0 {
		return append(regions, p.st.lay.start.Initiator)
	}
	if p.gate.Side == Above {
		if p.gate.ByParties {
			return append(regions, p.st.lay.province)
		}
		return []string{p.st.lay.province}
	}
	if own := p.act.Slot.Government; p.st.lay.region(own) {
		return []string{own}
	}
	return regions
}

func (l *layout) partyName(code string) string {
	if p, ok := l.party(code); ok {
		return p.Name
	}
	return code
}

// office is whose move the need is.
func (p *proposal) office() OfficeKind {
	kind := p.gate.Office
	if p.need.By != "" {
		kind = p.need.By
	}
	return p.st.lay.office(kind, p.act.Slot)
}

// recorders may enter what that office did on paper.
func (p *proposal) recorders() []OfficeKind {
	if p.need.RecordedBy != nil {
		return p.need.RecordedBy
	}
	return p.gate.RecordedBy
}

// rightOffice: the act belongs to an office, or to those who keep its papers.
func rightOffice(p *proposal) error {
	by := p.st.lay.seen(p.act.By)
	var may []OfficeKind
	switch p.act.Kind {
	case OpenBranch:
		may = []OfficeKind{Cooperation, Agency, Secretary, HeadOfRegion}
	case SetSchedule, VoidSigning:
		may = []OfficeKind{Cooperation, Secretary, HeadOfRegion}
	case VoidBranch, VoidRun:
		may = []OfficeKind{Secretary, HeadOfRegion, Governor}
	default:
		return p.supplier(by)
	}
	switch {
	case slices.Contains(may, by.Kind):
		return nil
	case p.act.Kind == VoidBranch || p.act.Kind == VoidRun:
		if p.takesBack(by) {
			return nil
		}
		return fault.New(fault.Denied, "procedure.void_office")
	}
	return fault.New(fault.Denied, "procedure.wrong_office", "Office", may[len(may)-1].Name())
}

// takesBack: what was begun by mistake is taken back by those who began it, or
// by the cooperation section that keeps its papers, as long as it is their own
// government's affair: no other party has a hand in it, no letter of the head
// of region has gone out, and nobody has signed. Later it takes an office that
// speaks for the government.
func (p *proposal) takesBack(by Actor) bool {
	begun := p.acts[0]
	if b := p.st.branch(p.act.Branch); b != nil {
		begun = p.acts[b.opened-1]
	}
	if by.Government != begun.By.Government || by.Kind != Cooperation && by.Kind != begun.By.Kind {
		return false
	}
	return !slices.ContainsFunc(p.acts[begun.Seq:], func(a *Act) bool {
		if p.act.Branch != "" && a.Branch != p.act.Branch && a.Slot.Branch != p.act.Branch {
			return false
		}
		others := a.By.Government != by.Government || a.Slot.Government != "" && a.Slot.Government != by.Government
		signed := a.Value != nil && (a.Value.Signature != nil || a.Value.Document.signedBy(HeadOfRegion))
		return others || signed
	})
}

// signedBy reports whether a paper is signed by an office of that kind.
func (d *Document) signedBy(kind OfficeKind) bool {
	return d != nil && d.Signer != nil && d.Signer.Kind == kind
}

// seen gives an actor as this run sees them: the head of the supervising
// province is the governor here, and nobody else is; the Minister and the heads
// of other bodies have no accounts.
func (l *layout) seen(by Actor) Actor {
	switch {
	case by.Government != "" && by.Government == l.province && by.Kind == HeadOfRegion:
		by.Kind = Governor
	case by.Kind == Governor && by.Government == l.province:
	case slices.Contains([]OfficeKind{Governor, Minister, Supervisor, Leader}, by.Kind):
		by.Kind = OtherOffice
	}
	return by
}

func (p *proposal) supplier(by Actor) error {
	office, recorders := p.office(), p.recorders()
	if office == Leader {
		recorders = []OfficeKind{Cooperation} // other bodies have no offices here
	}
	if by.Kind != office && !slices.Contains(recorders, by.Kind) {
		return fault.New(fault.Denied, "procedure.wrong_office", "Office", office.Name())
	}
	return p.ownAgency(by)
}

// ownAgency: where a PKS names the agencies that it is between, no other agency
// of the same government has a hand in it.
func (p *proposal) ownAgency(by Actor) error {
	b := p.st.branch(p.act.Slot.Branch)
	if b == nil || by.Kind != Agency {
		return nil
	}
	for _, a := range p.acts[b.opened-1].Open.Agencies {
		if a.Government == by.Government && a.Agency != by.Agency {
			return fault.New(fault.Denied, "procedure.other_agency", "Agency", a.Name)
		}
	}
	return nil
}

// gateOpen: everything that the gate rests on has passed.
func gateOpen(p *proposal) error {
	switch p.st.gates[p.slot].status {
	case Closed:
		waits := p.st.waitsFor(p.acts, p.slot)
		return fault.New(fault.Conflict, "procedure.gate_closed", "Gate", p.gate.Name, "Waits", waits)
	case NotNeeded:
		return fault.New(fault.Conflict, "procedure.gate_not_needed", "Gate", p.gate.Name)
	}
	return nil
}

// mayBranch: a Sinergi has a Nota Kesepakatan with a work plan and no PKS
// (PP 28/2018 art. 46); other procedures without branches have none either.
func mayBranch(p *proposal) error {
	if p.st.lay.def.Branch == "" {
		return fault.New(fault.Invalid, "procedure.no_branches", "Procedure", p.st.lay.def.Name)
	}
	return nil
}
