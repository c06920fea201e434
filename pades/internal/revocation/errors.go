package revocation

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// Why a piece of evidence does not count; several may be joined.
var (
	// ErrNoEvidence: nothing is about the certificate.
	ErrNoEvidence = errors.New("no revocation evidence")
	// ErrMalformed: not DER, or not of the expected shape.
	ErrMalformed = errors.New("malformed revocation evidence")
	// ErrSignature: it is not signed by whom it says.
	ErrSignature = errors.New("signature of the revocation evidence does not hold")
	// ErrResponder: it is signed by someone who may not speak for the issuer.
	ErrResponder = errors.New("OCSP responder is not authorised")
	// ErrWindow: it says nothing about the time in question.
	ErrWindow = errors.New("revocation evidence is of another time")
	// ErrScope: the list is not one for this certificate, or not a complete one.
	ErrScope = errors.New("revocation list does not cover the certificate")
	// ErrNotKnown: the responder does not know the certificate.
	ErrNotKnown = errors.New("OCSP responder does not know the certificate")
	// ErrRefused: the responder gave an error instead of an answer.
	ErrRefused = errors.New("OCSP responder refuses")
	// ErrIssuer: what was given as the issuer is not.
	ErrIssuer = errors.New("not the issuer of the certificate")
	// ErrFetch: an authority could not be reached, or sent something unusable.
	ErrFetch = errors.New("revocation evidence cannot be fetched")
	// ErrRevoked: see RevokedError.
	ErrRevoked = errors.New("certificate is revoked")
)

// RevokedError is what Collect says of a certificate that is revoked now. It is
// an ErrRevoked.
type RevokedError struct {
	Certificate *x509.Certificate
	At          time.Time
	Reason      Reason
}

func (e *RevokedError) Error() string {
	return fmt.Sprintf("%v: %s, since %s (%v)", ErrRevoked, e.Certificate.Subject, e.At.UTC().Format(time.RFC3339), e.Reason)
}

// Unwrap gives ErrRevoked.
func (e *RevokedError) Unwrap() error { return ErrRevoked }

func because(kind error, format string, args ...any) error {
	return fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, args...))
}
