package store

import (
	"context"

	"sinergi/internal/sqldb"
)

// Emblem is a picture that a government gave for the head of its documents.
type Emblem struct {
	Government string
	Kind       string // see ops.SetEmblem
	SHA256     string // of the file
	ByName     string
	AtUS       int64
}

// SetEmblem keeps the picture of a kind, in place of an earlier one.
func (tx *Tx) SetEmblem(ctx context.Context, e Emblem) error {
	_, err := tx.Exec(ctx, `
		insert into emblem (government, kind, sha256, by_name, at_us) values ($1, $2, $3, $4, $5)
		on conflict (government, kind) do update set sha256 = excluded.sha256, by_name = excluded.by_name, at_us = excluded.at_us`,
		e.Government, e.Kind, e.SHA256, e.ByName, e.AtUS)
	return err
}

// Emblems lists the pictures of a government, by kind.
func (tx *Tx) Emblems(ctx context.Context, government string) ([]Emblem, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e Emblem, err error) {
		err = row.Scan(&e.Government, &e.Kind, &e.SHA256, &e.ByName, &e.AtUS)
		return e, err
	}, `select government, kind, sha256, by_name, at_us from emblem where government = $1 order by kind`, government)
}
