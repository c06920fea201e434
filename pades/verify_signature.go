package pades

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"sinergi/pades/internal/cms"
)

// signature reports on the signature of a person or an office.
func (v *verification) signature(e *envelope) SignatureReport {
	r := v.describe(e)
	switch {
	case e.format != formatCAdES && e.format != formatPKCS7:
		r.problem(Fatal, UnknownFormat, e.format)
		return r
	case e.der == nil || e.signed[0] == nil:
		return r
	}
	sig, err := cms.Parse(e.der)
	if err != nil {
		r.problem(Fatal, Malformed, err.Error())
		return r
	}
	r.Certificate, r.Signer = sig.Certificate, nameOf(sig.Certificate)
	baseline := v.integrity(e, sig, &r)
	if sig.Certificate == nil {
		return r
	}
	own := v.signatureTimestamps(sig, e.section, &r)
	v.proveTime(e, own, &r)
	v.trust(sig, &r)
	if baseline && verdict(r.Problems) != Failed {
		r.Level = v.grade(e, own, &r)
	}
	return r
}

// integrity checks that what was signed is unchanged, and says whether the
// signature is in a baseline profile.
func (v *verification) integrity(e *envelope, sig *cms.Signature, r *SignatureReport) (baseline bool) {
	err := sig.Verify(func(h crypto.Hash) []byte { return e.signed.digest(h) })
	baseline = e.format == formatCAdES
	if only(err, cms.ErrNoSigningCertificate) {
		err, baseline = nil, false
	}
	if err != nil {
		r.explain(err, Fatal)
		return false
	}
	r.Intact = verdict(e.problems) != Failed && e.inRevision()
	if !sig.SigningTime.IsZero() || sig.BER {
		baseline = false // EN 319 142-1, 6.3: the time is in /M; and all is DER
	}
	if !baseline {
		r.problem(Note, LegacyFormat, e.format)
		if r.ClaimedTime.IsZero() {
			r.ClaimedTime = sig.SigningTime
		}
	}
	return baseline && r.Intact
}

// only reports whether an error is one of a kind and nothing besides.
func only(err, kind error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list := joined.Unwrap()
		return len(list) == 1 && errors.Is(list[0], kind)
	}
	return errors.Is(err, kind)
}

// proveTime finds the earliest proof of when the signature existed.
func (v *verification) proveTime(e *envelope, own *proof, r *SignatureReport) {
	best := own
	for _, p := range v.proofs {
		if e.inRevision() && p.section < e.section && (best == nil || p.time.Before(best.time)) {
			best = p
		}
	}
	r.Checked = v.o.Now
	if best == nil {
		return
	}
	r.ProvenTime, r.ProvenBy, r.Checked = best.time, best.by, best.time
	const near = 24 * time.Hour
	if d := r.ClaimedTime.Sub(r.ProvenTime); !r.ClaimedTime.IsZero() && (d > 10*time.Minute || d < -near) {
		r.problem(Note, TimeDiffers, fmt.Sprintf("claimed %s, proven %s", r.ClaimedTime.Format(time.RFC3339), r.ProvenTime.Format(time.RFC3339)))
	}
}

// trust builds a chain to a trusted root as of the time that counts, and looks
// whether any of its certificates was revoked.
func (v *verification) trust(sig *cms.Signature, r *SignatureReport) {
	cert := sig.Certificate
	chains, err := trustedChains(cert, slices.Concat(sig.Certificates, v.pool), v.o.Roots, r.Checked)
	if !signs(cert) {
		r.problem(Fatal, BadUsage, "")
	}
	if err != nil {
		var invalid x509.CertificateInvalidError
		if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
			r.problem(Doubt, NotValidThen, err.Error())
		} else {
			r.problem(Doubt, Untrusted, err.Error())
		}
		return
	}
	r.Trusted = true
	var best standing
	for i, chain := range chains {
		if s := v.standing(chain, r.Checked); i == 0 || s.better(best) {
			best, r.Chain = s, chain
		}
	}
	r.Revocation = string(best.state)
	switch best.state {
	case revoked:
		r.problem(Fatal, Revoked, best.detail)
	case unknown:
		r.problem(Doubt, RevocationUnknown, best.detail)
	}
	if best.revoked != "" {
		r.problem(Note, RevokedLater, best.revoked)
	}
}

// grade says which level a good signature has reached with what is in the file.
func (v *verification) grade(e *envelope, own *proof, r *SignatureReport) Level {
	if r.ProvenTime.IsZero() {
		return BB
	}
	stamps := []*proof{own}
	if own == nil {
		stamps = slices.DeleteFunc(slices.Clone(v.proofs), func(p *proof) bool { return p.section >= e.section })
	}
	if r.Chain == nil || !v.validated(v.embedded, r, stamps) {
		return BT
	}
	for _, p := range v.proofs {
		if p.section < e.section && v.validated(p.evidence, r, stamps) {
			return BLTA
		}
	}
	return BLT
}

// validated reports whether evidence tells of all certificates of the signer
// and of one of the timestamps that they were good.
func (v *verification) validated(e *evidence, r *SignatureReport, stamps []*proof) bool {
	if v.stands(r.Chain, r.Checked, e).state != good {
		return false
	}
	return slices.ContainsFunc(stamps, func(p *proof) bool { return v.stands(p.chain, p.time, e).state == good })
}
