package sqldb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Kinds of failure that both engines have in common, for errors.Is. A query
// that finds no row returns sql.ErrNoRows.
var (
	// ErrUnique: the row's key is taken. See ConstraintError for which.
	ErrUnique = errors.New("unique key is taken")
	// ErrForeignKey: the row refers to one that is missing, or is referred to.
	ErrForeignKey = errors.New("foreign key does not match")
	// ErrCheck: a check constraint does not hold.
	ErrCheck = errors.New("check does not hold")
	// ErrNotNull: a required column is null.
	ErrNotNull = errors.New("required column is null")
	// ErrBusy: another process or transaction held a lock for too long, or kept
	// conflicting with this one. Nothing was written; trying later may succeed.
	ErrBusy = errors.New("database is busy")
	// ErrReadOnly: a statement within Read, or on read-only storage, tried to write.
	ErrReadOnly = errors.New("database is read-only here")
	// ErrArgument: an argument that the engines would store differently or not at all.
	ErrArgument = errors.New("argument cannot be stored")
	// ErrUnsupported: the engine has no such operation.
	ErrUnsupported = errors.New("not supported by this database")
)

// ConstraintError tells which rule of the schema a statement broke. It matches
// ErrUnique, ErrForeignKey, ErrCheck or ErrNotNull under errors.Is.
//
// The engines do not tell the same: SQLite names the table and columns of a
// unique key but not its constraint, and nothing of a foreign key; PostgreSQL
// names the constraint. Use the columns of a unique key, which both give, and
// the constraint's own name of a check.
type ConstraintError struct {
	Kind       error    // ErrUnique, ErrForeignKey, ErrCheck or ErrNotNull
	Constraint string   // its name, where the engine tells
	Table      string   // the table written to, where the engine tells
	Columns    []string // of a unique key in index order, or the column that is null
	Err        error    // what the driver said
}

// Error names the kind and whatever is known of the constraint.
func (e *ConstraintError) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.Error())
	if e.Table != "" {
		fmt.Fprintf(&b, " in %s", e.Table)
	}
	if len(e.Columns) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(e.Columns, ", "))
	}
	if e.Constraint != "" {
		fmt.Fprintf(&b, " constraint %s", e.Constraint)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	return b.String()
}

// Unwrap gives errors.Is and errors.As both the kind and the driver's error.
func (e *ConstraintError) Unwrap() []error { return []error{e.Kind, e.Err} }

// mapError gives a driver's error its common name; others pass unchanged.
func (db *DB) mapError(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return mapSQLite(e, err)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return mapPostgres(e, err)
	}
	return err
}

func mapSQLite(e *sqlite.Error, err error) error {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return sqliteConstraint(ErrUnique, "UNIQUE constraint failed: ", err)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return &ConstraintError{Kind: ErrForeignKey, Err: err}
	case sqlite3.SQLITE_CONSTRAINT_CHECK:
		return sqliteConstraint(ErrCheck, "CHECK constraint failed: ", err)
	case sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		return sqliteConstraint(ErrNotNull, "NOT NULL constraint failed: ", err)
	}
	switch e.Code() & 0xff { // the primary code, without its refinement
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case sqlite3.SQLITE_READONLY:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// sqliteConstraint reads the names out of SQLite's message, the only place
// where it gives them: "... failed: ticket.site, ticket.number (2067)" or, of
// an index on an expression, "... failed: index 'ticket_number'".
func sqliteConstraint(kind error, prefix string, err error) error {
	e := &ConstraintError{Kind: kind, Err: err}
	_, names, found := strings.Cut(err.Error(), prefix)
	if !found {
		return e
	}
	if i := strings.LastIndex(names, " ("); i >= 0 {
		names = names[:i]
	}
	if index, ok := strings.CutPrefix(names, "index '"); ok {
		e.Constraint = strings.TrimSuffix(index, "'")
		return e
	}
	if kind == ErrCheck {
		e.Constraint = names
		return e
	}
	for name := range strings.SplitSeq(names, ", ") {
		table, column, _ := strings.Cut(name, ".")
		e.Table = table
		e.Columns = append(e.Columns, column)
	}
	return e
}

func mapPostgres(e *pgconn.PgError, err error) error {
	c := &ConstraintError{Constraint: e.ConstraintName, Table: e.TableName, Err: err}
	switch e.Code {
	case "23505": // unique_violation
		c.Kind, c.Columns = ErrUnique, keyColumns(e.Detail)
		return c
	case "23503": // foreign_key_violation
		c.Kind = ErrForeignKey
		return c
	case "23514": // check_violation
		c.Kind = ErrCheck
		return c
	case "23502": // not_null_violation
		c.Kind, c.Columns = ErrNotNull, []string{e.ColumnName}
		return c
	case "25006": // read_only_sql_transaction
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	case "55P03": // lock_not_available
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	if retryable(err) {
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}

// keyColumns reads "Key (site, number)=(TPA, 7) already exists.", where
// PostgreSQL quotes a name that needs it. Of an expression the text is kept.
func keyColumns(detail string) []string {
	_, rest, found := strings.Cut(detail, "(")
	if !found {
		return nil
	}
	names, _, found := strings.Cut(rest, ")=(")
	if !found {
		return nil
	}
	columns := strings.Split(names, ", ")
	for i, name := range columns {
		columns[i] = strings.Trim(name, `"`)
	}
	return columns
}

// retryable reports whether PostgreSQL gave up the transaction only because of
// others that ran beside it: serialization_failure or deadlock_detected.
func retryable(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}
