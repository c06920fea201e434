package cms

import (
	"bytes"
	"crypto/x509"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

var implicitKeyID = casn1.Tag(0).ContextSpecific()

// parseSigner reads a SignerInfo (RFC 5652, 5.3).
func (s *Signature) parseSigner(in cryptobyte.String) error {
	if !in.ReadASN1Integer(&s.m.signerVersion) || (s.m.signerVersion != 1 && s.m.signerVersion != 3) {
		return because(ErrMalformed, "version of the signer")
	}
	if !s.parseIdentifier(&in) {
		return because(ErrMalformed, "identifier of the signer")
	}
	rest := in
	if !readAlgorithm(&in, &s.digestAlg) {
		return because(ErrMalformed, "digestAlgorithm")
	}
	s.m.digest = rest[:len(rest)-len(in)]
	s.HashAlgorithm = HashByOID(s.digestAlg.oid)
	if in.PeekASN1Tag(explicit0) {
		var set, element cryptobyte.String
		ok := in.ReadASN1Element(&element, explicit0)
		s.m.attributes = bytes.Clone(element)
		if !ok || !element.ReadASN1(&set, explicit0) {
			return because(ErrMalformed, "signed attributes")
		}
		s.m.attributes[0] = byte(casn1.SET) // as it is hashed: RFC 5652, 5.4
		if s.attrs, s.ordered, ok = readAttributes(set); !ok {
			return because(ErrMalformed, "signed attributes")
		}
	}
	rest = in
	if !readAlgorithm(&in, &s.sigAlg) {
		return because(ErrMalformed, "signatureAlgorithm")
	}
	s.m.algorithm = rest[:len(rest)-len(in)]
	if !in.ReadASN1Bytes(&s.m.signature, casn1.OCTET_STRING) || len(s.m.signature) == 0 {
		return because(ErrMalformed, "signature value")
	}
	s.SignatureValue = s.m.signature
	if !readOptional(&in, &s.m.unsigned, explicit1) || !in.Empty() {
		return because(ErrMalformed, "unsigned attributes")
	}
	s.readSigningTime()
	return s.readUnsigned()
}

func (s *Signature) parseIdentifier(in *cryptobyte.String) bool {
	if s.m.signerVersion == 3 {
		var key cryptobyte.String
		if !readElement(in, &s.m.sid, implicitKeyID) {
			return false
		}
		sid := cryptobyte.String(s.m.sid)
		ok := sid.ReadASN1(&key, implicitKeyID) && len(key) > 0
		s.keyID = key
		return ok
	}
	var both cryptobyte.String
	if !readElement(in, &s.m.sid, casn1.SEQUENCE) {
		return false
	}
	sid := cryptobyte.String(s.m.sid)
	s.serial = new(big.Int)
	return sid.ReadASN1(&both, casn1.SEQUENCE) && readElement(&both, &s.issuer, casn1.SEQUENCE) &&
		both.ReadASN1Integer(s.serial) && both.Empty()
}

// find gives the certificate that the signer is named by.
func (s *Signature) find() *x509.Certificate {
	for _, c := range s.Certificates {
		if s.serial != nil && c.SerialNumber.Cmp(s.serial) == 0 && bytes.Equal(c.RawIssuer, s.issuer) {
			return c
		}
		if s.keyID != nil && bytes.Equal(c.SubjectKeyId, s.keyID) {
			return c
		}
	}
	return nil
}

// readSigningTime takes note of the attribute; what it says binds nobody.
func (s *Signature) readSigningTime() {
	value, err := single(s.attrs, oidSigningTime)
	if err != nil || value == nil {
		return
	}
	in := cryptobyte.String(value)
	var at time.Time
	if in.PeekASN1Tag(casn1.UTCTime) && in.ReadASN1UTCTime(&at) || in.PeekASN1Tag(casn1.GeneralizedTime) && in.ReadASN1GeneralizedTime(&at) {
		s.SigningTime = at
	}
}
