package bus

import (
	"net/url"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/performance"
	"sinergi/internal/quantity"
	"sinergi/internal/render"
	"sinergi/internal/ridership"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// figures is a table of measures.
type figures struct {
	Caption string
	Name    string // of the first column
	Heads   []string
	Rows    []figureRow
	Total   *figureRow
}

type figureRow struct {
	Name  string
	Href  string
	Party *ui.Party
	Cells []figure
}

// figure is a measure in words, and the page of what it was made of.
type figure struct{ Text, Href string }

type measuresBody struct {
	Summary     ui.Summary
	Prev, Next  string
	Parties     []ui.Party
	Tables      []figures
	Definitions []definition
	Files       []ui.Link
	Empty       ui.Empty
	Facts       []ui.Fact
	Routes      []ui.Link // of the other routes
}

// definition says how a measure is made, and by whose definition.
type definition struct{ Name, Text, Source string }

func definitions(v *front.Visit) (out []definition) {
	for _, id := range performance.Definitions() {
		out = append(out, definition{v.T("performance.name." + id), v.T("performance.definition." + id), v.T("performance.source." + id)})
	}
	return out
}

// column is a measure as tables show it: an int64, a quantity.Decimal, or nil
// where there is nothing to measure. kind leads to the evidence of a count.
type column struct {
	name  string
	kind  performance.Kind
	value func(performance.Figures) any
}

func (c column) text(v *front.Visit, f performance.Figures) string {
	return say(v, c.value(f))
}

// say writes a measure: a count, a decimal, or words; a dash for none.
func say(v *front.Visit, value any) string {
	switch x := value.(type) {
	case int64:
		return i18n.Int(v.Lang, x)
	case quantity.Decimal:
		return i18n.Number(v.Lang, x)
	case string:
		return x
	}
	return "–"
}

// mean makes a column of a measure that may have no value.
func mean(name string, value func(performance.Figures) (quantity.Decimal, bool)) column {
	return column{name: name, value: func(f performance.Figures) any {
		if d, ok := value(f); ok {
			return d
		}
		return nil
	}}
}

func count(name string, kind performance.Kind, value func(performance.Figures) int) column {
	return column{name, kind, func(f performance.Figures) any { return int64(value(f)) }}
}

func km(name string, value func(performance.Figures) quantity.Metres) column {
	return column{name: name, value: func(f performance.Figures) any { return value(f).Km() }}
}

func kilometres() []column {
	return []column{
		count("trips", "", performance.Figures.Trips),
		km("planned", func(f performance.Figures) quantity.Metres { return f.Planned }),
		km("delivered", func(f performance.Figures) quantity.Metres { return f.Delivered }),
		mean("service", performance.Figures.Service),
		km("partial", func(f performance.Figures) quantity.Metres { return f.Partial }),
		km("unproven", func(f performance.Figures) quantity.Metres { return f.Unproven }),
		km("offroute", func(f performance.Figures) quantity.Metres { return f.OffRoute }),
		km("notrun", func(f performance.Figures) quantity.Metres { return f.NotRun }),
	}
}

func punctuality() []column {
	return []column{
		mean("punctual", performance.Figures.Punctual),
		count("ontime", performance.OnTime, func(f performance.Figures) int { return f.OnTime }),
		count("early", performance.Early, func(f performance.Figures) int { return f.Early }),
		count("late", performance.Late, func(f performance.Figures) int { return f.Late }),
		count("unseen", performance.Unseen, func(f performance.Figures) int { return f.UnseenCalls }),
	}
}

func regularity() []column {
	return []column{
		mean("regular", performance.Figures.Regular),
		count("kept", performance.Kept, func(f performance.Figures) int { return f.Kept }),
		count("bunched", performance.Bunched, func(f performance.Figures) int { return f.Bunched }),
		count("gaps", performance.Gap, func(f performance.Figures) int { return f.Gaps }),
		mean("plannedwait", performance.Figures.PlannedWait),
		mean("wait", performance.Figures.Wait),
		mean("excess", performance.Figures.Excess),
		mean("observed", performance.Figures.Observed),
	}
}

// part is a table of a month with a row for each route and government.
type part struct {
	caption string
	columns []column
}

func monthParts() []part {
	return []part{{"kilometres", kilometres()}, {"punctuality", punctuality()}, {"regularity", regularity()}}
}

// brief is what a day or an hour shows.
func brief() []column {
	return []column{
		count("trips", "", performance.Figures.Trips), mean("service", performance.Figures.Service), mean("punctual", performance.Figures.Punctual),
		mean("regular", performance.Figures.Regular), mean("wait", performance.Figures.Wait), mean("excess", performance.Figures.Excess), mean("speed", performance.Figures.Speed),
	}
}

func heads(v *front.Visit, columns []column) (out []string) {
	for _, c := range columns {
		out = append(out, v.T("performance.column."+c.name))
	}
	return out
}

// cells writes the figures of a row; evidence is the address of the page that
// lists what was counted, without its kind, or "".
func cells(v *front.Visit, columns []column, f performance.Figures, evidence string, q url.Values) (out []figure) {
	for _, c := range columns {
		cell := figure{Text: c.text(v, f)}
		if c.kind != "" && evidence != "" && cell.Text != "0" {
			cell.Href = evidence + string(c.kind) + "?" + q.Encode()
		}
		out = append(out, cell)
	}
	return out
}

func busPerformance(v *front.Visit) (ops.BusPerformance, error) {
	m, err := Month(v)
	if err != nil {
		return ops.BusPerformance{}, err
	}
	return v.Desk.BusPerformance(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
}

func measuresPath(bp ops.BusPerformance) string { return "/bus/" + bp.Service.ID + "/measures" }

func (p *pages) showMeasures(v *front.Visit) error {
	riders, err := busRiders(v)
	if err != nil {
		return err
	}
	bp := riders.BusPerformance
	base := measuresPath(bp)
	month := bp.Month.String()
	body := measuresBody{
		Prev: base + "?month=" + bp.Month.Prev().String(), Next: base + "?month=" + bp.Month.Next().String(), Parties: Parties(bp.Paper),
		Definitions: definitions(v), Empty: ui.Empty{Title: v.T("bus.none_title"), Text: v.T("bus.none_text")}, Facts: bounds(v, bp),
	}
	whole := performance.Measure(bp.Trips, bp.Rules, performance.Scope{})
	body.Summary = measuresSummary(v, bp, whole)
	if len(bp.Trips) > 0 {
		for _, part := range monthParts() {
			body.Tables = append(body.Tables, routeTable(v, bp, v.T("performance.table."+part.caption), part.columns))
		}
		if riders.Any() {
			body.Tables = append(body.Tables, riderTable(v, riders))
			body.Definitions = append(body.Definitions, riderDefinitions(v)...)
		}
		body.Tables = append(body.Tables, dayTable(v, bp, bp.Trips, whole))
		body.Files = append(body.Files, ui.Link{Href: ridersPath(bp) + "?month=" + month, Label: v.T("riders.open")})
		for _, kind := range []string{"pdf", "csv", "xlsx"} {
			body.Files = append(body.Files, ui.Link{Href: base + "/file/" + kind + "?month=" + month, Label: v.T("performance.file_" + kind)})
		}
		body.Files = append(body.Files, ui.Link{Href: "/bus/" + bp.Service.ID + "/tides.zip?month=" + month, Label: v.T("performance.file_tides")})
	}
	page := v.Page(v.T("performance.title", "Month", i18n.Month(v.Lang, bp.Month)), ui.Link{Href: "/bus/" + bp.Service.ID + "?month=" + month, Label: bp.Service.Name})
	page.Body = body
	return v.Render(p.measures, page)
}

// bounds says by which bounds the measures are counted.
func bounds(v *front.Visit, bp ops.BusPerformance) []ui.Fact {
	return []ui.Fact{
		{Label: v.T("performance.window"), Value: v.T("performance.window_text", "Early", bp.Rules.OnTimeEarlyS, "Late", bp.Rules.OnTimeLateS)},
		{Label: v.T("performance.headway"), Value: v.T("performance.headway_text", "Share", bp.Rules.HeadwayPerm/10)},
	}
}

func measuresSummary(v *front.Visit, bp ops.BusPerformance, f performance.Figures) ui.Summary {
	s := ui.Summary{Text: v.T("bus.month_empty", "Month", i18n.Month(v.Lang, bp.Month))}
	if f.Trips() > 0 {
		value := func(c column) string { return c.text(v, f) }
		s.Text = v.T("performance.answer", "Month", i18n.Month(v.Lang, bp.Month), "Service", value(mean("", performance.Figures.Service)), "Punctual", value(mean("", performance.Figures.Punctual)))
		s.Note = v.T("performance.answer_note", "Wait", value(mean("", performance.Figures.Wait)), "Planned", value(mean("", performance.Figures.PlannedWait)), "Excess", value(mean("", performance.Figures.Excess)),
			"Speed", value(mean("", performance.Figures.Speed)))
	}
	if bp.Stale > 0 {
		s.Badge = ui.Badge{Text: v.T("bus.stale", "Days", bp.Stale), Kind: ui.Waiting}
	}
	return s
}

// routeTable has a row for each route, and one for each government below it.
func routeTable(v *front.Visit, bp ops.BusPerformance, caption string, columns []column) figures {
	t := figures{Caption: caption, Name: v.T("performance.route"), Heads: heads(v, columns)}
	q := url.Values{"month": {bp.Month.String()}}
	for _, r := range bp.Routes {
		trips := bp.Of(r.ID)
		evidence := measuresPath(bp) + "/" + url.PathEscape(r.ID) + "/"
		t.Rows = append(t.Rows, figureRow{Name: r.Name, Href: evidence[:len(evidence)-1] + "?" + q.Encode(), Cells: cells(v, columns, performance.Measure(trips, bp.Rules, performance.Scope{}), evidence, q)})
		for i, code := range bp.Paper.Codes() {
			q := url.Values{"month": {bp.Month.String()}, "government": {code}}
			f := performance.Measure(trips, bp.Rules, performance.Scope{Government: code})
			t.Rows = append(t.Rows, figureRow{Party: &ui.Party{Index: i, Name: ops.ShortName(code)}, Cells: cells(v, columns, f, evidence, q)})
		}
	}
	if len(bp.Routes) > 1 {
		t.Total = &figureRow{Name: v.T("bus.total"), Cells: cells(v, columns, performance.Measure(bp.Trips, bp.Rules, performance.Scope{}), "", nil)}
	}
	return t
}

// dayTable has a row for each day of trips.
func dayTable(v *front.Visit, bp ops.BusPerformance, trips []performance.Trip, whole performance.Figures) figures {
	t := figures{Caption: v.T("performance.table.days"), Name: v.T("bus.day"), Heads: heads(v, brief())}
	byDay := map[civil.Date][]performance.Trip{}
	for _, x := range trips {
		byDay[x.Date] = append(byDay[x.Date], x)
	}
	for d := bp.Month.First(); !d.After(bp.Month.Last()); d = d.AddDays(1) {
		if of := byDay[d]; len(of) > 0 {
			t.Rows = append(t.Rows, figureRow{Name: i18n.ShortDay(v.Lang, d), Href: "/bus/" + bp.Service.ID + "/days/" + d.String(), Cells: cells(v, brief(), performance.Measure(of, bp.Rules, performance.Scope{}), "", nil)})
		}
	}
	t.Total = &figureRow{Name: v.T("bus.total"), Cells: cells(v, brief(), whole, "", nil)}
	return t
}

// measuresFile hands the measures out: as a paper, or as a row for each route, day and
// government, with what shares and means are made of.
func measuresFile(v *front.Visit) error {
	kind := v.R.PathValue("kind")
	switch kind {
	case "csv", "xlsx":
	case "pdf":
		return monthPaper(v)
	default:
		return fault.New(fault.NotFound, "policy.not_found")
	}
	r, err := busRiders(v)
	if err != nil {
		return err
	}
	return v.Table("kinerja-"+r.Service.ID+"-"+r.Month.String(), kind, measuresTable(v, r))
}

// tidesFile hands a month out as TIDES tables.
func tidesFile(v *front.Visit) error {
	m, err := Month(v)
	if err != nil {
		return err
	}
	t, err := v.Desk.Tides(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/zip")
	v.W.Header().Set("Content-Disposition", `attachment; filename="tides-`+t.Name()+`.zip"`)
	return t.Write(v.R.Context(), v.W)
}

func measuresTable(v *front.Visit, riders ops.BusRiders) render.Table {
	bp := riders.BusPerformance
	columns := append(append(kilometres(), punctuality()...), append(regularity(), mean("speed", performance.Figures.Speed))...)
	t := render.Table{Sheet: v.T("performance.sheet"), Head: append([]string{v.T("performance.route"), v.T("bus.day"), v.T("performance.government")}, heads(v, columns)...)}
	for _, c := range riderColumns() {
		t.Head = append(t.Head, v.T("riders.column."+c.name))
	}
	row := func(route string, day civil.Date, government string, f performance.Figures, ridden ridership.Figures) {
		cells := []any{route, day, government}
		for _, c := range columns {
			cells = append(cells, c.value(f))
		}
		for _, c := range riderColumns() {
			cells = append(cells, c.value(ridden))
		}
		t.Rows = append(t.Rows, cells)
	}
	for _, r := range bp.Routes {
		byDay, ridden := map[civil.Date][]performance.Trip{}, byDate(riders.RiddenOn(r.ID))
		for _, x := range bp.Of(r.ID) {
			byDay[x.Date] = append(byDay[x.Date], x)
		}
		for d := bp.Month.First(); !d.After(bp.Month.Last()); d = d.AddDays(1) {
			if len(byDay[d]) == 0 {
				continue
			}
			row(r.Name, d, "", performance.Measure(byDay[d], bp.Rules, performance.Scope{}), ridership.Measure(ridden[d], ""))
			for _, code := range bp.Paper.Codes() {
				row(r.Name, d, ops.ShortName(code), performance.Measure(byDay[d], bp.Rules, performance.Scope{Government: code}), ridership.Measure(ridden[d], code))
			}
		}
		row(r.Name, civil.Date{}, "", performance.Measure(bp.Of(r.ID), bp.Rules, performance.Scope{}), ridership.Measure(riders.RiddenOn(r.ID), ""))
	}
	return t
}
