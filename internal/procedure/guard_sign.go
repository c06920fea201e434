package procedure

import (
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// agreedText: a government agrees to, sends and signs the text that is there,
// by its hash, and no other.
func agreedText(p *proposal) error {
	d := p.st.docs[p.act.Slot.Branch]
	hash := p.act.Value.Hash
	want := currentText(p.acts, d)
	if p.need.Type == NeedSignature {
		hash, want = p.act.Value.Signature.Hash, ""
		if d.sent > 0 {
			want = p.acts[d.sent-1].Value.Hash
		}
	}
	if hash == "" || hash != want {
		return fault.New(fault.Conflict, "procedure.other_text", "Document", p.document())
	}
	return nil
}

// signerInOffice: the signer is of this government and held the office on that
// day. Who holds it later makes no difference (PP 28/2018 art. 9(2)).
func signerInOffice(p *proposal) error {
	s := p.act.Value.Signature
	if s.Signer.Government != p.act.Slot.Government {
		return fault.New(fault.Denied, "procedure.signer_of_other_government", "Name", s.Signer.Name, "Government", p.st.lay.partyName(p.act.Slot.Government))
	}
	if !s.Signer.holds(s.On) {
		return fault.New(fault.Invalid, "procedure.signer_not_in_office", "Name", s.Signer.Name, "Office", s.Signer.Title, "On", s.On)
	}
	return nil
}

func (p *proposal) head() OfficeKind {
	if p.st.lay.region(p.act.Slot.Government) {
		return HeadOfRegion
	}
	return Leader
}

// headOnly: a Kesepakatan Bersama or Nota Kesepakatan is signed by the head of
// region in person; only for a PKS may an official be empowered (PP 28/2018
// art. 2).
func headOnly(p *proposal) error {
	s := p.act.Value.Signature
	if p.st.signedAs(p.act.Slot.Branch) == PKS {
		return nil
	}
	if s.Proxy || s.Signer.Kind != p.head() {
		return fault.New(fault.Denied, "procedure.head_only", "Document", p.document())
	}
	return nil
}

// coveredByPower: whoever signs a PKS without being the head of region holds a
// surat kuasa of that head, for this PKS and this day.
func coveredByPower(p *proposal) error {
	s := p.act.Value.Signature
	if p.st.signedAs(p.act.Slot.Branch) != PKS || (!s.Proxy && s.Signer.Kind == p.head()) {
		return nil
	}
	power := p.power()
	switch {
	case power == nil:
		return fault.New(fault.Denied, "procedure.no_power", "Name", s.Signer.Name)
	case !power.Covers(s.On):
		return fault.New(fault.Denied, "procedure.power_not_in_force", "Number", power.Number, "On", s.On)
	case power.Grantee.Name != s.Signer.Name || power.Grantee.Title != s.Signer.Title || power.Grantee.Government != s.Signer.Government:
		return fault.New(fault.Denied, "procedure.power_for_another", "Number", power.Number, "Name", power.Grantee.Name)
	case power.Grantor.Kind != p.head() || power.Grantor.Government != p.act.Slot.Government || !power.Grantor.holds(power.Date):
		return fault.New(fault.Denied, "procedure.power_not_by_head", "Number", power.Number)
	}
	return nil
}

// power is the surat kuasa given at the slot, which is of this branch.
func (p *proposal) power() *Power {
	for _, n := range p.gate.Needs {
		if n.Type == NeedPower {
			if v, _ := last(p.acts, p.st, p.slot, n.ID); v != nil {
				return v.Power
			}
		}
	}
	return nil
}

// letterSigner: a letter is signed by the office whose letter it is, while in
// office. Only a head of region offers, an agency cannot.
func letterSigner(p *proposal) error {
	d, office := p.act.Value.Document, p.office()
	if d.Signer == nil || d.Signer.Kind != office || !d.Signer.holds(d.Date) || (p.act.Slot.Government != "" && d.Signer.Government != p.act.Slot.Government) {
		return fault.New(fault.Denied, "procedure.letter_signer", "Need", p.need.Name, "Office", office.Name())
	}
	return nil
}

// suspensiveClause: a government whose DPRD must be asked and has not agreed
// signs only with a clause by which nothing is owed yet. As long as the two
// questions of PP 28/2018 art. 6(2) are open, that is not known to be
// otherwise.
func suspensiveClause(p *proposal) error {
	if strings.TrimSpace(p.act.Value.Signature.Suspensive) != "" {
		return nil
	}
	for _, i := range p.st.councils(p.act.Slot) {
		if !p.st.gates[i].status.done() {
			return fault.New(fault.Conflict, "procedure.dprd_before_signature", "Document", p.document())
		}
	}
	return nil
}

// datesFit: nothing is dated after the day on which it is entered, a PKS not
// before its KB, and nothing is in force before it is signed.
func datesFit(p *proposal) error {
	today, v := civil.In(p.act.At), p.act.Value
	if p.act.Kind == SetSchedule {
		return p.act.Schedule.fits(today)
	}
	switch {
	case v.Document != nil && v.Document.Date.After(today):
		return fault.InvalidFields([]fault.Field{fault.NewField("date", "procedure.in_future")})
	case v.Signature != nil:
		return p.signingDay(v.Signature.On, today)
	case v.Term != nil:
		if on := p.st.lastSignature(p.acts, p.act.Slot.Branch); v.Term.From.Before(on) {
			return fault.InvalidFields([]fault.Field{fault.NewField("from", "procedure.before_signature", "On", on)})
		}
	}
	return nil
}

// farthest is how many days ahead a signing is set at most: a day beyond it is
// a year that was mistyped.
const farthest = 366

func (s *Schedule) fits(today civil.Date) error {
	var wrong []fault.Field
	switch {
	case s.On.Before(today):
		wrong = append(wrong, fault.NewField("on", "procedure.schedule_past", "Today", today))
	case s.On.After(today.AddDays(farthest)):
		wrong = append(wrong, fault.NewField("on", "procedure.schedule_far", "On", s.On))
	}
	if strings.TrimSpace(s.Place) == "" {
		wrong = append(wrong, fault.NewField("place", "procedure.schedule_where"))
	}
	return fault.InvalidFields(wrong)
}

func (p *proposal) signingDay(on, today civil.Date) error {
	field := func(key string, args ...any) error {
		return fault.InvalidFields([]fault.Field{fault.NewField("on", key, args...)})
	}
	if on.After(today) {
		return field("procedure.in_future")
	}
	if d := p.st.docs[p.act.Slot.Branch]; d.sent > 0 && on.Before(civil.In(p.acts[d.sent-1].At)) {
		return field("procedure.before_sending", "On", civil.In(p.acts[d.sent-1].At))
	}
	if kb := p.st.lastSignature(p.acts, ""); p.act.Slot.Branch != "" && on.Before(kb) {
		return field("procedure.before_signature", "On", kb)
	}
	return nil
}

// lastSignature is the day on which the last signature under a document was
// given, or no day.
func (s *state) lastSignature(acts []*Act, branch string) civil.Date {
	var on civil.Date
	for _, seq := range s.docs[branch].signatures {
		if d := acts[seq-1].Value.Signature.On; d.After(on) {
			on = d
		}
	}
	return on
}
