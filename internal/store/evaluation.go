package store

import (
	"context"

	"sinergi/internal/sqldb"
)

// Evaluation is an evaluation of an agreement that was finished.
type Evaluation struct {
	Agreement, Government, Period string
	Version                       int
	SHA256                        string
	Canonical                     []byte
	FinishedUS                    int64
	Account, Name                 string
}

// AddEvaluation keeps an evaluation. The same version twice is
// sqldb.ErrUnique.
func (tx *Tx) AddEvaluation(ctx context.Context, e Evaluation) error {
	_, err := tx.Exec(ctx, `
		insert into evaluation (agreement, government, period, version, sha256, canonical, finished_us, account, name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Agreement, e.Government, e.Period, e.Version, e.SHA256, e.Canonical, e.FinishedUS, e.Account, e.Name)
	return err
}

// Evaluations lists the evaluations of an agreement with their bytes, newest
// half year and version first.
func (tx *Tx) Evaluations(ctx context.Context, agreementID string) ([]Evaluation, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e Evaluation, err error) {
		err = row.Scan(&e.Agreement, &e.Government, &e.Period, &e.Version, &e.SHA256, &e.Canonical, &e.FinishedUS, &e.Account, &e.Name)
		return e, err
	}, `
		select agreement, government, period, version, sha256, canonical, finished_us, account, name from evaluation
		where agreement = $1 order by period desc, government, version desc`, agreementID)
}

// SaveEvaluationDraft keeps what the officer has filled in.
func (tx *Tx) SaveEvaluationDraft(ctx context.Context, agreementID, government, period, body string, atUS int64) error {
	_, err := tx.Exec(ctx, `
		insert into evaluation_draft (agreement, government, period, body, saved_us) values ($1, $2, $3, $4, $5)
		on conflict (agreement, government, period) do update set body = excluded.body, saved_us = excluded.saved_us`, agreementID, government, period, body, atUS)
	return err
}

// EvaluationDraft gives what the officer has filled in; empty when nothing is.
func (tx *Tx) EvaluationDraft(ctx context.Context, agreementID, government, period string) (body string, savedUS int64, err error) {
	type draft struct {
		body  string
		saved int64
	}
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d draft, err error) {
		err = row.Scan(&d.body, &d.saved)
		return d, err
	}, `select body, saved_us from evaluation_draft where agreement = $1 and government = $2 and period = $3`, agreementID, government, period)
	if err != nil || len(all) == 0 {
		return "", 0, err
	}
	return all[0].body, all[0].saved, nil
}

// ActionDone says that what was to be done after an evaluation is done.
type ActionDone struct {
	Agreement, Government, Period string
	Version, Action               int
	Note                          string
	DoneUS                        int64
	Account, Name                 string
}

// AddActionDone records that something is done; again is sqldb.ErrUnique.
func (tx *Tx) AddActionDone(ctx context.Context, a ActionDone) error {
	_, err := tx.Exec(ctx, `
		insert into evaluation_done (agreement, government, period, version, action, note, done_us, account, name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.Agreement, a.Government, a.Period, a.Version, a.Action, a.Note, a.DoneUS, a.Account, a.Name)
	return err
}

// ActionsDone lists what is done after the evaluations of an agreement.
func (tx *Tx) ActionsDone(ctx context.Context, agreementID string) ([]ActionDone, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a ActionDone, err error) {
		err = row.Scan(&a.Agreement, &a.Government, &a.Period, &a.Version, &a.Action, &a.Note, &a.DoneUS, &a.Account, &a.Name)
		return a, err
	}, `select agreement, government, period, version, action, note, done_us, account, name from evaluation_done where agreement = $1`, agreementID)
}
