package ops

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// PublicEntry is a cooperation in the list that anyone may read.
type PublicEntry struct {
	agreement.Cooperation
	Papers   []agreement.Agreement          // that were signed, without parties and signers
	Services map[string][]agreement.Service // by paper
}

// PublicList gives a page of what anyone may know by title, from after a
// cooperation (empty: the first page): cooperations that are no drafts, in which
// something was signed. next is what follows after, empty at the end; total is
// how many there are.
func (d *Desk) PublicList(ctx context.Context, after string, limit int) (all []PublicEntry, next string, total int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, next = nil, ""
		if after != "" {
			if c, err := tx.Cooperation(ctx, after); err != nil || c.Draft {
				return fault.New(fault.NotFound, "policy.not_found")
			}
		}
		some, err := tx.PublicAfter(ctx, after, limit+1)
		if err != nil {
			return err
		}
		if len(some) > limit {
			some = some[:limit]
			next = some[limit-1].ID
		}
		ids, at := make([]string, len(some)), map[string]int{}
		for i, c := range some {
			all, ids[i], at[c.ID] = append(all, PublicEntry{Cooperation: c, Services: map[string][]agreement.Service{}}), c.ID, i
		}
		papers, err := tx.PapersOf(ctx, ids)
		if err != nil {
			return err
		}
		of := map[string]string{} // paper: cooperation
		for _, a := range papers {
			of[a.ID] = a.Cooperation
			all[at[a.Cooperation]].Papers = append(all[at[a.Cooperation]].Papers, a)
		}
		services, err := tx.ServicesIn(ctx, ids, d.today())
		if err != nil {
			return err
		}
		for _, s := range services {
			e := all[at[of[s.Agreement]]]
			e.Services[s.Agreement] = append(e.Services[s.Agreement], s)
		}
		total, err = tx.CountPublic(ctx)
		return err
	})
	return all, next, total, err
}

// PublicDossier gives a cooperation as anyone may read it.
func (d *Desk) PublicDossier(ctx context.Context, id string) (dossier Dossier, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, id)
		if err != nil {
			return err
		}
		if dossier, err = d.dossier(ctx, tx, policy.Actor{}, c); err != nil {
			return err
		}
		if c.Draft || len(dossier.Papers) == 0 {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		return nil
	})
	return dossier, err
}
