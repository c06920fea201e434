package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Bounds of what is read. Signatures with revocation data inside (as Adobe
// writes them) reach some hundred kilobytes.
const (
	maxSize         = 8 << 20
	maxCertificates = 64
)

// Signature is what was read of a signature. Nothing of it is proven before
// Verify says so.
type Signature struct {
	Certificate    *x509.Certificate   // the signer's; nil when it was not sent along
	Certificates   []*x509.Certificate // all that were sent along and could be read
	HashAlgorithm  crypto.Hash         // 0 when unknown
	SignatureValue []byte              // what a signature time-stamp is over
	Timestamp      []byte              // the first signature time-stamp token, nil without one
	Timestamps     [][]byte            // all of them; their number is not limited by CAdES
	SigningTime    time.Time           // signing-time attribute, which PAdES forbids; zero without one
	Content        []byte              // of an attached signature
	Unreadable     int                 // certificates sent along that Go refuses to read
	BER            bool                // written in BER, although PDF and CAdES ask for DER

	m         message
	attrs     []attribute
	ordered   bool
	digestAlg algorithm
	digestSet []asn1.ObjectIdentifier
	sigAlg    algorithm
	serial    *big.Int // of the signer's certificate, or
	issuer    []byte
	keyID     []byte // its subject key identifier
}

// Parse reads a detached signature over id-data, as a PDF holds it. The bytes
// must be exactly one DER element: see Trim. BER is understood where it only tells
// lengths in another way, and then Signature.BER is set. It gives ErrMalformed,
// ErrSigners or ErrAttached.
func Parse(der []byte) (*Signature, error) {
	s, err := parse(der)
	if err != nil {
		return nil, err
	}
	if !s.m.contentType.Equal(OIDData) {
		return nil, because(ErrMalformed, "content type %s", s.m.contentType)
	}
	if len(s.m.content) > 0 {
		return nil, ErrAttached
	}
	return s, nil
}

// ParseContent reads a signature with content of the given type inside.
func ParseContent(der []byte, contentType asn1.ObjectIdentifier) (*Signature, error) {
	s, err := parse(der)
	if err != nil {
		return nil, err
	}
	if !s.m.contentType.Equal(contentType) {
		return nil, because(ErrMalformed, "content type %s", s.m.contentType)
	}
	if len(s.m.content) == 0 {
		return nil, because(ErrMalformed, "no content")
	}
	return s, nil
}

// Trim cuts the zeros off that fill up the hole which a PDF reserves for a
// signature. Anything else behind it is ErrMalformed.
func Trim(contents []byte) ([]byte, error) {
	in := cryptobyte.String(contents)
	var der cryptobyte.String
	var ok bool
	if len(contents) <= maxSize && indefinite(contents) {
		var rest []byte
		_, rest, ok = definite(contents, 0)
		der, in = in[:len(in)-len(rest)], rest
	} else {
		ok = in.ReadASN1Element(&der, casn1.SEQUENCE)
	}
	if !ok {
		return nil, because(ErrMalformed, "no DER element")
	}
	if len(bytes.Trim(in, "\x00")) > 0 {
		return nil, because(ErrMalformed, "bytes behind the signature")
	}
	return der, nil
}

func parse(der []byte) (*Signature, error) {
	if len(der) > maxSize {
		return nil, because(ErrMalformed, "%d bytes", len(der))
	}
	s := &Signature{BER: indefinite(der)}
	der = bytes.Clone(der)
	if s.BER {
		whole, rest, ok := definite(der, 0)
		if !ok || len(rest) > 0 {
			return nil, because(ErrMalformed, "neither DER nor BER")
		}
		der = whole
	}
	in := cryptobyte.String(der)
	var info, wrapped, data cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !in.ReadASN1(&info, casn1.SEQUENCE) || !in.Empty() || !info.ReadASN1ObjectIdentifier(&oid) ||
		!info.ReadASN1(&wrapped, explicit0) || !info.Empty() {
		return nil, because(ErrMalformed, "no ContentInfo")
	}
	if !oid.Equal(oidSignedData) {
		return nil, because(ErrMalformed, "%s is no SignedData", oid)
	}
	if !wrapped.ReadASN1(&data, casn1.SEQUENCE) || !wrapped.Empty() {
		return nil, because(ErrMalformed, "no SignedData")
	}
	signers, err := s.parseSignedData(data)
	if err != nil {
		return nil, err
	}
	var signer cryptobyte.String
	if !signers.ReadASN1(&signer, casn1.SEQUENCE) || !signers.Empty() {
		return nil, ErrSigners
	}
	if err := s.parseSigner(signer); err != nil {
		return nil, err
	}
	s.Certificate = s.find()
	return s, nil
}

// parseSignedData reads all but the signers (RFC 5652, 5.1), which it gives.
func (s *Signature) parseSignedData(in cryptobyte.String) (signers cryptobyte.String, err error) {
	var digests, encap, content cryptobyte.String
	var attached bool
	if !in.ReadASN1Integer(&s.m.version) || s.m.version < 1 || s.m.version > 5 {
		return nil, because(ErrMalformed, "version")
	}
	if !readElement(&in, &s.m.digests, casn1.SET) {
		return nil, because(ErrMalformed, "digestAlgorithms")
	}
	set := cryptobyte.String(s.m.digests)
	if !set.ReadASN1(&digests, casn1.SET) {
		return nil, because(ErrMalformed, "digestAlgorithms")
	}
	for !digests.Empty() {
		var alg algorithm
		if len(s.digestSet) == maxAttributes || !readAlgorithm(&digests, &alg) {
			return nil, because(ErrMalformed, "digestAlgorithms")
		}
		s.digestSet = append(s.digestSet, alg.oid)
	}
	if !in.ReadASN1(&encap, casn1.SEQUENCE) || !encap.ReadASN1ObjectIdentifier(&s.m.contentType) {
		return nil, because(ErrMalformed, "encapContentInfo")
	}
	s.m.content = bytes.Clone(encap)
	if !encap.ReadOptionalASN1(&content, &attached, explicit0) || !encap.Empty() {
		return nil, because(ErrMalformed, "eContent")
	}
	if attached && (!content.ReadASN1Bytes(&s.Content, casn1.OCTET_STRING) || !content.Empty()) {
		return nil, because(ErrMalformed, "eContent")
	}
	if !readOptional(&in, &s.m.certs, explicit0) || !readOptional(&in, &s.m.crls, explicit1) {
		return nil, because(ErrMalformed, "certificates")
	}
	if err := s.parseCertificates(); err != nil {
		return nil, err
	}
	if !in.ReadASN1(&signers, casn1.SET) || !in.Empty() {
		return nil, because(ErrMalformed, "signerInfos")
	}
	return signers, nil
}

// parseCertificates passes over what is no X.509 certificate or what Go refuses
// to read, unless it is the signer's, in which case it will be missing.
func (s *Signature) parseCertificates() error {
	if len(s.m.certs) == 0 {
		return nil
	}
	all := cryptobyte.String(s.m.certs)
	var in cryptobyte.String
	if !all.ReadASN1(&in, explicit0) {
		return because(ErrMalformed, "certificates")
	}
	for n := 0; !in.Empty(); n++ {
		var one cryptobyte.String
		var tag casn1.Tag
		if n == maxCertificates || !in.ReadAnyASN1Element(&one, &tag) {
			return because(ErrMalformed, "certificates")
		}
		if tag != casn1.SEQUENCE {
			s.Unreadable++
			continue
		}
		cert, err := x509.ParseCertificate(one)
		if err != nil {
			s.Unreadable++
			continue
		}
		s.Certificates = append(s.Certificates, cert)
	}
	return nil
}

func readElement(in *cryptobyte.String, out *[]byte, tag casn1.Tag) bool {
	var e cryptobyte.String
	ok := in.ReadASN1Element(&e, tag)
	*out = e
	return ok
}

func readOptional(in *cryptobyte.String, out *[]byte, tag casn1.Tag) bool {
	return !in.PeekASN1Tag(tag) || readElement(in, out, tag)
}
