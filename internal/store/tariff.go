package store

import (
	"context"
	"encoding/json"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
	"sinergi/internal/tariff"
)

// SaveTariff adds a version of an agreement's tariff. A version that exists
// is never changed: the same number again is sqldb.ErrUnique.
func (tx *Tx) SaveTariff(ctx context.Context, t tariff.Tariff) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into tariff (agreement, version, clause, from_date, until_date, body) values ($1, $2, $3, $4, $5, $6)`,
		t.AgreementID, t.Version, t.Clause, t.From.String(), t.Until.String(), string(body))
	return err
}

// EndTariff sets the last day of a version that has none yet.
func (tx *Tx) EndTariff(ctx context.Context, agreement string, version int, last civil.Date) error {
	all, err := tx.Tariffs(ctx, agreement)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Version != version {
			continue
		}
		t.Until = last
		body, err := json.Marshal(t)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			update tariff set until_date = $3, body = $4 where agreement = $1 and version = $2 and until_date = ''`,
			agreement, version, last.String(), string(body))
		return err
	}
	return nil
}

// DropTariff removes a version that was never used. A version that it had
// ended is open again.
func (tx *Tx) DropTariff(ctx context.Context, agreement string, version int) error {
	all, err := tx.Tariffs(ctx, agreement)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from tariff where agreement = $1 and version = $2`, agreement, version); err != nil {
		return err
	}
	for i, t := range all {
		if t.Version != version || i == 0 || all[i-1].Until != t.From.AddDays(-1) {
			continue
		}
		before := all[i-1]
		before.Until = civil.Date{}
		body, err := json.Marshal(before)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update tariff set until_date = '', body = $3 where agreement = $1 and version = $2`, agreement, before.Version, string(body)); err != nil {
			return err
		}
	}
	return nil
}

// Tariffs lists the versions of an agreement's tariff, oldest first.
func (tx *Tx) Tariffs(ctx context.Context, agreement string) ([]tariff.Tariff, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (t tariff.Tariff, err error) {
		var body string
		if err := row.Scan(&body); err != nil {
			return t, err
		}
		return t, json.Unmarshal([]byte(body), &t)
	}, `select body from tariff where agreement = $1 order by version`, agreement)
}

// Parameter is a value that a tariff refers to, from a day on.
type Parameter struct {
	Agreement string
	Name      string // "fuel.diesel"
	From      civil.Date
	Value     string // exact decimal
	Source    string // where it was read
	SetBy     string // government code
}

// SetParameter sets a value from a day on, replacing one of the same day.
func (tx *Tx) SetParameter(ctx context.Context, p Parameter) error {
	_, err := tx.Exec(ctx, `
		insert into parameter (agreement, name, from_date, value, source, set_by) values ($1, $2, $3, $4, $5, $6)
		on conflict (agreement, name, from_date) do update set value = excluded.value, source = excluded.source, set_by = excluded.set_by`,
		p.Agreement, p.Name, p.From.String(), p.Value, p.Source, p.SetBy)
	return err
}

// Parameters lists an agreement's values by name and day.
func (tx *Tx) Parameters(ctx context.Context, agreement string) ([]Parameter, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (p Parameter, err error) {
		err = row.Scan(&p.Agreement, &p.Name, date{&p.From}, &p.Value, &p.Source, &p.SetBy)
		return p, err
	}, `select agreement, name, from_date, value, source, set_by from parameter where agreement = $1 order by name, from_date`, agreement)
}
