package ops

import (
	"context"
	"errors"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
)

// StatementList gives a page of the statements that the actor may see, newest
// month first, from after one (empty: the first page). next is what follows
// after; empty at the end.
func (d *Desk) StatementList(ctx context.Context, who policy.Actor, after string, limit int) (all []store.ListedStatement, next string, err error) {
	if who.Public() {
		return nil, "", fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, next = nil, ""
		var at store.Statement
		if after != "" {
			s, err := d.sheet(ctx, tx, who, after)
			if err != nil {
				return err
			}
			at = s.Statement
		}
		for {
			some, err := tx.StatementsAfter(ctx, readerOf(who), at, limit+1)
			if err != nil {
				return err
			}
			more := len(some) > limit
			papers, err := headsOf(ctx, tx, some)
			if err != nil {
				return err
			}
			for _, s := range some {
				at = s.Statement
				if policy.Can(who, policy.SeeStatement, statementResource(papers[s.Agreement], s.Statement)) != nil {
					continue
				}
				if len(all) == limit {
					next = all[limit-1].ID
					return nil
				}
				all = append(all, s)
			}
			if !more {
				return nil
			}
		}
	})
	return all, next, err
}

func headsOf(ctx context.Context, tx *store.Tx, all []store.ListedStatement) (map[string]agreement.Agreement, error) {
	var ids []string
	for _, s := range all {
		ids = append(ids, s.Agreement)
	}
	return tx.Heads(ctx, ids)
}

// Provided lists the PKS of which the actor's government provides a service, by
// title.
func (d *Desk) Provided(ctx context.Context, who policy.Actor) (all []agreement.Agreement, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err = tx.Provided(ctx, who.Government, d.today())
		return err
	})
	return all, err
}

// Pending lists the statements on which somebody still has something to do,
// newest month first, at most limit: those that are not final, and agreed ones
// whose evidence has changed since. With ids, only those are looked at. Without,
// only what the actor may compute again is compared with the records: it is
// nobody else's to correct. Papers come without signers. more reports that there may be others.
func (d *Desk) Pending(ctx context.Context, who policy.Actor, ids []string, limit int) (out []SheetNow, more bool, err error) {
	if who.Public() || ids != nil && len(ids) == 0 {
		return nil, false, nil
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		some, err := tx.PendingStatements(ctx, readerOf(who), ids, limit+1)
		if err != nil {
			return err
		}
		if more = len(some) > limit; more {
			some = some[:limit]
		}
		papers, err := headsOf(ctx, tx, some)
		if err != nil {
			return err
		}
		some = slices.DeleteFunc(some, func(s store.ListedStatement) bool {
			return policy.Can(who, policy.SeeStatement, statementResource(papers[s.Agreement], s.Statement)) != nil
		})
		kept, err := tx.StatementRecords(ctx, some)
		if err != nil {
			return err
		}
		for _, s := range some {
			s.Canonical = kept.Canonical[s.ID]
			one := SheetNow{Sheet: Sheet{Statement: s.Statement, Paper: papers[s.Agreement], Events: kept.Events[s.ID]}}
			all := slices.DeleteFunc(slices.Clone(kept.Of[s.Agreement]), func(o store.Statement) bool { return o.Month != s.Month })
			if err := errors.Join(one.replay(who), d.standAmong(ctx, tx, who, all, &one)); err != nil {
				return err
			}
			if ids != nil || one.MayDraft {
				if err := d.standBeside(ctx, tx, all, &one); err != nil {
					return err
				}
			}
			if s.Status != settlement.Agreed || one.Changed.Figures() {
				out = append(out, one)
			}
		}
		return nil
	})
	return out, more, err
}

// Statements lists the kept statements of an agreement that the actor may
// see; of all agreements when the id is empty.
func (d *Desk) Statements(ctx context.Context, who policy.Actor, pks string) (out []store.Statement, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = statementsFor(ctx, tx, who, pks)
		return err
	})
	return out, err
}

func statementsFor(ctx context.Context, tx *store.Tx, who policy.Actor, pks string) (out []store.Statement, err error) {
	all, err := tx.Statements(ctx, pks)
	if err != nil {
		return nil, err
	}
	papers := map[string]agreement.Agreement{}
	for _, s := range all {
		a, ok := papers[s.Agreement]
		if !ok {
			if a, err = tx.Agreement(ctx, s.Agreement); err != nil {
				return nil, err
			}
			papers[s.Agreement] = a
		}
		if policy.Can(who, policy.SeeStatement, statementResource(a, s)) == nil {
			out = append(out, s)
		}
	}
	return out, nil
}
