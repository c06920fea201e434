package bus

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

// dayBody is the page of a day.
type dayBody struct {
	Summary  ui.Summary
	Tabs     []ui.Tab
	Parties  []ui.Party
	Marey    template.HTML
	Runs     []row
	Pager    ui.Pager
	Statuses []string
	Heard    []row
	Empty    ui.Empty
	Facts    []ui.Fact
	CSV      string
	Prev     string
	Next     string
	Date     civil.Date
	Total    row // of the runs that are listed
	Notices  []ui.Notice
	Claims   []row // of drivers, that positions do not bear out
}

func (p *pages) showDay(v *front.Visit) error {
	bd, err := busDay(v)
	if err != nil {
		return err
	}
	base := "/bus/" + bd.Service.ID
	only := chosen(v)
	body := dayBody{
		Parties: Parties(bd.Paper), Date: bd.Date, CSV: base + "/days/" + bd.Date.String() + "/runs.csv",
		Prev: base + "/days/" + bd.Date.AddDays(-1).String(), Next: base + "/days/" + bd.Date.AddDays(1).String(), Empty: ui.Empty{Title: v.T("bus.no_runs_title"), Text: v.T("bus.no_runs_text")},
	}
	var delivered quantity.Metres
	done := 0
	var kept []transit.Run
	for _, r := range bd.Runs {
		delivered += r.Delivered
		if r.Status == transit.Complete {
			done++
		}
		if only.keeps(r) {
			kept = append(kept, r)
		}
	}
	body.Summary = ui.Summary{Text: v.T("bus.day_answer", "Done", done, "Runs", len(bd.Runs), "Km", i18n.Km(v.Lang, delivered))}
	body.Tabs = dayTabs(v, bd, base+"/days/"+bd.Date.String(), only)
	for _, r := range body.page(v, kept) {
		body.Runs = append(body.Runs, runRow(v, bd.Paper, r, base))
	}
	body.Total = only.total(v, bd)
	if body.Notices, err = statements.Bound(v, bd.Paper.ID, bd.Month, bd.Date); err != nil {
		return err
	}
	if len(bd.Runs) > 0 {
		body.Marey = draw.Responsive(dayMarey(v, bd, base))
	}
	for _, h := range bd.Heard {
		r := row{Name: h.Device, Counts: []int{h.Points}, Notes: []string{bd.Vehicle[h.Device], clock(v, h.FirstUS) + "–" + clock(v, h.LastUS)}, State: ui.Badge{Text: v.T("bus.usable"), Kind: ui.Good}}
		if h.Aside != transit.Usable {
			r.State = ui.Badge{Text: v.T("bus.aside." + string(h.Aside)), Kind: ui.Warn}
		}
		body.Heard = append(body.Heard, r)
	}
	body.Claims = contradicted(v, bd, base)
	body.Facts = []ui.Fact{{Label: v.T("bus.archive"), Value: short(bd.Record.Archive), Note: v.T("bus.archive_note")}, {Label: v.T("bus.border"), Value: bd.Record.Border}, {Label: v.T("bus.method"), Value: bd.Record.Method}}
	page := v.Page(i18n.LongDate(v.Lang, bd.Date), ui.Link{Href: base + "?month=" + bd.Month.String(), Label: bd.Service.Name})
	page.Body = body
	return v.Render(p.day, page)
}

// perPage is how many runs a page lists.
const perPage = 30

// page picks the runs of the page that the visitor is at.
func (b *dayBody) page(v *front.Visit, runs []transit.Run) []transit.Run {
	pages := max((len(runs)+perPage-1)/perPage, 1)
	q := v.R.URL.Query()
	no, _ := strconv.Atoi(q.Get("page")) // no number: the first page
	no = min(max(no, 1), pages)
	at := func(no int) string {
		q.Set("page", strconv.Itoa(no))
		return v.R.URL.Path + "?" + q.Encode() + "#runs"
	}
	b.Pager = ui.Pager{Page: int64(no), Pages: int64(pages), Total: int64(len(runs))}
	if no > 1 {
		b.Pager.Prev = at(no - 1)
	}
	if no < pages {
		b.Pager.Next = at(no + 1)
	}
	return runs[(no-1)*perPage : min(no*perPage, len(runs))]
}

// choice is which runs of a day are listed: those of some statuses, or those
// that delivered something in a government's territory.
type choice struct {
	statuses   []transit.Status
	government string
}

func chosen(v *front.Visit) (c choice) {
	q := v.R.URL.Query()
	for name := range strings.SplitSeq(q.Get("status"), ",") {
		if s := transit.Status(name); slices.Contains(transit.Statuses(), s) {
			c.statuses = append(c.statuses, s)
		}
	}
	c.government = q.Get("government")
	return c
}

func (c choice) keeps(r transit.Run) bool {
	return (len(c.statuses) == 0 || slices.Contains(c.statuses, r.Status)) && (c.government == "" || partOf(r.Parts, c.government, false) > 0)
}

// is reports whether exactly these runs are chosen.
func (c choice) is(o choice) bool {
	return c.government == o.government && slices.Equal(c.statuses, o.statuses)
}

// undelivered are the runs that a deduction counts.
func undelivered() choice { return choice{statuses: transit.Undelivered()} }

// dayTabs lists the choices: all runs, each status, those that a deduction
// counts, and those that delivered something in each territory.
func dayTabs(v *front.Visit, bd ops.BusDay, here string, only choice) (tabs []ui.Tab) {
	add := func(query, label string, c choice) {
		n := 0
		for _, r := range bd.Runs {
			if c.keeps(r) {
				n++
			}
		}
		tabs = append(tabs, ui.Tab{Href: here + query, Label: label, Count: n, Current: only.is(c)})
	}
	add("", v.T("bus.all_runs"), choice{})
	for _, s := range transit.Statuses() {
		add("?status="+string(s), v.T("bus.status."+string(s)), choice{statuses: []transit.Status{s}})
	}
	var both []string
	for _, s := range transit.Undelivered() {
		both = append(both, string(s))
	}
	add("?status="+strings.Join(both, ","), v.T("bus.undelivered"), undelivered())
	for _, code := range bd.Paper.Codes() {
		add("?government="+code, v.T("bus.ran_in", "Place", ops.ShortName(code)), choice{government: code})
	}
	return tabs
}

// total sums the runs that are listed.
func (c choice) total(v *front.Visit, bd ops.BusDay) row {
	sum := row{Metres: make([]quantity.Metres, len(bd.Paper.Codes()))}
	n := 0
	for _, r := range bd.Runs {
		if !c.keeps(r) {
			continue
		}
		n++
		sum.Total += r.Delivered
		for i, code := range bd.Paper.Codes() {
			sum.Metres[i] += partOf(r.Parts, code, false)
		}
	}
	sum.Name = v.T("bus.runs_listed", "Count", n)
	return sum
}
