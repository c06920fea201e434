package cms_test

import (
	"bytes"
	"crypto"
	"errors"
	"os"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/cms"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

// inBER writes ContentInfo, its content and SignedData with indefinite length,
// as Bouncy Castle does.
func inBER(t testing.TB, der []byte) []byte {
	t.Helper()
	in := cryptobyte.String(der)
	var info, oid, wrapped, data cryptobyte.String
	explicit := casn1.Tag(0).ContextSpecific().Constructed()
	if !in.ReadASN1(&info, casn1.SEQUENCE) || !info.ReadASN1Element(&oid, casn1.OBJECT_IDENTIFIER) ||
		!info.ReadASN1(&wrapped, explicit) || !wrapped.ReadASN1(&data, casn1.SEQUENCE) {
		t.Fatal("no signature")
	}
	open := func(tag byte, parts ...[]byte) []byte {
		return append(append([]byte{tag, 0x80}, bytes.Join(parts, nil)...), 0, 0)
	}
	return open(0x30, oid, open(0xa0, open(0x30, data)))
}

func TestBERIsReadAndToldApart(t *testing.T) {
	t.Parallel()
	id := person(t, padestest.RSA2048)
	ours := sign(t, params(id, crypto.SHA256))
	ber := inBER(t, ours)
	whole, err := cms.Trim(append(bytes.Clone(ber), make([]byte, 1000)...))
	if err != nil || !bytes.Equal(whole, ber) {
		t.Errorf("trimmed to %d of %d bytes, %v", len(whole), len(ber), err)
	}
	s := parse(t, ber)
	if err := s.Verify(digest(document)); err != nil || !s.BER {
		t.Errorf("%v, BER %t", err, s.BER)
	}
	exactly(t, s.Verify(digest([]byte("x"))), cms.ErrDigest)
	for i := range ber {
		if _, err := cms.Parse(ber[:i]); !errors.Is(err, cms.ErrMalformed) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
	dir := t.TempDir()
	out, ok := referee.Run(t, "openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", write(t, dir, "s.ber", ber), "-content", write(t, dir, "doc", document),
		"-binary", "-CAfile", rootFile(t, dir), "-purpose", "any", "-out", os.DevNull)
	if !ok {
		t.Errorf("OpenSSL does not read it: %s", out)
	}
	if parse(t, ours).BER {
		t.Error("DER is taken for BER")
	}
	attached := signedByOpenSSL(t, id, "-cades", "-stream", "-nodetach") // the content in pieces
	s, err = cms.ParseContent(attached, cms.OIDData)
	if err != nil || !s.BER || !bytes.Equal(s.Content, document) {
		t.Fatalf("in pieces: %v", err)
	}
	if err := s.VerifyContent(); err != nil {
		t.Errorf("in pieces: %v", err)
	}
}

func TestBERWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string][]byte{
		"opened only":           {0x30, 0x80},
		"half an end":           {0x30, 0x80, 0},
		"open octets":           {0x30, 0x80, 4, 0x80, 0, 0, 0, 0},
		"a hundred thousand":    bytes.Repeat([]byte{0x30, 0x80}, 100_000),
		"pieces in pieces":      append(bytes.Repeat([]byte{0x24, 0x80}, 100), make([]byte, 200)...),
		"pieces of other kinds": {0x30, 0x80, 0x24, 0x80, 2, 1, 1, 0, 0, 0, 0},
	} {
		if _, err := cms.Parse(bad); !errors.Is(err, cms.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := cms.Trim(bad); err == nil && bad[0] == 0x24 {
			t.Errorf("%s: trimmed", name)
		}
	}
}
