package travel

import (
	"html/template"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/alert"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type linesBody struct {
	Tabs   []ui.Tab
	Told   []ui.Notice
	Answer string
	Lines  []lineRow
	Empty  ui.Empty
	Source string
}

type lineRow struct {
	Href, Name, Long string
	Directions       []directionRow
}

type directionRow struct {
	Title, Hours, Often string
	Stops               []ui.Link
}

func day(n ops.Network) gtfs.Date {
	return gtfs.Date{Year: n.Day.Year, Month: n.Day.Month, Day: n.Day.Day}
}

func (p *pages) showLines(v *front.Visit) error {
	n, err := network(v)
	if err != nil {
		return err
	}
	b := linesBody{Tabs: tabs(v, n, "lines"), Told: alerts.Notices(v, n, n.Day.Start(), n.Day.AddDays(1).Start(), alert.Use{}), Source: source(v, n), Empty: ui.Empty{Title: v.T("travel.no_lines_title"), Text: v.T("travel.no_lines_text")}}
	for _, l := range travel.Lines(n.Feed, day(n)) {
		b.Lines = append(b.Lines, rowOf(v, n, l, false))
	}
	b.Answer = v.T("travel.lines_answer", "Date", i18n.LongDate(v.Lang, n.Day), "Count", len(b.Lines))
	page := newPage(v, n, v.T("travel.tab_lines"))
	page.Body = b
	return v.Render(p.lines, page)
}

// network gives the network of the address on the day of the address.
func network(v *front.Visit) (ops.Network, error) {
	m, wrong := asked(v)
	if wrong != nil {
		return ops.Network{}, wrong
	}
	return v.Desk.Network(v.R.Context(), v.R.PathValue("service"), m.day)
}

func rowOf(v *front.Visit, n ops.Network, l travel.Line, stops bool) lineRow {
	row := lineRow{Href: linePath(n, l.Route.ID), Name: travel.Name(l.Route), Long: l.Route.LongName}
	for _, d := range l.Directions {
		one := directionRow{Title: v.T("travel.towards", "Headsign", headsign(n, d)), Hours: i18n.DayTime(v.Lang, d.First) + "–" + i18n.DayTime(v.Lang, d.Last)}
		switch {
		case d.Every == 0:
			one.Often = v.T("travel.once")
		case d.Timed:
			one.Often = v.T("travel.timed", "Minutes", (d.Every+30)/60)
		default:
			one.Often = v.T("travel.every", "Minutes", (d.Every+30)/60)
		}
		if stops {
			for _, id := range d.Stops {
				s, _ := n.Feed.Stop(id)
				one.Stops = append(one.Stops, ui.Link{Href: haltPath(n, id), Label: s.Name})
			}
		}
		row.Directions = append(row.Directions, one)
	}
	return row
}

// headsign is where a direction goes: what the feed says, or its last halte.
func headsign(n ops.Network, d travel.Direction) string {
	if d.Headsign != "" || len(d.Stops) == 0 {
		return d.Headsign
	}
	s, _ := n.Feed.Stop(d.Stops[len(d.Stops)-1])
	return s.Name
}

type lineBody struct {
	Tabs   []ui.Tab
	Told   []ui.Notice
	Row    lineRow
	Answer string
	Source string
	SVG    template.HTML
}

func (p *pages) showLine(v *front.Visit) error {
	n, err := network(v)
	if err != nil {
		return err
	}
	lines := travel.Lines(n.Feed, day(n))
	i := slices.IndexFunc(lines, func(l travel.Line) bool { return l.Route.ID == v.R.PathValue("line") })
	if i < 0 {
		if _, known := n.Feed.Route(v.R.PathValue("line")); !known {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		page := newPage(v, n, v.T("travel.line", "Name", v.R.PathValue("line")), ui.Link{Href: base(n) + "/lines", Label: v.T("travel.tab_lines")})
		page.Body = linesBody{Tabs: tabs(v, n, "lines"), Answer: v.T("travel.not_today", "Date", i18n.LongDate(v.Lang, n.Day)), Empty: ui.Empty{Title: v.T("travel.no_lines_title"), Text: v.T("travel.no_lines_text")}, Source: source(v, n)}
		return v.Render(p.lines, page)
	}
	l := lines[i]
	b := lineBody{Tabs: tabs(v, n, "lines"), Row: rowOf(v, n, l, true), Source: source(v, n)}
	b.Answer = v.T("travel.line_answer", "Name", b.Row.Name, "Long", b.Row.Long, "Date", i18n.LongDate(v.Lang, n.Day), "Hours", b.Row.Directions[0].Hours, "Often", b.Row.Directions[0].Often)
	b.SVG = draw.Responsive(mapOf(v, n, l))
	use := alert.Use{Route: l.Route.ID}
	for _, d := range l.Directions {
		use.Stops = append(use.Stops, d.Stops...)
	}
	b.Told = alerts.Notices(v, n, n.Day.Start(), n.Day.AddDays(1).Start(), use)
	page := newPage(v, n, v.T("travel.line", "Name", b.Row.Name), ui.Link{Href: base(n) + "/lines", Label: v.T("travel.tab_lines")})
	page.Body = b
	return v.Render(p.line, page)
}

// mapOf draws a line with its halte.
func mapOf(v *front.Visit, n ops.Network, l travel.Line) draw.Map {
	m := draw.Map{ID: "line", Title: v.T("travel.map", "Name", travel.Name(l.Route)), Desc: v.T("travel.map_desc")}
	marked, named := map[string]bool{}, map[string]bool{}
	for _, d := range l.Directions {
		var points []draw.Point
		for _, q := range n.Feed.Shape(d.Shape) {
			points = append(points, draw.Point{Lon: q.Lon, Lat: q.Lat})
		}
		for k, id := range d.Stops {
			s, _ := n.Feed.Stop(id)
			at := draw.Point{Lon: s.Lon, Lat: s.Lat}
			if d.Shape == "" {
				points = append(points, at)
			}
			if marked[id] {
				continue
			}
			marked[id] = true
			mark := draw.Mark{At: at, Kind: draw.Stop, Party: draw.NoParty}
			if (k == 0 || k == len(d.Stops)-1) && !named[s.Name] {
				mark.Label, named[s.Name] = s.Name, true
			}
			m.Marks = append(m.Marks, mark)
		}
		m.Lines = append(m.Lines, draw.Line{Points: points, Kind: draw.Run, Party: d.Number, Label: v.T("travel.towards", "Headsign", headsign(n, d))})
	}
	return m
}
