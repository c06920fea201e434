// SPDX-License-Identifier: Apache-2.0

// Package api is the doors for machines. In: positions in the OsmAnd protocol, as
// Traccar forwards them and as CSV, what drivers' phones kept; rosters,
// weighbridge tickets, counts of passengers, events of door counters and bus
// tickets as files;
// every sender has a key, everything is acknowledged after commit only. Out, to
// anyone: the timetables as GTFS, what buses do now as GTFS Realtime, and journeys
// in the shape of the API of MOTIS 2. The package reads what is sent and calls
// package ops; it decides nothing.
package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
)

// maxBody bounds what one request may send, after decompression.
const maxBody = 64 << 20

// Doors serves the machine doors under /ingest/, /gtfs/, /gtfs-rt/, /api/ and
// /journeys/.
type Doors struct {
	Desk *ops.Desk
	Text *i18n.Catalog
	Log  *slog.Logger

	// Often reports whether who sends a request may ask the planner now; nil
	// allows everybody.
	Often func(*http.Request) bool

	feeds madeFeeds
}

// Register adds the doors to a mux.
func (d *Doors) Register(mux *http.ServeMux) {
	mux.Handle("GET /ingest/osmand", d.door(d.osmand))
	mux.Handle("POST /ingest/osmand", d.door(d.osmand))
	mux.Handle("POST /ingest/traccar", d.door(d.traccar))
	mux.Handle("POST /ingest/positions.csv", d.door(d.positionsCSV))
	mux.Handle("POST /ingest/roster.csv", d.door(d.roster))
	mux.Handle("POST /ingest/tickets.csv", d.door(d.tickets))
	mux.HandleFunc("POST /ingest/driver", d.driver)
	mux.Handle("POST /ingest/counts.csv", d.door(d.riding(ops.CountFile, "hitungan.csv")))
	mux.Handle("POST /ingest/doors.csv", d.door(d.riding(ops.DoorFile, "pintu.csv")))
	mux.Handle("POST /ingest/fares.csv", d.door(d.riding(ops.FareFile, "tiket-penumpang.csv")))
	mux.HandleFunc("GET /gtfs/{feed}", d.publicFeed)
	mux.HandleFunc("GET /gtfs-rt/{feed}", d.realtime)
	mux.HandleFunc("GET /gtfs-rt/{service}/{feed}", d.realtime)
	d.registerPlanner(mux)
}

// handler reads a request of a recognised sender and says what became of it.
type handler func(src ops.Source, body io.Reader, r *http.Request) (ops.Receipt, error)

// door recognises the sender, opens the body and writes the receipt.
func (d *Doors) door(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		receipt, err := d.serve(h, w, r)
		if err != nil {
			d.fail(w, r, err)
			return
		}
		d.answer(w, r, receipt)
	})
}

func (d *Doors) serve(h handler, w http.ResponseWriter, r *http.Request) (ops.Receipt, error) {
	src, err := d.Desk.Recognise(r.Context(), senderKey(r))
	if err != nil {
		return ops.Receipt{}, err
	}
	var body io.Reader = http.MaxBytesReader(w, r.Body, maxBody)
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(body)
		if err != nil {
			return ops.Receipt{}, fault.Wrap(fault.Invalid, "ingest.not_gzip", err)
		}
		defer z.Close()
		body = &limited{r: z, left: maxBody}
	}
	return h(src, body, r)
}

// senderKey finds the key where senders put it: a header, or the key
// parameter for phone apps that can only be given an address.
func senderKey(r *http.Request) string {
	if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return strings.TrimSpace(key)
	}
	return r.URL.Query().Get("key")
}

// limited fails, instead of ending, when more comes out than is allowed: a
// small body may decompress to anything.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, fault.New(fault.Invalid, "ingest.too_large", "MiB", maxBody>>20)
	}
	return n, err
}

// answer writes a receipt.
func (d *Doors) answer(w http.ResponseWriter, r *http.Request, receipt ops.Receipt) {
	type refusal struct {
		Row    int    `json:"row"`
		Column string `json:"column"`
		Value  string `json:"value,omitempty"`
		Reason string `json:"reason"`
	}
	answer := struct {
		ops.Receipt
		Rejected []refusal `json:"rejected"`
	}{receipt, []refusal{}}
	lang := i18n.Negotiate(r)
	for _, f := range receipt.Refused {
		answer.Rejected = append(answer.Rejected, refusal{f.Row, f.Field.Name, f.Field.Value, d.Text.T(lang, f.Field.Key, f.Field.Args)})
	}
	writeJSON(w, http.StatusOK, answer)
}

// fail writes an error in the sender's language. What nobody classified is
// logged and not shown; that the sender hung up is no error.
func (d *Doors) fail(w http.ResponseWriter, r *http.Request, err error) {
	d.failAs(http.StatusUnprocessableEntity, w, r, err)
}

// failAs does so with the status that the door has for what was sent wrong.
func (d *Doors) failAs(invalid int, w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.New(fault.Invalid, "ingest.too_large", "MiB", maxBody>>20)
	}
	kind := fault.KindOf(err)
	status, ok := map[fault.Kind]int{
		fault.Invalid: invalid, fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
		fault.Denied: http.StatusForbidden, fault.Unauthenticated: http.StatusUnauthorized, fault.Unavailable: http.StatusServiceUnavailable, fault.TooMany: http.StatusTooManyRequests,
	}[kind]
	lang := i18n.Negotiate(r)
	if !ok && r.Context().Err() != nil {
		d.Log.Debug("ingest failed, the sender has left", "path", r.URL.Path, "err", err)
		return
	}
	if !ok {
		d.Log.Error("ingest failed", "path", r.URL.Path, "err", err)
		w.Header().Set("Retry-After", "5")
		writeJSON(w, http.StatusServiceUnavailable, map[string]string{"error": d.Text.T(lang, "ui.internal", nil)})
		return
	}
	f := fault.Of(err)
	message := d.Text.T(lang, f.Key, f.Args)
	for _, field := range f.Fields {
		message += " " + field.Name + ": " + d.Text.T(lang, field.Key, field.Args)
	}
	writeJSON(w, status, map[string]string{"error": message})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the sender hung up
}

// roster reads which vehicle works which block.
func (d *Doors) roster(src ops.Source, body io.Reader, r *http.Request) (ops.Receipt, error) {
	return d.file(src, ops.RosterFile, "penugasan.csv", body, r)
}

// tickets reads a file of weighbridge tickets.
func (d *Doors) tickets(src ops.Source, body io.Reader, r *http.Request) (ops.Receipt, error) {
	return d.file(src, ops.TicketFile, "tiket.csv", body, r)
}

// riding reads a file of who rode a bus service, or of what they paid.
func (d *Doors) riding(kind ops.FileKind, name string) handler {
	return func(src ops.Source, body io.Reader, r *http.Request) (ops.Receipt, error) {
		return d.file(src, kind, name, body, r)
	}
}

// file imports a file as if a person had sent it. name is what it is called
// when the sender does not say. The key of one device speaks for that device only.
func (d *Doors) file(src ops.Source, kind ops.FileKind, name string, body io.Reader, r *http.Request) (ops.Receipt, error) {
	if src.Device != "" {
		return ops.Receipt{}, fault.New(fault.Denied, "ingest.device_key", "Device", src.Device)
	}
	if given := r.URL.Query().Get("name"); given != "" {
		name = given
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return ops.Receipt{}, err
	}
	return d.Desk.Import(r.Context(), src, ops.File{Kind: kind, Name: name, Content: bytes.NewReader(content), Whole: r.URL.Query().Get("wrong") == "refuse"})
}
