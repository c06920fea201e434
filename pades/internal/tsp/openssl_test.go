package tsp_test

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/tsp"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

func write(t testing.TB, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// authority serves OpenSSL as a time-stamp authority.
func authority(t testing.TB, id *padestest.Identity, settings string) string {
	t.Helper()
	dir := t.TempDir()
	key, err := id.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(`
[tsa]
default_tsa = tsa1
[tsa1]
serial = %[1]s/serial
crypto_device = builtin
signer_cert = %[2]s
certs = %[3]s
signer_key = %[4]s
default_policy = 1.3.6.1.4.1.32473.2
digests = sha256, sha384, sha512
%[5]s
`, dir, write(t, dir+"/c.pem", id.CertificatePEM()), write(t, dir+"/chain.pem", id.ChainPEM()), write(t, dir+"/k.pem", key), settings)
	file := write(t, dir+"/tsa.conf", []byte(config))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := filepath.Join(dir, "q.tsq")
		f, err := os.Create(query)
		if err == nil {
			_, err = f.ReadFrom(r.Body)
			err = errors.Join(err, f.Close())
		}
		reply := filepath.Join(dir, "r.tsr")
		if out, ok := referee.Run(t, "openssl", "ts", "-reply", "-config", file, "-queryfile", query, "-out", reply); !ok || err != nil {
			t.Errorf("%v %s", err, out)
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		http.ServeFile(w, r, reply)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestOpenSSLAsAuthority(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]string{
		"plain":            "signer_digest = sha256",
		"by SHA-1 name":    "signer_digest = sha256\ness_cert_id_alg = sha1",
		"whole chain":      "signer_digest = sha384\ness_cert_id_chain = yes",
		"everything":       "signer_digest = sha512\ntsa_name = yes\nordering = yes\naccuracy = secs:1, millisecs:500, microsecs:100\nclock_precision_digits = 6",
		"SHA-512 to names": "signer_digest = sha256\ness_cert_id_alg = sha512",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := tsp.Client{URL: authority(t, pki(t).TSAIdentity(), settings), Roots: pki(t).Roots()}
			der, err := client.Timestamp(context.Background(), crypto.SHA256, digest)
			if err != nil {
				t.Fatal(err)
			}
			token, err := tsp.ParseToken(der)
			if err != nil {
				t.Fatal(err)
			}
			if name == "everything" && (!token.Ordering || token.Accuracy != 1500100*time.Microsecond || token.Time.Nanosecond()%1000 != 0) {
				t.Errorf("read %+v", token)
			}
		})
	}
}

// OpenSSL signs with SHA-1 or a short key if it is told to; we do not take it.
func TestWeakAuthority(t *testing.T) {
	t.Parallel()
	client := tsp.Client{URL: authority(t, pki(t).TSAIdentity(), "signer_digest = sha1")}
	if _, err := client.Timestamp(context.Background(), crypto.SHA256, digest); !errors.Is(err, cms.ErrWeak) {
		t.Errorf("SHA-1: %v", err)
	}
	id, err := pki(t).Issue(padestest.Subject{Name: "Penanda Waktu Lemah", Key: padestest.RSA1024, TimeStamping: true})
	if err != nil {
		t.Fatal(err)
	}
	client.URL = authority(t, id, "signer_digest = sha256")
	if _, err := client.Timestamp(context.Background(), crypto.SHA256, digest); !errors.Is(err, cms.ErrWeak) {
		t.Errorf("RSA 1024: %v", err)
	}
}

func TestOpenSSLVerifiesTokens(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	client := tsp.Client{URL: pki(t).TSA("")}
	der, err := client.Timestamp(context.Background(), crypto.SHA256, digest)
	if err != nil {
		t.Fatal(err)
	}
	ca := write(t, dir+"/ca.pem", pki(t).RootPEM())
	token := write(t, dir+"/t.der", der)
	for data, want := range map[string]bool{"a signature value": true, "another": false} {
		out, ok := referee.Run(t, "openssl", "ts", "-verify", "-data", write(t, dir+"/data", []byte(data)), "-in", token, "-token_in", "-CAfile", ca)
		if ok != want {
			t.Errorf("%s: %s", data, out)
		}
	}
}
