package store

import (
	"context"
	"fmt"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/retention"
	"sinergi/internal/sqldb"
)

// Archiving is how a party archives a paper, where it differs from what the
// schedule proposes.
type Archiving struct {
	Agreement, Government string
	retention.Rule
	Reason        string
	AtUS          int64
	Account, Name string // who entered it
}

// AddArchiving appends how a paper is archived from now on.
func (tx *Tx) AddArchiving(ctx context.Context, a Archiving) error {
	_, err := tx.Exec(ctx, `
		insert into paper_archive (agreement, government, seq, code, active, inactive, fate, reason, at_us, account, name)
		select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10 from paper_archive where agreement = $1 and government = $2`,
		a.Agreement, a.Government, a.Code, a.Active, a.Inactive, string(a.Fate), a.Reason, a.AtUS, a.Account, a.Name)
	return err
}

// Archivings lists how some papers have been archived, oldest first: the last of
// a government holds.
func (tx *Tx) Archivings(ctx context.Context, agreements []string) ([]Archiving, error) {
	if len(agreements) == 0 {
		return nil, nil
	}
	in, args := list(agreements)
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a Archiving, err error) {
		err = row.Scan(&a.Agreement, &a.Government, &a.Code, &a.Active, &a.Inactive, &a.Fate, &a.Reason, &a.AtUS, &a.Account, &a.Name)
		return a, err
	}, `
		select agreement, government, code, active, inactive, fate, reason, at_us, account, name
		from paper_archive where agreement in `+in+` order by agreement, government, seq`, args...)
}

// Keeping asks in which phase of its retention a paper is on a day, by what a
// government has entered or else by a schedule.
type Keeping struct {
	Phase      retention.Phase
	Government string
	On         civil.Date
	Schedule   retention.Schedule
}

// kept gives the condition under which an agreement a is in that phase. A day
// some years on is compared as text: of 29 February in another year it sorts
// before the first of March, as it should.
func kept(k Keeping, is func(any) string) string {
	years := func(column string, of func(retention.Rule) int) string {
		proposed := `case a.kind`
		for _, kind := range []agreement.Kind{agreement.KB, agreement.PKS, agreement.NK, agreement.Addendum} {
			proposed += fmt.Sprintf(` when '%s' then %d`, kind, of(k.Schedule.For(kind)))
		}
		return `coalesce((select x.` + column + ` from paper_archive x where x.agreement = a.id and x.government = ` + is(k.Government) + ` order by x.seq desc limit 1), ` + proposed + ` else 0 end)`
	}
	active := years("active", func(r retention.Rule) int { return r.Active })
	both := func() string { // placeholders that nobody uses have no type on PostgreSQL
		return active + ` + ` + years("inactive", func(r retention.Rule) int { return r.Inactive })
	}
	until := func(years string) string {
		return `cast(cast(substr(a.until_date, 1, 4) as integer) + ` + years + ` as text) || substr(a.until_date, 5)`
	}
	today := is(k.On.String())
	switch k.Phase {
	case retention.Inactive:
		return `a.until_date <> '' and ` + until(active) + ` < ` + today + ` and ` + until(both()) + ` >= ` + today
	case retention.Over:
		return `a.until_date <> '' and ` + until(both()) + ` < ` + today
	}
	return `a.until_date = '' or ` + until(active) + ` >= ` + today
}
