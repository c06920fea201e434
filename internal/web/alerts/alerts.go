// SPDX-License-Identifier: Apache-2.0

// Package alerts is the pages on which the operator of a bus service tells its
// passengers what they should know: the list of what was told, one alert with
// its history, and its form. What passengers see of it is on the pages of
// package travel, in the words that are here.
package alerts

import (
	"embed"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/agreement"
	"sinergi/internal/alert"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, alert, form *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{list: f.View(files, "list.html"), alert: f.View(files, "alert.html"), form: f.View(files, "form.html")}
	const at = "/bus/{service}/alerts"
	f.Handle("GET "+at, p.showList)
	f.Handle("GET "+at+"/new", p.showNew)
	f.Handle("POST "+at+"/new", p.save)
	f.Handle("GET "+at+"/{alert}", p.showAlert)
	f.Handle("POST "+at+"/{alert}", p.move)
	f.Handle("GET "+at+"/{alert}/edit", p.showEdit)
	f.Handle("POST "+at+"/{alert}/edit", p.save)
}

// Path is where the officers' list of a service's alerts is.
func Path(service string) string { return "/bus/" + url.PathEscape(service) + "/alerts" }

// At is where officers read one alert.
func At(service string, number int) string { return Path(service) + "/" + strconv.Itoa(number) }

const perPage = 25

type listBody struct {
	Summary ui.Summary
	Write   *ui.Action
	Filters ui.Filters
	Rows    []row
	Pager   ui.Pager
	Empty   ui.Empty
	Feed    string
}

type row struct {
	Href, Header, Effect, When string
	State                      ui.Badge
}

func asked(v *front.Visit) store.AlertFilter {
	q := v.R.URL.Query()
	f := store.AlertFilter{Words: strings.TrimSpace(q.Get("q"))}
	if phase := alert.Phase(q.Get("phase")); slices.Contains(alert.Phases(), phase) {
		f.Phase = phase
	}
	for _, e := range realtime.Effects() {
		if e.String() == q.Get("effect") {
			f.Effect = e
		}
	}
	return f
}

func (p *pages) showList(v *front.Visit) error {
	service := v.R.PathValue("service")
	f := asked(v)
	no, _ := strconv.Atoi(v.R.URL.Query().Get("page")) // no number: the first page
	no = min(max(no, 1), 1_000_000)
	list, err := v.Desk.Alerts(v.R.Context(), v.Actor, service, f, (no-1)*perPage, perPage)
	if err != nil {
		return err
	}
	now, err := v.Desk.Alerts(v.R.Context(), v.Actor, service, store.AlertFilter{Phase: alert.Current}, 0, 1)
	if err != nil {
		return err
	}
	here := Path(service)
	b := listBody{Summary: ui.Summary{Text: v.T("alert.list_answer", "Count", now.Total)}, Feed: "/gtfs-rt/" + url.PathEscape(service) + "/alerts?format=json"}
	b.Filters = ui.Filters{Action: here, Active: f != store.AlertFilter{}, Fields: []ui.Field{
		{Name: "q", Label: v.T("alert.words"), Value: f.Words, Type: "search", MaxLength: 120},
		{Name: "phase", Label: v.T("alert.state"), Value: string(f.Phase), Options: phases(v, list.MayWrite)},
		{Name: "effect", Label: v.T("alert.effect"), Value: v.R.URL.Query().Get("effect"), Options: effects(v, "alert.any_effect")},
	}}
	if list.MayWrite {
		b.Write = &ui.Action{Href: here + "/new", Label: v.T("alert.write")}
	}
	switch {
	case b.Filters.Active:
		b.Empty = ui.Empty{Title: v.T("alert.nothing_title"), Text: v.T("alert.nothing_text")}
	case list.MayWrite:
		b.Empty = ui.Empty{Title: v.T("alert.none_title"), Text: v.T("alert.none_text_write")}
	default:
		b.Empty = ui.Empty{Title: v.T("alert.none_title"), Text: v.T("alert.none_text")}
	}
	for _, a := range list.Alerts {
		b.Rows = append(b.Rows, row{At(service, a.Number), a.Header.In(v.Lang), Effect(v, a.Alert), When(v, a.Alert), stateOf(v, a)})
	}
	b.Pager = pager(v, no, list.Total)
	page := v.Page(v.T("alert.title"), crumbs(v, list.Paper, list.Service)...)
	page.Body = b
	return v.Render(p.list, page)
}

func pager(v *front.Visit, no, total int) ui.Pager {
	pages := max((total+perPage-1)/perPage, 1)
	at := func(no int) string {
		q := v.R.URL.Query()
		q.Set("page", strconv.Itoa(no))
		return v.R.URL.Path + "?" + q.Encode()
	}
	out := ui.Pager{Page: int64(no), Pages: int64(pages), Total: int64(total)}
	if no > 1 {
		out.Prev = at(min(no-1, pages))
	}
	if no < pages {
		out.Next = at(no + 1)
	}
	return out
}

func crumbs(v *front.Visit, paper agreement.Agreement, s agreement.Service, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Href: "/cooperations/" + paper.Cooperation, Label: v.T("bus.cooperation")}, {Href: "/bus/" + url.PathEscape(s.ID), Label: s.Name}}, more...)
}

func phases(v *front.Visit, drafts bool) []ui.Option {
	out := []ui.Option{{Label: v.T("alert.any_state")}}
	for _, p := range alert.Phases() {
		if drafts || p != alert.Unpublished {
			out = append(out, ui.Option{Value: string(p), Label: v.T("alert.phase." + string(p))})
		}
	}
	return out
}

func effects(v *front.Visit, none string) []ui.Option {
	out := []ui.Option{{Label: v.T(none)}}
	for _, e := range realtime.Effects() {
		out = append(out, ui.Option{Value: e.String(), Label: v.T("alert.effect." + strings.ToLower(e.String()))})
	}
	return out
}

func causes(v *front.Visit) []ui.Option {
	out := []ui.Option{{Label: v.T("alert.choose")}}
	for _, c := range realtime.Causes() {
		out = append(out, ui.Option{Value: c.String(), Label: Cause(v, c)})
	}
	return out
}

type alertBody struct {
	Summary  ui.Summary
	Facts    []ui.Fact
	Texts    []Text
	Concerns []ui.Link
	Unknown  string
	Events   []ui.Event
	Actions  []moving
	Edit     string
	Here     string
	Base     int
}

// moving is a button that does something with an alert.
type moving struct{ Do, Label, Kind, Hint string }

func number(v *front.Visit) (int, error) {
	no, err := strconv.Atoi(v.R.PathValue("alert"))
	if err != nil || no < 1 {
		return 0, fault.New(fault.NotFound, "policy.not_found")
	}
	return no, nil
}

func load(v *front.Visit) (ops.AlertSheet, error) {
	no, err := number(v)
	if err != nil {
		return ops.AlertSheet{}, err
	}
	return v.Desk.Alert(v.R.Context(), v.Actor, v.R.PathValue("service"), no)
}

func alertPage(v *front.Visit) (*ui.Page, error) {
	s, err := load(v)
	if err != nil {
		return nil, err
	}
	a, now := s.Alert, v.Desk.Now()
	b := alertBody{Summary: ui.Summary{Text: v.T("alert.answer."+string(a.Phase(a.State, now)), "Effect", Effect(v, a.Alert), "When", When(v, a.Alert)), Badge: stateOf(v, a)}, Here: At(s.Service.ID, a.Number), Base: a.Version}
	b.Facts = []ui.Fact{{Label: v.T("alert.effect"), Value: Effect(v, a.Alert)}, {Label: v.T("alert.cause"), Value: Cause(v, a.Cause)}}
	for _, p := range a.Periods {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("alert.when"), Value: period(v, p)})
	}
	if a.URL != "" {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("alert.url"), Value: a.URL, Href: a.URL})
	}
	b.Texts = Texts(a.Alert)
	b.Concerns = Concerned(v, s.Network, a.Alert)
	if s.Feed != nil {
		if n := len(a.Unknown(s.Feed)); n > 0 {
			b.Unknown = v.T("alert.unknown", "Count", n)
		}
	}
	for _, x := range s.Versions {
		b.Events = append(b.Events, ui.Event{At: time.UnixMicro(x.AtUS), Who: x.Name, Text: v.T("alert.did."+string(x.Act), "Header", x.Header.In(v.Lang)), Kind: map[alert.State]ui.Kind{alert.Draft: ui.Draft, alert.Published: ui.Good, alert.Ended: ui.Neutral}[x.State]})
	}
	if s.MayWrite {
		b.actions(v, s)
	}
	page := v.Page(a.Header.In(v.Lang), crumbs(v, s.Paper, s.Service, ui.Link{Href: Path(s.Service.ID), Label: v.T("alert.title")})...)
	page.Body = b
	return page, nil
}

// actions are what may be done with an alert as it stands.
func (b *alertBody) actions(v *front.Visit, s ops.AlertSheet) {
	now := v.Desk.Now()
	if _, err := s.Alert.After(s.Alert.State, alert.Save, now); err == nil {
		b.Edit = At(s.Service.ID, s.Alert.Number) + "/edit"
	}
	for _, do := range []alert.Act{alert.Publish, alert.End} {
		if _, err := s.Alert.After(s.Alert.State, do, now); err == nil {
			b.Actions = append(b.Actions, moving{string(do), v.T("alert.do." + string(do)), "", v.T("alert.hint." + string(do))})
		}
	}
	if len(s.Versions) > 1 {
		b.Actions = append(b.Actions, moving{string(alert.Undo), v.T("alert.do.batalkan"), "quiet", v.T("alert.hint.batalkan", "What", v.T("alert.act."+string(s.Versions[0].Act)))})
	}
}

func (p *pages) showAlert(v *front.Visit) error {
	page, err := alertPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.alert, page)
}

// move publishes an alert, ends it or undoes what was done last.
func (p *pages) move(v *front.Visit) error {
	page, err := alertPage(v)
	if err != nil {
		return err
	}
	no, err := number(v)
	if err != nil {
		return err
	}
	do := alert.Act(v.R.PostFormValue("do"))
	if !slices.Contains([]alert.Act{alert.Publish, alert.End, alert.Undo}, do) {
		return fault.New(fault.Invalid, "alert.not_now")
	}
	base, _ := strconv.Atoi(v.R.PostFormValue("base")) // none: what the officer saw is not known
	if err := v.Desk.MoveAlert(v.R.Context(), v.Actor, v.R.PathValue("service"), no, base, do); err != nil {
		return v.Retry(p.alert, page, err)
	}
	return v.Redirect(At(v.R.PathValue("service"), no), "alert.flash."+string(do))
}
