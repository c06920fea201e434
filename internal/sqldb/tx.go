package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"
)

// Tx is a running transaction, valid until the function that got it returns.
// It is for one goroutine at a time. On PostgreSQL the rows of one query must
// be read to the end or closed before the next statement.
type Tx struct {
	db       *DB
	conn     *sql.Conn
	tx       *sql.Tx
	ctx      context.Context // only to tell why the transaction has ended
	conflict error           // the statement error that means: run the function again
}

// Write runs fn in a transaction of its own and commits when fn returns nil. In
// effect write transactions run one after the other. On PostgreSQL fn may run
// more than once. If the commit itself loses its connection, the error does not
// tell whether it took effect.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	opts := sql.TxOptions{}
	if db.dialect == Postgres {
		opts.Isolation = sql.LevelSerializable
	}
	for attempt := 1; ; attempt++ {
		conflict, err := db.run(ctx, db.writer, opts, fn)
		if conflict == nil {
			return err
		}
		if attempt >= db.attempts {
			return fmt.Errorf("gave up after %d attempts: %w", attempt, db.mapError(conflict))
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// Read runs fn on one unchanging snapshot of the database. Statements that
// write fail with ErrReadOnly.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	opts := sql.TxOptions{ReadOnly: true}
	if db.dialect == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	conflict, err := db.run(ctx, db.reader, opts, fn)
	if conflict != nil {
		return db.mapError(conflict)
	}
	return err
}

// run makes one attempt. A conflict means that nothing was written and that
// running again may succeed; it is told apart from fn's error, since fn may
// have turned the conflict into an error of its own, or overlooked it.
func (db *DB) run(ctx context.Context, handle *sql.DB, opts sql.TxOptions, fn func(*Tx) error) (conflict, err error) {
	conn, err := handle.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", db.dialect, db.mapError(err))
	}
	defer conn.Close()
	sqlTx, err := conn.BeginTx(ctx, &opts)
	if err != nil {
		return nil, fmt.Errorf("begin transaction: %w", db.mapError(err))
	}
	defer sqlTx.Rollback() // also when fn panics; after a commit it does nothing

	tx := &Tx{db: db, conn: conn, tx: sqlTx, ctx: ctx}
	err = fn(tx)
	if tx.conflict != nil {
		return tx.conflict, nil
	}
	if err != nil {
		return nil, err
	}
	if err := sqlTx.Commit(); err != nil {
		if retryable(err) {
			return err, nil
		}
		return nil, fmt.Errorf("commit: %w", tx.fail(err))
	}
	return nil, nil
}

// pause waits a random time that grows with the attempts, up to half a second,
// so that transactions in conflict do not meet again in step.
func pause(ctx context.Context, attempt int) error {
	longest := min(500*time.Millisecond, time.Millisecond<<min(attempt, 10))
	timer := time.NewTimer(rand.N(longest) + time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Dialect returns the engine the transaction runs on.
func (tx *Tx) Dialect() Dialect { return tx.db.dialect }

// Exec runs a statement and returns how many rows it inserted, changed or deleted.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	args, err := storable(args)
	if err != nil {
		return 0, err
	}
	result, err := tx.tx.ExecContext(ctx, tx.db.rewrite(query), args...)
	if err != nil {
		return 0, tx.fail(err)
	}
	return result.RowsAffected()
}

// Query runs a statement that returns rows. The caller closes them; Select and
// Collect do so themselves.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	args, err := storable(args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.tx.QueryContext(ctx, tx.db.rewrite(query), args...)
	if err != nil {
		return nil, tx.fail(err)
	}
	return &Rows{tx: tx, rows: rows}, nil
}

// QueryRow runs a statement of which one row is wanted. Errors wait for Scan.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *Row {
	args, err := storable(args)
	if err != nil {
		return &Row{err: err}
	}
	return &Row{tx: tx, row: tx.tx.QueryRowContext(ctx, tx.db.rewrite(query), args...)}
}

// fail names a driver's error and remembers a conflict for Write. If database/sql
// has rolled back because ctx ended, that is the error.
func (tx *Tx) fail(err error) error {
	if errors.Is(err, sql.ErrTxDone) && tx.ctx.Err() != nil {
		return tx.ctx.Err()
	}
	if tx.conflict == nil && retryable(err) {
		tx.conflict = err
	}
	return tx.db.mapError(err)
}

// storable turns arguments into the few kinds of value that both engines store
// alike, and refuses the others.
func storable(args []any) ([]any, error) {
	values := make([]any, len(args))
	for i, arg := range args {
		value, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return nil, fmt.Errorf("%w: $%d: %w", ErrArgument, i+1, err)
		}
		switch v := value.(type) {
		case time.Time:
			return nil, fmt.Errorf("%w: $%d is a time.Time; give microseconds or YYYY-MM-DD", ErrArgument, i+1)
		case string:
			if !utf8.ValidString(v) || strings.IndexByte(v, 0) >= 0 {
				return nil, fmt.Errorf("%w: $%d is not UTF-8 text without NUL", ErrArgument, i+1)
			}
		}
		values[i] = value
	}
	return values, nil
}
