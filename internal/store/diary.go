package store

import "context"

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
