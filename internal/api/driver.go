package api

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/transit"
)

// maxPhoneBody bounds what a phone sends at once: far more than the items that
// are allowed take.
const maxPhoneBody = 1 << 20

// phoneLoad is what a driver's phone sends from its queue: positions and words in
// the order in which they came about.
type phoneLoad struct {
	Queue string `json:"queue"`
	Clock int64  `json:"clock"` // milliseconds since 1970, by the phone
	Items []struct {
		No       int64        `json:"n"`
		At       int64        `json:"at"` // milliseconds since 1970, by the phone
		Position *phoneReport `json:"position"`
		Word     *phoneWord   `json:"word"`
	} `json:"items"`
}

// phoneReport is a position as browsers tell it: degrees, metres, m/s.
type phoneReport struct {
	Lat      *float64 `json:"lat"`
	Lon      *float64 `json:"lon"`
	Accuracy *float64 `json:"accuracy"`
	Speed    *float64 `json:"speed"`
	Heading  *float64 `json:"heading"`
}

// phoneWord is what the driver said.
type phoneWord struct {
	ID      string `json:"id"`
	Say     string `json:"say"`
	Vehicle string `json:"vehicle"`
	Date    string `json:"date"`
	Trip    string `json:"trip"`
	Start   int    `json:"start"`
	Trouble string `json:"trouble"`
	Text    string `json:"text"`
	Of      string `json:"of"`
}

// driver takes in what a driver's phone kept while it had no connection, and
// says through which item it is dealt with: the phone may forget those.
func (d *Doors) driver(w http.ResponseWriter, r *http.Request) {
	receipt, err := d.hearDriver(w, r)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	type refusal struct {
		No     int    `json:"n"`
		Field  string `json:"field"`
		Reason string `json:"reason"`
	}
	answer := struct {
		Through   int64     `json:"through"`
		Now       int64     `json:"now"`
		Accepted  int       `json:"accepted"`
		Duplicate int       `json:"duplicate"`
		SetAside  int       `json:"set_aside"`
		Rejected  []refusal `json:"rejected"`
	}{receipt.Through, d.Desk.Now().UnixMilli(), receipt.Accepted, receipt.Duplicate, receipt.SetAside, []refusal{}}
	lang := i18n.Negotiate(r)
	for _, f := range receipt.Refused {
		answer.Rejected = append(answer.Rejected, refusal{f.Row, f.Field.Name, d.Text.T(lang, f.Field.Key, f.Field.Args)})
	}
	writeJSON(w, http.StatusOK, answer)
}

func (d *Doors) hearDriver(w http.ResponseWriter, r *http.Request) (ops.PhoneReceipt, error) {
	src, err := d.Desk.Driver(r.Context(), senderKey(r))
	if err != nil {
		return ops.PhoneReceipt{}, err
	}
	load, err := readPhoneLoad(http.MaxBytesReader(w, r.Body, maxPhoneBody))
	if err != nil {
		return ops.PhoneReceipt{}, err
	}
	return d.Desk.HearDriver(r.Context(), src, load)
}

// readPhoneLoad reads what a phone sends. Whether it can be true is for ops.
func readPhoneLoad(body io.Reader) (load ops.PhoneLoad, err error) {
	var in phoneLoad
	if err := json.NewDecoder(body).Decode(&in); err != nil {
		return load, badJSON(err)
	}
	load.Queue = in.Queue
	if in.Clock != 0 {
		if load.Clock, err = phoneTime("clock", in.Clock); err != nil {
			return ops.PhoneLoad{}, err
		}
	}
	for _, x := range in.Items {
		at, err := phoneTime("at", x.At)
		if err != nil {
			return ops.PhoneLoad{}, err
		}
		item := ops.PhoneItem{No: x.No}
		if p := x.Position; p != nil {
			report := transit.Report{At: at, Speed: orUnknown(p.Speed), Heading: orUnknown(p.Heading), Accuracy: orUnknown(p.Accuracy)}
			if p.Lat != nil && p.Lon != nil { // else it is set aside: 0°, 0°
				report.Lat, report.Lon = *p.Lat, *p.Lon
			}
			item.Position = &report
		}
		if w := x.Word; w != nil {
			day, _ := civil.ParseDate(w.Date) // no date: the word is refused for it, the others are not
			item.Word = &transit.Word{
				ID: w.ID, Kind: transit.WordKind(w.Say), Vehicle: w.Vehicle, Date: day, Trip: w.Trip, Start: w.Start,
				Hitch: transit.Hitch(w.Trouble), Text: w.Text, Of: w.Of, At: at.UnixMicro(),
			}
		}
		load.Items = append(load.Items, item)
	}
	return load, nil
}

// phoneTime reads an instant of this and the next centuries.
func phoneTime(name string, ms int64) (time.Time, error) {
	if ms < 0 || ms > 99_999_999_999_999 {
		return time.Time{}, fault.InvalidFields([]fault.Field{fault.NewField(name, "ingest.bad_time", "Value", ms)})
	}
	return time.UnixMilli(ms), nil
}
