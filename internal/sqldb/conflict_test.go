package sqldb_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

// TestConflict makes every attempt of a write meet another write between its
// reading and its writing. SQLite cannot have such a conflict.
func TestConflict(t *testing.T) {
	t.Parallel()
	meddled := func(db *sqldb.DB, times int, overlook bool) (attempts int, err error) {
		ctx := t.Context()
		err = db.Write(ctx, func(tx *sqldb.Tx) error {
			attempts++
			balance, err := sqldb.Get(ctx, tx, sqldb.One[int64], `select balance from account where id = 1`)
			if err != nil {
				return err
			}
			if attempts <= times {
				err := db.Write(ctx, func(other *sqldb.Tx) error {
					_, err := other.Exec(ctx, `update account set balance = balance + 1000 where id = 1`)
					return err
				})
				if err != nil {
					return err
				}
			}
			_, err = tx.Exec(ctx, `update account set balance = $1 where id = 1`, balance+1)
			if overlook {
				return nil
			}
			if err != nil {
				return fmt.Errorf("credit the account: %w", err)
			}
			return nil
		})
		return attempts, err
	}
	for _, overlook := range []bool{false, true} {
		t.Run(fmt.Sprintf("function overlooks the error %v", overlook), func(t *testing.T) {
			t.Parallel()
			db := sqldbtest.OpenPostgres(t, accounts())
			with(t, db, 1, 0)
			if attempts, err := meddled(db, 3, overlook); err != nil || attempts != 4 {
				t.Errorf("%d attempts, error %v; want 4", attempts, err)
			}
			wantBalances(t, db, 3001)
		})
	}
	t.Run("gives up in the end", func(t *testing.T) {
		t.Parallel()
		db := sqldbtest.OpenPostgres(t, accounts())
		with(t, db, 1, 0)
		attempts, err := meddled(db, 1000, false)
		if attempts != 20 || !errors.Is(err, sqldb.ErrBusy) {
			t.Errorf("%d attempts, error %v; want 20 and ErrBusy", attempts, err)
		}
		wantBalances(t, db, 20_000)
	})
}

func TestDeadlockIsResolved(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		with(t, db, 1, 0)
		with(t, db, 2, 0)
		group, ctx := errgroup.WithContext(t.Context())
		both := new(sync.WaitGroup) // holds each until the other has its first lock
		if db.Dialect() == sqldb.Postgres {
			both.Add(2)
		}
		for _, order := range [][2]int64{{1, 2}, {2, 1}} {
			group.Go(func() error {
				first := true
				return db.Write(ctx, func(tx *sqldb.Tx) error {
					for i, id := range order {
						if _, err := tx.Exec(ctx, `update account set balance = balance + 1 where id = $1`, id); err != nil {
							return err
						}
						if i == 0 && first && db.Dialect() == sqldb.Postgres {
							first = false
							both.Done()
							both.Wait()
						}
					}
					return nil
				})
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		wantBalances(t, db, 2, 2)
	})
}

func TestBusy(t *testing.T) {
	t.Parallel()
	test := func(t *testing.T, cfg sqldb.Config) {
		ctx := t.Context()
		cfg.BusyTimeout = 50 * time.Millisecond
		open := func() *sqldb.DB {
			db, err := sqldb.Open(ctx, cfg)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			return db
		}
		holder, other := open(), open()
		if err := holder.Migrate(ctx, accounts()); err != nil {
			t.Fatal(err)
		}
		with(t, holder, 1, 100)
		change := func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, `update account set balance = balance + 1 where id = 1`)
			return err
		}
		err := holder.Write(ctx, func(tx *sqldb.Tx) error {
			if err := change(tx); err != nil {
				return err
			}
			if err := other.Write(ctx, change); !errors.Is(err, sqldb.ErrBusy) {
				t.Errorf("error %v, want ErrBusy", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		wantBalances(t, other, 101)
	}
	t.Run("sqlite", func(t *testing.T) { test(t, sqldb.Config{Path: t.TempDir() + "/a.db"}) })
	t.Run("postgres", func(t *testing.T) { test(t, sqldb.Config{URL: sqldbtest.PostgresURL(t)}) })
}
