// Package sqldbtest runs a test on both database engines.
//
// It knows how to make a temporary SQLite file and a temporary PostgreSQL
// database, empty or migrated, and nothing of what is stored in them.
//
//	func TestTickets(t *testing.T) {
//		t.Parallel()
//		sqldbtest.EachMigrated(t, migrations, func(t *testing.T, db *sqldb.DB) {
//			...
//		})
//	}
//
// The SQLite file is not synced to disk, because what these tests prove does
// not depend on it; see package powerloss for what does.
package sqldbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"sinergi/internal/pgtest"
	"sinergi/internal/sqldb"
)

// Each runs test on an empty SQLite database and then on an empty PostgreSQL
// one, as subtests "sqlite" and "postgres", and returns when both are done.
func Each(t *testing.T, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	EachMigrated(t, nil, test)
}

// EachMigrated is Each on databases to which migrations have been applied.
func EachMigrated(t *testing.T, migrations fs.FS, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, OpenSQLite(t, migrations)) })
	t.Run("postgres", func(t *testing.T) { test(t, OpenPostgres(t, migrations)) })
}

// OpenSQLite returns a database in a temporary file, migrated unless migrations
// is nil. It is closed and removed when the test ends.
func OpenSQLite(t testing.TB, migrations fs.FS) *sqldb.DB {
	t.Helper()
	db := open(t, sqldb.Config{Path: filepath.Join(t.TempDir(), "test.db"), NoSync: true})
	if migrations != nil {
		if err := db.Migrate(t.Context(), migrations); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// OpenPostgres returns a database of the test binary's PostgreSQL, migrated
// unless migrations is nil. It is closed and dropped when the test ends.
func OpenPostgres(t testing.TB, migrations fs.FS) *sqldb.DB {
	t.Helper()
	if migrations == nil {
		return open(t, sqldb.Config{URL: pgtest.DB(t)})
	}
	key, err := hashFS(migrations)
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.DBFrom(t, key, func(url string) error {
		ctx := context.Background()
		db, err := sqldb.Open(ctx, sqldb.Config{URL: url})
		if err != nil {
			return err
		}
		return errors.Join(db.Migrate(ctx, migrations), db.Close())
	})
	return open(t, sqldb.Config{URL: url})
}

// PostgresURL returns an empty database of the test binary's PostgreSQL, for a
// test that opens it in its own way. It is dropped when the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return pgtest.DB(t)
}

func open(t testing.TB, cfg sqldb.Config) *sqldb.DB {
	t.Helper()
	cfg.Conns = 8 // many tests share one server
	db, err := sqldb.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}

// hashFS tells sets of migrations apart by their names and contents.
func hashFS(files fs.FS) (string, error) {
	h := sha256.New()
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
