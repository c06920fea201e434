package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/klauspost/compress/gzip"
)

// maxAttempts is how often a request is sent before it is given up.
const maxAttempts = 9

// receipt is the server's answer.
type receipt struct {
	Accepted  int       `json:"accepted"`
	Duplicate int       `json:"duplicate"`
	SetAside  int       `json:"set_aside"`
	Rejected  []refusal `json:"rejected"`
}

type refusal struct {
	Row    int    `json:"row"`
	Column string `json:"column"`
	Reason string `json:"reason"`
}

// door sends requests, one after the other.
type door struct {
	ctx      context.Context
	to       Doors
	requests int
}

// post sends a file.
func (d *door) post(path, media, key string, body []byte) (receipt, error) {
	return d.send(http.MethodPost, path, media, key, body)
}

// send sends a request, and again when the server is busy or does not answer:
// what was not acknowledged may or may not be kept, and sending it twice
// changes nothing.
func (d *door) send(method, path, media, key string, body []byte) (receipt, error) {
	packed, err := d.pack(body)
	if err != nil {
		return receipt{}, err
	}
	d.requests++
	for attempt := 1; ; attempt++ {
		got, pause, err := d.try(method, path, media, key, packed, len(packed) != len(body))
		var later *againError
		if err == nil && len(got.Rejected) > 0 {
			r := got.Rejected[0]
			return got, fmt.Errorf("%s refused %d rows, the first in row %d, column %q: %s", path, len(got.Rejected), r.Row, r.Column, r.Reason)
		}
		if err == nil || !errors.As(err, &later) || d.ctx.Err() != nil {
			return got, err
		}
		if attempt == maxAttempts {
			return got, fmt.Errorf("given up after %d attempts: %w", attempt, err)
		}
		if pause == 0 {
			pause = 25 * time.Millisecond << attempt
		}
		timer := time.NewTimer(pause)
		select {
		case <-d.ctx.Done():
			timer.Stop()
			return got, d.ctx.Err()
		case <-timer.C:
		}
	}
}

// againError is a failure that may pass.
type againError struct{ err error }

func (e *againError) Error() string { return e.err.Error() }
func (e *againError) Unwrap() error { return e.err }

// pack compresses a body worth compressing, where that is wanted.
func (d *door) pack(body []byte) ([]byte, error) {
	if !d.to.Compress || len(body) < 1024 {
		return body, nil
	}
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// maxPause is the longest that a server may ask to wait.
const maxPause = 30 * time.Second

// try sends a request once. pause is how long the server asks to wait.
func (d *door) try(method, path, media, key string, body []byte, packed bool) (got receipt, pause time.Duration, err error) {
	req, err := http.NewRequestWithContext(d.ctx, method, d.to.URL+path, bytes.NewReader(body))
	if err != nil {
		return got, 0, err
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	if len(body) > 0 {
		req.Header.Set("Content-Type", media)
	}
	if packed {
		req.Header.Set("Content-Encoding", "gzip")
	}
	resp, err := d.to.Client.Do(req)
	if err != nil {
		var at *url.Error
		if errors.As(err, &at) {
			err = at.Err // without the address, which may have a key in it
		}
		return got, 0, &againError{fmt.Errorf("%s: %w", req.URL.Path, err)}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return got, 0, &againError{fmt.Errorf("%s: %w", req.URL.Path, err)}
	}
	if resp.StatusCode == http.StatusOK {
		if err := json.Unmarshal(text, &got); err != nil {
			return got, 0, fmt.Errorf("%s answered what is no receipt: %w", req.URL.Path, err)
		}
		return got, 0, nil
	}
	err = fmt.Errorf("%s answered %s: %s", req.URL.Path, resp.Status, reason(text))
	if resp.StatusCode < 500 && resp.StatusCode != http.StatusTooManyRequests {
		return got, 0, err
	}
	if n, perr := strconv.Atoi(resp.Header.Get("Retry-After")); perr == nil && n >= 0 {
		pause = min(time.Duration(n)*time.Second, maxPause)
	}
	return got, pause, &againError{err}
}

// reason finds the error message in an answer.
func reason(text []byte) string {
	var e struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(text, &e) == nil && e.Error != "" {
		return e.Error
	}
	return string(text[:min(len(text), 200)])
}
