package registry

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type vehicleRow struct {
	ID, Plate, Capacity, Edit string
	State                     ui.Badge
}

type deviceRow struct {
	ID, Href, Vehicle, Heard string
	State                    ui.Badge
}

type vehiclesBody struct {
	Summary  ui.Summary
	Tabs     []ui.Tab
	Base     string
	Vehicles []vehicleRow
	Devices  []deviceRow
	Empty    ui.Empty
	Choices  []ui.Option // vehicles a device may be in

	ID, Plate, Capacity    string // the vehicle being typed
	Device, Vehicle, Since string // the device being typed
	Edit                   bool

	Phone, PhoneVehicle string // the driver's phone being typed
	PhoneChoices        []ui.Option
}

func vehiclesPage(v *front.Visit, r ops.Registry) *ui.Page {
	body := vehiclesBody{
		Tabs: tabs(v, r, ""), Base: base(r), Empty: ui.Empty{Title: v.T("registry.no_vehicles"), Text: v.T("registry.no_vehicles_text")},
		Choices: choices(v, r),
		ID:      v.R.PostFormValue("id"), Plate: v.R.PostFormValue("plate"), Capacity: v.R.PostFormValue("capacity"), Device: v.R.PostFormValue("device"), Vehicle: v.R.PostFormValue("vehicle"), Since: v.R.PostFormValue("since"),
	}
	body.Phone, body.PhoneVehicle = v.R.PostFormValue("phone"), v.R.PostFormValue("phone_vehicle")
	body.PhoneChoices = choices(v, r)
	body.PhoneChoices[0].Label = v.T("registry.phone_any")
	silent := 0
	for _, x := range r.Vehicles {
		row := vehicleRow{ID: x.ID, Plate: x.Plate, Edit: base(r) + "?vehicle=" + url.QueryEscape(x.ID) + "#vehicle", State: ui.Badge{Text: v.T("registry.has_device"), Kind: ui.Good}}
		if x.Capacity > 0 {
			row.Capacity = strconv.Itoa(x.Capacity)
		}
		if !slices.ContainsFunc(r.Devices, func(d store.Device) bool { return d.Active && d.Vehicle == x.ID }) {
			row.State = ui.Badge{Text: v.T("registry.no_device"), Kind: ui.Warn}
			silent++
		}
		body.Vehicles = append(body.Vehicles, row)
		if v.R.URL.Query().Get("vehicle") == x.ID && body.ID == "" {
			body.ID, body.Plate, body.Capacity, body.Edit = x.ID, x.Plate, row.Capacity, true
		}
	}
	if name := v.R.URL.Query().Get("new"); name != "" && body.ID == "" { // a source speaks of it
		body.ID = name
	}
	active := 0
	for _, d := range r.Devices {
		if d.Active {
			active++
		}
		body.Devices = append(body.Devices, newDeviceRow(v, r, d))
	}
	body.Summary = ui.Summary{Text: v.T("registry.vehicles_answer", "Vehicles", number(v, len(r.Vehicles)), "Devices", number(v, active))}
	if silent > 0 {
		body.Summary.Badge = ui.Badge{Text: v.T("registry.silent", "Count", number(v, silent)), Kind: ui.Warn}
	}
	page := newPage(v, r, v.T("registry.title_vehicles"))
	page.Body = body
	return page
}

func choices(v *front.Visit, r ops.Registry) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("registry.choose_vehicle")}}
	for _, x := range r.Vehicles {
		label := x.ID
		if x.Plate != "" {
			label += " (" + x.Plate + ")"
		}
		out = append(out, ui.Option{Value: x.ID, Label: label})
	}
	return out
}

// sendingWithin is how recent the last position of a device is that sends.
const sendingWithin = 7 * 24 * time.Hour

// called is what a device is called where people read of it.
func called(v *front.Visit, d store.Device) string {
	if number, pulled := ops.PulledBy(d); pulled {
		return v.T("pull.device", "Number", number, "Vehicle", d.Vehicle)
	}
	return d.ID
}

func newDeviceRow(v *front.Visit, r ops.Registry, d store.Device) deviceRow {
	row := deviceRow{ID: called(v, d), Href: base(r) + "/devices/" + url.PathEscape(d.ID), Vehicle: d.Vehicle, Heard: v.T("registry.not_heard")}
	at, heard := r.Heard[d.ID]
	if heard {
		row.Heard = i18n.DateTime(v.Lang, time.UnixMicro(at).In(civil.WIB()))
	}
	if d.Phone && d.Vehicle == "" {
		row.Vehicle = v.T("registry.phone_any")
	}
	switch {
	case d.Active && d.Phone && d.KeyHash == "":
		row.State = ui.Badge{Text: v.T("registry.phone_waiting"), Kind: ui.Waiting}
	case !d.Active:
		row.State = ui.Badge{Text: v.T("registry.retired"), Kind: ui.Neutral}
	case heard && time.Since(time.UnixMicro(at)) > sendingWithin:
		row.State = ui.Badge{Text: v.T("registry.quiet"), Kind: ui.Warn}
	case heard:
		row.State = ui.Badge{Text: v.T("registry.sending"), Kind: ui.Good}
	default:
		row.State = ui.Badge{Text: v.T("registry.waiting"), Kind: ui.Waiting}
	}
	return row
}

func (p *pages) saveVehicle(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	x := store.Vehicle{Service: r.Service.ID, ID: v.R.PostFormValue("id"), Plate: v.R.PostFormValue("plate")}
	if text := strings.TrimSpace(v.R.PostFormValue("capacity")); text != "" {
		if x.Capacity, err = strconv.Atoi(text); err != nil {
			x.Capacity = -1 // which nobody has, and is refused
		}
	}
	if err := v.Desk.SaveVehicle(v.R.Context(), v.Actor, x); err != nil {
		return v.Retry(p.vehicles, vehiclesPage(v, r), err)
	}
	return v.Redirect(base(r), "registry.vehicle_saved")
}

// addDevice registers a device that is not there yet. One that is gets a new
// key on its own page, where what that means is said.
func (p *pages) addDevice(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	id := v.R.PostFormValue("device")
	if slices.ContainsFunc(r.Devices, func(d store.Device) bool { return d.ID == id && d.Active }) {
		return v.Retry(p.vehicles, vehiclesPage(v, r), fault.InvalidFields([]fault.Field{fault.NewField("device", "registry.device_known", "Device", id)}))
	}
	retry := func(err error) error { return v.Retry(p.vehicles, vehiclesPage(v, r), err) }
	since := civil.In(time.Now())
	if text := v.R.PostFormValue("since"); text != "" {
		if since, err = civil.ParseDate(text); err != nil {
			return retry(fault.InvalidFields([]fault.Field{fault.NewField("since", "sheet.expect_date", "Value", text, "Example", "2026-10-01")}))
		}
	}
	return p.giveKey(v, r, store.Device{ID: id, SinceUS: since.Start().UnixMicro()}, retry)
}

// giveKey saves a device and shows its key, this once.
func (p *pages) giveKey(v *front.Visit, r ops.Registry, d store.Device, retry func(error) error) error {
	d.Service, d.Vehicle = r.Service.ID, v.R.PostFormValue("vehicle")
	key, err := v.Desk.SaveDevice(v.R.Context(), v.Actor, d)
	if err != nil {
		return retry(err)
	}
	return v.Render(p.key, deviceKeyPage(v, r, d, key))
}
