package sqldb

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Bulk names where many rows go.
type Bulk struct {
	Table   string
	Columns []string
	// OnConflict is a whole clause, such as "on conflict (device, at) do
	// nothing", or empty. With one, PostgreSQL loads by INSERT, not by the
	// faster COPY.
	OnConflict string
}

// maxBulkArgs bounds the arguments of one multi-row insert. Both engines allow
// more (32,766 and 65,535), but longer statements are no faster.
const maxBulkArgs = 1000

// Insert inserts rows, each with one value per column, and returns how many
// went in: fewer than were given if OnConflict skips some. If it fails, the
// whole transaction must be given up. On PostgreSQL the rows must be made
// without the transaction's help.
func (tx *Tx) Insert(ctx context.Context, into Bulk, rows iter.Seq[[]any]) (int64, error) {
	if len(into.Columns) == 0 || len(into.Columns) > maxBulkArgs {
		return 0, fmt.Errorf("insert into %s: %w: %d columns", into.Table, ErrArgument, len(into.Columns))
	}
	insert := tx.insertValues
	if tx.db.dialect == Postgres && into.OnConflict == "" {
		insert = tx.copyIn
	}
	n, err := insert(ctx, into, rows)
	if err != nil {
		return 0, fmt.Errorf("insert into %s: %w", into.Table, err)
	}
	return n, nil
}

// insertValues inserts as many rows a statement as maxBulkArgs allows.
func (tx *Tx) insertValues(ctx context.Context, into Bulk, rows iter.Seq[[]any]) (int64, error) {
	var total int64
	most := maxBulkArgs / len(into.Columns)
	args := make([]any, 0, most*len(into.Columns))
	flush := func() error {
		n, err := tx.Exec(ctx, valuesText(tx.db.dialect, into, len(args)/len(into.Columns)), args...)
		total += n
		args = args[:0]
		return err
	}
	for row := range rows {
		if len(row) != len(into.Columns) {
			return 0, rowLenError(row, into)
		}
		args = append(args, row...)
		if len(args) == most*len(into.Columns) {
			if err := flush(); err != nil {
				return 0, err
			}
		}
	}
	if len(args) > 0 {
		if err := flush(); err != nil {
			return 0, err
		}
	}
	return total, nil
}

func rowLenError(row []any, into Bulk) error {
	return fmt.Errorf("%w: a row of %d values for %d columns", ErrArgument, len(row), len(into.Columns))
}

// valuesText is an insert of n rows: insert into t (a, b) values ($1, $2), ...
// SQLite gets bare question marks, because it looks up numbered ones by name,
// which takes time quadratic in their count.
func valuesText(d Dialect, into Bulk, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "insert into %s (%s) values ", into.Table, strings.Join(into.Columns, ", "))
	for arg := range n * len(into.Columns) {
		switch {
		case arg == 0:
			b.WriteByte('(')
		case arg%len(into.Columns) == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		if d == SQLite {
			b.WriteByte('?')
		} else {
			fmt.Fprintf(&b, "$%d", arg+1)
		}
	}
	b.WriteByte(')')
	if into.OnConflict != "" {
		b.WriteString(" " + into.OnConflict)
	}
	return b.String()
}

// copyIn loads by COPY on the transaction's own connection.
func (tx *Tx) copyIn(ctx context.Context, into Bulk, rows iter.Seq[[]any]) (n int64, err error) {
	next, stop := iter.Pull(rows)
	defer stop()
	var bad error // of a row: CopyFrom itself returns only what the server says of it
	source := pgx.CopyFromFunc(func() (values []any, err error) {
		row, more := next()
		if !more {
			return nil, nil
		}
		if len(row) != len(into.Columns) {
			bad = rowLenError(row, into)
		} else {
			values, bad = storable(row)
		}
		return values, bad
	})
	err = tx.conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return errors.New("not a pgx connection")
		}
		n, err = c.Conn().CopyFrom(ctx, strings.Split(into.Table, "."), into.Columns, source)
		return err
	})
	if bad != nil {
		return 0, bad
	}
	if err != nil {
		return 0, tx.fail(err)
	}
	return n, nil
}
