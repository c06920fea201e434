package ops

import (
	"context"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// discardable refuses to throw a text away that others have seen, or that
// another government began.
func (n Negotiation) discardable(who policy.Actor) error {
	switch {
	case n.Owner != who.Government:
		return fault.New(fault.Denied, "draft.fault.others_text", "Government", GovernmentName(n.Owner))
	case n.Draft.Common != "":
		return fault.New(fault.Conflict, "draft.fault.was_shown")
	}
	return nil
}

// DiscardDraft throws a text away that its government began by mistake, as
// long as nobody else has seen it. Its words are kept for that government,
// which may begin again with them.
func (d *Desk) DiscardDraft(ctx context.Context, who policy.Actor, id string) error {
	return d.noted(ctx, who, "draft "+id, func(tx *store.Tx) (action, detail string, err error) {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return "", "", err
		}
		if err := n.discardable(who); err != nil {
			return "", "", err
		}
		w := *n.Working
		w.TouchedBy, w.TouchedUS = who.Name, d.nowUS()
		return "discard_draft", n.Text().Title, tx.DiscardDraft(ctx, n.Draft, w)
	})
}

// DiscardedDrafts lists what the actor's government threw away of a run's
// texts, or of a branch's, newest first.
func (d *Desk) DiscardedDrafts(ctx context.Context, who policy.Actor, run, branch string) (all []store.Discarded, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := d.run(ctx, tx, who, policy.MoveProcedure, run); err != nil {
			return err
		}
		all, err = tx.DiscardedDrafts(ctx, run, branch, who.Government)
		return err
	})
	return all, err
}

// DiscardedText gives the words of a text that the actor's government threw
// away, to begin again with them.
func (d *Desk) DiscardedText(ctx context.Context, who policy.Actor, run, branch string, id int64) (t draft.Text, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := d.run(ctx, tx, who, policy.MoveProcedure, run); err != nil {
			return err
		}
		t, err = tx.DiscardedText(ctx, id, run, branch, who.Government)
		return err
	})
	return t, err
}
