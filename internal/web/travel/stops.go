package travel

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/alert"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/raptor"
)

// perPage is how many halte a page lists.
const perPage = 60

type stopsBody struct {
	Tabs   []ui.Tab
	Action string
	Text   string
	Answer string
	Halts  []haltRow
	Pager  ui.Pager
	Empty  ui.Empty
}

type haltRow struct{ Href, Name, Lines string }

func (p *pages) showStops(v *front.Visit) error {
	n, err := network(v)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(v.R.URL.Query().Get("q"))
	found := n.Halts
	if text != "" {
		found = travel.Find(n.Halts, text)
	}
	b := stopsBody{Tabs: tabs(v, n, "stops"), Action: base(n) + "/stops", Text: text, Answer: v.T("travel.stops_answer", "Count", len(found)), Empty: ui.Empty{Title: v.T("travel.no_stops_title"), Text: v.T("travel.no_stops_text")}}
	number, _ := strconv.Atoi(v.R.URL.Query().Get("page")) // no number: the first page
	pages := max(1, (len(found)+perPage-1)/perPage)
	number = max(1, min(number, pages))
	link := func(page int) string {
		return b.Action + "?" + url.Values{"q": {text}, "page": {strconv.Itoa(page)}}.Encode()
	}
	b.Pager = ui.Pager{Page: int64(number), Pages: int64(pages), Total: int64(len(found))}
	if number > 1 {
		b.Pager.Prev = link(number - 1)
	}
	if number < pages {
		b.Pager.Next = link(number + 1)
	}
	for _, h := range found[(number-1)*perPage : min(number*perPage, len(found))] {
		b.Halts = append(b.Halts, haltRow{haltPath(n, h.ID), h.Name, strings.Join(h.Lines, ", ")})
	}
	page := newPage(v, n, v.T("travel.tab_stops"))
	page.Body = b
	return v.Render(p.stops, page)
}

// ahead is how far the departures of a halte look.
const ahead = 2 * time.Hour

type stopBody struct {
	Tabs       []ui.Tab
	Action     string
	Date, Time string
	Whole      bool
	Answer     string
	Told       []ui.Notice
	NoService  ui.Badge // of a departure that is announced not to run
	Departures []departureRow
	Day        []column // of the whole day, a line and direction each
	Empty      ui.Empty
	Earlier    string
	Later      string
	Other      ui.Link // the whole day, or what leaves next
	From, To   string
	Renew      bool     // it is about now
	Now        []string // how new what is told of buses is
	Source     string
}

type departureRow struct {
	Time, Line, LineHref, Headsign, Note string
	Stopped                              bool // it is announced not to run

	at int32 // second of the timetable
}

// column is the departures of a line in one direction in a day, by hour.
type column struct {
	Line, LineHref, Headsign string
	Hours                    []hourRow
	Windows                  []string // by headway
}

type hourRow struct {
	Hour    string
	Minutes []string
}

func (p *pages) showStop(v *front.Visit) error {
	m, wrong := asked(v)
	if wrong != nil {
		return wrong
	}
	n, now, err := v.Desk.NetworkNow(v.R.Context(), v.R.PathValue("service"), m.day)
	if err != nil {
		return err
	}
	h, ok := find(n, v.R.PathValue("stop"))
	if !ok {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	here := haltPath(n, h.ID)
	b := stopBody{Tabs: tabs(v, n, "stops"), Action: here, Date: m.date, Time: m.time, Whole: v.R.URL.Query().Has("whole"), Source: source(v, n)}
	b.From, b.To = base(n)+"?from="+url.QueryEscape(h.Name)+"&from_halte="+url.QueryEscape(h.ID), base(n)+"?to="+url.QueryEscape(h.Name)+"&to_halte="+url.QueryEscape(h.ID)
	from, until := m.at, m.at.Add(ahead)
	if b.Whole {
		from, until = m.day.Start(), m.day.AddDays(1).Start()
	}
	all := departures(n, h, from, until)
	b.Empty = ui.Empty{Title: v.T("travel.nothing_title"), Text: v.T("travel.nothing_text")}
	if b.Whole {
		b.Day = columns(v, n, all)
		b.Answer = v.T("travel.whole_answer", "Halte", h.Name, "Date", i18n.LongDate(v.Lang, m.day))
		b.Other = ui.Link{Href: here + "?date=" + m.date, Label: v.T("travel.next")}
	} else {
		seen := sightings(n, h, now)
		for _, d := range all {
			row := departureOf(v, n, d)
			use := alert.Use{Route: n.Plan.Trip(d.Trip).Route, Trip: n.Plan.Trip(d.Trip).ID, Stops: []string{n.Plan.Stop(d.Stop).ID}}
			use.Start = n.RunOf(use, d.Day, d.Depart)
			at := n.Plan.Time(d.Depart)
			if len(noService(v, n, use, at, at)) > 0 {
				row.Stopped = true
			}
			if x, ok := seen.of(n, d); ok {
				row.Note = x.note(v, now)
			} else if told := toldOf(v, n, d.Trip, d.Stop, d.Headway, d.Depart); told != "" {
				row.Note = told
			}
			b.Departures = append(b.Departures, row)
		}
		b.Departures = append(b.Departures, seen.byHeadway(v, n, now, from, until)...)
		b.Departures = append(b.Departures, notLeaving(v, n, h, from, until)...)
		slices.SortStableFunc(b.Departures, func(a, b departureRow) int { return int(a.at - b.at) })
		b.Now = newness(v, n, now)
		b.Answer = v.T("travel.stop_answer", "Halte", h.Name, "From", i18n.Clock(v.Lang, from), "Until", i18n.Clock(v.Lang, until), "Count", len(all))
		if len(all) == 0 {
			b.Answer = v.T("travel.stop_nothing", "Halte", h.Name, "From", i18n.Clock(v.Lang, from), "Until", i18n.Clock(v.Lang, until))
		}
		b.Other = ui.Link{Href: here + "?whole=1&date=" + m.date, Label: v.T("travel.whole")}
		b.Earlier, b.Later = here+"?"+instant(from.Add(-ahead)), here+"?"+instant(until)
	}
	b.NoService = stoppedBadge(v)
	b.Told = alerts.Notices(v, n, from, until, usesAt(n, h)...)
	b.Renew = !b.Whole && v.R.URL.RawQuery == ""
	page := newPage(v, n, h.Name, ui.Link{Href: base(n) + "/stops", Label: v.T("travel.tab_stops")})
	page.Body = b
	return v.Render(p.stop, page)
}

func instant(t time.Time) string {
	t = t.In(civil.WIB())
	return "date=" + t.Format("2006-01-02") + "&time=" + url.QueryEscape(t.Format("15:04"))
}

// departures gives what leaves a halte, without vehicles that end there.
func departures(n ops.Network, h travel.Halt, from, until time.Time) []raptor.Departure {
	var all []raptor.Departure
	for _, id := range h.Stops {
		if stop, ok := n.Plan.StopByID(id); ok {
			all = n.Plan.Departures(stop, n.Plan.Second(from), n.Plan.Second(until), all)
		}
	}
	slices.SortStableFunc(all, func(a, b raptor.Departure) int { return int(a.Depart - b.Depart) })
	return all
}

func departureOf(v *front.Visit, n ops.Network, d raptor.Departure) departureRow {
	t := n.Plan.Trip(d.Trip)
	row := departureRow{at: d.Depart, Time: clock(v, n, d.Depart), Line: t.RouteName, LineHref: linePath(n, t.Route), Headsign: towards(n, d)}
	if d.Headway > 0 {
		row.Note = v.T("travel.every", "Minutes", travel.Minutes(d.Headway))
		row.Time = v.T("travel.from_until", "From", row.Time, "Until", clock(v, n, d.Until))
	}
	return row
}

// towards is where a vehicle goes.
func towards(n ops.Network, d raptor.Departure) string {
	if t := n.Plan.Trip(d.Trip); t.Headsign != "" {
		return t.Headsign
	}
	calls := n.Plan.Onward(d, nil)
	if len(calls) == 0 {
		return ""
	}
	return n.Plan.Stop(calls[len(calls)-1].Stop).Label()
}

func columns(v *front.Visit, n ops.Network, all []raptor.Departure) []column {
	var out []column
	for _, d := range all {
		t := n.Plan.Trip(d.Trip)
		head := towards(n, d)
		i := slices.IndexFunc(out, func(c column) bool { return c.Line == t.RouteName && c.Headsign == head })
		if i < 0 {
			i = len(out)
			out = append(out, column{Line: t.RouteName, LineHref: linePath(n, t.Route), Headsign: head})
		}
		c := &out[i]
		at := n.Plan.Time(d.Depart)
		if d.Headway > 0 {
			c.Windows = append(c.Windows, v.T("travel.window", "From", i18n.Clock(v.Lang, at), "Until", i18n.Clock(v.Lang, n.Plan.Time(d.Until)), "Minutes", travel.Minutes(d.Headway)))
			continue
		}
		hour := at.Format("15")
		if k := len(c.Hours); k == 0 || c.Hours[k-1].Hour != hour {
			c.Hours = append(c.Hours, hourRow{Hour: hour})
		}
		row := &c.Hours[len(c.Hours)-1]
		row.Minutes = append(row.Minutes, at.Format("04"))
	}
	return out
}
