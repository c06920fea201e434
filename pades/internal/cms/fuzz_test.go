package cms_test

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sinergi/pades/internal/cms"
	"sinergi/pades/padestest"
)

// handedOver tells the fuzzer's workers, which are processes with keys of their
// own, what was signed in the process that makes the seeds.
const handedOver = "SINERGI_FUZZ_SIGNED"

func fingerprint(s *cms.Signature) string { return fmt.Sprintf("%x", sha256.Sum256(s.Signed())) }

// Whatever comes in: no panic; what was read is written again byte by byte, so
// that nothing that is not DER was read; and nothing verifies but what a seed's
// key signed.
func FuzzParse(f *testing.F) {
	p, err := pki()
	if err != nil {
		f.Fatal(err)
	}
	signed := strings.Fields(os.Getenv(handedOver))
	for _, kind := range []padestest.Kind{padestest.P256, padestest.RSA2048} {
		der := sign(f, params(issue(f, kind), crypto.SHA256))
		s := parse(f, der)
		signed = append(signed, fingerprint(s))
		token, err := p.Token(crypto.SHA256, digest(s.SignatureValue)(crypto.SHA256), s.Certificate.NotBefore)
		if err != nil {
			f.Fatal(err)
		}
		stamped, err := cms.WithTimestamp(der, token)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(der)
		f.Add(stamped)
		f.Add(token)
	}
	f.Setenv(handedOver, strings.Join(signed, " "))
	f.Fuzz(func(t *testing.T, der []byte) {
		if trimmed, err := cms.Trim(der); err == nil && !bytes.HasPrefix(der, trimmed) {
			t.Error("trimmed to something else")
		}
		s, err := cms.Parse(der)
		if err != nil {
			return
		}
		if again, err := s.Reencode(); err != nil || !bytes.Equal(again, der) {
			t.Errorf("read %x, wrote %x, %v", der, again, err)
		}
		if s.Verify(digest(document)) == nil && !slices.Contains(signed, fingerprint(s)) {
			t.Error("accepted what nobody signed")
		}
	})
}

// Algorithms in all forms: no panic, and only genuine signatures.
func FuzzVerifyData(f *testing.F) {
	id := issue(f, padestest.RSA2048)
	f.Add(cms.Algorithm(cms.OIDRSAPSS, 0x30, 0), []byte("value"))
	f.Add(cms.Algorithm(cms.OIDRSA, 5, 0), []byte("value"))
	f.Fuzz(func(t *testing.T, algorithm, value []byte) {
		if cms.VerifyData(id.Certificate.PublicKey, algorithm, document, value) == nil {
			t.Error("accepted")
		}
	})
}
