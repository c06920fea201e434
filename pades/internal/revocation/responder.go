package revocation

import (
	"bytes"
	"crypto/sha1" // RFC 6960 names keys by it
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/cms"
)

var oidNoCheck = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}

// readOCSP gives what a response says about a certificate; nil when nothing.
func readOCSP(der []byte, cert, issuer *x509.Certificate) (*statement, error) {
	r, err := parseOCSP(der)
	if err != nil {
		return nil, err
	}
	s := r.about(cert, issuer)
	if s == nil {
		return nil, nil
	}
	responder, err := r.authenticate(issuer)
	switch {
	case err != nil:
		return nil, err
	case s.unknownButCritical:
		return nil, because(ErrMalformed, "unknown critical extension")
	case !s.good && !s.revoked:
		return nil, ErrNotKnown
	}
	return &statement{
		source: OCSP, revoked: s.revoked, at: s.at, reason: s.reason, this: s.this, next: s.next,
		archive: s.archive, responder: responder, raw: der,
	}, nil
}

// about gives the answer about a certificate, which is named by its serial
// number and the hashes of its issuer's name and key.
func (r *response) about(cert, issuer *x509.Certificate) *single {
	key := publicKeyBits(issuer)
	for i := range r.singles {
		s := &r.singles[i]
		if s.serial.Cmp(cert.SerialNumber) != 0 {
			continue
		}
		h := cms.HashByOID(s.hash)
		if !h.Available() {
			continue
		}
		name := h.New()
		name.Write(issuer.RawSubject)
		bits := h.New()
		bits.Write(key)
		if bytes.Equal(name.Sum(nil), s.nameHash) && bytes.Equal(bits.Sum(nil), s.keyHash) {
			return s
		}
	}
	return nil
}

// authenticate checks the signature; the responder is nil where the issuer
// itself answered.
func (r *response) authenticate(issuer *x509.Certificate) (*x509.Certificate, error) {
	err := because(ErrResponder, "it is neither the issuer nor among the certificates sent along")
	for _, c := range append([]*x509.Certificate{issuer}, r.certs...) {
		if !r.namedBy(c) {
			continue
		}
		own := bytes.Equal(c.RawSubjectPublicKeyInfo, issuer.RawSubjectPublicKeyInfo) && bytes.Equal(c.RawSubject, issuer.RawSubject)
		if !own {
			if e := delegated(c, issuer, r.produced); e != nil {
				err = e
				continue
			}
		}
		if e := cms.VerifyData(c.PublicKey, r.algorithm, r.tbs, r.signature); e != nil {
			err = because(ErrSignature, "%v", e) // another of the same name may have signed
			continue
		}
		if own {
			return nil, nil
		}
		return c, nil
	}
	return nil, err
}

func (r *response) namedBy(c *x509.Certificate) bool {
	if r.name != nil {
		return bytes.Equal(r.name, c.RawSubject)
	}
	sum := sha1.Sum(publicKeyBits(c))
	return bytes.Equal(r.keyHash, sum[:])
}

// delegated checks that the issuer lets someone answer for it (RFC 6960, 4.2.2.2).
func delegated(c, issuer *x509.Certificate, at time.Time) error {
	if !bytes.Equal(c.RawIssuer, issuer.RawSubject) || c.CheckSignatureFrom(issuer) != nil {
		return because(ErrResponder, "%s is not of this issuer", c.Subject)
	}
	if err := errors.Join(cms.CheckIssued(c.SignatureAlgorithm), cms.CheckKey(issuer.PublicKey)); err != nil {
		return because(ErrResponder, "%s is issued with %v", c.Subject, err)
	}
	if len(c.UnhandledCriticalExtensions) > 0 {
		return because(ErrResponder, "%s has an unknown critical extension", c.Subject)
	}
	if !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) {
		return because(ErrResponder, "%s has no extendedKeyUsage OCSPSigning", c.Subject)
	}
	if at.Before(c.NotBefore) || at.After(c.NotAfter) {
		return because(ErrResponder, "its certificate was not valid at %s", at.Format(time.RFC3339))
	}
	return nil
}

func noCheck(c *x509.Certificate) bool {
	for _, e := range c.Extensions {
		if e.Id.Equal(oidNoCheck) {
			return true
		}
	}
	return false
}

// withoutOwn leaves out the responses that a responder signed itself, which
// cannot vouch for it.
func withoutOwn(ocsps [][]byte, responder *x509.Certificate) [][]byte {
	var out [][]byte
	for _, der := range ocsps {
		if r, err := parseOCSP(der); err == nil && !r.namedBy(responder) {
			out = append(out, der)
		}
	}
	return out
}

// publicKeyBits is the BIT STRING of the key without tag, length and unused
// bits, which is what is hashed.
func publicKeyBits(c *x509.Certificate) []byte {
	in := cryptobyte.String(c.RawSubjectPublicKeyInfo)
	var spki cryptobyte.String
	var bits []byte
	if !in.ReadASN1(&spki, casn1.SEQUENCE) || !spki.SkipASN1(casn1.SEQUENCE) || !spki.ReadASN1BitStringAsBytes(&bits) {
		return nil
	}
	return bits
}
