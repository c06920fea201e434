package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres opens one pool to cfg.URL and checks the database's settings.
func openPostgres(ctx context.Context, cfg Config) (*DB, error) {
	pc, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err) // pgx hides the password
	}
	setDefault(pc.RuntimeParams, "application_name", "sinergi")
	setDefault(pc.RuntimeParams, "timezone", "UTC")
	setDefault(pc.RuntimeParams, "lock_timeout", strconv.FormatInt(cfg.BusyTimeout.Milliseconds(), 10))

	pool := stdlib.OpenDB(*pc)
	pool.SetMaxOpenConns(cfg.Conns)
	pool.SetMaxIdleConns(cfg.Conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := checkPostgres(ctx, pool); err != nil {
		_ = pool.Close()
		return nil, fmt.Errorf("open PostgreSQL database %q at %s: %w", pc.Database, pc.Host, err)
	}
	return &DB{dialect: Postgres, writer: pool, reader: pool, attempts: cfg.Attempts}, nil
}

func setDefault(params map[string]string, name, value string) {
	if _, set := params[name]; !set {
		params[name] = value
	}
}

// checkPostgres refuses a database that would sort or store text unlike SQLite.
// It asks the server to sort rather than trust the collation's name, because
// where that name is kept differs between PostgreSQL's locale providers. Every
// linguistic collation puts 'a' before 'Z' or 'é' before 'z'; code points do not.
func checkPostgres(ctx context.Context, pool *sql.DB) error {
	var encoding, collation string
	var byCodePoint bool
	err := pool.QueryRowContext(ctx, `
		select pg_encoding_to_char(encoding), datcollate,
		       'Z' < 'a' and 'z' < 'é' and 'a b' < 'a-' and 'a-c' < 'ab'
		from pg_database where datname = current_database()`).
		Scan(&encoding, &collation, &byCodePoint)
	if err != nil {
		return err
	}
	if encoding == "UTF8" && byCodePoint {
		return nil
	}
	return fmt.Errorf("encoding %s with collation %s: Sinergi needs UTF8 with collation C.UTF-8, C or POSIX; "+
		"create the database with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME",
		encoding, collation)
}
