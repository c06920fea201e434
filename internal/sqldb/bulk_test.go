package sqldb_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

func TestInsertManyRows(t *testing.T) {
	t.Parallel()
	positionColumns := []string{"device", "at", "lat", "lon", "speed", "received"}
	for _, clause := range []string{"", "on conflict (device, at) do nothing"} {
		for _, n := range []int{0, 1, 165, 166, 167, 332, 2500} { // 166 rows fill a statement
			t.Run(fmt.Sprintf("%d rows %s", n, clause), func(t *testing.T) {
				t.Parallel()
				sqldbtest.EachMigrated(t, positions(), func(t *testing.T, db *sqldb.DB) {
					ctx := t.Context()
					into := sqldb.Bulk{Table: "position", Columns: positionColumns, OnConflict: clause}
					err := db.Write(ctx, func(tx *sqldb.Tx) error {
						inserted, err := tx.Insert(ctx, into, positionRows(7, n))
						if err != nil {
							return err
						}
						// In the middle of the transaction, so COPY is part of it.
						stored, err := sqldb.Get(ctx, tx, sqldb.One[int64], `select count(*) from position where received = at + 3`)
						if inserted != int64(n) || stored != int64(n) {
							t.Errorf("inserted %d, stored %d, want %d", inserted, stored, n)
						}
						if err != nil || clause == "" {
							return err
						}
						inserted, err = tx.Insert(ctx, into, positionRows(7, n+10))
						if inserted != 10 {
							t.Errorf("inserted %d of the second load, want the 10 new rows", inserted)
						}
						return err
					})
					if err != nil {
						t.Fatal(err)
					}
				})
			})
		}
	}
}

func TestInsertFailsAsAWhole(t *testing.T) {
	t.Parallel()
	good := []any{1, 1, 1, 1, nil, 1}
	tests := []struct {
		name string
		row  []any
		want error
	}{
		{"taken key", good, sqldb.ErrUnique},
		{"missing value", []any{2, nil, 1, 1, 1, 1}, sqldb.ErrNotNull},
		{"row too short", good[:5], sqldb.ErrArgument},
	}
	sqldbtest.EachMigrated(t, positions(), func(t *testing.T, db *sqldb.DB) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				ctx := t.Context()
				into := sqldb.Bulk{Table: "position", Columns: []string{"device", "at", "lat", "lon", "speed", "received"}}
				err := db.Write(ctx, func(tx *sqldb.Tx) error {
					_, err := tx.Insert(ctx, into, slices.Values([][]any{good, tt.row}))
					return err
				})
				if !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %q", err, tt.want)
				}
				err = db.Read(ctx, func(tx *sqldb.Tx) error {
					n, err := sqldb.Get(ctx, tx, sqldb.One[int64], `select count(*) from position`)
					if n != 0 {
						t.Errorf("%d rows stayed", n)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
	})
}
