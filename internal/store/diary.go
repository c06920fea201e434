package store

import (
	"context"
	"encoding/json"
	"fmt"

	"sinergi/internal/civil"
	"sinergi/internal/procedure"
	"sinergi/internal/report"
	"sinergi/internal/sqldb"
)

// RunDay is a day of a run.
type RunDay struct {
	Cooperation, Run, Title string
	procedure.Event
}

// SetDays writes the days of a run anew; rules names what they were made by.
func (tx *Tx) SetDays(ctx context.Context, run, rules string, events []procedure.Event) error {
	if _, err := tx.Exec(ctx, `delete from procedure_day where run = $1`, run); err != nil {
		return err
	}
	for _, e := range events {
		body, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("store day %s: %w", e.Key, err)
		}
		for _, r := range e.For {
			if _, err := tx.Exec(ctx, `
				insert into procedure_day (run, key, government, on_date, body) values ($1, $2, $3, $4, $5) on conflict (run, key, government) do nothing`,
				run, e.Key, r.Government, e.On.String(), string(body)); err != nil {
				return err
			}
		}
	}
	_, err := tx.Exec(ctx, `update procedure_run set days = $2 where id = $1`, run, rules)
	return err
}

// RunsWithOldDays lists runs whose days were made by other rules, at most limit.
func (tx *Tx) RunsWithOldDays(ctx context.Context, rules string, limit int) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `select id from procedure_run where days <> $1 order by id limit $2`, rules, limit)
}

// DaysFor lists the days of runs that concern a government, the nearest first.
// What another government still keeps as a draft is not among it.
func (tx *Tx) DaysFor(ctx context.Context, government string) ([]RunDay, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d RunDay, err error) {
		var body string
		if err = row.Scan(&d.Cooperation, &d.Run, &d.Title, &body); err != nil {
			return d, err
		}
		if err = json.Unmarshal([]byte(body), &d.Event); err != nil {
			err = fmt.Errorf("a day of run %s: %w", d.Run, err)
		}
		return d, err
	}, `
		select r.cooperation, r.id, r.title, d.body
		from procedure_day d join procedure_run r on r.id = d.run join cooperation c on c.id = r.cooperation
		where d.government = $1 and (not c.draft or c.owner = $1) order by d.on_date, d.key`, government)
}

// End is the day on which an agreement ends.
type End struct {
	Agreement string
	On        civil.Date
}

// Ends lists the ends of the agreements of a government that were signed outside
// and are in force, the nearest first, at most limit: what a diary says of them.
// count is how many there are.
func (tx *Tx) Ends(ctx context.Context, government string, limit int) (all []End, count int, err error) {
	if err := tx.QueryRow(ctx, `select count(*) from agreement_party where government = $1 and ends <> ''`, government).Scan(&count); err != nil {
		return nil, 0, err
	}
	all, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e End, err error) {
		err = row.Scan(&e.Agreement, date{&e.On})
		return e, err
	}, `select agreement, ends from agreement_party where government = $1 and ends <> '' order by ends, agreement limit $2`, government, limit)
	return all, count, err
}

// ToDo is something to be done after an evaluation.
type ToDo struct {
	Evaluation
	Cooperation, Title string // of the agreement
	No                 int    // of the action
	report.Action
}

// SetActions writes what is to be done after an evaluation.
func (tx *Tx) SetActions(ctx context.Context, e Evaluation, all []report.Action) error {
	for i, a := range all {
		if _, err := tx.Exec(ctx, `
			insert into evaluation_action (agreement, government, period, version, action, bearer, due, body) values ($1, $2, $3, $4, $5, $6, $7, $8)
			on conflict (agreement, government, period, version, action) do nothing`,
			e.Agreement, e.Government, e.Period, e.Version, i, a.Bearer, a.Due.String(), a.Text); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `update evaluation set actions = $5 where agreement = $1 and government = $2 and period = $3 and version = $4`,
		e.Agreement, e.Government, e.Period, e.Version, len(all))
	return err
}

// EvaluationsWithoutActions lists evaluations, with their bytes, of which it was
// not written what is to be done after them, at most limit.
func (tx *Tx) EvaluationsWithoutActions(ctx context.Context, limit int) ([]Evaluation, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e Evaluation, err error) {
		err = row.Scan(&e.Agreement, &e.Government, &e.Period, &e.Version, &e.Canonical)
		return e, err
	}, `select agreement, government, period, version, canonical from evaluation where actions < 0 order by agreement, government, period, version limit $1`, limit)
}

// ToDos lists what a government has yet to do after the newest versions of
// evaluations, the nearest day first.
func (tx *Tx) ToDos(ctx context.Context, bearer string) ([]ToDo, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (t ToDo, err error) {
		err = row.Scan(&t.Agreement, &t.Government, &t.Period, &t.Version, &t.No, &t.Bearer, date{&t.Due}, &t.Text, &t.Cooperation, &t.Title)
		return t, err
	}, `
		select x.agreement, x.government, x.period, x.version, x.action, x.bearer, x.due, x.body, a.cooperation, a.title
		from evaluation_action x join agreement a on a.id = x.agreement
		where x.bearer = $1
			and not exists (select 1 from evaluation e where e.agreement = x.agreement and e.government = x.government and e.period = x.period and e.version > x.version)
			and not exists (select 1 from evaluation_done d where d.agreement = x.agreement and d.government = x.government and d.period = x.period and d.version = x.version and d.action = x.action)
		order by x.due, x.agreement, x.government, x.period, x.version, x.action`, bearer)
}

// SaveDiaryLink makes a secret the address of an account's calendar; the one
// before it is worthless from then on.
func (tx *Tx) SaveDiaryLink(ctx context.Context, account, secretHash string, madeUS int64) error {
	_, err := tx.Exec(ctx, `
		insert into diary_link (account, secret_hash, made_us) values ($1, $2, $3)
		on conflict (account) do update set secret_hash = excluded.secret_hash, made_us = excluded.made_us`, account, secretHash, madeUS)
	return err
}

// DropDiaryLink makes the address of an account's calendar worthless.
func (tx *Tx) DropDiaryLink(ctx context.Context, account string) error {
	_, err := tx.Exec(ctx, `delete from diary_link where account = $1`, account)
	return err
}

// DiaryLink gives the account of a calendar's secret address.
func (tx *Tx) DiaryLink(ctx context.Context, secretHash string) (account string, err error) {
	err = tx.QueryRow(ctx, `select account from diary_link where secret_hash = $1`, secretHash).Scan(&account)
	return account, found(err)
}
