package registry

import (
	"net/url"
	"slices"
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

type deviceBody struct {
	Summary ui.Summary
	Facts   []ui.Fact
	Base    string // of the device
	Active  bool
	Pulled  *ui.Link // the realtime source that its positions come from; it has no key then
	Vehicle string
	Choices []ui.Option
	Phone   bool // a driver's
	ID      string
	Service string // where its registry is
	Link    bool   // it has a link that can still be used
}

// devicePage is the page of the device in the address.
func devicePage(v *front.Visit) (ops.Registry, *ui.Page, error) {
	r, err := load(v)
	if err != nil {
		return r, nil, err
	}
	i := slices.IndexFunc(r.Devices, func(d store.Device) bool { return d.ID == v.R.PathValue("device") })
	if i < 0 {
		return r, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	d := r.Devices[i]
	row := newDeviceRow(v, r, d)
	body := deviceBody{Base: row.Href, Active: d.Active, Vehicle: d.Vehicle, Choices: choices(v, r)}
	if number, pulled := ops.PulledBy(d); pulled {
		body.Pulled = &ui.Link{Label: v.T("pull.device_text", "Number", number)}
		if d.Active { // the source is there still
			body.Pulled.Href = sourceAt(r, number)
		}
	}
	if typed := v.R.PostFormValue("vehicle"); typed != "" {
		body.Vehicle = typed
	}
	body.Summary = ui.Summary{Text: v.T("registry.device_answer", "Device", row.ID, "Vehicle", d.Vehicle), Badge: row.State}
	if !d.Active {
		body.Summary.Text = v.T("registry.device_retired_answer", "Device", row.ID)
	}
	body.Facts = []ui.Fact{
		{Label: v.T("registry.heard"), Value: row.Heard},
		{Label: v.T("registry.since"), Value: i18n.DateTime(v.Lang, time.UnixMicro(d.SinceUS).In(civil.WIB()))},
	}
	if d.Phone {
		state, open := linkState(v, r, d)
		body.Phone, body.ID, body.Service, body.Link = true, d.ID, base(r), open
		body.Choices[0].Label = v.T("registry.phone_any")
		body.Facts = append(body.Facts, ui.Fact{Label: v.T("registry.phone_link"), Value: state})
		if d.Active {
			body.Summary.Text = v.T("registry.phone_is", "Phone", d.ID)
		}
	}
	page := newPage(v, r, row.ID, ui.Link{Href: base(r), Label: v.T("registry.title_vehicles")})
	page.Body = body
	return r, page, nil
}

func (p *pages) showDevice(v *front.Visit) error {
	_, page, err := devicePage(v)
	if err != nil {
		return err
	}
	return v.Render(p.device, page)
}

// renewDevice moves a device to a vehicle and gives it a new key.
func (p *pages) renewDevice(v *front.Visit) error {
	r, page, err := devicePage(v)
	if err != nil {
		return err
	}
	return p.giveKey(v, r, store.Device{ID: v.R.PathValue("device")}, func(err error) error { return v.Retry(p.device, page, err) })
}

func (p *pages) retireDevice(v *front.Visit) error {
	r, _, err := devicePage(v)
	if err != nil {
		return err
	}
	if err := v.Desk.RetireDevice(v.R.Context(), v.Actor, v.R.PathValue("device")); err != nil {
		return err
	}
	return v.Redirect(base(r), "registry.device_retired")
}

// setting is a line to type into an app or a configuration file.
type setting struct{ Label, Value string }

// recipe is how to set a sender up.
type recipe struct {
	Title, Text string
	Settings    []setting
	Block       string // to copy as it stands
}

type keyBody struct {
	Summary ui.Summary
	Key     string
	Recipes []recipe
	Back    ui.Link
}

// osmand is the address for apps that can only be given an address.
func osmand(v *front.Visit, key string) string {
	return strings.TrimSuffix(v.BaseURL, "/") + "/ingest/osmand?key=" + url.QueryEscape(key)
}

func deviceKeyPage(v *front.Visit, r ops.Registry, d store.Device, key string) *ui.Page {
	id := url.QueryEscape(strings.Join(strings.Fields(d.ID), " "))
	body := keyBody{
		Summary: ui.Summary{Text: v.T("registry.key_answer", "Name", d.ID), Note: v.T("registry.key_once")}, Key: key,
		Back: ui.Link{Href: base(r), Label: v.T("registry.key_done")},
		Recipes: []recipe{
			{Title: "Traccar Client", Text: v.T("registry.recipe_client"), Settings: []setting{
				{v.T("registry.set_id"), d.ID}, {v.T("registry.set_server"), osmand(v, key)}, {v.T("registry.set_interval"), "10"},
			}},
			{Title: "OsmAnd", Text: v.T("registry.recipe_osmand"), Settings: []setting{
				{v.T("registry.set_web"), osmand(v, key) + "&id=" + id + "&lat={0}&lon={1}&timestamp={2}&bearing={6}"}, {v.T("registry.set_interval"), "10"},
			}},
			{Title: v.T("registry.recipe_try"), Text: v.T("registry.recipe_try_text"), Block: "curl '" + osmand(v, key) + "&id=" + id + "&lat=0.4712&lon=101.4470&timestamp='$(date +%s)"},
		},
	}
	page := newPage(v, r, v.T("registry.key_title"), ui.Link{Href: base(r), Label: v.T("registry.title_vehicles")})
	page.Body = body
	return page
}
