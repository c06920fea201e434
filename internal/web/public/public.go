// SPDX-License-Identifier: Apache-2.0

// Package public is what anyone may see without signing in: what was agreed,
// by whom, until when, and what the services delivered.
package public

import (
	"embed"
	"net/url"

	"sinergi/internal/agreement"
	"sinergi/internal/alert"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/bus"
	"sinergi/internal/web/cooperations"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, cooperation, bus *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list:        f.View(files, "list.html"),
		cooperation: f.View(files, "cooperation.html"),
		bus:         f.View(files, "bus.html"),
	}
	f.Handle("GET /public", p.showList)
	f.Handle("GET /public/cooperations/{id}", p.showCooperation)
	f.Handle("GET /public/bus/{service}", p.showBus)
}

type listBody struct {
	Summary ui.Summary
	Items   []entry
	Empty   ui.Empty
	Next    string
}

type entry struct {
	Href, Title, Subject string
	Parties              []ui.Party
	Papers               []paperLine
}

type paperLine struct {
	Kind, Title, Until string
	Services           []ui.Link
	Told               []ui.Notice // to the passengers of its buses
}

// perPage is how many cooperations a page lists.
const perPage = 50

func (p *pages) showList(v *front.Visit) error {
	all, next, total, err := v.Desk.PublicList(v.R.Context(), v.R.URL.Query().Get("after"), perPage)
	if err != nil {
		return err
	}
	told, err := toldOf(v)
	if err != nil {
		return err
	}
	body := listBody{Empty: ui.Empty{Title: v.T("public.none_title"), Text: v.T("public.none_text")}, Summary: ui.Summary{Text: v.T("public.answer", "Count", total)}}
	for _, d := range all {
		e := entry{Href: "/public/cooperations/" + url.PathEscape(d.ID), Title: d.Title, Subject: d.Subject}
		for i, code := range d.Parties {
			e.Parties = append(e.Parties, ui.Party{Index: i, Name: ops.GovernmentName(code)})
		}
		for _, paper := range d.Papers {
			line := paperLine{Kind: v.T("cooperation.kind." + string(paper.Kind)), Title: paper.Title}
			if !paper.Until.IsZero() {
				line.Until = v.T("public.until", "Date", i18n.Date(v.Lang, paper.Until))
			}
			for _, s := range d.Services[paper.ID] {
				path := map[agreement.ServiceKind]string{agreement.Bus: "/public/bus/", agreement.Waste: "/public/waste/"}[s.Kind]
				line.Services = append(line.Services, ui.Link{Href: path + s.ID, Label: s.Name})
				line.Told = append(line.Told, told[s.ID]...)
			}
			e.Papers = append(e.Papers, line)
		}
		body.Items = append(body.Items, e)
	}
	if next != "" {
		body.Next = "/public?" + url.Values{"after": {next}}.Encode()
	}
	page := v.Page(v.T("public.title"))
	page.Body = body
	return v.Render(p.list, page)
}

// toldOf gives what the passengers of each bus service are told now.
func toldOf(v *front.Visit) (map[string][]ui.Notice, error) {
	all, err := v.Desk.Networks(v.R.Context())
	if err != nil {
		return nil, err
	}
	told, now := map[string][]ui.Notice{}, v.Desk.Now()
	for _, n := range all {
		told[n.Service.ID] = alerts.Notices(v, n, now, now, alert.Use{})
	}
	return told, nil
}

func (p *pages) showCooperation(v *front.Visit) error {
	d, err := v.Desk.PublicDossier(v.R.Context(), v.R.PathValue("id"))
	if err != nil {
		return err
	}
	page := v.Page(d.Title, ui.Link{Href: "/public", Label: v.T("nav.public")})
	page.Body = cooperations.NewBody(v, d, true)
	return v.Render(p.cooperation, page)
}

func (p *pages) showBus(v *front.Visit) error {
	m, err := bus.Month(v)
	if err != nil {
		return err
	}
	bm, err := v.Desk.PublicBusMonth(v.R.Context(), v.R.PathValue("service"), m)
	if err != nil {
		return err
	}
	body, err := bus.Body(v, bm, "/public/bus/"+bm.Service.ID, "")
	if err != nil {
		return err
	}
	n, err := v.Desk.AlertsTold(v.R.Context(), bm.Service.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound { // without a timetable nobody is told anything
		return err
	}
	body.Notices = alerts.Notices(v, n, v.Desk.Now(), v.Desk.Now(), alert.Use{})
	page := v.Page(bm.Service.Name+" · "+i18n.Month(v.Lang, m), ui.Link{Href: "/public", Label: v.T("nav.public")})
	page.Body = body
	return v.Render(p.bus, page)
}
