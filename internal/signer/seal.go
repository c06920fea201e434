package signer

import (
	"context"

	"sinergi/internal/fault"
)

// Seal is an organisation's electronic seal (segel elektronik, UU ITE art. 13A
// as amended by UU 1/2024) at a v2 service: for statements that an office
// issues and no person signs. It has no passphrase; each call takes a code.
type Seal struct {
	v2         *V2
	subscriber string
	actor      string
}

// Seal gives the seal of a subscriber id, used by an account in Sinergi.
func (s *V2) Seal(subscriber, actor string) (*Seal, error) {
	if subscriber == "" || len(subscriber) > 200 {
		return nil, fault.New(fault.Invalid, "signer.subscriber_wrong")
	}
	return &Seal{s, subscriber, actor}, nil
}

// Activate starts the seal's use, or renews it when a code is given. What the
// service answers for the administrator's phone is not logged.
func (s *Seal) Activate(ctx context.Context, totp *Factor) error {
	return s.tell(ctx, "seal_activate", "/api/v2/seal/get/activation", totp)
}

// Revoke ends the seal's use.
func (s *Seal) Revoke(ctx context.Context, totp Factor) error {
	return s.tell(ctx, "seal_revoke", "/api/v2/seal/revoke/activation", &totp)
}

// RequestTOTP asks for codes to seal a number of documents with.
func (s *Seal) RequestTOTP(ctx context.Context, documents int, totp Factor) error {
	if documents < 1 {
		totp.Wipe()
		return fault.New(fault.Invalid, "signer.count_wrong")
	}
	return s.tell(ctx, "seal_totp", "/api/v2/seal/get/totp", &totp, pair{"data", documents})
}

// Sign seals a document. Order.By is not used; the outcome is as of
// Service.Sign.
func (s *Seal) Sign(ctx context.Context, o Order, totp Factor) Result {
	defer totp.Wipe()
	o.By = s.who()
	if err := o.checkDocument(s.v2.c.cfg.MaxPDF); err != nil {
		return malformed(err)
	}
	if !totp.once || !totp.sendable() {
		return malformed(fault.New(fault.Invalid, "signer.factor_wrong"))
	}
	return s.v2.c.order(ctx, "seal", o, totp, "/api/v2/seal/pdf", func(o Order, f Factor) *payload {
		return s.v2.request([]pair{{"idSubscriber", s.subscriber}}, o, f)
	})
}

func (s *Seal) who() Who { return Who{Actor: s.actor, seal: s.subscriber} }

func (s *Seal) tell(ctx context.Context, action, path string, totp *Factor, more ...pair) error {
	a := asking{action: action, path: path, who: s.who(), codes: true}
	out := sink{}
	out.fields(append([]pair{{"idSubscriber", s.subscriber}}, more...))
	if totp != nil {
		defer totp.Wipe()
		if !totp.once || !totp.sendable() {
			return fault.New(fault.Invalid, "signer.factor_wrong")
		}
		out.text(`,"totp":`)
		out.jsonSecret(totp.Secret)
		a.secrets = []Secret{totp.Secret}
	}
	out.text(`}`)
	a.body = &payload{contentType: jsonType, b: out.b}
	return s.v2.tell(ctx, a)
}
