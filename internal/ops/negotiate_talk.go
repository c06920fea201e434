package ops

import (
	"context"
	"fmt"
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/redline"
	"sinergi/internal/store"
)

// Remark says something about a clause: in a conversation that is there, or,
// with an empty thread, in a new one. Shared conversations are seen by all
// parties. With settle the conversation is closed by it.
func (d *Desk) Remark(ctx context.Context, who policy.Actor, id, thread string, begin redline.Thread, text string, settle bool) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.negotiation(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.MoveProcedure, cooperationResource(n.Cooperation)); err != nil {
			return err
		}
		if n.Working == nil { // who watches does not take part
			return fault.New(fault.Denied, "policy.denied")
		}
		threads, err := tx.DraftThreads(ctx, id)
		if err != nil {
			return err
		}
		said := redline.Remark{By: who.Name, Government: who.Government, At: d.nowUS(), Text: text}
		var t redline.Thread
		if thread == "" {
			begin.ID = fmt.Sprintf("t%d", len(threads)+1)
			t, err = begin.Begin(said)
		} else {
			seen := redline.Seen(threads, who.Government)
			i := slices.IndexFunc(seen, func(x redline.Thread) bool { return x.ID == thread })
			if i < 0 {
				return fault.New(fault.NotFound, "policy.not_found")
			}
			t = seen[i]
			switch {
			case settle:
				t, err = t.Resolve(said)
			case t.Resolved != nil:
				t, err = t.Reopen(said)
			default:
				t, err = t.Reply(said)
			}
		}
		if err != nil {
			return err
		}
		return tx.SaveDraftThread(ctx, id, t)
	})
}

// Open records that the actor has a clause open, for colleagues to see; an
// empty clause that they have left.
func (d *Desk) Open(ctx context.Context, who policy.Actor, id, clause string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.negotiation(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if n.Working == nil {
			return fault.New(fault.Denied, "policy.denied")
		}
		return tx.SeePresence(ctx, id, store.Presence{Account: who.Account, Government: who.Government, Name: who.Name, Clause: clause, SeenUS: d.nowUS()})
	})
}

// DraftBytes gives the canonical bytes of a version of a text to one who may
// see it.
func (d *Desk) DraftBytes(ctx context.Context, who policy.Actor, id, sha256 string) (b []byte, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err := d.negotiation(ctx, tx, who, id)
		if err != nil {
			return err
		}
		versions, err := tx.DraftVersions(ctx, id)
		if err != nil {
			return err
		}
		known := n.Common != nil && n.Draft.Common == sha256 || slices.ContainsFunc(versions, func(v redline.Version) bool { return v.SHA256 == sha256 })
		if !known {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		b, err = tx.DraftBytes(ctx, sha256)
		return err
	})
	return b, err
}
