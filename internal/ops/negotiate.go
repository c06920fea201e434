package ops

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/redline"
	"sinergi/internal/store"
)

// here is how long somebody who opened a clause counts as being in it.
const here = 90 * time.Second

// Negotiation is a text under negotiation as one government sees it.
type Negotiation struct {
	store.Draft
	Cooperation agreement.Cooperation
	Run         procedure.Run
	Document    procedure.DocumentView
	Facts       draft.Facts
	Working     *store.Working // of the reader's government; nil when it has none
	Common      *draft.Text    // what all parties last had in common; nil before the first was sent
	Versions    []redline.Version
	Proposals   []store.DraftProposal
	Threads     []redline.Thread // that the reader may see
	Present     []store.Presence // colleagues who have a clause open
	MayEdit     bool
}

// Sent reports whether the text is out for signature: nothing changes it.
func (n Negotiation) Sent() bool { return n.Document.Sent != nil }

// Text is what the reader reads: the own copy, or what all have in common.
func (n Negotiation) Text() draft.Text {
	if n.Working != nil {
		return n.Working.Text
	}
	if n.Common != nil {
		return *n.Common
	}
	return draft.Text{}
}

// BeginDraft begins the text of a run's document, or of a branch's, as the
// actor's government's own copy. Nobody else sees it before it is sent.
func (d *Desk) BeginDraft(ctx context.Context, who policy.Actor, run, branch string, text draft.Text) (id string, err error) {
	err = d.act(ctx, who, "begin_draft", "run "+run, string(text.Kind), func(tx *store.Tx) error {
		r, c, err := d.run(ctx, tx, who, policy.MoveProcedure, run)
		if err != nil {
			return err
		}
		if err := d.mayWrite(ctx, tx, who, r, branch); err != nil {
			return err
		}
		id = run + "." + string(text.Kind)
		if branch != "" {
			id += "." + branch
		}
		if err := tx.AddDraft(ctx, store.Draft{ID: id, Cooperation: c.ID, Run: run, Branch: branch, Kind: text.Kind, Title: text.Title, Owner: who.Government}); err != nil {
			return err
		}
		return tx.SaveWorking(ctx, store.Working{Draft: id, Government: who.Government, Revision: 1, Text: text, TouchedUS: d.nowUS(), TouchedBy: who.Name})
	})
	return id, err
}

// mayWrite holds who changes a text: officers of a party, and nobody once it
// is out for signature.
func (d *Desk) mayWrite(ctx context.Context, tx *store.Tx, who policy.Actor, run procedure.Run, branch string) error {
	by, err := d.actor(ctx, tx, who)
	if err != nil {
		return err
	}
	if !slices.Contains([]procedure.OfficeKind{procedure.Cooperation, procedure.Agency, procedure.Secretary}, by.Kind) {
		return fault.New(fault.Denied, "procedure.wrong_office", "Office", procedure.Cooperation.Name())
	}
	if sent := run.Document(branch).Sent; sent != nil {
		return fault.New(fault.Conflict, "draft.fault.is_sent")
	}
	return nil
}

// negotiation loads a text that the actor may see. A government sees it once
// it has a copy; before that it is the affair of the one that began it.
func (d *Desk) negotiation(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (n Negotiation, err error) {
	if n.Draft, err = tx.Draft(ctx, id); err != nil {
		if who.Public() {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return n, err
	}
	if n.Run, n.Cooperation, err = d.run(ctx, tx, who, policy.SeeProcedure, n.Draft.Run); err != nil {
		return n, err
	}
	switch w, err := tx.Working(ctx, id, who.Government); {
	case err == nil:
		n.Working = &w
	case fault.KindOf(err) != fault.NotFound:
		return n, err
	case n.Draft.Common == "":
		return n, fault.New(fault.NotFound, "policy.not_found")
	}
	if n.Draft.Common != "" {
		text, err := draftText(ctx, tx, n.Draft.Common)
		if err != nil {
			return n, err
		}
		n.Common = &text
	}
	n.Document = n.Run.Document(n.Branch)
	n.MayEdit = n.Working != nil && d.mayWrite(ctx, tx, who, n.Run, n.Branch) == nil
	return n, nil
}

func draftText(ctx context.Context, tx *store.Tx, sha256 string) (draft.Text, error) {
	b, err := tx.DraftBytes(ctx, sha256)
	if err != nil {
		return draft.Text{}, err
	}
	return draft.Parse(b)
}

// Negotiation gives a text with its versions, proposals and conversations.
func (d *Desk) Negotiation(ctx context.Context, who policy.Actor, id string) (n Negotiation, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if n, err = d.negotiation(ctx, tx, who, id); err != nil {
			return err
		}
		if n.Facts, err = d.facts(ctx, tx, n.Run, n.Branch); err != nil {
			return err
		}
		versions, err := tx.DraftVersions(ctx, id)
		if err != nil {
			return err
		}
		n.Versions = versions
		if n.Proposals, err = tx.DraftProposals(ctx, id); err != nil {
			return err
		}
		threads, err := tx.DraftThreads(ctx, id)
		if err != nil {
			return err
		}
		n.Threads = redline.Seen(threads, who.Government)
		n.Present, err = tx.Present(ctx, id, who.Government, d.now().Add(-here).UnixMicro())
		return err
	})
	return n, err
}

// Drafts lists the texts of a cooperation that the actor may see.
func (d *Desk) Drafts(ctx context.Context, who policy.Actor, cooperation string) (all []store.Draft, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, cooperation)
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.SeeProcedure, cooperationResource(c)); err != nil {
			return err
		}
		drafts, err := tx.Drafts(ctx, cooperation)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(drafts, func(x store.Draft) bool { return x.Common == "" && x.Owner != who.Government })
		return nil
	})
	return all, err
}

// EditDraft changes the copy of the actor's government by edits that were made
// on the state base (what the officer saw of the clauses concerned). What a
// colleague changed meanwhile is kept: the two are merged, word by word, and
// what cannot be is told as conflicts, in a conversation on the clause. It
// gives the new revision.
func (d *Desk) EditDraft(ctx context.Context, who policy.Actor, id string, base draft.Text, ops ...draft.Op) (revision int, conflicts []redline.Conflict, err error) {
	edited, _, err := draft.Apply(base, ops...)
	if err != nil {
		return 0, nil, err
	}
	return d.rewrite(ctx, who, id, base, edited)
}

// RewriteDraft replaces the copy of the actor's government by a text that was
// made from base, such as one that comes back from Word.
func (d *Desk) RewriteDraft(ctx context.Context, who policy.Actor, id string, base, edited draft.Text) (revision int, conflicts []redline.Conflict, err error) {
	return d.rewrite(ctx, who, id, base, edited)
}

func (d *Desk) rewrite(ctx context.Context, who policy.Actor, id string, base, edited draft.Text) (revision int, conflicts []redline.Conflict, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		merged, found, err := redline.Merge(base, edited, n.Working.Text)
		if err != nil {
			return err
		}
		w := *n.Working
		w.Text, w.Revision, w.TouchedUS, w.TouchedBy = merged, w.Revision+1, d.nowUS(), who.Name
		if err := tx.SaveWorking(ctx, w); err != nil {
			return err
		}
		revision, conflicts = w.Revision, found
		return d.tellConflicts(ctx, tx, who, id, w.Revision, found)
	})
	return revision, conflicts, err
}

func (d *Desk) writable(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (Negotiation, error) {
	n, err := d.negotiation(ctx, tx, who, id)
	if err != nil {
		return n, err
	}
	if err := policy.Can(who, policy.MoveProcedure, cooperationResource(n.Cooperation)); err != nil {
		return n, err
	}
	if err := d.mayWrite(ctx, tx, who, n.Run, n.Branch); err != nil {
		return n, err
	}
	if n.Working == nil {
		return n, fault.New(fault.Denied, "policy.denied")
	}
	return n, nil
}

// tellConflicts opens a conversation among colleagues for each place where two
// edits could not both hold, with the words that do not stand in the text.
func (d *Desk) tellConflicts(ctx context.Context, tx *store.Tx, who policy.Actor, id string, revision int, conflicts []redline.Conflict) error {
	for i, c := range conflicts {
		t := redline.Thread{ID: fmt.Sprintf("r%d-%s-%d", revision, who.Government, i+1), Clause: c.Node, Quote: c.Theirs}
		t, err := t.Begin(redline.Remark{By: who.Name, Government: who.Government, At: d.nowUS(), Text: cmp.Or(c.Ours, c.Base, c.Theirs)})
		if err != nil {
			return err
		}
		if err := tx.SaveDraftThread(ctx, id, t); err != nil {
			return err
		}
	}
	return nil
}

// SendDraft sends the copy of the actor's government to the other parties as
// its next version. The first that is sent is what all have in common; later
// ones are proposals, of which the others decide change by change.
func (d *Desk) SendDraft(ctx context.Context, who policy.Actor, id, note string) error {
	return d.act(ctx, who, "send_draft", "draft "+id, note, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if n.Cooperation.Draft {
			return fault.New(fault.Conflict, "draft.fault.not_offered")
		}
		sha, err := d.addVersion(ctx, tx, who, id, note, n.Working.Text)
		if err != nil {
			return err
		}
		if n.Draft.Common == "" {
			return d.agreeOn(ctx, tx, who, n, n.Working.Text, sha)
		}
		return d.propose(ctx, tx, who, n, note)
	})
}

func (d *Desk) addVersion(ctx context.Context, tx *store.Tx, who policy.Actor, id, note string, text draft.Text) (sha string, err error) {
	all, err := tx.DraftVersions(ctx, id)
	if err != nil {
		return "", err
	}
	var before *redline.Version
	for i := range all {
		if all[i].Branch == who.Government {
			before = &all[i]
		}
	}
	v, b, err := redline.Next(before, who.Government, who.Name, d.nowUS(), note, text)
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
}

// DecideChanges records what the actor's government decides of changes that
// another one proposes. When nothing is open any more, what was decided is
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
			p.Proposal, err = p.Decide(changes, redline.Decision{Change: c.Change, Accepted: c.Accepted, Comment: c.Comment, Government: who.Government, By: who.Name, At: d.nowUS()})
			if err != nil {
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

func (d *Desk) follow(ctx context.Context, tx *store.Tx, who policy.Actor, n Negotiation, government string, common draft.Text) error {
	w, err := tx.Working(ctx, n.ID, government)
	if fault.KindOf(err) == fault.NotFound {
		return tx.SaveWorking(ctx, store.Working{Draft: n.ID, Government: government, Revision: 1, Text: common, TouchedUS: d.nowUS(), TouchedBy: who.Name})
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
	w.Text, w.Revision, w.TouchedUS, w.TouchedBy = merged, w.Revision+1, d.nowUS(), who.Name
	if err := tx.SaveWorking(ctx, w); err != nil {
		return err
	}
	mine := who
	mine.Government = government // the words that gave way are told to those who wrote them
	return d.tellConflicts(ctx, tx, mine, n.ID, w.Revision, conflicts)
}

// supplyText tells the run the hash of the common text, as soon as the gate
// that needs it is open to the actor. Until then it is given by hand.
func (d *Desk) supplyText(ctx context.Context, tx *store.Tx, who policy.Actor, n Negotiation, sha string) error {
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
		if _, err := d.negotiation(ctx, tx, who, id); err != nil {
			return err
		}
		return tx.SeePresence(ctx, id, store.Presence{Account: who.Account, Government: who.Government, Name: who.Name, Clause: clause, SeenUS: d.nowUS()})
	})
}
