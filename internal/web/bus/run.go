package bus

import (
	"encoding/csv"
	"fmt"
	"html/template"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/trace"
)

// runBody is the page of a run: its evidence.
type runBody struct {
	Summary   ui.Summary
	Chain     []ui.Step
	Parties   []ui.Party
	Map       ui.Map
	Marey     template.HTML
	Facts     []ui.Fact
	Stretches []row
	Calls     []call
	Drivers   []ui.Event // what they said
	Loaded    bool       // it is known who got on and off where
	Points    int
	Unused    int
	CSV       string
	explaining
}

// call is a stop with its planned and actual time.
type call struct {
	Name    string
	Planned string
	Actual  string
	Late    string

	In, Out, Aboard string // who got on and off, and was in the bus when it left
}

func busRun(v *front.Visit) (ops.BusRun, error) {
	day, err1 := civil.ParseDate(v.R.PathValue("date"))
	start, err2 := strconv.Atoi(v.R.PathValue("start"))
	if err1 != nil || err2 != nil {
		return ops.BusRun{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return v.Desk.BusRun(v.R.Context(), v.Actor, v.R.PathValue("service"), day, v.R.PathValue("trip"), start)
}

func (p *pages) showRun(v *front.Visit) error {
	page, err := runPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.run, page)
}

func runPage(v *front.Visit) (*ui.Page, error) {
	br, err := busRun(v)
	if err != nil {
		return nil, err
	}
	base := "/bus/" + br.Service.ID
	here := fmt.Sprintf("%s/days/%s/%s/%d", base, br.Date, br.Run.Trip, br.Run.Start)
	body := runBody{Parties: Parties(br.Paper), CSV: here + "/positions.csv", Points: len(br.Points)}
	for _, q := range br.Points {
		if q.Role != trace.OnPath {
			body.Unused++
		}
	}
	text := v.T("bus.run_nothing", "Status", v.T("bus.status."+string(br.Run.Status)))
	if br.Run.Delivered > 0 {
		text = v.T("bus.run_answer", "Share", Share(v.Lang, int64(br.Run.Delivered), int64(br.Run.Planned)), "Km", i18n.Km(v.Lang, br.Run.Delivered), "Planned", i18n.Km(v.Lang, br.Run.Planned))
	}
	body.Summary = ui.Summary{Text: text, Badge: statusBadge(v, br.Run)}
	body.Chain = []ui.Step{
		{Label: v.T("bus.chain_month"), Value: i18n.Month(v.Lang, br.Month), Href: base + "?month=" + br.Month.String()},
		{Label: v.T("bus.chain_day"), Value: i18n.Date(v.Lang, br.Date), Href: base + "/days/" + br.Date.String()},
		{Label: v.T("bus.chain_run"), Value: br.Run.Trip},
		{Label: v.T("bus.chain_points"), Value: i18n.Int(v.Lang, int64(len(br.Points))), Href: body.CSV},
	}
	m, err := RunMap(v, br)
	if err != nil {
		return nil, err
	}
	body.Map = ui.Map{Src: base + "/route.geojson?month=" + br.Month.String() + "&trip=" + br.Run.Trip + "&start=" + strconv.Itoa(br.Run.Start) + "&date=" + br.Date.String(), Label: v.T("bus.run_map"), SVG: draw.Responsive(m)}
	body.Marey = draw.Responsive(runMarey(v, br))
	for _, part := range br.Run.Parts {
		body.Facts = append(body.Facts, ui.Fact{Label: v.T("bus.in_place", "Place", placeName(v, part.Code)), Value: i18n.Km(v.Lang, part.Delivered), Note: v.T("bus.of_planned", "Km", i18n.Km(v.Lang, part.Planned))})
	}
	vehicle := ui.Fact{Label: v.T("bus.vehicle"), Value: br.Run.Vehicle}
	switch {
	case br.Inferred:
		vehicle.Note = v.T("bus.who." + string(transit.ByInference))
	case br.Run.Vehicle != "" && br.Run.Who != transit.ByNobody:
		vehicle.Note = v.T("bus.who." + string(br.Run.Who))
	}
	body.Facts = append(body.Facts, vehicle, ui.Fact{Label: v.T("bus.departure"), Value: departure(v, br.Run)}, ui.Fact{Label: v.T("bus.block"), Value: br.Run.Block}, ui.Fact{Label: v.T("bus.grade"), Value: string(br.Run.Grade), Note: v.T("bus.grade_note")},
		ui.Fact{Label: v.T("bus.unproven"), Value: i18n.Km(v.Lang, br.Run.Unproven)}, ui.Fact{Label: v.T("bus.offroute"), Value: i18n.Km(v.Lang, br.Run.OffRoute)}, ui.Fact{Label: v.T("bus.border"), Value: br.Record.Border})
	for _, s := range br.Run.Stretches {
		kind := map[string]ui.Kind{transit.StretchDelivered: ui.Good, transit.StretchUnproven: ui.Waiting, transit.StretchOffRoute: ui.Warn}[s.Kind]
		body.Stretches = append(body.Stretches, row{Name: clock(v, s.FromAt) + "–" + clock(v, s.UntilAt), Metres: []quantity.Metres{quantity.Metres(s.From), quantity.Metres(s.To), quantity.Metres(s.To) - quantity.Metres(s.From)}, State: ui.Badge{Text: v.T("bus.stretch." + s.Kind), Kind: kind}})
	}
	body.Calls = calls(v, br)
	body.Drivers = driversSaid(v, br)
	body.Facts = append(body.Facts, riderFacts(v, br)...)
	body.Loaded = addLoads(v, br, body.Calls)
	if body.explaining, err = explained(v, br, here); err != nil {
		return nil, err
	}
	page := v.Page(v.T("bus.run_title", "Trip", br.Run.Trip, "Date", i18n.Date(v.Lang, br.Date)), ui.Link{Href: base + "?month=" + br.Month.String(), Label: br.Service.Name}, ui.Link{Href: base + "/days/" + br.Date.String(), Label: i18n.Date(v.Lang, br.Date)})
	page.Map, page.Body = true, body
	return page, nil
}

// calls compares the plan with when the bus left its first stop and came to
// each other.
func calls(v *front.Visit, br ops.BusRun) []call {
	var out []call
	for i, st := range br.Plan {
		if i >= len(br.Line.Stops) {
			break
		}
		shift := br.Run.Start - br.Plan[0].Departure
		planned := br.Date.Start().Add(time.Duration(st.Arrival+shift) * time.Second)
		c := call{Name: br.Line.Stops[i].Name, Planned: i18n.Clock(v.Lang, planned), Actual: "–", Late: "–"}
		if i < len(br.Run.Calls) && br.Run.Calls[i].Seen() {
			second := br.Run.Calls[i].Arrived
			if i == 0 {
				second = br.Run.Calls[i].Left
			}
			at := br.Date.Start().Add(time.Duration(second) * time.Second)
			c.Actual, c.Late = i18n.Clock(v.Lang, at), late(v, at.Sub(planned))
		}
		if br.Run.Every > 0 { // it has no times
			c.Planned, c.Late = "–", "–"
		}
		out = append(out, c)
	}
	return out
}

// late says how far from its plan a bus passed: in minutes, and in seconds
// where it is less than one.
func late(v *front.Visit, by time.Duration) string {
	key, n := "bus.minutes", int64(by.Round(time.Minute).Minutes())
	if by.Abs() < time.Minute {
		key, n = "bus.seconds", int64(by.Round(time.Second).Seconds())
	}
	if n == 0 {
		return v.T("bus.on_time")
	}
	sign := ""
	if n > 0 {
		sign = "+"
	}
	return v.T(key, "Late", sign+i18n.Int(v.Lang, n))
}

func runMarey(v *front.Visit, br ops.BusRun) draw.Marey {
	begin := br.Date.Start().Add(time.Duration(br.Run.Start) * time.Second)
	end := begin.Add(time.Hour)
	trip := draw.Trip{Label: br.Run.Trip}
	if br.Run.Began > 0 {
		if at := time.UnixMicro(br.Run.Began); at.Before(begin) {
			begin = at
		}
		if at := time.UnixMicro(br.Run.Ended); at.After(end) {
			end = at
		}
	}
	m := draw.Marey{Bands: bands(br.Paper, br.Line), ID: "run", Title: v.T("bus.marey_title"), Desc: v.T("bus.marey_desc"), Lang: v.Lang, From: begin.Add(-5 * time.Minute), To: end.Add(5 * time.Minute), Length: br.Line.Length}
	for _, s := range br.Line.Stops {
		m.Stops = append(m.Stops, draw.MareyStop{At: s.At, Name: s.Name})
	}
	m.Stops = fewer(m.Stops)
	shift := 0
	if len(br.Plan) > 0 {
		shift = br.Run.Start - br.Plan[0].Departure
	}
	for i, st := range br.Plan {
		if br.Run.Every > 0 {
			break
		}
		trip.Plan = append(trip.Plan, draw.Moment{At: br.Date.Start().Add(time.Duration(st.Arrival+shift) * time.Second), Metres: br.Line.Stops[i].At})
	}
	for _, q := range br.Points {
		if q.Role == trace.OnPath && q.At >= br.Run.Began && q.At <= br.Run.Ended {
			trip.Run = append(trip.Run, draw.Moment{At: time.UnixMicro(q.At), Metres: quantity.Metres(q.Along)})
		}
	}
	for _, s := range br.Run.Stretches {
		if s.Kind != transit.StretchDelivered {
			trip.Gaps = append(trip.Gaps, draw.Span{From: draw.Moment{At: time.UnixMicro(s.FromAt), Metres: quantity.Metres(s.From)}, To: draw.Moment{At: time.UnixMicro(s.UntilAt), Metres: quantity.Metres(s.To)}})
		}
	}
	m.Trips = []draw.Trip{trip}
	return m
}

func (p *pages) positionsCSV(v *front.Visit) error {
	br, err := busRun(v)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.W.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="positions-%s-%s.csv"`, br.Date, br.Run.Trip))
	w := csv.NewWriter(v.W)
	if err := w.Write([]string{"time", "lat", "lon", "along_m", "off_m", "used"}); err != nil {
		return err
	}
	for _, q := range br.Points {
		used := map[trace.Role]string{trace.OnPath: "yes", trace.OffPath: "off_route", trace.Outlier: "outlier"}[q.Role]
		if err := w.Write([]string{
			q.Time().Format(time.RFC3339), strconv.FormatFloat(q.Lat(), 'f', 7, 64), strconv.FormatFloat(q.Lon(), 'f', 7, 64),
			strconv.FormatFloat(q.Along, 'f', 1, 64), strconv.FormatFloat(min(q.Off, 1e6), 'f', 1, 64), used,
		}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// riderFacts says how many rode a run and what they paid, and by which evidence.
func riderFacts(v *front.Visit, br ops.BusRun) (out []ui.Fact) {
	t := br.Ridden
	if t.From != "" {
		out = append(out, ui.Fact{Label: v.T("riders.name.boarded"), Value: i18n.Int(v.Lang, t.Boarded()), Note: v.T("riders.kind." + string(t.From))})
	}
	if l, known := t.Load(); known && l.Balanced() && t.Capacity > 0 {
		out = append(out, ui.Fact{Label: v.T("riders.name.peak"), Value: i18n.Int(v.Lang, l.Peak()), Note: v.T("riders.of_capacity", "Capacity", t.Capacity)})
	}
	if t.Money != "" {
		out = append(out, ui.Fact{Label: v.T("riders.name.income"), Value: i18n.Rupiah(v.Lang, t.Income()), Note: v.T("riders.kind." + string(t.Money))})
	}
	return out
}

// addLoads adds to the halte of a run who got on and off, and reports whether
// that is known.
func addLoads(v *front.Visit, br ops.BusRun, calls []call) bool {
	l, known := br.Ridden.Load()
	if !known || !l.Balanced() || len(l.In) != len(calls) {
		return false
	}
	for i := range calls {
		calls[i].In, calls[i].Out, calls[i].Aboard = i18n.Int(v.Lang, l.In[i]), i18n.Int(v.Lang, l.Out[i]), i18n.Int(v.Lang, l.OnBoard[i])
	}
	return true
}
