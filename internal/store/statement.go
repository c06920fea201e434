package store

import (
	"context"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
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
	Waiting   Uncounted
}

// Uncounted is how many tickets of a month wait for a decision, and what they
// weigh. They are in no figure of the month's statement.
type Uncounted struct {
	Tickets int
	Mass    quantity.Kilograms
}

const statementColumns = `id, agreement, month, version, sha256, lifecycle, status, total, created_us, created_by, waiting, waiting_kg`

// into lists where statementColumns go.
func (s *Statement) into() []any {
	return []any{&s.ID, &s.Agreement, month{&s.Month}, &s.Version, &s.SHA256, &s.Provider, &s.Status, &s.Total, &s.CreatedUS, &s.CreatedBy, &s.Waiting.Tickets, &s.Waiting.Mass}
}

// AddStatement adds a version. The same version twice is sqldb.ErrUnique.
func (tx *Tx) AddStatement(ctx context.Context, s Statement) error {
	_, err := tx.Exec(ctx, `
		insert into statement (id, agreement, month, version, sha256, canonical, status, total, lifecycle, created_us, created_by, owner, waiting, waiting_kg)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9, $12, $13)`,
		s.ID, s.Agreement, s.Month.String(), s.Version, s.SHA256, s.Canonical, string(s.Status), int64(s.Total), s.Provider, s.CreatedUS, s.CreatedBy, s.Waiting.Tickets, int64(s.Waiting.Mass))
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

// SetUncounted records what waited when a statement was computed or offered.
func (tx *Tx) SetUncounted(ctx context.Context, id string, w Uncounted) error {
	_, err := tx.Exec(ctx, `update statement set waiting = $2, waiting_kg = $3 where id = $1`, id, w.Tickets, int64(w.Mass))
	return err
}

// AddEvidence keeps the list of records behind a measurement by its hash. The
// same list again changes nothing.
func (tx *Tx) AddEvidence(ctx context.Context, sha256, list string) error {
	_, err := tx.Exec(ctx, `insert into evidence (sha256, list) values ($1, $2) on conflict do nothing`, sha256, list)
	return err
}

// Evidence gives a kept list by its hash.
func (tx *Tx) Evidence(ctx context.Context, sha256 string) (list string, err error) {
	err = tx.QueryRow(ctx, `select list from evidence where sha256 = $1`, sha256).Scan(&list)
	return list, found(err)
}

// Moved reports whether something of a service's days came, or was measured
// again, after an instant.
func (tx *Tx) Moved(ctx context.Context, service string, first, last civil.Date, afterUS int64) (moved bool, err error) {
	err = tx.QueryRow(ctx, `
		select count(*) > 0 from service_day where service = $1 and date between $2 and $3 and (touched > measured or measured_us > $4)`,
		service, first.String(), last.String(), afterUS).Scan(&moved)
	return moved, err
}

// LastOperated gives the last day up to a limit of which a service has a
// delivered run or a ticket; the zero date when there is none.
func (tx *Tx) LastOperated(ctx context.Context, service string, until civil.Date) (day civil.Date, err error) {
	for _, query := range []string{
		`select coalesce(max(date), '') from run where service = $1 and date <= $2 and delivered_m > 0`,
		`select coalesce(max(day), '') from weighing where service = $1 and day <= $2`,
	} {
		var text string
		if err := tx.QueryRow(ctx, query, service, until.String()).Scan(&text); err != nil {
			return day, err
		}
		if text == "" {
			continue
		}
		d, err := civil.ParseDate(text)
		if err != nil {
			return day, err
		}
		if d.After(day) {
			day = d
		}
	}
	return day, nil
}

// Statement gives a version with its bytes.
func (tx *Tx) Statement(ctx context.Context, id string) (s Statement, err error) {
	err = tx.QueryRow(ctx, `select `+statementColumns+`, canonical from statement where id = $1`, id).
		Scan(append(s.into(), &s.Canonical)...)
	return s, found(err)
}

// Statements lists the versions of an agreement's statements, newest month
// and version first; of all agreements when the id is empty.
func (tx *Tx) Statements(ctx context.Context, agreement string) ([]Statement, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s Statement, err error) {
		err = row.Scan(s.into()...)
		return s, err
	}, `select `+statementColumns+` from statement where `+ofOrAll("agreement", agreement)+` order by month desc, agreement, version desc`, agreement)
}

// StatementsOfYear lists the versions of the statements of some agreements for
// the months of a year.
func (tx *Tx) StatementsOfYear(ctx context.Context, agreements []string, year int) ([]Statement, error) {
	if len(agreements) == 0 {
		return nil, nil
	}
	in, args := list(agreements)
	is := numbered(&args)
	first, last := civil.Month{Year: year, Month: time.January}, civil.Month{Year: year, Month: time.December}
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s Statement, err error) {
		err = row.Scan(s.into()...)
		return s, err
	}, `select `+statementColumns+` from statement where agreement in `+in+` and month between `+is(first.String())+` and `+is(last.String()), args...)
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
	all, err := tx.eventsOf(ctx, []string{statement})
	return all[statement], err
}

func (tx *Tx) eventsOf(ctx context.Context, statements []string) (map[string][]StatementEvent, error) {
	in, args := list(statements)
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e StatementEvent, err error) {
		var reason string
		err = row.Scan(&e.Statement, &e.Seq, &e.AtUS, &e.Account, &e.Name, &e.Move.By, &e.Move.Kind, &e.Move.Line, &reason)
		if e.Move.Kind == settlement.MoveSupersede {
			e.Move.Successor = reason
		} else {
			e.Move.Text = reason
		}
		return e, err
	}, `select statement, seq, at_us, account, name, government, move, line, reason from statement_event where statement in `+in+` order by statement, seq`, args...)
	out := map[string][]StatementEvent{}
	for _, e := range all {
		out[e.Statement] = append(out[e.Statement], e)
	}
	return out, err
}

// StatementRecords is what is kept of some statements.
type StatementRecords struct {
	Canonical map[string][]byte           // by id
	Events    map[string][]StatementEvent // by id, in order
	Of        map[string][]Statement      // those of all months, by agreement, newest month and version first
}

// StatementRecords gives what is kept of some statements.
func (tx *Tx) StatementRecords(ctx context.Context, all []ListedStatement) (r StatementRecords, err error) {
	r = StatementRecords{Canonical: map[string][]byte{}, Of: map[string][]Statement{}}
	if len(all) == 0 {
		return r, nil
	}
	var ids, papers []string
	for _, s := range all {
		ids, papers = append(ids, s.ID), append(papers, s.Agreement)
	}
	if r.Events, err = tx.eventsOf(ctx, ids); err != nil {
		return r, err
	}
	in, args := list(ids)
	if _, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (struct{}, error) {
		var id string
		var canonical []byte
		err := row.Scan(&id, &canonical)
		r.Canonical[id] = canonical
		return struct{}{}, err
	}, `select id, canonical from statement where id in `+in, args...); err != nil {
		return r, err
	}
	in, args = list(papers)
	of, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s Statement, err error) {
		err = row.Scan(s.into()...)
		return s, err
	}, `select `+statementColumns+` from statement where agreement in `+in+` order by month desc, agreement, version desc`, args...)
	for _, s := range of {
		r.Of[s.Agreement] = append(r.Of[s.Agreement], s)
	}
	return r, err
}
