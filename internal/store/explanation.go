package store

import (
	"context"
	"errors"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/sqldb"
	"sinergi/internal/transit"
)

// RunKey names a planned run of a service.
type RunKey struct {
	Date  civil.Date
	Trip  string
	Start int
}

// RunKeyOf gives the name of a run.
func RunKeyOf(r transit.Run) RunKey { return RunKey{r.Date, r.Trip, r.Start} }

// Explanation is one thing that was said of a run.
type Explanation struct {
	Run           RunKey
	Seq           int // from 1
	AtUS          int64
	Account, Name string
	transit.Explanation
}

// AddExplanation appends to what was said of a run. A number that is taken is a
// Conflict: somebody else was first.
func (tx *Tx) AddExplanation(ctx context.Context, service string, e Explanation) error {
	_, err := tx.Exec(ctx, `
		insert into run_explanation (service, date, trip, start_s, seq, at_us, account, name, government, said, cause, reason, file)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		service, e.Run.Date.String(), e.Run.Trip, e.Run.Start, e.Seq, e.AtUS, e.Account, e.Name, e.Government, string(e.Said), string(e.Cause), e.Reason, e.File)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "explanation.not_now", err)
	}
	return err
}

// Explanations gives what was said of a service's runs from first to last, by
// run, oldest first.
func (tx *Tx) Explanations(ctx context.Context, service string, first, last civil.Date) (map[RunKey][]Explanation, error) {
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e Explanation, err error) {
		err = row.Scan(date{&e.Run.Date}, &e.Run.Trip, &e.Run.Start, &e.Seq, &e.AtUS, &e.Account, &e.Name, &e.Government, &e.Said, &e.Cause, &e.Reason, &e.File)
		return e, err
	}, `
		select date, trip, start_s, seq, at_us, account, name, government, said, cause, reason, file
		from run_explanation where service = $1 and date between $2 and $3 order by date, start_s, trip, seq`, service, first.String(), last.String())
	out := map[RunKey][]Explanation{}
	for _, e := range all {
		out[e.Run] = append(out[e.Run], e)
	}
	return out, err
}
