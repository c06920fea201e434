// SPDX-License-Identifier: Apache-2.0

// Package bus is the pages of a bus service: a month with its days, the route
// over the territories, a day with its runs and positions, and a run with its
// evidence.
package bus

import (
	"embed"
	"fmt"
	"net/http"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct {
	month, day, run, now, measures, findings, explained, standard, vehicles, riders *ui.View

	streams chan struct{} // of those who are told of what is new
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		month: f.View(files, "month.html"),
		day:   f.View(files, "day.html", "marey.html"),
		run:   f.View(files, "run.html", "marey.html"),
		now:   f.View(files, "now.html"),

		measures: f.View(files, "measures.html", "figures.html"),
		findings: f.View(files, "findings.html"),

		explained: f.View(files, "explained.html"),
		standard:  f.View(files, "standard.html"),
		vehicles:  f.View(files, "vehicles.html"),
		riders:    f.View(files, "riders.html", "figures.html"),
		streams:   make(chan struct{}, mostStreams),
	}
	f.Handle("GET /bus/{service}", p.showMonth)
	f.Handle("GET /bus/{service}/now", p.showNow)
	f.Handle("GET /bus/{service}/now/events", p.showNowEvents)
	f.Handle("GET /bus/{service}/route.geojson", p.routeGeoJSON)
	f.Handle("GET /bus/{service}/measures", p.showMeasures)
	f.Handle("GET /bus/{service}/measures/file/{kind}", measuresFile)
	f.Handle("GET /bus/{service}/riders", p.showRiders)
	f.Handle("GET /bus/{service}/riders/file/{kind}", ridersFile)
	f.Handle("GET /bus/{service}/tides.zip", tidesFile)
	f.Handle("GET /bus/{service}/measures/{route}", p.showRegularity)
	f.Handle("GET /bus/{service}/measures/{route}/{finding}", p.showFindings)
	f.Handle("GET /bus/{service}/explanations", p.showExplained)
	f.Handle("GET /bus/{service}/spm", p.showStandard)
	f.Handle("GET /bus/{service}/proofs/{date}/{sum}", proofFile)
	f.Handle("POST /bus/{service}/spm", p.inspect)
	f.Handle("GET /bus/{service}/vehicles", p.showVehicles)
	f.Handle("POST /bus/{service}/vehicles", p.enterOdometer)
	f.Handle("POST /bus/{service}/vehicles/file", p.importOdometers)
	f.Handle("GET /bus/{service}/vehicles/file/{kind}", vehiclesFile)
	f.Handle("POST /bus/{service}/days/{date}/{trip}/{start}", p.explain)
	f.Handle("GET /bus/{service}/days/{date}", p.showDay)
	f.Handle("GET /bus/{service}/days/{date}/runs.csv", p.runsCSV)
	f.Handle("GET /bus/{service}/days/{date}/{trip}/{start}", p.showRun)
	f.Handle("GET /bus/{service}/days/{date}/{trip}/{start}/positions.csv", p.positionsCSV)
}

// Month reads the month of a request; without one it is the last whole month.
func Month(v *front.Visit) (civil.Month, error) {
	text := v.R.URL.Query().Get("month")
	if text == "" {
		return civil.In(time.Now()).MonthOf().Prev(), nil
	}
	return civil.ParseMonth(text)
}

// busMonth gives the month of a service that a page is asked for.
func busMonth(v *front.Visit) (ops.BusMonth, error) {
	m, err := Month(v)
	if err != nil {
		return ops.BusMonth{}, err
	}
	return v.Desk.BusMonth(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
}

// row is a line of figures: a direction, a day or a run.
type row struct {
	Name   string
	Href   string
	Counts []int
	Metres []quantity.Metres // by party
	Total  quantity.Metres
	State  ui.Badge
	Notes  []string
}

// Share writes a part of a whole as a percentage with one decimal.
func Share(lang string, part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	tenths := (part*2000 + whole) / (2 * whole)
	point := ","
	if lang == i18n.English {
		point = "."
	}
	return fmt.Sprintf("%d%s%d %%", tenths/10, point, tenths%10)
}

// Parties gives an agreement's parties with their colours.
func Parties(a agreement.Agreement) []ui.Party {
	var out []ui.Party
	for i, code := range a.Codes() {
		out = append(out, ui.Party{Index: i, Name: ops.ShortName(code)})
	}
	return out
}

func placeName(v *front.Visit, code string) string {
	if code == "" {
		return v.T("bus.outside")
	}
	return ops.ShortName(code)
}

func statuses(v *front.Visit) []string {
	var out []string
	for _, s := range transit.Statuses() {
		out = append(out, v.T("bus.status."+string(s)))
	}
	return out
}

func partOf(parts []transit.Part, code string, planned bool) quantity.Metres {
	for _, p := range parts {
		if p.Code == code && planned {
			return p.Planned
		} else if p.Code == code {
			return p.Delivered
		}
	}
	return 0
}

func short(sum string) string {
	if len(sum) > 16 {
		return sum[:16] + "…"
	}
	return sum
}

func clock(v *front.Visit, us int64) string { return i18n.Clock(v.Lang, time.UnixMicro(us)) }

// sendJSON sends GeoJSON.
func sendJSON(v *front.Visit, body []byte) error {
	v.W.Header().Set("Content-Type", "application/geo+json")
	v.W.Header().Set("Cache-Control", "private, max-age=300")
	v.W.WriteHeader(http.StatusOK)
	_, err := v.W.Write(body)
	return err
}
