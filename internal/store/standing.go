package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/policy"
	"sinergi/internal/sqldb"
)

// DutyBook says for which days it is written where the duties of an agreement
// stand.
type DutyBook struct {
	Agreement   string
	First, Last civil.Date
	Renew       civil.Date // the day from which it may be written on; zero: not before Last
	Figures     civil.Date // the last day whose figures are in it; zero: none
	Rules       string     // what it was written by
}

// Standing is a time in which a period of a duty stands in one state, for a set
// of readers.
type Standing struct {
	Obligation, Period string
	Reader             policy.Mark
	First, Last        civil.Date // both included
	Urgency            int        // place of the state in obligation.States
	Begins, Ends       civil.Date // of the period
	Due                civil.Date
	Bearer             string
	Waits              bool // for the readers' government
}

// SetStandings writes anew where the duties of an agreement stand.
func (tx *Tx) SetStandings(ctx context.Context, b DutyBook, all []Standing) error {
	if _, err := tx.Exec(ctx, `delete from duty_standing where agreement = $1`, b.Agreement); err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, sqldb.Bulk{Table: "duty_standing", Columns: []string{
		"agreement", "obligation", "period", "reader", "from_date", "until_date", "urgency", "begins", "ends", "due_month", "bearer", "waits",
	}}, func(yield func([]any) bool) {
		for _, s := range all {
			due := ""
			if !s.Due.IsZero() {
				due = s.Due.MonthOf().String()
			}
			if !yield([]any{b.Agreement, s.Obligation, s.Period, string(s.Reader), s.First.String(), s.Last.String(), s.Urgency, s.Begins.String(), s.Ends.String(), due, s.Bearer, s.Waits}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update duty_book set from_date = $2, until_date = $3, renew_on = $4, figures_until = $5, rules = $6 where agreement = $1`,
		b.Agreement, b.First.String(), b.Last.String(), b.Renew.String(), b.Figures.String(), b.Rules)
	return err
}

// UnsettledDuties lists agreements of which it is not written where their duties
// stand on a day, at most limit.
func (tx *Tx) UnsettledDuties(ctx context.Context, today civil.Date, limit int) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select agreement from duty_book where until_date < $1 union select agreement from duty_book where from_date > $1 limit $2`, today.String(), limit)
}

// DutiesToRenew lists agreements of which it may be written further ahead where
// their duties stand, at most limit.
func (tx *Tx) DutiesToRenew(ctx context.Context, today civil.Date, limit int) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select agreement from duty_book where renew_on <> '' and renew_on <= $1 order by renew_on, agreement limit $2`, today.String(), limit)
}

// DutiesByOtherRules reports whether anything is written by other rules.
func (tx *Tx) DutiesByOtherRules(ctx context.Context, rules string) (bool, error) {
	return sqldb.Get(ctx, tx.Tx, sqldb.One[bool], `select count(*) > 0 from duty_book where rules <> $1 and until_date <> ''`, rules)
}

// UnsettleDuties lets everything be written anew that was written by other rules.
func (tx *Tx) UnsettleDuties(ctx context.Context, rules string) error {
	_, err := tx.Exec(ctx, `update duty_book set until_date = '' where rules <> $1 and until_date <> ''`, rules)
	return err
}

// unsettle notes that the duties of an agreement may stand elsewhere.
func (tx *Tx) unsettle(ctx context.Context, agreementID string) error {
	_, err := tx.Exec(ctx, `update duty_book set until_date = '' where agreement = $1 and until_date <> ''`, agreementID)
	return err
}

// unsettleService is unsettle for the agreement of a service.
func (tx *Tx) unsettleService(ctx context.Context, service string) error {
	_, err := tx.Exec(ctx, `
		update duty_book set until_date = '' where agreement = (select agreement from service where id = $1) and until_date <> ''`, service)
	return err
}

// unsettleFigures is unsettleService for something that was measured, or came,
// of a day. What is of a month that is not over is in no state.
func (tx *Tx) unsettleFigures(ctx context.Context, service string, day civil.Date) error {
	_, err := tx.Exec(ctx, `
		update duty_book set until_date = '' where agreement = (select agreement from service where id = $1) and until_date <> ''
			and substr(figures_until, 1, 7) >= $2`, service, day.MonthOf().String())
	return err
}

// DutyQuery chooses from where duties stand. Empty fields choose all.
type DutyQuery struct {
	Readers                []policy.Mark // one of which the reader has
	On                     civil.Date
	Urgency                int // of a state; -1: any
	Bearer                 string
	Agreement, Cooperation string
	Waiting                bool // for the readers' government
	Due                    bool // only what falls due, by the month in which it does
	few                    bool // of few agreements, by which they are found
}

func (q DutyQuery) where(is func(any) string, readers ...policy.Mark) string {
	in := ""
	for i, m := range readers {
		if i > 0 {
			in += ", "
		}
		in += is(string(m))
	}
	on := is(q.On.String())
	reader := `s.reader`
	if q.few || q.Agreement != "" || q.Cooperation != "" {
		reader += ` || ''` // found by the agreements
	}
	where := reader + ` in (` + in + `) and s.from_date <= ` + on + ` and s.until_date >= ` + on
	if q.Urgency >= 0 {
		where += ` and s.urgency = ` + is(q.Urgency)
	}
	if q.Bearer != "" {
		where += ` and s.bearer = ` + is(q.Bearer)
	}
	if q.Agreement != "" {
		where += ` and s.agreement = ` + is(q.Agreement)
	}
	if q.Cooperation != "" {
		where += ` and s.agreement in (select a.id from agreement a where a.cooperation = ` + is(q.Cooperation) + `)`
	}
	if q.Waiting {
		where += ` and s.waits`
	}
	if q.Due {
		where += ` and s.due_month <> ''`
	}
	return where
}

// ListedDuty names a period of a duty in a list.
type ListedDuty struct{ Agreement, Obligation, Period string }

// ListDuties lists periods of duties, the most urgent first, at most limit after
// so many others.
func (tx *Tx) ListDuties(ctx context.Context, q DutyQuery, from, limit int) ([]ListedDuty, error) {
	order := `urgency, ends, agreement, obligation, period`
	if q.Due {
		order = `due_month, ` + order
	}
	var args []any
	is := numbered(&args)
	union := ""
	for i, m := range q.Readers { // each in the order of an index
		if i > 0 {
			union += ` union all `
		}
		union += `select * from (select s.due_month, s.urgency, s.ends, s.agreement, s.obligation, s.period from duty_standing s where ` + q.where(is, m) + ` order by ` + order + ` limit ` + is(from+limit) + `) x`
	}
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d ListedDuty, err error) {
		err = row.Scan(&d.Agreement, &d.Obligation, &d.Period)
		return d, err
	}, `select agreement, obligation, period from (`+union+`) y order by `+order+` limit `+is(limit)+` offset `+is(from), args...)
}

// DutyCount is how many periods of duties there are.
type DutyCount struct {
	All, Waiting int
	Movable      int // of those that wait: they have begun
	Urgent       int // in the first states: see CountDuties
}

// CountDuties counts periods of duties; urgent are those in so many of the first
// states. Of a list by month what waits or is urgent counts without a day too.
func (tx *Tx) CountDuties(ctx context.Context, q DutyQuery, urgent int) (n DutyCount, err error) {
	var args []any
	is := numbered(&args)
	first, on := is(urgent), is(q.On.String())
	counted := `count(*)`
	if q.Due {
		q.Due, counted = false, `coalesce(sum(case when s.due_month <> '' then 1 else 0 end), 0)`
	}
	err = tx.QueryRow(ctx, `
		select `+counted+`, coalesce(sum(case when s.waits then 1 else 0 end), 0),
			coalesce(sum(case when s.waits and s.begins <= `+on+` then 1 else 0 end), 0), coalesce(sum(case when s.urgency < `+first+` then 1 else 0 end), 0)
		from duty_standing s where `+q.where(is, q.Readers...), args...).Scan(&n.All, &n.Waiting, &n.Movable, &n.Urgent)
	return n, err
}

// CountDutiesBy counts, for each of some cooperations in which there are any, the
// periods of duties in so many of the first states.
func (tx *Tx) CountDutiesBy(ctx context.Context, q DutyQuery, urgent int, cooperations []string) (map[string]int, error) {
	out := map[string]int{}
	if len(cooperations) == 0 {
		return out, nil
	}
	in, args := list(cooperations)
	is := numbered(&args)
	q.few = true
	_, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (struct{}, error) {
		var id string
		var n int
		err := row.Scan(&id, &n)
		out[id] = n
		return struct{}{}, err
	}, `
		select a.cooperation, count(*) from agreement a join duty_standing s on s.agreement = a.id
		where a.cooperation in `+in+` and s.urgency < `+is(urgent)+` and `+q.where(is, q.Readers...)+` group by a.cooperation`, args...)
	return out, err
}
