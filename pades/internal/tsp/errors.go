package tsp

import (
	"errors"
	"fmt"
	"strings"
)

// What may be wrong with a token; Verify may join several.
var (
	// ErrMalformed: not DER, or no token, or one with a critical extension.
	ErrMalformed = errors.New("malformed time-stamp token")
	// ErrImprint: the token is of another digest.
	ErrImprint = errors.New("time-stamp is of other data")
	// ErrSignature: the token's own signature does not hold; package cms says why.
	ErrSignature = errors.New("signature of the time-stamp does not hold")
	// ErrUsage: the certificate may not be used for time-stamps, or for other
	// things too (RFC 3161, 2.3: the critical extendedKeyUsage timeStamping alone).
	ErrUsage = errors.New("certificate is not one for time-stamping")
	// ErrExpired: the certificate was not valid at the time of the token, or is
	// not when a new token is received.
	ErrExpired = errors.New("certificate of the time-stamp authority is not valid at that time")
	// ErrName: the token names another authority than its certificate.
	ErrName = errors.New("time-stamp names another authority")
	// ErrUntrusted: no chain from the certificate to a trusted root.
	ErrUntrusted = errors.New("time-stamp authority is not trusted")
)

// What may go wrong in asking for one, besides.
var (
	// ErrUnavailable: no connection, or an HTTP status other than 200.
	ErrUnavailable = errors.New("time-stamp authority is not available")
	// ErrTimeout: no answer in time.
	ErrTimeout = errors.New("time-stamp authority does not answer in time")
	// ErrAnswer: what came back is no answer of RFC 3161: another content type,
	// bytes that are no DER, too many of them, or no token in it.
	ErrAnswer = errors.New("time-stamp authority answers with something else")
	// ErrRejected: the authority refuses; see RejectedError.
	ErrRejected = errors.New("time-stamp authority refuses")
	// ErrNonce: the answer is to another request, or old.
	ErrNonce = errors.New("time-stamp authority answers another request")
	// ErrPolicy: not the policy that was asked for.
	ErrPolicy = errors.New("time-stamp is under another policy")
	// ErrTime: the authority's clock and ours are apart.
	ErrTime = errors.New("time-stamp authority has another time")
	// ErrRequest: the client is not set up so that it could ask.
	ErrRequest = errors.New("time-stamp cannot be asked for")
)

// RejectedError is what an authority that refuses says about it. It is an ErrRejected.
type RejectedError struct {
	Status   int      // PKIStatus: 2 is rejection, 3 waiting, 4 and 5 are about revocation
	Failures []string // PKIFailureInfo, by the names of RFC 3161, 2.4.2
	Text     string   // in the authority's own words, cut short
}

func (e *RejectedError) Error() string {
	parts := []string{fmt.Sprintf("status %d", e.Status)}
	parts = append(parts, e.Failures...)
	if e.Text != "" {
		parts = append(parts, fmt.Sprintf("%q", e.Text))
	}
	return ErrRejected.Error() + ": " + strings.Join(parts, ", ")
}

// Unwrap gives ErrRejected.
func (e *RejectedError) Unwrap() error { return ErrRejected }

func because(kind error, format string, args ...any) error {
	return fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, args...))
}
