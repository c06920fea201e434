package ops

import (
	"context"
	"fmt"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// facts gathers what the document of a run or of one of its branches says and
// nobody negotiates: who the parties are, who signs, when and where, numbers.
// Once somebody has signed, it is who they were on that day; where they have
// their seat and are written to is as it was at a moment (see printedUS).
func (d *Desk) facts(ctx context.Context, tx *store.Tx, run procedure.Run, branch string, us int64) (draft.Facts, error) {
	doc := run.Document(branch)
	f := draft.Facts{Parties: map[string]draft.PartyFacts{}}
	if n := len(doc.Schedule); n > 0 {
		f.Place, f.Date = doc.Schedule[n-1].Schedule.Place, doc.Schedule[n-1].Schedule.On
	}
	if on := lastSigned(doc); doc.Complete && !on.IsZero() {
		f.Date = on
	}
	day := f.Date
	if day.IsZero() {
		day = d.today()
	}
	for i, p := range run.Parties() {
		id := fmt.Sprintf("pihak-%d", i+1)
		if p.Kind != procedure.RegionalGovernment {
			f.Parties[id] = outsideFacts(p, doc)
			continue
		}
		facts, err := d.partyFacts(ctx, tx, run, branch, p.Code, day, us)
		if err != nil {
			return f, err
		}
		f.Parties[id] = facts
	}
	return f, d.parentFacts(ctx, tx, run, doc, &f)
}

// outsideFacts are those of a party without a register here: what was said when
// the run began, its number, and who signed.
func outsideFacts(p procedure.Party, doc procedure.DocumentView) draft.PartyFacts {
	f := draft.PartyFacts{Government: p.Name, Seat: p.Seat, Address: p.Address, Authority: p.Basis, Number: doc.Numbers[p.Code]}
	for _, act := range doc.Signed {
		if s := act.Value.Signature.Signer; s.Government == p.Code {
			f.Name, f.Office, f.Lines = s.Name, s.Title, []string{s.Title, s.Name}
		}
	}
	return f
}

func (d *Desk) partyFacts(ctx context.Context, tx *store.Tx, run procedure.Run, branch, code string, day civil.Date, us int64) (draft.PartyFacts, error) {
	doc := run.Document(branch)
	g, err := tx.Government(ctx, code)
	if err != nil {
		return draft.PartyFacts{}, err
	}
	agency := agencyIn(run, branch, code)
	at, err := particularsOf(ctx, tx, code, agency, us)
	if err != nil {
		return draft.PartyFacts{}, err
	}
	f := draft.PartyFacts{Government: g.Name, Kind: g.Kind, Seat: at.Seat, Address: at.Address, Contact: at.Contact, Number: doc.Numbers[code]}
	if agency != "" {
		a, err := tx.Agency(ctx, agency)
		if err != nil {
			return f, err
		}
		f.Agency = a.Name
	}
	for _, act := range doc.Signed {
		if s := act.Value.Signature; s.Signer.Government == code {
			return f, signedFacts(ctx, tx, *s, powerOf(run, branch, code), &f)
		}
	}
	s, err := signatoryOf(ctx, tx, run, branch, code, false, day)
	s.into(&f)
	return f, err
}

// signedFacts fills in who signed, as they were on that day.
func signedFacts(ctx context.Context, tx *store.Tx, s procedure.Signature, power *procedure.Power, f *draft.PartyFacts) error {
	f.Name, f.Office, f.Lines = s.Signer.Name, s.Signer.Acting.Titled(s.Signer.Title), s.Signer.Printed
	if s.Proxy && power != nil {
		f.Proxy = proxyFacts("", power)
	}
	if s.Signer.Holder == "" {
		return nil
	}
	h, err := tx.Holder(ctx, s.Signer.Holder)
	f.Authority = h.Decision
	return err
}

// parentFacts fills in the document that this one rests on.
func (d *Desk) parentFacts(ctx context.Context, tx *store.Tx, run procedure.Run, doc procedure.DocumentView, f *draft.Facts) error {
	from, branch := run.ID(), ""
	switch {
	case doc.Kind == procedure.PKS:
	case run.Subject() != nil:
		from, branch = run.Subject().Run, run.Subject().Branch
	default:
		return nil
	}
	a, err := tx.AgreementOfRun(ctx, from, branch)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	p := draft.Parent{Kind: draft.Kind(a.Kind), Title: a.Title, SignedOn: a.SignedOn}
	for _, side := range a.Parties {
		p.Numbers = append(p.Numbers, side.Number)
	}
	for _, side := range a.Partners {
		p.Numbers = append(p.Numbers, side.Number)
	}
	p.Clauses, err = clausesOf(ctx, tx, a)
	f.Parent = &p
	return err
}

// draftKind is the kind of text of a document of a procedure.
func draftKind(k procedure.DocumentKind, third bool) draft.Kind {
	switch {
	case k == procedure.KB && third:
		return draft.ThirdPartyKB
	case k == procedure.PKS && third:
		return draft.ThirdParty
	}
	return draft.Kind(k)
}
