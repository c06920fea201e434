package padestest_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"sinergi/pades/padestest"
)

func do(t testing.TB, method, address, contentType string, body []byte) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	out, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, out
}

// Requests by GET have slashes in them, two in a row every now and then.
func TestOCSPByGet(t *testing.T) {
	t.Parallel()
	p := serve(t)
	id := issue(t, p, padestest.Subject{Name: "Bupati Kampar"})
	request, err := ocsp.CreateRequest(id.Certificate, p.Intermediate.Certificate, nil)
	if err != nil {
		t.Fatal(err)
	}
	slashes := ocsp.Request{HashAlgorithm: crypto.SHA1, IssuerNameHash: make([]byte, 20), IssuerKeyHash: make([]byte, 20), SerialNumber: new(big.Int).SetBytes(bytes.Repeat([]byte{0x7f, 0xff, 0xff}, 5))}
	odd, err := slashes.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for want, der := range map[int][]byte{ocsp.Good: request, ocsp.Unknown: odd} {
		text := base64.StdEncoding.EncodeToString(der)
		if want == ocsp.Unknown && !strings.Contains(text, "//") {
			t.Errorf("no slashes in %s", text)
		}
		for _, path := range []string{text, url.QueryEscape(text)} {
			_, answer := do(t, http.MethodGet, id.Certificate.OCSPServer[0]+"/"+path, "", nil)
			if r, err := ocsp.ParseResponse(answer, p.Intermediate.Certificate); err != nil || r.Status != want {
				t.Errorf("%s: %+v, %v", path, r, err)
			}
		}
	}
}

func TestServicesRefuseWhatTheyMust(t *testing.T) {
	t.Parallel()
	p := serve(t)
	at := strings.TrimSuffix(p.TSA(""), "/tsa")
	for name, c := range map[string]struct {
		method, path, kind string
		body               string
		status             int
		text               string
	}{
		"a page of the authority":    {http.MethodGet, "/tsa", "", "", http.StatusMethodNotAllowed, "RFC 3161"},
		"no request for a stamp":     {http.MethodPost, "/tsa", "application/timestamp-query", "x", http.StatusOK, "not a request"},
		"a request of another kind":  {http.MethodPost, "/tsa", "text/plain", "x", http.StatusOK, "not a request"},
		"no request of OCSP":         {http.MethodPost, "/ocsp/root", "application/ocsp-request", "x", http.StatusOK, string(ocsp.MalformedRequestErrorResponse)},
		"nor in the path":            {http.MethodGet, "/ocsp/root/!", "", "", http.StatusOK, string(ocsp.MalformedRequestErrorResponse)},
		"a responder of nobody":      {http.MethodPost, "/ocsp/nobody", "", "", http.StatusNotFound, ""},
		"a list of nobody":           {http.MethodGet, "/crl/nobody", "", "", http.StatusNotFound, ""},
		"a certificate of nobody":    {http.MethodGet, "/ca/nobody", "", "", http.StatusNotFound, ""},
		"the root":                   {http.MethodGet, "/ca/root", "", "", http.StatusOK, string(p.Root.Certificate.Raw)},
		"the intermediate authority": {http.MethodGet, "/ca/intermediate", "", "", http.StatusOK, string(p.Intermediate.Certificate.Raw)},
	} {
		status, body := do(t, c.method, at+c.path, c.kind, []byte(c.body))
		if status != c.status || !bytes.Contains(body, []byte(c.text)) {
			t.Errorf("%s: %d %q", name, status, body)
		}
	}
}

// The authorities live by the clock they are given.
func TestClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 3, 1, 8, 0, 0, 0, time.UTC)
	p, err := padestest.New(padestest.Options{Now: func() time.Time { return now }, Key: padestest.RSA2048})
	if err != nil {
		t.Fatal(err)
	}
	id := issue(t, p, padestest.Subject{Name: "Bupati Kampar"})
	if !id.Certificate.NotBefore.Before(now) || !id.Certificate.NotAfter.After(now) {
		t.Errorf("valid from %v to %v", id.Certificate.NotBefore, id.Certificate.NotAfter)
	}
	now = now.AddDate(0, 1, 0)
	der, err := p.CRL(p.Root, "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := x509.ParseRevocationList(der)
	if err != nil || !l.ThisUpdate.Equal(now.Add(-time.Minute)) || l.CheckSignatureFrom(p.Root.Certificate) != nil {
		t.Errorf("list of %v, %v", l.ThisUpdate, err)
	}
	if der, err = p.OCSP(p.Intermediate.Certificate, ""); err != nil {
		t.Fatal(err)
	}
	if r, err := ocsp.ParseResponse(der, p.Root.Certificate); err != nil || r.Status != ocsp.Good || !r.ThisUpdate.Equal(now.Add(-time.Minute)) {
		t.Errorf("response %+v, %v", r, err)
	}
}
