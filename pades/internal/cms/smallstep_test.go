package cms_test

import (
	"testing"

	"github.com/smallstep/pkcs7"

	"sinergi/pades/padestest"
)

// Another reader of CMS in Go, by other people, agrees.
func TestSmallstepAcceptsOurs(t *testing.T) {
	t.Parallel()
	p, err := pki()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []padestest.Kind{padestest.RSA2048, padestest.P256, padestest.P384, padestest.P521} {
		id := person(t, kind)
		for _, hash := range floors {
			m, err := pkcs7.Parse(sign(t, params(id, hash)))
			if err != nil {
				t.Fatal(err)
			}
			m.Content = document
			if err := m.VerifyWithChainAtTime(p.Roots(), id.Certificate.NotBefore.AddDate(0, 0, 1)); err != nil {
				t.Errorf("%v, %v: %v", kind, hash, err)
			}
			if c := m.GetOnlySigner(); c == nil || !c.Equal(id.Certificate) {
				t.Errorf("%v, %v: signer %v", kind, hash, c)
			}
			m.Content = append([]byte("x"), document...)
			if m.Verify() == nil {
				t.Errorf("%v, %v: another document is accepted", kind, hash)
			}
		}
	}
}
