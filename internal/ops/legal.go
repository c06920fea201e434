package ops

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
	"sinergi/internal/jdih"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/store"
)

// LegalDocument gives a paper of the register as the documentation networks
// (JDIH) are told of it. base is the address of this Sinergi.
func (d *Desk) LegalDocument(ctx context.Context, who policy.Actor, id, base string) (doc jdih.Document, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, err := seeRegistered(ctx, tx, who, policy.SeeCooperation, id)
		if err == nil {
			doc, err = d.legalDocument(ctx, tx, a, base)
		}
		return err
	})
	return doc, err
}

// LegalDocumentOf is LegalDocument of what a procedure brought about in a
// branch.
func (d *Desk) LegalDocumentOf(ctx context.Context, who policy.Actor, run, branch, base string) (doc jdih.Document, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.AgreementOfRun(ctx, run, branch)
		if err != nil {
			return err
		}
		if _, err := seeRegistered(ctx, tx, who, policy.SeeCooperation, a.ID); err != nil {
			return err
		}
		doc, err = d.legalDocument(ctx, tx, a, base)
		return err
	})
	return doc, err
}

// LegalRecords gives what the actor's government tells its network of each paper
// of a filtered register that has its number, newest first. more says that there
// are others than the limit allows.
func (d *Desk) LegalRecords(ctx context.Context, who policy.Actor, f store.PaperFilter, limit int, base string) (all []jdih.Record, more bool, err error) {
	papers, next, err := d.Papers(ctx, who, f, "", limit)
	if err != nil {
		return nil, false, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = []jdih.Record{}
		for _, p := range papers {
			if p.SignedOn.IsZero() || !slices.ContainsFunc(p.Parties, func(x agreement.Party) bool { return x.Government == who.Government && x.Number != "" }) {
				continue // not this government's, or not to be published yet
			}
			doc, err := d.legalDocument(ctx, tx, p.Agreement, base)
			if err != nil {
				return err
			}
			record, err := doc.Record(who.Government)
			if err != nil {
				return err
			}
			all = append(all, record)
		}
		return nil
	})
	return all, next != "", err
}

func (d *Desk) legalDocument(ctx context.Context, tx *store.Tx, a agreement.Agreement, base string) (jdih.Document, error) {
	doc := jdih.Document{
		ID: a.ID, Kind: draft.Kind(a.Kind), Subject: a.Title, Signed: a.SignedOn, Place: a.Place,
		Page: strings.TrimSuffix(base, "/") + "/public/cooperations/" + url.PathEscape(a.Cooperation) + "#" + url.PathEscape(a.ID),
	}
	doc.InForce, doc.Ended = a.Stands(d.today())
	kept, err := tx.Originals(ctx, a.ID) // newest first
	if err != nil {
		return doc, err
	}
	for _, p := range a.Parties {
		g, err := tx.Government(ctx, p.Government)
		if err != nil {
			return doc, err
		}
		seat, err := tx.SeatOf(ctx, p.Government)
		if err != nil {
			return doc, err
		}
		side := jdih.Party{Government: p.Government, Name: g.Name, Seat: seat, Number: p.Number}
		if province, _, within := strings.Cut(p.Government, "."); within {
			side.Province = region.Name(province)
		}
		if p.Agency != "" {
			agency, err := tx.Agency(ctx, p.Agency)
			if err != nil {
				return doc, err
			}
			side.Agency = agency.Name
		}
		for _, o := range kept {
			if o.Government == p.Government {
				side.Location = o.Place + " (" + o.Holder + ")"
				break
			}
		}
		doc.Parties = append(doc.Parties, side)
	}
	return doc, nil
}
