package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// TimetablePlan is a timetable that planners of a service work at.
type TimetablePlan struct {
	ID       string
	Service  string
	Name     string
	Revision int // the newest
}

// TimetableRevision is a state in which a plan was saved.
type TimetableRevision struct {
	Plan     string
	Number   int    // from 1
	What     string // what was done, in the planner's words
	Account  string
	Name     string // of who saved it
	AtUS     int64
	Feed     string     // SHA-256 of the feed published of it, or ""
	FeedFrom civil.Date // from which the feed is used
}

// maxPlanBody bounds a plan that is unpacked.
const maxPlanBody = 32 << 20

// AddTimetablePlan adds a plan without any state yet.
func (tx *Tx) AddTimetablePlan(ctx context.Context, p TimetablePlan) error {
	_, err := tx.Exec(ctx, `insert into timetable_plan (id, service, name, revision) values ($1, $2, $3, 0)`, p.ID, p.Service, p.Name)
	return err
}

// RenameTimetablePlan gives a plan another name.
func (tx *Tx) RenameTimetablePlan(ctx context.Context, id, name string) error {
	_, err := tx.Exec(ctx, `update timetable_plan set name = $2 where id = $1`, id, name)
	return err
}

func scanTimetablePlan(row sqldb.Scanner) (p TimetablePlan, err error) {
	err = row.Scan(&p.ID, &p.Service, &p.Name, &p.Revision)
	return p, err
}

// TimetablePlan gives one plan.
func (tx *Tx) TimetablePlan(ctx context.Context, id string) (TimetablePlan, error) {
	p, err := sqldb.Get(ctx, tx.Tx, scanTimetablePlan, `select id, service, name, revision from timetable_plan where id = $1`, id)
	return p, found(err)
}

// TimetablePlans lists a service's plans by name.
func (tx *Tx) TimetablePlans(ctx context.Context, service string) ([]TimetablePlan, error) {
	return sqldb.Select(ctx, tx.Tx, scanTimetablePlan, `select id, service, name, revision from timetable_plan where service = $1 order by name, id`, service)
}

// AddTimetableRevision adds the next state of a plan, and gives its number.
func (tx *Tx) AddTimetableRevision(ctx context.Context, r TimetableRevision, body []byte) (int, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(body); err != nil {
		return 0, err
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	p, err := tx.TimetablePlan(ctx, r.Plan)
	if err != nil {
		return 0, err
	}
	n := p.Revision + 1
	if _, err := tx.Exec(ctx, `
		insert into timetable_revision (plan, number, body, what, account, name, at_us) values ($1, $2, $3, $4, $5, $6, $7)`,
		r.Plan, n, packed.Bytes(), r.What, r.Account, r.Name, r.AtUS); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `update timetable_plan set revision = $2 where id = $1`, r.Plan, n)
	return n, err
}

// SetTimetableFeed records the feed that was published of a state.
func (tx *Tx) SetTimetableFeed(ctx context.Context, plan string, number int, feed string, from civil.Date) error {
	_, err := tx.Exec(ctx, `update timetable_revision set feed = $3, feed_from = $4 where plan = $1 and number = $2`, plan, number, feed, from.String())
	return err
}

// TimetableRevisions lists the states of a plan, newest first.
func (tx *Tx) TimetableRevisions(ctx context.Context, plan string, most int) ([]TimetableRevision, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (r TimetableRevision, err error) {
		err = row.Scan(&r.Plan, &r.Number, &r.What, &r.Account, &r.Name, &r.AtUS, &r.Feed, date{&r.FeedFrom})
		return r, err
	}, `select plan, number, what, account, name, at_us, feed, feed_from from timetable_revision where plan = $1 order by number desc limit $2`, plan, most)
}

// TimetableBody gives a state of a plan as it was saved.
func (tx *Tx) TimetableBody(ctx context.Context, plan string, number int) ([]byte, error) {
	packed, err := sqldb.Get(ctx, tx.Tx, func(row sqldb.Scanner) (b []byte, err error) {
		err = row.Scan(&b)
		return b, err
	}, `select body from timetable_revision where plan = $1 and number = $2`, plan, number)
	if err != nil {
		return nil, found(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack revision %d of %s: %w", number, plan, err)
	}
	body, err := io.ReadAll(io.LimitReader(z, maxPlanBody))
	if err != nil {
		return nil, fmt.Errorf("unpack revision %d of %s: %w", number, plan, err)
	}
	return body, nil
}
