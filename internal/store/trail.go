package store

import (
	"context"

	"sinergi/internal/sqldb"
)

// Entry is a line of the audit trail.
type Entry struct {
	ID         int64
	AtUS       int64
	Account    string
	Name       string
	Government string
	Action     string
	Object     string // "statement pks-bus 2026-10 v1"
	Detail     string
}

// Record appends a line to the audit trail. It stands in the trail of the
// actor's government and of the readers'.
func (tx *Tx) Record(ctx context.Context, e Entry, readers ...string) error {
	id, err := sqldb.Get(ctx, tx.Tx, sqldb.One[int64], `
		insert into audit (at_us, account, name, government, action, object, detail) values ($1, $2, $3, $4, $5, $6, $7) returning id`,
		e.AtUS, e.Account, e.Name, e.Government, e.Action, e.Object, e.Detail)
	if err != nil {
		return err
	}
	for _, code := range append([]string{e.Government}, readers...) {
		if _, err := tx.Exec(ctx, `
			insert into audit_reader (government, audit) values ($1, $2) on conflict (government, audit) do nothing`, code, id); err != nil {
			return err
		}
	}
	return nil
}

// Trail lists what stands in a government's trail, newest first, before an
// entry id (0: from the newest), at most limit lines.
func (tx *Tx) Trail(ctx context.Context, government string, before int64, limit int) ([]Entry, error) {
	if before <= 0 {
		before = 1 << 62
	}
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e Entry, err error) {
		err = row.Scan(&e.ID, &e.AtUS, &e.Account, &e.Name, &e.Government, &e.Action, &e.Object, &e.Detail)
		return e, err
	}, `
		select a.id, a.at_us, a.account, a.name, a.government, a.action, a.object, a.detail
		from audit_reader r join audit a on a.id = r.audit
		where r.government = $1 and r.audit < $2 order by r.audit desc limit $3`, government, before, limit)
}
