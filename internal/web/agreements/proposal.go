// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"encoding/json"
	"net/url"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// waitingRow is a proposal as other pages show it.
type waitingRow struct {
	Href, Text, By string
	State          ui.Badge
}

// standing is what the pages of a record say of changing it.
type standing struct {
	InForce bool // a change is a proposal
	Waiting []waitingRow
}

func standingOf(v *front.Visit, e ops.Entry) standing {
	return standing{e.Paper.Status != agreement.Draft, waitingRows(v, e.Paper.Waiting())}
}

// nextMonth is from when a service would usually change.
func nextMonth() civil.Date { return civil.In(time.Now()).MonthOf().Next().First() }

// waitingRows lists proposals, with who made them and when, and whose answer
// they wait for.
func waitingRows(v *front.Visit, all []consent.Proposal) (rows []waitingRow) {
	for _, p := range all {
		rows = append(rows, waitingRow{"/proposals/" + p.ID, whatOf(v, p), by(v, p.By), proposalBadge(v, p)})
	}
	return rows
}

// whatOf says what is proposed, with its name.
func whatOf(v *front.Visit, p consent.Proposal) string {
	var c ops.Content
	text := v.T("proposal.kind." + string(p.Kind))
	if json.Unmarshal([]byte(p.Body), &c) != nil {
		return text
	}
	switch {
	case c.Obligation != nil:
		text += ": " + short(c.Obligation.Text)
	case c.Service != nil:
		text += ": " + c.Service.Name
	case c.Tariff != nil:
		text += ": " + period(v, *c.Tariff)
	case c.Parameter != nil:
		text += ": " + named(v, c.Parameter.Name) + ", " + v.T("entry.since", "Day", i18n.Date(v.Lang, c.Parameter.From))
	}
	return text
}

func by(v *front.Visit, h consent.Hand) string {
	return h.Name + ", " + ops.GovernmentName(h.Government) + ", " + i18n.DateTime(v.Lang, time.UnixMicro(h.AtUS))
}

func proposalBadge(v *front.Visit, p consent.Proposal) ui.Badge {
	state := p.State()
	kind := map[consent.State]ui.Kind{consent.Waiting: ui.Waiting, consent.Confirmed: ui.Good, consent.Refused: ui.Bad, consent.Withdrawn: ui.Neutral}[state]
	return ui.Badge{Text: v.T("proposal.state."+string(state), "Who", names(p.Missing())), Kind: kind}
}

// names lists governments in words.
func names(codes []string) (text string) {
	for i, code := range codes {
		if i > 0 {
			text += ", "
		}
		text += ops.GovernmentName(code)
	}
	return text
}

type answerRow struct {
	Who, By, Reason string
	State           ui.Badge
}

type proposalBody struct {
	Summary                ui.Summary
	Move                   ui.Move
	Facts                  []ui.Fact
	Changes                []row   // what would change, beside what holds
	Sections               []group // a paper's whole record
	Text                   string  // where the paper can be read
	Formulas               []string
	Answers                []answerRow
	Action, Reason, Effect string
	MayAnswer, MayWithdraw bool
}

func (p *pages) proposalPage(v *front.Visit) (*ui.Page, ops.ProposalView, error) {
	view, err := v.Desk.Proposal(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return nil, view, err
	}
	home := "/cooperations/" + url.PathEscape(view.Cooperation)
	body := proposalBody{
		Action: "/proposals/" + view.ID, Reason: typed(v, "reason"), MayAnswer: view.MayAnswer, MayWithdraw: view.MayWithdraw,
		Summary: ui.Summary{Text: v.T("proposal.answer", "Who", ops.GovernmentName(view.By.Government), "What", v.T("proposal.kind."+string(view.Kind))), Badge: proposalBadge(v, view.Proposal)},
		Facts:   []ui.Fact{{Label: v.T("proposal.by"), Value: by(v, view.By)}},
		Effect:  v.T("proposal.effect." + string(view.Kind)),
	}
	if view.Paper != nil {
		home += "#" + view.Paper.ID
		body.Facts = append(body.Facts, ui.Fact{Label: v.T("cooperation.kind." + string(view.Paper.Kind)), Value: view.Paper.Title, Href: home})
	} else if view.Is.Title != "" {
		body.Facts = append(body.Facts, ui.Fact{Label: v.T("entry.text"), Value: view.Is.Title})
	}
	if view.State() == consent.Waiting {
		body.Move = ui.Move{Office: names(view.Missing()), Mine: view.MayAnswer, Text: v.T("proposal.move"), Since: civil.In(time.UnixMicro(view.By.AtUS))}
	}
	for _, a := range view.Answers {
		r := answerRow{Who: ops.GovernmentName(a.Government), Reason: a.Reason, State: ui.Badge{Text: v.T("proposal.verdict.none"), Kind: ui.Waiting}}
		if a.Verdict != "" {
			r.By = a.Name + ", " + i18n.DateTime(v.Lang, time.UnixMicro(a.AtUS))
			r.State = ui.Badge{Text: v.T("proposal.verdict." + string(a.Verdict)), Kind: map[consent.Verdict]ui.Kind{consent.Confirm: ui.Good, consent.Refuse: ui.Bad}[a.Verdict]}
		}
		body.Answers = append(body.Answers, r)
	}
	w := writer{v, view}
	body.Changes = w.changes()
	if view.Kind == consent.EnterPaper && view.Paper != nil {
		body.Text, body.Sections = home, w.record()
		for _, t := range view.Paper.Tariffs {
			body.Formulas = append(body.Formulas, formula(t))
		}
	}
	if t := view.Is.Tariff; t != nil {
		body.Formulas = append(body.Formulas, formula(*t))
	}
	page := v.Page(whatOf(v, view.Proposal), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}, ui.Link{Href: home, Label: view.Dossier.Title})
	page.Body = body
	return page, view, nil
}

func (p *pages) showProposal(v *front.Visit) error {
	page, _, err := p.proposalPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.proposal, page)
}

// answerProposal takes a confirmation, a refusal with its reason, or that the
// proposal is withdrawn.
func (p *pages) answerProposal(v *front.Visit) error {
	page, view, err := p.proposalPage(v)
	if err != nil {
		return err
	}
	ctx, flash := v.R.Context(), ""
	switch typed(v, "do") {
	case "confirm":
		if typed(v, "sure") == "" {
			return v.Retry(p.proposal, page, fault.InvalidFields([]fault.Field{fault.NewField("sure", "proposal.not_sure")}))
		}
		flash, err = "proposal.confirmed", v.Desk.Answer(ctx, v.Actor, view.ID, consent.Confirm, "")
	case "refuse":
		flash, err = "proposal.refused", v.Desk.Answer(ctx, v.Actor, view.ID, consent.Refuse, typed(v, "reason"))
	case "withdraw":
		flash, err = "proposal.withdrawn", v.Desk.WithdrawProposal(ctx, v.Actor, view.ID)
	default:
		err = fault.New(fault.Invalid, "ui.required")
	}
	if err != nil {
		return v.Retry(p.proposal, page, err)
	}
	return v.Redirect("/proposals/"+view.ID, flash)
}

// proposePaper puts the whole record before the other parties.
func (p *pages) proposePaper(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	if typed(v, "sure") == "" {
		return v.Retry(p.record, recordPage(v, e), fault.InvalidFields([]fault.Field{fault.NewField("sure", "proposal.not_sure")}))
	}
	if err := v.Desk.ProposeAgreement(v.R.Context(), v.Actor, e.Paper.ID); err != nil {
		return v.Retry(p.record, recordPage(v, e), err)
	}
	return v.Redirect(at(e), "proposal.sent")
}

// saved is the message after a change of the record: in force, it only waits
// for the others.
func saved(e ops.Entry, key string) string {
	if e.Paper.Status == agreement.Draft {
		return key
	}
	return "proposal.sent"
}
