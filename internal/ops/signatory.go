package ops

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/procedure"
	"sinergi/internal/signing"
	"sinergi/internal/store"
)

// signatory is who signs a document for a government on a day.
type signatory struct {
	office party.Office
	holder *party.Holder // nil: nobody holds the office on that day

	// A PKS may be signed by an official in the place of the head of region
	// (PP 28/2018 art. 2(2)); power is nil when the surat kuasa is not known yet.
	head  string // title of the head of region, with the acting type
	power *procedure.Power
}

// signatoryOf gives who signs the document of a branch for a government: whom a
// surat kuasa empowers, or the head of the agency that a PKS names, and
// otherwise, or where the head of region signs in person, the head of region.
func signatoryOf(ctx context.Context, tx *store.Tx, run procedure.Run, branch, code string, inPerson bool, day civil.Date) (s signatory, err error) {
	offices, err := tx.Offices(ctx, code)
	if err != nil {
		return s, err
	}
	holders, err := tx.Holders(ctx, code)
	if err != nil {
		return s, err
	}
	agency := ""
	if run.Document(branch).SignedAs == procedure.PKS && !inPerson {
		s.power, agency = powerOf(run, branch, code), agencyIn(run, branch, code)
	}
	for _, o := range offices {
		if o.Head {
			s.head = o.Title
			if h := holderOn(holders, o.ID, day); h != nil {
				s.head = h.Acting.Titled(o.Title)
			}
		}
		switch {
		case s.power != nil:
			if o.ID != s.power.Grantee.Office {
				continue
			}
		case agency != "":
			if o.Agency != agency {
				continue
			}
		case !o.Head:
			continue
		}
		if s.office.ID == "" {
			s.office, s.holder = o, holderOn(holders, o.ID, day)
		}
	}
	return s, nil
}

// holderOn gives who holds an office on a day, or nil.
func holderOn(all []party.Holder, office string, day civil.Date) *party.Holder {
	for i := range all {
		if all[i].Office == office && all[i].Holds(day) {
			return &all[i]
		}
	}
	return nil
}

// agencyIn is the agency that a branch names for a government.
func agencyIn(run procedure.Run, branch, code string) string {
	for _, b := range run.Branches() {
		if b.ID != branch {
			continue
		}
		for _, a := range b.Agencies {
			if a.Government == code {
				return a.Agency
			}
		}
	}
	return ""
}

// powerOf is the surat kuasa that was given for a document, or nil.
func powerOf(run procedure.Run, branch, code string) *procedure.Power {
	slot, need, ok := run.SlotFor(branch, code, procedure.NeedPower)
	if !ok {
		return nil
	}
	if v := run.Value(slot, need); v != nil {
		return v.Power
	}
	return nil
}

// proxy reports whether an official signs in the place of the head of region.
func (s signatory) proxy() bool { return s.office.ID != "" && !s.office.Head }

// into writes who signs into the particulars of the party.
func (s signatory) into(f *draft.PartyFacts) {
	f.Name, f.Lines, f.Authority, f.Proxy = "", nil, "", nil
	f.Office = s.office.Title
	if s.holder != nil {
		f.Name, f.Lines, f.Authority = s.holder.Name, s.holder.SignatureLines(s.office), s.holder.Decision
		f.Office = s.holder.Acting.Titled(s.office.Title)
	}
	if s.proxy() {
		f.Proxy = proxyFacts(s.head, s.power)
	}
}

func proxyFacts(head string, p *procedure.Power) *draft.Proxy {
	out := &draft.Proxy{Head: head}
	if p != nil {
		out.Head, out.Number, out.Date = p.Grantor.Acting.Titled(p.Grantor.Title), p.Number, p.Date
	}
	return out
}

// powerTrouble says why who is on the paper cannot sign by the surat kuasa on a
// day, before anyone tries; nil where no surat kuasa is needed, or all is well.
func powerTrouble(run procedure.Run, branch string, s signing.Seat, day civil.Date) error {
	if !s.Proxy || s.Signature != nil {
		return nil
	}
	p := powerOf(run, branch, s.Government)
	switch {
	case p == nil:
		return fault.New(fault.Conflict, "signing.power.missing", "Name", s.Name, "Office", s.Title, "Party", s.GovName)
	case !p.Covers(day):
		return fault.New(fault.Conflict, "signing.power.not_in_force", "Number", p.Number, "Name", s.Name, "On", day, "Until", p.Until)
	case p.Grantee.Name != s.Name:
		return fault.New(fault.Conflict, "signing.power.for_another", "Number", p.Number, "Name", p.Grantee.Name, "Signer", s.Name)
	case s.Power != "" && s.Power != p.Number:
		return fault.New(fault.Conflict, "signing.power.other_paper", "Number", p.Number, "Printed", s.Power)
	}
	return nil
}
