package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	_ "crypto/md5" // only so that crypto.Hash has a size and a name
	"crypto/rsa"
	_ "crypto/sha1" // for the certificate identifiers of old time-stamp tokens
	"encoding/asn1"
	"errors"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Verify checks a detached signature. digest gives the digest of the content
// with a hash of the floor; it is called at most once. The error joins all that
// is wrong, for errors.Is with the errors of this package: a document that was
// changed gives ErrDigest alone, a forged attribute ErrSignature besides what it
// no longer fits. Nil means that the key of Certificate signed this content, and
// nothing about whose key that is.
func (s *Signature) Verify(digest func(crypto.Hash) []byte) error {
	return s.verify(digest, false)
}

// VerifyContent checks a signature with the content inside. Other than Verify
// it takes the older signing-certificate attribute (RFC 2634) for the newer, as
// RFC 3161 has it: SHA-1 there would have to be broken for a second preimage.
func (s *Signature) VerifyContent() error {
	return s.verify(func(h crypto.Hash) []byte { return sum(h, s.Content) }, true)
}

func (s *Signature) verify(digest func(crypto.Hash) []byte, v1 bool) error {
	algorithms := s.checkAlgorithms()
	faults := []error{algorithms, s.checkContentType()}
	if !s.ordered && len(s.attrs) > 0 {
		faults = append(faults, ErrOrder)
	}
	if CheckHash(s.HashAlgorithm) == nil {
		faults = append(faults, s.checkDigest(digest(s.HashAlgorithm)))
	}
	if s.Certificate == nil {
		return errors.Join(append(faults, ErrNoCertificate)...)
	}
	key := CheckKey(s.Certificate.PublicKey)
	faults = append(faults, key, s.checkCertID(v1))
	if algorithms == nil && key == nil {
		faults = append(faults, s.checkValue())
	}
	return errors.Join(faults...)
}

// checkAlgorithms holds the identifiers against each other and the floor.
func (s *Signature) checkAlgorithms() error {
	if s.HashAlgorithm == 0 {
		return because(ErrAlgorithm, "digest algorithm %s", s.digestAlg.oid)
	}
	if err := CheckHash(s.HashAlgorithm); err != nil {
		return err
	}
	if err := plain(s.digestAlg); err != nil {
		return err
	}
	if !slices.ContainsFunc(s.digestSet, s.digestAlg.oid.Equal) {
		return because(ErrAlgorithm, "digestAlgorithms does not name the signer's")
	}
	how, err := parseSigning(s.sigAlg)
	if err != nil {
		return err
	}
	if how.hash != 0 && how.hash != s.HashAlgorithm {
		return because(ErrAlgorithm, "digest with %v, signature with %v", s.HashAlgorithm, how.hash)
	}
	if len(s.attrs) == 0 {
		return because(ErrAttributes, "there are none")
	}
	return s.checkProtection()
}

// checkProtection holds the CMSAlgorithmProtection attribute (RFC 6211), where
// there is one, against the identifiers outside.
func (s *Signature) checkProtection() error {
	value, err := single(s.attrs, oidProtection)
	if err != nil || value == nil {
		return err
	}
	in := cryptobyte.String(value)
	var both, sig cryptobyte.String
	var digest algorithm
	if !in.ReadASN1(&both, casn1.SEQUENCE) || !in.Empty() || !readAlgorithm(&both, &digest) ||
		!both.ReadASN1(&sig, explicit1) || !both.Empty() {
		return because(ErrAttributes, "algorithm protection")
	}
	outside := cryptobyte.String(s.m.algorithm)
	var inside cryptobyte.String
	if !digest.oid.Equal(s.digestAlg.oid) || !outside.ReadASN1(&inside, casn1.SEQUENCE) || !bytes.Equal(sig, inside) {
		return because(ErrAlgorithm, "they are not those that the signer protected")
	}
	return nil
}

func (s *Signature) checkContentType() error {
	value, err := single(s.attrs, oidContentType)
	if err != nil {
		return err
	}
	in := cryptobyte.String(value)
	var oid asn1.ObjectIdentifier
	if value == nil || !in.ReadASN1ObjectIdentifier(&oid) || !in.Empty() || !oid.Equal(s.m.contentType) {
		return ErrContentType
	}
	return nil
}

func (s *Signature) checkDigest(actual []byte) error {
	value, err := single(s.attrs, oidMessageDigest)
	if err != nil {
		return err
	}
	in := cryptobyte.String(value)
	var signed []byte
	if value == nil || !in.ReadASN1Bytes(&signed, casn1.OCTET_STRING) || !in.Empty() {
		return because(ErrAttributes, "message-digest")
	}
	if len(actual) == 0 || !bytes.Equal(signed, actual) {
		return ErrDigest
	}
	return nil
}

func (s *Signature) checkCertID(v1 bool) error {
	value, err := single(s.attrs, oidCertV2)
	v2 := value != nil
	if err == nil && !v2 {
		value, err = single(s.attrs, oidCertV1)
	}
	switch {
	case err != nil:
		return err
	case value == nil || !v2 && !v1:
		return ErrNoSigningCertificate
	}
	id, ok := parseCertID(value, v2)
	if !ok {
		return because(ErrAttributes, "signing-certificate")
	}
	if v2 {
		if err := CheckHash(id.hash); err != nil {
			return err
		}
	}
	if !id.is(s.Certificate) {
		return ErrSigningCertificate
	}
	return nil
}

func (s *Signature) checkValue() error {
	how, err := parseSigning(s.sigAlg)
	if err != nil {
		return err
	}
	return verifyValue(s.Certificate.PublicKey, how, s.HashAlgorithm, sum(s.HashAlgorithm, s.m.attributes), s.SignatureValue)
}

// verifyValue checks a signature value over a digest.
func verifyValue(pub crypto.PublicKey, how signing, hash crypto.Hash, digest, value []byte) error {
	ok := false
	switch k := pub.(type) {
	case *rsa.PublicKey:
		switch how.scheme {
		case pkcs1:
			ok = rsa.VerifyPKCS1v15(k, hash, digest, value) == nil
		case pss:
			ok = rsa.VerifyPSS(k, hash, digest, value, &rsa.PSSOptions{SaltLength: how.salt, Hash: hash}) == nil
		default:
			return because(ErrAlgorithm, "an RSA key with another algorithm")
		}
	case *ecdsa.PublicKey:
		if how.scheme != ecdsaScheme {
			return because(ErrAlgorithm, "an ECDSA key with another algorithm")
		}
		ok = ecdsa.VerifyASN1(k, digest, value)
	}
	if !ok {
		return ErrSignature
	}
	return nil
}

func sum(h crypto.Hash, data []byte) []byte {
	w := h.New()
	w.Write(data)
	return w.Sum(nil)
}

// VerifyData checks a signature that stands by itself, as an OCSP response has
// one: over data, by an AlgorithmIdentifier that names the hash. The floor holds.
func VerifyData(pub crypto.PublicKey, algorithmDER, data, value []byte) error {
	in := cryptobyte.String(algorithmDER)
	var alg algorithm
	if !readAlgorithm(&in, &alg) || !in.Empty() {
		return because(ErrMalformed, "AlgorithmIdentifier")
	}
	how, err := parseSigning(alg)
	if err != nil {
		return err
	}
	if err := errors.Join(CheckHash(how.hash), CheckKey(pub)); err != nil {
		return err
	}
	return verifyValue(pub, how, how.hash, sum(how.hash, data), value)
}
