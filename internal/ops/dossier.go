package ops

import (
	"context"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// Paper is an agreement with everything that hangs on it.
type Paper struct {
	agreement.Agreement
	Clauses     []agreement.Clause
	Citable     []agreement.Clause // Clauses, and those of its addenda that a tariff may name
	Obligations []agreement.Obligation
	Services    []agreement.Service
	Tariffs     []tariff.Tariff
	Parameters  []store.Parameter
	Attachments []store.Attachment
	Proposals   []consent.Proposal // about its record, newest first, for those who may see them
	Successions []Succession       // who holds the offices today of those who signed, where others do
	MayEdit     bool               // its record, by the reader: alone while it is a draft, otherwise by a proposal
	MayPrice    bool               // set the values its tariff refers to, likewise
}

// Succession is a signer of a paper whose office somebody else holds today. It
// changes nothing (PP 28/2018 art. 9(2)).
type Succession struct {
	agreement.Signer
	party.Succession
}

// Waiting lists the proposals that wait for an answer.
func (p Paper) Waiting() []consent.Proposal { return waiting(p.Proposals) }

func waiting(all []consent.Proposal) (out []consent.Proposal) {
	for _, p := range all {
		if p.State() == consent.Waiting {
			out = append(out, p)
		}
	}
	return out
}

// Dossier is a cooperation with everything that the reader may see.
type Dossier struct {
	agreement.Cooperation
	Governments map[string]party.Government
	Agencies    map[string]party.Agency
	Events      []agreement.Event
	Papers      []Paper
	Proposals   []consent.Proposal // about the cooperation's own record
	MayEdit     bool               // by the reader; by a proposal once it is shared
	MayStart    bool               // the reader may begin a procedure in it
}

// mayStart reports whether somebody may begin a procedure of a cooperation: an
// office of a party, or the governor who watches over all of them.
func mayStart(who policy.Actor, c agreement.Cooperation) bool {
	above := who.Has(policy.Observer) && who.Office != "" && !slices.ContainsFunc(c.Parties, func(code string) bool { return !party.InProvince(code, who.Government) })
	starts := who.Has(policy.Cooperation) || who.Has(policy.Signer) || who.Has(policy.Transport) || who.Has(policy.Waste)
	return above || starts && slices.Contains(c.Parties, who.Government)
}

// Dossier gives a cooperation to one who may see it.
func (d *Desk) Dossier(ctx context.Context, who policy.Actor, id string) (dossier Dossier, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, id)
		if err != nil {
			if who.Public() {
				err = fault.New(fault.Unauthenticated, "policy.login_first")
			}
			return err
		}
		if err := policy.Can(who, policy.SeeCooperation, cooperationResource(c)); err != nil {
			return err
		}
		dossier, err = d.dossier(ctx, tx, who, c)
		return err
	})
	return dossier, err
}

func (d *Desk) dossier(ctx context.Context, tx *store.Tx, who policy.Actor, c agreement.Cooperation) (dossier Dossier, err error) {
	dossier = Dossier{
		Cooperation: c, Governments: map[string]party.Government{}, Agencies: map[string]party.Agency{},
		MayEdit: policy.Can(who, policy.EditAgreement, cooperationResource(c)) == nil, MayStart: mayStart(who, c),
	}
	for _, code := range c.Parties {
		if dossier.Governments[code], err = tx.Government(ctx, code); err != nil {
			return dossier, err
		}
		agencies, err := tx.Agencies(ctx, code)
		if err != nil {
			return dossier, err
		}
		for _, a := range agencies {
			dossier.Agencies[a.ID] = a
		}
	}
	if dossier.Events, err = tx.Events(ctx, c.ID); err != nil {
		return dossier, err
	}
	if dossier.Proposals, err = proposalsFor(ctx, tx, who, c.ID, ""); err != nil {
		return dossier, err
	}
	agreements, err := tx.Agreements(ctx, c.ID)
	if err != nil {
		return dossier, err
	}
	for _, a := range agreements {
		if a.Status == agreement.Draft && policy.Can(who, policy.SeeDraft, agreementResource(a)) != nil {
			continue
		}
		p, err := paper(ctx, tx, a, d.today())
		if err != nil {
			return dossier, err
		}
		p.MayEdit = policy.Can(who, policy.EditAgreement, agreementResource(a)) == nil
		p.MayPrice = policy.Can(who, policy.SetParameter, agreementResource(a)) == nil
		if p.Proposals, err = proposalsFor(ctx, tx, who, c.ID, a.ID); err != nil {
			return dossier, err
		}
		dossier.Papers = append(dossier.Papers, p)
	}
	return dossier, nil
}

func paper(ctx context.Context, tx *store.Tx, a agreement.Agreement, on civil.Date) (p Paper, err error) {
	p.Agreement = a
	if p.Clauses, err = tx.Clauses(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Citable, err = citable(ctx, tx, a, p.Clauses); err != nil {
		return p, err
	}
	if p.Obligations, err = tx.Obligations(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Services, err = tx.Services(ctx, a.ID, on); err != nil {
		return p, err
	}
	if p.Tariffs, err = tx.Tariffs(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Parameters, err = tx.Parameters(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Attachments, err = tx.Attachments(ctx, a.ID); err != nil {
		return p, err
	}
	p.Successions, err = successions(ctx, tx, a, on)
	return p, err
}

// successions looks at the signers of a paper that counts on a day.
func successions(ctx context.Context, tx *store.Tx, a agreement.Agreement, on civil.Date) (out []Succession, err error) {
	if counts, _ := a.Stands(on); !counts {
		return nil, nil
	}
	for _, s := range a.Signers {
		offices, err := tx.Offices(ctx, s.Government)
		if err != nil {
			return nil, err
		}
		holders, err := tx.Holders(ctx, s.Government)
		if err != nil {
			return nil, err
		}
		if next, changed := party.Successor(offices, holders, s.Name, s.Title, on); changed {
			out = append(out, Succession{s, next})
		}
	}
	return out, nil
}

// DaysLeft gives the days until an agreement ends, and false when it has no
// end.
func (d *Desk) DaysLeft(a agreement.Agreement) (int, bool) {
	if a.Until.IsZero() {
		return 0, false
	}
	return a.Until.Sub(civil.In(d.now())), true
}
