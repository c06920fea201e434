package revocation_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"sinergi/pades/internal/revocation"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

type folder struct {
	testing.TB
	dir string
}

func (f folder) write(name string, data []byte) string {
	f.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		f.Fatal(err)
	}
	return path
}

func (f folder) read(name string) []byte {
	f.Helper()
	data, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		f.Fatal(err)
	}
	return data
}

// OpenSSL reads and accepts what we collected as evidence.
func TestOpenSSLReadsOurs(t *testing.T) {
	t.Parallel()
	f := folder{t, t.TempDir()}
	id := issue(t, padestest.Subject{})
	ocsps, _, err := revocation.Collect(context.Background(), chain(id), quick)
	if err != nil {
		t.Fatal(err)
	}
	other := issue(t, padestest.Subject{NoOCSP: true})
	_, crls, err := revocation.Collect(context.Background(), chain(other), quick)
	if err != nil {
		t.Fatal(err)
	}
	ca, issuer, untrusted := f.write("ca.pem", pki(t).RootPEM()), f.write("issuer.pem", pki(t).Intermediate.CertificatePEM()), f.write("chain.pem", id.ChainPEM())
	cert := f.write("cert.pem", id.CertificatePEM())
	out, ok := referee.Run(t, "openssl", "ocsp", "-respin", f.write("r.der", ocsps[0]), "-issuer", issuer, "-cert", cert, "-CAfile", ca, "-verify_other", untrusted)
	if !ok || !strings.Contains(out, "Response verify OK") || !strings.Contains(out, cert+": good") {
		t.Error(out)
	}
	out, ok = referee.Run(t, "openssl", "crl", "-inform", "DER", "-in", f.write("l.der", crls[0]), "-CAfile", issuer, "-noout", "-text")
	if !ok || !strings.Contains(out, "verify OK") {
		t.Error(out)
	}
}

// authority is OpenSSL as the intermediate, with one good and one revoked certificate.
func authority(t *testing.T) (f folder, good, revoked *padestest.Identity, at time.Time) {
	t.Helper()
	f = folder{t, t.TempDir()}
	good, revoked = issue(t, padestest.Subject{}), issue(t, padestest.Subject{})
	at = time.Now().Add(-2 * time.Hour).Truncate(time.Second).UTC()
	key, err := pki(t).Intermediate.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	f.write("key.pem", key)
	f.write("ca.pem", pki(t).Intermediate.CertificatePEM())
	line := func(id *padestest.Identity, state string) string {
		serial := strings.ToUpper(id.Certificate.SerialNumber.Text(16))
		if len(serial)%2 == 1 {
			serial = "0" + serial
		}
		return fmt.Sprintf("%s\t%s\tunknown\t/CN=x\n", strings.Replace(state, "$", id.Certificate.NotAfter.UTC().Format("060102150405Z"), 1), serial)
	}
	f.write("index.txt", []byte(line(good, "V\t$\t")+line(revoked, "R\t$\t"+at.Format("060102150405Z")+",keyCompromise")))
	f.write("number", []byte("01\n"))
	f.write("ca.conf", fmt.Appendf(nil, "[ca]\ndefault_ca=d\n[d]\ndatabase=%[1]s/index.txt\ncrlnumber=%[1]s/number\ncertificate=%[1]s/ca.pem\nprivate_key=%[1]s/key.pem\ndefault_md=sha256\ndefault_crl_days=3\n", f.dir))
	return f, good, revoked, at
}

// We read what OpenSSL makes as a responder, by name and by key, with SHA-256 too, and as an
// authority that publishes a list.
func TestWeReadOpenSSLs(t *testing.T) {
	t.Parallel()
	f, good, revoked, at := authority(t)
	path := func(name string) string { return filepath.Join(f.dir, name) }
	judge := func(name string, id *padestest.Identity, ocsps, crls [][]byte) {
		t.Helper()
		status, err := revocation.Check(id.Certificate, id.Chain[0], ocsps, crls, time.Now())
		if id == good && status.State != revocation.Good || id == revoked && (status.State != revocation.Revoked || !status.RevokedAt.Equal(at) || status.Reason != 1) {
			t.Errorf("%s: %+v, %v", name, status, err)
		}
	}
	if out, ok := referee.Run(t, "openssl", "ca", "-config", path("ca.conf"), "-gencrl", "-out", path("crl.pem")); !ok {
		t.Fatal(out)
	}
	if out, ok := referee.Run(t, "openssl", "crl", "-in", path("crl.pem"), "-outform", "DER", "-out", path("crl.der")); !ok {
		t.Fatal(out)
	}
	list := f.read("crl.der")
	for _, id := range []*padestest.Identity{good, revoked} {
		judge("list", id, nil, [][]byte{list})
		for name, args := range map[string][]string{
			"by name": nil, "by key": {"-resp_key_id"}, "SHA-384": {"-rmd", "sha384"}, "no certificates": {"-resp_no_certs"},
		} {
			request, err := ocsp.CreateRequest(id.Certificate, id.Chain[0], nil)
			if err != nil {
				t.Fatal(err)
			}
			out, ok := referee.Run(t, "openssl", append([]string{
				"ocsp", "-index", path("index.txt"), "-CA", path("ca.pem"), "-rsigner", path("ca.pem"), "-rkey", path("key.pem"),
				"-reqin", f.write("q.der", request), "-respout", path("r.der"), "-ndays", "1",
			}, args...)...)
			if !ok {
				t.Fatal(out)
			}
			judge(name, id, [][]byte{f.read("r.der")}, nil)
		}
	}
}
