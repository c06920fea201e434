package ops

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
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
	Document    procedure.DocumentView // empty for a letter beside the document
	Facts       draft.Facts
	Working     *store.Working // of the reader's government; nil when it has none
	Common      *draft.Text    // what all parties last had in common; nil before the first was sent
	Versions    []redline.Version
	Proposals   []store.DraftProposal
	Threads     []redline.Thread // that the reader may see
	Present     []store.Presence // colleagues who have a clause open
	Steps       []store.Step     // the last changes of the own copy, newest first
	MayEdit     bool
	MayDiscard  bool  // it was begun by mistake, perhaps: nobody else has seen it
	Why         error // what keeps the reader from editing, where they have a copy
}

// Sent reports whether the text is out for signature: nothing changes it.
func (n Negotiation) Sent() bool { return n.Document.Sent != nil }

// Shown reports whether the other parties were sent the own copy as it is.
func (n Negotiation) Shown() bool {
	if n.Working == nil {
		return false
	}
	sha, err := n.Working.Text.SHA256()
	return err == nil && slices.ContainsFunc(n.Versions, func(v redline.Version) bool {
		return v.Branch == n.Working.Government && v.SHA256 == sha
	})
}

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
// actor's government's own copy. Nobody else sees it before it is sent. A form
// that is sent twice begins one text.
func (d *Desk) BeginDraft(ctx context.Context, who policy.Actor, run, branch string, text draft.Text) (id string, err error) {
	err = d.act(ctx, who, "begin_draft", "run "+run, string(text.Kind), func(tx *store.Tx) error {
		r, c, err := d.run(ctx, tx, who, policy.MoveProcedure, run)
		if err != nil {
			return err
		}
		if !slices.Contains(textsOf(r, branch), text.Kind) {
			return fault.New(fault.Invalid, "draft.fault.other_document", "Kind", text.Kind.Name())
		}
		if err := d.mayWrite(ctx, tx, who, r, branch, text.Kind); err != nil {
			return err
		}
		for _, p := range text.Parties {
			if !slices.ContainsFunc(r.Parties(), func(q procedure.Party) bool { return p.Government == q.Code || p.Government == "" }) {
				return fault.New(fault.Invalid, "draft.fault.other_parties")
			}
		}
		if text.Kind == mainKind(r, branch) && !inOrderOf(text, r) {
			return fault.New(fault.Invalid, "draft.fault.other_parties")
		}
		id = run + "." + string(text.Kind)
		if branch != "" {
			id += "." + branch
		}
		one := store.Draft{Cooperation: c.ID, Run: run, Branch: branch, Kind: text.Kind, Title: text.Title, Owner: who.Government}
		if one.Alone() { // each government writes its own
			id += "." + who.Government
		}
		one.ID = id
		if err := notBegun(ctx, tx, one, text); err != nil {
			return err
		}
		if err := tx.AddDraft(ctx, one); err != nil {
			return err
		}
		w := store.Working{Draft: id, Government: who.Government, Revision: 1, TouchedUS: d.nowUS(), TouchedBy: who.Name}
		w.Text = text
		return tx.SaveWorking(ctx, w)
	})
	if errors.Is(err, errBegunSo) {
		return id, nil
	}
	return id, err
}

// inOrderOf reports whether the parties of a text are those of a run, in their
// order: whoever signs finds their place in the paper by it.
func inOrderOf(t draft.Text, run procedure.Run) bool {
	return slices.EqualFunc(t.Parties, run.Parties(), func(p draft.Party, q procedure.Party) bool { return p.Government == q.Code || p.Government == "" })
}

// errBegunSo says that a text has begun with just these words.
var errBegunSo = errors.New("the text has begun with these words")

// notBegun refuses to begin a text that is there already.
func notBegun(ctx context.Context, tx *store.Tx, d store.Draft, text draft.Text) error {
	was, err := tx.Draft(ctx, d.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	w, err := tx.Working(ctx, d.ID, d.Owner)
	switch {
	case fault.KindOf(err) == fault.NotFound: // another government's, which it has not sent
		return fault.New(fault.Conflict, "draft.fault.begun_elsewhere")
	case err != nil:
		return err
	}
	is, err := w.Text.SHA256()
	if err != nil {
		return err
	}
	if given, err := text.SHA256(); err != nil || was.Owner == d.Owner && given == is {
		return cmp.Or(err, errBegunSo)
	}
	return fault.New(fault.Conflict, "draft.fault.exists")
}

// Texts lists the kinds of text that can be begun for a run's document or a
// branch's: the document itself first, then the letters and papers around it.
func (d *Desk) Texts(run procedure.Run, branch string) []draft.Kind { return textsOf(run, branch) }

func textsOf(run procedure.Run, branch string) []draft.Kind {
	var out []draft.Kind
	if main := mainKind(run, branch); main != "" {
		out = append(out, main)
	}
	if branch != "" {
		return append(out, draft.ToDPRD, draft.Power, draft.Minutes)
	}
	return append(out, draft.Initiation, draft.TermsOfRef, draft.Offer, draft.Reply, draft.ToDPRD, draft.Minutes)
}

// mainKind is the kind of text of a run's document, or of a branch's; empty
// when nothing is signed there.
func mainKind(run procedure.Run, branch string) draft.Kind {
	doc := run.Document(branch)
	if doc.Kind == "" {
		return ""
	}
	third := slices.ContainsFunc(run.Parties(), func(p procedure.Party) bool { return p.Kind != procedure.RegionalGovernment })
	return draftKind(doc.Kind, third)
}

// mayWrite holds who changes a text: officers of a party, and nobody once it
// is out for signature.
func (d *Desk) mayWrite(ctx context.Context, tx *store.Tx, who policy.Actor, run procedure.Run, branch string, kind draft.Kind) error {
	by, err := d.actor(ctx, tx, who)
	if err != nil {
		return err
	}
	if !by.Writes() {
		return fault.New(fault.Denied, "procedure.wrong_office", "Office", procedure.Cooperation.Name())
	}
	if kind == mainKind(run, branch) && run.Document(branch).Sent != nil {
		return fault.New(fault.Conflict, "draft.fault.is_sent")
	}
	return nil
}

// negotiation loads a text that the actor may see. A government sees it once
// it has been sent; before that it is the affair of the one that began it. The
// own copy is seen by those who see its unfinished papers.
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
	own := policy.Can(who, policy.SeeDraft, cooperationResource(n.Cooperation)) == nil
	switch w, err := tx.Working(ctx, id, who.Government); {
	case err == nil && own:
		n.Working = &w
	case err != nil && fault.KindOf(err) != fault.NotFound:
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
	if n.Kind == mainKind(n.Run, n.Branch) {
		n.Document = n.Run.Document(n.Branch)
	}
	if n.Working != nil {
		n.Why = policy.Can(who, policy.MoveProcedure, cooperationResource(n.Cooperation))
		if n.Why == nil {
			n.Why = d.mayWrite(ctx, tx, who, n.Run, n.Branch, n.Kind)
		}
	}
	n.MayEdit = n.Working != nil && n.Why == nil
	n.MayDiscard = n.MayEdit && n.discardable(who) == nil
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
// What the parties say to each other about it is between them.
func (d *Desk) Negotiation(ctx context.Context, who policy.Actor, id string) (n Negotiation, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if n, err = d.negotiation(ctx, tx, who, id); err != nil {
			return err
		}
		if n.Facts, err = d.textFacts(ctx, tx, n); err != nil {
			return err
		}
		if n.Versions, err = tx.DraftVersions(ctx, id); err != nil {
			return err
		}
		if n.Working == nil {
			return nil
		}
		if n.Proposals, err = tx.DraftProposals(ctx, id); err != nil {
			return err
		}
		threads, err := tx.DraftThreads(ctx, id)
		if err != nil {
			return err
		}
		n.Threads = redline.Seen(threads, who.Government)
		if n.Steps, err = tx.LastSteps(ctx, id, who.Government, 20); err != nil {
			return err
		}
		n.Present, err = tx.Present(ctx, id, who.Government, d.now().Add(-here).UnixMicro())
		return err
	})
	return n, err
}

// textFacts gives the facts of the day for the parties of a text in their
// order there: the sender of a letter is its first party, whoever began the
// run. A letter beside the document has neither its numbers nor its day.
func (d *Desk) textFacts(ctx context.Context, tx *store.Tx, n Negotiation) (draft.Facts, error) {
	us := d.nowUS()
	if n.Document.Kind != "" {
		var err error
		if us, err = d.printedUS(ctx, tx, n.Run, n.Branch); err != nil {
			return draft.Facts{}, err
		}
	}
	f, err := d.facts(ctx, tx, n.Run, n.Branch, us)
	if err != nil {
		return f, err
	}
	f = seated(n.Text(), n.Run, f)
	if n.Document.Kind == "" {
		f.Place, f.Date = "", civil.Date{}
		for id, p := range f.Parties {
			p.Number = ""
			f.Parties[id] = p
		}
	}
	return f, nil
}

// seated gives facts that are by the order of the run's parties by the order
// of the text's.
func seated(t draft.Text, run procedure.Run, f draft.Facts) draft.Facts {
	byCode := map[string]draft.PartyFacts{}
	for i, p := range run.Parties() {
		byCode[p.Code] = f.Parties["pihak-"+strconv.Itoa(i+1)]
	}
	moved := map[string]draft.PartyFacts{}
	for _, p := range t.Parties {
		if known, ok := byCode[p.Government]; ok && p.Government != "" {
			moved[p.ID] = known
		} else {
			moved[p.ID] = f.Parties[p.ID]
		}
	}
	f.Parties = moved
	return f
}

// Drafts lists the texts of a cooperation that the actor may see.
func (d *Desk) Drafts(ctx context.Context, who policy.Actor, cooperation string) (all []store.Draft, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, cooperation)
		if err != nil {
			if who.Public() {
				err = fault.New(fault.Unauthenticated, "policy.login_first")
			}
			return err
		}
		if err := policy.Can(who, policy.SeeProcedure, cooperationResource(c)); err != nil {
			return err
		}
		own := policy.Can(who, policy.SeeDraft, cooperationResource(c)) == nil
		drafts, err := tx.Drafts(ctx, cooperation)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(drafts, func(x store.Draft) bool {
			return x.Common == "" && (x.Owner != who.Government || !own)
		})
		return nil
	})
	return all, err
}
