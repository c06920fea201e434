package ops

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// Start is what the first page of a government shows of its agreements.
type Start struct {
	Any        bool                  // there is a cooperation that the actor may see
	Papers     []agreement.Agreement // in force, those that end first
	More       bool                  // there are others in force
	Services   []agreement.Service
	Unprepared store.Unprepared // by the actor; empty for who does not enter records
}

// mostServices bounds how many services the first page looks at.
const mostServices = 20

// Start gives what the first page shows of agreements: at most so many papers,
// and so many of each kind that can be prepared.
func (d *Desk) Start(ctx context.Context, who policy.Actor, papers, steps int) (s Start, err error) {
	some, _, err := d.CooperationList(ctx, who, "", 1)
	if err != nil {
		return s, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		s = Start{Any: len(some) > 0}
		if s.Papers, err = tx.EndingFirst(ctx, readerOf(who), papers+1); err != nil {
			return err
		}
		if s.More = len(s.Papers) > papers; s.More {
			s.Papers = s.Papers[:papers]
		}
		if s.Services, err = tx.ServicesFor(ctx, readerOf(who), false, d.today(), mostServices); err != nil {
			return err
		}
		if policy.Can(who, policy.EditAgreement, policy.Of(who.Government)) == nil {
			s.Unprepared, err = tx.Unprepared(ctx, who.Government, steps)
		}
		return err
	})
	return s, err
}

// Unsettled lists those of some agreements that have a tariff and no statement:
// the actor's government has not computed a month of them yet.
func (d *Desk) Unsettled(ctx context.Context, pks []string) (all []agreement.Agreement, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err = tx.Unsettled(ctx, pks)
		return err
	})
	return all, err
}
