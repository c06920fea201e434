package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
	"sinergi/internal/transit"
)

// VehicleDay is what a vehicle did on one day.
type VehicleDay struct {
	Date civil.Date
	transit.VehicleDay
}

// SaveVehicleDays replaces what the vehicles of a service did on a day.
func (tx *Tx) SaveVehicleDays(ctx context.Context, service string, day civil.Date, all []transit.VehicleDay) error {
	if _, err := tx.Exec(ctx, `delete from vehicle_day where service = $1 and date = $2`, service, day.String()); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, sqldb.Bulk{Table: "vehicle_day", Columns: []string{
		"service", "date", "vehicle", "trips", "in_service_m", "beside_m", "empty_m", "silent_m", "on_trips_s", "layover_s", "out_s",
	}}, func(yield func([]any) bool) {
		for _, v := range all {
			if !yield([]any{service, day.String(), v.Vehicle, v.Trips, int64(v.InService), int64(v.Beside), int64(v.Empty), int64(v.Silent), v.OnTrips, v.Layover, v.Out}) {
				return
			}
		}
	})
	return err
}

// VehicleDays lists what the vehicles of a service did on the days of a span,
// both ends included, by vehicle and day.
func (tx *Tx) VehicleDays(ctx context.Context, service string, from, until civil.Date) ([]VehicleDay, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (v VehicleDay, err error) {
		var date string
		if err = row.Scan(&date, &v.Vehicle, &v.Trips, &v.InService, &v.Beside, &v.Empty, &v.Silent, &v.OnTrips, &v.Layover, &v.Out); err != nil {
			return v, err
		}
		v.Date, err = civil.ParseDate(date)
		return v, err
	}, `select date, vehicle, trips, in_service_m, beside_m, empty_m, silent_m, on_trips_s, layover_s, out_s
		from vehicle_day where service = $1 and date between $2 and $3 order by vehicle, date`, service, from.String(), until.String())
}

// Odometer is a reading and who gave it.
type Odometer struct {
	transit.OdometerReading
	AtUS    int64
	Account string
	Name    string
}

// AddOdometer appends a reading; it reports whether that changed anything.
func (tx *Tx) AddOdometer(ctx context.Context, service string, o Odometer) (bool, error) {
	type newest struct {
		seq int
		km  int64
	}
	last, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (n newest, err error) {
		err = row.Scan(&n.seq, &n.km)
		return n, err
	}, `select seq, km from odometer where service = $1 and vehicle = $2 and date = $3 order by seq desc limit 1`, service, o.Vehicle, o.Date.String())
	if err != nil {
		return false, err
	}
	seq := 1
	if len(last) > 0 {
		if last[0].km == o.Km {
			return false, nil
		}
		seq = last[0].seq + 1
	}
	_, err = tx.Exec(ctx, `insert into odometer (service, vehicle, date, seq, km, at_us, account, name) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		service, o.Vehicle, o.Date.String(), seq, o.Km, o.AtUS, o.Account, o.Name)
	return true, err
}

// Odometers lists the readings that count, by vehicle and day.
func (tx *Tx) Odometers(ctx context.Context, service string) ([]Odometer, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (o Odometer, err error) {
		var date string
		if err = row.Scan(&o.Vehicle, &date, &o.Km, &o.AtUS, &o.Account, &o.Name); err != nil {
			return o, err
		}
		o.Date, err = civil.ParseDate(date)
		return o, err
	}, `select o.vehicle, o.date, o.km, o.at_us, o.account, o.name from odometer o
		where o.service = $1 and o.seq = (select max(x.seq) from odometer x where x.service = o.service and x.vehicle = o.vehicle and x.date = o.date)
		order by o.vehicle, o.date`, service)
}
