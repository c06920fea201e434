package ops

import (
	"cmp"
	"context"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/obligation"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// DutiesAnew lists what Desk.Duties lists, worked out from what was done and
// measured, agreement by agreement.
func (d *Desk) DutiesAnew(ctx context.Context, who policy.Actor) (all []Duty, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		papers, err := tx.Agreements(ctx, "")
		if err != nil {
			return err
		}
		for _, a := range papers {
			if a.Status == agreement.Draft || policy.Can(who, policy.SeeCooperation, agreementResource(a)) != nil {
				continue
			}
			some, err := d.dutiesOf(ctx, tx, who, a)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		urgency := obligation.States()
		slices.SortStableFunc(all, func(x, y Duty) int {
			return cmp.Or(slices.Index(urgency, x.State)-slices.Index(urgency, y.State), x.Period.Until.Compare(y.Period.Until), cmp.Compare(x.Paper.ID, y.Paper.ID), cmp.Compare(x.ID, y.ID), cmp.Compare(x.Period.Key, y.Period.Key))
		})
		return nil
	})
	return all, err
}
