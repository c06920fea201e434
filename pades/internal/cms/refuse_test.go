package cms_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"testing"
	"time"

	"sinergi/pades/internal/cms"
	"sinergi/pades/padestest"
)

// key is one that does what a test says.
type key struct {
	crypto.Signer
	sign func(digest []byte) ([]byte, error)
}

func (k key) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	return k.sign(digest)
}

var errToken = errors.New("the token was pulled out")

func TestSigningIsRefused(t *testing.T) {
	t.Parallel()
	id, other := issue(t, padestest.P256), person(t, padestest.RSA2048)
	good := params(id, crypto.SHA256)
	for name, c := range map[string]struct {
		change func(*cms.Params)
		want   error
	}{
		"SHA-1":            {func(p *cms.Params) { p.Hash, p.Digest = crypto.SHA1, p.Digest[:20] }, cms.ErrWeak},
		"SHA-224":          {func(p *cms.Params) { p.Hash, p.Digest = crypto.SHA224, p.Digest[:28] }, cms.ErrWeak},
		"no hash":          {func(p *cms.Params) { p.Hash = 0 }, cms.ErrAlgorithm},
		"short digest":     {func(p *cms.Params) { p.Digest = p.Digest[1:] }, cms.ErrAlgorithm},
		"RSA 1024":         {func(p *cms.Params) { *p = params(person(t, padestest.RSA1024), crypto.SHA256) }, cms.ErrWeak},
		"P-224":            {func(p *cms.Params) { *p = params(issue(t, padestest.P224), crypto.SHA256) }, cms.ErrWeak},
		"Ed25519":          {func(p *cms.Params) { edwards(t, p) }, cms.ErrAlgorithm},
		"no key":           {func(p *cms.Params) { p.Key = nil }, cms.ErrKey},
		"no certificate":   {func(p *cms.Params) { p.Certificate = nil }, cms.ErrKey},
		"another's key":    {func(p *cms.Params) { p.Key = other.Key }, cms.ErrKey},
		"another's answer": {func(p *cms.Params) { p.Key = key{id.Key, signs(issue(t, padestest.P256))} }, cms.ErrSignature},
		"an empty answer":  {func(p *cms.Params) { p.Key = key{id.Key, func([]byte) ([]byte, error) { return nil, nil }} }, cms.ErrSignature},
		"an error":         {func(p *cms.Params) { p.Key = key{id.Key, func([]byte) ([]byte, error) { return nil, errToken }} }, errToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := good
			p.Digest = bytes.Clone(p.Digest)
			c.change(&p)
			if der, err := cms.Sign(context.Background(), p); !errors.Is(err, c.want) || der != nil {
				t.Errorf("%v", err)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := cms.Sign(ctx, good); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}

func edwards(t *testing.T, p *cms.Params) {
	t.Helper()
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, pub, priv)
	if err != nil {
		t.Fatal(err)
	}
	p.Key = priv
	if p.Certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
}

// remote is a key behind a network.
type remote struct {
	crypto.Signer
	asked int
}

type contextKey struct{}

func (r *remote) SignContext(ctx context.Context, rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if ctx.Value(contextKey{}) != nil {
		r.asked++
	}
	return r.Sign(rand, digest, opts)
}

func TestKeyThatWaitsIsGivenTheContext(t *testing.T) {
	t.Parallel()
	id := person(t, padestest.RSA2048)
	k := &remote{Signer: id.Key}
	p := params(id, crypto.SHA512)
	p.Key = k
	der, err := cms.Sign(context.WithValue(context.Background(), contextKey{}, true), p)
	if err != nil || k.asked != 1 {
		t.Fatalf("asked %d times, %v", k.asked, err)
	}
	if err := parse(t, der).Verify(digest(document)); err != nil {
		t.Error(err)
	}
}

// OpenSSL signs with weak keys and hashes; we do not take it.
func TestWeakSignaturesOfOthers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind padestest.Kind
		args []string
	}{
		"RSA 1024": {padestest.RSA1024, nil},
		"P-224":    {padestest.P224, nil},
		"SHA-1":    {padestest.RSA2048, []string{"-md", "sha1"}},
		"SHA-224":  {padestest.P256, []string{"-md", "sha224"}},
	} {
		der := signedByOpenSSL(t, person(t, c.kind), append([]string{"-cades"}, c.args...)...)
		if err := parse(t, der).Verify(digest(document)); !errors.Is(err, cms.ErrWeak) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOtherShapes(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.P256)
	two := person(t, padestest.RSA2048)
	attached := signedByOpenSSL(t, id, "-cades", "-nodetach")
	if _, err := cms.Parse(attached); !errors.Is(err, cms.ErrAttached) {
		t.Errorf("attached: %v", err)
	}
	s, err := cms.ParseContent(attached, cms.OIDData)
	if err != nil || !bytes.Equal(s.Content, document) || s.VerifyContent() != nil {
		t.Errorf("attached, as such: %v", err)
	}
	der := sign(t, params(id, crypto.SHA256))
	if _, err := cms.ParseContent(der, cms.OIDData); !errors.Is(err, cms.ErrMalformed) {
		t.Errorf("detached, as attached: %v", err)
	}
	if _, err := cms.ParseContent(attached, asn1.ObjectIdentifier{1, 2, 3}); !errors.Is(err, cms.ErrMalformed) {
		t.Errorf("other content: %v", err)
	}
	keyPEM, err := two.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	both := signedByOpenSSL(t, id, "-cades", "-signer", write(t, dir, "c2.pem", two.CertificatePEM()), "-inkey", write(t, dir, "k2.pem", keyPEM))
	if _, err := cms.Parse(both); !errors.Is(err, cms.ErrSigners) {
		t.Errorf("two signers: %v", err)
	}
	plain := signedByOpenSSL(t, id)
	exactly(t, parse(t, plain).Verify(digest(document)), cms.ErrNoSigningCertificate)
	bare := signedByOpenSSL(t, id, "-cades", "-nocerts")
	exactly(t, parse(t, bare).Verify(digest(document)), cms.ErrNoCertificate)
}

func TestTimestampOnlyOnce(t *testing.T) {
	t.Parallel()
	der := sign(t, params(issue(t, padestest.P256), crypto.SHA256))
	token := []byte{0x30, 3, 2, 1, 7}
	with, err := cms.WithTimestamp(der, token)
	if err != nil {
		t.Fatal(err)
	}
	s := parse(t, with)
	if !bytes.Equal(s.Timestamp, token) || len(s.Timestamps) != 1 {
		t.Errorf("token %x", s.Timestamp)
	}
	if err := s.Verify(digest(document)); err != nil {
		t.Error(err)
	}
	if _, err := cms.WithTimestamp(with, token); !errors.Is(err, cms.ErrTimestamped) {
		t.Errorf("again: %v", err)
	}
	for name, bad := range map[string][]byte{"nothing": nil, "no DER": {1, 2, 3}, "two elements": append(bytes.Clone(token), token...)} {
		if _, err := cms.WithTimestamp(der, bad); !errors.Is(err, cms.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := cms.WithTimestamp([]byte("x"), token); !errors.Is(err, cms.ErrMalformed) {
		t.Errorf("no signature: %v", err)
	}
}

func signs(id *padestest.Identity) func([]byte) ([]byte, error) {
	return func(digest []byte) ([]byte, error) { return id.Key.Sign(rand.Reader, digest, crypto.SHA256) }
}
