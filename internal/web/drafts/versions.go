package drafts

import (
	"net/url"
	"slices"
	"time"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/redline"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type versionsBody struct {
	Path, Answer string
	Tabs         []ui.Tab
	Versions     []version
	Proposals    []proposal
	Choices      []ui.Option
	Common, Mine string // hashes
	MaySend      bool
	MayReturn    bool     // to the common text
	Changes      []change // of the own copy against the common text
	Note         string
	Compare      string
}

type version struct {
	Number, Of, By, Note, Hash string
	At                         time.Time
	Common                     bool
}

type proposal struct {
	Href, From, Note          string
	At                        time.Time
	Accepted, Rejected, Count int
	State                     ui.Badge
}

func versionsPage(v *front.Visit, n ops.Negotiation) (*ui.Page, error) {
	if n.Working == nil {
		return nil, fault.New(fault.NotFound, "policy.not_found")
	}
	b := versionsBody{Path: Path(n.ID), Tabs: tabs(v, n, "versions"), Common: n.Draft.Common, MaySend: n.MayEdit && !n.Alone() && !n.Shown(), MayReturn: n.MayEdit, Note: typed(v, "note"), Compare: Path(n.ID) + "/compare"}
	var err error
	if b.Mine, err = n.Working.Text.SHA256(); err != nil {
		return nil, err
	}
	for _, x := range n.Versions {
		one := version{Number: count(v, x.Number), Of: ops.GovernmentName(x.Branch), By: x.By, Note: x.Note, Hash: x.SHA256, At: at(x.At), Common: x.SHA256 == n.Draft.Common}
		if one.Note == "" {
			one.Note = v.T("text.agreed_version")
		}
		b.Versions = append([]version{one}, b.Versions...)
		b.Choices = append([]ui.Option{{Value: x.SHA256, Label: ops.ShortName(x.Branch) + " " + one.Number + " · " + x.SHA256[:8]}}, b.Choices...)
	}
	b.Choices = append(b.Choices, ui.Option{Value: "mine", Label: v.T("text.own_copy")})
	for _, x := range n.Proposals {
		one := proposal{Href: reviewPath(n.ID, x.Number), From: ops.GovernmentName(x.From), Note: x.Note, At: at(x.At), State: ui.Badge{Text: v.T("text.open"), Kind: ui.Waiting}}
		for _, d := range x.Decided() {
			if d.Accepted {
				one.Accepted++
			} else {
				one.Rejected++
			}
		}
		if x.ClosedUS != 0 {
			one.State = ui.Badge{Text: v.T("text.closed"), Kind: ui.Good}
		}
		b.Proposals = append([]proposal{one}, b.Proposals...)
	}
	if n.Common != nil {
		changes, err := redline.Compare(*n.Common, n.Working.Text)
		if err != nil {
			return nil, err
		}
		b.Changes = changesOf(v, *n.Common, n.Working.Text, n.Facts, changes)
	}
	switch {
	case n.Common == nil:
		b.Answer = v.T("text.answer.draft")
	case len(b.Changes) == 0:
		b.Answer = v.T("text.answer.same", "Hash", n.Draft.Common[:12])
	case !n.Shown():
		b.Answer = v.T("text.answer.unsent", "Count", len(b.Changes))
	case slices.ContainsFunc(n.Proposals, func(p store.DraftProposal) bool { return p.ClosedUS == 0 && p.From == v.Actor.Government }):
		b.Answer = v.T("text.answer.own")
	default:
		b.Answer = v.T("text.answer.decided", "Count", len(b.Changes))
	}
	page := newPage(v, n, v.T("text.versions"), true)
	page.Body = b
	return page, nil
}

// send sends the own copy to the other parties.
func (p *pages) send(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	if err := v.Desk.SendDraft(v.R.Context(), v.Actor, n.ID, typed(v, "note")); err != nil {
		if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
			return err
		}
		page, perr := versionsPage(v, n)
		if perr != nil {
			return perr
		}
		return v.Retry(p.versions, page, err)
	}
	return v.Redirect(Path(n.ID)+"/versions", "text.sent")
}

type compareBody struct {
	Path, A, B, Answer string
	Choices            []ui.Option
	Changes            []change
	Asked              bool
}

// showCompare sets any two versions side by side.
func (p *pages) showCompare(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	q := v.R.URL.Query()
	b := compareBody{Path: Path(n.ID) + "/compare", A: q.Get("a"), B: q.Get("b")}
	for _, x := range n.Versions {
		b.Choices = append([]ui.Option{{Value: x.SHA256, Label: ops.ShortName(x.Branch) + " " + count(v, x.Number) + " · " + x.SHA256[:8]}}, b.Choices...)
	}
	if n.Working != nil {
		b.Choices = append(b.Choices, ui.Option{Value: "mine", Label: v.T("text.own_copy")})
	}
	b.Answer = v.T("text.compare_answer")
	if b.A != "" && b.B != "" {
		one, err := textOf(v, n, b.A)
		if err != nil {
			return err
		}
		two, err := textOf(v, n, b.B)
		if err != nil {
			return err
		}
		changes, err := redline.Compare(one, two)
		if err != nil {
			return err
		}
		b.Asked, b.Changes = true, changesOf(v, one, two, n.Facts, changes)
		b.Answer = v.T("text.compared", "Count", len(changes))
	}
	page := newPage(v, n, v.T("text.compare"), true)
	page.Body = b
	return v.Render(p.compare, page)
}

// textOf gives a version by its hash, or "mine".
func textOf(v *front.Visit, n ops.Negotiation, which string) (draft.Text, error) {
	if which == "mine" {
		if n.Working == nil {
			return draft.Text{}, fault.New(fault.NotFound, "policy.not_found")
		}
		return n.Working.Text, nil
	}
	body, err := v.Desk.DraftBytes(v.R.Context(), v.Actor, n.ID, which)
	if err != nil {
		return draft.Text{}, err
	}
	return draft.Parse(body)
}

func reviewPath(id string, number int) string {
	return Path(id) + "/proposals/" + url.PathEscape(itoa(number))
}
