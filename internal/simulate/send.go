package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/civil"
)

// Doors is where a simulation is sent.
type Doors struct {
	URL      string // of the server
	BusKey   string // of the bus service; empty: send no positions
	WasteKey string // of the waste service; empty: send no tickets
	Client   *http.Client
}

// Summary says what was sent and what became of it.
type Summary struct {
	Positions int `json:"positions"`
	Tickets   int `json:"tickets"`
	Accepted  int `json:"accepted"`
	Duplicate int `json:"duplicate"`
	SetAside  int `json:"set_aside"`
	Refused   int `json:"refused"`
}

type receipt struct {
	Accepted  int `json:"accepted"`
	Duplicate int `json:"duplicate"`
	SetAside  int `json:"set_aside"`
	Rejected  []struct {
		Row    int    `json:"row"`
		Column string `json:"column"`
		Reason string `json:"reason"`
	} `json:"rejected"`
}

const (
	batchRows  = 3000 // positions in a request
	liveHour   = 9    // of the first day, when one bus reports like a phone app
	senders    = 3
	maxRetries = 8
)

// Send simulates the month day by day and sends it, writing the truth into a
// folder (or nowhere, when the name is empty). The truth files are
// trips.jsonl and tickets.jsonl.
func (s *Simulation) Send(ctx context.Context, to Doors, truthDir string, progress func(done, total int)) (Summary, error) {
	if to.Client == nil {
		to.Client = &http.Client{Timeout: 2 * time.Minute}
	}
	truth, err := newTruthWriter(truthDir)
	if err != nil {
		return Summary{}, err
	}
	var mu sync.Mutex
	var sum Summary
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(senders)
	trips, tickets := make([][]Truth, s.cfg.Days), make([][]TicketTruth, s.cfg.Days)
	for n := range s.cfg.Days {
		group.Go(func() error {
			one := &sender{ctx: ctx, to: to}
			if to.BusKey != "" {
				day := s.Day(n)
				trips[n] = day.Truth
				if err := one.day(day, n == 0); err != nil {
					return fmt.Errorf("send %s: %w", day.Date, err)
				}
			}
			if to.WasteKey != "" {
				day := s.Tickets(n)
				tickets[n] = day.Truth
				if err := one.tickets(day); err != nil {
					return fmt.Errorf("send tickets of %s: %w", day.Date, err)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			sum.add(one.sum)
			done++
			if progress != nil {
				progress(done, s.cfg.Days)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return sum, err
	}
	return sum, truth.write(trips, tickets)
}

func (s *Summary) add(o Summary) {
	s.Positions += o.Positions
	s.Tickets += o.Tickets
	s.Accepted += o.Accepted
	s.Duplicate += o.Duplicate
	s.SetAside += o.SetAside
	s.Refused += o.Refused
}

type sender struct {
	ctx context.Context
	to  Doors
	sum Summary
}

func (s *sender) day(day Day, live bool) error {
	roster := []byte("date,block,vehicle\n")
	for _, d := range day.Roster {
		roster = fmt.Appendf(roster, "%s,%s,%s\n", day.Date, d.Block, d.Vehicle)
	}
	if err := s.post("/ingest/roster.csv", "text/csv", s.to.BusKey, roster, false); err != nil {
		return err
	}
	for i, t := range day.Tracks {
		s.sum.Positions += len(t.Fixes)
		rest := t.Fixes
		var err error
		switch {
		case t.Wrong:
			err = s.traccar(t)
			rest = nil
		case live && i == 0:
			rest, err = s.phone(t, day.Date)
		}
		if err != nil {
			return err
		}
		for len(rest) > 0 {
			n := min(batchRows, len(rest))
			if err := s.csv(t.Device, rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
	}
	return nil
}

// csv sends positions as a file, as a depot does that reads its devices out.
func (s *sender) csv(device string, fixes []Fix) error {
	b := make([]byte, 0, 64*len(fixes)+80)
	b = append(b, "device,time,lat,lon,speed_kmh,heading\n"...)
	for _, f := range fixes {
		b = append(append(b, device...), ',')
		b = append(strconv.AppendInt(b, f.At*1000, 10), ',')
		b = append(strconv.AppendFloat(b, f.Lat, 'f', 7, 64), ',')
		b = append(strconv.AppendFloat(b, f.Lon, 'f', 7, 64), ',')
		b = append(strconv.AppendFloat(b, f.Speed*3.6, 'f', 1, 64), ',')
		b = append(strconv.AppendInt(b, int64(f.Heading), 10), '\n')
	}
	return s.post("/ingest/positions.csv", "text/csv", s.to.BusKey, b, true)
}

// traccar sends positions as a tracking server forwards them.
func (s *sender) traccar(t Track) error {
	type position struct {
		ServerTime time.Time `json:"serverTime"`
		FixTime    time.Time `json:"fixTime"`
		Valid      bool      `json:"valid"`
		Lat        float64   `json:"latitude"`
		Lon        float64   `json:"longitude"`
		Speed      float64   `json:"speed"`
		Course     int       `json:"course"`
	}
	type message struct {
		Position position          `json:"position"`
		Device   map[string]string `json:"device"`
	}
	for rest := t.Fixes; len(rest) > 0; {
		n := min(500, len(rest))
		batch := make([]message, n)
		for i, f := range rest[:n] {
			batch[i] = message{position{time.Unix(f.Received, 0).UTC(), time.Unix(f.At, 0).UTC(), true, f.Lat, f.Lon, f.Speed / 0.514444, f.Heading}, map[string]string{"uniqueId": t.Device}}
		}
		body, err := json.Marshal(batch)
		if err != nil {
			return err
		}
		if err := s.post("/ingest/traccar", "application/json", s.to.BusKey, body, true); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// phone sends an hour one by one in the OsmAnd protocol, as a phone app does,
// and gives the fixes of the other hours.
func (s *sender) phone(t Track, date civil.Date) (rest []Fix, err error) {
	from := date.Start().Unix() + liveHour*3600
	for _, f := range t.Fixes {
		if f.At < from || f.At >= from+1800 {
			rest = append(rest, f)
			continue
		}
		form := url.Values{
			"id": {t.Device}, "timestamp": {strconv.FormatInt(f.At, 10)}, "lat": {strconv.FormatFloat(f.Lat, 'f', 7, 64)}, "lon": {strconv.FormatFloat(f.Lon, 'f', 7, 64)},
			"speed": {strconv.FormatFloat(f.Speed/0.514444, 'f', 2, 64)}, "bearing": {strconv.Itoa(f.Heading)},
		}
		if err := s.post("/ingest/osmand?"+form.Encode(), "", s.to.BusKey, nil, true); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

func (s *sender) tickets(day TicketDay) error {
	s.sum.Tickets += len(day.Tickets)
	return s.post("/ingest/tickets.csv?name="+url.QueryEscape("tiket-"+day.Date.String()+".csv"), "text/csv", s.to.WasteKey, day.CSV(), true)
}

// post sends one request, again after a pause when the server is busy, and
// counts what became of it.
func (s *sender) post(path, media, key string, body []byte, count bool) error {
	for attempt := 0; ; attempt++ {
		got, status, err := s.try(path, media, key, body)
		if err == nil && status == http.StatusOK {
			if count {
				s.sum.Accepted += got.Accepted
				s.sum.Duplicate += got.Duplicate
				s.sum.SetAside += got.SetAside
			}
			s.sum.Refused += len(got.Rejected)
			if len(got.Rejected) > 0 {
				return fmt.Errorf("%s refused row %d %s: %s", path, got.Rejected[0].Row, got.Rejected[0].Column, got.Rejected[0].Reason)
			}
			return nil
		}
		if err == nil && status < 500 && status != http.StatusTooManyRequests {
			return fmt.Errorf("%s answered %d", path, status)
		}
		if attempt == maxRetries {
			return fmt.Errorf("%s: gave up after %d attempts (status %d): %w", path, attempt, status, err)
		}
		select {
		case <-s.ctx.Done():
			return s.ctx.Err()
		case <-time.After(time.Duration(50<<attempt) * time.Millisecond):
		}
	}
}

func (s *sender) try(path, media, key string, body []byte) (got receipt, status int, err error) {
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.to.URL+path, bytes.NewReader(body))
	if err != nil {
		return got, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	resp, err := s.to.Client.Do(req)
	if err != nil {
		return got, 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return got, resp.StatusCode, err
	}
	if resp.StatusCode != http.StatusOK {
		return got, resp.StatusCode, nil
	}
	return got, resp.StatusCode, json.Unmarshal(text, &got)
}

// truthWriter writes the truth as lines of JSON.
type truthWriter struct{ dir string }

func newTruthWriter(dir string) (*truthWriter, error) {
	if dir == "" {
		return &truthWriter{}, nil
	}
	return &truthWriter{dir}, os.MkdirAll(dir, 0o755)
}

func (w *truthWriter) write(trips [][]Truth, tickets [][]TicketTruth) error {
	if w.dir == "" {
		return nil
	}
	if err := writeLines(filepath.Join(w.dir, "trips.jsonl"), trips); err != nil {
		return err
	}
	return writeLines(filepath.Join(w.dir, "tickets.jsonl"), tickets)
}

func writeLines[T any](path string, days [][]T) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	for _, day := range days {
		for _, row := range day {
			if err := enc.Encode(row); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(path, buf.Bytes(), 0o644)
}
