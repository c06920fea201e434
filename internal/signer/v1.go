package signer

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strconv"
)

// V1 speaks the first contract: multipart requests, the PDF itself as answer.
type V1 struct{ c *client }

// Status implements Service.
func (s *V1) Status(ctx context.Context, who Who) (Status, error) {
	if err := who.check(ContractV1); err != nil {
		return Status{}, err
	}
	return s.c.state(ctx, asking{
		action: "status", method: http.MethodGet,
		path: "/api/user/status/" + url.PathEscape(who.NIK), shown: "/api/user/status/" + maskNIK(who.NIK),
		who: who,
	})
}

// Sign implements Service. v1 knows passphrases only.
func (s *V1) Sign(ctx context.Context, o Order, f Factor) Result {
	defer f.Wipe()
	return s.c.sign(ctx, s, o, f, "/api/sign/pdf", s.form)
}

// Retrieve implements Service.
func (s *V1) Retrieve(ctx context.Context, o Order, id string) Result {
	if err := o.check(ContractV1, s.c.cfg.MaxPDF); err != nil {
		return malformed(err)
	}
	return s.c.retrieve(ctx, o, id)
}

// Verify implements Service.
func (s *V1) Verify(ctx context.Context, who Who, pdf []byte) (Verification, error) {
	f := newForm()
	f.file("signed_file", fileName, pdf)
	return s.c.verify(ctx, who, pdf, "/api/sign/verify", f.payload())
}

// form writes the order. Invisible requests carry no visual field at all.
func (s *V1) form(o Order, f Factor) *payload {
	w := newForm()
	w.file("file", fileName, o.PDF)
	w.field("nik", o.By.NIK)
	w.secret(f.field(), f.Secret)
	if !o.Look.Visible() {
		w.field("tampilan", "invisible")
	} else {
		w.field("tampilan", "visible")
		s.look(w, o.Look)
	}
	w.field("reason", o.Reason)
	w.field("location", o.Location)
	return w.payload()
}

func (s *V1) look(w *form, l Look) {
	if l.Link != "" {
		w.field("image", "false")
		w.field("linkQR", l.Link)
	} else {
		w.field("image", "true")
		name := "ttd.png"
		if isJPEG(l.Image) {
			name = "ttd.jpg"
		}
		w.file("imageTTD", name, l.Image)
	}
	if l.Place == nil {
		w.field("tag_koordinat", l.Anchor)
		w.field("width", whole(l.AnchorWidth))
		w.field("height", whole(l.AnchorHeight))
		return
	}
	x, y, width, height := s.c.cfg.Places.written(*l.Place)
	w.field("page", strconv.Itoa(l.Place.Page))
	w.field("xAxis", whole(x))
	w.field("yAxis", whole(y))
	w.field("width", whole(width))
	w.field("height", whole(height))
}

// whole writes points as v1 takes them, without a fraction.
func whole(points float64) string { return strconv.Itoa(int(math.Round(points))) }
