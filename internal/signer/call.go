package signer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// Call is one exchange with the service, for the log that BSrE's terms ask
// for. It holds no secret, no whole NIK and no document.
type Call struct {
	Government string
	Contract   Contract
	Action     string // status, sign, download, verify, register, totp, seal, …
	Actor      string // account in Sinergi
	Signer     string // masked
	Document   string // id in Sinergi
	Before     string // SHA-256 of the document that was sent
	After      string // SHA-256 of the document that came, if one did

	Method   string
	Endpoint string // path, NIK masked
	Try      int    // from 1; more than one only after 429
	Started  time.Time
	Took     time.Duration

	HTTPStatus int    // 0 when no answer came
	Outcome    string // what we made of the answer
	ID         string // the service's id of the document
	Time       string // the service's own time
	Response   string // the answer, masked and shortened
	Failure    string // why no answer came, masked
}

// reading is what a parser made of a reply, for the log.
type reading struct {
	outcome string
	id      string
	time    string
	pdf     []byte
}

// call makes one call, waiting out 429, and logs every try. read makes sense
// of a reply; the last reply is returned.
func (c *client) call(ctx context.Context, a asking, read func(reply) reading) reply {
	delay := c.cfg.Backoff.First
	for try := 1; ; try++ {
		rep := c.once(ctx, a, try, read)
		if rep.status != http.StatusTooManyRequests || rep.lost != lostNothing || try >= c.cfg.Backoff.Tries {
			return rep
		}
		pause := max(delay, retryAfter(rep.header, c.cfg.Now()))
		if pause > c.cfg.Backoff.Most || c.cfg.Wait(ctx, pause) != nil {
			return rep
		}
		delay = min(2*delay, c.cfg.Backoff.Most)
	}
}

// once makes a single try.
func (c *client) once(ctx context.Context, a asking, try int, read func(reply) reading) reply {
	started := c.cfg.Now()
	bounded, stop := context.WithTimeout(ctx, a.limit)
	defer stop()
	rep, failure := c.exchange(bounded, a)
	made := read(rep)
	entry := Call{
		Government: c.cfg.Government,
		Contract:   c.cfg.Contract,
		Action:     a.action,
		Actor:      a.who.Actor,
		Signer:     a.who.String(),
		Document:   a.document,
		Before:     sum(a.before),
		After:      sum(made.pdf),
		Method:     a.method,
		Endpoint:   a.path,
		Try:        try,
		Started:    started,
		Took:       c.cfg.Now().Sub(started),
		HTTPStatus: rep.status,
		Outcome:    made.outcome,
	}
	if a.shown != "" {
		entry.Endpoint = a.shown
	}
	m := c.masker(a)
	entry.Response = m.body(rep.body)
	entry.ID, entry.Time = short(m.text(made.id), 100), short(m.text(made.time), 100)
	entry.Failure = short(m.text(failure), 300)
	c.cfg.Log(context.WithoutCancel(ctx), entry)
	return rep
}

// exchange sends the request and reads the answer. failure is for the log,
// unmasked.
func (c *client) exchange(ctx context.Context, a asking) (rep reply, failure string) {
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	var body io.ReadCloser
	if a.body != nil {
		body = a.body.reader()
	}
	req, err := http.NewRequestWithContext(ctx, a.method, c.base+a.path, body)
	if err != nil {
		return reply{lost: lostBefore}, "request: " + err.Error()
	}
	req.ContentLength = a.body.size()
	if a.body != nil {
		req.Header.Set("Content-Type", a.body.contentType)
	}
	if a.accept != "" {
		req.Header.Set("Accept", a.accept)
	}
	c.cfg.Password.reveal(func(b []byte) { req.SetBasicAuth(c.cfg.User, string(b)) })
	resp, err := c.http.Do(req)
	req.Header.Del("Authorization")
	if err != nil {
		return reply{lost: classify(err, connected.Load())}, bare(err)
	}
	defer resp.Body.Close()
	rep = reply{status: resp.StatusCode, header: resp.Header}
	most := c.cfg.MaxPDF/3*4 + 1<<20
	rep.body, err = io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		rep.lost, failure = classify(err, true), bare(err)
	case int64(len(rep.body)) > most:
		rep.lost, rep.body, failure = lostLong, rep.body[:most], lostLong.String()
	}
	return rep, failure
}

// bare takes the address off an error of net/http: it may hold a NIK.
func bare(err error) string {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}

// retryAfter reads RFC 9110, 10.2.3: seconds, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < 1<<20 {
		return time.Duration(n) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil && t.After(now) {
		return t.Sub(now)
	}
	return 0
}

func sum(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func short(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xc0 == 0x80 { // not inside a character
		cut--
	}
	return s[:cut] + "…"
}
