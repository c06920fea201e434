package procedure

import (
	"slices"
	"strings"

	"sinergi/internal/civil"
)

func (o *oracle) branchSteps(act Act, option string) string {
	b, v, gov := o.branch(act.Slot.Branch), act.Value, act.Slot.Government
	switch {
	case v.Burden != nil:
		b.burden[gov] = v.Burden
	case v.Budget != nil:
		b.budget[gov], b.budgetOn[gov] = v.Budget, civil.In(act.At)
	case v.BudgetLine != nil:
		b.line[gov] = v.BudgetLine
	case v.Tariff != nil:
		b.tariff = true
	case v.Unit != nil:
		b.unit = true
	}
	switch act.Slot.Gate {
	case "surat_dprd":
		b.asked[gov] = true
	case "dprd":
		switch option {
		case "setuju", "setuju_bersyarat":
			b.approved[gov] = true
		case "kembali":
			b.asked[gov], b.approved[gov] = false, false
		}
	case "uji_dprd":
		if b.active {
			return "an answer about the DPRD changed after the PKS was active"
		}
		if b.asked[gov] {
			return "answers exchanged beneath the DPRD"
		}
	case "berlaku":
		return o.activate(act, b)
	}
	return ""
}

func (b *oracleBranch) needs(gov string) bool {
	burden, m := b.burden[gov], b.budget[gov]
	if burden != nil && burden.Public && burden.Region {
		return true
	}
	return m != nil && m.Pays && (!m.InAPBD || m.Year != b.budgetOn[gov].Year)
}

// cleared reports whether a government has answered both questions and needs
// no approval, or has it.
func (b *oracleBranch) cleared(gov string) bool {
	if b.burden[gov] == nil || b.budget[gov] == nil {
		return false
	}
	return !b.needs(gov) || b.approved[gov]
}

func (o *oracle) activate(act Act, b *oracleBranch) string {
	d := o.doc(act.Slot.Branch)
	var wrong []string
	if !d.complete(len(o.start.Parties)) {
		wrong = append(wrong, "active without all signatures")
	}
	if act.Value.Term == nil || act.Value.Term.From.Before(d.lastSigned()) {
		wrong = append(wrong, "active before it was signed")
	}
	b.active = true
	pays := false
	for _, gov := range o.regions {
		if o.def != "sinergi" && !b.cleared(gov) {
			wrong = append(wrong, "active without the DPRD of "+gov)
		}
		if b.budget[gov] == nil || !b.budget[gov].Pays {
			continue
		}
		pays = true
		line := b.line[gov]
		if (line == nil || line.Year != act.Value.Term.From.Year) && !b.overridden["anggaran"+gov] {
			wrong = append(wrong, "active without the money of "+gov)
		}
	}
	if o.def != "sinergi" && o.def != "adendum" {
		waived := func(gate string) bool {
			return !slices.ContainsFunc(o.regions, func(gov string) bool { return !b.overridden[gate+gov] })
		}
		if pays && !b.tariff && !waived("tarif") {
			wrong = append(wrong, "active without a tariff")
		}
		if !b.unit && !waived("unit_layanan") {
			wrong = append(wrong, "active without a service unit")
		}
	}
	return strings.Join(wrong, "; ")
}

func (o *oracle) sent(act Act) string {
	d := o.doc(act.Slot.Branch)
	if d.sent != "" {
		return "a text sent twice"
	}
	for _, p := range o.start.Parties {
		if d.accepted[p.Code] != act.Value.Hash {
			return "a text sent that not all have agreed to"
		}
	}
	if act.Value.Hash != d.text {
		return "an old text sent"
	}
	d.sent, d.sentOn = act.Value.Hash, civil.In(act.At)
	return ""
}

func (o *oracle) signed(act Act) string {
	d, s, gov := o.doc(act.Slot.Branch), act.Value.Signature, act.Slot.Government
	_, twice := d.signed[gov]
	switch {
	case d.sent == "" || s.Hash != d.sent || s.Hash != d.text:
		return "a signature under a text that was not sent"
	case twice:
		return "two signatures of one party"
	case s.Signer.Government != gov:
		return "a signature for another party"
	case s.On.Before(s.Signer.From) || (!s.Signer.Until.IsZero() && s.On.After(s.Signer.Until)):
		return "a signature by someone not in office"
	case s.On.After(civil.In(act.At)) || s.On.Before(d.sentOn):
		return "a signature on an impossible day"
	}
	if why := o.signsReviewed(); why != "" {
		return why
	}
	if why := o.hand(act, d, s, gov); why != "" {
		return why
	}
	if act.Slot.Branch != "" || o.def == "adendum" {
		b := o.branch(act.Slot.Branch)
		if act.Slot.Branch != "" && (!o.doc("").complete(len(o.start.Parties)) || s.On.Before(o.doc("").lastSigned())) {
			return "a PKS signed before its KB"
		}
		if slices.Contains(o.regions, gov) && !b.cleared(gov) && s.Suspensive == "" {
			return "a signature before the DPRD without a suspensive clause"
		}
	}
	d.signed[gov] = s.On
	return ""
}

// signsReviewed: whatever is signed as a new agreement was before the TKKSD of
// the side that offers, and of every partner that is a region.
func (o *oracle) signsReviewed() string {
	if !o.isNew() {
		return ""
	}
	var wrong []string
	for _, gov := range o.regions {
		behind := o.reviewed[gov]
		if gov != o.start.Initiator && o.def != "sinergi" && o.def != "ksdpk" {
			behind = o.advice[gov]
		}
		if !behind {
			wrong = append(wrong, "signed without the TKKSD of "+gov)
		}
	}
	for _, p := range o.start.Parties {
		if p.Code != o.start.Initiator && !o.answered[p.Code] {
			wrong = append(wrong, "signed without an answer of "+p.Code)
		}
	}
	return strings.Join(wrong, "; ")
}

func (o *oracle) hand(act Act, d *oracleDoc, s *Signature, gov string) string {
	head := HeadOfRegion
	if !slices.Contains(o.regions, gov) {
		head = Leader
	}
	pks := act.Slot.Branch != "" || (o.def == "adendum" && o.start.Subject.Document == PKS)
	if s.Signer.Kind == head && !s.Proxy {
		return ""
	}
	if !pks {
		return "a KB signed by a proxy"
	}
	p := d.powers[gov]
	if p == nil || s.On.Before(p.From) || s.On.After(p.Until) || (!p.Revoked.IsZero() && !s.On.Before(p.Revoked)) ||
		p.Grantee.Name != s.Signer.Name || p.Grantor.Kind != head || p.Grantor.Government != gov {
		return "a PKS signed by a proxy without a valid surat kuasa"
	}
	return ""
}
