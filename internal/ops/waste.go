package ops

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
)

func (d *Desk) wasteMeasurements(_ context.Context, _ *store.Tx, _ agreement.Service, _ []string, _ civil.Month) ([]settlement.Measurement, []settlement.Source, error) {
	return nil, nil, nil
}

// ImportTickets will be replaced.
func (d *Desk) ImportTickets(_ context.Context, _ Source, _ string, _ any) (Receipt, error) {
	return Receipt{}, nil
}
