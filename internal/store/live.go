package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
	"sinergi/internal/transit"
)

// Arrival is usable positions of a device that came together.
type Arrival struct {
	ID         int64
	Device     string
	ReceivedUS int64
	Positions  []transit.Position
}

// Arrivals lists what came for a day of a service since an instant, in the
// order in which it came.
func (tx *Tx) Arrivals(ctx context.Context, service string, day civil.Date, sinceUS int64) ([]Arrival, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a Arrival, err error) {
		var data []byte
		if err = row.Scan(&a.ID, &a.Device, &a.ReceivedUS, &data); err != nil {
			return a, err
		}
		a.Positions, err = transit.Unpack(nil, data)
		return a, err
	}, `
		select id, device, received_us, data from position_batch
		where service = $1 and received_us >= $2 and day = $3 and reason = '' order by received_us, id`,
		service, sinceUS, day.String())
}

// PassageDay is when the runs of a day were at their stops, and how well that
// was foretold.
type PassageDay struct {
	Date     civil.Date
	Touched  int    // of the service day that it was made from
	Body     string // JSON
	Accuracy string // JSON, or empty
}

// SavePassages keeps the passages of a day.
func (tx *Tx) SavePassages(ctx context.Context, service string, d PassageDay) error {
	_, err := tx.Exec(ctx, `
		insert into passage_day (service, date, touched, body, accuracy) values ($1, $2, $3, $4, $5)
		on conflict (service, date) do update set touched = excluded.touched, body = excluded.body, accuracy = excluded.accuracy`,
		service, d.Date.String(), d.Touched, d.Body, d.Accuracy)
	return err
}

// Passages lists the days from first to last of which passages are kept.
func (tx *Tx) Passages(ctx context.Context, service string, first, last civil.Date) ([]PassageDay, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d PassageDay, err error) {
		err = row.Scan(date{&d.Date}, &d.Touched, &d.Body, &d.Accuracy)
		return d, err
	}, `select date, touched, body, accuracy from passage_day where service = $1 and date between $2 and $3 order by date`,
		service, first.String(), last.String())
}
