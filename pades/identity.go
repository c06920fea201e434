package pades

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"

	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"sinergi/pades/internal/cms"
)

// Identity is who signs: a key, and the certificate that says whose it is.
//
// Any crypto.Signer that signs a digest will do. The key of a PKCS #11 token or
// of a service need not be in this program; a Key that has the method
//
//	SignContext(ctx context.Context, rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error)
//
// is given the context too.
type Identity struct {
	Key         crypto.Signer
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // its issuers, in any order; the root may be left out
}

var (
	// ErrWeak is a key or a hash below the floor: RSA under 2048 bits, curves other
	// than P-256, P-384 and P-521, hashes other than SHA-256, SHA-384 and SHA-512.
	ErrWeak = cms.ErrWeak
	// ErrKey is a certificate that is not that of the key.
	ErrKey = cms.ErrKey
)

// ErrPassword is a PKCS #12 file that does not open with the password given.
var ErrPassword = errors.New("the password of the PKCS #12 file is wrong")

// LoadPKCS12 reads a key with its certificates, as certification authorities
// hand them out in files named .p12 or .pfx.
func LoadPKCS12(file []byte, password string) (Identity, error) {
	key, cert, chain, err := pkcs12.DecodeChain(file, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return Identity{}, ErrPassword
	}
	if err != nil {
		return Identity{}, fmt.Errorf("read PKCS #12: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return Identity{}, fmt.Errorf("read PKCS #12: a %T cannot sign", key)
	}
	return Identity{Key: signer, Certificate: cert, Chain: chain}, nil
}
