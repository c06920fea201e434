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

// fingerprints are of the signer and of what was signed.
func fingerprints(s *cms.Signature) (signer, signed string) {
	return fmt.Sprintf("%x", sha256.Sum256(s.Certificate.Raw)), fmt.Sprintf("%x", sha256.Sum256(s.Signed()))
}

// Whatever comes in: no panic; what was read is written again byte by byte, so
// that nothing that is not DER was read; and nothing verifies as a seed's signer's
// but what they signed. (Signers of earlier runs may be in the fuzzer's cache.)
func FuzzParse(f *testing.F) {
	p, err := pki()
	if err != nil {
		f.Fatal(err)
	}
	signed := strings.Fields(os.Getenv(handedOver))
	for _, kind := range []padestest.Kind{padestest.P256, padestest.RSA2048} {
		der := sign(f, params(issue(f, kind), crypto.SHA256))
		s := parse(f, der)
		who, what := fingerprints(s)
		signed = append(signed, who, what)
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
		f.Add(inBER(f, der))
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
		again, err := s.Reencode()
		if err != nil || !s.BER && !bytes.Equal(again, der) {
			t.Errorf("read %x, wrote %x, %v", der, again, err)
		}
		if twice, err := cms.Parse(again); err != nil || twice.BER || !bytes.Equal(twice.Signed(), s.Signed()) {
			t.Errorf("read %x, then another: %v", der, err)
		}
		if s.Verify(digest(document)) == nil {
			if who, what := fingerprints(s); slices.Contains(signed, who) && !slices.Contains(signed, what) {
				t.Error("accepted what nobody signed")
			}
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
