package sqldb_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/pgtest"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

func TestWriteProbe(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		group, ctx := errgroup.WithContext(t.Context())
		for range 5 { // load balancers and people ask at the same time
			group.Go(func() error { return db.WriteProbe(ctx) })
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			beats, err := sqldb.Select(t.Context(), tx, sqldb.One[int64], `select beats from sqldb_probe`)
			if len(beats) != 1 || beats[0] != 5 {
				t.Errorf("beats %v, want one row with 5", beats)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestWriteProbeFailsWithoutMigration(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		if err := db.WriteProbe(t.Context()); err == nil {
			t.Error("the probe wrote to a table that is not there")
		}
	})
}

func TestWriteProbeFailsWhileTheWriterIsStuck(t *testing.T) {
	t.Parallel()
	db := sqldbtest.OpenSQLite(t, accounts())
	err := db.Write(t.Context(), func(*sqldb.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := db.WriteProbe(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want context.DeadlineExceeded", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWriteProbeFailsOnAStandby(t *testing.T) {
	t.Parallel()
	address, err := url.Parse(pgtest.DB(t))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(t.Context(), sqldb.Config{URL: address.String()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context(), accounts()); err != nil {
		t.Fatal(err)
	}
	// As far as a session can tell, this is what a standby server is like.
	query := address.Query()
	query.Set("default_transaction_read_only", "on")
	address.RawQuery = query.Encode()
	standby, err := sqldb.Open(t.Context(), sqldb.Config{URL: address.String()})
	if err != nil {
		t.Fatal(err)
	}
	defer standby.Close()
	if err := standby.WriteProbe(t.Context()); !errors.Is(err, sqldb.ErrReadOnly) {
		t.Errorf("error %v, want ErrReadOnly", err)
	}
}
