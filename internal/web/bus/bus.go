// SPDX-License-Identifier: Apache-2.0

// Package bus is the pages of a bus service: a month with its days, the route
// over the territories, a day with its runs and positions, and a run with its
// evidence.
package bus

import (
	"embed"
	"encoding/csv"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct {
	month, day, run, now, measures, findings, explained, standard *ui.View

	streams chan struct{} // of those who are told of what is new
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		month: f.View(files, "month.html"),
		day:   f.View(files, "day.html", "marey.html"),
		run:   f.View(files, "run.html", "marey.html"),
		now:   f.View(files, "now.html"),

		measures: f.View(files, "measures.html"),
		findings: f.View(files, "findings.html"),

		explained: f.View(files, "explained.html"),
		standard:  f.View(files, "standard.html"),
		streams:   make(chan struct{}, mostStreams),
	}
	f.Handle("GET /bus/{service}", p.showMonth)
	f.Handle("GET /bus/{service}/now", p.showNow)
	f.Handle("GET /bus/{service}/now/events", p.showNowEvents)
	f.Handle("GET /bus/{service}/route.geojson", p.routeGeoJSON)
	f.Handle("GET /bus/{service}/measures", p.showMeasures)
	f.Handle("GET /bus/{service}/measures/file/{kind}", measuresFile)
	f.Handle("GET /bus/{service}/tides.zip", tidesFile)
	f.Handle("GET /bus/{service}/measures/{route}", p.showRegularity)
	f.Handle("GET /bus/{service}/measures/{route}/{finding}", p.showFindings)
	f.Handle("GET /bus/{service}/explanations", p.showExplained)
	f.Handle("GET /bus/{service}/spm", p.showStandard)
	f.Handle("POST /bus/{service}/spm", p.inspect)
	f.Handle("POST /bus/{service}/days/{date}/{trip}/{start}", p.explain)
	f.Handle("GET /bus/{service}/days/{date}", p.showDay)
	f.Handle("GET /bus/{service}/days/{date}/runs.csv", p.runsCSV)
	f.Handle("GET /bus/{service}/days/{date}/{trip}/{start}", p.showRun)
	f.Handle("GET /bus/{service}/days/{date}/{trip}/{start}/positions.csv", p.positionsCSV)
}

// Month reads the month of a request; without one it is the last whole month.
func Month(v *front.Visit) (civil.Month, error) {
	text := v.R.URL.Query().Get("month")
	if text == "" {
		return civil.In(time.Now()).MonthOf().Prev(), nil
	}
	return civil.ParseMonth(text)
}

// busMonth gives the month of a service that a page is asked for.
func busMonth(v *front.Visit) (ops.BusMonth, error) {
	m, err := Month(v)
	if err != nil {
		return ops.BusMonth{}, err
	}
	return v.Desk.BusMonth(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
}

// row is a line of figures: a direction, a day or a run.
type row struct {
	Name   string
	Href   string
	Counts []int
	Metres []quantity.Metres // by party
	Total  quantity.Metres
	State  ui.Badge
	Notes  []string
}

type monthBody struct {
	Summary   ui.Summary
	Tabs      []ui.Tab
	Chain     []ui.Step
	Map       ui.Map
	Parties   []ui.Party
	Lines     []row
	Bars      template.HTML
	Days      []row
	Total     row
	Statuses  []string
	Empty     ui.Empty
	Facts     []ui.Fact
	Month     civil.Month
	Prev      string
	Next      string
	Registry  string // for those who may bring data in
	Measures  string // for those who may see runs
	Explained string
	Standard  string
	Now       string // for those who may see runs
	Alerts    string
	Notices   []ui.Notice
}

func (p *pages) showMonth(v *front.Visit) error {
	bm, err := busMonth(v)
	if err != nil {
		return err
	}
	body, err := Body(v, bm, "/bus/"+bm.Service.ID, "/bus/"+bm.Service.ID+"/days/")
	if err != nil {
		return err
	}
	if body.Notices, err = statements.Bound(v, bm.Paper.ID, bm.Month, civil.Date{}); err != nil {
		return err
	}
	told, err := alerts.Officers(v, bm.Service.ID)
	if err != nil {
		return err
	}
	body.Notices = append(told, body.Notices...)
	body.Alerts = alerts.Path(bm.Service.ID)
	body.Measures = "/bus/" + bm.Service.ID + "/measures?month=" + bm.Month.String()
	body.Explained = "/bus/" + bm.Service.ID + "/explanations?month=" + bm.Month.String()
	body.Standard = "/bus/" + bm.Service.ID + "/spm?month=" + bm.Month.String()
	if bm.Timetable.SHA256 != "" {
		body.Now = "/bus/" + bm.Service.ID + "/now"
	}
	if bm.MayFeed {
		body.Registry = "/services/" + bm.Service.ID
	}
	page := v.Page(bm.Service.Name+" · "+i18n.Month(v.Lang, bm.Month), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}, ui.Link{Href: "/cooperations/" + bm.Paper.Cooperation, Label: v.T("bus.cooperation")})
	page.Map, page.Body = true, body
	return v.Render(p.month, page)
}

// Body gathers what the page of a month shows. days is where the pages of its
// days are, or "" when runs and positions are not the visitor's business.
func Body(v *front.Visit, bm ops.BusMonth, base, days string) (monthBody, error) {
	total := bm.Totals()
	runs := 0
	for _, n := range total.Runs {
		runs += n
	}
	body := monthBody{Month: bm.Month, Parties: Parties(bm.Paper), Statuses: statuses(v)}
	body.Summary = ui.Summary{Text: v.T("bus.month_empty", "Month", i18n.Month(v.Lang, bm.Month))}
	if runs > 0 {
		body.Summary.Text = v.T("bus.month_answer", "Month", i18n.Month(v.Lang, bm.Month), "Done", i18n.Int(v.Lang, int64(total.Runs[transit.Complete])), "Runs", i18n.Int(v.Lang, int64(runs)),
			"Share", Share(v.Lang, int64(total.Runs[transit.Complete]), int64(runs)), "Km", i18n.Km(v.Lang, total.Delivered))
		var each []string
		for _, part := range total.Parts {
			each = append(each, v.T("bus.km_in", "Km", i18n.Km(v.Lang, part.Delivered), "Place", placeName(v, part.Code)))
		}
		body.Summary.Note = strings.Join(each, " · ")
	}
	if bm.Stale > 0 {
		body.Summary.Badge = ui.Badge{Text: v.T("bus.stale", "Days", bm.Stale), Kind: ui.Waiting}
	}
	m, err := RouteMap(v, bm)
	if err != nil {
		return body, err
	}
	body.Map = ui.Map{Src: base + "/route.geojson?month=" + bm.Month.String(), Label: v.T("bus.map_label", "Name", bm.Service.Name), SVG: draw.Responsive(m)}
	for _, l := range bm.Lines {
		r := row{Name: l.Name, Total: l.Length}
		for _, party := range bm.Paper.Codes() {
			r.Metres = append(r.Metres, partOf(l.Parts, party, true))
		}
		body.Lines = append(body.Lines, r)
	}
	body.Bars = draw.Responsive(monthBars(v, bm, days))
	for _, d := range bm.Days {
		body.Days = append(body.Days, dayRow(v, bm.Paper, d, days))
	}
	body.Total = dayRow(v, bm.Paper, total, "")
	body.Total.Name = v.T("bus.total")
	body.Empty = ui.Empty{Title: v.T("bus.none_title"), Text: v.T("bus.none_text")}
	body.Prev, body.Next = base+"?month="+bm.Month.Prev().String(), base+"?month="+bm.Month.Next().String()
	body.Facts = []ui.Fact{
		{Label: v.T("bus.timetable"), Value: bm.Timetable.Name, Note: bm.Timetable.Note},
		{Label: v.T("bus.border"), Value: bm.Border.Version, Note: bm.Border.Source},
		{Label: v.T("bus.rules"), Value: v.T("bus.rules_text", "Gap", bm.Rules.GapLimitS, "Corridor", int(bm.Rules.CorridorM), "Terminal", int(bm.Rules.TerminalM))},
	}
	return body, nil
}

// Share writes a part of a whole as a percentage with one decimal.
func Share(lang string, part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	tenths := (part*2000 + whole) / (2 * whole)
	point := ","
	if lang == i18n.English {
		point = "."
	}
	return fmt.Sprintf("%d%s%d %%", tenths/10, point, tenths%10)
}

// Parties gives an agreement's parties with their colours.
func Parties(a agreement.Agreement) []ui.Party {
	var out []ui.Party
	for i, code := range a.Codes() {
		out = append(out, ui.Party{Index: i, Name: ops.ShortName(code)})
	}
	return out
}

func placeName(v *front.Visit, code string) string {
	if code == "" {
		return v.T("bus.outside")
	}
	return ops.ShortName(code)
}

func statuses(v *front.Visit) []string {
	var out []string
	for _, s := range transit.Statuses() {
		out = append(out, v.T("bus.status."+string(s)))
	}
	return out
}

func partOf(parts []transit.Part, code string, planned bool) quantity.Metres {
	for _, p := range parts {
		if p.Code == code && planned {
			return p.Planned
		} else if p.Code == code {
			return p.Delivered
		}
	}
	return 0
}

func dayRow(v *front.Visit, a agreement.Agreement, d transit.Day, days string) row {
	r := row{Total: d.Delivered, Href: dayHref(days, d.Date)}
	if !d.Date.IsZero() {
		r.Name = i18n.ShortDay(v.Lang, d.Date)
	}
	for _, s := range transit.Statuses() {
		r.Counts = append(r.Counts, d.Runs[s])
	}
	for _, code := range a.Codes() {
		r.Metres = append(r.Metres, partOf(d.Parts, code, false))
	}
	return r
}

func dayHref(days string, d civil.Date) string {
	if days == "" {
		return ""
	}
	return days + d.String()
}

func monthBars(v *front.Visit, bm ops.BusMonth, days string) draw.DayBars {
	bars := draw.DayBars{ID: "days", Title: v.T("bus.bars_title"), Desc: v.T("bus.bars_desc"), Lang: v.Lang, Month: bm.Month, Unit: v.T("bus.unit_runs")}
	for _, d := range bm.Days {
		planned := 0
		for _, n := range d.Runs {
			planned += n
		}
		bars.Target, bars.TargetLabel = max(bars.Target, int64(planned)), v.T("bus.planned")
		day := draw.Day{Date: d.Date, Href: dayHref(days, d.Date), Label: v.T("bus.bar", "Date", i18n.Date(v.Lang, d.Date), "Done", d.Runs[transit.Complete], "Runs", planned)}
		for _, part := range []struct {
			status transit.Status
			state  string
		}{{transit.Complete, "good"}, {transit.Partial, "warn"}, {transit.Unproven, "none"}, {transit.Missed, "bad"}} {
			if n := d.Runs[part.status]; n > 0 {
				day.Parts = append(day.Parts, draw.Part{Value: int64(n), Party: draw.NoParty, State: part.state})
			}
		}
		bars.Days = append(bars.Days, day)
	}
	return bars
}

func busDay(v *front.Visit) (ops.BusDay, error) {
	day, err := civil.ParseDate(v.R.PathValue("date"))
	if err != nil {
		return ops.BusDay{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return v.Desk.BusDay(v.R.Context(), v.Actor, v.R.PathValue("service"), day)
}

func short(sum string) string {
	if len(sum) > 16 {
		return sum[:16] + "…"
	}
	return sum
}

func clock(v *front.Visit, us int64) string { return i18n.Clock(v.Lang, time.UnixMicro(us)) }

func runRow(v *front.Visit, a agreement.Agreement, r transit.Run, base string) row {
	out := row{Name: departure(v, r), Href: fmt.Sprintf("%s/days/%s/%s/%d", base, r.Date, r.Trip, r.Start), Total: r.Delivered, State: statusBadge(v, r), Notes: []string{r.Trip, r.Block, r.Vehicle, string(r.Grade)}}
	for _, code := range a.Codes() {
		out.Metres = append(out.Metres, partOf(r.Parts, code, false))
	}
	return out
}

func statusBadge(v *front.Visit, r transit.Run) ui.Badge {
	kind := map[transit.Status]ui.Kind{transit.Complete: ui.Good, transit.Partial: ui.Warn, transit.Unproven: ui.Waiting, transit.Missed: ui.Bad}[r.Status]
	text := v.T("bus.status." + string(r.Status))
	if r.Reason != transit.NoReason {
		text += ": " + v.T("bus.reason."+string(r.Reason))
	}
	return ui.Badge{Text: text, Kind: kind}
}

// dayMarey draws the day's runs over distance and time.
func dayMarey(v *front.Visit, bd ops.BusDay, base string) draw.Marey {
	m := draw.Marey{ID: "marey", Title: v.T("bus.marey_title"), Desc: v.T("bus.marey_desc"), Lang: v.Lang}
	m.From, m.To = hoursOf(bd)
	if len(bd.Lines) == 0 {
		return m
	}
	line := bd.Lines[0]
	m.Length, m.Bands = line.Length, bands(bd.Paper, line)
	for _, s := range line.Stops {
		m.Stops = append(m.Stops, draw.MareyStop{At: s.At, Name: s.Name})
	}
	m.Stops = fewer(m.Stops)
	for _, r := range bd.Runs {
		trip := draw.Trip{Label: departure(v, r), Href: fmt.Sprintf("%s/days/%s/%s/%d", base, r.Date, r.Trip, r.Start)}
		at := func(along float64) quantity.Metres {
			if r.Direction != line.Direction {
				along = float64(line.Length) - along
			}
			return quantity.Metres(along)
		}
		for _, s := range r.Stretches {
			a, b := draw.Moment{At: time.UnixMicro(s.FromAt), Metres: at(s.From)}, draw.Moment{At: time.UnixMicro(s.UntilAt), Metres: at(s.To)}
			if s.Kind == transit.StretchDelivered {
				trip.Run = append(trip.Run, a, b)
			} else {
				trip.Gaps = append(trip.Gaps, draw.Span{From: a, To: b})
			}
		}
		if len(trip.Run) == 0 && r.Every == 0 {
			start := bd.Date.Start().Add(time.Duration(r.Start) * time.Second)
			trip.Plan = []draw.Moment{{At: start, Metres: at(0)}, {At: start.Add(tripTime), Metres: at(float64(line.Length))}}
		}
		m.Trips = append(m.Trips, trip)
	}
	return m
}

// hoursOf gives the whole hours in which a day's trips run.
func hoursOf(bd ops.BusDay) (from, to time.Time) {
	first, last := bd.Runs[0].Start, bd.Runs[0].Start
	from = bd.Date.Start()
	for _, r := range bd.Runs {
		first, last = min(first, r.Start), max(last, r.Start+int(tripTime.Seconds()))
		if r.Ended > 0 {
			last = max(last, int(time.UnixMicro(r.Ended).Sub(from).Seconds()))
		}
	}
	last = min(last, (first/3600+27)*3600) // a wrong clock must not stretch the day
	return from.Add(time.Duration(first/3600) * time.Hour), from.Add(time.Duration((last+3599)/3600) * time.Hour)
}

// tripTime is how long a trip is drawn of which nothing is known.
const tripTime = 43 * time.Minute

// bands says through whose territory the way runs, for the margin of a
// diagram: the pieces of the line as they are drawn, stretched to its length.
func bands(a agreement.Agreement, line ops.RouteLine) []draw.Band {
	lengths := make([]float64, len(line.Pieces))
	whole := 0.0
	for i, piece := range line.Pieces {
		for k := 1; k < len(piece.Points); k++ {
			p, q := piece.Points[k-1], piece.Points[k]
			lengths[i] += math.Hypot(q.Lat-p.Lat, (q.Lon-p.Lon)*math.Cos(p.Lat*math.Pi/180))
		}
		whole += lengths[i]
	}
	var out []draw.Band
	done := 0.0
	for i, piece := range line.Pieces {
		along := func(f float64) quantity.Metres { return quantity.Metres(f / max(whole, 1e-9) * float64(line.Length)) }
		out = append(out, draw.Band{From: along(done), To: along(done + lengths[i]), Party: ops.PartyColour(a, piece.Code), Name: ops.ShortName(piece.Code)})
		done += lengths[i]
	}
	return out
}

// fewer keeps the ends and stops that are well apart.
func fewer(stops []draw.MareyStop) []draw.MareyStop {
	var out []draw.MareyStop
	for i, s := range stops {
		if i == 0 || i == len(stops)-1 || s.At-out[len(out)-1].At > 2500 && stops[len(stops)-1].At-s.At > 2500 {
			out = append(out, s)
		}
	}
	return out
}

// departure names a run by its time; one by headway, which has none, by its
// place among those that are owed.
func departure(v *front.Visit, r transit.Run) string {
	if r.Every == 0 {
		return i18n.DayTime(v.Lang, r.Start)
	}
	return v.T("bus.owed", "At", i18n.DayTime(v.Lang, r.Start), "Minutes", i18n.Int(v.Lang, int64(r.Every+30)/60))
}

func (p *pages) runsCSV(v *front.Visit) error {
	bd, err := busDay(v)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.W.Header().Set("Content-Disposition", `attachment; filename="runs-`+bd.Date.String()+`.csv"`)
	w := csv.NewWriter(v.W)
	header := []string{"date", "trip", "start", "every_s", "route", "direction", "block", "vehicle", "status", "reason", "grade", "planned_m", "delivered_m", "unproven_m", "offroute_m"}
	for _, code := range bd.Paper.Codes() {
		header = append(header, "delivered_m_"+code)
	}
	if err := w.Write(header); err != nil {
		return err
	}
	for _, r := range bd.Runs {
		rec := []string{
			r.Date.String(), r.Trip, r.Clock(), strconv.Itoa(r.Every), r.Route, strconv.Itoa(r.Direction), r.Block, r.Vehicle, string(r.Status), string(r.Reason), string(r.Grade),
			fmt.Sprint(int64(r.Planned)), fmt.Sprint(int64(r.Delivered)), fmt.Sprint(int64(r.Unproven)), fmt.Sprint(int64(r.OffRoute)),
		}
		for _, code := range bd.Paper.Codes() {
			rec = append(rec, fmt.Sprint(int64(partOf(r.Parts, code, false))))
		}
		if err := w.Write(rec); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// sendJSON sends GeoJSON.
func sendJSON(v *front.Visit, body []byte) error {
	v.W.Header().Set("Content-Type", "application/geo+json")
	v.W.Header().Set("Cache-Control", "private, max-age=300")
	v.W.WriteHeader(http.StatusOK)
	_, err := v.W.Write(body)
	return err
}
