package store

import (
	"context"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/ridership"
	"sinergi/internal/sqldb"
)

// TicketSecret gives with what the ids of a service's tickets are hidden. The
// first call keeps fresh as the secret; later ones give the one that is kept.
func (tx *Tx) TicketSecret(ctx context.Context, service, fresh string) (secret string, err error) {
	if _, err := tx.Exec(ctx, `insert into ticket_secret (service, secret) values ($1, $2) on conflict do nothing`, service, fresh); err != nil {
		return "", err
	}
	err = tx.QueryRow(ctx, `select secret from ticket_secret where service = $1`, service).Scan(&secret)
	return secret, err
}

// AddRiding keeps a record of who rode or what was paid. It reports false, and
// keeps nothing, when one that says the same is there already.
func (tx *Tx) AddRiding(ctx context.Context, service string, r ridership.Record) (added bool, err error) {
	n, err := tx.Exec(ctx, `
		insert into riding (service, kind, about, content, day, at_us, trip, line, direction, start_s, vehicle, stop, door, class, payment, void,
			boarded, alighted, income, paid, revision, source, received_us)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) on conflict do nothing`,
		service, string(r.Kind), r.Key(), r.Content(), r.Day.String(), r.At, r.Trip, r.Line, r.Direction, r.Start, r.Vehicle, r.Stop, r.Door, r.Class, string(r.Payment), r.Void,
		r.Boarded, r.Alighted, int64(r.Income), r.Paid, r.Revision, r.Source, r.Received)
	return n > 0, err
}

// RidingChanged gives the days whose figures change by records that were
// received at a moment, of some days: those, and of a ticket whose date was
// corrected the day that it was of before.
func (tx *Tx) RidingChanged(ctx context.Context, service string, receivedUS int64, days []civil.Date) ([]civil.Date, error) {
	others, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d civil.Date, err error) {
		return d, row.Scan(date{&d})
	}, `
		select distinct was.day from riding now join riding was
			on was.service = now.service and was.kind = now.kind and was.about = now.about and was.day <> now.day
		where now.service = $1 and now.kind = 'fares' and now.received_us = $2`, service, receivedUS)
	if err != nil {
		return nil, err
	}
	for _, day := range others {
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days, nil
}

// Riding lists a service's records of days from first to last, and those of
// other days that are about the same as one of them; whatever was said of a
// thing is there, so that the newest can be chosen.
func (tx *Tx) Riding(ctx context.Context, service string, first, last civil.Date) ([]ridership.Record, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (r ridership.Record, err error) {
		var about string
		err = row.Scan(&r.Kind, &about, date{&r.Day}, &r.At, &r.Trip, &r.Line, &r.Direction, &r.Start, &r.Vehicle, &r.Stop, &r.Door, &r.Class, &r.Payment, &r.Void,
			&r.Boarded, &r.Alighted, &r.Income, &r.Paid, &r.Revision, &r.Source, &r.Received)
		if r.Kind == ridership.Fare {
			r.ID = about
		}
		return r, err
	}, `
		select kind, about, day, at_us, trip, line, direction, start_s, vehicle, stop, door, class, payment, void, boarded, alighted, income, paid, revision, source, received_us
		from riding where service = $1 and (day between $2 and $3
			or kind = 'fares' and about in (select about from riding where service = $1 and kind = 'fares' and day between $2 and $3))
		order by day, at_us, kind, about, content`, service, first.String(), last.String())
}
