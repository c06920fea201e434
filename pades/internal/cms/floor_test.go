package cms_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"

	"sinergi/pades/internal/cms"
	"sinergi/pades/padestest"
)

func TestFloor(t *testing.T) {
	t.Parallel()
	modulus := func(bits uint) *big.Int { return new(big.Int).SetBit(big.NewInt(1), int(bits)-1, 1) }
	for name, c := range map[string]struct {
		got, want error
	}{
		"SHA-256":              {cms.CheckHash(crypto.SHA256), nil},
		"MD5":                  {cms.CheckHash(crypto.MD5), cms.ErrWeak},
		"SHA3-256":             {cms.CheckHash(crypto.SHA3_256), cms.ErrWeak},
		"no hash":              {cms.CheckHash(0), cms.ErrAlgorithm},
		"RSA 2048":             {cms.CheckKey(&rsa.PublicKey{N: modulus(2048), E: 65537}), nil},
		"RSA 2047":             {cms.CheckKey(&rsa.PublicKey{N: modulus(2047), E: 65537}), cms.ErrWeak},
		"RSA 20000":            {cms.CheckKey(&rsa.PublicKey{N: modulus(20000), E: 65537}), cms.ErrAlgorithm},
		"RSA, exponent 1":      {cms.CheckKey(&rsa.PublicKey{N: modulus(2048), E: 1}), cms.ErrWeak},
		"RSA, even exponent":   {cms.CheckKey(&rsa.PublicKey{N: modulus(2048), E: 4}), cms.ErrWeak},
		"RSA, empty":           {cms.CheckKey(&rsa.PublicKey{}), cms.ErrAlgorithm},
		"ECDSA, empty":         {cms.CheckKey(&ecdsa.PublicKey{}), cms.ErrAlgorithm},
		"P-521":                {cms.CheckKey(issue(t, padestest.P521).Certificate.PublicKey), nil},
		"P-224":                {cms.CheckKey(issue(t, padestest.P224).Certificate.PublicKey), cms.ErrWeak},
		"Ed25519":              {cms.CheckKey(ed25519.PublicKey{}), cms.ErrAlgorithm},
		"no key":               {cms.CheckKey(nil), cms.ErrAlgorithm},
		"issued, ECDSA":        {cms.CheckIssued(x509.ECDSAWithSHA384), nil},
		"issued, PSS":          {cms.CheckIssued(x509.SHA256WithRSAPSS), nil},
		"issued with SHA-1":    {cms.CheckIssued(x509.SHA1WithRSA), cms.ErrWeak},
		"issued with MD5":      {cms.CheckIssued(x509.MD5WithRSA), cms.ErrWeak},
		"issued in some way":   {cms.CheckIssued(x509.UnknownSignatureAlgorithm), cms.ErrAlgorithm},
		"data, no algorithm":   {cms.VerifyData(issue(t, padestest.P256).Certificate.PublicKey, nil, document, nil), cms.ErrMalformed},
		"data, no hash named":  {cms.VerifyData(issue(t, padestest.P256).Certificate.PublicKey, cms.Algorithm(cms.OIDRSA, 5, 0), document, nil), cms.ErrAlgorithm},
		"data, hash of no use": {cms.VerifyData(issue(t, padestest.P256).Certificate.PublicKey, cms.Algorithm(asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}), document, nil), cms.ErrWeak},
	} {
		if !errors.Is(c.got, c.want) || c.want == nil && c.got != nil {
			t.Errorf("%s: %v", name, c.got)
		}
	}
	if cms.HashOID(crypto.SHA1) != nil || cms.HashByOID(asn1.ObjectIdentifier{1, 2, 3}) != 0 {
		t.Error("a hash below the floor has a name to sign with")
	}
}

// What others put beside the signature stays when a time-stamp is added.
func TestTimestampBesideOtherAttributes(t *testing.T) {
	t.Parallel()
	der := sign(t, params(issue(t, padestest.P256), crypto.SHA256))
	other := cms.Attribute(asn1.ObjectIdentifier{1, 2, 3}, []byte{5, 0})
	beside, err := cms.Redraft(der, func(d *cms.Draft) { d.Unsigned = append([]byte{0xa1, byte(len(other))}, other...) })
	if err != nil {
		t.Fatal(err)
	}
	token := []byte{0x30, 3, 2, 1, 7}
	with, err := cms.WithTimestamp(beside, token)
	if err != nil {
		t.Fatal(err)
	}
	s := parse(t, with)
	if !bytes.Contains(with, other) || !bytes.Equal(s.Timestamp, token) || s.Verify(digest(document)) != nil {
		t.Errorf("token %x", s.Timestamp)
	}
	two := cms.Attribute(cms.OIDTimestamp, token, []byte{0x30, 0})
	several, err := cms.Redraft(der, func(d *cms.Draft) { d.Unsigned = append([]byte{0xa1, byte(len(two))}, two...) })
	if err != nil {
		t.Fatal(err)
	}
	if s := parse(t, several); len(s.Timestamps) != 2 || !bytes.Equal(s.Timestamp, token) {
		t.Errorf("tokens %x", s.Timestamps)
	}
	for name, bad := range map[string][]byte{"no attributes": {0xa1, 2, 5, 0}, "half of one": {0xa1, 4, 0x30, 2, 6, 0}} {
		broken, err := cms.Redraft(der, func(d *cms.Draft) { d.Unsigned = bad })
		if err == nil {
			t.Errorf("%s: %x is read", name, broken)
		}
	}
}

// Octet strings may come in pieces of told length as well.
func TestPiecesOfToldLength(t *testing.T) {
	t.Parallel()
	attached := signedByOpenSSL(t, issue(t, padestest.P256), "-cades", "-stream", "-nodetach")
	whole := append([]byte{4, byte(len(document))}, document...)
	pieces := append([]byte{0x24, byte(len(document) + 4), 4, 10}, document[:10]...)
	pieces = append(append(pieces, 4, byte(len(document)-10)), document[10:]...)
	at := bytes.Index(attached, append([]byte{0x24, 0x80}, whole...))
	if at < 0 {
		t.Fatalf("no pieces in %x", attached)
	}
	behind := at + 2 + len(whole) + 2
	for name, c := range map[string]struct {
		octets []byte
		ok     bool
	}{
		"two pieces": {pieces, true}, "whole": {whole, true}, "none": {[]byte{0x24, 0}, false}, "a number": {[]byte{0x24, 3, 2, 1, 1}, false}, "half": {[]byte{0x24, 2, 4, 9}, false},
	} {
		ber := bytes.Join([][]byte{attached[:at], c.octets, attached[behind:]}, nil)
		s, err := cms.ParseContent(ber, cms.OIDData)
		if err == nil {
			err = s.VerifyContent()
		}
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
