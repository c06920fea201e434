package store

import (
	"context"

	"sinergi/internal/quantity"
	"sinergi/internal/sqldb"
)

// Truck is a registered lorry of a waste service.
type Truck struct {
	Service    string
	Plate      string
	Government string
	Tare       quantity.Kilograms // 0: not registered
	MaxGross   quantity.Kilograms // 0: not registered
}

// SaveTruck adds or changes a lorry.
func (tx *Tx) SaveTruck(ctx context.Context, t Truck) error {
	_, err := tx.Exec(ctx, `
		insert into truck (service, plate, government, tare_kg, max_gross_kg) values ($1, $2, $3, $4, $5)
		on conflict (service, plate) do update set government = excluded.government, tare_kg = excluded.tare_kg, max_gross_kg = excluded.max_gross_kg`,
		t.Service, t.Plate, t.Government, int64(t.Tare), int64(t.MaxGross))
	if err != nil {
		return err
	}
	return tx.unsettleService(ctx, t.Service)
}

// Trucks lists a service's lorries by plate.
func (tx *Tx) Trucks(ctx context.Context, service string) ([]Truck, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (t Truck, err error) {
		err = row.Scan(&t.Service, &t.Plate, &t.Government, &t.Tare, &t.MaxGross)
		return t, err
	}, `select service, plate, government, tare_kg, max_gross_kg from truck where service = $1 order by plate`, service)
}
