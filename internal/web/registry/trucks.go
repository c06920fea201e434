package registry

import (
	"net/url"
	"slices"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/sheet"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type truckRow struct {
	Plate, Tare, MaxGross, Edit string
	Party                       ui.Party
}

type trucksBody struct {
	Summary     ui.Summary
	Tabs        []ui.Tab
	Base        string
	Trucks      []truckRow
	Empty       ui.Empty
	Governments []ui.Option
	Edit        bool

	Plate, Government, Tare, MaxGross string // being typed
}

func trucksPage(v *front.Visit, r ops.Registry) *ui.Page {
	f := v.R.PostFormValue
	body := trucksBody{
		Tabs: tabs(v, r, ""), Base: base(r), Empty: ui.Empty{Title: v.T("registry.no_trucks"), Text: v.T("registry.no_trucks_text")},
		Plate: f("plate"), Government: f("government"), Tare: f("tare"), MaxGross: f("max_gross"),
		Governments: []ui.Option{{Value: "", Label: v.T("registry.choose_government")}},
	}
	codes := r.Paper.Codes()
	for _, code := range codes {
		body.Governments = append(body.Governments, ui.Option{Value: code, Label: region.Name(code)})
	}
	unknown := 0
	for _, t := range r.Trucks {
		row := truckRow{Plate: t.Plate, Tare: mass(v, t.Tare), MaxGross: mass(v, t.MaxGross), Edit: base(r) + "?truck=" + url.QueryEscape(t.Plate) + "#truck"}
		if i := slices.Index(codes, t.Government); i >= 0 {
			row.Party = ui.Party{Index: i, Name: region.Short(t.Government)}
		}
		if t.Tare == 0 {
			unknown++
		}
		body.Trucks = append(body.Trucks, row)
		if v.R.URL.Query().Get("truck") == t.Plate && body.Plate == "" {
			body.Edit, body.Plate, body.Government = true, t.Plate, t.Government
			body.Tare, body.MaxGross = digits(t.Tare), digits(t.MaxGross)
		}
	}
	body.Summary = ui.Summary{Text: v.T("registry.trucks_answer", "Trucks", number(v, len(r.Trucks)), "Known", number(v, len(r.Trucks)-unknown)), Note: v.T("registry.trucks_note")}
	page := newPage(v, r, v.T("registry.title_trucks"))
	page.Body = body
	return page
}

// mass writes a registered mass; what is not registered is a dash.
func mass(v *front.Visit, kg quantity.Kilograms) string {
	if kg == 0 {
		return "–"
	}
	return i18n.Int(v.Lang, int64(kg))
}

// digits is a mass as it is typed.
func digits(kg quantity.Kilograms) string {
	if kg == 0 {
		return ""
	}
	return ui.InputValue("", int64(kg))
}

func (p *pages) saveTruck(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	var fields []fault.Field
	kg := func(name string) quantity.Kilograms {
		text := strings.TrimSpace(v.R.PostFormValue(name))
		if text == "" {
			return 0
		}
		n, err := sheet.ParseInteger(text)
		if err != nil {
			fields = append(fields, fault.NewField(name, "sheet.expect_integer", "Value", text, "Example", "4200"))
		}
		return quantity.Kilograms(n)
	}
	t := store.Truck{Service: r.Service.ID, Plate: v.R.PostFormValue("plate"), Government: v.R.PostFormValue("government"), Tare: kg("tare"), MaxGross: kg("max_gross")}
	if err = fault.InvalidFields(fields); err == nil {
		err = v.Desk.SaveTruck(v.R.Context(), v.Actor, t)
	}
	if err != nil {
		return v.Retry(p.trucks, trucksPage(v, r), err)
	}
	return v.Redirect(base(r), "registry.truck_saved")
}
