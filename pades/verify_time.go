package pades

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/tsp"
)

// proof is a timestamp that can be relied on.
type proof struct {
	time  time.Time
	by    string
	chain []*x509.Certificate // of its authority, to a trusted root

	// Of a document timestamp:
	section  int       // of the revision that it covers
	evidence *evidence // which that revision held
}

// latest is the time at which what is in a revision must have been good: when
// the first document timestamp after it was made, or now. What was good then
// stays proven, although certificates run out.
func (v *verification) latest(section int) time.Time {
	t := v.o.Now
	for _, p := range v.proofs {
		if p.section < section && p.time.Before(t) {
			t = p.time
		}
	}
	return t
}

// documentTimestamp reports on one, and keeps it as a proof if it is one.
func (v *verification) documentTimestamp(e *envelope) SignatureReport {
	r := v.describe(e)
	if e.der == nil || !e.inRevision() {
		return r
	}
	token, err := tsp.ParseToken(e.der)
	if err != nil {
		r.problem(Fatal, Malformed, err.Error())
		return r
	}
	r.Certificate, r.Signer = token.Certificate, nameOf(token.Certificate)
	var digest []byte
	if token.Hash.Available() {
		digest = e.signed.digest(token.Hash)
	}
	if err := token.Verify(digest); err != nil {
		r.explain(err, Fatal)
		return r
	}
	r.Intact = verdict(e.problems) != Failed
	p := v.trustToken(token, e.section, &r)
	if p == nil || !r.Intact {
		return r
	}
	r.ProvenTime, r.ProvenBy = p.time, p.by
	p.section = e.section
	covered, err := readDSS(e.view)
	if err != nil {
		covered = evidence{}
	}
	p.evidence = &covered
	v.proofs = append(v.proofs, p)
	return r
}

// trustToken judges the authority of a token that is intact. It gives nil, and
// tells why, if the token proves nothing.
func (v *verification) trustToken(token *tsp.Token, section int, r *SignatureReport) *proof {
	chain, err := token.Chain(v.o.TSARoots, v.pool...)
	if err != nil {
		r.problem(Doubt, UntrustedTime, fmt.Sprintf("%s: %s", nameOf(token.Certificate), err))
		return nil
	}
	if latest := v.latest(section); latest.After(token.Certificate.NotAfter) {
		r.problem(Doubt, TimestampExpired, fmt.Sprintf("the certificate ended %s", token.Certificate.NotAfter.Format(time.DateOnly)))
		return nil
	}
	s := v.standing(chain, token.Time)
	if s.state == revoked {
		r.problem(Fatal, BadTimestamp, s.detail)
		return nil
	}
	if r.Format == formatTimestamp {
		r.Chain, r.Trusted, r.Checked, r.Revocation = chain, true, token.Time, string(s.state)
	}
	if s.state == unknown {
		r.problem(Note, RevocationUnknown, "of the timestamp authority: "+s.detail)
	}
	return &proof{time: token.Time, by: nameOf(token.Certificate), chain: chain}
}

// signatureTimestamps gives the proof of the earliest good timestamp in a
// signature.
func (v *verification) signatureTimestamps(sig *cms.Signature, section int, r *SignatureReport) *proof {
	var best *proof
	for _, der := range sig.Timestamps {
		token, err := tsp.ParseToken(der)
		if err != nil {
			r.problem(Fatal, BadTimestamp, err.Error())
			continue
		}
		var digest []byte
		if token.Hash.Available() {
			h := token.Hash.New()
			h.Write(sig.SignatureValue)
			digest = h.Sum(nil)
		}
		if err := token.Verify(digest); err != nil {
			r.problem(Fatal, BadTimestamp, err.Error())
			continue
		}
		if p := v.trustToken(token, section, r); p != nil && (best == nil || p.time.Before(best.time)) {
			best = p
		}
	}
	return best
}

// explain tells what package cms or tsp found wrong. Each error has its code.
func (r *SignatureReport) explain(err error, w Weight) {
	found := false
	for _, c := range []struct {
		is   error
		code Code
	}{
		{cms.ErrDigest, DigestMismatch},
		{tsp.ErrImprint, DigestMismatch},
		{cms.ErrSignature, BadSignature},
		{cms.ErrWeak, WeakAlgorithm},
		{cms.ErrNoCertificate, BadSignature},
		{cms.ErrSigningCertificate, BadSignature},
		{tsp.ErrUsage, BadUsage},
		{tsp.ErrExpired, NotValidThen},
	} {
		if errors.Is(err, c.is) && !r.Has(c.code) {
			r.problem(w, c.code, c.is.Error())
			found = true
		}
	}
	if !found {
		r.problem(w, Malformed, err.Error())
	}
}

// nameOf is what people call the holder of a certificate.
func nameOf(c *x509.Certificate) string {
	switch {
	case c == nil:
		return ""
	case c.Subject.CommonName != "":
		return c.Subject.CommonName
	}
	return c.Subject.String()
}
