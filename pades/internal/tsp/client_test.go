package tsp_test

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/tsp"
	"sinergi/pades/padestest"
)

var start = sync.OnceValues(func() (*padestest.PKI, error) { return padestest.Serve(padestest.Options{}) })

func pki(t testing.TB) *padestest.PKI {
	t.Helper()
	p, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var digest = func() []byte { d := sha256.Sum256([]byte("a signature value")); return d[:] }()

func TestTokenFitsTheRequest(t *testing.T) {
	t.Parallel()
	for _, hash := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512} {
		h := hash.New()
		h.Write([]byte("a signature value"))
		sum := h.Sum(nil)
		client := tsp.Client{URL: pki(t).TSA(""), Roots: pki(t).Roots(), Policy: padestest.Policy}
		before := time.Now()
		der, err := client.Timestamp(context.Background(), hash, sum)
		if err != nil {
			t.Fatal(err)
		}
		token, err := tsp.ParseToken(der)
		if err != nil {
			t.Fatal(err)
		}
		if err := token.Verify(sum); err != nil {
			t.Error(err)
		}
		if err := token.Verify(append([]byte{1}, sum[1:]...)); !errors.Is(err, tsp.ErrImprint) {
			t.Errorf("other digest: %v", err)
		}
		if token.Hash != hash || token.Accuracy != time.Second || !token.Policy.Equal(padestest.Policy) || token.Nonce == nil ||
			token.Time.Before(before.Add(-2*time.Second)) || token.Time.After(time.Now().Add(time.Second)) {
			t.Errorf("read %+v", token)
		}
		if chain, err := token.Chain(pki(t).Roots()); err != nil || len(chain) != 3 {
			t.Errorf("chain of %d: %v", len(chain), err)
		}
	}
}

// Whatever an authority does wrong has its own name, and never a token.
func TestAuthorityAtFault(t *testing.T) {
	t.Parallel()
	all := []error{
		tsp.ErrMalformed, tsp.ErrImprint, tsp.ErrSignature, tsp.ErrUsage, tsp.ErrExpired, tsp.ErrName, tsp.ErrUntrusted, tsp.ErrUnavailable,
		tsp.ErrTimeout, tsp.ErrAnswer, tsp.ErrRejected, tsp.ErrNonce, tsp.ErrPolicy, tsp.ErrTime, tsp.ErrRequest,
	}
	for fault, want := range map[padestest.Fault][]error{
		padestest.Slow:               {tsp.ErrTimeout},
		padestest.Garbage:            {tsp.ErrAnswer},
		padestest.Empty:              {tsp.ErrAnswer},
		padestest.Huge:               {tsp.ErrAnswer},
		padestest.HTTPError:          {tsp.ErrUnavailable},
		padestest.WrongType:          {tsp.ErrAnswer},
		padestest.NoToken:            {tsp.ErrAnswer},
		padestest.Rejection:          {tsp.ErrRejected},
		padestest.WrongNonce:         {tsp.ErrNonce},
		padestest.NoNonce:            {tsp.ErrNonce},
		padestest.WrongImprint:       {tsp.ErrImprint},
		padestest.WrongHash:          {tsp.ErrImprint},
		padestest.WrongPolicy:        {tsp.ErrPolicy},
		padestest.WrongTime:          {tsp.ErrTime},
		padestest.ExpiredCertificate: {tsp.ErrExpired, tsp.ErrUntrusted},
		padestest.WrongUsage:         {tsp.ErrUsage},
		padestest.Untrusted:          {tsp.ErrUntrusted},
		padestest.BadValue:           {tsp.ErrSignature},
		padestest.NoCertificate:      {tsp.ErrSignature, tsp.ErrUntrusted},
	} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			client := tsp.Client{URL: pki(t).TSA(fault), Roots: pki(t).Roots(), Policy: padestest.Policy}
			if fault == padestest.Slow {
				client.Timeout = 50 * time.Millisecond
			}
			token, err := client.Timestamp(context.Background(), crypto.SHA256, digest)
			if token != nil {
				t.Error("there is a token")
			}
			for _, e := range all {
				wanted := false
				for _, w := range want {
					wanted = wanted || w == e
				}
				if errors.Is(err, e) != wanted {
					t.Errorf("%q is %t in: %v", e, !wanted, err)
				}
			}
		})
	}
}

func TestRejectionIsToldInFull(t *testing.T) {
	t.Parallel()
	client := tsp.Client{URL: pki(t).TSA(padestest.Rejection)}
	_, err := client.Timestamp(context.Background(), crypto.SHA256, digest)
	var r *tsp.RejectedError
	if !errors.As(err, &r) || r.Status != 2 || len(r.Failures) != 1 || r.Failures[0] != "timeNotAvailable" || !strings.Contains(r.Text, "repaired") {
		t.Errorf("%v", err)
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		client tsp.Client
		hash   crypto.Hash
		digest []byte
		want   error
	}{
		"no address":        {tsp.Client{}, crypto.SHA256, digest, tsp.ErrRequest},
		"a file":            {tsp.Client{URL: "file:///etc/hostname"}, crypto.SHA256, digest, tsp.ErrRequest},
		"SHA-1":             {tsp.Client{URL: "http://127.0.0.1:1"}, crypto.SHA1, digest[:20], cms.ErrWeak},
		"digest too short":  {tsp.Client{URL: "http://127.0.0.1:1"}, crypto.SHA256, digest[:31], tsp.ErrRequest},
		"impossible policy": {tsp.Client{URL: "http://127.0.0.1:1", Policy: asn1.ObjectIdentifier{9, 9}}, crypto.SHA256, digest, tsp.ErrRequest},
		"nobody listens":    {tsp.Client{URL: "http://127.0.0.1:1"}, crypto.SHA256, digest, tsp.ErrUnavailable},
	} {
		if _, err := c.client.Timestamp(context.Background(), c.hash, c.digest); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGivingUpIsNoTimeout(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // until then the server does not notice that the client went
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	client := tsp.Client{URL: s.URL}
	_, err := client.Timestamp(ctx, crypto.SHA256, digest)
	if !errors.Is(err, context.Canceled) || errors.Is(err, tsp.ErrTimeout) || errors.Is(err, tsp.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}

// Passwords go to the address that was configured and nowhere else.
func TestPasswordAndRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	t.Cleanup(elsewhere.Close)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, ok := r.BasicAuth(); !ok || user != "kampar" || password != "rahasia" {
			t.Errorf("authentication %q %q", user, password)
		}
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(s.Close)
	client := tsp.Client{URL: s.URL, Username: "kampar", Password: "rahasia"}
	if _, err := client.Timestamp(context.Background(), crypto.SHA256, digest); !errors.Is(err, tsp.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}

// A clock may be wrong on either side, within what is allowed.
func TestSkew(t *testing.T) {
	t.Parallel()
	for off, ok := range map[time.Duration]bool{
		-4 * time.Minute: true, 4 * time.Minute: true, -6 * time.Minute: false, 6 * time.Minute: false,
	} {
		client := tsp.Client{URL: pki(t).TSA(""), Now: func() time.Time { return time.Now().Add(off) }}
		if _, err := client.Timestamp(context.Background(), crypto.SHA256, digest); (err == nil) != ok || err != nil && !errors.Is(err, tsp.ErrTime) {
			t.Errorf("%v off: %v", off, err)
		}
	}
}
