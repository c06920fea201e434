package revocation

import (
	"bytes"
	"crypto/x509"
	"errors"
	"time"
)

// undatedFor is for how long evidence without nextUpdate speaks.
const undatedFor = 24 * time.Hour

// statement is what one piece of evidence says about one certificate.
type statement struct {
	source     Source
	revoked    bool
	at         time.Time // of revocation
	reason     Reason
	this, next time.Time
	archive    time.Time // expired certificates are remembered from here on; zero: they are not
	responder  *x509.Certificate
	voucher    *Status
	raw        []byte
}

// Check judges what the evidence says about a certificate at a time: the proven
// time of a signature, or now. Evidence about other certificates is passed over,
// so all that a document holds may be given. The error is nil when the state is
// Good or Revoked; for Unknown it says why each piece does not count. That
// evidence is not from the future is for the caller to see, by ThisUpdate.
func Check(cert, issuer *x509.Certificate, ocsps, crls [][]byte, at time.Time) (Status, error) {
	return check(cert, issuer, ocsps, crls, at, 0)
}

// maxDepth is how many responders may vouch for one another.
const maxDepth = 3

func check(cert, issuer *x509.Certificate, ocsps, crls [][]byte, at time.Time, depth int) (Status, error) {
	if cert == nil || issuer == nil || !bytes.Equal(cert.RawIssuer, issuer.RawSubject) {
		return Status{}, ErrIssuer
	}
	var said []statement
	var faults []error
	hear := func(s *statement, err error) {
		if err != nil {
			faults = append(faults, err)
		} else if s != nil {
			said = append(said, *s)
		}
	}
	for _, der := range ocsps {
		s, err := readOCSP(der, cert, issuer)
		if err == nil && s != nil {
			s.voucher, err = vouched(s.responder, issuer, ocsps, crls, s.this, depth)
		}
		hear(s, err)
	}
	for _, der := range crls {
		hear(readCRL(der, cert, issuer))
	}
	status, err := decide(said, cert, at)
	if status.State != Unknown {
		return status, nil
	}
	if err = errors.Join(append(faults, err)...); err == nil {
		err = ErrNoEvidence
	}
	return status, err
}

// vouched demands of a delegated responder that it is known not to be revoked,
// unless its issuer says that nobody need ask (RFC 6960, 4.2.2.2.1).
func vouched(responder, issuer *x509.Certificate, ocsps, crls [][]byte, at time.Time, depth int) (*Status, error) {
	if responder == nil || noCheck(responder) {
		return nil, nil
	}
	if depth == maxDepth {
		return nil, because(ErrResponder, "vouched for by too many others")
	}
	status, err := check(responder, issuer, withoutOwn(ocsps, responder), crls, at, depth+1)
	switch {
	case status.State == Revoked:
		return nil, because(ErrResponder, "its certificate was revoked at %s", status.RevokedAt.Format(time.RFC3339))
	case err != nil:
		return nil, because(ErrResponder, "its certificate may be revoked: %v", err)
	}
	return &status, nil
}

// decide weighs statements: revocation before the time outweighs all else, but
// a hold counts only as long as nothing later says otherwise.
func decide(said []statement, cert *x509.Certificate, at time.Time) (Status, error) {
	var faults []error
	var best *statement
	for i := range said {
		s := &said[i]
		struck := s.revoked && !s.at.After(at)
		if !struck || s.reason == Hold {
			if err := s.speaksFor(cert, at); err != nil {
				faults = append(faults, err)
				continue
			}
		}
		if best == nil || s.outweighs(*best, at) {
			best = s
		}
	}
	if best == nil {
		return Status{}, errors.Join(faults...)
	}
	out := Status{State: Good, Source: best.source, ThisUpdate: best.this, NextUpdate: best.next, Responder: best.responder, Evidence: best.raw, Voucher: best.voucher}
	if best.revoked {
		out.RevokedAt, out.Reason = best.at, best.reason
		if !best.at.After(at) {
			out.State = Revoked
		}
	}
	return out, nil
}

// rank orders statements by weight.
func (s statement) rank(at time.Time) int {
	switch {
	case s.revoked && !s.at.After(at) && s.reason != Hold:
		return 2 // for good
	case s.revoked && s.at.After(at):
		return 1 // good then, and what happened later is told too
	}
	return 0
}

func (s statement) outweighs(o statement, at time.Time) bool {
	if a, b := s.rank(at), o.rank(at); a != b {
		return a > b
	}
	return s.this.After(o.this)
}

// speaksFor tells whether the statement's window reaches a time.
func (s statement) speaksFor(cert *x509.Certificate, at time.Time) error {
	until := s.next
	if until.IsZero() {
		until = s.this.Add(undatedFor)
	}
	if at.After(until) {
		return because(ErrWindow, "%s until %s", s.source, until.UTC().Format(time.RFC3339))
	}
	if s.this.After(cert.NotAfter) && (s.archive.IsZero() || s.archive.After(cert.NotAfter)) {
		return because(ErrWindow, "%s of %s, when the certificate had expired", s.source, s.this.UTC().Format(time.RFC3339))
	}
	return nil
}
