package waste

import (
	"slices"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/sheet"
	"sinergi/internal/waste"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

type ticketBody struct {
	Summary  ui.Summary
	Row      ticketRow
	Facts    []ui.Fact
	History  []judgement
	Notices  []ui.Notice // what a decision made now leads to
	Origins  []ui.Option
	MayJudge bool
	Action   string
	Verdict  string
	Origin   string
	Net      string
	Reason   string
	Verdicts []ui.Option
	Stale    bool
	Decides  string // who decides a held ticket, and what the others can do
}

func (p *pages) findTicket(v *front.Visit) (ops.WasteMonth, waste.Outcome, error) {
	wm, _, err := p.load(v)
	if err != nil {
		return wm, waste.Outcome{}, err
	}
	i := slices.IndexFunc(wm.Tickets, func(o waste.Outcome) bool {
		return o.Number == v.R.PathValue("number") && o.Content() == v.R.PathValue("content")
	})
	if i < 0 {
		return wm, waste.Outcome{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return wm, wm.Tickets[i], nil
}

func (p *pages) showTicket(v *front.Visit) error {
	page, _, _, err := p.ticketPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.ticket, page)
}

func (p *pages) ticketPage(v *front.Visit) (*ui.Page, ops.WasteMonth, waste.Outcome, error) {
	wm, o, err := p.findTicket(v)
	if err != nil {
		return nil, wm, o, err
	}
	base := "/waste/" + wm.Service.ID
	body := ticketBody{Row: newRow(v, wm, o, base), MayJudge: wm.MayJudge && len(o.Blocked()) > 0, Stale: o.Stale}
	body.Action = body.Row.Href
	if len(o.Blocked()) > 0 {
		body.Decides = v.T("waste.who_decides", "Who", region.Name(wm.Service.Provider))
	}
	body.Summary = ui.Summary{Text: v.T("waste.ticket_answer", "Net", i18n.Int(v.Lang, int64(o.Weight)), "Origin", region.FullName(o.From)), Badge: body.Row.State}
	body.Facts = []ui.Fact{
		{Label: v.T("waste.site"), Value: o.Site},
		{Label: v.T("waste.plate"), Value: o.Plate},
		{Label: v.T("waste.in"), Value: i18n.DateTime(v.Lang, ops.TicketTime(o.In))},
		{Label: v.T("waste.out"), Value: i18n.DateTime(v.Lang, ops.TicketTime(o.Out))},
		{Label: v.T("waste.gross"), Value: body.Row.Gross + " kg"},
		{Label: v.T("waste.tare"), Value: body.Row.Tare + " kg"},
		{Label: v.T("waste.net"), Value: i18n.Int(v.Lang, int64(o.Net)) + " kg"},
		{Label: v.T("waste.origin"), Value: region.FullName(o.Origin), Note: o.Origin},
		{Label: v.T("waste.load"), Value: o.Load},
		{Label: v.T("waste.source"), Value: o.Source},
	}
	if body.Notices, err = statements.Bound(v, wm.Paper.ID, wm.Month, civil.Date{}); err != nil {
		return nil, wm, o, err
	}
	history, err := v.Desk.TicketHistory(v.R.Context(), v.Actor, wm.Service.ID, o.Ticket)
	if err != nil {
		return nil, wm, o, err
	}
	for _, d := range history {
		body.History = append(body.History, newJudgement(v, d))
	}
	f := v.R.PostForm
	body.Verdict, body.Origin, body.Net, body.Reason = f.Get("verdict"), f.Get("origin"), f.Get("net"), f.Get("reason")
	body.Origins = origins(v, wm, body.Origin)
	for _, k := range []waste.Verdict{waste.Accept, waste.Reject, waste.Correct} {
		body.Verdicts = append(body.Verdicts, ui.Option{Value: string(k), Label: v.T("waste.verdict." + string(k)), Hint: v.T("waste.verdict_hint." + string(k))})
	}
	page := v.Page(v.T("waste.ticket_title", "Number", o.Number), ui.Link{Href: base + "?month=" + wm.Month.String(), Label: wm.Service.Name})
	page.Body = body
	return page, wm, o, nil
}

func (p *pages) judge(v *front.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	page, wm, o, err := p.ticketPage(v)
	if err != nil {
		return err
	}
	f := v.R.PostForm
	d := waste.Decision{Site: o.Site, Number: o.Number, Content: o.Content(), Verdict: waste.Verdict(f.Get("verdict")), Reason: strings.TrimSpace(f.Get("reason"))}
	if d.Verdict == waste.Correct {
		d.Origin = strings.TrimSpace(f.Get("origin"))
		if text := strings.TrimSpace(f.Get("net")); text != "" {
			n, err := sheet.ParseInteger(text)
			if err != nil || n < 1 || n > waste.Heaviest {
				return v.Retry(p.ticket, page, fault.InvalidFields([]fault.Field{fault.NewField("net", "waste.bad_mass", "Max", waste.Heaviest)}))
			}
			d.Net = quantity.Kilograms(n)
		}
	}
	if err := v.Desk.Judge(v.R.Context(), v.Actor, wm.Service.ID, wm.Month, d); err != nil {
		return v.Retry(p.ticket, page, err)
	}
	return v.Redirect("/waste/"+wm.Service.ID+"?month="+wm.Month.String()+"&state=waiting#tickets", "waste.judged")
}
