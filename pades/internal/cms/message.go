package cms

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

var (
	explicit0 = casn1.Tag(0).ContextSpecific().Constructed()
	explicit1 = casn1.Tag(1).ContextSpecific().Constructed()
)

// message is a SignedData with one signer, its parts as they are written. What
// was read is written again byte by byte, so that adding an unsigned attribute
// changes nothing else.
type message struct {
	version     int64
	digests     []byte // SET OF DigestAlgorithmIdentifier
	contentType asn1.ObjectIdentifier
	content     []byte // [0] EXPLICIT OCTET STRING, empty where detached
	certs       []byte // [0] IMPLICIT, may be empty
	crls        []byte // [1] IMPLICIT, may be empty

	signerVersion int64
	sid           []byte // SignerIdentifier
	digest        []byte // AlgorithmIdentifier
	attributes    []byte // as a SET, as it is hashed; empty where there are none
	algorithm     []byte // AlgorithmIdentifier
	signature     []byte
	unsigned      []byte // [1] IMPLICIT, may be empty
}

func schemeOf(pub any) scheme {
	switch pub.(type) {
	case *rsa.PublicKey:
		return pkcs1
	case *ecdsa.PublicKey:
		return ecdsaScheme
	}
	return unknownScheme
}

// encodeParts fills in all that depends on the parameters alone. Errors of
// encoding stay in the parts and surface in encode, which checks its result.
func (m *message) encodeParts(p Params, how scheme) {
	m.signerVersion = 1 // named by issuer and serial number
	oid := HashOID(p.Hash)
	m.digest = build(func(b *cryptobyte.Builder) { addAlgorithm(b, oid) })
	m.digests = build(func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(m.digest) })
	})
	m.sid = build(func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(p.Certificate.RawIssuer)
			b.AddASN1BigInt(p.Certificate.SerialNumber)
		})
	})
	m.algorithm = build(func(b *cryptobyte.Builder) {
		for _, h := range hashes {
			switch {
			case h.hash != p.Hash:
			case how == ecdsaScheme:
				addAlgorithm(b, h.ecdsa) // no parameters: RFC 5754, 3.3
			default:
				addAlgorithm(b, h.rsa, null...)
			}
		}
	})
	if !p.Bare {
		m.certs = certificateSet(p)
	}
}

// certificateSet holds the signer's certificate and the chain, each once.
func certificateSet(p Params) []byte {
	seen := map[string]bool{string(p.Certificate.Raw): true}
	all := [][]byte{p.Certificate.Raw}
	for _, c := range p.Chain {
		if c != nil && !seen[string(c.Raw)] {
			seen[string(c.Raw)] = true
			all = append(all, c.Raw)
		}
	}
	der, err := encodeSet(explicit0, all)
	if err != nil {
		return nil
	}
	return der
}

func build(f cryptobyte.BuilderContinuation) []byte {
	var b cryptobyte.Builder
	f(&b)
	der, err := b.Bytes()
	if err != nil {
		return nil
	}
	return der
}

// encode writes the ContentInfo.
func (m *message) encode() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidSignedData)
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(m.version)
				b.AddBytes(m.digests)
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(m.contentType)
					b.AddBytes(m.content)
				})
				b.AddBytes(m.certs)
				b.AddBytes(m.crls)
				b.AddASN1(casn1.SET, m.addSigner)
			})
		})
	})
	der, err := b.Bytes()
	if err != nil {
		return nil, because(ErrMalformed, "encode: %v", err)
	}
	if _, err := parse(der); err != nil {
		return nil, because(ErrMalformed, "encoded what cannot be read: %v", err)
	}
	return der, nil
}

func (m *message) addSigner(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(m.signerVersion)
		b.AddBytes(m.sid)
		b.AddBytes(m.digest)
		if len(m.attributes) > 0 {
			implicit := append([]byte{byte(explicit0)}, m.attributes[1:]...)
			b.AddBytes(implicit)
		}
		b.AddBytes(m.algorithm)
		b.AddASN1OctetString(m.signature)
		b.AddBytes(m.unsigned)
	})
}
