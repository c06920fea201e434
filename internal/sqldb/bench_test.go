package sqldb_test

import (
	"fmt"
	"iter"
	"path/filepath"
	"testing"
	"testing/fstest"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

// positions is the table of a bus's positions, the busiest one.
func positions() fstest.MapFS {
	return fstest.MapFS{"0001_position.sql": {Data: []byte(`-- +goose Up
create table position (
	device {{bigint}} not null,
	at {{bigint}} not null,
	lat {{bigint}} not null,
	lon {{bigint}} not null,
	speed {{bigint}},
	received {{bigint}} not null,
	primary key (device, at)
);`)}}
}

func positionRows(device, n int) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range n {
			if !yield([]any{device, i, 512_345, 101_234_567, nil, i + 3}) {
				return
			}
		}
	}
}

// BenchmarkInsert tells how fast positions go in, by the size of a transaction,
// with every commit on disk.
//
//	go test -run '^$' -bench Insert ./internal/sqldb
func BenchmarkInsert(b *testing.B) {
	for _, size := range []int{1, 100, 10_000} {
		open := map[string]func() *sqldb.DB{
			"sqlite": func() *sqldb.DB {
				db, err := sqldb.Open(b.Context(), sqldb.Config{Path: filepath.Join(b.TempDir(), "b.db")})
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { _ = db.Close() })
				if err := db.Migrate(b.Context(), positions()); err != nil {
					b.Fatal(err)
				}
				return db
			},
			"postgres": func() *sqldb.DB { return sqldbtest.OpenPostgres(b, positions()) },
		}
		for _, engine := range []string{"sqlite", "postgres"} {
			b.Run(fmt.Sprintf("%s/rows=%d", engine, size), func(b *testing.B) {
				db := open[engine]()
				device := 0
				b.ResetTimer()
				for b.Loop() {
					device++
					err := db.Write(b.Context(), func(tx *sqldb.Tx) error {
						_, err := tx.Insert(b.Context(), sqldb.Bulk{
							Table:      "position",
							Columns:    []string{"device", "at", "lat", "lon", "speed", "received"},
							OnConflict: "on conflict (device, at) do nothing",
						}, positionRows(device, size))
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N)*float64(size)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}
