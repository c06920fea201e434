package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/settlement"
	"sinergi/internal/sqldb"
)

// Statement is a kept version of a month's statement. Its canonical bytes are
// never changed.
type Statement struct {
	ID        string // "pks-bus.2026-10.v1"
	Agreement string
	Month     civil.Month
	Version   int
	SHA256    string
	Canonical []byte // empty in lists
	Provider  string // government code
	Status    settlement.Status
	Total     money.Rupiah
	CreatedUS int64
	CreatedBy string // name
}

const statementColumns = `id, agreement, month, version, sha256, lifecycle, status, total, created_us, created_by`

// AddStatement adds a version. The same version twice is sqldb.ErrUnique.
func (tx *Tx) AddStatement(ctx context.Context, s Statement) error {
	_, err := tx.Exec(ctx, `
		insert into statement (id, agreement, month, version, sha256, canonical, status, total, lifecycle, created_us, created_by, owner)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9)`,
		s.ID, s.Agreement, s.Month.String(), s.Version, s.SHA256, s.Canonical, string(s.Status), int64(s.Total), s.Provider, s.CreatedUS, s.CreatedBy)
	return err
}

// DropDraft takes away a draft that nobody else has seen.
func (tx *Tx) DropDraft(ctx context.Context, id string) error {
	_, err := tx.Exec(ctx, `delete from statement where id = $1 and status = $2`, id, string(settlement.Draft))
	return err
}

// SetStatementStatus records where a statement stands.
func (tx *Tx) SetStatementStatus(ctx context.Context, id string, s settlement.Status) error {
	_, err := tx.Exec(ctx, `update statement set status = $2 where id = $1`, id, string(s))
	return err
}

// Statement gives a version with its bytes.
func (tx *Tx) Statement(ctx context.Context, id string) (s Statement, err error) {
	err = tx.QueryRow(ctx, `select `+statementColumns+`, canonical from statement where id = $1`, id).
		Scan(&s.ID, &s.Agreement, month{&s.Month}, &s.Version, &s.SHA256, &s.Provider, &s.Status, &s.Total, &s.CreatedUS, &s.CreatedBy, &s.Canonical)
	return s, found(err)
}

// Statements lists the versions of an agreement's statements, newest month
// and version first; of all agreements when the id is empty.
func (tx *Tx) Statements(ctx context.Context, agreement string) ([]Statement, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s Statement, err error) {
		err = row.Scan(&s.ID, &s.Agreement, month{&s.Month}, &s.Version, &s.SHA256, &s.Provider, &s.Status, &s.Total, &s.CreatedUS, &s.CreatedBy)
		return s, err
	}, `select `+statementColumns+` from statement where agreement = $1 or $1 = '' order by month desc, agreement, version desc`, agreement)
}

// StatementEvent is a move on a statement, and who made it.
type StatementEvent struct {
	Statement string
	Seq       int
	AtUS      int64
	Account   string
	Name      string
	Move      settlement.Move
}

// AddStatementEvent appends a move.
func (tx *Tx) AddStatementEvent(ctx context.Context, e StatementEvent) error {
	reason := e.Move.Text
	if e.Move.Kind == settlement.MoveSupersede {
		reason = e.Move.Successor
	}
	_, err := tx.Exec(ctx, `
		insert into statement_event (statement, seq, at_us, account, name, government, move, line, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Statement, e.Seq, e.AtUS, e.Account, e.Name, e.Move.By, string(e.Move.Kind), e.Move.Line, reason)
	return err
}

// StatementEvents gives the moves on a statement in order.
func (tx *Tx) StatementEvents(ctx context.Context, statement string) ([]StatementEvent, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e StatementEvent, err error) {
		var reason string
		err = row.Scan(&e.Statement, &e.Seq, &e.AtUS, &e.Account, &e.Name, &e.Move.By, &e.Move.Kind, &e.Move.Line, &reason)
		if e.Move.Kind == settlement.MoveSupersede {
			e.Move.Successor = reason
		} else {
			e.Move.Text = reason
		}
		return e, err
	}, `select statement, seq, at_us, account, name, government, move, line, reason from statement_event where statement = $1 order by seq`, statement)
}
