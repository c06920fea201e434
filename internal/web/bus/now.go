package bus

import (
	"html/template"
	"net/url"
	"strconv"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/live"
	"sinergi/internal/ops"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/pulls"
	"sinergi/internal/web/ui"
)

// nowBody is the page of what a service does now.
type nowBody struct {
	Summary  ui.Summary
	SVG      template.HTML
	Parties  []ui.Party
	Told     []ui.Notice
	Troubles []ui.Event  // of drivers, today
	Doubts   []ui.Notice // what drivers say and positions do not bear out
	Lines    []nowLine
	Empty    ui.Empty
	Devices  []nowDevice
	Sources  []nowSource
	Accuracy []nowAccuracy
	Known    string
	Feeds    []ui.Link
	Events   string // what tells that there is something new
	At       int64  // Unix seconds of what is told
}

// nowLine is the buses of a line in one direction, the first one first.
type nowLine struct {
	Name  string
	Buses []nowBus
}

type nowBus struct {
	Vehicle, Trip, Next, Late, Behind, Planned string
	State                                      ui.Badge
}

type nowDevice struct {
	Device, Vehicle, Heard string
	State                  ui.Badge
}

// nowSource is an address of a source of GTFS Realtime.
type nowSource struct {
	Name, Href, Tells, Stamp, Strange string // Href is empty for who may not change it
	State                             ui.Badge
}

type nowAccuracy struct{ Ahead, Calls, Live, Timetable, Speed, Within string }

func (p *pages) showNow(v *front.Visit) error {
	service := v.R.PathValue("service")
	now, err := v.Desk.LiveFor(v.R.Context(), v.Actor, service)
	if err != nil {
		return err
	}
	told, err := v.Desk.Foretelling(v.R.Context(), v.Actor, service)
	if err != nil {
		return err
	}
	bm, err := v.Desk.BusMonth(v.R.Context(), v.Actor, service, now.Plan.Day.MonthOf())
	if err != nil {
		return err
	}
	b := nowBody{Parties: Parties(now.Paper), Empty: ui.Empty{Title: v.T("now.none_title"), Text: v.T("now.none_text")}}
	bunched, gaps, driving := b.spacings(v, now)
	late := b.devices(v, now)
	b.Summary = ui.Summary{Text: v.T("now.answer", "Driving", driving, "Heard", len(now.View.Vehicles), "Bunched", bunched, "Gaps", gaps, "Late", late), Badge: freshness(v, now)}
	m, err := RouteMap(v, bm)
	if err != nil {
		return err
	}
	m.ID, m.Title, m.Desc = "now", v.T("now.map", "Name", now.Service.Name), v.T("now.map_desc")
	for _, x := range now.View.Vehicles {
		if now.View.At.Sub(x.Position.Time()) <= live.Silence {
			m.Marks = append(m.Marks, draw.Mark{At: draw.Point{Lon: x.Position.Lon(), Lat: x.Position.Lat()}, Kind: draw.Place, Party: draw.NoParty, Label: x.ID})
		}
	}
	b.SVG = draw.Responsive(m)
	if err := b.sources(v, service); err != nil {
		return err
	}
	b.accuracy(v, told)
	if b.Told, err = alerts.Officers(v, service); err != nil {
		return err
	}
	for _, feed := range []string{"vehicle-positions", "trip-updates", "alerts"} {
		b.Feeds = append(b.Feeds, ui.Link{Href: "/gtfs-rt/" + service + "/" + feed + "?format=json", Label: "GTFS Realtime: " + feed})
	}
	b.Troubles, b.Doubts = driversNow(v, now)
	b.At = now.View.At.Unix()
	b.Events = "/bus/" + service + "/now/events?follow=1"
	page := v.Page(v.T("now.title"), ui.Link{Href: "/bus/" + service, Label: now.Service.Name})
	page.Body = b
	return v.Render(p.now, page)
}

// freshness says how old what is told is.
func freshness(v *front.Visit, now ops.Live) ui.Badge {
	age, ok := now.Age()
	switch {
	case !ok:
		return ui.Badge{Text: v.T("now.nothing"), Kind: ui.Warn}
	case !now.Fresh():
		return ui.Badge{Text: v.T("now.stale", "Clock", i18n.Clock(v.Lang, now.View.At.Add(-age))), Kind: ui.Warn}
	}
	return ui.Badge{Text: v.T("now.fresh", "Seconds", int(age.Seconds())), Kind: ui.Good}
}

// spacings fills the table of buses, and counts what is wrong.
func (b *nowBody) spacings(v *front.Visit, now ops.Live) (bunched, gaps, driving int) {
	day := now.Plan.Day.Start().Unix()
	for _, s := range now.Plan.Spacings(now.View) {
		r := s.Run
		driving++
		route, _ := now.Feed.Route(r.Trip.Route)
		name := route.ShortName + " · " + r.Trip.Headsign
		if n := len(b.Lines); n == 0 || b.Lines[n-1].Name != name {
			b.Lines = append(b.Lines, nowLine{Name: name})
		}
		next, _ := now.Feed.Stop(r.Trip.Stops[r.Next].ID)
		row := nowBus{Vehicle: r.Vehicle, Trip: i18n.DayTime(v.Lang, r.Start), Next: next.Name, Late: "–", Behind: "–", Planned: "–", State: ui.Badge{Text: v.T("now.regular"), Kind: ui.Good}}
		if !r.Headway {
			row.Late = wholeMinutes(v, r.Late(day))
		}
		if s.Behind > 0 {
			row.Behind = wholeMinutes(v, s.Behind)
		}
		if s.Planned > 0 {
			row.Planned = wholeMinutes(v, s.Planned)
		}
		switch {
		case s.Bunched():
			bunched++
			row.State = ui.Badge{Text: v.T("now.bunched"), Kind: ui.Warn}
		case s.Gap():
			gaps++
			row.State = ui.Badge{Text: v.T("now.gap"), Kind: ui.Warn}
		case s.Ahead == nil:
			row.State = ui.Badge{Text: v.T("now.first"), Kind: ui.Neutral}
		}
		line := &b.Lines[len(b.Lines)-1]
		line.Buses = append(line.Buses, row)
	}
	return bunched, gaps, driving
}

// wholeMinutes writes a duration in whole minutes.
func wholeMinutes(v *front.Visit, d time.Duration) string {
	return v.T("now.minutes", "Minutes", int(d.Round(time.Minute).Minutes()))
}

// devices fills the list of devices that are late or lost, and counts those that
// should be heard.
func (b *nowBody) devices(v *front.Visit, now ops.Live) (late int) {
	for _, dev := range now.Silent() {
		row := nowDevice{Device: dev.ID, Vehicle: dev.Vehicle, Heard: v.T("now.not_today"), State: ui.Badge{Text: v.T("now.idle"), Kind: ui.Neutral}}
		if !dev.Heard.IsZero() {
			row.Heard = i18n.Clock(v.Lang, dev.Heard)
		}
		if dev.Missing {
			row.State = ui.Badge{Text: v.T("now.missing"), Kind: ui.Warn}
			late++
		}
		b.Devices = append(b.Devices, row)
	}
	return late
}

// sources fills the list of sources of GTFS Realtime.
func (b *nowBody) sources(v *front.Visit, service string) error {
	all, mayFeed, err := v.Desk.SourcesNow(v.R.Context(), v.Actor, service)
	if err != nil {
		return err
	}
	for _, d := range all {
		row := nowSource{Name: d.Source, Tells: pulls.Tells(v, d.Kinds), Stamp: pulls.Stamp(v, d), State: pulls.Badge(v, d)}
		if r := d.Report; r.StrangeTrips+r.StrangeVehicles > 0 {
			row.Strange = v.T("pull.strange", "Trips", r.StrangeTrips, "Vehicles", r.StrangeVehicles)
		}
		if mayFeed {
			row.Href = "/services/" + url.PathEscape(service) + "/realtime/" + strconv.Itoa(d.Number)
		}
		b.Sources = append(b.Sources, row)
	}
	return nil
}

// accuracy fills the table of how well the last days were foretold.
func (b *nowBody) accuracy(v *front.Visit, told ops.Foretelling) {
	b.Known = v.T("now.known", "Days", told.Known, "Judged", len(told.Days))
	for _, a := range told.Total {
		if a.Calls == 0 {
			continue
		}
		mean := func(sum int64) string { return v.T("now.seconds", "Seconds", sum/a.Calls) }
		b.Accuracy = append(b.Accuracy, nowAccuracy{
			Ahead: v.T("now.ahead", "From", a.From, "Until", a.Until), Calls: i18n.Int(v.Lang, a.Calls),
			Live: mean(a.Live), Timetable: mean(a.Timetable), Speed: mean(a.Speed), Within: Share(v.Lang, a.Within, a.Calls),
		})
	}
}
