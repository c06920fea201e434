package bus

import (
	"html/template"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/transit"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

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
	Vehicles  string
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
	body.Vehicles = "/bus/" + bm.Service.ID + "/vehicles?month=" + bm.Month.String()
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
