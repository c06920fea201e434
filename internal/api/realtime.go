package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
)

// feedsOf are the GTFS Realtime feeds of what a service does now, by name; its
// alerts are one of their own.
var feedsOf = map[string]func(ops.Live) *realtime.Message{
	"vehicle-positions": func(l ops.Live) *realtime.Message { return l.Plan.Positions(l.View, l.Plates) },
	"trip-updates":      func(l ops.Live) *realtime.Message { return l.Plan.Updates(l.View, l.Plates) },
}

// made is a feed as it is sent, made once for all who ask.
type made struct {
	at           time.Time // of the view
	binary, text []byte
	tag          string
}

// madeFeeds keeps what was made of each service's last view.
type madeFeeds struct {
	mu sync.Mutex
	of map[string]made // by service and feed
}

// realtime sends a feed of GTFS Realtime to anyone: in protobuf, or with
// format=json to be read by people. Whoever has it already is told so.
func (d *Doors) realtime(w http.ResponseWriter, r *http.Request) {
	if err := d.sendFeed(w, r); err != nil {
		d.fail(w, r, err)
	}
}

func (d *Doors) sendFeed(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("feed")
	feed, ok := feedsOf[name]
	if !ok && name != "alerts" {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	service := r.PathValue("service")
	if service == "" {
		all, err := d.Desk.Networks(r.Context())
		if err != nil {
			return err
		}
		if len(all) != 1 {
			return fault.New(fault.NotFound, "ingest.which_feed", "Count", len(all))
		}
		service = all[0].Service.ID
	}
	if name == "alerts" {
		message, err := d.Desk.AlertFeed(r.Context(), service)
		if err != nil {
			return err
		}
		m, err := newMade(message)
		if err != nil {
			return err
		}
		m.send(w, r)
		return nil
	}
	now, err := d.Desk.Live(r.Context(), service)
	if err != nil {
		return err
	}
	m, err := d.feeds.make(service+" "+name, now, feed)
	if err != nil {
		return err
	}
	if age, ok := now.Age(); ok {
		w.Header().Set("Sinergi-Position-Age", strconv.Itoa(int(age/time.Second)))
	}
	m.send(w, r)
	return nil
}

// send answers a request with a feed, unless whoever asks has it.
func (m made) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", "public, max-age=5")
	body, kind, tag := m.binary, "application/x-protobuf", `"`+m.tag+`"`
	if r.URL.Query().Get("format") == "json" {
		body, kind, tag = m.text, "application/json; charset=utf-8", `"`+m.tag+`-json"`
	}
	h.Set("ETag", tag)
	h.Set("Content-Type", kind)
	http.ServeContent(w, r, "", m.at, bytes.NewReader(body))
}

// newMade writes a message as it is sent.
func newMade(message *realtime.Message) (made, error) {
	m := made{at: time.Unix(int64(message.Header.Timestamp), 0), binary: message.Append(nil)}
	var err error
	if m.text, err = json.MarshalIndent(message, "", "  "); err != nil {
		return m, err
	}
	sum := sha256.Sum256(m.binary)
	m.tag = hex.EncodeToString(sum[:12])
	return m, nil
}

// make gives a feed of a view, made once.
func (f *madeFeeds) make(key string, now ops.Live, feed func(ops.Live) *realtime.Message) (made, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m, ok := f.of[key]; ok && m.at.Equal(now.View.At) {
		return m, nil
	}
	m, err := newMade(feed(now))
	if err != nil {
		return m, err
	}
	m.at = now.View.At
	if f.of == nil {
		f.of = map[string]made{}
	}
	f.of[key] = m
	return m, nil
}
