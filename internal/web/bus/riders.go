package bus

import (
	"slices"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/render"
	"sinergi/internal/ridership"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// mostLoose is how many rows that are in no figure the page lists.
const mostLoose = 30

type ridersBody struct {
	Summary     ui.Summary
	Prev, Next  string
	Facts       []ui.Fact
	Tables      []figures
	Empty       ui.Empty
	Files       []ui.Link
	Loose       []looseRow
	Shown       string // how many of the loose rows are listed
	Definitions []definition
}

// looseRow is a record that is in no figure. The ticket's id is not shown.
type looseRow struct{ At, Kind, Of, People, Paid, Why, Source string }

// riderColumn is a figure of who rode: an int64, a quantity.Decimal, or nil
// where nothing is known.
type riderColumn struct {
	name  string
	value func(ridership.Figures) any
}

func (c riderColumn) text(v *front.Visit, f ridership.Figures) string {
	switch x := c.value(f).(type) {
	case int64:
		return i18n.Int(v.Lang, x)
	case quantity.Decimal:
		return i18n.Number(v.Lang, x)
	}
	return "–"
}

// riderColumns are the figures of a route, a day or a territory. What was not
// counted is shown as not known, never as 0.
func riderColumns() []riderColumn {
	number := func(name string, of func(ridership.Figures) int, value func(ridership.Figures) int64) riderColumn {
		return riderColumn{name, func(f ridership.Figures) any {
			if of(f) == 0 {
				return nil
			}
			return value(f)
		}}
	}
	share := func(name string, value func(ridership.Figures) (quantity.Decimal, bool), of func(ridership.Figures) int) riderColumn {
		return riderColumn{name, func(f ridership.Figures) any {
			if d, ok := value(f); ok && of(f) > 0 {
				return d
			}
			return nil
		}}
	}
	runs := func(f ridership.Figures) int { return f.Runs }
	counted := func(f ridership.Figures) int { return f.Counted + int(min(f.Boarded, 1)) }
	loads := func(f ridership.Figures) int { return f.Loads }
	sold := func(f ridership.Figures) int { return f.Sold + int(min(f.Income, 1)) }
	return []riderColumn{
		number("runs", runs, func(f ridership.Figures) int64 { return int64(f.Runs) }),
		number("counted", runs, func(f ridership.Figures) int64 { return int64(f.Counted) }),
		share("covered", ridership.Figures.Covered, runs),
		number("boarded", counted, func(f ridership.Figures) int64 { return f.Boarded }),
		share("passengerkm", ridership.Figures.PassengerKm, loads),
		share("load", ridership.Figures.LoadFactor, loads),
		share("seats", ridership.Figures.SeatUse, runs),
		number("peak", loads, func(f ridership.Figures) int64 { return f.Peak }),
		number("income", sold, func(f ridership.Figures) int64 { return int64(f.Income) }),
		share("soldshare", ridership.Figures.CoveredSales, runs),
		share("perrider", ridership.Figures.IncomePerRider, runs),
	}
}

func riderCells(v *front.Visit, f ridership.Figures) (out []figure) {
	for _, c := range riderColumns() {
		out = append(out, figure{Text: c.text(v, f)})
	}
	return out
}

func riderHeads(v *front.Visit) (out []string) {
	for _, c := range riderColumns() {
		out = append(out, v.T("riders.column."+c.name))
	}
	return out
}

func riderDefinitions(v *front.Visit) (out []definition) {
	for _, id := range ridership.Definitions() {
		out = append(out, definition{v.T("riders.name." + id), v.T("riders.definition." + id), v.T("riders.source." + id)})
	}
	return out
}

func ridersPath(bp ops.BusPerformance) string { return "/bus/" + bp.Service.ID + "/riders" }

func busRiders(v *front.Visit) (ops.BusRiders, error) {
	m, err := Month(v)
	if err != nil {
		return ops.BusRiders{}, err
	}
	return v.Desk.Riders(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
}

// riderTable has a row for each route, and one for each government below it.
func riderTable(v *front.Visit, r ops.BusRiders) figures {
	t := figures{Caption: v.T("riders.doc.table"), Name: v.T("performance.route"), Heads: riderHeads(v)}
	for _, route := range r.Routes {
		ridden := r.RiddenOn(route.ID)
		t.Rows = append(t.Rows, figureRow{Name: route.Name, Cells: riderCells(v, ridership.Measure(ridden, ""))})
		for i, code := range r.Paper.Codes() {
			t.Rows = append(t.Rows, figureRow{Party: &ui.Party{Index: i, Name: ops.ShortName(code)}, Cells: riderCells(v, ridership.Measure(ridden, code))})
		}
	}
	if len(r.Routes) > 1 {
		t.Total = &figureRow{Name: v.T("bus.total"), Cells: riderCells(v, ridership.Measure(r.Ridden, ""))}
	}
	return t
}

func byDate(trips []ridership.Trip) map[civil.Date][]ridership.Trip {
	out := map[civil.Date][]ridership.Trip{}
	for _, t := range trips {
		out[t.Date] = append(out[t.Date], t)
	}
	return out
}

// riderDays has a row for each day.
func riderDays(v *front.Visit, r ops.BusRiders) figures {
	t := figures{Caption: v.T("riders.table.days"), Name: v.T("riders.day"), Heads: riderHeads(v)}
	days := byDate(r.Ridden)
	for d := r.Month.First(); !d.After(r.Month.Last()); d = d.AddDays(1) {
		if len(days[d]) > 0 {
			t.Rows = append(t.Rows, figureRow{Name: i18n.ShortDay(v.Lang, d), Href: "/bus/" + r.Service.ID + "/days/" + d.String(), Cells: riderCells(v, ridership.Measure(days[d], ""))})
		}
	}
	t.Total = &figureRow{Name: v.T("bus.total"), Cells: riderCells(v, ridership.Measure(r.Ridden, ""))}
	return t
}

// riderClasses has a row for each class of tickets, with the income of each
// territory.
func riderClasses(v *front.Visit, r ops.BusRiders, whole ridership.Figures) figures {
	t := figures{Caption: v.T("riders.table.classes"), Name: v.T("riders.class"), Heads: []string{v.T("riders.tickets"), v.T("riders.column.income")}}
	of := make([]ridership.Figures, 0, len(r.Paper.Codes()))
	for _, code := range r.Paper.Codes() {
		t.Heads = append(t.Heads, ops.ShortName(code)+", Rp")
		of = append(of, ridership.Measure(r.Ridden, code))
	}
	for _, class := range whole.ClassNames() {
		name := class
		if name == "" {
			name = v.T("riders.unclassed")
		}
		row := figureRow{Name: name, Cells: []figure{{Text: i18n.Int(v.Lang, whole.Classes[class].Tickets)}, {Text: i18n.Int(v.Lang, int64(whole.Classes[class].Amount))}}}
		for _, f := range of {
			row.Cells = append(row.Cells, figure{Text: i18n.Int(v.Lang, int64(f.Classes[class].Amount))})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// riderMissing has a row for each reason why a record is in no figure.
func riderMissing(v *front.Visit, r ops.BusRiders) figures {
	t := figures{Caption: v.T("riders.loose_caption"), Name: v.T("riders.why"), Heads: []string{v.T("riders.loose_rows"), v.T("riders.people"), v.T("riders.paid")}}
	for _, why := range ridership.Whys() {
		if n, people, paid := r.Missing(why); n > 0 {
			t.Rows = append(t.Rows, figureRow{Name: v.T("riders.why." + string(why)), Href: "#loose", Cells: []figure{{Text: i18n.Int(v.Lang, int64(n))}, {Text: i18n.Int(v.Lang, people)}, {Text: i18n.Int(v.Lang, int64(paid))}}})
		}
	}
	return t
}

func ridersSummary(v *front.Visit, r ops.BusRiders) ui.Summary {
	if !r.Any() {
		return ui.Summary{Text: v.T("riders.empty_title"), Note: v.T("riders.empty_text")}
	}
	f := ridership.Measure(r.Ridden, "")
	s := ui.Summary{Text: v.T("riders.answer", "Month", i18n.Month(v.Lang, r.Month), "Boarded", i18n.Int(v.Lang, f.Boarded), "Counted", i18n.Int(v.Lang, int64(f.Counted)), "Runs", i18n.Int(v.Lang, int64(f.Runs)))}
	load := "–"
	if d, ok := f.LoadFactor(); ok {
		load = i18n.Number(v.Lang, d)
	}
	s.Note = v.T("riders.answer_note", "Income", i18n.Rupiah(v.Lang, f.Income), "Sold", i18n.Int(v.Lang, int64(f.Sold)), "Load", load, "Loads", i18n.Int(v.Lang, int64(f.Loads)))
	if !f.Complete() {
		s.Badge = ui.Badge{Text: v.T("riders.partial"), Kind: ui.Warn}
	}
	if n := len(r.Loose); n > 0 {
		s.Note += " " + v.T("riders.loose_note", "Count", i18n.Int(v.Lang, int64(n)))
	}
	return s
}

// costText says which part of the cost the income recovers; "" when the cost is
// not known. An income that is known in part only is said to be so.
func costText(v *front.Visit, r ops.BusRiders) string {
	f := ridership.Measure(r.Ridden, "")
	share, ok := ridership.Recovery(f.Income, r.Cost)
	covered, known := f.CoveredSales()
	if !ok || !known || f.Sold == 0 {
		return ""
	}
	key := "riders.cost_text"
	if f.Sold < f.Runs {
		key = "riders.cost_partial"
	}
	return v.T(key, "Income", i18n.Rupiah(v.Lang, f.Income), "Share", i18n.Number(v.Lang, share), "Cost", i18n.Rupiah(v.Lang, r.Cost), "Covered", i18n.Number(v.Lang, covered))
}

// showRiders is a month of a service: who rode, what they paid, and which
// records are in no figure.
func (p *pages) showRiders(v *front.Visit) error {
	r, err := busRiders(v)
	if err != nil {
		return err
	}
	base, month := ridersPath(r.BusPerformance), r.Month.String()
	body := ridersBody{
		Summary: ridersSummary(v, r), Prev: base + "?month=" + r.Month.Prev().String(), Next: base + "?month=" + r.Month.Next().String(),
		Empty: ui.Empty{Title: v.T("riders.empty_title"), Text: v.T("riders.empty_text")}, Definitions: riderDefinitions(v),
	}
	if r.Any() {
		body.Tables = []figures{riderTable(v, r), riderDays(v, r)}
		if whole := ridership.Measure(r.Ridden, ""); len(whole.Classes) > 0 {
			body.Tables = append(body.Tables, riderClasses(v, r, whole))
		}
		kinds := []string{"csv", "xlsx"}
		if len(r.Loose) > 0 {
			body.Tables = append(body.Tables, riderMissing(v, r))
			kinds = append(kinds, "loose")
		}
		for _, kind := range kinds {
			body.Files = append(body.Files, ui.Link{Href: base + "/file/" + kind + "?month=" + month, Label: v.T("riders.file_" + kind)})
		}
	}
	if text := costText(v, r); text != "" {
		share, _ := ridership.Recovery(ridership.Measure(r.Ridden, "").Income, r.Cost)
		body.Facts = []ui.Fact{{Label: v.T("riders.cost"), Value: i18n.Number(v.Lang, share) + " %", Href: "/statements/" + r.Statement, Note: text}}
	}
	for _, l := range r.Loose[:min(len(r.Loose), mostLoose)] {
		body.Loose = append(body.Loose, newLooseRow(v, l))
	}
	body.Shown = v.T("riders.loose_first", "Shown", i18n.Int(v.Lang, int64(len(body.Loose))), "Count", i18n.Int(v.Lang, int64(len(r.Loose))))
	page := v.Page(v.T("riders.title", "Month", i18n.Month(v.Lang, r.Month)), ui.Link{Href: "/bus/" + r.Service.ID + "?month=" + month, Label: r.Service.Name},
		ui.Link{Href: measuresPath(r.BusPerformance) + "?month=" + month, Label: v.T("performance.short")})
	page.Body = body
	return v.Render(p.riders, page)
}

func newLooseRow(v *front.Visit, l ridership.Loose) looseRow {
	row := looseRow{
		Kind: v.T("riders.kind." + string(l.Kind)), Of: l.Vehicle, People: strconv.FormatInt(l.Boarded, 10), Paid: "–",
		Why: v.T("riders.why." + string(l.Why)), Source: l.Source,
	}
	if l.Paid {
		row.Paid = i18n.Int(v.Lang, int64(l.Income))
	}
	if row.Of == "" {
		row.Of = l.Trip
	}
	if row.Of == "" {
		row.Of = l.Line
	}
	row.At = i18n.ShortDay(v.Lang, l.Day) + " " + l.Clock()
	if l.At > 0 {
		row.At = i18n.DateTime(v.Lang, time.UnixMicro(l.At).In(civil.WIB()))
	}
	return row
}

// looseTable has a row for each record that is in no figure.
func looseTable(v *front.Visit, r ops.BusRiders) render.Table {
	t := render.Table{Sheet: v.T("riders.loose"), Head: []string{v.T("riders.time"), v.T("registry.kind"), v.T("riders.vehicle"), v.T("riders.people"), v.T("riders.paid"), v.T("riders.why"), v.T("riders.source")}}
	for _, l := range r.Loose {
		x := newLooseRow(v, l)
		t.Rows = append(t.Rows, []any{x.At, x.Kind, x.Of, l.Boarded, int64(l.Income), x.Why, x.Source})
	}
	return t
}

// ridersFile hands out a row for each run: who rode it, by which evidence, how
// full it was and what was paid.
func ridersFile(v *front.Visit) error {
	kind := v.R.PathValue("kind")
	if !slices.Contains([]string{"csv", "xlsx", "loose"}, kind) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	r, err := busRiders(v)
	if err != nil {
		return err
	}
	if kind == "loose" {
		return v.Table("penumpang-di-luar-angka-"+r.Service.ID+"-"+r.Month.String(), "csv", looseTable(v, r))
	}
	t := render.Table{Sheet: v.T("riders.sheet"), Head: []string{
		v.T("bus.day"), v.T("performance.route"), v.T("bus.trip"), v.T("bus.departure"), v.T("registry.vehicle"), v.T("registry.capacity"), v.T("riders.name.covered"),
	}}
	columns := riderColumns()[3:9] // people, kilometres and money
	columns = slices.DeleteFunc(columns, func(c riderColumn) bool { return c.name == "seats" })
	for _, c := range columns {
		t.Head = append(t.Head, v.T("riders.column."+c.name))
	}
	for _, x := range r.Ridden {
		if x.From == "" && x.Money == "" {
			continue
		}
		from := ""
		if x.From != "" {
			from = v.T("riders.kind." + string(x.From))
		}
		cells := []any{x.Date, x.Route, x.Trip.Trip, x.Clock(), x.Vehicle, int64(x.Capacity), from}
		f := ridership.Measure([]ridership.Trip{x}, "")
		for _, c := range columns {
			cells = append(cells, c.value(f))
		}
		t.Rows = append(t.Rows, cells)
	}
	return v.Table("penumpang-"+r.Service.ID+"-"+r.Month.String(), kind, t)
}
