package ops

import (
	"context"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// Library gives the clauses, templates and lists as the actor's government uses
// them: those that are shipped, and how it words clauses itself.
func (d *Desk) Library(ctx context.Context, who policy.Actor) (lib formulary.Library, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		lib, err = d.libraryOf(ctx, tx, who.Government)
		return err
	})
	return lib, err
}

func (d *Desk) libraryOf(ctx context.Context, tx *store.Tx, government string) (formulary.Library, error) {
	if government == "" {
		return d.library, nil
	}
	all, err := tx.OwnWordings(ctx, government)
	if err != nil || len(all) == 0 {
		return d.library, err
	}
	own := map[string][]formulary.Wording{}
	for _, w := range all {
		own[w.Clause] = append(own[w.Clause], w.Wording)
	}
	return d.library.With(government, own), nil
}

// WordClause keeps how the actor's government words a clause of the library
// from now on, with the reason. seen is the version of its own wording that the
// actor saw, 0 when there was none: it is a Conflict when a colleague has
// changed it meanwhile. Texts keep the wording that they copied.
func (d *Desk) WordClause(ctx context.Context, who policy.Actor, clause string, seen int, w formulary.Wording) error {
	if err := policy.Can(who, policy.WordClause, policy.Of(who.Government)); err != nil {
		return err
	}
	w.On, w.By, w.Reference = d.today(), who.Name, draft.Clean(w.Reference)
	return d.act(ctx, who, "word_clause", "government "+who.Government, clause, func(tx *store.Tx) error {
		lib, err := d.libraryOf(ctx, tx, who.Government)
		if err != nil {
			return err
		}
		if base, err := lib.Entry(clause); err != nil {
			return err
		} else if _, _, own := base.Base(); own {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		now := 0
		if e, err := lib.Entry(formulary.OwnID(clause, who.Government)); err == nil {
			now = e.Newest().Version
		}
		if now != seen {
			return fault.New(fault.Conflict, "text.wording_moved_on")
		}
		if w, err = lib.Own(clause, who.Government, w); err != nil {
			return err
		}
		return tx.AddOwnWording(ctx, store.OwnWording{Government: who.Government, Clause: clause, Wording: w, AtUS: d.nowUS(), Account: who.Account})
	})
}
