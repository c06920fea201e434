package ops

import (
	"context"
	"fmt"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/obligation"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// standingRules names how it is derived where duties stand; whoever changes
// that changes it too, and it is written anew at the next start.
const standingRules = "2026-1"

const (
	standingAhead   = 60 // days for which it is written where duties stand
	standingRenew   = 30 // days after which that may be done again
	standingAtATime = 50 // agreements in a transaction
)

// Prepare brings up to date what an older binary derived. Whoever opens the
// records calls it once.
func (d *Desk) Prepare(ctx context.Context) error {
	if _, err := d.readHolidays(ctx); err != nil {
		return err
	}
	var old bool
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		old, err = tx.DutiesByOtherRules(ctx, standingRules)
		return err
	}); err != nil {
		return err
	}
	if old {
		if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.UnsettleDuties(ctx, standingRules) }); err != nil {
			return err
		}
	}
	return d.settleDuties(ctx)
}

// settleDuties writes anew where the duties of all those agreements stand to
// which anything happened since. A list that is read after it knows of
// everything that was done before. What is wrong with one agreement keeps no
// other from being listed.
func (d *Desk) settleDuties(ctx context.Context) error {
	return d.settleThose(ctx, func(tx *store.Tx, limit int) ([]string, error) { return tx.UnsettledDuties(ctx, d.today(), limit) })
}

// renewDuties writes ahead where duties stand, before the days are over for
// which that was done.
func (d *Desk) renewDuties(ctx context.Context) error {
	return d.settleThose(ctx, func(tx *store.Tx, limit int) ([]string, error) { return tx.DutiesToRenew(ctx, d.today(), limit) })
}

func (d *Desk) settleThose(ctx context.Context, which func(*store.Tx, int) ([]string, error)) error {
	failed := map[string]bool{}
	for {
		var ids []string
		if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = which(tx, standingAtATime+len(failed))
			return err
		}); err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return failed[id] })
		if len(ids) == 0 {
			return nil
		}
		if d.settleBooks(ctx, ids...) == nil {
			continue
		}
		for _, id := range ids {
			if err := d.settleBooks(ctx, id); err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				d.log.Error("where the duties of an agreement stand", "agreement", id, "err", err)
				failed[id] = true
			}
		}
	}
}

func (d *Desk) settleBooks(ctx context.Context, ids ...string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		papers, err := tx.Heads(ctx, ids)
		if err != nil {
			return err
		}
		known, err := tx.DutyRecords(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			book, all, err := d.standings(ctx, tx, papers[id], known)
			if err != nil {
				return fmt.Errorf("duties of %s: %w", id, err)
			}
			if err := tx.SetStandings(ctx, book, all); err != nil {
				return err
			}
		}
		return nil
	})
}

// standings works out where the duties of an agreement stand from today on, for
// all who may see it: until the day after which a figure may tell, at most so
// many days.
func (d *Desk) standings(ctx context.Context, tx *store.Tx, a agreement.Agreement, known store.DutyRecords) (store.DutyBook, []store.Standing, error) {
	today := d.today()
	book := store.DutyBook{Agreement: a.ID, First: today, Last: today.AddDays(standingAhead), Renew: today.AddDays(standingRenew), Rules: standingRules}
	now, err := d.standing(ctx, tx, policy.Actor{}, a, known, nil)
	if err != nil {
		return book, nil, err
	}
	figures := map[[2]string]*obligation.Figure{}
	for _, one := range now {
		figures[[2]string{one.ID, one.Period.Key}] = one.Figure
		if one.Measure == "" || !known.Served[a.ID] {
			continue
		}
		if over := one.Period.Until; over.Before(today) {
			book.Figures = latest(book.Figures, over)
		} else if over.Before(book.Last) {
			book.Last, book.Renew = over, civil.Date{}
		}
	}
	var all []store.Standing
	for _, o := range known.Obligations[a.ID] {
		stands := func(p obligation.Period, on civil.Date) obligation.State {
			_, done := doneAbout(known.Events[a.ID], o.ID, p.Key)
			return obligation.Stands(p, done, figures[[2]string{o.ID, p.Key}], targetOf(o), on)
		}
		for _, s := range termsOf(a, o).Ahead(book.First, book.Last, stands) {
			all = append(all, readersOf(a, o, s)...)
		}
	}
	return book, all, nil
}

func latest(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// readersOf gives where a period of a duty stands to each set of readers.
func readersOf(a agreement.Agreement, o agreement.Obligation, s obligation.Standing) (out []store.Standing) {
	if a.Status == agreement.Draft {
		return nil // it obliges nobody yet
	}
	for _, m := range policy.Open(agreementResource(a)) {
		if slices.ContainsFunc(out, func(x store.Standing) bool { return x.Reader.Government() == m.Government() }) {
			continue // who watches is a reader of the government's own already
		}
		out = append(out, store.Standing{
			Obligation: o.ID, Period: s.Key, Reader: m, First: s.First, Last: s.Last, Urgency: slices.Index(obligation.States(), s.State),
			Begins: s.From, Ends: s.Until, Due: s.Due, Bearer: o.Bearer, Waits: waitsFor(s.State, o.Bearer, m.Government(), a.Codes()),
		})
	}
	return out
}
