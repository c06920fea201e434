package bus

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/performance"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// routePerformance gives the month of a service and the route that a page is
// asked for.
func routePerformance(v *front.Visit) (ops.BusPerformance, ops.BusRoute, error) {
	bp, err := busPerformance(v)
	if err != nil {
		return bp, ops.BusRoute{}, err
	}
	route, err := bp.Route(v.R.PathValue("route"))
	return bp, route, err
}

// showRegularity is a route's month hour by hour, for each direction.
func (p *pages) showRegularity(v *front.Visit) error {
	bp, route, err := routePerformance(v)
	if err != nil {
		return err
	}
	base := measuresPath(bp)
	here := base + "/" + url.PathEscape(route.ID)
	trips := bp.Of(route.ID)
	whole := performance.Measure(trips, bp.Rules, performance.Scope{})
	body := measuresBody{
		Summary: measuresSummary(v, bp, whole), Prev: here + "?month=" + bp.Month.Prev().String(), Next: here + "?month=" + bp.Month.Next().String(),
		Definitions: definitions(v), Facts: bounds(v, bp),
	}
	for _, direction := range []int{0, 1} {
		of := slices.DeleteFunc(slices.Clone(trips), func(t performance.Trip) bool { return t.Direction != direction })
		if len(of) > 0 {
			body.Tables = append(body.Tables, hourTable(v, bp, of, here+"/", directionName(v, bp, of[0])))
		}
	}
	body.Tables = append(body.Tables, dayTable(v, bp, trips, whole))
	month := bp.Month.String()
	page := v.Page(v.T("performance.route_title", "Route", route.Name, "Month", i18n.Month(v.Lang, bp.Month)),
		ui.Link{Href: "/bus/" + bp.Service.ID + "?month=" + month, Label: bp.Service.Name}, ui.Link{Href: base + "?month=" + month, Label: v.T("performance.short")})
	page.Body = body
	return v.Render(p.measures, page)
}

// directionName says from where to where a trip goes.
func directionName(v *front.Visit, bp ops.BusPerformance, t performance.Trip) string {
	if len(t.Halts) == 0 {
		return strconv.Itoa(t.Direction)
	}
	return v.T("performance.from_to", "From", bp.Stop(t.Halts[0].Stop), "To", bp.Stop(t.Halts[len(t.Halts)-1].Stop))
}

// hourly is what an hour shows.
func hourly() []column {
	return append([]column{count("trips", "", performance.Figures.Trips), mean("punctual", performance.Figures.Punctual)}, regularity()...)
}

// hourTable has a row for each hour in which trips begin or buses are waited
// for.
func hourTable(v *front.Visit, bp ops.BusPerformance, trips []performance.Trip, evidence, name string) figures {
	t := figures{Caption: name, Name: v.T("performance.hour"), Heads: heads(v, hourly())}
	direction := strconv.Itoa(trips[0].Direction)
	for h := range lastHour(trips) + 1 {
		f := performance.Measure(trips, bp.Rules, performance.Scope{From: h * 3600, Until: (h + 1) * 3600})
		if f.Trips() == 0 && f.Covered+f.Unknown+f.Without == 0 {
			continue
		}
		q := url.Values{"month": {bp.Month.String()}, "direction": {direction}, "hour": {strconv.Itoa(h)}}
		t.Rows = append(t.Rows, figureRow{Name: i18n.DayTime(v.Lang, h*3600), Cells: cells(v, hourly(), f, evidence, q)})
	}
	q := url.Values{"month": {bp.Month.String()}, "direction": {direction}}
	t.Total = &figureRow{Name: v.T("bus.total"), Cells: cells(v, hourly(), performance.Measure(trips, bp.Rules, performance.Scope{}), evidence, q)}
	return t
}

// lastHour is the last hour of the service day in which anything is counted.
func lastHour(trips []performance.Trip) int {
	last := 0
	for _, t := range trips {
		for i, h := range t.Halts {
			last = max(last, h.Planned)
			if i < len(t.Calls) {
				last = max(last, t.Calls[i].Left)
			}
		}
	}
	return min(last/3600, 48)
}

// found is a judged call as its list shows it.
type found struct {
	Day, Departure, Href, Halte, Planned, Actual, By, Vehicle string
}

type findingsBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Headway bool // By is a headway, Planned the planned one
	Rows    []found
	Pager   ui.Pager
	Empty   ui.Empty
}

// kinds are the kinds of findings in the order of their tabs.
func kinds() []performance.Kind {
	return []performance.Kind{performance.Late, performance.Early, performance.OnTime, performance.Unseen, performance.Bunched, performance.Gap, performance.Kept}
}

// showFindings lists the calls behind a count.
func (p *pages) showFindings(v *front.Visit) error {
	kind := performance.Kind(v.R.PathValue("finding"))
	if !slices.Contains(kinds(), kind) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	bp, route, err := routePerformance(v)
	if err != nil {
		return err
	}
	q := v.R.URL.Query()
	trips := bp.Of(route.ID)
	if d := q.Get("direction"); d != "" {
		trips = slices.DeleteFunc(trips, func(t performance.Trip) bool { return strconv.Itoa(t.Direction) != d })
	}
	of := performance.Scope{Government: q.Get("government")}
	if h, err := strconv.Atoi(q.Get("hour")); err == nil && h >= 0 && h < 49 {
		of.From, of.Until = h*3600, (h+1)*3600
	}
	here := measuresPath(bp) + "/" + url.PathEscape(route.ID)
	body := findingsBody{Headway: kind == performance.Kept || kind == performance.Bunched || kind == performance.Gap, Empty: ui.Empty{Title: v.T("performance.none_title"), Text: v.T("performance.none_text")}}
	counted := performance.Measure(trips, bp.Rules, of)
	for _, k := range kinds() {
		n := map[performance.Kind]int{
			performance.Late: counted.Late, performance.Early: counted.Early, performance.OnTime: counted.OnTime, performance.Unseen: counted.UnseenCalls,
			performance.Bunched: counted.Bunched, performance.Gap: counted.Gaps, performance.Kept: counted.Kept,
		}[k]
		q.Del("page")
		body.Tabs = append(body.Tabs, ui.Tab{Href: here + "/" + string(k) + "?" + q.Encode(), Label: v.T("performance.kind." + string(k)), Count: n, Current: k == kind})
	}
	all := performance.Findings(trips, bp.Rules, of, kind)
	body.Summary = ui.Summary{Text: v.T("performance.found", "Count", i18n.Int(v.Lang, int64(len(all))), "Kind", v.T("performance.kind."+string(kind)), "Route", route.Name, "Month", i18n.Month(v.Lang, bp.Month)), Note: v.T("performance.meaning." + string(kind))}
	from, to := 0, 0
	body.Pager, from, to = pageOf(v, len(all))
	for _, x := range all[from:to] {
		body.Rows = append(body.Rows, newFound(v, bp, x))
	}
	month := bp.Month.String()
	page := v.Page(v.T("performance.kind."+string(kind)), ui.Link{Href: "/bus/" + bp.Service.ID + "?month=" + month, Label: bp.Service.Name},
		ui.Link{Href: measuresPath(bp) + "?month=" + month, Label: v.T("performance.short")}, ui.Link{Href: here + "?month=" + month, Label: route.Name})
	page.Body = body
	return v.Render(p.findings, page)
}

func newFound(v *front.Visit, bp ops.BusPerformance, x performance.Finding) found {
	h := x.Halts[x.Halt]
	f := found{
		Day: i18n.ShortDay(v.Lang, x.Date), Departure: departure(v, x.Trip.Run), Href: fmt.Sprintf("/bus/%s/days/%s/%s/%d", bp.Service.ID, x.Date, url.PathEscape(x.Trip.Trip), x.Start),
		Halte: bp.Stop(h.Stop), Planned: i18n.DayTime(v.Lang, h.Planned), Actual: "–", By: "–", Vehicle: x.Vehicle,
	}
	if x.Kind == performance.Unseen || x.Halt >= len(x.Calls) {
		return f
	}
	at := x.Calls[x.Halt].Left
	if x.Halt == len(x.Halts)-1 {
		at = x.Calls[x.Halt].Arrived
	}
	f.Actual, f.By = i18n.DayTime(v.Lang, at), v.T("performance.minutes", "Minutes", minutes(v, x.Seconds))
	if x.Planned > 0 {
		f.By = v.T("performance.headway_of", "Minutes", minutes(v, x.Seconds), "Planned", minutes(v, x.Planned))
	}
	return f
}

// minutes writes seconds as minutes with one decimal.
func minutes(v *front.Visit, seconds int) string {
	return mean("", performance.Figures.Wait).text(v, performance.Figures{Actual: 2 * int64(seconds), Covered: 1})
}

// perList is how many calls a page lists.
const perList = 50

// pageOf gives the pager of a list and what of it the page shows.
func pageOf(v *front.Visit, n int) (pager ui.Pager, from, to int) {
	pages := max((n+perList-1)/perList, 1)
	q := v.R.URL.Query()
	no, _ := strconv.Atoi(q.Get("page")) // no number: the first page
	no = min(max(no, 1), pages)
	at := func(no int) string {
		q.Set("page", strconv.Itoa(no))
		return v.R.URL.Path + "?" + q.Encode()
	}
	pager = ui.Pager{Page: int64(no), Pages: int64(pages), Total: int64(n)}
	if no > 1 {
		pager.Prev = at(no - 1)
	}
	if no < pages {
		pager.Next = at(no + 1)
	}
	return pager, (no - 1) * perList, min(no*perList, n)
}
