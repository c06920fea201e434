package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

// accounts is a small schema with every kind of constraint.
func accounts() fstest.MapFS {
	return fstest.MapFS{"0001_account.sql": {Data: []byte(`-- +goose Up
create table office (
	id {{serial}},
	name text not null
);
create table account (
	id {{bigint}} primary key,
	office {{bigint}} references office (id),
	site text not null,
	number {{bigint}} not null,
	balance {{bigint}} not null default 0 constraint account_not_overdrawn check (balance >= 0),
	scan {{bytes}},
	detail {{json}},
	active boolean not null default true,
	unique (site, number)
);
create unique index office_name_folded on office (lower(name));
`)}}
}

// with adds an account of the given number and balance.
func with(t *testing.T, db *sqldb.DB, id, balance int64) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), `
			insert into account (id, site, number, balance) values ($1, 'TPA', $1, $2)`, id, balance)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func balances(ctx context.Context, tx *sqldb.Tx) ([]int64, error) {
	return sqldb.Select(ctx, tx, sqldb.One[int64], `select balance from account order by id`)
}

func wantBalances(t *testing.T, db *sqldb.DB, want ...int64) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
		got, err := balances(t.Context(), tx)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("balances %v, want %v", got, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		with(t, db, 1, 100)
		refusal := errors.New("refused")
		debit := func(tx *sqldb.Tx) {
			if n, err := tx.Exec(ctx, `update account set balance = balance - 60 where id = $1`, 1); n != 1 || err != nil {
				t.Errorf("changed %d rows: %v", n, err)
			}
		}
		err := db.Write(ctx, func(tx *sqldb.Tx) error {
			debit(tx)
			return refusal
		})
		if !errors.Is(err, refusal) {
			t.Errorf("error %v, want the function's own", err)
		}
		wantBalances(t, db, 100)

		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = db.Write(ctx, func(tx *sqldb.Tx) error {
				debit(tx)
				panic("mistake")
			})
		}()
		wantBalances(t, db, 100)

		cancelled, cancel := context.WithCancel(ctx)
		err = db.Write(cancelled, func(tx *sqldb.Tx) error {
			debit(tx)
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
		wantBalances(t, db, 100)

		if err := db.Write(ctx, func(tx *sqldb.Tx) error { debit(tx); return nil }); err != nil {
			t.Error(err)
		}
		wantBalances(t, db, 40)
	})
}

func TestReadSeesOneSnapshot(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		with(t, db, 1, 100)
		err := db.Read(ctx, func(tx *sqldb.Tx) error {
			before, err := balances(ctx, tx)
			if err != nil {
				return err
			}
			with(t, db, 2, 50) // while the read goes on
			after, err := balances(ctx, tx)
			if fmt.Sprint(before) != fmt.Sprint(after) {
				t.Errorf("the snapshot changed from %v to %v", before, after)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		wantBalances(t, db, 100, 50)
	})
}

func TestReadDoesNotWaitForAWrite(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		with(t, db, 1, 100)
		err := db.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, `update account set balance = 7 where id = 1`); err != nil {
				return err
			}
			wantBalances(t, db, 100)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		wantBalances(t, db, 7)
	})
}

func TestReadRefusesToWrite(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		for _, statement := range []string{
			`insert into office (name) values ('Dishub')`, `delete from account`, `drop table account`,
		} {
			err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(t.Context(), statement)
				return err
			})
			if !errors.Is(err, sqldb.ErrReadOnly) {
				t.Errorf("%s: error %v, want ErrReadOnly", statement, err)
			}
		}
	})
}

// TestWritesAreSerial lets writers decide on what they read of each other's
// rows. Under snapshot isolation both would take the last money out of the pair.
func TestWritesAreSerial(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		const pairs, writers = 10, 4
		for i := range int64(2 * pairs) {
			with(t, db, i+1, 100)
		}
		group, ctx := errgroup.WithContext(ctx)
		for w := range int64(writers) {
			group.Go(func() error {
				for pair := range int64(pairs) {
					first, own := 2*pair+1, 2*pair+1+w%2
					err := db.Write(ctx, func(tx *sqldb.Tx) error {
						total, err := sqldb.Get(ctx, tx, sqldb.One[int64],
							`select sum(balance) from account where id in ($1, $2)`, first, first+1)
						if err != nil || total < 200 {
							return err
						}
						_, err = tx.Exec(ctx, `update account set balance = balance - 100 where id = $1`, own)
						return err
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			all, err := balances(t.Context(), tx)
			for i := 0; i+1 < len(all); i += 2 {
				if all[i]+all[i+1] != 100 {
					t.Errorf("pair %d holds %d and %d: both writers withdrew", i/2, all[i], all[i+1])
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestConcurrentIncrementsAllCount(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		with(t, db, 1, 0)
		const writers, each = 4, 10
		group, ctx := errgroup.WithContext(t.Context())
		for range writers {
			group.Go(func() error {
				for range each {
					err := db.Write(ctx, func(tx *sqldb.Tx) error {
						balance, err := sqldb.Get(ctx, tx, sqldb.One[int64],
							`select balance from account where id = $1 for update`, 1)
						if err != nil {
							return err
						}
						_, err = tx.Exec(ctx, `update account set balance = $1 where id = $2`, balance+1, 1)
						return err
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		wantBalances(t, db, writers*each)
	})
}

func TestNoRows(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			var id int64
			return tx.QueryRow(t.Context(), `select id from account where id = $1`, 9).Scan(&id)
		})
		if !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("error %v, want sql.ErrNoRows", err)
		}
	})
}
