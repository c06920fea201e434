package drafts

import (
	"slices"
	"strconv"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/redline"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type reviewBody struct {
	Path, Back, Answer, Note string
	State                    ui.Badge
	Changes                  []change
	MayDecide                bool
	Open, Seen               int // changes undecided; decisions on the page
	Base, Theirs, Result     string
	Who                      string
}

func itoa(n int) string { return strconv.Itoa(n) }

// reviewed is a proposal that is being looked at.
type reviewed struct {
	n       ops.Negotiation
	p       store.DraftProposal
	changes []redline.Change
	page    *ui.Page
	body    reviewBody
}

func review(v *front.Visit) (r reviewed, err error) {
	number, err := strconv.Atoi(v.R.PathValue("number"))
	if err != nil {
		return r, fault.New(fault.NotFound, "policy.not_found")
	}
	n, p, base, theirs, changes, err := v.Desk.Review(v.R.Context(), v.Actor, v.R.PathValue("id"), number)
	if err != nil {
		return r, err
	}
	r = reviewed{n: n, p: p, changes: changes}
	b := reviewBody{Path: reviewPath(n.ID, number), Back: Path(n.ID), Note: p.Note, Base: p.Base, Theirs: p.Theirs, Who: ops.GovernmentName(p.From) + ", " + p.By}
	b.MayDecide = n.MayEdit && p.From != v.Actor.Government && p.ClosedUS == 0
	b.Changes = changesOf(v, base, theirs, n.Facts, changes)
	decided := p.Decided()
	for i := range b.Changes {
		c := &b.Changes[i]
		d, ok := decided[c.ID]
		c.Open, c.MayDecide = !ok, b.MayDecide
		if ok {
			c.Decision, c.Comment = v.T("text.was_rejected", "Name", d.By), d.Comment
			if d.Accepted {
				c.Decision = v.T("text.was_accepted", "Name", d.By)
			}
		}
		if len(changes[i].Needs) > 0 {
			c.Needs = v.T("text.needs")
		}
		c.Talks = conversations(n, func(t redline.Thread) bool { return t.Change == c.ID })
	}
	accepted, rejected, open := p.Summary(changes)
	b.Open, b.Seen = open, len(p.Decisions)
	b.Answer = v.T("text.review_answer", "Total", len(changes), "Accepted", accepted, "Rejected", rejected, "Open", open)
	b.State = ui.Badge{Text: v.T("text.open"), Kind: ui.Waiting}
	if p.ClosedUS != 0 {
		b.State = ui.Badge{Text: v.T("text.closed"), Kind: ui.Good}
		b.Result = n.Draft.Common
	}
	r.body = b
	r.page = newPage(v, n, v.T("text.proposal_of", "Government", ops.GovernmentName(p.From)), true)
	r.page.Body = b
	return r, nil
}

func (p *pages) showReview(v *front.Visit) error {
	r, err := review(v)
	if err != nil {
		return err
	}
	return v.Render(p.review, r.page)
}

// decide takes the decision on one change, or accepts all that are open.
func (p *pages) decide(v *front.Visit) error {
	r, err := review(v)
	if err != nil {
		return err
	}
	var choices []ops.Choice
	id := typed(v, "change")
	seen, err := strconv.Atoi(typed(v, "seen"))
	if err != nil {
		return fault.New(fault.Conflict, "text.moved_on")
	}
	if typed(v, "all") != "" {
		for _, c := range r.p.Open(r.changes) {
			choices = append(choices, ops.Choice{Change: c.ID, Accepted: true, Seen: seen})
		}
	} else {
		choices = append(choices, ops.Choice{Change: id, Accepted: typed(v, "decision") == "accept", Comment: typed(v, "comment"), Seen: seen})
	}
	err = v.Desk.DecideChanges(v.R.Context(), v.Actor, r.n.ID, r.p.Number, choices...)
	i := slices.IndexFunc(r.body.Changes, func(c change) bool { return c.ID == id })
	if err != nil {
		if f := fault.Of(err); i >= 0 && f != nil && len(f.Fields) > 0 {
			name := "comment-" + r.body.Changes[i].Index
			r.body.Changes[i].Error = v.Text.T(v.Lang, f.Fields[0].Key, f.Fields[0].Args)
			err = fault.InvalidFields([]fault.Field{{Name: name, Key: f.Fields[0].Key, Args: f.Fields[0].Args}})
		}
		return v.Retry(p.review, r.page, err)
	}
	to := r.body.Path
	if i >= 0 {
		to += "#" + r.body.Changes[min(i+1, len(r.body.Changes)-1)].Anchor
	}
	return v.Redirect(to, "text.decided")
}
