package sqldb

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Dialect tells the two engines apart, for the few statements that must differ.
type Dialect int

// The engines.
const (
	SQLite Dialect = iota + 1
	Postgres
)

// String returns "sqlite" or "postgres".
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "sqlite"
	case Postgres:
		return "postgres"
	}
	return fmt.Sprintf("Dialect(%d)", int(d))
}

// Config says which database to open. Exactly one of Path and URL is set.
type Config struct {
	// Path is the SQLite database file; it is created when missing, its folder is not.
	Path string
	// URL is a PostgreSQL connection URL or keyword string, as libpq reads it.
	URL string

	// BusyTimeout is how long a statement waits for a lock that another process
	// (SQLite) or transaction (PostgreSQL) holds before ErrBusy. Default 10 s.
	BusyTimeout time.Duration
	// Readers is the number of SQLite read connections. Default 4.
	Readers int
	// Conns is the size of the PostgreSQL pool. Default 16.
	Conns int
	// Attempts is how often Write runs its function at most when PostgreSQL
	// reports a serialization conflict or a deadlock. Default 20.
	Attempts int

	// VFS names a registered SQLite file layer instead of the operating
	// system's. For tests; see package powerloss.
	VFS string
	// NoSync lets SQLite acknowledge a commit before it is on disk. For tests
	// only: a power cut then loses acknowledged writes, or the file.
	NoSync bool
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	dialect  Dialect
	writer   *sql.DB
	reader   *sql.DB // the same handle as writer on PostgreSQL
	attempts int
	rewrites rewriteCache
	dsn      string // SQLite only: of the writer, for a connection of its own
}

// Open opens the database that cfg names and checks that it can be used: that
// the SQLite file can be written, or that the PostgreSQL database is UTF-8 and
// sorts text by code point, so that both engines order rows alike.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	cfg.BusyTimeout = cmp.Or(cfg.BusyTimeout, 10*time.Second)
	cfg.Readers = cmp.Or(cfg.Readers, 4)
	cfg.Conns = cmp.Or(cfg.Conns, 16)
	cfg.Attempts = cmp.Or(cfg.Attempts, 20)
	switch {
	case cfg.Path != "" && cfg.URL != "":
		return nil, errors.New("open database: both a file path and a PostgreSQL URL are given")
	case cfg.Path != "":
		return openSQLite(ctx, cfg)
	case cfg.URL != "":
		return openPostgres(ctx, cfg)
	}
	return nil, errors.New("open database: neither a file path nor a PostgreSQL URL is given")
}

// Dialect returns the engine of db.
func (db *DB) Dialect() Dialect { return db.dialect }

// Ping reports whether the database answers. It reads only; see WriteProbe.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.writer.PingContext(ctx); err != nil {
		return fmt.Errorf("ping %s: %w", db.dialect, err)
	}
	if db.reader != db.writer {
		if err := db.reader.PingContext(ctx); err != nil {
			return fmt.Errorf("ping %s for reading: %w", db.dialect, err)
		}
	}
	return nil
}

// Close waits for running statements and closes every connection.
func (db *DB) Close() error {
	var err error
	if db.reader != nil && db.reader != db.writer {
		err = db.reader.Close()
	}
	// The writer goes last, so that SQLite can fold the log into the file.
	return errors.Join(err, db.writer.Close())
}
