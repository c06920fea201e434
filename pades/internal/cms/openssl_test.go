package cms_test

import (
	"crypto"
	"encoding/asn1"
	"os"
	"path/filepath"
	"testing"

	"sinergi/pades/internal/cms"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// rootFile writes the root for OpenSSL.
func rootFile(t testing.TB, dir string) string {
	t.Helper()
	p, err := pki()
	if err != nil {
		t.Fatal(err)
	}
	return write(t, dir, "ca.pem", p.RootPEM())
}

// OpenSSL accepts what we sign, with every key and hash, and rejects another document.
func TestOpenSSLAcceptsOurs(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		for _, hash := range floors {
			t.Run(kind.String()+" "+hash.String(), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				der := write(t, dir, "s.der", sign(t, params(person(t, kind), hash)))
				for content, want := range map[string]bool{"good": true, "other": false} {
					data := document
					if content == "other" {
						data = append([]byte("x"), document...)
					}
					out, ok := referee.Run(t, "openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", der, "-content", write(t, dir, content, data),
						"-binary", "-CAfile", rootFile(t, dir), "-purpose", "any", "-out", os.DevNull)
					if ok != want {
						t.Errorf("%s document: %s", content, out)
					}
				}
			})
		}
	}
}

// We accept what OpenSSL signs as CAdES, RSASSA-PSS and identification by key too.
func TestWeAcceptOpenSSLs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind padestest.Kind
		args []string
	}{
		"RSA":                   {padestest.RSA2048, nil},
		"RSA, SHA-512":          {padestest.RSA2048, []string{"-md", "sha512"}},
		"RSA by key":            {padestest.RSA2048, []string{"-keyid"}},
		"RSASSA-PSS":            {padestest.RSA2048, []string{"-keyopt", "rsa_padding_mode:pss"}},
		"RSASSA-PSS, SHA-384":   {padestest.RSA2048, []string{"-md", "sha384", "-keyopt", "rsa_padding_mode:pss"}},
		"RSASSA-PSS, long salt": {padestest.RSA2048, []string{"-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:max"}},
		"P-256":                 {padestest.P256, nil},
		"P-521":                 {padestest.P521, []string{"-md", "sha512"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, signedByOpenSSL(t, person(t, c.kind), append([]string{"-cades"}, c.args...)...))
			if err := s.Verify(digest(document)); err != nil {
				t.Error(err)
			}
			if s.SigningTime.IsZero() {
				t.Error("signing-time was not seen, which OpenSSL adds")
			}
			if err := s.Verify(digest([]byte("other"))); err == nil {
				t.Error("another document is accepted")
			}
		})
	}
}

func signedByOpenSSL(t testing.TB, id *padestest.Identity, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	key, err := id.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "s.der")
	all := append([]string{
		"cms", "-sign", "-binary", "-outform", "DER", "-out", out, "-in", write(t, dir, "doc", document),
		"-signer", write(t, dir, "c.pem", id.CertificatePEM()), "-inkey", write(t, dir, "k.pem", key), "-certfile", write(t, dir, "chain.pem", id.ChainPEM()),
	}, args...)
	if text, ok := referee.Run(t, "openssl", all...); !ok {
		t.Fatal(text)
	}
	der, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// OpenSSL verifies the token that comes out of a signature it went into.
func TestTimestampIsCarried(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p, err := pki()
	if err != nil {
		t.Fatal(err)
	}
	der := sign(t, params(issue(t, padestest.P256), crypto.SHA256))
	s := parse(t, der)
	token, err := p.Token(crypto.SHA256, digest(s.SignatureValue)(crypto.SHA256), s.Certificate.NotBefore)
	if err != nil {
		t.Fatal(err)
	}
	with, err := cms.WithTimestamp(der, token)
	if err != nil {
		t.Fatal(err)
	}
	stamped := parse(t, with)
	if err := stamped.Verify(digest(document)); err != nil {
		t.Error(err)
	}
	value := write(t, dir, "value", stamped.SignatureValue)
	out, ok := referee.Run(t, "openssl", "ts", "-verify", "-data", value, "-in", write(t, dir, "t.der", stamped.Timestamp), "-token_in", "-CAfile", rootFile(t, dir))
	if !ok {
		t.Error(out)
	}
	out, ok = referee.Run(t, "openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", write(t, dir, "s.der", with), "-content", write(t, dir, "doc", document),
		"-binary", "-CAfile", rootFile(t, dir), "-purpose", "any", "-out", os.DevNull)
	if !ok {
		t.Error(out)
	}
	if rest, err := asn1.Unmarshal(stamped.Timestamp, new(asn1.RawValue)); err != nil || len(rest) > 0 {
		t.Errorf("token is not one element: %v", err)
	}
}
