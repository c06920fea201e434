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
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
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
