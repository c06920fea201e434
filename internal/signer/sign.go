package signer

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"sinergi/internal/fault"
)

// check refuses an order that no service could carry out.
func (o Order) check(c Contract, most int64) error {
	if err := o.By.check(c); err != nil {
		return err
	}
	return o.checkDocument(most)
}

func (o Order) checkDocument(most int64) error {
	switch {
	case !IsPDF(o.PDF):
		return fault.New(fault.Invalid, "signer.not_pdf")
	case int64(len(o.PDF)) > most:
		return fault.New(fault.Invalid, "signer.refused.too_large")
	case strings.ContainsAny(o.Reason+o.Location, "\r\n"):
		return fault.New(fault.Invalid, "signer.text_lines")
	}
	return o.Look.check()
}

// state asks for a signer's state.
func (c *client) state(ctx context.Context, a asking) (Status, error) {
	a.accept, a.limit = "application/json", c.cfg.Timeouts.Status
	m := c.masker(a)
	rep := c.call(ctx, a, func(rep reply) reading {
		s, err := readState(rep, c.cfg.Now(), m)
		if err != nil {
			return reading{outcome: "failed"}
		}
		return reading{outcome: string(s.State)}
	})
	return readState(rep, c.cfg.Now(), m)
}

// sign carries out an order. The passphrase leaves this process only after
// the service has just answered that the signer can sign.
func (c *client) sign(ctx context.Context, s Service, o Order, f Factor, path string, write func(Order, Factor) *payload) Result {
	if err := o.check(c.cfg.Contract, c.cfg.MaxPDF); err != nil {
		return malformed(err)
	}
	if !f.sendable() || f.once && c.cfg.Contract == ContractV1 {
		return malformed(fault.New(fault.Invalid, "signer.factor_wrong"))
	}
	status, err := s.Status(ctx, o.By)
	if err != nil {
		return notSent(err)
	}
	if !status.CanSign() {
		r := refuse(NotReady)
		r.Status = status
		return r
	}
	return c.order(ctx, "sign", o, f, path, write)
}

// order sends a signing request and judges what comes. From here on it does
// not follow the caller's cancellation.
func (c *client) order(ctx context.Context, action string, o Order, f Factor, path string, write func(Order, Factor) *payload) Result {
	ctx = context.WithoutCancel(ctx)
	body := write(o, f)
	defer body.wipe()
	a := asking{
		action: action, method: http.MethodPost, path: path, body: body, limit: c.cfg.Timeouts.Sign,
		who: o.By, document: o.Document, before: o.PDF, secrets: []Secret{f.Secret},
	}
	m := c.masker(a)
	var last answer
	c.call(ctx, a, func(rep reply) reading {
		last = readSigned(rep, c.cfg.Now())
		return last.reading(o)
	})
	switch {
	case last.pdf != nil:
		r := judge(o, last.pdf)
		r.ID, r.Time = m.secret(last.id), m.secret(last.time)
		return r
	case last.fetch:
		return c.fetch(ctx, o, m.secret(last.id))
	case last.doubt != "":
		r := doubt(last.doubt)
		r.ID, r.Time = m.secret(last.id), m.secret(last.time)
		return r
	}
	return last.refused(m)
}

// reading is the answer for the log.
func (a answer) reading(o Order) reading {
	r := reading{id: a.id, time: a.time, pdf: a.pdf}
	switch {
	case a.pdf != nil:
		r.outcome = judge(o, a.pdf).word()
	case a.fetch:
		r.outcome = "fetch"
	case a.doubt != "":
		r.outcome = doubt(a.doubt).word()
	default:
		r.outcome = refuse(a.refusal).word()
	}
	return r
}

// word is the result in a word for the log.
func (r Result) word() string {
	switch r.Outcome {
	case Refused:
		return string(Refused) + "/" + string(r.Refusal)
	case Unknown:
		return string(Unknown) + "/" + string(r.Doubt)
	}
	return string(Signed)
}

// notSent is the result of an order that was not sent because the question
// about the signer's state already failed.
func notSent(err error) Result {
	f := fault.Of(err)
	if f == nil {
		return refuse(Malformed)
	}
	for _, why := range []Refusal{AppDenied, WrongPath, RateLimited, Broke, Unreachable, Untrusted, Exposed} {
		if g := fault.Of(refuse(why).Err()); g.Key == f.Key {
			return refuse(why)
		}
	}
	return malformed(err)
}

// fetch gets a document that the service has just said it signed. That it
// cannot be fetched leaves a doubt, not a refusal.
func (c *client) fetch(ctx context.Context, o Order, id string) Result {
	r := c.retrieve(ctx, o, id)
	if r.Outcome == Refused {
		r = doubt(NotFetched)
	}
	r.ID = id
	return r
}

// retrieve asks for a document by its id and judges it as if it had come at
// once.
func (c *client) retrieve(ctx context.Context, o Order, id string) Result {
	if id == "" || len(id) > 200 || strings.ContainsAny(id, "/\\?#% \r\n") || strings.Trim(id, ".") == "" {
		return refuse(NotKept)
	}
	a := asking{
		action: "download", method: http.MethodGet, path: "/api/sign/download/" + url.PathEscape(id),
		limit: c.cfg.Timeouts.Status, who: o.By, document: o.Document, before: o.PDF,
	}
	m := c.masker(a)
	var got answer
	c.call(ctx, a, func(rep reply) reading {
		got = readSigned(rep, c.cfg.Now())
		if got.id = id; got.fetch { // an id instead of a document, again
			got.fetch, got.doubt = false, Unreadable
		}
		if got.refusal == Rejected || got.refusal == WrongPath {
			got.refusal = NotKept
		}
		return got.reading(o)
	})
	switch {
	case got.pdf != nil:
		r := judge(o, got.pdf)
		r.ID = id
		return r
	case got.doubt != "":
		r := doubt(NotFetched)
		r.ID = id
		return r
	}
	return got.refused(m)
}

// verify asks for the service's opinion.
func (c *client) verify(ctx context.Context, who Who, pdf []byte, path string, body *payload) (Verification, error) {
	if !IsPDF(pdf) {
		return Verification{}, fault.New(fault.Invalid, "signer.not_pdf")
	}
	if int64(len(pdf)) > c.cfg.MaxPDF {
		return Verification{}, fault.New(fault.Invalid, "signer.refused.too_large")
	}
	a := asking{
		action: "verify", method: http.MethodPost, path: path, body: body, accept: "application/json",
		limit: c.cfg.Timeouts.Verify, who: who, before: pdf,
	}
	m := c.masker(a)
	var v Verification
	var err error
	c.call(ctx, a, func(rep reply) reading {
		v, err = readVerification(rep, c.cfg.Now(), m)
		if err != nil {
			return reading{outcome: "failed"}
		}
		return reading{outcome: short(m.text(v.Conclusion), 40)}
	})
	return v, err
}
