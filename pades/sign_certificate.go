package pades

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"sinergi/pades/internal/cms"
)

var (
	// ErrExpired is a certificate that is not valid at the time of signing.
	ErrExpired = errors.New("the certificate is not valid at the time of signing")
	// ErrUsage is a certificate that is not for signing documents.
	ErrUsage = errors.New("the certificate is not for signatures")
)

// usable checks the signer's certificate before the key is asked for anything.
func (s *signing) usable() error {
	cert := s.who.Certificate
	if s.who.Key == nil || cert == nil {
		return errors.New("a key and its certificate are needed")
	}
	if err := cms.CheckKey(cert.PublicKey); err != nil {
		return err
	}
	if s.o.Time.Before(cert.NotBefore) || s.o.Time.After(cert.NotAfter) {
		return fmt.Errorf("%w: it is from %s to %s", ErrExpired, cert.NotBefore.Format(time.DateTime), cert.NotAfter.Format(time.DateTime))
	}
	if !signs(cert) {
		return ErrUsage
	}
	if s.o.Roots != nil {
		if _, err := trustedChain(cert, slices.Concat(s.who.Chain, s.o.Certificates), s.o.Roots, s.o.Time); err != nil {
			return err
		}
	}
	return nil
}

// notRevoked asks, where validation data is wanted anyway, whether the signer's
// certificate has been revoked, before anything is signed with it. An authority
// that does not answer stops a signature only if less than BLT is not enough.
func (s *signing) notRevoked() error {
	if s.o.Level < BLT {
		return nil
	}
	c := newCollection(s.ctx, s.o.ValidationOptions)
	err := c.chain("", s.who.Certificate, s.who.Chain, s.o.Roots, s.o.Time)
	switch {
	case errors.Is(err, ErrRevoked):
		return s.fail(StepCertificate, err)
	case err != nil && s.o.AtLeast >= BLT:
		return s.fail(StepValidation, err)
	}
	return nil
}

// signs says whether a certificate's key usage is that of signatures, or says
// nothing.
func signs(cert *x509.Certificate) bool {
	const either = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	return cert.KeyUsage == 0 || cert.KeyUsage&either != 0
}
