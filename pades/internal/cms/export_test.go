package cms

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Draft is a signature taken apart, for tests that put it together wrongly.
type Draft struct {
	Attributes   [][]byte // in the order in which they are written
	Certificates []*x509.Certificate
	Identifier   *x509.Certificate // whom the signer claims to be; nil leaves it
	Digest       []byte            // AlgorithmIdentifier
	Digests      []byte            // SET OF AlgorithmIdentifier
	Algorithm    []byte            // AlgorithmIdentifier
	Value        []byte
	Unsigned     []byte        // [1] IMPLICIT SET OF Attribute
	Key          crypto.Signer // signs again where given
	Hash         crypto.Hash
}

// Redraft takes a signature apart and puts it together again after a change.
func Redraft(der []byte, change func(*Draft)) ([]byte, error) {
	s, err := parse(der)
	if err != nil {
		return nil, err
	}
	d := Draft{Certificates: s.Certificates, Digest: s.m.digest, Digests: s.m.digests, Algorithm: s.m.algorithm, Value: s.m.signature, Hash: s.HashAlgorithm}
	in := cryptobyte.String(s.m.attributes)
	var set cryptobyte.String
	in.ReadASN1(&set, casn1.SET)
	for !set.Empty() {
		var e []byte
		readElement(&set, &e, casn1.SEQUENCE)
		d.Attributes = append(d.Attributes, e)
	}
	change(&d)
	s.m.attributes = nil
	if len(d.Attributes) > 0 {
		s.m.attributes = build(func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SET, func(b *cryptobyte.Builder) {
				for _, a := range d.Attributes {
					b.AddBytes(a)
				}
			})
		})
	}
	s.m.certs = build(func(b *cryptobyte.Builder) {
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) {
			for _, c := range d.Certificates {
				b.AddBytes(c.Raw)
			}
		})
	})
	if c := d.Identifier; c != nil {
		s.m.sid = build(func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(c.RawIssuer); b.AddASN1BigInt(c.SerialNumber) })
		})
	}
	s.m.digest, s.m.digests, s.m.algorithm, s.m.signature = d.Digest, d.Digests, d.Algorithm, d.Value
	s.m.unsigned = d.Unsigned
	if d.Key != nil {
		if s.m.signature, err = d.Key.Sign(rand.Reader, sum(d.Hash, s.m.attributes), d.Hash); err != nil {
			return nil, err
		}
	}
	return s.m.encode()
}

// Attribute encodes one with the given values.
func Attribute(oid asn1.ObjectIdentifier, values ...[]byte) []byte {
	return build(func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oid)
			b.AddASN1(casn1.SET, func(b *cryptobyte.Builder) {
				for _, v := range values {
					b.AddBytes(v)
				}
			})
		})
	})
}

// CertID encodes the value of a signing-certificate-v2 attribute.
func CertID(cert *x509.Certificate, hash crypto.Hash) []byte {
	return build(func(b *cryptobyte.Builder) { addCertID(b, cert, hash) })
}

// Algorithm encodes an AlgorithmIdentifier.
func Algorithm(oid asn1.ObjectIdentifier, params ...byte) []byte {
	return build(func(b *cryptobyte.Builder) { addAlgorithm(b, oid, params...) })
}

// Reencode writes what was read.
func (s *Signature) Reencode() ([]byte, error) { return s.m.encode() }

// Signed is what the signature value is over.
func (s *Signature) Signed() []byte { return s.m.attributes }

// The identifiers that tests need.
var (
	OIDContentType   = oidContentType
	OIDMessageDigest = oidMessageDigest
	OIDCertV1        = oidCertV1
	OIDCertV2        = oidCertV2
	OIDProtection    = oidProtection
	OIDTimestamp     = oidTimestamp
	OIDSHA1          = oidSHA1
	OIDRSA           = oidRSA
	OIDRSAPSS        = oidRSAPSS
)
