// SPDX-License-Identifier: Apache-2.0

// Package obligations is the pages of what agreements oblige their parties to:
// what is late or waits, what runs and what comes, as a list and by month, and
// for each period the proof that was handed in and what the other party says.
package obligations

import (
	"embed"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/obligation"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, duty *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list: f.View(files, "list.html"),
		duty: f.View(files, "duty.html"),
	}
	f.Handle("GET /obligations", p.showList)
	f.Handle("GET /obligations/{id}/{obligation}/{period}", p.showDuty)
	f.Handle("POST /obligations/{id}/{obligation}/{period}", p.move)
}

// Row is a period of a duty as a table shows it.
type Row struct {
	Href, Text, Clause, Paper, Period, Due, Figure string
	Bearer                                         ui.Party
	State                                          ui.Badge
}

type group struct {
	Title string
	Rows  []Row
}

type listBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Filters ui.Filters
	Groups  []group
	Empty   ui.Empty
	Pager   ui.Pager
}

// perPage is how many periods of duties a page lists.
const perPage = 50

func (p *pages) showList(v *front.Visit) error {
	q := v.R.URL.Query()
	f := ops.DutyFilter{State: obligation.State(q.Get("state")), Bearer: q.Get("bearer"), Agreement: q.Get("agreement"), Cooperation: q.Get("cooperation")}
	if !slices.Contains(obligation.States(), f.State) {
		f.State = "" // none of the choices asks nothing
	}
	byMonth := q.Get("view") == "calendar"
	b := listBody{Empty: ui.Empty{Title: v.T("obligation.none_title"), Text: v.T("obligation.none_text")}}
	var err error
	if b.Filters, err = filters(v, f, byMonth); err != nil {
		return err
	}
	if b.Filters.Active {
		b.Empty = ui.Empty{Title: v.T("obligation.nothing_title"), Text: v.T("obligation.nothing_text")}
	}
	f.ByMonth = byMonth
	from, err := strconv.Atoi(q.Get("from"))
	if err != nil || from < 0 {
		from = 0
	}
	list, err := v.Desk.Duties(v.R.Context(), v.Actor, f, from, perPage)
	if err == nil && len(list.Duties) == 0 && from > 0 { // it is not that long any more
		from = 0
		list, err = v.Desk.Duties(v.R.Context(), v.Actor, f, from, perPage)
	}
	if err != nil {
		return err
	}
	b.Summary = summary(v, list, f)
	at := func(view string) string {
		next := url.Values{}
		for _, name := range []string{"state", "bearer", "agreement", "cooperation"} {
			if q.Get(name) != "" {
				next.Set(name, q.Get(name))
			}
		}
		if view != "" {
			next.Set("view", view)
		}
		return "/obligations?" + next.Encode()
	}
	b.Tabs = []ui.Tab{{Href: at(""), Label: v.T("obligation.as_list"), Current: !byMonth}, {Href: at("calendar"), Label: v.T("obligation.as_calendar"), Current: byMonth}}
	pageFrom := func(from int) string {
		next, _ := url.Parse(at(q.Get("view")))
		set := next.Query()
		set.Set("from", strconv.Itoa(from))
		return "/obligations?" + set.Encode()
	}
	if from > 0 {
		b.Pager.Prev = pageFrom(max(0, from-perPage))
	}
	if to := from + perPage; to < list.Count {
		b.Pager.Next = pageFrom(to)
	}
	b.Pager.Page, b.Pager.Pages, b.Pager.Total = int64(from/perPage+1), int64((list.Count+perPage-1)/perPage), int64(list.Count)
	if err := v.Desk.Cite(v.R.Context(), list.Duties); err != nil {
		return err
	}
	b.Groups = groups(v, list.Duties, byMonth)
	page := v.Page(v.T("nav.obligations"))
	page.Body = b
	return v.Render(p.list, page)
}

// summary answers at the top: what is late, and what waits for the reader. Of
// some states or bearers only it says how many there are: what they hide may be
// late.
func summary(v *front.Visit, list ops.DutyList, f ops.DutyFilter) ui.Summary {
	switch {
	case f.State != "" || f.Bearer != "":
		return ui.Summary{Text: v.T("obligation.summary_filtered", "Count", list.Count)}
	case list.Late == 0 && list.Waiting == 0:
		return ui.Summary{Text: v.T("obligation.summary_none")}
	}
	return ui.Summary{Text: v.T("obligation.summary", "Late", list.Late, "Mine", list.Waiting)}
}

// Waiting gives the periods of duties that wait for the visitor's government,
// the most urgent first, at most so many. count is how many there are, and mine
// about how many of them the visitor may do something.
func Waiting(v *front.Visit, most int) (rows []Row, count, mine int, err error) {
	list, err := v.Desk.Duties(v.R.Context(), v.Actor, ops.DutyFilter{Waiting: true}, 0, most)
	if err != nil {
		return nil, 0, 0, err
	}
	if err := v.Desk.Cite(v.R.Context(), list.Duties); err != nil {
		return nil, 0, 0, err
	}
	for _, d := range list.Duties {
		rows = append(rows, newRow(v, d))
	}
	return rows, list.Count, list.Mine, nil
}

func filters(v *front.Visit, f ops.DutyFilter, byMonth bool) (ui.Filters, error) {
	state := ui.Field{Name: "state", Label: v.T("search.status"), Value: string(f.State), Options: []ui.Option{{Value: "", Label: v.T("search.any_status")}}}
	for _, s := range obligation.States() {
		state.Options = append(state.Options, ui.Option{Value: string(s), Label: v.T("obligation.state." + string(s))})
	}
	bearer := ui.Field{Name: "bearer", Label: v.T("cooperation.bearer"), Value: f.Bearer, Options: []ui.Option{{Value: "", Label: v.T("search.any_party")}}}
	governments, err := v.Desk.Governments(v.R.Context())
	if err == nil {
		for _, g := range governments {
			bearer.Options = append(bearer.Options, ui.Option{Value: g.Code, Label: g.Name})
		}
	}
	out := ui.Filters{Action: "/obligations", Active: f != ops.DutyFilter{}, Fields: []ui.Field{state, bearer}}
	if byMonth {
		out.Fields = append(out.Fields, ui.Field{Name: "view", Label: v.T("obligation.view"), Value: "calendar", Options: []ui.Option{{Value: "calendar", Label: v.T("obligation.as_calendar")}, {Value: "", Label: v.T("obligation.as_list")}}})
	}
	if f.Cooperation != "" {
		in, err := v.Desk.Dossier(v.R.Context(), v.Actor, f.Cooperation)
		if err != nil {
			return out, err
		}
		out.Fields = append(out.Fields, ui.Field{Name: "cooperation", Label: v.T("run.cooperation"), Value: f.Cooperation, Options: []ui.Option{{Value: "", Label: v.T("obligation.any_cooperation")}, {Value: f.Cooperation, Label: in.Title}}})
	}
	return out, nil
}

// groups parts duties by state, or by the month in which they fall due.
func groups(v *front.Visit, all []ops.Duty, byMonth bool) []group {
	var out []group
	at := map[string]int{}
	for _, d := range all {
		key, title := string(d.State), v.T("obligation.state."+string(d.State))
		if byMonth {
			key, title = d.Period.Due.MonthOf().String(), i18n.Month(v.Lang, d.Period.Due.MonthOf())
		}
		if _, known := at[key]; !known {
			at[key] = len(out)
			out = append(out, group{Title: title})
		}
		out[at[key]].Rows = append(out[at[key]].Rows, newRow(v, d))
	}
	return out
}

func newRow(v *front.Visit, d ops.Duty) Row {
	r := Row{
		Href: address(d), Text: d.Text, Clause: d.Cite, Paper: d.Paper.Title, Period: periodName(v, d.Period), Figure: figure(v, d), State: badge(v, d.State),
		Bearer: ui.Party{Index: max(ops.PartyColour(d.Paper, d.Bearer), 0), Name: ops.ShortName(d.Bearer)},
	}
	if !d.Period.Due.IsZero() {
		r.Due = i18n.Date(v.Lang, d.Period.Due)
	}
	return r
}

func address(d ops.Duty) string {
	return "/obligations/" + url.PathEscape(d.Paper.ID) + "/" + url.PathEscape(d.ID) + "/" + url.PathEscape(d.Period.Key)
}

func badge(v *front.Visit, s obligation.State) ui.Badge {
	kinds := map[obligation.State]ui.Kind{
		obligation.Late: ui.Bad, obligation.NotMet: ui.Bad, obligation.NeedsConsent: ui.Waiting, obligation.NeedsProof: ui.Warn,
		obligation.Running: ui.Neutral, obligation.NotYet: ui.Neutral, obligation.Met: ui.Good, obligation.Excused: ui.Draft,
	}
	return ui.Badge{Text: v.T("obligation.state." + string(s)), Kind: kinds[s]}
}

func periodName(v *front.Visit, p obligation.Period) string {
	switch {
	case p.Key == "selama":
		return v.T("obligation.always")
	case p.Key == "sekali":
		return v.T("obligation.once")
	case strings.Contains(p.Key, "-s"):
		return v.T("obligation.half", "Half", p.Key[len(p.Key)-1:], "Year", p.Key[:4])
	case len(p.Key) == 4:
		return p.Key
	}
	return i18n.Month(v.Lang, p.From.MonthOf())
}

// figure says what was measured, and what it must reach.
func figure(v *front.Visit, d ops.Duty) string {
	if d.Measure == "" {
		return ""
	}
	target := ""
	if t, err := quantity.Parse(d.Target); err == nil && d.Target != "" {
		target = i18n.Number(v.Lang, t)
	}
	if d.Figure == nil {
		return v.T("obligation.not_measured", "Measure", v.T("entry.measure."+d.Measure), "Target", target)
	}
	return v.T("obligation.measured", "Measure", v.T("entry.measure."+d.Measure), "Value", i18n.Number(v.Lang, d.Figure.Value.Trunc(4)), "Target", target)
}

type dutyBody struct {
	Summary ui.Summary
	Facts   []ui.Fact
	Events  []ui.Event
	HandIn  bool
	Answers []ui.Option // moves of the other party
	Base    string
	Reason  string
	Move    string
}

func (p *pages) showDuty(v *front.Visit) error {
	page, err := dutyPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.duty, page)
}

func dutyPage(v *front.Visit) (*ui.Page, error) {
	d, err := v.Desk.Duty(v.R.Context(), v.Actor, v.R.PathValue("id"), v.R.PathValue("obligation"), v.R.PathValue("period"))
	if err != nil {
		return nil, err
	}
	b := dutyBody{Base: address(d), Summary: ui.Summary{Text: v.T("obligation.answer", "Bearer", ops.GovernmentName(d.Bearer), "Text", d.Text), Badge: badge(v, d.State)}}
	b.Facts = []ui.Fact{
		{Label: v.T("obligation.period"), Value: periodName(v, d.Period)},
		{Label: v.T("statement.pks"), Value: d.Paper.Title, Href: "/cooperations/" + d.Paper.Cooperation + "#" + d.Paper.ID + "." + d.Clause, Note: d.Cite},
	}
	if !d.Period.Due.IsZero() {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("obligation.due"), Value: i18n.LongDate(v.Lang, d.Period.Due)})
	}
	if s := figure(v, d); s != "" {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("entry.measured_by"), Value: s})
	}
	for _, e := range d.Events {
		said := ui.Event{At: time.UnixMicro(e.AtUS), Who: e.Name + ", " + ops.ShortName(e.Government), Text: v.T("obligation.done." + string(e.Move))}
		if e.Reason != "" {
			said.Text += ": " + e.Reason
		}
		if e.File != "" {
			said.Href = "/agreements/" + d.Paper.ID + "/files/" + e.File
		}
		b.Events = append(b.Events, said)
	}
	for _, m := range d.May {
		if m == obligation.HandIn {
			b.HandIn = true
			continue
		}
		b.Answers = append(b.Answers, ui.Option{Value: string(m), Label: v.T("obligation.move." + string(m))})
	}
	page := v.Page(v.T("obligation.title", "Period", periodName(v, d.Period)), ui.Link{Href: "/obligations", Label: v.T("nav.obligations")})
	page.Body = b
	return page, nil
}

// move hands in proof, or answers it.
func (p *pages) move(v *front.Visit) error {
	e := obligation.Event{Move: obligation.Move(v.R.PostFormValue("move")), Reason: strings.TrimSpace(v.R.PostFormValue("reason"))}
	var proof io.Reader
	name := ""
	if file, header, err := v.R.FormFile("file"); err == nil {
		defer file.Close()
		proof, name = file, header.Filename
	}
	err := v.Desk.MoveDuty(v.R.Context(), v.Actor, v.R.PathValue("id"), v.R.PathValue("obligation"), v.R.PathValue("period"), e, name, proof)
	if err != nil {
		page, failed := dutyPage(v)
		if failed != nil {
			return failed
		}
		if b, ok := page.Body.(dutyBody); ok {
			b.Reason, b.Move = e.Reason, string(e.Move)
			page.Body = b
		}
		return v.Retry(p.duty, page, err)
	}
	return v.Redirect(v.R.URL.Path, "obligation.moved")
}
