package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"

	"modernc.org/sqlite"
)

// openSQLite opens one writing and several reading connections to cfg.Path.
func openSQLite(ctx context.Context, cfg Config) (*DB, error) {
	writeDSN, err := sqliteDSN(cfg, false)
	if err != nil {
		return nil, err
	}
	readDSN, err := sqliteDSN(cfg, true)
	if err != nil {
		return nil, err
	}
	writer, err := sqliteHandle(writeDSN, 1)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", cfg.Path, err)
	}
	db := &DB{dialect: SQLite, writer: writer, attempts: 1, dsn: writeDSN}
	// The writer connects first: it makes the file and turns it to WAL.
	if err := writer.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open %s: %w", cfg.Path, db.mapError(err))
	}
	if db.reader, err = sqliteHandle(readDSN, cfg.Readers); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open %s for reading: %w", cfg.Path, err)
	}
	if err := db.Ping(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open %s: %w", cfg.Path, db.mapError(err))
	}
	return db, nil
}

// sqliteHandle returns a pool of at most conns connections that stay open, so
// that their page caches and prepared statements live on.
func sqliteHandle(dsn string, conns int) (*sql.DB, error) {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	handle := sql.OpenDB(connector)
	handle.SetMaxOpenConns(conns)
	handle.SetMaxIdleConns(conns)
	return handle, nil
}

// sqliteDSN puts every setting into the connection string, because a pragma
// that is executed reaches only one connection of a pool.
func sqliteDSN(cfg Config, readOnly bool) (string, error) {
	path, err := filepath.Abs(cfg.Path)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", cfg.Path, err)
	}
	sync := "full"
	if cfg.NoSync {
		sync = "off"
	}
	q := url.Values{}
	q.Set("_busy_timeout", strconv.FormatInt(cfg.BusyTimeout.Milliseconds(), 10))
	q.Set("_foreign_keys", "on")
	q.Set("_journal_mode", "wal")
	q.Set("_synchronous", sync)
	q.Set("_dqs", "0") // "x" is a name, never a string, as in PostgreSQL
	q.Add("_pragma", "trusted_schema(0)")
	if readOnly {
		q.Set("_query_only", "on")
	} else {
		q.Set("_txlock", "immediate")
		q.Add("_pragma", "journal_size_limit(67108864)")
	}
	if cfg.VFS != "" {
		q.Set("vfs", cfg.VFS)
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String(), nil
}
