// SPDX-License-Identifier: Apache-2.0

// Package waste is the pages of a waste service: a month's weighbridge tickets
// with filters, tonnes by origin and day, flagged tickets with the reason, and
// the decision about one.
package waste

import (
	"embed"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/sheet"
	"sinergi/internal/waste"
	"sinergi/internal/web/bus"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// perPage is how many tickets a page lists.
const perPage = 40

type pages struct{ month, ticket, entry, imported, public *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		month:    f.View(files, "month.html"),
		ticket:   f.View(files, "ticket.html"),
		imported: f.View(files, "imported.html"),
		public:   f.View(files, "public.html"),
		entry:    f.View(files, "entry.html"),
	}
	f.Handle("GET /waste/{service}", p.showMonth)
	f.Handle("GET /waste/{service}/template.xlsx", p.template)
	f.Handle("GET /waste/{service}/tickets.csv", p.export)
	f.Handle("POST /waste/{service}/import", p.upload)
	f.Handle("GET /waste/{service}/tickets", p.showEntry)
	f.Handle("POST /waste/{service}/tickets", p.add)
	f.Handle("GET /waste/{service}/tickets/{number}/{content}", p.showTicket)
	f.Handle("POST /waste/{service}/tickets/{number}/{content}", p.judge)
	f.Handle("GET /public/waste/{service}", p.showPublic)
}

type ticketRow struct {
	Number, Href, Day, Out, Plate, Origin, Load string
	Gross, Tare, Net                            string
	Party                                       ui.Party
	State                                       ui.Badge
	Flags                                       []string
}

type dayRow struct {
	Day     string
	Href    string
	Tonnes  []quantity.Kilograms // counted, by party
	Waiting quantity.Kilograms
}

type monthBody struct {
	Summary  ui.Summary
	Filters  ui.Filters
	Tabs     []ui.Tab
	Parties  []ui.Party
	Rows     []ticketRow
	Pager    ui.Pager
	Bars     template.HTML
	Days     []dayRow
	Total    dayRow
	Empty    ui.Empty
	Base     string
	MayFeed  bool
	Registry string
	Export   string
	Prev     string
	Next     string
	Month    civil.Month
	Facts    []ui.Fact
	Listed   quantity.Kilograms // what the listed tickets weigh, on all pages of the list
	Notices  []ui.Notice
}

// choice is what a visitor filters tickets by.
type choice struct {
	day        civil.Date
	government string
	states     []waste.State
	text       string
	page       int
}

func chosen(v *front.Visit) (choice, error) {
	q := v.R.URL.Query()
	c := choice{government: q.Get("government"), text: strings.ToUpper(strings.TrimSpace(q.Get("q")))}
	for name := range strings.SplitSeq(q.Get("state"), ",") {
		if slices.Contains(states(), waste.State(name)) {
			c.states = append(c.states, waste.State(name))
		}
	}
	if text := q.Get("day"); text != "" {
		d, err := civil.ParseDate(text)
		if err != nil {
			return c, err
		}
		c.day = d
	}
	c.page, _ = strconv.Atoi(q.Get("page")) // no number: the first page
	c.page = max(c.page, 1)
	return c, nil
}

// states lists what can become of a ticket, in the order in which pages offer
// it.
func states() []waste.State {
	return []waste.State{waste.Waiting, waste.Counted, waste.Corrected, waste.Rejected}
}

func (c choice) keeps(o waste.Outcome) bool {
	return (c.day.IsZero() || o.Day() == c.day) && (c.government == "" || o.Government() == c.government) && (len(c.states) == 0 || slices.Contains(c.states, o.State)) &&
		(c.text == "" || strings.Contains(strings.ToUpper(o.Number), c.text) || strings.Contains(o.Plate, c.text))
}

func (p *pages) load(v *front.Visit) (ops.WasteMonth, choice, error) {
	c, err := chosen(v)
	if err != nil {
		return ops.WasteMonth{}, c, err
	}
	m, err := bus.Month(v)
	if err != nil {
		return ops.WasteMonth{}, c, err
	}
	if !c.day.IsZero() {
		m = c.day.MonthOf()
	}
	wm, err := v.Desk.WasteMonth(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
	return wm, c, err
}

func (p *pages) showMonth(v *front.Visit) error {
	page, err := p.monthPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.month, page)
}

func (p *pages) monthPage(v *front.Visit) (*ui.Page, error) {
	wm, c, err := p.load(v)
	if err != nil {
		return nil, err
	}
	base := "/waste/" + wm.Service.ID
	body := summary(v, wm, base)
	if body.Notices, err = statements.Bound(v, wm.Paper.ID, wm.Month, c.day); err != nil {
		return nil, err
	}
	body.MayFeed, body.Registry = wm.MayFeed, "/services/"+wm.Service.ID
	counts := map[waste.State]int{}
	var kept []waste.Outcome
	for _, o := range wm.Tickets {
		all := c
		all.states = nil
		if all.keeps(o) {
			counts[o.State]++
		}
		if c.keeps(o) {
			kept = append(kept, o)
			body.Listed += o.Weight
		}
	}
	link := func(change func(url.Values)) string {
		q := v.R.URL.Query()
		q.Set("month", wm.Month.String())
		change(q)
		return base + "?" + q.Encode() + "#tickets"
	}
	whole := 0
	for _, n := range counts {
		whole += n
	}
	body.Tabs = []ui.Tab{{Href: link(func(q url.Values) { q.Del("state"); q.Del("page") }), Label: v.T("waste.all"), Count: whole, Current: len(c.states) == 0}}
	for _, s := range states() {
		body.Tabs = append(body.Tabs, ui.Tab{Href: link(func(q url.Values) { q.Set("state", string(s)); q.Del("page") }), Label: v.T("waste.state." + string(s)), Count: counts[s], Current: slices.Equal(c.states, []waste.State{s})})
	}
	in := []waste.State{waste.Counted, waste.Corrected}
	body.Tabs = append(body.Tabs, ui.Tab{Href: link(func(q url.Values) { q.Set("state", string(in[0])+","+string(in[1])); q.Del("page") }), Label: v.T("waste.in_statement"), Count: counts[in[0]] + counts[in[1]], Current: slices.Equal(c.states, in)})

	pagesOf := max((len(kept)+perPage-1)/perPage, 1)
	c.page = min(c.page, pagesOf)
	body.Pager = ui.Pager{Page: int64(c.page), Pages: int64(pagesOf), Total: int64(len(kept))}
	if c.page > 1 {
		body.Pager.Prev = link(func(q url.Values) { q.Set("page", strconv.Itoa(c.page-1)) })
	}
	if c.page < pagesOf {
		body.Pager.Next = link(func(q url.Values) { q.Set("page", strconv.Itoa(c.page+1)) })
	}
	q := v.R.URL.Query()
	q.Set("month", wm.Month.String())
	body.Export = base + "/tickets.csv?" + q.Encode()
	for _, o := range kept[min((c.page-1)*perPage, len(kept)):min(c.page*perPage, len(kept))] {
		body.Rows = append(body.Rows, newRow(v, wm, o, base))
	}
	governments := []ui.Option{{Value: "", Label: v.T("waste.any")}}
	for _, code := range wm.Paper.Codes() {
		governments = append(governments, ui.Option{Value: code, Label: region.Short(code)})
	}
	dayText := ""
	if !c.day.IsZero() {
		dayText = c.day.String()
	}
	body.Filters = ui.Filters{Action: base, Active: c.text != "" || c.government != "" || !c.day.IsZero(), Fields: []ui.Field{
		{Name: "month", Label: v.T("statement.month"), Value: wm.Month.String(), Type: "month", Size: "short", Required: true},
		{Name: "day", Label: v.T("bus.day"), Value: dayText, Type: "date", Size: "short"},
		{Name: "government", Label: v.T("waste.origin"), Value: c.government, Options: governments},
		{Name: "q", Label: v.T("waste.search"), Value: c.text, Size: "short"},
	}}
	page := v.Page(wm.Service.Name+" · "+i18n.Month(v.Lang, wm.Month), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}, ui.Link{Href: "/cooperations/" + wm.Paper.Cooperation, Label: v.T("bus.cooperation")})
	page.Body = body
	return page, nil
}

// summary gathers what a month comes to.
func summary(v *front.Visit, wm ops.WasteMonth, base string) monthBody {
	body := monthBody{
		Base: base, Month: wm.Month, Parties: bus.Parties(wm.Paper), Prev: base + "?month=" + wm.Month.Prev().String(), Next: base + "?month=" + wm.Month.Next().String(),
		Empty: ui.Empty{Title: v.T("waste.none_title"), Text: v.T("waste.none_text")},
	}
	var counted, waiting quantity.Kilograms
	codes := wm.Paper.Codes()
	sums := make([]quantity.Kilograms, len(codes))
	tickets := 0
	bars := draw.DayBars{ID: "tonnes", Title: v.T("waste.bars_title"), Desc: v.T("waste.bars_desc"), Lang: v.Lang, Month: wm.Month, Unit: v.T("waste.unit")}
	for i, d := range wm.Days {
		if i == 0 || wm.Days[i-1].Date != d.Date {
			body.Days = append(body.Days, dayRow{Day: i18n.ShortDay(v.Lang, d.Date), Href: base + "?day=" + d.Date.String() + "#tickets", Tonnes: make([]quantity.Kilograms, len(codes))})
			bars.Days = append(bars.Days, draw.Day{Date: d.Date})
			if !strings.HasPrefix(base, "/public/") { // tickets are nobody else's business
				bars.Days[len(bars.Days)-1].Href = base + "?day=" + d.Date.String()
			}
		}
		row, bar := &body.Days[len(body.Days)-1], &bars.Days[len(bars.Days)-1]
		row.Waiting += d.Waiting
		waiting += d.Waiting
		if k := slices.Index(codes, d.Government); k >= 0 {
			row.Tonnes[k] += d.Counted
			sums[k] += d.Counted
			counted += d.Counted
			bar.Parts = append(bar.Parts, draw.Part{Value: int64(d.Counted) / 1000, Party: k})
		}
		tickets += d.Tickets
	}
	for i, day := range body.Days {
		var sum quantity.Kilograms
		for _, kg := range day.Tonnes {
			sum += kg
		}
		bars.Days[i].Label = day.Day + ": " + i18n.Tonnes(v.Lang, sum)
	}
	body.Total = dayRow{Day: v.T("bus.total"), Tonnes: sums, Waiting: waiting}
	body.Summary = ui.Summary{Text: v.T("waste.empty_answer", "Month", i18n.Month(v.Lang, wm.Month))}
	if len(wm.Days) > 0 {
		body.Bars = draw.Responsive(bars)
		var each []string
		for i, code := range codes {
			each = append(each, v.T("waste.from", "Tonnes", i18n.Tonnes(v.Lang, sums[i]), "Place", region.Short(code)))
		}
		body.Summary = ui.Summary{Text: v.T("waste.answer", "Month", i18n.Month(v.Lang, wm.Month), "Tonnes", i18n.Tonnes(v.Lang, counted), "Tickets", i18n.Int(v.Lang, int64(tickets))), Note: strings.Join(each, " · ")}
		if waiting > 0 {
			body.Summary.Badge = ui.Badge{Text: v.T("waste.waiting", "Tonnes", i18n.Tonnes(v.Lang, waiting)), Kind: ui.Waiting}
		}
	}
	return body
}

func newRow(v *front.Visit, wm ops.WasteMonth, o waste.Outcome, base string) ticketRow {
	r := ticketRow{
		Number: o.Number, Href: base + "/tickets/" + url.PathEscape(o.Number) + "/" + o.Content() + "?month=" + wm.Month.String(), Day: i18n.ShortDay(v.Lang, o.Day()), Out: i18n.Clock(v.Lang, ops.TicketTime(o.Out)), Plate: o.Plate,
		Origin: region.Name(o.From), Load: o.Load, Gross: i18n.Int(v.Lang, int64(o.Gross)), Tare: i18n.Int(v.Lang, int64(o.Tare)), Net: i18n.Int(v.Lang, int64(o.Weight)), State: stateBadge(v, o),
	}
	if i := slices.Index(wm.Paper.Codes(), o.Government()); i >= 0 {
		r.Party = ui.Party{Index: i, Name: region.Short(o.Government())}
	}
	for _, f := range o.Flags {
		r.Flags = append(r.Flags, flagText(v, f))
	}
	return r
}

func stateBadge(v *front.Visit, o waste.Outcome) ui.Badge {
	kind := map[waste.State]ui.Kind{waste.Counted: ui.Good, waste.Waiting: ui.Waiting, waste.Rejected: ui.Bad, waste.Corrected: ui.Good}[o.State]
	return ui.Badge{Text: v.T("waste.state." + string(o.State)), Kind: kind}
}

func flagText(v *front.Visit, f waste.Flag) string {
	args := []any{}
	for name, value := range f.Args {
		if why, ok := value.(string); ok && name == "Why" {
			value = v.T(why)
		} else if ok && v.Lang == i18n.Indonesian && (name == "From" || name == "Until") {
			value = strings.Replace(why, ":", ".", 1) // opening hours
		}
		args = append(args, name, value)
	}
	return v.T("waste.flag."+string(f.Kind), args...)
}

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

type importedBody struct {
	Summary ui.Summary
	Wrong   []wrongRow
	Back    string
}

type wrongRow struct {
	Row                   int
	Column, Value, Reason string
}

func (p *pages) upload(v *front.Visit) error {
	src, err := v.Desk.SourceFor(v.R.Context(), v.Actor, v.R.PathValue("service"))
	if err != nil {
		return err
	}
	file, header, err := v.R.FormFile("file")
	if err != nil {
		page, perr := p.monthPage(v)
		if perr != nil {
			return perr
		}
		return v.Retry(p.month, page, fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")}))
	}
	defer file.Close()
	receipt, err := v.Desk.Import(v.R.Context(), src, ops.File{Kind: ops.TicketFile, Name: header.Filename, Content: file, Whole: v.R.PostFormValue("wrong") == "refuse"})
	if err != nil {
		page, perr := p.monthPage(v)
		if perr != nil {
			return perr
		}
		return v.Retry(p.month, page, err)
	}
	body := importedBody{Back: "/waste/" + src.Service, Summary: ui.Summary{Text: v.T("waste.imported", "Accepted", receipt.Accepted, "Duplicate", receipt.Duplicate, "Wrong", i18n.Int(v.Lang, int64(receipt.WrongRows())))}}
	if receipt.Empty() {
		body.Summary = ui.Summary{Text: v.T("registry.header_only"), Badge: ui.Badge{Text: v.T("registry.nothing_kept"), Kind: ui.Warn}}
	}
	for _, r := range receipt.Refused {
		body.Wrong = append(body.Wrong, wrongRow{r.Row, r.Field.Name, r.Field.Value, v.Text.T(v.Lang, r.Field.Key, r.Field.Args)})
	}
	page := v.Page(v.T("waste.imported_title"), ui.Link{Href: body.Back, Label: v.T("waste.back")})
	page.Body = body
	return v.Render(p.imported, page)
}

func (p *pages) template(v *front.Visit) error {
	if _, err := v.Desk.SourceFor(v.R.Context(), v.Actor, v.R.PathValue("service")); err != nil {
		return err
	}
	data, err := sheet.Template(waste.TicketSchema())
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.W.Header().Set("Content-Disposition", `attachment; filename="templat-tiket.xlsx"`)
	_, err = v.W.Write(data)
	return err
}

func (p *pages) showPublic(v *front.Visit) error {
	m, err := bus.Month(v)
	if err != nil {
		return err
	}
	wm, err := v.Desk.PublicWasteMonth(v.R.Context(), v.R.PathValue("service"), m)
	if err != nil {
		return err
	}
	body := summary(v, wm, "/public/waste/"+wm.Service.ID)
	for i := range body.Days {
		body.Days[i].Href = ""
	}
	page := v.Page(wm.Service.Name+" · "+i18n.Month(v.Lang, m), ui.Link{Href: "/public", Label: v.T("nav.public")})
	page.Body = body
	return v.Render(p.public, page)
}
