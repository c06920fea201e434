package padestest_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

func serve(t testing.TB) *padestest.PKI {
	t.Helper()
	p, err := padestest.Serve(padestest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func issue(t testing.TB, p *padestest.PKI, s padestest.Subject) *padestest.Identity {
	t.Helper()
	id, err := p.Issue(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestPeopleMaySignAndNobodyIsMisled(t *testing.T) {
	t.Parallel()
	p := serve(t)
	id := issue(t, p, padestest.Subject{Name: "Wali Kota Pekanbaru", Key: padestest.RSA2048})
	c := id.Certificate
	if c.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment || !strings.Contains(c.Subject.CommonName, padestest.Mark) {
		t.Errorf("%v with usage %b", c.Subject, c.KeyUsage)
	}
	if _, err := c.Verify(x509.VerifyOptions{Roots: p.Roots(), Intermediates: pool(id.Chain), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Error(err)
	}
	expired := issue(t, p, padestest.Subject{Name: "Lama", NotBefore: time.Now().AddDate(-2, 0, 0), NotAfter: time.Now().AddDate(-1, 0, 0)})
	if _, err := expired.Certificate.Verify(x509.VerifyOptions{Roots: p.Roots(), Intermediates: pool(id.Chain)}); err == nil {
		t.Error("an expired certificate is accepted")
	}
}

func pool(certs []*x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range certs {
		p.AddCert(c)
	}
	return p
}

func TestPKCS12(t *testing.T) {
	t.Parallel()
	id := issue(t, serve(t), padestest.Subject{Name: "Bupati Kampar", Key: padestest.P384})
	der, err := id.PKCS12("rahasia")
	if err != nil {
		t.Fatal(err)
	}
	_, cert, chain, err := pkcs12.DecodeChain(der, "rahasia")
	if err != nil || !cert.Equal(id.Certificate) || len(chain) != 2 {
		t.Errorf("%v, %v, %d issuers", err, cert, len(chain))
	}
	path := filepath.Join(t.TempDir(), "id.p12")
	if err := os.WriteFile(path, der, 0o600); err != nil {
		t.Fatal(err)
	}
	out, ok := referee.Run(t, "openssl", "pkcs12", "-in", path, "-passin", "pass:rahasia", "-noenc", "-info")
	if !ok || strings.Count(out, "BEGIN CERTIFICATE") != 3 || !strings.Contains(out, "BEGIN PRIVATE KEY") {
		t.Error(out)
	}
	if out, ok := referee.Run(t, "openssl", "pkcs12", "-in", path, "-passin", "pass:salah", "-noenc"); ok {
		t.Error("opened with a wrong password: " + out)
	}
}

// OpenSSL as a client of the responder, the CRL and the time-stamp authority.
func TestOpenSSLUsesTheServices(t *testing.T) {
	t.Parallel()
	p := serve(t)
	id := issue(t, p, padestest.Subject{Name: "Bupati Kampar"})
	gone := issue(t, p, padestest.Subject{Name: "Bupati Lama"})
	p.Revoke(gone.Certificate, time.Now().Add(-time.Minute), 1)
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ca, chain := file("ca.pem", p.RootPEM()), file("chain.pem", id.ChainPEM())
	issuer := file("issuer.pem", p.Intermediate.CertificatePEM())
	for name, c := range map[string]struct {
		id   *padestest.Identity
		want string
	}{"good": {id, "good"}, "revoked": {gone, "revoked"}} {
		cert := file(name+".pem", c.id.CertificatePEM())
		out, ok := referee.Run(t, "openssl", "ocsp", "-issuer", issuer, "-cert", cert, "-url", c.id.Certificate.OCSPServer[0], "-CAfile", ca, "-verify_other", chain)
		if !ok || !strings.Contains(out, cert+": "+c.want) || !strings.Contains(out, "Response verify OK") {
			t.Errorf("%s by OCSP: %s", name, out)
		}
		crl, err := p.CRL(p.Intermediate, "")
		if err != nil {
			t.Fatal(err)
		}
		out, ok = referee.Run(t, "openssl", "verify", "-crl_check", "-CAfile", ca, "-untrusted", chain, "-CRLfile", file("crl.pem", padestest.CRLPEM(crl)), cert)
		if ok != (c.want == "good") {
			t.Errorf("%s by CRL: %s", name, out)
		}
	}
}
