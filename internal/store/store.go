// SPDX-License-Identifier: Apache-2.0

// Package store holds every SQL statement of Sinergi, written once for SQLite
// and PostgreSQL. It turns rows into the core's types and back. It decides
// nothing: who may do what and what follows from what is in package ops, which
// is also the only caller that opens a write transaction.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is the book of record.
type Store struct {
	db *sqldb.DB
}

// Tx is a transaction on the book of record. Its methods are the store.
type Tx struct {
	*sqldb.Tx
	stale map[scope]bool // texts whose terms are to be made anew before the commit
}

// New brings the database to the newest schema and gives the store on it.
func New(ctx context.Context, db *sqldb.DB) (*Store, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, dir); err != nil {
		return nil, err
	}
	s := &Store{db}
	return s, s.indexStale(ctx)
}

// DB gives the database underneath, for probes and backups.
func (s *Store) DB() *sqldb.DB { return s.db }

// Write runs fn in a write transaction; it may run more than once. What became
// of the texts that it wrote is found by search from the commit on.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	return s.db.Write(ctx, func(inner *sqldb.Tx) error {
		tx := &Tx{Tx: inner}
		if err := fn(tx); err != nil {
			return err
		}
		return tx.index(ctx)
	})
}

// Read runs fn on one unchanging snapshot.
func (s *Store) Read(ctx context.Context, fn func(*Tx) error) error {
	return s.db.Read(ctx, func(tx *sqldb.Tx) error { return fn(&Tx{Tx: tx}) })
}

// found makes the absence of a row a fault that a person can be shown.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap(fault.NotFound, "policy.not_found", err)
	}
	return err
}

// ofOrAll is the condition that a column is the argument $1, or none when that is
// empty. Written as one condition with "or", no index would be used.
func ofOrAll(column, id string) string {
	if id == "" {
		return `$1 = ''`
	}
	return column + ` = $1`
}

// date scans a date kept as text.
type date struct{ to *civil.Date }

// Scan implements sql.Scanner.
func (d date) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return d.to.UnmarshalText([]byte(v))
	case []byte:
		return d.to.UnmarshalText(v)
	}
	return errors.New("a date column holds no text")
}

// month scans a month kept as text.
type month struct{ to *civil.Month }

// Scan implements sql.Scanner.
func (m month) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return m.to.UnmarshalText([]byte(v))
	case []byte:
		return m.to.UnmarshalText(v)
	}
	return errors.New("a month column holds no text")
}
