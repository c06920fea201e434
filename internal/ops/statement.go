package ops

import (
	"context"
	"fmt"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
)

// DraftStatement computes a month's statement and keeps it as a draft of the
// provider. When the newest version already says the same, that one is given
// and a draft beside it is dropped; a draft that says something else is
// replaced. What was put before the other parties is never changed: the draft
// is then a new version, which takes the place of an offered one, and corrects
// an agreed one.
//
// A month that has not ended gives a preview, which cannot be offered yet; one
// that has not begun gives nothing.
func (d *Desk) DraftStatement(ctx context.Context, who policy.Actor, pks string, m civil.Month) (id string, err error) {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, err := d.mayDraft(ctx, tx, who, pks, m)
		return err
	}); err != nil {
		return "", err
	}
	if err := d.measureFor(ctx, pks, m); err != nil {
		return "", err
	}
	err = d.act(ctx, who, "draft_statement", "statement "+pks+" "+m.String(), "", func(tx *store.Tx) error {
		provider, err := d.mayDraft(ctx, tx, who, pks, m)
		if err != nil {
			return err
		}
		g, err := d.gather(ctx, tx, pks, m)
		if err != nil {
			return err
		}
		id, err = d.draft(ctx, tx, who, provider, g)
		return err
	})
	return id, err
}

// mayDraft finds out who provides an agreement's services in a month, for one
// who may compute its statement. To everybody else it tells nothing more than
// policy does.
func (d *Desk) mayDraft(ctx context.Context, tx *store.Tx, who policy.Actor, pks string, m civil.Month) (provider string, err error) {
	a, err := seeAgreement(ctx, tx, who, policy.SeeStatement, pks)
	if err != nil {
		return "", err
	}
	return d.mayDraftOf(ctx, tx, who, a, m)
}

// mayDraftOf is mayDraft for a PKS whose statements the actor may see.
func (d *Desk) mayDraftOf(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, m civil.Month) (provider string, err error) {
	r := agreementResource(a)
	r.Provider = who.Government
	if err := policy.Can(who, policy.DraftStatement, r); err != nil { // whoever provides
		return "", err
	}
	if provider, err = providerOf(ctx, tx, a, m); err != nil {
		return "", err
	}
	r.Provider = provider
	if err := policy.Can(who, policy.DraftStatement, r); err != nil {
		return "", err
	}
	if d.now().Before(m.First().Start()) {
		return "", fault.New(fault.Conflict, "statement.not_begun", "Month", m.Indonesian())
	}
	return provider, nil
}

// measureFor measures the days of a month that have changed.
func (d *Desk) measureFor(ctx context.Context, pks string, m civil.Month) error {
	services, err := d.servicesOf(ctx, pks, m)
	if err != nil {
		return err
	}
	for _, s := range services {
		if err := d.MeasureMonth(ctx, s.ID, m, nil); err != nil {
			return err
		}
	}
	return nil
}

// ended reports whether a month is over, so that it can be settled.
func (d *Desk) ended(m civil.Month) bool { return !d.now().Before(m.Next().First().Start()) }

// versions lists the versions of a month's statement, newest first.
func versions(ctx context.Context, tx *store.Tx, pks string, m civil.Month) ([]store.Statement, error) {
	all, err := tx.Statements(ctx, pks)
	return slices.DeleteFunc(all, func(s store.Statement) bool { return s.Month != m }), err
}

// succession gives the number of the version that follows what was put before
// the other parties, and what it corrects: the version that was agreed last,
// for the difference to it is left to settle; without one, the version whose
// place it takes.
func succession(all []store.Statement) (version int, corrects string) {
	shown := slices.DeleteFunc(slices.Clone(all), func(s store.Statement) bool { return s.Status == settlement.Draft })
	if len(shown) == 0 {
		return 1, ""
	}
	if i := slices.IndexFunc(shown, func(s store.Statement) bool { return s.Status == settlement.Agreed }); i >= 0 {
		return shown[0].Version + 1, shown[i].SHA256
	}
	return shown[0].Version + 1, shown[0].SHA256
}

func (d *Desk) draft(ctx context.Context, tx *store.Tx, who policy.Actor, provider string, g gathered) (id string, err error) {
	all, err := versions(ctx, tx, g.Agreement.ID, g.Month)
	if err != nil {
		return "", err
	}
	s, err := g.compute(succession(all))
	if err != nil {
		return "", err
	}
	sum, err := s.SHA256()
	if err != nil {
		return "", err
	}
	for len(all) > 0 && all[0].Status == settlement.Draft {
		if all[0].SHA256 == sum && all[0].Provider == provider {
			return all[0].ID, tx.SetUncounted(ctx, all[0].ID, g.waiting)
		}
		if all[0].Provider != provider { // it goes only with that government's consent, when a service changes hands
			return "", fault.New(fault.Conflict, "consent.not_handed_over", "Month", g.Month.Indonesian())
		}
		if err := tx.DropDraft(ctx, all[0].ID); err != nil {
			return "", err
		}
		all = all[1:]
	}
	if len(all) > 0 {
		shown, err := tx.Statement(ctx, all[0].ID)
		if err != nil {
			return "", err
		}
		was, err := settlement.Parse(shown.Canonical)
		if err != nil {
			return "", err
		}
		if difference := settlement.Compare(was, s); !difference.Figures() && len(difference.Terms) == 0 {
			return shown.ID, nil
		}
	}
	return d.keep(ctx, tx, who, provider, s, g)
}

// keep keeps a draft with the lists of the records that it rests on.
func (d *Desk) keep(ctx context.Context, tx *store.Tx, who policy.Actor, provider string, s settlement.Statement, g gathered) (string, error) {
	bytes, err := s.Canonical()
	if err != nil {
		return "", err
	}
	sum, err := s.SHA256()
	if err != nil {
		return "", err
	}
	for _, m := range s.Measurements {
		if err := tx.AddEvidence(ctx, m.Evidence, g.lists[m.Evidence]); err != nil {
			return "", err
		}
	}
	kept := store.Statement{
		ID: fmt.Sprintf("%s.%s.v%d", s.Agreement.ID, s.Month, s.Version), Agreement: s.Agreement.ID, Month: s.Month, Version: s.Version, SHA256: sum,
		Canonical: bytes, Provider: provider, Status: settlement.Draft, Total: s.Total, CreatedUS: d.nowUS(), CreatedBy: who.Name, Waiting: g.waiting,
	}
	return kept.ID, tx.AddStatement(ctx, kept)
}

// Offer puts a draft before the other parties. The month must have ended, and
// the draft say what the records say. waiting is how many tickets the provider
// knows to be still without a decision: they are not in the statement, and
// another number is refused, so that nobody offers past them unawares.
//
// Versions that were offered before and are not agreed are replaced; an agreed
// one stays as it is.
func (d *Desk) Offer(ctx context.Context, who policy.Actor, id string, waiting int) error {
	move := settlement.Move{Kind: settlement.MoveOffer, By: who.Government}
	sheet, err := d.Sheet(ctx, who, id)
	if err != nil {
		return err
	}
	if err := policy.Can(who, moveAction(who, sheet.Provider), statementResource(sheet.Paper, sheet.Statement)); err != nil {
		return err
	}
	if _, err := sheet.Review.Apply(move); err != nil {
		return err
	}
	if !d.ended(sheet.Month) {
		return fault.New(fault.Conflict, "statement.not_ended", "Month", sheet.Month.Indonesian())
	}
	if err := d.measureFor(ctx, sheet.Agreement, sheet.Month); err != nil {
		return err
	}
	return d.act(ctx, who, "statement_offer", "statement "+id, "", func(tx *store.Tx) error {
		if err := d.offerable(ctx, tx, sheet, waiting); err != nil {
			return err
		}
		if _, err := d.move(ctx, tx, who, id, move); err != nil {
			return err
		}
		return d.supersede(ctx, tx, who, sheet)
	})
}

// offerable checks a draft against the records, and records what waits.
func (d *Desk) offerable(ctx context.Context, tx *store.Tx, sheet Sheet, waiting int) error {
	all, err := versions(ctx, tx, sheet.Agreement, sheet.Month)
	if err != nil {
		return err
	}
	version, corrects := succession(all)
	g, err := d.gather(ctx, tx, sheet.Agreement, sheet.Month)
	if err != nil {
		return err
	}
	now, err := g.compute(version, corrects)
	if err != nil {
		return err
	}
	difference := settlement.Compare(sheet.Content, now)
	if difference.Figures() || len(difference.Terms) > 0 || version != sheet.Version || corrects != sheet.Content.Corrects {
		return fault.New(fault.Conflict, "statement.changed")
	}
	if g.waiting.Tickets != waiting {
		return fault.InvalidFields([]fault.Field{fault.NewField("waiting", "statement.waiting_unseen", "Tickets", g.waiting.Tickets)})
	}
	return tx.SetUncounted(ctx, sheet.ID, g.waiting)
}

// supersede puts a version that is offered in the place of those that were
// offered before it.
func (d *Desk) supersede(ctx context.Context, tx *store.Tx, who policy.Actor, sheet Sheet) error {
	all, err := versions(ctx, tx, sheet.Agreement, sheet.Month)
	if err != nil {
		return err
	}
	replace := settlement.Move{Kind: settlement.MoveSupersede, By: who.Government, Successor: sheet.SHA256}
	for _, old := range all {
		if old.Version < sheet.Version && slices.Contains([]settlement.Status{settlement.Offered, settlement.Disputed, settlement.Accepted}, old.Status) {
			if _, err := d.move(ctx, tx, who, old.ID, replace); err != nil {
				return err
			}
		}
	}
	return nil
}
