package store

import (
	"context"

	"sinergi/internal/party"
	"sinergi/internal/sqldb"
)

const delegationColumns = `id, office, account, name, from_date, until_date, letter, note, made_by, made_us, ended_on, ended_by, ended_reason`

func scanDelegation(row sqldb.Scanner) (d party.Delegation, err error) {
	var end party.Ending
	err = row.Scan(&d.ID, &d.Office, &d.Account, &d.Name, date{&d.From}, date{&d.Until}, &d.Letter, &d.Note, &d.By, &d.AtUS, date{&end.On}, &end.By, &end.Reason)
	if !end.On.IsZero() {
		d.End = &end
	}
	return d, err
}

// AddDelegation adds a delegation.
func (tx *Tx) AddDelegation(ctx context.Context, d party.Delegation) error {
	_, err := tx.Exec(ctx, `
		insert into delegation (id, office, account, name, from_date, until_date, letter, note, made_by, made_us) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		d.ID, d.Office, d.Account, d.Name, d.From.String(), d.Until.String(), d.Letter, d.Note, d.By, d.AtUS)
	return err
}

// EndDelegation ends a delegation before its time.
func (tx *Tx) EndDelegation(ctx context.Context, id string, end party.Ending) error {
	_, err := tx.Exec(ctx, `
		update delegation set ended_on = $2, ended_by = $3, ended_reason = $4 where id = $1`, id, end.On.String(), end.By, end.Reason)
	return err
}

// Delegations lists the delegations of an office, the newest first.
func (tx *Tx) Delegations(ctx context.Context, office string) ([]party.Delegation, error) {
	return sqldb.Select(ctx, tx.Tx, scanDelegation, `select `+delegationColumns+` from delegation where office = $1 order by from_date desc, made_us desc, id`, office)
}

// DelegationsTo lists what was delegated to an account and was not ended before
// its time, the earliest first.
func (tx *Tx) DelegationsTo(ctx context.Context, account string) ([]party.Delegation, error) {
	return sqldb.Select(ctx, tx.Tx, scanDelegation, `
		select `+delegationColumns+` from delegation where account = $1 and ended_on = '' order by from_date, id`, account)
}
