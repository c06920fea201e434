package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sinergi/internal/pgtest"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

func TestOpenNeedsOneDatabase(t *testing.T) {
	t.Parallel()
	for _, cfg := range []sqldb.Config{{}, {Path: "a.db", URL: "postgres:///a"}} {
		if _, err := sqldb.Open(t.Context(), cfg); err == nil {
			t.Errorf("Open(%+v) succeeded", cfg)
		}
	}
}

func TestOpenFileNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain.db", "with space.db", "a?b#c%20&d=e.db", "é+;'.db"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), name)
			db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := os.Stat(path); err != nil {
				t.Errorf("the file has another name: %v", err)
			}
		})
	}
}

func TestOpenReportsAFolderThatIsMissing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "missing", "a.db")
	_, err := sqldb.Open(t.Context(), sqldb.Config{Path: path})
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v does not name %s", err, path)
	}
}

func TestOpenReportsAFileThatIsNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	if db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path}); err == nil {
		t.Errorf("opened %v", db)
	}
}

func TestSQLiteSettings(t *testing.T) {
	t.Parallel()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: filepath.Join(t.TempDir(), "a.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	settings := func(tx *sqldb.Tx) (map[string]string, error) {
		got := make(map[string]string)
		for _, name := range []string{"journal_mode", "synchronous", "foreign_keys", "query_only", "busy_timeout", "trusted_schema"} {
			value, err := sqldb.Get(t.Context(), tx, sqldb.One[string], "pragma "+name)
			if err != nil {
				return nil, err
			}
			got[name] = value
		}
		return got, nil
	}
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
		"query_only": "0", "busy_timeout": "10000", "trusted_schema": "0",
	}
	check := func(tx *sqldb.Tx) error {
		got, err := settings(tx)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("settings (-want +got):\n%s", diff)
		}
		return err
	}
	if err := db.Write(t.Context(), check); err != nil {
		t.Fatal(err)
	}
	want["query_only"] = "1"
	if err := db.Read(t.Context(), check); err != nil {
		t.Fatal(err)
	}
}

func TestPostgresMustSortByCodePoint(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, options string
		refused       bool
	}{
		{"C.UTF-8", "encoding 'UTF8' locale 'C.UTF-8'", false},
		{"C", "encoding 'UTF8' locale 'C'", false},
		{"POSIX", "encoding 'UTF8' locale 'POSIX'", false},
		{"Indonesian by ICU", "encoding 'UTF8' locale 'C.UTF-8' locale_provider icu icu_locale 'id-ID'", true},
		{"C, not UTF-8", "encoding 'LATIN1' locale 'C'", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := pgtest.DB(t)
			cfg, err := pgx.ParseConfig(base)
			if err != nil {
				t.Fatal(err)
			}
			name := cfg.Database + "_other"
			postgres(t, base, "create database "+name+" template template0 "+tt.options)
			t.Cleanup(func() { postgres(t, base, "drop database "+name+" with (force)") })
			db, err := sqldb.Open(t.Context(), sqldb.Config{URL: strings.Replace(base, cfg.Database, name, 1)})
			if err == nil {
				defer db.Close()
			}
			if refused := err != nil; refused != tt.refused {
				t.Fatalf("error %v, want one: %v", err, tt.refused)
			}
			if err != nil && !strings.Contains(err.Error(), "createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8") {
				t.Errorf("error %v does not say how to create the database", err)
			}
		})
	}
}

func postgres(t *testing.T, url, statement string) {
	t.Helper()
	ctx := context.Background() // also in cleanup
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

func TestOpenPostgresHidesThePassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://sinergi:rahasia@127.0.0.1:1/x?connect_timeout=1",
		"postgres://sinergi:rahasia@127.0.0.1:port/x",
		"host=127.0.0.1 port=x password=rahasia",
	} {
		_, err := sqldb.Open(t.Context(), sqldb.Config{URL: url})
		if err == nil || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("error of %s: %v", url, err)
		}
	}
}

func TestDialect(t *testing.T) {
	t.Parallel()
	want := []string{"sqlite", "postgres"}
	var got []string
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		got = append(got, db.Dialect().String())
		if err := db.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("engines (-want +got):\n%s", diff)
	}
}

func TestClosedDatabaseFails(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		nothing := func(*sqldb.Tx) error { return errors.New("ran") }
		for name, err := range map[string]error{
			"ping": db.Ping(t.Context()), "probe": db.WriteProbe(t.Context()),
			"read": db.Read(t.Context(), nothing), "write": db.Write(t.Context(), nothing),
		} {
			if err == nil || errors.Is(err, sql.ErrNoRows) || err.Error() == "ran" {
				t.Errorf("%s of a closed database: %v", name, err)
			}
		}
	})
}
