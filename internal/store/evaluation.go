package store

import (
	"context"
	"fmt"
	"strings"

	"sinergi/internal/report"
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

// EvaluationHeads lists the evaluations of some agreements without their bytes,
// newest half year and version first.
func (tx *Tx) EvaluationHeads(ctx context.Context, agreements []string) ([]Evaluation, error) {
	if len(agreements) == 0 {
		return nil, nil
	}
	in, args := list(agreements)
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e Evaluation, err error) {
		err = row.Scan(&e.Agreement, &e.Government, &e.Period, &e.Version, &e.SHA256, &e.FinishedUS, &e.Account, &e.Name)
		return e, err
	}, `
		select agreement, government, period, version, sha256, finished_us, account, name from evaluation
		where agreement in `+in+` order by agreement, period desc, government, version desc`, args...)
}

// EvaluationBytes gives the bytes of an evaluation.
func (tx *Tx) EvaluationBytes(ctx context.Context, e Evaluation) (canonical []byte, err error) {
	err = tx.QueryRow(ctx, `select canonical from evaluation where agreement = $1 and government = $2 and period = $3 and version = $4`,
		e.Agreement, e.Government, e.Period, e.Version).Scan(&canonical)
	return canonical, found(err)
}

// EvaluationAnswer is what a party says of an evaluation.
type EvaluationAnswer struct {
	Agreement, Government, Period string
	Version                       int
	Account                       string
	report.Answer
}

// About reports whether the answer is to an evaluation.
func (a EvaluationAnswer) About(e Evaluation) bool {
	return a.Agreement == e.Agreement && a.Government == e.Government && a.Period == e.Period && a.Version == e.Version
}

// AddEvaluationAnswer appends what a party says of an evaluation.
func (tx *Tx) AddEvaluationAnswer(ctx context.Context, a EvaluationAnswer) error {
	_, err := tx.Exec(ctx, `
		insert into evaluation_answer (agreement, government, period, version, party, seq, confirms, note, sha256, at_us, account, name)
		select $1, $2, $3, $4, $5, coalesce(max(seq), 0) + 1, $6, $7, $8, $9, $10, $11 from evaluation_answer
		where agreement = $1 and government = $2 and period = $3 and version = $4 and party = $5`,
		a.Agreement, a.Government, a.Period, a.Version, a.Party, a.Confirms, a.Note, a.SHA256, a.AtUS, a.Account, a.Name)
	return err
}

// EvaluationAnswers lists what parties say of the evaluations of some
// agreements, oldest first.
func (tx *Tx) EvaluationAnswers(ctx context.Context, agreements []string) ([]EvaluationAnswer, error) {
	if len(agreements) == 0 {
		return nil, nil
	}
	in, args := list(agreements)
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a EvaluationAnswer, err error) {
		err = row.Scan(&a.Agreement, &a.Government, &a.Period, &a.Version, &a.Party, &a.Confirms, &a.Note, &a.SHA256, &a.AtUS, &a.Account, &a.Name)
		return a, err
	}, `
		select agreement, government, period, version, party, confirms, note, sha256, at_us, account, name from evaluation_answer
		where agreement in `+in+` order by at_us, party, seq`, args...)
}

// EvaluationsBegun lists, by agreement, the periods of which a government has
// filled in a form.
func (tx *Tx) EvaluationsBegun(ctx context.Context, government string, agreements []string) (map[string][]string, error) {
	if len(agreements) == 0 {
		return nil, nil
	}
	in, args := list(agreements)
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (at [2]string, err error) {
		err = row.Scan(&at[0], &at[1])
		return at, err
	}, fmt.Sprintf(`select agreement, period from evaluation_draft where agreement in %s and government = $%d order by agreement, period`, in, len(args)+1), append(args, government)...)
	out := map[string][]string{}
	for _, at := range all {
		out[at[0]] = append(out[at[0]], at[1])
	}
	return out, err
}

// list gives the placeholders of a list of ids, from $1 on, and its arguments.
func list(ids []string) (in string, args []any) { return listAfter(0, ids) }

// listAfter is list when so many arguments come before.
func listAfter(n int, ids []string) (in string, args []any) {
	marks := make([]string, len(ids))
	for i, id := range ids {
		marks[i], args = fmt.Sprintf("$%d", n+i+1), append(args, id)
	}
	return "(" + strings.Join(marks, ", ") + ")", args
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
