package ops

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// Runs lists the measured runs of a bus service from first to last.
func (d *Desk) Runs(ctx context.Context, who policy.Actor, service string, first, last civil.Date) (runs []transit.Run, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, _, err := busService(ctx, tx, who, policy.SeeService, service); err != nil {
			return err
		}
		runs, err = tx.Runs(ctx, service, store.RunFilter{First: first, Last: last, Start: -1})
		return err
	})
	return runs, err
}
