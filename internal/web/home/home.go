// SPDX-License-Identifier: Apache-2.0

// Package home is the first page of a government: what needs a decision now,
// this month's services at a glance, agreements in force and their deadlines.
package home

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/settlement"
	"sinergi/internal/transit"
	"sinergi/internal/web/bus"
	"sinergi/internal/web/diary"
	"sinergi/internal/web/front"
	"sinergi/internal/web/obligations"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Register adds the page to the front door.
func Register(f *front.Front) {
	view := f.View(files, "home.html")
	f.Handle("GET /{$}", func(v *front.Visit) error { return show(v, view) })
}

type body struct {
	Notice     string // how the reader came in, at first
	Summary    ui.Summary
	Todo       []todo
	Next       []todo // what brings things under way
	Others     []todo // for what other governments are waited for
	Empty      ui.Empty
	Services   []service
	Papers     []paper
	NoPapers   ui.Empty
	MorePapers bool
	Month      string
	Deadlines  []string
	Queue      []queued
	Pager      ui.Pager // through the queue
	Reminders  []diary.Row
	Duties     []obligations.Row // that wait for the visitor's government, the most urgent
	DutyCount  int               // of them all
}

// How much the page names of each.
const (
	maxDuties     = 5
	maxPapers     = 20
	maxStatements = 25
	maxQueue      = 25
)

type todo struct{ Href, Text, Since string }

type service struct {
	Href, Name, Share, Each string
	ID, Provider, Paper     string
	Feeds                   string // where the visitor may bring data in, or ""
	Data                    bool   // anything came for the month
}

type paper struct{ Href, Title, Until, Left string }

func show(v *front.Visit, view *ui.View) error {
	if v.Actor.Public() {
		return v.Redirect("/public", "")
	}
	ctx := v.R.Context()
	start, err := v.Desk.Start(ctx, v.Actor, maxPapers, maxSteps)
	if err != nil {
		return err
	}
	b := body{Empty: ui.Empty{Title: v.T("home.nothing_title"), Text: v.T("home.nothing_text")}, NoPapers: ui.Empty{Title: v.T("cooperation.none_title"), Text: v.T("cooperation.none_text")}}
	if err := b.statements(v); err != nil {
		return err
	}
	month, err := v.Desk.LastOperated(ctx, v.Actor)
	if err != nil {
		return err
	}
	b.Month = i18n.Month(v.Lang, month)
	for _, a := range start.Papers {
		b.Papers = append(b.Papers, newPaper(v, a))
	}
	b.MorePapers = start.More
	for _, s := range start.Services {
		if one, ok, err := newService(v, s, month); err != nil {
			return err
		} else if ok {
			b.Services = append(b.Services, one)
		}
	}
	asked, err := proposals(v)
	if err != nil {
		return err
	}
	if b.Notice, err = invitation(v); err != nil {
		return err
	}
	b.Todo = append(b.Todo, asked...)
	statementsWaiting := len(b.Todo)
	more, waiting, err := tickets(v)
	if err != nil {
		return err
	}
	b.Todo = append(b.Todo, more...)
	if b.Reminders, err = diary.Reminders(v); err != nil {
		return err
	}
	mine, err := b.queue(v)
	if err != nil {
		return err
	}
	var owed int
	if b.Duties, b.DutyCount, owed, err = obligations.Waiting(v, maxDuties); err != nil {
		return err
	}
	b.Summary = ui.Summary{Text: v.T("home.todo_count", "Count", statementsWaiting+waiting+mine+owed)}
	if len(b.Todo)+mine+owed == 0 {
		b.Summary.Text = v.T("home.todo_none")
	}
	if b.Next, err = next(v, start, b.Services); err != nil {
		return err
	}
	page := v.Page(v.T("nav.home"))
	page.Body = b
	return v.Render(view, page)
}

// statements lists what is to be done with statements: by the visitor's
// government, and by those it waits for.
func (b *body) statements(v *front.Visit) error {
	all, more, err := v.Desk.Pending(v.R.Context(), v.Actor, nil, maxStatements)
	if err != nil {
		return err
	}
	for _, s := range all {
		add := func(list *[]todo, what string) {
			*list = append(*list, todo{"/statements/" + s.ID, v.T("home.statement", "Title", s.Paper.Title, "Month", i18n.Month(v.Lang, s.Month), "What", what), i18n.Date(v.Lang, since(s))})
		}
		stale := s.MayDraft && s.Changed.Figures() && (s.Later == nil || s.Later.Status != settlement.Draft)
		switch mine := statements.Mine(v, s.Sheet); {
		case stale && s.Status == settlement.Agreed:
			add(&b.Todo, v.T("home.correct"))
		case stale || s.Outdated && s.MayDraft:
			add(&b.Todo, strings.TrimSpace(v.T("home.outdated")+" "+mine))
		case s.Running: // a preview is nobody's move
		case mine != "":
			add(&b.Todo, mine)
		}
		if theirs := statements.Theirs(v, s.Sheet); theirs != "" && !s.Running {
			add(&b.Others, theirs)
		}
	}
	if more {
		b.Others = append(b.Others, todo{Href: "/statements", Text: v.T("home.more_statements")})
	}
	return nil
}

// since is the day of the last move on a statement, or that of its making.
func since(s ops.SheetNow) civil.Date {
	at := s.CreatedUS
	if n := len(s.Events); n > 0 {
		at = s.Events[n-1].AtUS
	}
	return civil.In(time.UnixMicro(at))
}

func newPaper(v *front.Visit, p agreement.Agreement) paper {
	out := paper{Href: "/cooperations/" + p.Cooperation + "#" + p.ID, Title: v.T("cooperation.kind."+string(p.Kind)) + ": " + p.Title}
	if left, ok := v.Desk.DaysLeft(p); ok {
		out.Until, out.Left = i18n.Date(v.Lang, p.Until), v.T("cooperation.days", "Days", i18n.Int(v.Lang, int64(left)))
	}
	return out
}

func newService(v *front.Visit, s agreement.Service, month civil.Month) (service, bool, error) {
	if policy.Can(v.Actor, policy.SeeService, policy.Resource{Parties: []string{v.Actor.Government}}) != nil {
		return service{}, false, nil
	}
	if s.Kind == agreement.Waste {
		return wasteService(v, s, month)
	}
	m, err := v.Desk.BusMonth(v.R.Context(), v.Actor, s.ID, month)
	if err != nil {
		return service{}, false, err
	}
	total := m.Totals()
	runs := 0
	for _, n := range total.Runs {
		runs += n
	}
	out := service{Href: "/bus/" + s.ID + "?month=" + month.String(), Name: s.Name, Share: v.T("home.bus_share", "Share", bus.Share(v.Lang, int64(total.Runs[transit.Complete]), int64(runs)), "Runs", runs)}
	out.about(s, runs > 0, m.MayFeed)
	for i, p := range total.Parts {
		if i > 0 {
			out.Each += " · "
		}
		out.Each += fmt.Sprintf("%s %s", ops.ShortName(p.Code), i18n.Km(v.Lang, p.Delivered))
	}
	return out, true, nil
}

// about fills what the next steps ask of a service.
func (out *service) about(s agreement.Service, data, mayFeed bool) {
	out.ID, out.Provider, out.Paper, out.Data = s.ID, s.Provider, s.Agreement, data
	if mayFeed {
		out.Feeds = "/services/" + s.ID
	}
}

func wasteService(v *front.Visit, s agreement.Service, month civil.Month) (service, bool, error) {
	m, err := v.Desk.WasteMonth(v.R.Context(), v.Actor, s.ID, month)
	if err != nil {
		return service{}, false, err
	}
	sums := map[string]quantity.Kilograms{}
	tickets := 0
	for _, d := range m.Days {
		sums[d.Government] += d.Counted
		tickets += d.Tickets
	}
	out := service{Href: "/waste/" + s.ID + "?month=" + month.String(), Name: s.Name, Share: v.T("home.waste_share", "Tickets", i18n.Int(v.Lang, int64(tickets)), "All", i18n.Int(v.Lang, int64(len(m.Tickets))))}
	out.about(s, len(m.Tickets) > 0, m.MayFeed)
	for i, code := range m.Paper.Codes() {
		if i > 0 {
			out.Each += " · "
		}
		out.Each += ops.ShortName(code) + " " + i18n.Tonnes(v.Lang, sums[code])
	}
	return out, true, nil
}
