package revocation_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"sinergi/pades/internal/revocation"
	"sinergi/pades/padestest"
)

func chain(id *padestest.Identity) []*x509.Certificate {
	return append([]*x509.Certificate{id.Certificate}, id.Chain...)
}

var quick = &revocation.HTTP{Timeout: 2 * time.Second}

// OCSP for each certificate but the root; its CRL where OCSP does not help; and
// an error where neither does.
func TestCollect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		subject     padestest.Subject
		ocsps, crls int
		want        error
	}{
		"both answer":                   {padestest.Subject{}, 2, 0, nil},
		"an RSA key":                    {padestest.Subject{Key: padestest.RSA2048}, 2, 0, nil},
		"no responder named":            {padestest.Subject{NoOCSP: true}, 1, 1, nil},
		"the responder gives garbage":   {padestest.Subject{OCSP: padestest.Garbage}, 1, 1, nil},
		"nothing":                       {padestest.Subject{OCSP: padestest.Empty}, 1, 1, nil},
		"an answer without end":         {padestest.Subject{OCSP: padestest.Huge}, 1, 1, nil},
		"an error page":                 {padestest.Subject{OCSP: padestest.HTTPError}, 1, 1, nil},
		"tryLater":                      {padestest.Subject{OCSP: padestest.TryLater}, 1, 1, nil},
		"an old answer":                 {padestest.Subject{OCSP: padestest.Stale}, 1, 1, nil},
		"an answer of tomorrow":         {padestest.Subject{OCSP: padestest.Early}, 1, 1, nil},
		"an answer about another":       {padestest.Subject{OCSP: padestest.OtherCert}, 1, 1, nil},
		"an answer of nobody's":         {padestest.Subject{OCSP: padestest.NoEKU}, 1, 1, nil},
		"a forged one":                  {padestest.Subject{OCSP: padestest.BadValue}, 1, 1, nil},
		"unknown":                       {padestest.Subject{OCSP: padestest.UnknownCert}, 1, 1, nil},
		"the issuer answers itself":     {padestest.Subject{OCSP: padestest.Direct}, 2, 0, nil},
		"neither is named":              {padestest.Subject{NoOCSP: true, NoCRL: true}, 1, 0, revocation.ErrNoEvidence},
		"no responder, an old list":     {padestest.Subject{NoOCSP: true, CRL: padestest.Stale}, 1, 0, revocation.ErrWindow},
		"no responder, tomorrow's list": {padestest.Subject{NoOCSP: true, CRL: padestest.Early}, 1, 0, revocation.ErrWindow},
		"no responder, a forged list":   {padestest.Subject{NoOCSP: true, CRL: padestest.BadValue}, 1, 0, revocation.ErrSignature},
		"no responder, another's list":  {padestest.Subject{NoOCSP: true, CRL: padestest.OtherCRL}, 1, 0, revocation.ErrNoEvidence},
		"no responder, a page":          {padestest.Subject{NoOCSP: true, CRL: padestest.HTTPError}, 1, 0, revocation.ErrFetch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := issue(t, c.subject)
			ocsps, crls, err := revocation.Collect(context.Background(), chain(id), quick)
			if len(ocsps) != c.ocsps || len(crls) != c.crls || !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Fatalf("%d responses, %d lists, %v", len(ocsps), len(crls), err)
			}
			for i, cert := range chain(id)[:2] {
				status, err := revocation.Check(cert, id.Chain[i], ocsps, crls, time.Now())
				if known := i > 0 || c.want == nil; known != (status.State == revocation.Good) {
					t.Errorf("certificate %d is then %v: %v", i, status.State, err)
				}
			}
		})
	}
}

func TestCollectOfRevoked(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]padestest.Subject{"by OCSP": {}, "by CRL": {NoOCSP: true}} {
		id := issue(t, s)
		at := time.Now().Add(-time.Hour).Truncate(time.Second)
		pki(t).Revoke(id.Certificate, at, 1)
		ocsps, crls, err := revocation.Collect(context.Background(), chain(id), quick)
		var r *revocation.RevokedError
		if !errors.As(err, &r) || !errors.Is(err, revocation.ErrRevoked) || !r.At.Equal(at) || r.Reason.String() != "keyCompromise" || !r.Certificate.Equal(id.Certificate) {
			t.Errorf("%s: %v", name, err)
		}
		if status, err := revocation.Check(id.Certificate, id.Chain[0], ocsps, crls, at.Add(-time.Second)); status.State != revocation.Good {
			t.Errorf("%s: before, it is %v: %v", name, status.State, err)
		}
		if status, err := revocation.Check(id.Certificate, id.Chain[0], ocsps, crls, at); status.State != revocation.Revoked {
			t.Errorf("%s: then, it is %v: %v", name, status.State, err)
		}
	}
}

func TestCollectNeedsARoot(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.Subject{})
	for name, c := range map[string][]*x509.Certificate{
		"no chain":      nil,
		"root missing":  chain(id)[:2],
		"link missing":  {id.Certificate, id.Chain[1]},
		"two roots":     {id.Certificate, id.Chain[0], id.Chain[1], id.Chain[1]},
		"nothing named": {},
	} {
		if _, _, err := revocation.Collect(context.Background(), c, quick); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A slow authority costs a time-out and no more; one who gives up is told so.
func TestSlowAuthority(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.Subject{OCSP: padestest.Slow})
	ocsps, crls, err := revocation.Collect(context.Background(), chain(id), &revocation.HTTP{Timeout: 100 * time.Millisecond})
	if err != nil || len(ocsps) != 1 || len(crls) != 1 {
		t.Errorf("%d responses, %d lists, %v", len(ocsps), len(crls), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := revocation.Collect(ctx, chain(id), quick); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// published answers from memory.
type published struct {
	ocsp  func(request []byte) ([]byte, error)
	crl   []byte
	lists int
}

func (p *published) OCSP(_ context.Context, _ string, request []byte) ([]byte, error) {
	return p.ocsp(request)
}

func (p *published) CRL(context.Context, string) ([]byte, error) { p.lists++; return p.crl, nil }

// A responder that must be vouched for brings a list along, which is fetched once.
func TestCollectForTheResponder(t *testing.T) {
	t.Parallel()
	p := pki(t)
	id := issue(t, padestest.Subject{})
	responder := delegate(t, time.Now().AddDate(1, 0, 0))
	f := &published{crl: must(t)(p.CRL(p.Intermediate, ""))}
	f.ocsp = func(request []byte) ([]byte, error) {
		r, err := ocsp.ParseRequest(request)
		if err != nil {
			return nil, err
		}
		if r.SerialNumber.Cmp(p.Intermediate.Certificate.SerialNumber) == 0 {
			return p.OCSP(p.Intermediate.Certificate, "")
		}
		return ocsp.CreateResponse(p.Intermediate.Certificate, responder.Certificate, ocsp.Response{
			SerialNumber: r.SerialNumber, ThisUpdate: time.Now(), NextUpdate: time.Now().Add(time.Hour), Certificate: responder.Certificate,
		}, responder.Key)
	}
	ocsps, crls, err := revocation.Collect(context.Background(), chain(id), f)
	if err != nil || len(ocsps) != 2 || len(crls) != 1 || f.lists != 1 {
		t.Errorf("%d responses, %d lists of %d fetched, %v", len(ocsps), len(crls), f.lists, err)
	}
	p.Revoke(responder.Certificate, time.Now().Add(-time.Hour), 1)
	f.crl = must(t)(p.CRL(p.Intermediate, ""))
	ocsps, crls, err = revocation.Collect(context.Background(), chain(id), f)
	if err != nil || len(ocsps) != 1 || len(crls) != 1 {
		t.Errorf("responder revoked: %d responses, %d lists, %v", len(ocsps), len(crls), err)
	}
}

// Certificates name addresses of all kinds; only the web is asked, and it may
// not send the client elsewhere without end or to files.
func TestAddresses(t *testing.T) {
	t.Parallel()
	hops := 0
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/file":
			http.Redirect(w, r, "file:///etc/hostname", http.StatusFound)
		case r.URL.Path == "/once":
			http.Redirect(w, r, s.URL+"/there", http.StatusFound)
		case r.URL.Path == "/there":
			_, _ = w.Write([]byte("list"))
		default:
			hops++
			http.Redirect(w, r, s.URL+"/again", http.StatusFound)
		}
	}))
	t.Cleanup(s.Close)
	ctx := context.Background()
	for _, address := range []string{"", "ldap://ca/cn=x", "file:///etc/hostname", "http://", "::", s.URL + "/file", s.URL + "/again"} {
		if out, err := quick.CRL(ctx, address); !errors.Is(err, revocation.ErrFetch) || out != nil {
			t.Errorf("%s: %q, %v", address, out, err)
		}
	}
	if hops > 5 {
		t.Errorf("followed %d redirects", hops)
	}
	if out, err := quick.CRL(ctx, s.URL+"/once"); err != nil || string(out) != "list" {
		t.Errorf("one redirect: %q, %v", out, err)
	}
	if _, err := quick.OCSP(ctx, strings.Replace(s.URL, "http", "ftp", 1), nil); !errors.Is(err, revocation.ErrFetch) {
		t.Errorf("%v", err)
	}
}
