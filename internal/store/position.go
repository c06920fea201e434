package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
	"sinergi/internal/transit"
)

// Batch is the positions of one device and one day that were accepted
// together. Aside is empty for usable positions.
type Batch struct {
	Service    string
	Day        civil.Date
	Device     string
	Aside      transit.Aside
	Positions  []transit.Position
	ReceivedUS int64
}

// AddBatch appends a batch, which is never changed afterwards. It reports
// false, and keeps nothing, when the same batch is there already.
func (tx *Tx) AddBatch(ctx context.Context, b Batch) (added bool, err error) {
	first, last := b.Positions[0].At, b.Positions[0].At
	for _, p := range b.Positions {
		first, last = min(first, p.At), max(last, p.At)
	}
	data := transit.Pack(b.Positions)
	digest := sha256.Sum256(data)
	n, err := tx.Exec(ctx, `
		insert into position_batch (service, day, device, reason, points, first_us, last_us, received_us, digest, data)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
		b.Service, b.Day.String(), b.Device, string(b.Aside), len(b.Positions), first, last, b.ReceivedUS, hex.EncodeToString(digest[:16]), data)
	return n > 0, err
}

// Positions gives the usable positions of a service's day by device, each
// once and in order of time, whatever order they came in.
func (tx *Tx) Positions(ctx context.Context, service string, day civil.Date) (map[string][]transit.Position, error) {
	return tx.positions(ctx, `
		select device, data from position_batch where service = $1 and day = $2 and reason = '' order by device, id`, service, day.String())
}

// SetAside gives the positions of a service's day that were set aside, by
// device, for a reason.
func (tx *Tx) SetAside(ctx context.Context, service string, day civil.Date, why transit.Aside) (map[string][]transit.Position, error) {
	return tx.positions(ctx, `
		select device, data from position_batch where service = $1 and day = $2 and reason = $3 order by device, id`,
		service, day.String(), string(why))
}

func (tx *Tx) positions(ctx context.Context, query string, args ...any) (map[string][]transit.Position, error) {
	all := map[string][]transit.Position{}
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var device string
		var data []byte
		if err := rows.Scan(&device, &data); err != nil {
			return nil, err
		}
		if all[device], err = transit.Unpack(all[device], data); err != nil {
			return nil, err
		}
	}
	for device := range all {
		all[device] = transit.Merge(all[device])
	}
	return all, rows.Err()
}

// Heard sums up what came from a device on a day.
type Heard struct {
	Device string
	Aside  transit.Aside
	Points int
	FirstUS,
	LastUS int64
}

// HeardOn lists what came from each device on a day, set aside or not.
func (tx *Tx) HeardOn(ctx context.Context, service string, day civil.Date) ([]Heard, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (h Heard, err error) {
		err = row.Scan(&h.Device, &h.Aside, &h.Points, &h.FirstUS, &h.LastUS)
		return h, err
	}, `
		select device, reason, sum(points), min(first_us), max(last_us) from position_batch
		where service = $1 and day = $2 group by device, reason order by device, reason`, service, day.String())
}

// LastDayHeard gives the last day before another of which anything came for a
// service; no day when there is none.
func (tx *Tx) LastDayHeard(ctx context.Context, service string, before civil.Date) (civil.Date, error) {
	return sqldb.Get(ctx, tx.Tx, func(row sqldb.Scanner) (d civil.Date, err error) {
		err = row.Scan(date{&d})
		return d, err
	}, `select coalesce(max(day), '') from position_batch where service = $1 and day < $2`, service, before.String())
}

// Touch marks days of a service as changed since they were last measured.
func (tx *Tx) Touch(ctx context.Context, service string, days ...civil.Date) error {
	for _, d := range days {
		if _, err := tx.Exec(ctx, `
			insert into service_day (service, date, touched) values ($1, $2, 1)
			on conflict (service, date) do update set touched = service_day.touched + 1`, service, d.String()); err != nil {
			return err
		}
		if err := tx.unsettleFigures(ctx, service, d); err != nil {
			return err
		}
	}
	return nil
}

// ServiceDay is a day of a service and what it was last measured from.
type ServiceDay struct {
	Service    string
	Date       civil.Date
	Touched    int    // counts every arrival
	Measured   int    // the count when it was measured
	Archive    string // SHA-256 of the day's archive file
	Timetable  string // SHA-256 of the feed
	Border     string // version of the border
	Method     string // version of the measuring method
	MeasuredUS int64
}

// Stale reports whether something arrived after the day was measured.
func (d ServiceDay) Stale() bool { return d.Touched > d.Measured }

const serviceDayColumns = `service, date, touched, measured, archive, timetable, border, method, measured_us`

// ServiceDays lists a service's days from first to last.
func (tx *Tx) ServiceDays(ctx context.Context, service string, first, last civil.Date) ([]ServiceDay, error) {
	return sqldb.Select(ctx, tx.Tx, scanServiceDay, `
		select `+serviceDayColumns+` from service_day where service = $1 and date between $2 and $3 order by date`,
		service, first.String(), last.String())
}

// StaleDays lists days of all services that wait to be measured.
func (tx *Tx) StaleDays(ctx context.Context, limit int) ([]ServiceDay, error) {
	return sqldb.Select(ctx, tx.Tx, scanServiceDay, `
		select `+serviceDayColumns+` from service_day where touched > measured order by date, service limit $1`, limit)
}

func scanServiceDay(row sqldb.Scanner) (d ServiceDay, err error) {
	err = row.Scan(&d.Service, date{&d.Date}, &d.Touched, &d.Measured, &d.Archive, &d.Timetable, &d.Border, &d.Method, &d.MeasuredUS)
	return d, err
}

// SaveServiceDay records what a day was measured from. It reports false, and
// writes nothing, when a newer measurement is already there.
func (tx *Tx) SaveServiceDay(ctx context.Context, d ServiceDay) (bool, error) {
	n, err := tx.Exec(ctx, `
		insert into service_day (`+serviceDayColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (service, date) do update set measured = excluded.measured, archive = excluded.archive, timetable = excluded.timetable,
			border = excluded.border, method = excluded.method, measured_us = excluded.measured_us
		where service_day.measured <= excluded.measured`,
		d.Service, d.Date.String(), d.Touched, d.Measured, d.Archive, d.Timetable, d.Border, d.Method, d.MeasuredUS)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.unsettleFigures(ctx, d.Service, d.Date)
}

// TouchFrom marks every known day from one on as changed, for all services.
func (tx *Tx) TouchFrom(ctx context.Context, first civil.Date) error {
	_, err := tx.Exec(ctx, `update service_day set touched = touched + 1 where date >= $1`, first.String())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update duty_book set until_date = '' where figures_until >= $1 and until_date <> ''`, first.String())
	return err
}
