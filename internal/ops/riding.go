package ops

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/ridership"
	"sinergi/internal/sheet"
	"sinergi/internal/store"
)

// importRiding keeps a file of counts, door events or tickets: the good rows,
// or with whole all or none. at is when the file was first imported, which is
// when its rows were received, so that importing an old file again does not
// make its rows the newest.
func (d *Desk) importRiding(ctx context.Context, src Source, f File, at time.Time) (Receipt, error) {
	kind := ridership.Kind(f.Kind)
	table, err := sheet.Read(f.Content, ridership.Schema(kind), sheet.Limits{})
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		secret, err := tx.TicketSecret(ctx, src.Service, rand.Text()+rand.Text())
		if err != nil {
			return err
		}
		records, wrong := ridership.FromSheet(kind, table, f.Name, []byte(secret), d.nowUS())
		receipt = Receipt{Refused: byRow(append(refusals(table.Wrong), refusals(wrong)...))}
		if f.Whole && len(receipt.Refused) > 0 {
			return nil
		}
		days := map[civil.Date]bool{}
		for _, r := range records {
			r.Received = at.UnixMicro()
			added, err := tx.AddRiding(ctx, src.Service, r)
			if err != nil {
				return err
			}
			if !added {
				receipt.Duplicate++
				continue
			}
			receipt.Accepted++
			days[r.Day] = true
		}
		if len(days) == 0 {
			return nil
		}
		changed, err := tx.RidingChanged(ctx, src.Service, at.UnixMicro(), slices.Collect(maps.Keys(days)))
		if err != nil {
			return err
		}
		for _, day := range changed {
			if err := tx.Touch(ctx, src.Service, day); err != nil {
				return err
			}
		}
		return nil
	})
	return receipt, err
}
