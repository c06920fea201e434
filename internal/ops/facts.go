package ops

import (
	"context"
	"fmt"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// facts gathers what the document of a run or of one of its branches says and
// nobody negotiates: who the parties are, who signs, when and where, numbers.
// Once somebody has signed, it is who they were on that day.
func (d *Desk) facts(ctx context.Context, tx *store.Tx, run procedure.Run, branch string) (draft.Facts, error) {
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
	agency := map[string]string{}
	for _, b := range run.Branches() {
		if b.ID == branch {
			for _, a := range b.Agencies {
				agency[a.Government] = a.Agency
			}
		}
	}
	for i, p := range run.Parties() {
		id := fmt.Sprintf("pihak-%d", i+1)
		if p.Kind != procedure.RegionalGovernment {
			f.Parties[id] = draft.PartyFacts{Government: p.Name}
			continue
		}
		facts, err := d.partyFacts(ctx, tx, p.Code, agency[p.Code], doc, day)
		if err != nil {
			return f, err
		}
		f.Parties[id] = facts
	}
	return f, d.parentFacts(ctx, tx, run, doc, &f)
}

func (d *Desk) partyFacts(ctx context.Context, tx *store.Tx, code, agency string, doc procedure.DocumentView, day civil.Date) (draft.PartyFacts, error) {
	g, err := tx.Government(ctx, code)
	if err != nil {
		return draft.PartyFacts{}, err
	}
	f := draft.PartyFacts{Government: g.Name, Kind: g.Kind, Seat: g.Address, Address: g.Address, Number: doc.Numbers[code]}
	if agency != "" {
		a, err := tx.Agency(ctx, agency)
		if err != nil {
			return f, err
		}
		f.Agency = a.Name
	}
	for _, act := range doc.Signed {
		if s := act.Value.Signature.Signer; s.Government == code {
			f.Name, f.Office, f.Lines = s.Name, s.Title, s.Printed
			return f, nil
		}
	}
	return f, signatory(ctx, tx, code, agency, doc.SignedAs, day, &f)
}

// signatory fills in who would sign on a day: the head of the agency where the
// document names one, otherwise the head of region.
func signatory(ctx context.Context, tx *store.Tx, code, agency string, as procedure.DocumentKind, day civil.Date, f *draft.PartyFacts) error {
	offices, err := tx.Offices(ctx, code)
	if err != nil {
		return err
	}
	holders, err := tx.Holders(ctx, code)
	if err != nil {
		return err
	}
	for _, o := range offices {
		head := o.Head
		if as == procedure.PKS && agency != "" {
			head = o.Agency == agency
		}
		if !head {
			continue
		}
		f.Office = o.Title
		for _, h := range holders {
			if h.Office == o.ID && h.Holds(day) {
				f.Name, f.Lines, f.Authority = h.Name, h.SignatureLines(o), h.Decision
				if h.Acting != party.Definitive {
					f.Office = string(h.Acting) + ". " + o.Title
				}
			}
		}
		return nil
	}
	return nil
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
	p.Clauses, err = tx.Clauses(ctx, a.ID)
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
