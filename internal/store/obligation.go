package store

import (
	"context"
	"errors"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/sqldb"
)

// DutyEvent is what somebody did about a period of a duty.
type DutyEvent struct {
	Agreement, Obligation, Period string
	Seq                           int
	AtUS                          int64
	Account, Name                 string
	obligation.Event
}

// AddDutyEvent appends to what was done. A number that is taken is a Conflict:
// somebody else was first.
func (tx *Tx) AddDutyEvent(ctx context.Context, e DutyEvent) error {
	_, err := tx.Exec(ctx, `
		insert into obligation_event (agreement, obligation, period, seq, at_us, account, name, government, move, reason, file)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.Agreement, e.Obligation, e.Period, e.Seq, e.AtUS, e.Account, e.Name, e.Government, string(e.Move), e.Reason, e.File)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "obligation.not_now", err)
	}
	if err != nil {
		return err
	}
	return tx.unsettle(ctx, e.Agreement)
}

const dutyEventColumns = `e.agreement, e.obligation, e.period, e.seq, e.at_us, e.account, e.name, e.government, e.move, e.reason, e.file`

func scanDutyEvent(row sqldb.Scanner) (e DutyEvent, err error) {
	err = row.Scan(&e.Agreement, &e.Obligation, &e.Period, &e.Seq, &e.AtUS, &e.Account, &e.Name, &e.Government, &e.Move, &e.Reason, &e.File)
	return e, err
}

// DutyRecords is what is known of the duties of some agreements.
type DutyRecords struct {
	Obligations map[string][]agreement.Obligation // by agreement, in the order of their ids
	Events      map[string][]DutyEvent            // by agreement, oldest first of each period
	Served      map[string]bool                   // agreements with services, from which figures come
}

// DutyRecords gives what is known of the duties of some agreements.
func (tx *Tx) DutyRecords(ctx context.Context, ids []string) (r DutyRecords, err error) {
	r = DutyRecords{Obligations: map[string][]agreement.Obligation{}, Events: map[string][]DutyEvent{}, Served: map[string]bool{}}
	if len(ids) == 0 {
		return r, nil
	}
	in, args := list(ids)
	obligations, err := sqldb.Select(ctx, tx.Tx, scanObligation, `select `+obligationColumns+` from obligation o where o.agreement in `+in+` order by o.agreement, o.id`, args...)
	if err != nil {
		return r, err
	}
	for _, o := range obligations {
		r.Obligations[o.Agreement] = append(r.Obligations[o.Agreement], o)
	}
	events, err := sqldb.Select(ctx, tx.Tx, scanDutyEvent, `select `+dutyEventColumns+` from obligation_event e where e.agreement in `+in+` order by e.agreement, e.obligation, e.period, e.seq`, args...)
	if err != nil {
		return r, err
	}
	for _, e := range events {
		r.Events[e.Agreement] = append(r.Events[e.Agreement], e)
	}
	served, err := sqldb.Select(ctx, tx.Tx, sqldb.One[string], `select distinct s.agreement from service s where s.agreement in `+in, args...)
	for _, id := range served {
		r.Served[id] = true
	}
	return r, err
}

// eachSide adds their parties to agreements.
func (tx *Tx) eachSide(ctx context.Context, all map[string]agreement.Agreement, where string, args []any) error {
	_, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (struct{}, error) {
		var id string
		var p agreement.Party
		err := row.Scan(&id, &p.Government, &p.Agency, &p.Label, &p.Number)
		if a, known := all[id]; known {
			a.Parties = append(a.Parties, p)
			all[id] = a
		}
		return struct{}{}, err
	}, `select p.agreement, p.government, p.agency, p.label, p.number from agreement_party p `+where+` order by p.agreement, p.position`, args...)
	return err
}

// ClauseLabels gives the clauses of some agreements as trees without their
// texts: what it takes to quote them.
func (tx *Tx) ClauseLabels(ctx context.Context, ids []string) (map[string][]agreement.Clause, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	type node struct {
		agreement.Clause
		of, parent string
	}
	in, args := list(ids)
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (n node, err error) {
		err = row.Scan(&n.of, &n.ID, &n.parent, &n.Label)
		return n, err
	}, `select agreement, id, parent, label from clause where agreement in `+in+` order by agreement, parent, position`, args...)
	if err != nil {
		return nil, err
	}
	below := map[[2]string][]agreement.Clause{}
	for _, n := range all {
		at := [2]string{n.of, n.parent}
		below[at] = append(below[at], n.Clause)
	}
	var tree func(of, parent string) []agreement.Clause
	tree = func(of, parent string) []agreement.Clause {
		level := below[[2]string{of, parent}]
		for i := range level {
			level[i].Children = tree(of, level[i].ID)
		}
		return level
	}
	out := map[string][]agreement.Clause{}
	for _, id := range ids {
		out[id] = tree(id, "")
	}
	return out, nil
}
