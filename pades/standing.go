package pades

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"sinergi/pades/internal/revocation"
)

// Fetcher gets OCSP responses and CRLs from the addresses that certificates
// name. HTTPFetcher is one.
type Fetcher = revocation.Fetcher

// HTTPFetcher fetches over the network. The zero value is ready.
type HTTPFetcher = revocation.HTTP

// RevokedError says when a certificate was withdrawn, and why. It is an
// ErrRevoked.
type RevokedError = revocation.RevokedError

var (
	// ErrRevoked is a certificate that its issuer has withdrawn.
	ErrRevoked = revocation.ErrRevoked
	// ErrNoRevocation is a certificate of which nothing tells whether it was
	// revoked.
	ErrNoRevocation = revocation.ErrNoEvidence
)

// state is what is known of a certificate's revocation.
type state string

const (
	good    state = "good"
	revoked state = "revoked"
	unknown state = "unknown"
)

// standing is the state of a chain: that of its worst certificate.
type standing struct {
	state   state
	detail  string
	err     error    // where the state is not good
	used    evidence // that told it
	revoked string   // what tells that a certificate was revoked later, or ""
}

func (s standing) better(o standing) bool {
	rank := map[state]int{good: 2, unknown: 1, revoked: 0}
	return rank[s.state] > rank[o.state]
}

// stands judges the certificates of a chain but its root, as of a time.
func stands(chain []*x509.Certificate, at time.Time, e evidence) standing {
	s := standing{state: good}
	for i, cert := range chain[:max(len(chain)-1, 0)] {
		status, err := revocation.Check(cert, chain[i+1], e.ocsps, e.crls, at)
		s.used.add(told(status))
		when := status.RevokedAt.UTC().Format(time.RFC3339)
		switch status.State {
		case revocation.Revoked:
			err := &RevokedError{Certificate: cert, At: status.RevokedAt, Reason: status.Reason}
			return standing{state: revoked, detail: fmt.Sprintf("%s, %s, %s", nameOf(cert), when, status.Reason), err: err}
		case revocation.Unknown:
			if s.state == good {
				s.state, s.detail = unknown, fmt.Sprintf("%s: %s", nameOf(cert), err)
				s.err = fmt.Errorf("%w of %s: %w", ErrNoRevocation, nameOf(cert), err)
			}
		case revocation.Good:
			if !status.RevokedAt.IsZero() {
				s.revoked = fmt.Sprintf("%s, %s, %s", nameOf(cert), when, status.Reason)
			}
		}
	}
	return s
}

// told is the evidence of a status, and of who vouches for whoever signed it.
func told(status revocation.Status) (e evidence) {
	for at := &status; at != nil && at.Evidence != nil; at = at.Voucher {
		if at.Source == revocation.OCSP {
			e.ocsps = append(e.ocsps, at.Evidence)
		} else {
			e.crls = append(e.crls, at.Evidence)
		}
		if at.Responder != nil {
			e.certs = append(e.certs, at.Responder.Raw)
		}
	}
	return e
}

// collect gets revocation data for a chain. That a certificate is revoked is no
// error: it may have been good at the time that counts.
func collect(ctx context.Context, chain []*x509.Certificate, f Fetcher, now time.Time) (evidence, error) {
	c := revocation.Collector{Fetcher: cmp.Or[Fetcher](f, &HTTPFetcher{}), Now: func() time.Time { return now }}
	ocsps, crls, err := c.Collect(ctx, chain)
	if err != nil && onlyRevoked(err) {
		err = nil
	}
	return evidence{ocsps: ocsps, crls: crls}, err
}

// onlyRevoked reports whether all that an error joins are revoked certificates.
func onlyRevoked(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if !onlyRevoked(e) {
				return false
			}
		}
		return true
	}
	var r *RevokedError
	return errors.As(err, &r)
}
