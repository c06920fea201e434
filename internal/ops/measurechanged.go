package ops

import (
	"context"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/store"
)

// MeasureChanged measures the days that have changed, of one service or, with
// "", of all, and of one month or, with the zero month, of all. It gives how
// many days that were. A service that does not exist is NotFound.
func (d *Desk) MeasureChanged(ctx context.Context, service string, m civil.Month, progress func(done, total int)) (int, error) {
	var days []store.ServiceDay
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if service != "" {
			if _, _, err := tx.Service(ctx, service, d.today()); err != nil {
				return err
			}
		}
		days, err = tx.StaleDays(ctx, 100_000)
		days = slices.DeleteFunc(days, func(x store.ServiceDay) bool {
			return service != "" && x.Service != service || m != (civil.Month{}) && x.Date.MonthOf() != m
		})
		return err
	})
	if err != nil {
		return 0, err
	}
	return len(days), d.measureDays(ctx, days, progress)
}
