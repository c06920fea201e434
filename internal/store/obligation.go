package store

import (
	"context"
	"errors"

	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/sqldb"
)

// DutyEvent is what somebody did about a period of a duty.
type DutyEvent struct {
	Agreement, Obligation, Period string
	Seq                           int
	AtUS                          int64
	Account, Name                 string
	obligation.Event
}

// AddDutyEvent appends to what was done. A number that is taken is a Conflict:
// somebody else was first.
func (tx *Tx) AddDutyEvent(ctx context.Context, e DutyEvent) error {
	_, err := tx.Exec(ctx, `
		insert into obligation_event (agreement, obligation, period, seq, at_us, account, name, government, move, reason, file)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.Agreement, e.Obligation, e.Period, e.Seq, e.AtUS, e.Account, e.Name, e.Government, string(e.Move), e.Reason, e.File)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "obligation.not_now", err)
	}
	return err
}

// DutyEvents lists what was done about an agreement's duties, oldest first.
func (tx *Tx) DutyEvents(ctx context.Context, agreementID string) ([]DutyEvent, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e DutyEvent, err error) {
		err = row.Scan(&e.Agreement, &e.Obligation, &e.Period, &e.Seq, &e.AtUS, &e.Account, &e.Name, &e.Government, &e.Move, &e.Reason, &e.File)
		return e, err
	}, `
		select agreement, obligation, period, seq, at_us, account, name, government, move, reason, file
		from obligation_event where agreement = $1 order by obligation, period, seq`, agreementID)
}

// WithDuties lists the agreements that have obligations and in which a
// government takes part or, when it watches, that lie inside it.
func (tx *Tx) WithDuties(ctx context.Context, r Reader) ([]string, error) {
	inside := r.Government + "."
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select a.id from agreement a
		where a.status <> 'draf' and exists (select 1 from obligation o where o.agreement = a.id) and (
			exists (select 1 from agreement_party p where p.agreement = a.id and p.government = $1)
			or $2 and not exists (select 1 from agreement_party p where p.agreement = a.id and p.government <> $1 and substr(p.government, 1, $3) <> $4))
		order by a.id`, r.Government, r.Watches, len(inside), inside)
}
