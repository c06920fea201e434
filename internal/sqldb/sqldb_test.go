package sqldb_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"sinergi/internal/sqldb"
)

func TestQuick(t *testing.T) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(t.TempDir(), "a b?#%.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	fsys := fstest.MapFS{"0001_a.sql": {Data: []byte("-- +goose Up\ncreate table a (id {{serial}}, n text not null unique, b {{bytes}});")}}
	for range 2 {
		if err := db.Migrate(ctx, fsys); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.WriteProbe(ctx); err != nil {
		t.Fatal(err)
	}
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Insert(ctx, sqldb.Bulk{Table: "a", Columns: []string{"n"}}, slices.Values([][]any{{"x"}, {"y"}}))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into a (n) values ($1)`, "x")
		return err
	})
	var c *sqldb.ConstraintError
	if !errors.Is(err, sqldb.ErrUnique) || !errors.As(err, &c) || c.Columns[0] != "n" {
		t.Fatal(err)
	}
	if err := db.Backup(ctx, filepath.Join(t.TempDir(), "b.db")); err != nil {
		t.Fatal(err)
	}
}
