package bus

import (
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/render"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type vehiclesBody struct {
	Summary    ui.Summary
	Prev, Next string
	Table      figures
	Checks     []checkRow
	Empty      ui.Empty
	Files      []ui.Link
	MayEnter   bool
	Here       string
	Upload     string
	Choices    []ui.Option
	Typed      struct{ Vehicle, Date, Km string }
}

// checkRow is two readings held against positions.
type checkRow struct {
	Vehicle, From, Until, Read, Driven, Apart string
	State                                     ui.Badge
}

func vehicleMonth(v *front.Visit) (ops.VehicleMonth, error) {
	m, err := Month(v)
	if err != nil {
		return ops.VehicleMonth{}, err
	}
	return v.Desk.VehicleMonth(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
}

// vehicleColumns are the measures of a vehicle's month.
func vehicleColumns() []struct {
	name  string
	value func(ops.VehicleWork) any
} {
	type column = struct {
		name  string
		value func(ops.VehicleWork) any
	}
	return []column{
		{"days", func(w ops.VehicleWork) any { return int64(w.Days) }},
		{"trips", func(w ops.VehicleWork) any { return int64(w.Trips) }},
		{"service", func(w ops.VehicleWork) any { return w.InService.Km() }},
		{"beside", func(w ops.VehicleWork) any { return w.Beside.Km() }},
		{"empty", func(w ops.VehicleWork) any { return w.Empty.Km() }},
		{"driven", func(w ops.VehicleWork) any { return w.Driven().Km() }},
		{"silent", func(w ops.VehicleWork) any { return w.Silent.Km() }},
		{"hours", func(w ops.VehicleWork) any { return hours(w.OnTrips) }},
		{"layover", func(w ops.VehicleWork) any { return hours(w.Layover) }},
		{"out", func(w ops.VehicleWork) any { return hours(w.Out) }},
	}
}

// hours writes seconds as hours and minutes: "12:05".
func hours(seconds int64) string {
	minutes := (seconds + 30) / 60
	text := strconv.FormatInt(minutes%60, 10)
	if len(text) == 1 {
		text = "0" + text
	}
	return strconv.FormatInt(minutes/60, 10) + ":" + text
}

func vehiclesPage(v *front.Visit, vm ops.VehicleMonth) *ui.Page {
	here := "/bus/" + vm.Service.ID + "/vehicles"
	month := vm.Month.String()
	b := vehiclesBody{Prev: here + "?month=" + vm.Month.Prev().String(), Next: here + "?month=" + vm.Month.Next().String(), MayEnter: vm.MayFeed && len(vm.Choices) > 0, Here: here + "?month=" + month, Upload: here + "/file?month=" + month}
	b.Empty = ui.Empty{Title: v.T("vehicle.none"), Text: v.T("vehicle.none_text")}
	columns := vehicleColumns()
	b.Table = figures{Caption: v.T("vehicle.caption"), Name: v.T("registry.vehicle")}
	for _, c := range columns {
		b.Table.Heads = append(b.Table.Heads, v.T("vehicle.column."+c.name))
	}
	row := func(name string, w ops.VehicleWork) figureRow {
		r := figureRow{Name: name}
		for _, c := range columns {
			r.Cells = append(r.Cells, figure{Text: say(v, c.value(w))})
		}
		return r
	}
	apart := 0
	for _, w := range vm.Vehicles {
		if w.Days > 0 {
			b.Table.Rows = append(b.Table.Rows, row(w.Vehicle, w))
		}
		for _, c := range w.Checks {
			if c.State != transit.Agrees {
				apart++
			}
			b.Checks = append(b.Checks, checkOf(v, c))
		}
	}
	if len(b.Table.Rows) > 1 {
		total := row(v.T("bus.total"), vm.Whole)
		b.Table.Total = &total
	}
	b.Summary = ui.Summary{Text: v.T("vehicle.answer_none", "Month", i18n.Month(v.Lang, vm.Month))}
	if w := vm.Whole; w.Driven() > 0 {
		b.Summary.Text = v.T("vehicle.answer", "Month", i18n.Month(v.Lang, vm.Month), "Vehicles", len(b.Table.Rows), "Km", i18n.Number(v.Lang, w.Driven().Km()), "Empty", Share(v.Lang, int64(w.Empty), int64(w.Driven())))
		b.Files = []ui.Link{{Href: here + "/file/csv?month=" + month, Label: v.T("performance.file_csv")}, {Href: here + "/file/xlsx?month=" + month, Label: v.T("performance.file_xlsx")}}
	}
	switch {
	case vm.Stale > 0:
		b.Summary.Badge = ui.Badge{Text: v.T("bus.stale", "Days", vm.Stale), Kind: ui.Waiting}
	case apart > 0:
		b.Summary.Badge = ui.Badge{Text: v.T("vehicle.apart", "Count", apart), Kind: ui.Warn}
	case len(b.Checks) > 0:
		b.Summary.Badge = ui.Badge{Text: v.T("vehicle.agrees"), Kind: ui.Good}
	}
	b.Choices = []ui.Option{{Value: "", Label: v.T("vehicle.choose")}}
	for _, x := range vm.Choices {
		b.Choices = append(b.Choices, ui.Option{Value: x.ID, Label: strings.TrimSpace(x.ID + " " + x.Plate)})
	}
	b.Typed.Vehicle, b.Typed.Date, b.Typed.Km = v.R.PostFormValue("vehicle"), v.R.PostFormValue("date"), v.R.PostFormValue("km")
	page := v.Page(v.T("vehicle.title", "Month", i18n.Month(v.Lang, vm.Month)), ui.Link{Href: "/bus/" + vm.Service.ID + "?month=" + month, Label: vm.Service.Name})
	page.Body = b
	return page
}

func checkOf(v *front.Visit, c transit.OdometerCheck) checkRow {
	kind := ui.Warn
	switch c.State {
	case transit.Agrees:
		kind = ui.Good
	case transit.Backwards:
		kind = ui.Bad
	}
	reading := func(r transit.OdometerReading) string {
		return v.T("vehicle.reading", "Date", i18n.Date(v.Lang, r.Date), "Km", i18n.Int(v.Lang, r.Km))
	}
	return checkRow{
		Vehicle: c.Now.Vehicle, From: reading(c.Before), Until: reading(c.Now), Read: i18n.Int(v.Lang, c.Now.Km-c.Before.Km), Driven: i18n.Number(v.Lang, c.Driven.Km()), Apart: i18n.Number(v.Lang, c.Apart().Km()),
		State: ui.Badge{Text: v.T("vehicle.state." + string(c.State)), Kind: kind},
	}
}

func (p *pages) showVehicles(v *front.Visit) error {
	vm, err := vehicleMonth(v)
	if err != nil {
		return err
	}
	return v.Render(p.vehicles, vehiclesPage(v, vm))
}

// enterOdometer keeps one reading that was typed.
func (p *pages) enterOdometer(v *front.Visit) error {
	return p.odometer(v, func() (civil.Date, error) {
		var wrong []fault.Field
		day, err := civil.ParseDate(v.R.PostFormValue("date"))
		if err != nil {
			wrong = append(wrong, fault.NewField("date", "vehicle.expect_date"))
		}
		text := strings.NewReplacer(".", "", " ", "").Replace(strings.TrimSpace(v.R.PostFormValue("km")))
		km, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			wrong = append(wrong, fault.NewField("km", "vehicle.expect_km", "Value", text))
		}
		return day, v.Desk.EnterOdometer(v.R.Context(), v.Actor, v.R.PathValue("service"), transit.OdometerReading{Vehicle: strings.TrimSpace(v.R.PostFormValue("vehicle")), Date: day, Km: km}, wrong...)
	})
}

// importOdometers keeps a file of readings, whole or not at all.
func (p *pages) importOdometers(v *front.Visit) error {
	return p.odometer(v, func() (civil.Date, error) {
		file, header, err := v.R.FormFile("file")
		if err != nil {
			return civil.Date{}, fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
		}
		defer file.Close()
		_, err = v.Desk.ImportOdometers(v.R.Context(), v.Actor, v.R.PathValue("service"), header.Filename, file)
		return civil.Date{}, err
	})
}

// odometer does what a form asks for and comes back to the month.
func (p *pages) odometer(v *front.Visit, do func() (civil.Date, error)) error {
	day, err := do()
	if err == nil {
		month := v.R.URL.Query().Get("month")
		if !day.IsZero() {
			month = day.MonthOf().String()
		}
		return v.Redirect("/bus/"+v.R.PathValue("service")+"/vehicles?month="+month, "vehicle.kept")
	}
	vm, failed := vehicleMonth(v)
	if failed != nil {
		return failed
	}
	return v.Retry(p.vehicles, vehiclesPage(v, vm), err)
}

// vehiclesFile hands the month out with a row for each vehicle.
func vehiclesFile(v *front.Visit) error {
	kind := v.R.PathValue("kind")
	if kind != "csv" && kind != "xlsx" {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	vm, err := vehicleMonth(v)
	if err != nil {
		return err
	}
	t := render.Table{Sheet: v.T("vehicle.open"), Head: []string{v.T("registry.vehicle"), v.T("registry.plate")}}
	for _, c := range vehicleColumns() {
		t.Head = append(t.Head, v.T("vehicle.column."+c.name))
	}
	for _, w := range vm.Vehicles {
		row := []any{w.Vehicle, w.Plate}
		for _, c := range vehicleColumns() {
			row = append(row, c.value(w))
		}
		t.Rows = append(t.Rows, row)
	}
	return v.Table("kendaraan-"+vm.Service.ID+"-"+vm.Month.String(), kind, t)
}
