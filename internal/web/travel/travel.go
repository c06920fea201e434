// SPDX-License-Identifier: Apache-2.0

// Package travel is the pages of passengers: planning a journey, lines with
// their halte, and what leaves a halte next. Nobody signs in; the pages work
// without JavaScript and are light enough for a slow network.
package travel

import (
	"embed"
	"net/url"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ networks, plan, reach, lines, line, stops, stop, alerts, alert *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		networks: f.View(files, "networks.html"),
		plan:     f.View(files, "plan.html", "journey.html"),
		reach:    f.View(files, "reach.html"),
		lines:    f.View(files, "lines.html"),
		line:     f.View(files, "line.html"),
		stops:    f.View(files, "stops.html"),
		stop:     f.View(files, "stop.html"),
		alerts:   f.View(files, "alerts.html"),
		alert:    f.View(files, "alert.html"),
	}
	f.Handle("GET /travel", p.showNetworks)
	f.Handle("GET /travel/{service}", p.showPlan)
	f.Handle("GET /travel/{service}/reach", p.showReach)
	f.Handle("GET /travel/{service}/reach.geojson", p.sendReach)
	f.Handle("GET /travel/{service}/lines", p.showLines)
	f.Handle("GET /travel/{service}/lines/{line}", p.showLine)
	f.Handle("GET /travel/{service}/stops", p.showStops)
	f.Handle("GET /travel/{service}/stops/{stop}", p.showStop)
	f.Handle("GET /travel/{service}/alerts", p.showAlerts)
	f.Handle("GET /travel/{service}/alerts/{alert}", p.showAlert)
}

// base is where the pages of a network are.
func base(n ops.Network) string { return "/travel/" + url.PathEscape(n.Service.ID) }

func linePath(n ops.Network, route string) string {
	return base(n) + "/lines/" + url.PathEscape(route)
}

func haltPath(n ops.Network, id string) string { return base(n) + "/stops/" + url.PathEscape(id) }

// name is what passengers call a network: who runs it.
func name(n ops.Network) string {
	if len(n.Feed.Agencies) > 0 {
		return n.Feed.Agencies[0].Name
	}
	return n.Service.Name
}

type networksBody struct {
	Networks []ui.Link
	Empty    ui.Empty
}

// showNetworks offers the networks; where there is only one, its planner.
func (p *pages) showNetworks(v *front.Visit) error {
	all, err := v.Desk.Networks(v.R.Context())
	if err != nil {
		return err
	}
	if len(all) == 1 {
		return p.renderPlan(v, all[0].Service.ID)
	}
	body := networksBody{Empty: ui.Empty{Title: v.T("travel.none_title"), Text: v.T("travel.none_text")}}
	for _, n := range all {
		body.Networks = append(body.Networks, ui.Link{Href: base(n), Label: name(n) + " · " + n.Service.Name})
	}
	page := v.Page(v.T("travel.title"))
	page.Body = body
	return v.Render(p.networks, page)
}

// moment is the day and the instant that a visitor asks about; without a day
// and a time it is now.
type moment struct {
	day  civil.Date
	at   time.Time
	date string // as the inputs of a form hold them
	time string
}

// asked reads the day and the time of the address.
func asked(v *front.Visit) (m moment, err error) {
	q := v.R.URL.Query()
	now := v.Desk.Now()
	m.day, m.at = civil.In(now), now
	m.date, m.time = q.Get("date"), q.Get("time")
	var wrong []fault.Field
	if m.date != "" {
		if m.day, err = civil.ParseDate(m.date); err != nil || m.day.Before(civil.In(now).AddDays(-400)) || m.day.After(civil.In(now).AddDays(400)) {
			wrong = append(wrong, fault.NewField("date", "travel.bad_date"))
			m.day = civil.In(now)
		}
	}
	clock := m.time
	if clock == "" {
		clock = now.In(civil.WIB()).Format("15:04")
	}
	of, err := time.Parse("15:04", clock)
	if err != nil {
		wrong = append(wrong, fault.NewField("time", "travel.bad_time"))
	}
	m.at = m.day.Start().Add(time.Duration(of.Hour())*time.Hour + time.Duration(of.Minute())*time.Minute)
	if m.date == "" {
		m.date = m.day.String()
	}
	if m.time == "" {
		m.time = clock
	}
	return m, fault.InvalidFields(wrong)
}

// tabs are the pages of a network.
func tabs(v *front.Visit, n ops.Network, here string) []ui.Tab {
	tab := func(key, href string) ui.Tab {
		return ui.Tab{Href: href, Label: v.T("travel.tab_" + key), Current: key == here}
	}
	told := tab("alerts", base(n)+"/alerts")
	told.Count = len(n.Alerts)
	return []ui.Tab{tab("plan", base(n)), tab("reach", base(n)+"/reach"), tab("lines", base(n)+"/lines"), tab("stops", base(n)+"/stops"), told}
}

// newPage starts a page of a network.
func newPage(v *front.Visit, n ops.Network, title string, crumbs ...ui.Link) *ui.Page {
	return v.Page(title, append([]ui.Link{{Href: base(n), Label: name(n)}}, crumbs...)...)
}

// source says by which timetable a page answers.
func source(v *front.Visit, n ops.Network) string {
	return v.T("travel.source", "Name", n.Timetable.Name, "Note", n.Timetable.Note)
}

func find(n ops.Network, id string) (travel.Halt, bool) {
	for _, h := range n.Halts {
		for _, s := range h.Stops {
			if s == id {
				return h, true
			}
		}
	}
	return travel.Halt{}, false
}
