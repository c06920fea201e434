package sqldb

import (
	"context"
	"database/sql"
	"iter"
)

// Scanner is one row: a *Rows that stands on it, or a *Row.
type Scanner interface {
	Scan(dest ...any) error
}

// Rows is the result of Query.
type Rows struct {
	tx   *Tx
	rows *sql.Rows
}

// Next steps to the next row and reports whether there is one.
func (r *Rows) Next() bool { return r.rows.Next() }

// Scan copies the row's columns into dest.
func (r *Rows) Scan(dest ...any) error { return r.rows.Scan(dest...) }

// Close ends the query. Closing twice does nothing.
func (r *Rows) Close() error { return r.rows.Close() }

// Err returns what ended the rows early, or nil.
func (r *Rows) Err() error {
	if err := r.rows.Err(); err != nil {
		return r.tx.fail(err)
	}
	return nil
}

// Row is the result of QueryRow.
type Row struct {
	tx  *Tx
	row *sql.Row
	err error // found before the statement was run
}

// Scan copies the row's columns into dest, or returns sql.ErrNoRows.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	if err := r.row.Scan(dest...); err != nil {
		return r.tx.fail(err)
	}
	return nil
}

// Collect reads every row with scan and closes rows. Of no rows it returns nil.
func Collect[T any](rows *Rows, scan func(Scanner) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, rows.Err()
}

// Select runs query and reads every row with scan.
func Select[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return Collect(rows, scan)
}

// Get runs query and reads its first row with scan; without a row it returns
// what scan makes of sql.ErrNoRows.
func Get[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	return scan(tx.QueryRow(ctx, query, args...))
}

// Each runs query and yields its rows one by one, so that a long result needs
// no memory. An error is yielded last. On PostgreSQL the loop's body must not
// use tx.
func Each[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := tx.Query(ctx, query, args...)
		if err != nil {
			yield(zero, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			item, err := scan(rows)
			if !yield(item, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, err)
		}
	}
}

// One reads a row of a single column, for Select, Get and Each.
func One[T any](row Scanner) (T, error) {
	var value T
	err := row.Scan(&value)
	return value, err
}
