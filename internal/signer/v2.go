package signer

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"math"
	"net/http"

	"rsc.io/qr"

	"sinergi/internal/fault"
)

// V2 speaks the second contract: JSON requests and answers, files in base64.
// It also knows one-time codes, registration and the organisation's seal.
type V2 struct{ c *client }

// Status implements Service.
func (s *V2) Status(ctx context.Context, who Who) (Status, error) {
	if err := who.check(ContractV2); err != nil {
		return Status{}, err
	}
	return s.c.state(ctx, asking{
		action: "status", method: http.MethodPost, path: "/api/v2/user/check/status",
		body: jsonBody(identity(who)), who: who,
	})
}

// Sign implements Service.
func (s *V2) Sign(ctx context.Context, o Order, f Factor) Result {
	defer f.Wipe()
	return s.c.sign(ctx, s, o, f, "/api/v2/sign/pdf", func(o Order, f Factor) *payload {
		return s.request(identity(o.By), o, f)
	})
}

// Retrieve implements Service: v2 has no download.
func (s *V2) Retrieve(_ context.Context, _ Order, id string) Result {
	r := refuse(NotKept)
	r.ID = id
	return r
}

// Verify implements Service.
func (s *V2) Verify(ctx context.Context, who Who, pdf []byte) (Verification, error) {
	out := sink{}
	out.text(`{"file":`)
	out.base64(pdf)
	out.text(`}`)
	return s.c.verify(ctx, who, pdf, "/api/v2/verify/pdf", &payload{contentType: jsonType, b: out.b})
}

const jsonType = "application/json"

type pair struct {
	name  string
	value any
}

func identity(who Who) []pair {
	if who.NIK != "" {
		return []pair{{"nik", who.NIK}}
	}
	return []pair{{"email", who.Email}}
}

func jsonBody(fields []pair) *payload {
	out := sink{}
	out.fields(fields)
	out.text(`}`)
	return &payload{contentType: jsonType, b: out.b}
}

// fields opens an object with the fields that are not secret.
func (s *sink) fields(fields []pair) {
	separator := "{"
	for _, p := range fields {
		value, err := json.Marshal(p.value)
		if err != nil {
			continue // names and numbers always encode
		}
		s.text(separator, `"`, p.name, `":`)
		_, _ = s.Write(value)
		separator = ","
	}
	if len(fields) == 0 {
		s.text("{")
	}
}

func (s *sink) base64(b []byte) {
	s.text(`"`)
	w := base64.NewEncoder(base64.StdEncoding, s)
	_, _ = w.Write(b)
	_ = w.Close()
	s.text(`"`)
}

// request writes a signing request for a person or, with other fields in
// front, a seal.
func (s *V2) request(front []pair, o Order, f Factor) *payload {
	out := sink{}
	out.fields(front)
	out.text(`,"`, f.field(), `":`)
	out.jsonSecret(f.Secret)
	out.text(`,"signatureProperties":[`)
	out.fields(s.properties(o))
	out.text(`}],"file":[`)
	out.base64(o.PDF)
	out.text(`]}`)
	return &payload{contentType: jsonType, b: out.b}
}

func (s *V2) properties(o Order) []pair {
	p := []pair{{"tampilan", "INVISIBLE"}}
	if l := o.Look; l.Visible() {
		p = []pair{{"tampilan", "VISIBLE"}, {"imageBase64", l.picture()}}
		if l.Place != nil {
			x, y, width, height := s.c.cfg.Places.written(*l.Place)
			p = append(p, pair{"page", l.Place.Page},
				pair{"originX", points(x)}, pair{"originY", points(y)}, pair{"width", points(width)}, pair{"height", points(height)})
		} else {
			p = append(p, pair{s.c.cfg.AnchorKey, l.Anchor}, pair{"width", points(l.AnchorWidth)}, pair{"height", points(l.AnchorHeight)})
		}
	}
	if o.Reason != "" {
		p = append(p, pair{"reason", o.Reason})
	}
	if o.Location != "" {
		p = append(p, pair{"location", o.Location})
	}
	return p
}

// picture is the image itself, or the QR code of the link, which v2 does not
// draw by itself.
func (l Look) picture() []byte {
	if l.Link == "" {
		return l.Image
	}
	code, err := qr.Encode(l.Link, qr.M)
	if err != nil {
		return nil // checked with the order
	}
	return code.PNG()
}

// points rounds to hundredths, as public clients send them.
func points(v float64) float64 { return math.Round(v*100) / 100 }

// RequestTOTP asks for one-time codes for a number of documents. BSrE sends
// them to the signer (by e-mail or in BeSign), never to us.
func (s *V2) RequestTOTP(ctx context.Context, who Who, documents int) error {
	if err := who.check(ContractV2); err != nil {
		return err
	}
	if documents < 1 {
		return fault.New(fault.Invalid, "signer.count_wrong")
	}
	return s.tell(ctx, asking{
		action: "totp", path: "/api/v2/sign/get/totp", who: who, codes: true,
		body: jsonBody(append(identity(who), pair{"data", documents})),
	})
}

// Register registers a person at BSrE, who then gets an e-mail from BSrE.
func (s *V2) Register(ctx context.Context, actor, name, email string) error {
	who := Who{Email: email, Actor: actor}
	if err := who.check(ContractV2); err != nil {
		return err
	}
	if name == "" {
		return fault.InvalidFields([]fault.Field{fault.NewField("name", "ui.required")})
	}
	return s.tell(ctx, asking{
		action: "register", path: s.c.cfg.RegisterPath, who: who,
		body: jsonBody([]pair{{"nama", name}, {"email", email}}),
	})
}

// tell makes a call whose answer is only yes or no.
func (s *V2) tell(ctx context.Context, a asking) error {
	a.method, a.accept, a.limit = http.MethodPost, jsonType, s.c.cfg.Timeouts.Status
	defer a.body.wipe()
	m := s.c.masker(a)
	var err error
	s.c.call(ctx, a, func(rep reply) reading {
		if _, err = object(rep, s.c.cfg.Now(), m); err != nil {
			return reading{outcome: "failed"}
		}
		return reading{outcome: "done"}
	})
	return err
}
