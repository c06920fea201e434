package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
)

// The floor of algorithms, as ETSI TS 119 312 has it for the years to come.
const (
	minRSA = 2048
	maxRSA = 16384 // beyond, verifying only burns time
)

// CheckHash gives ErrWeak for every hash but SHA-256, SHA-384 and SHA-512.
func CheckHash(h crypto.Hash) error {
	switch h {
	case crypto.SHA256, crypto.SHA384, crypto.SHA512:
		return nil
	}
	if h == 0 {
		return because(ErrAlgorithm, "unknown hash")
	}
	return because(ErrWeak, "hash %v", h)
}

// CheckKey gives ErrWeak for RSA below 2048 bits and for curves other than
// P-256, P-384 and P-521, and ErrAlgorithm for keys of other kinds.
func CheckKey(pub crypto.PublicKey) error {
	switch k := pub.(type) {
	case *rsa.PublicKey:
		if k == nil || k.N == nil {
			return because(ErrAlgorithm, "empty RSA key")
		}
		if n := k.N.BitLen(); n < minRSA {
			return because(ErrWeak, "RSA with %d bits", n)
		} else if n > maxRSA {
			return because(ErrAlgorithm, "RSA with %d bits", n)
		}
		if k.E < 3 || k.E%2 == 0 {
			return because(ErrWeak, "RSA with exponent %d", k.E)
		}
		return nil
	case *ecdsa.PublicKey:
		if k == nil || k.Curve == nil {
			return because(ErrAlgorithm, "empty ECDSA key")
		}
		switch k.Curve {
		case elliptic.P256(), elliptic.P384(), elliptic.P521():
			return nil
		}
		return because(ErrWeak, "curve %s", k.Curve.Params().Name)
	}
	return because(ErrAlgorithm, "key of type %T", pub)
}

// CheckIssued tells whether the signature that a certificate itself, a CRL or
// an OCSP response carries is of an algorithm above the floor.
func CheckIssued(alg x509.SignatureAlgorithm) error {
	switch alg {
	case x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA,
		x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS,
		x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512:
		return nil
	case x509.UnknownSignatureAlgorithm:
		return because(ErrAlgorithm, "unknown signature algorithm")
	}
	return because(ErrWeak, "signed with %v", alg)
}
