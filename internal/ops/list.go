package ops

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// Listed is a cooperation in a list, with how many papers of each kind the
// reader may see.
type Listed struct {
	agreement.Cooperation
	Papers map[agreement.Kind]int
}

// CooperationList gives a page of the cooperations that the actor may see, by
// title, from after one of them (empty: the first page). next is what follows
// after; empty at the end.
func (d *Desk) CooperationList(ctx context.Context, who policy.Actor, after string, limit int) (all []Listed, next string, err error) {
	if who.Public() {
		return nil, "", fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if all, next, err = list(ctx, tx, who, after, limit); err != nil {
			return err
		}
		return countPapers(ctx, tx, who, all)
	})
	return all, next, err
}

func list(ctx context.Context, tx *store.Tx, who policy.Actor, after string, limit int) (all []Listed, next string, err error) {
	if after != "" { // a page that begins after what may not be known would tell that it is there
		c, err := tx.Cooperation(ctx, after)
		if err != nil {
			return nil, "", err
		}
		if err := policy.Can(who, policy.SeeCooperation, cooperationResource(c)); err != nil {
			return nil, "", err
		}
	}
	for at := after; ; {
		some, err := tx.CooperationsAfter(ctx, readerOf(who), at, limit+1)
		if err != nil {
			return nil, "", err
		}
		for _, c := range some {
			at = c.ID
			if policy.Can(who, policy.SeeCooperation, cooperationResource(c)) != nil {
				continue
			}
			if len(all) == limit {
				return all, all[limit-1].ID, nil
			}
			all = append(all, Listed{Cooperation: c, Papers: map[agreement.Kind]int{}})
		}
		if len(some) <= limit {
			return all, "", nil
		}
	}
}

// countPapers counts what the actor may see of the papers of cooperations.
func countPapers(ctx context.Context, tx *store.Tx, who policy.Actor, all []Listed) error {
	var ids []string
	in := map[string]Listed{}
	for _, l := range all {
		ids, in[l.ID] = append(ids, l.ID), l
	}
	papers, err := tx.PaperHeads(ctx, ids)
	for _, a := range papers {
		if a.Status == agreement.Draft && policy.Can(who, policy.SeeDraft, agreementResource(a)) != nil {
			continue
		}
		in[a.Cooperation].Papers[a.Kind]++
	}
	return err
}
