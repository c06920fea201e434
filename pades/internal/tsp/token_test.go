package tsp_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/tsp"
	"sinergi/pades/padestest"
)

var oidTSTInfo = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}

// info builds a TSTInfo, the optional parts as raw DER.
type info struct {
	version int64
	at      string
	rest    []byte // after genTime
}

func (i info) der(t testing.TB) []byte {
	t.Helper()
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(i.version)
		b.AddASN1ObjectIdentifier(padestest.Policy)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(cms.HashOID(crypto.SHA256)) })
			b.AddASN1OctetString(digest)
		})
		b.AddASN1Int64(7)
		b.AddASN1(casn1.GeneralizedTime, func(b *cryptobyte.Builder) { b.AddBytes([]byte(i.at)) })
		b.AddBytes(i.rest)
	})
	der, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func stamp(t testing.TB, id *padestest.Identity, content []byte) []byte {
	t.Helper()
	der, err := cms.SignContent(context.Background(), cms.Params{Hash: crypto.SHA256, Key: id.Key, Certificate: id.Certificate, Chain: id.Chain}, oidTSTInfo, content)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// now as a token writes it, while the authority's certificate is valid.
var now = time.Now().UTC().Format("20060102150405")

func TestInfoIsReadStrictly(t *testing.T) {
	t.Parallel()
	id := pki(t).TSAIdentity()
	whole, err := time.Parse("20060102150405", now)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		info     info
		after    time.Duration // of the whole second
		accuracy time.Duration
		ok       bool
	}{
		"plain":                     {info{1, now + "Z", nil}, 0, 0, true},
		"tenths":                    {info{1, now + ".5Z", nil}, 500 * time.Millisecond, 0, true},
		"nanoseconds":               {info{1, now + ".000000001Z", nil}, 1, 0, true},
		"seconds of accuracy":       {info{1, now + "Z", []byte{0x30, 3, 2, 1, 2}}, 0, 2 * time.Second, true},
		"micros of accuracy":        {info{1, now + "Z", []byte{0x30, 4, 0x81, 2, 1, 0xf4}}, 0, 500 * time.Microsecond, true},
		"millis and micros":         {info{1, now + "Z", []byte{0x30, 6, 0x80, 1, 3, 0x81, 1, 4}}, 0, 3004 * time.Microsecond, true},
		"empty accuracy":            {info{1, now + "Z", []byte{0x30, 0}}, 0, 0, true},
		"uncritical extension":      {info{1, now + "Z", []byte{0xa1, 8, 0x30, 6, 6, 2, 0x2a, 3, 4, 0}}, 0, 0, true},
		"critical extension":        {info{1, now + "Z", []byte{0xa1, 11, 0x30, 9, 6, 2, 0x2a, 3, 1, 1, 0xff, 4, 0}}, 0, 0, false},
		"extension cut":             {info{1, now + "Z", []byte{0xa1, 4, 0x30, 2, 6, 0}}, 0, 0, false},
		"version 2":                 {info{2, now + "Z", nil}, 0, 0, false},
		"local time":                {info{1, now, nil}, 0, 0, false},
		"with a zone":               {info{1, now + "+0700", nil}, 0, 0, false},
		"a dot and nothing":         {info{1, now + ".Z", nil}, 0, 0, false},
		"ten decimals":              {info{1, now + ".0000000001Z", nil}, 0, 0, false},
		"a comma":                   {info{1, now + ",5Z", nil}, 0, 0, false},
		"no seconds":                {info{1, now[:12] + "Z", nil}, 0, 0, false},
		"the 32nd":                  {info{1, "20261132000000Z", nil}, 0, 0, false},
		"letters":                   {info{1, "2026112500000xZ", nil}, 0, 0, false},
		"a sign":                    {info{1, "2026112500+100Z", nil}, 0, 0, false},
		"a thousand millis":         {info{1, now + "Z", []byte{0x30, 4, 0x80, 2, 3, 0xe8}}, 0, 0, false},
		"negative accuracy":         {info{1, now + "Z", []byte{0x30, 3, 2, 1, 0xff}}, 0, 0, false},
		"accuracy in wrong order":   {info{1, now + "Z", []byte{0x30, 6, 0x81, 1, 3, 0x80, 1, 4}}, 0, 0, false},
		"something else at the end": {info{1, now + "Z", []byte{5, 0}}, 0, 0, false},
		"an endless nonce":          {info{1, now + "Z", append([]byte{2, 100, 1}, make([]byte, 99)...)}, 0, 0, false},
	} {
		token, err := tsp.ParseToken(stamp(t, id, c.info.der(t)))
		if !c.ok {
			if !errors.Is(err, tsp.ErrMalformed) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || token.Verify(digest) != nil || !token.Time.Equal(whole.Add(c.after)) || token.Accuracy != c.accuracy || token.SerialNumber.Cmp(big.NewInt(7)) != 0 {
			t.Errorf("%s: %+v, %v", name, token, err)
		}
	}
}

// The authority that a token names is that of its certificate.
func TestNameOfTheAuthority(t *testing.T) {
	t.Parallel()
	id := pki(t).TSAIdentity()
	name := func(tag byte, raw []byte) []byte {
		element := func(tag byte, in []byte) []byte {
			der, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: int(tag), IsCompound: true, Bytes: in})
			if err != nil {
				t.Fatal(err)
			}
			return der
		}
		return element(0, element(tag, raw))
	}
	rdn, err := asn1.Marshal(id.Certificate.Subject.ToRDNSequence()) // other string types than in the certificate, perhaps
	if err != nil {
		t.Fatal(err)
	}
	other, err := asn1.Marshal(pkix.Name{CommonName: "Penanda Waktu Lain"}.ToRDNSequence())
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		rest []byte
		want error
	}{
		"its name":       {name(4, id.Certificate.RawSubject), nil},
		"spelt anew":     {name(4, rdn), nil},
		"another":        {name(4, other), tsp.ErrName},
		"no name":        {name(4, []byte{0x30, 3, 1, 1, 0}), tsp.ErrName},
		"another form":   {name(0, []byte{6, 2, 0x2a, 3}), nil},
		"with ordering":  {append([]byte{1, 1, 0xff}, name(4, rdn)...), nil},
		"and the nonce":  {append([]byte{2, 1, 9}, name(4, rdn)...), nil},
		"nothing named":  {nil, nil},
		"without a form": {[]byte{0xa0, 0}, tsp.ErrMalformed},
	} {
		token, err := tsp.ParseToken(stamp(t, id, info{1, now + "Z", c.rest}.der(t)))
		if err == nil {
			err = token.Verify(digest)
		}
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Who may stamp time, and when.
func TestCertificateOfTheAuthority(t *testing.T) {
	t.Parallel()
	issue := func(s padestest.Subject) *padestest.Identity {
		s.Name = "Penanda Waktu"
		id, err := pki(t).Issue(s)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	soon := time.Now().Add(time.Hour)
	for name, c := range map[string]struct {
		id   *padestest.Identity
		want error
	}{
		"an authority":        {issue(padestest.Subject{TimeStamping: true}), nil},
		"with an RSA key":     {issue(padestest.Subject{TimeStamping: true, Key: padestest.RSA3072}), nil},
		"a person":            {issue(padestest.Subject{}), tsp.ErrUsage},
		"one for encryption":  {issue(padestest.Subject{TimeStamping: true, Usage: 1 << 2}), tsp.ErrUsage},
		"one of tomorrow":     {issue(padestest.Subject{TimeStamping: true, NotBefore: soon, NotAfter: soon.AddDate(1, 0, 0)}), tsp.ErrExpired},
		"one of the past":     {issue(padestest.Subject{TimeStamping: true, NotBefore: soon.AddDate(-2, 0, 0), NotAfter: soon.AddDate(-1, 0, 0)}), tsp.ErrExpired},
		"one that is revoked": {issue(padestest.Subject{TimeStamping: true}), nil}, // is for package revocation to tell
	} {
		token, err := tsp.ParseToken(stamp(t, c.id, info{1, now + "Z", nil}.der(t)))
		if err != nil {
			t.Fatal(err)
		}
		if err := token.Verify(digest); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := token.Chain(nil); !errors.Is(err, tsp.ErrUntrusted) {
			t.Errorf("%s, no roots: %v", name, err)
		}
	}
}

// A token cannot be changed unnoticed, but in the issuers' certificates, and in
// the version of CMS, which nothing depends on.
func TestEveryByteOfATokenCounts(t *testing.T) {
	t.Parallel()
	id := pki(t).TSAIdentity()
	der, err := pki(t).Token(crypto.SHA256, digest, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i := range der {
		bad := bytes.Clone(der)
		bad[i] ^= 1
		token, err := tsp.ParseToken(bad)
		if err == nil {
			err = token.Verify(digest)
		}
		inChain := i == bytes.Index(der, []byte{2, 1, 3})+2
		for _, c := range id.Chain {
			at := bytes.Index(der, c.Raw)
			inChain = inChain || i >= at && i < at+len(c.Raw)
		}
		if err == nil && !inChain {
			t.Errorf("byte %d of %d may be changed", i, len(der))
		}
	}
}
