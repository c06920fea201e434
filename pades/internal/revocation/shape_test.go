package revocation_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/revocation"
	"sinergi/pades/padestest"
)

// shape is an OCSP response of the intermediate, its parts to be bent.
type shape struct {
	serial    *big.Int
	before    []byte // the responderID: the version
	id        []byte
	status    []byte
	this      string
	single    []byte // behind thisUpdate
	after     []byte // behind the answers: extensions
	algorithm asn1.ObjectIdentifier
	hash      crypto.Hash
	certs     []byte // behind the signature
	kind      asn1.ObjectIdentifier
	outer     []byte // in the place of all
}

var (
	ecdsaSHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	ecdsaSHA1   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}
	basic       = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}
)

func sequence(b *cryptobyte.Builder, f cryptobyte.BuilderContinuation) { b.AddASN1(casn1.SEQUENCE, f) }

func keyBits(t *testing.T, c *x509.Certificate) []byte {
	t.Helper()
	var spki struct {
		Algorithm asn1.RawValue
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.RawSubjectPublicKeyInfo, &spki); err != nil {
		t.Fatal(err)
	}
	return spki.Key.Bytes
}

func (s shape) der(t *testing.T) []byte {
	t.Helper()
	ca := pki(t).Intermediate
	var data cryptobyte.Builder
	sequence(&data, func(b *cryptobyte.Builder) {
		b.AddBytes(s.before)
		b.AddBytes(s.id)
		b.AddASN1(casn1.GeneralizedTime, func(b *cryptobyte.Builder) { b.AddBytes([]byte(s.this)) })
		sequence(b, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1})
					})
					name, key := sha256.Sum256(ca.Certificate.RawSubject), sha256.Sum256(keyBits(t, ca.Certificate))
					b.AddASN1OctetString(name[:])
					b.AddASN1OctetString(key[:])
					b.AddASN1BigInt(s.serial)
				})
				b.AddBytes(s.status)
				b.AddASN1(casn1.GeneralizedTime, func(b *cryptobyte.Builder) { b.AddBytes([]byte(s.this)) })
				b.AddBytes(s.single)
			})
		})
		b.AddBytes(s.after)
	})
	tbs := data.BytesOrPanic()
	h := s.hash.New()
	h.Write(tbs)
	value, err := ca.Key.Sign(rand.Reader, h.Sum(nil), s.hash)
	if err != nil {
		t.Fatal(err)
	}
	var b cryptobyte.Builder
	sequence(&b, func(b *cryptobyte.Builder) {
		if s.outer != nil {
			b.AddBytes(s.outer)
			return
		}
		b.AddASN1Enum(0)
		b.AddASN1(casn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(s.kind)
				b.AddASN1(casn1.OCTET_STRING, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) {
						b.AddBytes(tbs)
						sequence(b, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(s.algorithm) })
						b.AddASN1BitString(value)
						b.AddBytes(s.certs)
					})
				})
			})
		})
	})
	return b.BytesOrPanic()
}

func explicit(tag uint8, inside ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.Tag(tag).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
		for _, in := range inside {
			b.AddBytes(in)
		}
	})
	return b.BytesOrPanic()
}

func seq(inside ...byte) []byte { return append([]byte{0x30, byte(len(inside))}, inside...) }

// Every part of a response, well and badly made; all are signed by the issuer.
func TestShapesOfResponses(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.Subject{})
	ca := pki(t).Intermediate
	keyHash := sha1.Sum(keyBits(t, ca.Certificate))
	now := time.Now().UTC()
	at := func(d time.Duration) []byte {
		return append([]byte{24, 15}, now.Add(d).Format("20060102150405Z")...)
	}
	nonce := seq(seq(append([]byte{6, 9, 0x2b, 6, 1, 5, 5, 7, 48, 1, 2}, 4, 2, 4, 0)...)...)
	critical := seq(seq(6, 2, 0x2a, 3, 1, 1, 0xff, 4, 0)...)
	reason := func(code ...byte) []byte { return explicit(1, at(-time.Hour), explicit(0, code)) }
	for name, c := range map[string]struct {
		bend  func(*shape)
		state revocation.State
		want  error
	}{
		"plain":                   {func(*shape) {}, revocation.Good, nil},
		"by key":                  {func(s *shape) { s.id = explicit(2, append([]byte{4, 20}, keyHash[:]...)) }, revocation.Good, nil},
		"by another key":          {func(s *shape) { s.id = explicit(2, append([]byte{4, 20}, make([]byte, 20)...)) }, 0, revocation.ErrResponder},
		"by nothing":              {func(s *shape) { s.id = explicit(2) }, 0, revocation.ErrMalformed},
		"by half a name":          {func(s *shape) { s.id = explicit(1) }, 0, revocation.ErrMalformed},
		"by a number":             {func(s *shape) { s.id = []byte{2, 1, 1} }, 0, revocation.ErrMalformed},
		"version told":            {func(s *shape) { s.before = explicit(0, []byte{2, 1, 0}) }, revocation.Good, nil},
		"version 2":               {func(s *shape) { s.before = explicit(0, []byte{2, 1, 1}) }, 0, revocation.ErrMalformed},
		"a nonce":                 {func(s *shape) { s.after = explicit(1, nonce) }, revocation.Good, nil},
		"a critical extension":    {func(s *shape) { s.after = explicit(1, critical) }, 0, revocation.ErrMalformed},
		"no extensions":           {func(s *shape) { s.after = explicit(1) }, 0, revocation.ErrMalformed},
		"half an extension":       {func(s *shape) { s.after = explicit(1, seq(seq(6, 2, 0x2a, 3)...)) }, 0, revocation.ErrMalformed},
		"a critical one within":   {func(s *shape) { s.single = explicit(1, critical) }, 0, revocation.ErrMalformed},
		"an uncritical one":       {func(s *shape) { s.single = explicit(1, nonce) }, revocation.Good, nil},
		"half of one within":      {func(s *shape) { s.single = explicit(1, []byte{5, 0}) }, 0, revocation.ErrMalformed},
		"until tomorrow":          {func(s *shape) { s.single = explicit(0, at(24*time.Hour)) }, revocation.Good, nil},
		"until before it began":   {func(s *shape) { s.single = explicit(0, at(-24*time.Hour)) }, 0, revocation.ErrMalformed},
		"until nothing":           {func(s *shape) { s.single = explicit(0) }, 0, revocation.ErrMalformed},
		"more within":             {func(s *shape) { s.single = []byte{5, 0} }, 0, revocation.ErrMalformed},
		"more behind":             {func(s *shape) { s.after = []byte{5, 0} }, 0, revocation.ErrMalformed},
		"a time with fractions":   {func(s *shape) { s.this = s.this[:14] + ".5Z" }, 0, revocation.ErrMalformed},
		"revoked":                 {func(s *shape) { s.status = explicit(1, at(-time.Hour)) }, revocation.Revoked, nil},
		"revoked with a reason":   {func(s *shape) { s.status = reason(10, 1, 4) }, revocation.Revoked, nil},
		"revoked without a date":  {func(s *shape) { s.status = explicit(1) }, 0, revocation.ErrMalformed},
		"a reason of its own":     {func(s *shape) { s.status = reason(10, 1, 77) }, revocation.Revoked, nil},
		"a reason in words":       {func(s *shape) { s.status = reason(12, 1, 'x') }, 0, revocation.ErrMalformed},
		"good, and something":     {func(s *shape) { s.status = []byte{0x80, 1, 0} }, 0, revocation.ErrMalformed},
		"unknown":                 {func(s *shape) { s.status = []byte{0x82, 0} }, 0, revocation.ErrNotKnown},
		"a fourth status":         {func(s *shape) { s.status = []byte{0x83, 0} }, 0, revocation.ErrMalformed},
		"signed with SHA-1":       {func(s *shape) { s.algorithm, s.hash = ecdsaSHA1, crypto.SHA1 }, 0, revocation.ErrSignature},
		"certificates unreadable": {func(s *shape) { s.certs = explicit(0, seq(seq()...)) }, revocation.Good, nil},
		"certificates no list":    {func(s *shape) { s.certs = explicit(0, []byte{5, 0}) }, 0, revocation.ErrMalformed},
		"a certificate no DER":    {func(s *shape) { s.certs = explicit(0, seq(5, 0)) }, 0, revocation.ErrMalformed},
		"too many certificates":   {func(s *shape) { s.certs = explicit(0, seq(bytes.Repeat([]byte{0x30, 0}, 17)...)) }, 0, revocation.ErrMalformed},
		"another kind of answer":  {func(s *shape) { s.kind = ecdsaSHA256 }, 0, revocation.ErrMalformed},
		"success, and nothing":    {func(s *shape) { s.outer = []byte{10, 1, 0} }, 0, revocation.ErrMalformed},
		"sigRequired":             {func(s *shape) { s.outer = []byte{10, 1, 5} }, 0, revocation.ErrRefused},
		"no status":               {func(s *shape) { s.outer = []byte{2, 1, 0} }, 0, revocation.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shape{
				serial: id.Certificate.SerialNumber, id: explicit(1, ca.Certificate.RawSubject), status: []byte{0x80, 0},
				this: now.Format("20060102150405Z"), algorithm: ecdsaSHA256, hash: crypto.SHA256, kind: basic,
			}
			c.bend(&s)
			status, err := revocation.Check(id.Certificate, id.Chain[0], [][]byte{s.der(t)}, nil, now)
			if status.State != c.state || !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%v, %v", status.State, err)
			}
			if name == "a reason of its own" && status.Reason.String() != "reason 77" {
				t.Errorf("reason %v", status.Reason)
			}
		})
	}
}

func TestStatesHaveNames(t *testing.T) {
	t.Parallel()
	for state, want := range map[revocation.State]string{revocation.Good: "good", revocation.Revoked: "revoked", revocation.Unknown: "unknown"} {
		if got := state.String(); got != want {
			t.Errorf("%s for %s", got, want)
		}
	}
}
