// SPDX-License-Identifier: Apache-2.0

// Package registry is the pages on which those who run a service keep what it
// runs with: vehicles and their position senders, lorries, timetables, keys
// for other systems, sources of GTFS Realtime, and the files they upload.
package registry

import (
	"embed"
	"net/url"

	"sinergi/internal/agreement"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct {
	vehicles, device, phone, key, trucks, timetables, uploads, imported, keys, sources, source *ui.View
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		vehicles:   f.View(files, "vehicles.html"),
		device:     f.View(files, "device.html"),
		phone:      f.View(files, "phone.html"),
		key:        f.View(files, "key.html"),
		trucks:     f.View(files, "trucks.html"),
		timetables: f.View(files, "timetables.html"),
		uploads:    f.View(files, "uploads.html"),
		imported:   f.View(files, "imported.html"),
		keys:       f.View(files, "keys.html"),
		sources:    f.View(files, "sources.html", "sourceform.html"),
		source:     f.View(files, "source.html", "sourceform.html"),
	}
	f.Handle("GET /services/{service}", p.showFirst)
	f.Handle("POST /services/{service}/vehicles", p.saveVehicle)
	f.Handle("POST /services/{service}/devices", p.addDevice)
	f.Handle("GET /services/{service}/devices/{device}", p.showDevice)
	f.Handle("POST /services/{service}/devices/{device}", p.renewDevice)
	f.Handle("POST /services/{service}/devices/{device}/retire", p.retireDevice)
	f.Handle("POST /services/{service}/phones", p.invitePhone)
	f.Handle("POST /services/{service}/devices/{device}/withdraw-link", p.withdrawLink)
	f.Handle("POST /services/{service}/trucks", p.saveTruck)
	f.Handle("GET /services/{service}/timetables", p.showTimetables)
	f.Handle("POST /services/{service}/timetables", p.addTimetable)
	f.Handle("GET /services/{service}/files", p.showUploads)
	f.Handle("POST /services/{service}/files/{kind}", p.upload)
	f.Handle("GET /services/{service}/files/{kind}/template.xlsx", p.template)
	f.Handle("GET /services/{service}/keys", p.showKeys)
	f.Handle("POST /services/{service}/keys", p.addKey)
	f.Handle("POST /services/{service}/keys/{key}/withdraw", p.withdrawKey)
	f.Handle("GET /services/{service}/realtime", p.showSources)
	f.Handle("POST /services/{service}/realtime", p.addSource)
	f.Handle("GET /services/{service}/realtime/{source}", p.showSource)
	f.Handle("POST /services/{service}/realtime/{source}", p.saveSource)
	f.Handle("POST /services/{service}/realtime/{source}/switch", p.switchSource)
	f.Handle("POST /services/{service}/realtime/{source}/remove", p.removeSource)
}

// load gives the registry of the service in the address.
func load(v *front.Visit) (ops.Registry, error) {
	return v.Desk.Registry(v.R.Context(), v.Actor, v.R.PathValue("service"))
}

// base is where a service's registry is.
func base(r ops.Registry) string { return "/services/" + url.PathEscape(r.Service.ID) }

// monthsAt is where a service's months are.
func monthsAt(r ops.Registry) string {
	if r.Service.Kind == agreement.Waste {
		return "/waste/" + url.PathEscape(r.Service.ID)
	}
	return "/bus/" + url.PathEscape(r.Service.ID)
}

// tabs are the pages of a registry; current is the last part of an address.
func tabs(v *front.Visit, r ops.Registry, current string) []ui.Tab {
	tab := func(part, key string, count int) ui.Tab {
		t := ui.Tab{Href: base(r), Label: v.T(key), Count: count, Current: part == current}
		if part != "" {
			t.Href += "/" + part
		}
		return t
	}
	active := 0
	for _, k := range r.Keys {
		if k.Active {
			active++
		}
	}
	if r.Service.Kind == agreement.Waste {
		return []ui.Tab{tab("", "registry.trucks", len(r.Trucks)), tab("files", "registry.files", 0), tab("keys", "registry.keys", active)}
	}
	return []ui.Tab{
		tab("", "registry.vehicles_devices", len(r.Vehicles)), tab("timetables", "registry.timetables", len(r.Timetables)),
		tab("files", "registry.files", 0), tab("keys", "registry.keys", active), tab("realtime", "pull.tab", r.Realtime),
	}
}

// newPage starts a page of the registry.
func newPage(v *front.Visit, r ops.Registry, title string, crumbs ...ui.Link) *ui.Page {
	return v.Page(title, append([]ui.Link{
		{Href: "/cooperations/" + r.Paper.Cooperation, Label: v.T("bus.cooperation")},
		{Href: monthsAt(r), Label: r.Service.Name},
	}, crumbs...)...)
}

// showFirst shows what the service moves with: buses or lorries.
func (p *pages) showFirst(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	if r.Service.Kind == agreement.Waste {
		return v.Render(p.trucks, trucksPage(v, r))
	}
	return v.Render(p.vehicles, vehiclesPage(v, r))
}

// number writes a count.
func number(v *front.Visit, n int) string { return i18n.Int(v.Lang, int64(n)) }
