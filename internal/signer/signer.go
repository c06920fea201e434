// SPDX-License-Identifier: Apache-2.0

// Package signer has PDFs signed by a service that keeps the keys: BSrE's
// eSign Client Service, which each government runs in its own network. It
// knows both contracts of that service (v1 multipart, v2 JSON), what each
// answer means, and what must never leave it: passphrases, one-time codes, the
// application's password, the signer's NIK.
//
//	service, err := signer.New(cfg)                     // one per government
//	status, err := service.Status(ctx, who)             // only Issue can sign
//	secret := signer.Passphrase(typed)                  // wiped by Sign
//	result := service.Sign(ctx, signer.Order{By: who, PDF: pdf, Look: look}, secret)
//	switch result.Outcome {
//	case signer.Signed:  // result.PDF extends pdf by one signature
//	case signer.Refused: // certainly not signed; result.Err() says who must act
//	case signer.Unknown: // nobody knows: resolve it, never repeat it
//	}
//
// A signing call is not idempotent. It is sent once; only an answer that says
// that nothing was done (HTTP 429) is waited out and tried again. After a
// time-out, a cut connection or an answer that cannot be read the outcome is
// Unknown.
//
// Every call over the network, with what came back (masked), is handed to
// Config.Log: BSrE's terms ask an application to keep it.
//
// What the services do was read in public clients and in one team's notes of
// live answers (v2.2.0, 2026), not in BSrE's guide; where they contradict each
// other there is a field in Config. The package does not judge signatures:
// after signing it checks only that our bytes are an untouched prefix and that
// a signature was added. Package pades verifies.
package signer

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"sinergi/internal/fault"
)

// Service signs PDFs. *V1 and *V2 are the two implementations; one-time codes
// and seals exist only in *V2.
type Service interface {
	// Status asks whether a signer can sign now. Ask before asking the person
	// for a passphrase.
	Status(ctx context.Context, who Who) (Status, error)
	// Sign has one PDF signed by one person and wipes the factor. Once the
	// order is on its way it no longer follows ctx's cancellation: its outcome
	// must be learned.
	Sign(ctx context.Context, o Order, f Factor) Result
	// Retrieve fetches a document that the service signed earlier, by the id it
	// gave, and checks that it extends the order's PDF. It is one way out of
	// Unknown. v2 keeps no documents and always refuses.
	Retrieve(ctx context.Context, o Order, id string) Result
	// Verify asks the service what it thinks of the signatures in a PDF.
	Verify(ctx context.Context, who Who, pdf []byte) (Verification, error)
}

// New makes the client that a configuration describes.
func New(c Config) (Service, error) {
	client, err := newClient(c)
	if err != nil {
		return nil, err
	}
	if c.Contract == ContractV1 {
		return &V1{client}, nil
	}
	return &V2{client}, nil
}

// Who is a signer as the service knows him: by NIK (16 digits), or in v2 by
// NIK or e-mail. It prints masked, for both are personal data (UU 27/2022).
type Who struct {
	NIK   string
	Email string
	Actor string // the account that acts in Sinergi, for the log
	seal  string // subscriber id, when it is no person
}

// String gives enough to tell two signers apart and not more.
func (w Who) String() string {
	if w.seal != "" {
		return "seal " + w.seal
	}
	if w.NIK != "" {
		return maskNIK(w.NIK)
	}
	name, domain, _ := strings.Cut(w.Email, "@")
	if name == "" {
		return ""
	}
	return name[:1] + "***@" + domain
}

// Format masks under every verb.
func (w Who) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, w.String()) }

// LogValue keeps slog from printing the fields.
func (w Who) LogValue() slog.Value { return slog.StringValue(w.String()) }

// MarshalText masks in JSON and the like; a Who is not read back.
func (w Who) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

func maskNIK(nik string) string {
	if len(nik) <= 4 {
		return strings.Repeat("*", len(nik))
	}
	return strings.Repeat("*", len(nik)-4) + nik[len(nik)-4:]
}

// check names the input that is wrong: nik or email.
func (w Who) check(c Contract) error {
	wrong := func(field, key string) error { return fault.InvalidFields([]fault.Field{fault.NewField(field, key)}) }
	switch {
	case w.NIK == "" && c == ContractV1:
		return wrong("nik", "signer.nik_missing")
	case w.NIK == "" && w.Email == "":
		return wrong("nik", "signer.who_missing")
	case w.NIK != "" && (len(w.NIK) != 16 || strings.Trim(w.NIK, "0123456789") != ""):
		return wrong("nik", "signer.nik_wrong")
	case w.NIK == "" && (!strings.Contains(w.Email, "@") || strings.ContainsAny(w.Email, " \t\r\n")):
		return wrong("email", "signer.email_wrong")
	}
	return nil
}
