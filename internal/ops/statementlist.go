package ops

import (
	"context"

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
// whose evidence has changed since. With ids, only those are looked at. more
// reports that there may be others.
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
		for _, s := range some {
			if policy.Can(who, policy.SeeStatement, statementResource(papers[s.Agreement], s.Statement)) != nil {
				continue
			}
			one := SheetNow{}
			if one.Sheet, err = d.sheet(ctx, tx, who, s.ID); err != nil {
				return err
			}
			if err := d.stand(ctx, tx, who, &one); err != nil {
				return err
			}
			if s.Status != settlement.Agreed || one.Changed.Figures() {
				out = append(out, one)
			}
		}
		return nil
	})
	return out, more, err
}
