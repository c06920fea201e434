package sqldb_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

func TestMigrateAppliesEachFileOnce(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		files := accounts()
		for range 2 {
			if err := db.Migrate(t.Context(), files); err != nil {
				t.Fatal(err)
			}
		}
		with(t, db, 1, 100)
		files["0002_note.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nalter table account add column note text;\n")}
		if err := db.Migrate(t.Context(), files); err != nil {
			t.Fatal(err)
		}
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `update account set note = 'kept' where balance = 100`)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestMigrateSerialCountsOn(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			add := func(name string) (int64, error) {
				return sqldb.Get(t.Context(), tx, sqldb.One[int64], `insert into office (name) values ($1) returning id`, name)
			}
			first, err := add("Dishub")
			if err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), `delete from office where id = $1`, first); err != nil {
				return err
			}
			second, err := add("DLHK")
			if second <= first {
				t.Errorf("the deleted row's id %d came again as %d", first, second)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestMigrateFailureLeavesTheFilesBefore(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		files := accounts()
		files["0002_bad.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\ncreate table half (id {{bigint}});\ncreate tabel other (id {{bigint}});\n")}
		err := db.Migrate(t.Context(), files)
		if err == nil || !strings.Contains(err.Error(), "0002_bad.sql") {
			t.Errorf("error %v does not name the file", err)
		}
		with(t, db, 1, 100) // of the first file
		err = db.Read(t.Context(), func(tx *sqldb.Tx) error {
			_, err := sqldb.Select(t.Context(), tx, sqldb.One[int64], `select id from half`)
			return err
		})
		if err == nil {
			t.Error("the failed file's first statement stayed")
		}
	})
}

func TestMigrateRefuses(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		tests := []struct {
			name  string
			files fstest.MapFS
			says  string
		}{
			{"no files", fstest.MapFS{}, "no migration"},
			{"unknown word", fstest.MapFS{"0001_a.sql": {Data: []byte("-- +goose Up\ncreate table a (id {{uuid}}, b {{text}});")}}, "{{uuid}}, {{text}}"},
			{"same number twice", fstest.MapFS{"0001_a.sql": {}, "0001_b.sql": {}}, "duplicate"},
		}
		for _, tt := range tests {
			err := db.Migrate(t.Context(), tt.files)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: error %v does not say %q", tt.name, err, tt.says)
			}
		}
	})
}

func TestMigrateRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		newer := accounts()
		newer["0002_note.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nalter table account add column note text;\n")}
		if err := db.Migrate(t.Context(), newer); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context(), accounts()); !errors.Is(err, sqldb.ErrNewerSchema) {
			t.Errorf("error %v, want ErrNewerSchema", err)
		}
	})
}

func TestMigrateOnManyNodesAtOnce(t *testing.T) {
	t.Parallel()
	url := sqldbtest.PostgresURL(t)
	group, ctx := errgroup.WithContext(t.Context())
	for range 4 {
		group.Go(func() error {
			db, err := sqldb.Open(ctx, sqldb.Config{URL: url})
			if err != nil {
				return err
			}
			return errors.Join(db.Migrate(ctx, accounts()), db.Close())
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}
