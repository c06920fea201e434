package drive

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
)

// stateOf is what the script keeps on the phone: enough for two days without a
// connection.
type stateOf struct {
	Key      string            `json:"key"` // for the door that takes positions in
	Device   string            `json:"device"`
	Service  string            `json:"service"`
	Lang     string            `json:"lang"`
	Now      int64             `json:"now"` // milliseconds since 1970
	Vehicle  string            `json:"vehicle"`
	Vehicles []vehicle         `json:"vehicles"`
	Halts    []halt            `json:"halts"`
	Ways     []wayOf           `json:"ways"`
	Days     []dayOf           `json:"days"`
	Said     []wordOf          `json:"said"`
	Troubles []string          `json:"troubles"`
	Words    map[string]string `json:"words"`
}

type vehicle struct {
	ID    string `json:"id"`
	Plate string `json:"plate"`
}

type halt struct {
	Name string  `json:"name"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
}

// wayOf is what runs have in common that call at the same halte in the same time.
type wayOf struct {
	Line     string   `json:"line"`
	Headsign string   `json:"headsign"`
	Calls    [][2]int `json:"calls"` // number of the halte, seconds after the start of the run
}

type dayOf struct {
	Date  string  `json:"date"`
	Label string  `json:"label"`
	Start int64   `json:"start"` // milliseconds since 1970
	Runs  []runOf `json:"runs"`
}

type runOf struct {
	Trip    string `json:"trip"`
	Start   int    `json:"start"`             // seconds of the service day
	Way     int    `json:"way"`               // number of its way
	Vehicle string `json:"vehicle,omitempty"` // that is rostered
	Every   int    `json:"every,omitempty"`   // seconds, of a run by headway
}

type wordOf struct {
	ID      string `json:"id"`
	Say     string `json:"say"`
	Vehicle string `json:"vehicle"`
	Date    string `json:"date"`
	Trip    string `json:"trip"`
	Start   int    `json:"start"`
	Trouble string `json:"trouble"`
	Text    string `json:"text"`
	At      int64  `json:"at"` // milliseconds since 1970
}

// state gives the phone what it needs without a connection, its key included:
// the cookie that holds the key is for the server alone.
func state(v *front.Visit) error {
	d, _, err := driving(v)
	h := v.W.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	if k := fault.KindOf(err); err != nil && (k == fault.Unauthenticated || k == fault.Denied) {
		v.W.WriteHeader(http.StatusUnauthorized)
		return json.NewEncoder(v.W).Encode(map[string]string{"error": v.T("drive.stranger")})
	}
	if err != nil {
		return err
	}
	if !strings.Contains(v.R.Header.Get("Accept-Encoding"), "gzip") {
		return json.NewEncoder(v.W).Encode(stateFor(v, d))
	}
	h.Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(v.W)
	if err := json.NewEncoder(z).Encode(stateFor(v, d)); err != nil {
		return err
	}
	return z.Close()
}

// shared finds halte and ways that a state has already.
type shared struct {
	halts map[halt]int
	ways  map[string]int
}

// of gives the number of the way of a run.
func (w shared) of(s *stateOf, r ops.DriverRun, halts []ops.DriverHalt) int {
	way := wayOf{Line: r.Line, Headsign: r.Headsign, Calls: [][2]int{}}
	for _, x := range halts {
		h := halt{x.Name, x.Lat, x.Lon}
		n, ok := w.halts[h]
		if !ok {
			n = len(s.Halts)
			w.halts[h] = n
			s.Halts = append(s.Halts, h)
		}
		way.Calls = append(way.Calls, [2]int{n, x.After})
	}
	name := fmt.Sprint(way)
	n, ok := w.ways[name]
	if !ok {
		n = len(s.Ways)
		w.ways[name] = n
		s.Ways = append(s.Ways, way)
	}
	return n
}

func stateFor(v *front.Visit, d ops.Driving) stateOf {
	s := stateOf{
		Key: key(v), Device: d.Phone.ID, Service: d.Phone.Name, Lang: v.Lang, Now: v.Desk.Now().UnixMilli(), Vehicle: d.Vehicle,
		Vehicles: []vehicle{}, Halts: []halt{}, Ways: []wayOf{}, Days: []dayOf{}, Said: []wordOf{}, Words: map[string]string{},
	}
	for _, x := range d.Vehicles {
		s.Vehicles = append(s.Vehicles, vehicle{x.ID, x.Plate})
	}
	ways := shared{halts: map[halt]int{}, ways: map[string]int{}}
	for _, x := range d.Days {
		day := dayOf{Date: x.Date.String(), Label: i18n.LongDate(v.Lang, x.Date), Start: x.Date.Start().UnixMilli(), Runs: []runOf{}}
		for _, r := range x.Runs {
			day.Runs = append(day.Runs, runOf{r.Trip, r.Start, ways.of(&s, r, d.Halts[r.Trip]), r.Vehicle, r.Every})
		}
		s.Days = append(s.Days, day)
	}
	for _, w := range d.Words {
		s.Said = append(s.Said, wordOf{w.ID, string(w.Kind), w.Vehicle, w.Date.String(), w.Trip, w.Start, string(w.Hitch), w.Text, w.At / 1000})
	}
	for _, h := range transit.Hitches() {
		s.Troubles = append(s.Troubles, string(h))
	}
	for _, k := range appWords() {
		s.Words[strings.TrimPrefix(k, "drive.")] = v.T(k, "N", "{N}", "At", "{At}", "Vehicle", "{Vehicle}", "What", "{What}", "Reason", "{Reason}")
	}
	return s
}

// appWords are the messages that the script says. What is in braces in them the
// script fills in.
func appWords() []string {
	return []string{
		"drive.all_trips", "drive.back", "drive.cancel", "drive.change_vehicle", "drive.choose_trip", "drive.choose_vehicle", "drive.connected", "drive.continue_with",
		"drive.did.batal", "drive.did.istirahat", "drive.did.kendala", "drive.did.kendaraan", "drive.did.lanjut", "drive.did.mulai", "drive.did.selesai",
		"drive.end", "drive.every", "drive.filter", "drive.gps_denied", "drive.gps_insecure", "drive.gps_none", "drive.gps_off", "drive.gps_ok", "drive.gps_paused", "drive.gps_wait", "drive.gps_weak",
		"drive.its_trips", "drive.leave_duty", "drive.next_halt", "drive.no_day", "drive.no_trips", "drive.noted", "drive.offline", "drive.other_tab",
		"drive.refused", "drive.rest", "drive.resting", "drive.resume", "drive.revoked", "drive.said_today", "drive.say_what", "drive.sent_at", "drive.start", "drive.storage_full",
		"drive.trouble", "drive.trouble.jalan", "drive.trouble.kecelakaan", "drive.trouble.lain", "drive.trouble.rusak", "drive.trouble_text", "drive.undo", "drive.waiting",
	}
}
