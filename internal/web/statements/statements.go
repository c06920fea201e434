// SPDX-License-Identifier: Apache-2.0

// Package statements is the pages of a month's statement (perhitungan): the
// list, the statement with every line and its formula in words, the way from
// an amount to its evidence, and the moves of both sides.
package statements

import (
	"embed"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/render"
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, sheet, line, evidence *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list:     f.View(files, "list.html"),
		sheet:    f.View(files, "sheet.html"),
		line:     f.View(files, "line.html"),
		evidence: f.View(files, "evidence.html"),
	}
	f.Handle("GET /statements", p.showList)
	f.Handle("POST /statements", p.draft)
	f.Handle("GET /statements/{id}", p.showSheet)
	f.Handle("GET /statements/{id}/lines/{no}", p.showLine)
	f.Handle("GET /statements/{id}/evidence/{measure}/{government}/{date}", p.showEvidence)
	f.Handle("POST /statements/{id}/moves", p.move)
	f.Handle("POST /statements/{id}/accept-all", p.acceptAll)
	f.Handle("GET /statements/{id}/statement.json", p.canonical)
	f.Handle("GET /statements/{id}/statement.pdf", p.pdf)
	f.Handle("GET /statements/{id}/statement.xlsx", p.xlsx)
}

type listBody struct {
	Items []item
	Moves bool // something is to be said of one of them
	Empty ui.Empty
	PKS   []ui.Option
	Month string
	May   bool
	Next  string
}

// perPage is how many statements a page lists.
const perPage = 50

type item struct {
	Href, Title, Month, Version string
	Total                       string
	State                       ui.Badge
	Moves                       []string // whose move it is, and what changed
}

func (p *pages) showList(v *front.Visit) error {
	page, err := p.listPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.list, page)
}

func (p *pages) listPage(v *front.Visit) (*ui.Page, error) {
	if v.Actor.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	all, next, err := v.Desk.StatementList(v.R.Context(), v.Actor, v.R.URL.Query().Get("after"), perPage)
	if err != nil {
		return nil, err
	}
	body := listBody{
		Empty: ui.Empty{Title: v.T("statement.none_title"), Text: v.T("statement.none_text")}, Month: civil.In(time.Now()).MonthOf().Prev().String(),
		May: v.Actor.Has(policy.Finance) || v.Actor.Has(policy.Cooperation),
	}
	if next != "" {
		body.Next = "/statements?" + url.Values{"after": {next}}.Encode()
	}
	if body.May {
		provided, err := v.Desk.Provided(v.R.Context(), v.Actor)
		if err != nil {
			return nil, err
		}
		for _, paper := range provided {
			body.PKS = append(body.PKS, ui.Option{Value: paper.ID, Label: paper.Title})
		}
	}
	ids := []string{}
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	pending, _, err := v.Desk.Pending(v.R.Context(), v.Actor, ids, perPage)
	if err != nil {
		return nil, err
	}
	said := map[string][]string{}
	for _, s := range pending {
		if mine := Mine(v, s.Sheet); mine != "" {
			said[s.ID] = append(said[s.ID], v.T("statement.your_move", "What", mine))
		}
		if theirs := Theirs(v, s.Sheet); theirs != "" && !s.Running {
			said[s.ID] = append(said[s.ID], theirs)
		}
		if s.Running {
			said[s.ID] = append(said[s.ID], v.T("statement.preview_note"))
		}
		if text := changed(v, s); text != "" {
			said[s.ID] = append(said[s.ID], text)
		}
	}
	body.Moves = len(said) > 0
	for _, s := range all {
		body.Items = append(body.Items, item{
			Href: "/statements/" + s.ID, Title: s.Title, Month: i18n.Month(v.Lang, s.Month), Version: strconv.Itoa(s.Version),
			Total: i18n.Rupiah(v.Lang, s.Total), State: StatusBadge(v, s.Status), Moves: said[s.ID],
		})
	}
	page := v.Page(v.T("nav.statements"))
	page.Body = body
	return page, nil
}

// StatusBadge says where a statement stands.
func StatusBadge(v *front.Visit, s settlement.Status) ui.Badge {
	kind := map[settlement.Status]ui.Kind{settlement.Draft: ui.Draft, settlement.Offered: ui.Waiting, settlement.Disputed: ui.Warn, settlement.Accepted: ui.Good, settlement.Agreed: ui.Good}[s]
	return ui.Badge{Text: v.T("statement.status." + string(s)), Kind: kind}
}

func (p *pages) draft(v *front.Visit) error {
	m, err := civil.ParseMonth(v.R.PostFormValue("month"))
	var id string
	if err == nil {
		id, err = v.Desk.DraftStatement(v.R.Context(), v.Actor, v.R.PostFormValue("pks"), m)
	}
	if err != nil {
		page, perr := p.listPage(v)
		if perr != nil {
			return perr
		}
		return v.Retry(p.list, page, err)
	}
	flash := "statement.drafted"
	if s, err := v.Desk.Sheet(v.R.Context(), v.Actor, id); err != nil {
		return err
	} else if s.Status != settlement.Draft {
		flash = "statement.unchanged"
	}
	return v.Redirect("/statements/"+id, flash)
}

// Language speaks a statement's phrases in the visitor's language.
func Language(text *i18n.Catalog, lang string) tariff.Language {
	return tariff.Language{Code: lang, Message: func(key string, args map[string]any) string { return text.T(lang, key, args) }, Government: region.Name}
}

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

type lineBody struct {
	Line     line
	Summary  ui.Summary
	Chain    []ui.Step
	Steps    []step
	Evidence []evidence
	Totals   []evidence // of each measure and government
	Notices  []ui.Notice
	Base     string
}

type step struct{ Name, Words, Value string }

// evidence is a day's figure, or the sum of one measure's.
type evidence struct {
	Day    string
	Href   string
	Amount string
	Count  string
	Hash   string
}

func (p *pages) showLine(v *front.Visit) error {
	no, err := strconv.Atoi(v.R.PathValue("no"))
	if err != nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	page, err := p.linePage(v, no)
	if err != nil {
		return err
	}
	return v.Render(p.line, page)
}

func (p *pages) linePage(v *front.Visit, no int) (*ui.Page, error) {
	s, err := v.Desk.Sheet(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if no < 1 || no > len(s.Content.Lines) {
		return nil, fault.New(fault.NotFound, "policy.not_found")
	}
	say := Language(v.Text, v.Lang)
	l := s.Content.Lines[no-1]
	body := lineBody{Line: sheetLine(v, s, say, l), Base: "/statements/" + s.ID}
	body.Summary = ui.Summary{Text: body.Line.Words, Badge: body.Line.State}
	for _, st := range s.Content.Steps {
		if st.Component == l.Component || st.Name == l.Step {
			body.Steps = append(body.Steps, step{st.Name, say.Say(st.Words), say.Number(st.Value, st.Unit)})
		}
	}
	counted := body.list(s, l, say, v)
	if !s.SeesRecords {
		body.Notices = append(body.Notices, ui.Notice{Text: v.T("statement.evidence_closed")})
	}
	body.Chain = []ui.Step{
		{Label: v.T("statement.chain_clause"), Value: body.Line.Clause, Href: "/cooperations/" + s.Paper.Cooperation + "#" + s.Agreement + "." + l.Clause},
		{Label: v.T("statement.chain_amount"), Value: body.Line.Amount, Href: body.Base},
		{Label: v.T("statement.chain_quantity"), Value: body.Line.Quantity},
		{Label: v.T("statement.chain_records"), Value: counted},
	}
	page := v.Page(v.T("statement.line_title", "No", no, "Label", body.Line.Label), ui.Link{Href: "/statements", Label: v.T("nav.statements")}, ui.Link{Href: body.Base, Label: s.Paper.Title + " · " + i18n.Month(v.Lang, s.Month)})
	page.Body = body
	return page, nil
}

// list gathers the days behind a line with the sum of each measure, and gives
// what they count in words.
func (b *lineBody) list(s ops.Sheet, l settlement.Line, say tariff.Language, v *front.Visit) string {
	var said []string
	for _, e := range l.Evidence {
		count, sum, unit := int64(0), new(big.Rat), tariff.Unit("")
		for _, m := range s.Content.Measurements {
			if m.Measure != e.Measure || m.Government != e.Government || m.Date.Before(e.From) || m.Date.After(e.Until) {
				continue
			}
			count, unit = count+m.Count, m.Unit
			sum.Add(sum, m.Amount.Rat())
			b.Evidence = append(b.Evidence, evidence{
				Day: i18n.ShortDay(v.Lang, m.Date), Href: ops.EvidenceLink(s.ID, m), Amount: say.Number(m.Amount.Exact(), m.Unit), Count: records(v, m.Measure, m.Count), Hash: m.Evidence[:12],
			})
		}
		total := evidence{Day: v.T("statement.evidence_total") + " " + say.Measure(e.Measure) + ", " + ops.ShortName(e.Government), Count: records(v, e.Measure, count)}
		if digits, ends := sum.FloatPrec(); ends {
			total.Amount = say.Number(tariff.Exact(sum.FloatString(digits)), unit)
		}
		b.Totals, said = append(b.Totals, total), append(said, total.Count)
	}
	return strings.Join(said, ", ")
}

func (p *pages) send(v *front.Visit, name, media string, write func(s ops.SheetNow, w io.Writer) error) error {
	s, err := v.Desk.SheetNow(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	var buf strings.Builder
	if err := write(s, &buf); err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", media)
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+s.ID+name+`"`)
	v.W.Header().Set("Cache-Control", "no-store")
	_, err = io.WriteString(v.W, buf.String())
	return err
}

func (p *pages) canonical(v *front.Visit) error {
	return p.send(v, ".json", "application/json", func(s ops.SheetNow, w io.Writer) error {
		_, err := w.Write(s.Canonical)
		return err
	})
}

func (p *pages) pdf(v *front.Visit) error {
	return p.send(v, ".pdf", "application/pdf", func(s ops.SheetNow, w io.Writer) error {
		return render.StatementPDF(w, onPaper(v, s))
	})
}

func (p *pages) xlsx(v *front.Visit) error {
	return p.send(v, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(s ops.SheetNow, w io.Writer) error {
		return render.StatementXLSX(w, onPaper(v, s))
	})
}

// onPaper is a statement as its files show it. What it says besides the lines
// follows from what was recorded with it, not from the records of now, so that
// the file of an agreed statement stays the same.
func onPaper(v *front.Visit, s ops.SheetNow) render.Statement {
	out := render.Statement{Content: s.Content, SHA256: s.SHA256, Status: v.T("statement.status." + string(s.Status)), URL: v.BaseURL + "/statements/" + s.ID, Language: Language(v.Text, v.Lang)}
	if s.Running {
		out.Notes = append(out.Notes, v.T("render.preview"))
	}
	if w := s.Statement.Waiting; w.Tickets > 0 {
		out.Notes = append(out.Notes, v.T("render.waiting", "Tickets", i18n.Int(v.Lang, int64(w.Tickets)), "Tonnes", i18n.Tonnes(v.Lang, w.Mass)))
	}
	if s.Corrects != nil {
		out.Notes = append(out.Notes, CorrectionNote(v, s, "render.correction"))
	}
	return out
}
