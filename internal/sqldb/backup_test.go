package sqldb_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

// TestBackupIsConsistent backs up while a writer moves money between accounts:
// in whatever moment the copy is taken, the total must be right.
func TestBackupIsConsistent(t *testing.T) {
	t.Parallel()
	db := sqldbtest.OpenSQLite(t, accounts())
	with(t, db, 1, 1_000_000)
	with(t, db, 2, 0)
	ctx, stop := context.WithCancel(t.Context())
	moved := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		for i := 0; ; i++ {
			err := db.Write(ctx, func(tx *sqldb.Tx) error {
				for _, change := range []string{
					`update account set balance = balance - 1 where id = 1`,
					`update account set balance = balance + 1 where id = 2`,
				} {
					if _, err := tx.Exec(ctx, change); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				moved <- err
				return
			}
			if i == 10 {
				close(started)
			}
		}
	}()
	<-started
	dir := t.TempDir()
	for _, name := range []string{"1.db", "2.db", "3.db"} {
		path := filepath.Join(dir, name)
		if err := db.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		entries, err := filepath.Glob(path + "*")
		if err != nil || len(entries) != 1 {
			t.Errorf("the backup is not one file: %v, %v", entries, err)
		}
		checkCopy(t, path)
	}
	stop()
	if err := <-moved; !errors.Is(err, context.Canceled) {
		t.Errorf("the writer failed: %v", err)
	}
}

func checkCopy(t *testing.T, path string) {
	t.Helper()
	ctx := t.Context()
	db, err := sqldb.Open(ctx, sqldb.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		total, err := sqldb.Get(ctx, tx, sqldb.One[int64], `select sum(balance) from account`)
		if err != nil {
			return err
		}
		moved, err := sqldb.Get(ctx, tx, sqldb.One[int64], `select balance from account where id = 2`)
		if total != 1_000_000 || moved < 10 {
			t.Errorf("%s holds %d, %d of it moved; want 1000000, some of it moved", path, total, moved)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := db.WriteProbe(ctx); err != nil {
		t.Errorf("the copy cannot be written: %v", err)
	}
}

func TestBackupOverwritesNothing(t *testing.T) {
	t.Parallel()
	db := sqldbtest.OpenSQLite(t, accounts())
	path := filepath.Join(t.TempDir(), "a.db")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v, want fs.ErrExist", err)
	}
	if text, err := os.ReadFile(path); string(text) != "precious" {
		t.Errorf("the file holds %q, %v", text, err)
	}
}

func TestBackupThatWasBrokenOffCanBeRepeated(t *testing.T) {
	t.Parallel()
	db := sqldbtest.OpenSQLite(t, accounts())
	with(t, db, 1, 1)
	path := filepath.Join(t.TempDir(), "a.db")
	if err := os.WriteFile(path+".partial", []byte("half a backup"), 0o600); err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Backup(cancelled, path); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if err := db.Backup(t.Context(), path); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestBackupOfPostgresPointsToItsTools(t *testing.T) {
	t.Parallel()
	db := sqldbtest.OpenPostgres(t, nil)
	err := db.Backup(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if !errors.Is(err, sqldb.ErrUnsupported) {
		t.Errorf("error %v, want ErrUnsupported", err)
	}
}
