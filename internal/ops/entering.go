package ops

import (
	"context"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/waste"
)

// Entry is an agreement with its cooperation, for one who enters its record or
// the values its tariff refers to.
type Entry struct {
	Dossier Dossier
	Paper   Paper
	Rules   map[string]string // JSON by which each service is measured, by its id
}

// Entry gives an agreement to one who may enter something about it.
func (d *Desk) Entry(ctx context.Context, who policy.Actor, id string) (e Entry, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		e = Entry{}
		a, err := seeAgreement(ctx, tx, who, policy.SeeCooperation, id)
		if err != nil {
			return err
		}
		c, err := tx.Cooperation(ctx, a.Cooperation)
		if err != nil {
			return err
		}
		if e.Dossier, err = d.dossier(ctx, tx, who, c); err != nil {
			return err
		}
		i := slices.IndexFunc(e.Dossier.Papers, func(p Paper) bool { return p.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		e.Paper, e.Rules = e.Dossier.Papers[i], map[string]string{}
		for _, s := range e.Paper.Services {
			if _, e.Rules[s.ID], err = tx.Service(ctx, s.ID, d.today()); err != nil {
				return err
			}
		}
		if !e.Paper.MayEdit && !e.Paper.MayPrice && !e.Paper.Proposed {
			return fault.New(fault.Denied, "policy.denied")
		}
		return nil
	})
	return e, err
}

// MayEnterCooperation reports whether the actor may record a new cooperation
// of its government.
func (d *Desk) MayEnterCooperation(who policy.Actor) bool {
	return policy.Can(who, policy.EditAgreement, policy.Of(who.Government)) == nil
}

// clausesStillUsed refuses a text that lacks a clause to which an obligation,
// a service or a tariff points.
func clausesStillUsed(ctx context.Context, tx *store.Tx, id string, tree []agreement.Clause) error {
	p, err := paper(ctx, tx, agreement.Agreement{ID: id}, civil.Date{})
	if err != nil {
		return err
	}
	var fields []fault.Field
	still := func(clause, what string) {
		_, own := agreement.Find(p.Clauses, clause) // and not an addendum's
		if _, ok := agreement.Find(tree, clause); own && !ok && len(fields) < 5 {
			fields = append(fields, fault.NewField("clauses", "agreement.clause_in_use", "Clause", agreement.Cite(p.Clauses, clause), "What", what))
		}
	}
	for _, o := range p.Obligations {
		still(o.Clause, o.Text)
	}
	for _, s := range p.Services {
		still(s.Clause, s.Name)
	}
	for _, t := range p.Tariffs {
		for _, c := range t.Components {
			still(c.Clause, c.Label.ID)
		}
	}
	return fault.InvalidFields(fields)
}

// checkRules reads the rules by which a service is measured.
func checkRules(kind agreement.ServiceKind, rules string) (err error) {
	switch kind {
	case agreement.Bus:
		_, err = transit.ParseRules(rules)
	case agreement.Waste:
		_, err = waste.ParseRules(rules)
	default:
		err = fault.InvalidFields([]fault.Field{fault.NewField("kind", "agreement.bad_service_kind")})
	}
	return err
}
