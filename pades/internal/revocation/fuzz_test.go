package revocation_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"sinergi/pades/internal/revocation"
	"sinergi/pades/padestest"
)

// handedOver tells the fuzzer's workers, which are processes with keys of their
// own, what the process that makes the seeds knows.
const handedOver = "SINERGI_FUZZ_EVIDENCE"

// material is what evidence is about, pieces of it, and the signature values by
// which it is genuine.
type material struct {
	chain       []*x509.Certificate
	ocsps, crls [][]byte
	genuine     [][]byte
}

func seeds(f *testing.F) material {
	f.Helper()
	id := issue(f, padestest.Subject{})
	m := material{chain: chain(id)}
	for _, fault := range []padestest.Fault{"", padestest.Direct, padestest.NoNext} {
		der := must(f)(pki(f).OCSP(id.Certificate, fault))
		r, err := ocsp.ParseResponse(der, nil)
		if err != nil {
			f.Fatal(err)
		}
		m.ocsps, m.genuine = append(m.ocsps, der), append(m.genuine, r.Signature)
	}
	for _, fault := range []padestest.Fault{"", padestest.OnlyCAs} {
		der := must(f)(pki(f).CRL(pki(f).Intermediate, fault))
		m.crls, m.genuine = append(m.crls, der), append(m.genuine, der[len(der)-64:])
	}
	if handed := os.Getenv(handedOver); handed != "" {
		m.take(f, strings.Fields(handed))
		return m
	}
	var texts []string
	for _, c := range m.chain {
		texts = append(texts, hex.EncodeToString(c.Raw))
	}
	for _, value := range m.genuine {
		texts = append(texts, hex.EncodeToString(value))
	}
	f.Setenv(handedOver, strings.Join(texts, " "))
	return m
}

// take puts what was handed over in the place of one's own.
func (m *material) take(f *testing.F, texts []string) {
	f.Helper()
	m.genuine = nil
	for i, text := range texts {
		der, err := hex.DecodeString(text)
		if err != nil {
			f.Fatal(err)
		}
		if i >= len(m.chain) {
			m.genuine = append(m.genuine, der)
			continue
		}
		if m.chain[i], err = x509.ParseCertificate(der); err != nil {
			f.Fatal(err)
		}
	}
}

// Whatever evidence comes in: no panic, no state without a genuine signature,
// and no unknown state without a reason.
func FuzzCheck(f *testing.F) {
	m := seeds(f)
	for _, der := range m.ocsps {
		f.Add(der, m.crls[0])
	}
	f.Add(m.ocsps[0], m.crls[1])
	f.Fuzz(func(t *testing.T, response, list []byte) {
		status, err := revocation.Check(m.chain[0], m.chain[1], [][]byte{response}, [][]byte{list}, time.Now())
		if (status.State == revocation.Unknown) != (err != nil) {
			t.Errorf("%v, %v", status.State, err)
		}
		if status.State == revocation.Unknown {
			return
		}
		for _, value := range m.genuine {
			if bytes.Contains(status.Evidence, value) {
				return
			}
		}
		t.Errorf("%v by what nobody signed", status.State)
	})
}

// Whatever authorities answer to Collect: no panic, and never an incomplete
// collection without an error.
func FuzzCollect(f *testing.F) {
	m := seeds(f)
	f.Add(m.ocsps[0], m.crls[0])
	f.Add(m.ocsps[1], m.crls[1])
	f.Fuzz(func(t *testing.T, response, list []byte) {
		p := &published{crl: list, ocsp: func([]byte) ([]byte, error) { return response, nil }}
		_, _, err := revocation.Collect(context.Background(), m.chain, p)
		if !errors.Is(err, revocation.ErrNoEvidence) { // of the intermediate, about which no answer is
			t.Errorf("%v", err)
		}
	})
}
