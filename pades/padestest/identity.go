package padestest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"
)

// Kind is a kind of key.
type Kind int

// The kinds. RSA1024 and P224 are below every floor, for tests that they are refused.
const (
	P256 Kind = iota
	P384
	P521
	RSA2048
	RSA3072
	RSA1024
	P224
)

var kindNames = [...]string{"P-256", "P-384", "P-521", "RSA 2048", "RSA 3072", "RSA 1024", "P-224"}

func (k Kind) String() string { return kindNames[k] }

func (k Kind) generate() (crypto.Signer, error) {
	switch k {
	case RSA2048:
		return rsa.GenerateKey(rand.Reader, 2048)
	case RSA3072:
		return rsa.GenerateKey(rand.Reader, 3072)
	case RSA1024:
		return rsa.GenerateKey(rand.Reader, 1024)
	case P384:
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case P521:
		return ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	case P224:
		return ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

// Identity is a key with its certificate.
type Identity struct {
	Key         crypto.Signer
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // issuers, the nearest first, the root last
}

// PKCS12 packs the key, the certificate and the chain under a password, as a
// certification authority hands them out (PBES2 with AES-256).
func (i *Identity) PKCS12(password string) ([]byte, error) {
	der, err := pkcs12.Modern2023.Encode(i.Key, i.Certificate, i.Chain, password)
	if err != nil {
		return nil, fmt.Errorf("encode PKCS #12: %w", err)
	}
	return der, nil
}

// KeyPEM is the key as PKCS #8.
func (i *Identity) KeyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(i.Key)
	if err != nil {
		return nil, fmt.Errorf("encode key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// CertificatePEM is the certificate, and ChainPEM its issuers.
func (i *Identity) CertificatePEM() []byte { return encodeCertificates(i.Certificate) }

// ChainPEM holds the issuers, the root among them.
func (i *Identity) ChainPEM() []byte { return encodeCertificates(i.Chain...) }

func encodeCertificates(certs ...*x509.Certificate) []byte {
	var out []byte
	for _, c := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}
