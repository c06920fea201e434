package ops

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/redline"
	"sinergi/internal/render"
	"sinergi/internal/store"
)

// SendDraft sends the copy of the actor's government to the other parties as
// its next version. The first that is sent is what all have in common; later
// ones are proposals, of which the others decide change by change.
func (d *Desk) SendDraft(ctx context.Context, who policy.Actor, id, note string) error {
	return d.act(ctx, who, "send_draft", "draft "+id, note, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := d.sendable(ctx, tx, n); err != nil {
			return err
		}
		sha, err := d.addVersion(ctx, tx, who, who.Government, id, note, n.Working.Text)
		if err != nil {
			return err
		}
		if n.Draft.Common == "" {
			return d.agreeOn(ctx, tx, who, n, n.Working.Text, sha)
		}
		return d.propose(ctx, tx, who, n, note)
	})
}

// sendable refuses a text that is not to be sent: one that a government writes
// alone, one before the offer, one with something wrong in it, or with wordings
// that nobody has chosen between.
func (d *Desk) sendable(ctx context.Context, tx *store.Tx, n Negotiation) error {
	switch {
	case n.Alone():
		return fault.New(fault.Conflict, "draft.fault.written_alone", "Kind", n.Kind.Name())
	case n.Cooperation.Draft:
		return fault.New(fault.Conflict, "draft.fault.not_offered")
	case len(n.Working.Kept) > 0:
		return fault.New(fault.Conflict, "draft.fault.unsettled", "Count", len(n.Working.Kept))
	}
	facts, err := d.textFacts(ctx, tx, n)
	if err != nil {
		return err
	}
	_, findings := Findings(n.Working.Text, facts)
	var wrong []fault.Field
	for _, f := range draft.Worst(findings) {
		wrong = append(wrong, f.Field())
	}
	return fault.InvalidFields(wrong)
}

// Findings writes a text out and tells what there is to know about it: what its
// marks lack, what is wrong with its form, and what cannot be printed.
func Findings(t draft.Text, f draft.Facts) (draft.Document, []draft.Finding) {
	d, found := t.Write(f)
	return d, slices.Concat(found, t.Check(f), d.Unprintable(render.Prints))
}

func (d *Desk) addVersion(ctx context.Context, tx *store.Tx, who policy.Actor, branch, id, note string, text draft.Text) (sha string, err error) {
	all, err := tx.DraftVersions(ctx, id)
	if err != nil {
		return "", err
	}
	var before *redline.Version
	for i := range all {
		if all[i].Branch == branch {
			before = &all[i]
		}
	}
	v, b, err := redline.Next(before, branch, who.Name, d.nowUS(), note, text)
	if err != nil {
		return "", err
	}
	return v.SHA256, errors.Join(tx.KeepDraftBytes(ctx, v.SHA256, b), tx.AddDraftVersion(ctx, id, v))
}

// propose opens a proposal; one of the same government that is still open is
// replaced by it.
func (d *Desk) propose(ctx context.Context, tx *store.Tx, who policy.Actor, n Negotiation, note string) error {
	p, _, err := redline.Propose(who.Government, who.Name, d.nowUS(), note, *n.Common, n.Working.Text)
	if err != nil {
		return err
	}
	all, err := tx.DraftProposals(ctx, n.ID)
	if err != nil {
		return err
	}
	for _, old := range all {
		if old.From == who.Government && old.ClosedUS == 0 {
			old.ClosedUS = d.nowUS()
			if err := tx.SaveDraftProposal(ctx, n.ID, old); err != nil {
				return err
			}
		}
	}
	return tx.SaveDraftProposal(ctx, n.ID, store.DraftProposal{Number: len(all) + 1, Proposal: p})
}

// Review gives a proposal with its two texts and the changes between them.
func (d *Desk) Review(ctx context.Context, who policy.Actor, id string, number int) (n Negotiation, p store.DraftProposal, base, theirs draft.Text, changes []redline.Change, err error) {
	if n, err = d.Negotiation(ctx, who, id); err != nil {
		return n, p, base, theirs, nil, err
	}
	i := slices.IndexFunc(n.Proposals, func(x store.DraftProposal) bool { return x.Number == number })
	if i < 0 {
		return n, p, base, theirs, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	p = n.Proposals[i]
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if base, theirs, err = proposed(ctx, tx, p.Proposal); err != nil {
			return err
		}
		changes, err = redline.Compare(base, theirs)
		return err
	})
	return n, p, base, theirs, changes, err
}

// proposed gives the two texts of a proposal.
func proposed(ctx context.Context, tx *store.Tx, p redline.Proposal) (base, theirs draft.Text, err error) {
	if base, err = draftText(ctx, tx, p.Base); err != nil {
		return base, theirs, err
	}
	theirs, err = draftText(ctx, tx, p.Theirs)
	return base, theirs, err
}

// Choice is what is decided of one change of a proposal.
type Choice struct {
	Change   string
	Accepted bool
	Comment  string
	Seen     int // how many decisions of the proposal there were when it was made
}

// DecideChanges records what the actor's government decides of changes that
// another one proposes; what a colleague decided meanwhile is not overturned by
// somebody who has not seen it. When nothing is open any more, what was decided is
// what all have in common from then on, and every government's own copy
// follows.
func (d *Desk) DecideChanges(ctx context.Context, who policy.Actor, id string, number int, choices ...Choice) error {
	return d.act(ctx, who, "decide_changes", "draft "+id, fmt.Sprintf("proposal %d", number), func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		all, err := tx.DraftProposals(ctx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x store.DraftProposal) bool { return x.Number == number })
		if i < 0 {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		p := all[i]
		if p.ClosedUS != 0 {
			return fault.New(fault.Conflict, "draft.fault.proposal_closed")
		}
		base, theirs, err := proposed(ctx, tx, p.Proposal)
		if err != nil {
			return err
		}
		changes, err := redline.Compare(base, theirs)
		if err != nil {
			return err
		}
		for _, c := range choices {
			one := redline.Decision{Change: c.Change, Accepted: c.Accepted, Comment: c.Comment, Government: who.Government, By: who.Name, At: d.nowUS()}
			if err := p.Unseen(one, c.Seen); err != nil {
				return err
			}
			if p.Proposal, err = p.Decide(changes, one); err != nil {
				return err
			}
		}
		result, open, err := p.Result(base, theirs)
		if err != nil {
			return err
		}
		if open == 0 {
			p.ClosedUS = d.nowUS()
		}
		if err := tx.SaveDraftProposal(ctx, id, p); err != nil || open > 0 {
			return err
		}
		return d.conclude(ctx, tx, who, n, base, result)
	})
}

// conclude makes what was decided the common text. What became common
// meanwhile, by another proposal, stays; where the two cannot both hold, the
// earlier stands and the other is told to all.
func (d *Desk) conclude(ctx context.Context, tx *store.Tx, who policy.Actor, n Negotiation, base, result draft.Text) error {
	common, conflicts, err := redline.Merge(base, *n.Common, result)
	if err != nil {
		return err
	}
	for i, c := range conflicts {
		t := redline.Thread{ID: fmt.Sprintf("c%d-%d", d.nowUS(), i+1), Clause: c.Node, Quote: c.Theirs, Shared: true}
		if t, err = t.Begin(redline.Remark{By: who.Name, Government: who.Government, At: d.nowUS(), Text: cmp.Or(c.Ours, c.Base, c.Theirs)}); err != nil {
			return err
		}
		if err := tx.SaveDraftThread(ctx, n.ID, t); err != nil {
			return err
		}
	}
	b, err := common.Canonical()
	if err != nil {
		return err
	}
	sha, err := common.SHA256()
	if err != nil {
		return err
	}
	if sha == n.Draft.Common {
		return nil // everything was rejected
	}
	if err := tx.KeepDraftBytes(ctx, sha, b); err != nil {
		return err
	}
	for _, code := range n.Cooperation.Parties { // each takes it over as its next version, if its last was another
		_, err := d.addVersion(ctx, tx, who, code, n.ID, "", common)
		if err != nil && fault.Of(err) != nil && fault.Of(err).Key != "redline.fault.nothing_new" {
			return err
		}
	}
	return d.agreeOn(ctx, tx, who, n, common, sha)
}

// agreeOn makes a text what all parties have in common: every copy follows,
// and the run learns of the new state of its document.
func (d *Desk) agreeOn(ctx context.Context, tx *store.Tx, who policy.Actor, n Negotiation, common draft.Text, sha string) error {
	if err := tx.SetCommon(ctx, n.ID, sha, common.Title); err != nil {
		return err
	}
	for _, code := range n.Cooperation.Parties {
		if err := d.follow(ctx, tx, who, n, code, common); err != nil {
			return err
		}
	}
	return d.supplyText(ctx, tx, who, n, sha)
}

// follow brings the copy of a government up to what all have in common now.
// What it wrote and has not sent stays on top of it; where both cannot hold,
// the common text stands, and its own words are kept aside.
func (d *Desk) follow(ctx context.Context, tx *store.Tx, who policy.Actor, n Negotiation, government string, common draft.Text) error {
	w, err := tx.Working(ctx, n.ID, government)
	if fault.KindOf(err) == fault.NotFound {
		w = store.Working{Draft: n.ID, Government: government, Revision: 1, TouchedUS: d.nowUS(), TouchedBy: who.Name}
		w.Text = common
		return tx.SaveWorking(ctx, w)
	}
	if err != nil {
		return err
	}
	base := common
	if n.Common != nil {
		base = *n.Common
	}
	merged, conflicts, err := redline.Merge(base, common, w.Text)
	if err != nil {
		return err
	}
	is := w
	is.Text = merged
	is.Desk = d.keepAside(is, w.TouchedBy, conflicts)
	return d.keepWhole(ctx, tx, who, w, is, "follow")
}

// supplyText tells the run the hash of the common text, as soon as the gate
// that needs it is open to the actor. Until then it is given by hand.
func (d *Desk) supplyText(ctx context.Context, tx *store.Tx, who policy.Actor, n Negotiation, sha string) error {
	if n.Document.Kind == "" { // minutes beside the document
		return nil
	}
	by, err := d.actor(ctx, tx, who)
	if err != nil {
		return err
	}
	for _, permit := range n.Run.Allowed(by) {
		if permit.Kind != procedure.Supply || permit.Need.Type != procedure.NeedText || permit.Slot.Branch != n.Branch {
			continue
		}
		next, err := n.Run.Apply(procedure.Act{
			Kind: procedure.Supply, At: d.now(), By: by, Base: n.Run.Seq(), Slot: permit.Slot, Need: permit.Need.ID,
			Value: &procedure.Value{Text: &procedure.TextVersion{Hash: sha, Label: n.Title}},
		})
		if err != nil {
			return err
		}
		return d.keepRun(ctx, tx, n.Cooperation, n.Run, next)
	}
	return nil
}
