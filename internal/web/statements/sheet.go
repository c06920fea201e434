package statements

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type sheetBody struct {
	Summary ui.Summary
	Moves   []ui.Move
	Notices []ui.Notice
	Changes []comparison
	// Waiting says how many tickets are in no figure. Tick is what the
	// provider has to confirm before it offers past them, and Tickets their
	// number; "" when none waits.
	Waiting, Tick string
	Tickets       int
	WaitingHref   string
	// Again is the label of the button that computes the month once more.
	Again, PKS, Month string
	Parties           []ui.Party
	Lines             []line
	Total             string
	Totals            []total
	Payable           []string
	Words             string
	Review            []string
	Facts             []ui.Fact
	Events            []ui.Event
	Files             []ui.Link
	May               map[string]bool
	ID                string
	Base              string
}

type line struct {
	No                         int
	Href                       string
	Label, Clause, ClauseTitle string
	Quantity, Rate, Amount     string
	Words                      string
	Payer, Payee               ui.Party
	Own                        bool
	State                      ui.Badge
	Reason, Answer             string
	Negative                   bool
	MayAccept, MayDispute      bool
	MayAnswer, MayWithdraw     bool
}

type total struct {
	Party                 ui.Party
	Borne, Pays, Receives string
}

func (p *pages) showSheet(v *front.Visit) error {
	page, err := p.sheetPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.sheet, page)
}

func (p *pages) sheetPage(v *front.Visit) (*ui.Page, error) {
	now, err := v.Desk.SheetNow(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return nil, err
	}
	services, err := v.Desk.ServiceIDs(v.R.Context(), now.Agreement, now.Month)
	if err != nil {
		return nil, err
	}
	s := now.Sheet
	say := Language(v.Text, v.Lang)
	body := sheetBody{ID: s.ID, Base: "/statements/" + s.ID, May: map[string]bool{}, Total: i18n.Rupiah(v.Lang, s.Content.Total)}
	var answer []string
	for _, phrase := range s.Content.Summary() {
		answer = append(answer, say.Say(phrase))
	}
	body.Summary = ui.Summary{Text: i18n.Month(v.Lang, s.Month) + ": " + strings.Join(answer, " "), Badge: StatusBadge(v, s.Status)}
	if now.Running {
		body.Summary.Badge.Text += " · " + v.T("statement.preview")
	}
	var review []string
	for _, phrase := range s.Review.Summary() {
		review = append(review, say.Say(phrase))
	}
	body.Summary.Note = strings.Join(review, " ")
	body.Moves, body.Notices, body.Changes = moves(v, s), notices(v, now), comparisons(v, now, services)
	body.uncounted(v, now, services)
	body.again(v, now)
	for _, kind := range s.May {
		body.May[string(kind)] = true
	}
	if now.Running {
		delete(body.May, string(settlement.MoveOffer))
	}
	for i, code := range s.Paper.Codes() {
		body.Parties = append(body.Parties, ui.Party{Index: i, Name: ops.ShortName(code)})
	}
	for _, l := range s.Content.Lines {
		body.Lines = append(body.Lines, sheetLine(v, s, say, l))
	}
	for _, t := range s.Content.Totals {
		body.Totals = append(body.Totals, total{party(s, t.Government), i18n.Rupiah(v.Lang, t.Borne), i18n.Rupiah(v.Lang, t.Pays), i18n.Rupiah(v.Lang, t.Receives)})
	}
	for _, t := range s.Content.Payable {
		body.Payable = append(body.Payable, v.T("statement.pays", "From", s.Content.PartyName(t.From), "To", s.Content.PartyName(t.To), "Amount", i18n.Rupiah(v.Lang, t.Amount)))
		body.Words = v.T("statement.in_words", "Words", civil.Terbilang(int64(t.Amount))+" rupiah")
	}
	body.Facts = []ui.Fact{
		{Label: v.T("statement.version"), Value: strconv.Itoa(s.Version)},
		{Label: "SHA-256", Value: s.SHA256[:16] + "…", Note: v.T("statement.sha_note")},
		{Label: v.T("bus.border"), Value: s.Content.Border.Version, Note: v.T("statement.border_note")},
		{Label: v.T("statement.sources"), Value: v.T("statement.sources_count", "Count", len(s.Content.Sources))},
		{Label: v.T("statement.made"), Value: i18n.DateTime(v.Lang, time.UnixMicro(s.CreatedUS)), Note: s.CreatedBy},
	}
	if s.Content.Corrects != "" {
		body.Facts = append(body.Facts, ui.Fact{Label: v.T("statement.corrects"), Value: s.Content.Corrects})
	}
	for _, e := range s.Events {
		text := v.T("statement.event."+string(e.Move.Kind), "Line", e.Move.Line)
		if e.Move.Text != "" {
			text += " “" + e.Move.Text + "”"
		}
		body.Events = append(body.Events, ui.Event{At: time.UnixMicro(e.AtUS), Who: e.Name + ", " + ops.ShortName(e.Move.By), Text: text})
	}
	body.Files = []ui.Link{{Href: body.Base + "/statement.pdf", Label: "PDF"}, {Href: body.Base + "/statement.xlsx", Label: "XLSX"}, {Href: body.Base + "/statement.json", Label: v.T("statement.canonical")}}
	page := v.Page(s.Paper.Title+" · "+i18n.Month(v.Lang, s.Month), ui.Link{Href: "/statements", Label: v.T("nav.statements")})
	page.Body = body
	return page, nil
}

func party(s ops.Sheet, code string) ui.Party {
	return ui.Party{Index: max(ops.PartyColour(s.Paper, code), 0), Name: ops.ShortName(code)}
}

// uncounted says what the statement leaves out because it is not decided.
func (b *sheetBody) uncounted(v *front.Visit, s ops.SheetNow, services ops.ServiceIDs) {
	if b.Waiting = waitingNote(v, s); b.Waiting == "" {
		return
	}
	if id := services[agreement.Waste]; id != "" && s.Waiting.Tickets > 0 && s.SeesRecords {
		b.WaitingHref = "/waste/" + id + "?month=" + s.Month.String() + "&state=waiting#tickets"
	}
	if s.Waiting.Tickets > 0 {
		b.Tickets, b.Tick = s.Waiting.Tickets, v.T("statement.waiting_tick", "Tickets", i18n.Int(v.Lang, int64(s.Waiting.Tickets)), "Tonnes", i18n.Tonnes(v.Lang, s.Waiting.Mass))
	}
}

// again offers to compute the month once more where that leads to something.
func (b *sheetBody) again(v *front.Visit, s ops.SheetNow) {
	open := s.Status != settlement.Agreed && s.Status != settlement.Superseded
	switch {
	case !s.MayDraft, s.Later != nil && s.Later.Status == settlement.Draft:
		return
	case open:
		b.Again = v.T("statement.recompute_now")
	case s.Status == settlement.Agreed && s.Changed.Figures():
		b.Again = v.T("statement.correct_now")
	}
	b.PKS, b.Month = s.Agreement, s.Month.String()
}

func sheetLine(v *front.Visit, s ops.Sheet, say tariff.Language, l settlement.Line) line {
	out := line{
		No: l.No, Href: fmt.Sprintf("/statements/%s/lines/%d", s.ID, l.No), Label: say.Say(l.Description(s.Content, v.Lang)), Words: say.Say(l.Words),
		Quantity: say.Number(l.Quantity, l.Unit), Rate: say.Number(l.Rate, l.RateUnit), Amount: i18n.Rupiah(v.Lang, l.Amount), Payer: party(s, l.Payer), Payee: party(s, l.Payee), Own: l.Payer == l.Payee, Negative: l.Amount < 0,
	}
	for _, c := range s.Content.Agreement.Clauses {
		if c.ID == l.Clause {
			out.Clause = c.Citation
		}
	}
	r, ok := s.Review.Line(l.No)
	if !ok {
		return out
	}
	kind := map[settlement.LineStatus]ui.Kind{settlement.LinePending: ui.Waiting, settlement.LineAccepted: ui.Good, settlement.LineDisputed: ui.Warn, settlement.LineAnswered: ui.Waiting}[r.Status()]
	out.State = ui.Badge{Text: v.T("statement.line." + string(r.Status())), Kind: kind}
	for _, d := range r.Decisions {
		if d.Reason != "" {
			out.Reason, out.Answer = d.Reason, d.Answer
		}
	}
	may := func(k settlement.MoveKind) bool {
		if !s.Review.MayOnLine(v.Actor.Government, k, l.No) {
			return false
		}
		for _, m := range s.May {
			if m == k {
				return true
			}
		}
		return false
	}
	out.MayAccept, out.MayDispute, out.MayAnswer, out.MayWithdraw = may(settlement.MoveAccept), may(settlement.MoveDispute), may(settlement.MoveAnswer), may(settlement.MoveWithdraw)
	return out
}

func (p *pages) move(v *front.Visit) error {
	no, _ := strconv.Atoi(v.R.PostFormValue("line")) // 0: a move on the whole
	kind := settlement.MoveKind(v.R.PostFormValue("move"))
	id := v.R.PathValue("id")
	var err error
	if kind == settlement.MoveOffer {
		waiting, _ := strconv.Atoi(v.R.PostFormValue("waiting")) // not ticked: 0
		err = v.Desk.Offer(v.R.Context(), v.Actor, id, waiting)
	} else {
		err = v.Desk.Move(v.R.Context(), v.Actor, id, settlement.Move{Kind: kind, Line: no, Text: strings.TrimSpace(v.R.PostFormValue("text"))})
	}
	if err != nil {
		if no > 0 {
			page, perr := p.linePage(v, no)
			if perr != nil {
				return perr
			}
			return v.Retry(p.line, page, err)
		}
		page, perr := p.sheetPage(v)
		if perr != nil {
			return perr
		}
		return v.Retry(p.sheet, page, err)
	}
	return v.Redirect("/statements/"+id, "statement.done."+string(kind))
}

func (p *pages) acceptAll(v *front.Visit) error {
	if err := v.Desk.AcceptAll(v.R.Context(), v.Actor, v.R.PathValue("id")); err != nil {
		return err
	}
	return v.Redirect("/statements/"+v.R.PathValue("id"), "statement.done.accept")
}
