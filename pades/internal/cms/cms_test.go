package cms_test

import (
	"context"
	"crypto"
	"errors"
	"sync"
	"testing"

	"sinergi/pades/internal/cms"
	"sinergi/pades/padestest"
)

var document = []byte("Kesepakatan Bersama antara Pemerintah Kabupaten Kampar dan Pemerintah Kota Pekanbaru")

var pki = sync.OnceValues(func() (*padestest.PKI, error) { return padestest.New(padestest.Options{}) })

func issue(t testing.TB, kind padestest.Kind) *padestest.Identity {
	t.Helper()
	p, err := pki()
	if err != nil {
		t.Fatal(err)
	}
	id, err := p.Issue(padestest.Subject{Name: "Bupati Kampar", Key: kind})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var people sync.Map

// person has one key of a kind for all tests, since making RSA keys takes time.
func person(t testing.TB, kind padestest.Kind) *padestest.Identity {
	t.Helper()
	if id, ok := people.Load(kind); ok {
		return id.(*padestest.Identity)
	}
	id, _ := people.LoadOrStore(kind, issue(t, kind))
	return id.(*padestest.Identity)
}

func digest(data []byte) func(crypto.Hash) []byte {
	return func(h crypto.Hash) []byte {
		w := h.New()
		w.Write(data)
		return w.Sum(nil)
	}
}

func params(id *padestest.Identity, hash crypto.Hash) cms.Params {
	return cms.Params{Hash: hash, Digest: digest(document)(hash), Key: id.Key, Certificate: id.Certificate, Chain: id.Chain}
}

func sign(t testing.TB, p cms.Params) []byte {
	t.Helper()
	der, err := cms.Sign(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func parse(t testing.TB, der []byte) *cms.Signature {
	t.Helper()
	s, err := cms.Parse(der)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	kinds  = []padestest.Kind{padestest.RSA2048, padestest.RSA3072, padestest.P256, padestest.P384, padestest.P521}
	floors = []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512}
)

func TestSignedIsVerified(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			id := person(t, kind)
			for _, hash := range floors {
				s := parse(t, sign(t, params(id, hash)))
				if err := s.Verify(digest(document)); err != nil {
					t.Errorf("%v: %v", hash, err)
				}
				if err := s.Verify(digest([]byte("Kesepakatan lain"))); !errors.Is(err, cms.ErrDigest) || errors.Is(err, cms.ErrSignature) {
					t.Errorf("%v, other document: %v", hash, err)
				}
				if !s.Certificate.Equal(id.Certificate) || len(s.Certificates) != 3 || s.HashAlgorithm != hash || s.Timestamp != nil || !s.SigningTime.IsZero() {
					t.Errorf("%v: read %+v", hash, s)
				}
			}
		})
	}
}
