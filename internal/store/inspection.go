package store

import (
	"context"
	"errors"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/spm"
	"sinergi/internal/sqldb"
)

// Inspection is what somebody found on a day, and who.
type Inspection struct {
	Date          civil.Date
	Seq           int // from 1, of a day and government
	AtUS          int64
	Account, Name string
	spm.Inspection
}

// AddInspection appends an inspection of a service. A number that is taken is a
// Conflict: a colleague was first.
func (tx *Tx) AddInspection(ctx context.Context, service string, x Inspection) error {
	_, err := tx.Exec(ctx, `
		insert into inspection (service, date, government, seq, indicator, met, note, file, at_us, account, name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		service, x.Date.String(), x.Government, x.Seq, x.Indicator, x.Met, x.Note, x.File, x.AtUS, x.Account, x.Name)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "explanation.not_now", err)
	}
	return err
}

// Inspections lists the inspections of a service from first to last, the newest
// first.
func (tx *Tx) Inspections(ctx context.Context, service string, first, last civil.Date) ([]Inspection, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (x Inspection, err error) {
		err = row.Scan(date{&x.Date}, &x.Government, &x.Seq, &x.Indicator, &x.Met, &x.Note, &x.File, &x.AtUS, &x.Account, &x.Name)
		return x, err
	}, `
		select date, government, seq, indicator, met, note, file, at_us, account, name
		from inspection where service = $1 and date between $2 and $3 order by date desc, at_us desc, government, seq desc`, service, first.String(), last.String())
}
