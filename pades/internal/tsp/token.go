package tsp

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"sinergi/pades/internal/cms"
)

var (
	oidTSTInfo       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidExtendedUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
)

// Token is what was read of a time-stamp token. Nothing of it is proven before
// Verify says so.
type Token struct {
	Time         time.Time     // genTime, UTC
	Accuracy     time.Duration // Time may be off by so much; 0 where not told
	Policy       asn1.ObjectIdentifier
	SerialNumber *big.Int
	Hash         crypto.Hash // of Digest; 0 when unknown
	Digest       []byte      // the message imprint
	Nonce        *big.Int    // nil without one
	Ordering     bool        // tokens of this authority can be ordered by Time alone
	Certificate  *x509.Certificate
	Certificates []*x509.Certificate // all that were sent along

	name []byte // the Name that the token gives its authority, nil where it does not
	sig  *cms.Signature
}

// ParseToken reads a token: a signature of package cms over a TSTInfo, exactly
// one DER element. It gives ErrMalformed, and with it what cms found.
func ParseToken(der []byte) (*Token, error) {
	sig, err := cms.ParseContent(der, oidTSTInfo)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	t := &Token{Certificate: sig.Certificate, Certificates: sig.Certificates, sig: sig}
	if err := t.parseInfo(sig.Content); err != nil {
		return nil, err
	}
	return t, nil
}

// Verify checks that the token is of a digest and everything about it but trust
// in its certificate: see Chain. The error joins all that is wrong.
func (t *Token) Verify(digest []byte) error {
	faults := []error{cms.CheckHash(t.Hash)}
	if len(digest) == 0 || !bytes.Equal(digest, t.Digest) {
		faults = append(faults, ErrImprint)
	}
	if err := t.sig.VerifyContent(); err != nil {
		faults = append(faults, fmt.Errorf("%w: %w", ErrSignature, err))
	}
	if t.Certificate != nil {
		faults = append(faults, checkUsage(t.Certificate), t.checkValid(t.Time), t.checkName())
	}
	return errors.Join(faults...)
}

// Chain gives a chain from the authority's certificate to one of the roots, as
// it was valid at the time of the token, or ErrUntrusted. Issuers are looked for
// among those sent along and the extra ones. Revocation is not looked at.
func (t *Token) Chain(roots *x509.CertPool, extra ...*x509.Certificate) ([]*x509.Certificate, error) {
	if t.Certificate == nil || roots == nil {
		return nil, ErrUntrusted
	}
	between := x509.NewCertPool()
	for _, c := range slices.Concat(t.Certificates, extra) {
		between.AddCert(c)
	}
	chains, err := t.Certificate.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: t.Time,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping},
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUntrusted, err)
	}
	return chains[0], nil
}

func checkUsage(c *x509.Certificate) error {
	if len(c.ExtKeyUsage) != 1 || len(c.UnknownExtKeyUsage) != 0 || c.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping {
		return ErrUsage
	}
	for _, e := range c.Extensions {
		if e.Id.Equal(oidExtendedUsage) && !e.Critical {
			return because(ErrUsage, "extendedKeyUsage is not critical")
		}
	}
	if c.KeyUsage != 0 && c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return because(ErrUsage, "keyUsage does not allow signatures")
	}
	return nil
}

func (t *Token) checkValid(at time.Time) error {
	if at.Before(t.Certificate.NotBefore) || at.After(t.Certificate.NotAfter) {
		return because(ErrExpired, "%s is not from %s to %s", at.Format(time.RFC3339),
			t.Certificate.NotBefore.Format(time.RFC3339), t.Certificate.NotAfter.Format(time.RFC3339))
	}
	return nil
}

// checkName holds the tsa field against the certificate, string types aside.
func (t *Token) checkName() error {
	if t.name == nil || bytes.Equal(t.name, t.Certificate.RawSubject) {
		return nil
	}
	var rdn pkix.RDNSequence
	rest, err := asn1.Unmarshal(t.name, &rdn)
	if err != nil || len(rest) > 0 || rdn.String() != t.Certificate.Subject.ToRDNSequence().String() {
		return ErrName
	}
	return nil
}
