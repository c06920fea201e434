// SPDX-License-Identifier: Apache-2.0

package waste

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/sheet"
	"sinergi/internal/waste"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// entryBody is a ticket as it is typed.
type entryBody struct {
	Action, Back                   string
	Number, Site, Plate, In, Out   string
	Gross, Tare, Net, Origin, Load string
	Origins                        []ui.Option
}

// entryPage is the form for one ticket. A site that was used before is
// offered, since a weighbridge seldom moves.
func entryPage(v *front.Visit, wm ops.WasteMonth) *ui.Page {
	f := func(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }
	base := "/waste/" + wm.Service.ID
	body := entryBody{
		Action: base + "/tickets", Back: base, Number: f("nomor"), Site: f("lokasi"), Plate: f("plat"), In: f("masuk"), Out: f("keluar"),
		Gross: f("bruto_kg"), Tare: f("tara_kg"), Net: f("neto_kg"), Origin: f("asal"), Load: f("jenis"), Origins: origins(v, wm, f("asal")),
	}
	if n := len(wm.Tickets); n > 0 && v.R.Method != "POST" {
		body.Site = wm.Tickets[n-1].Site
	}
	page := v.Page(v.T("waste.add"), ui.Link{Href: base, Label: wm.Service.Name})
	page.Body = body
	return page
}

// origins offers the kecamatan of the parties, and what was chosen before.
func origins(v *front.Visit, wm ops.WasteMonth, chosen string) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("waste.choose_origin")}}
	for _, code := range wm.Paper.Codes() {
		for _, d := range region.Districts(code) {
			out = append(out, ui.Option{Value: d, Label: region.Short(code) + " · " + region.Name(d) + " (" + d + ")"})
		}
	}
	if chosen != "" && !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == chosen }) {
		out = append(out, ui.Option{Value: chosen, Label: region.FullName(chosen) + " (" + chosen + ")"})
	}
	return out
}

// feedable gives the service's month to one who may add to it.
func (p *pages) feedable(v *front.Visit) (ops.WasteMonth, error) {
	wm, _, err := p.load(v)
	if err == nil && !wm.MayFeed {
		err = fault.New(fault.Denied, "policy.denied")
	}
	return wm, err
}

func (p *pages) showEntry(v *front.Visit) error {
	wm, err := p.feedable(v)
	if err != nil {
		return err
	}
	return v.Render(p.entry, entryPage(v, wm))
}

func (p *pages) add(v *front.Visit) error {
	wm, err := p.feedable(v)
	if err != nil {
		return err
	}
	t, err := typedTicket(v)
	receipt := ops.Receipt{}
	if err == nil {
		receipt, err = v.Desk.AddTicket(v.R.Context(), v.Actor, wm.Service.ID, t)
	}
	if err != nil {
		return v.Retry(p.entry, entryPage(v, wm), err)
	}
	flash := "waste.added"
	if receipt.Accepted == 0 {
		flash = "waste.there_already"
	}
	return v.Redirect(fmt.Sprintf("/waste/%s?day=%s#tickets", wm.Service.ID, t.Day()), flash)
}

// typedTicket reads the form.
func typedTicket(v *front.Visit) (waste.Ticket, error) {
	f := func(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }
	var fields []fault.Field
	kg := func(name string) quantity.Kilograms {
		n, err := sheet.ParseInteger(f(name))
		if err != nil || n < 1 || n > waste.Heaviest {
			fields = append(fields, fault.NewField(name, "waste.bad_mass", "Max", waste.Heaviest))
			return 0
		}
		return quantity.Kilograms(n)
	}
	at := func(name string) int64 {
		for _, form := range []string{"2006-01-02T15:04", "02/01/2006 15:04"} {
			if t, err := time.ParseInLocation(form, f(name), civil.WIB()); err == nil {
				return t.UnixMicro()
			}
		}
		fields = append(fields, fault.NewField(name, "sheet.expect_datetime", "Value", f(name), "Example", "31/10/2026 07:15"))
		return 0
	}
	t := waste.Ticket{
		Site: f("lokasi"), Number: f("nomor"), Plate: waste.Plate(f("plat")), In: at("masuk"), Out: at("keluar"),
		Gross: kg("bruto_kg"), Tare: kg("tara_kg"), Net: kg("neto_kg"), Origin: f("asal"), Load: f("jenis"),
	}
	for _, one := range []struct{ name, value string }{{"nomor", t.Number}, {"lokasi", t.Site}, {"plat", t.Plate}, {"asal", t.Origin}} {
		if one.value == "" {
			fields = append(fields, fault.NewField(one.name, "ui.required"))
		}
	}
	return t, fault.InvalidFields(fields)
}
