package tsp_test

import (
	"context"
	"crypto"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sinergi/pades/internal/tsp"
	"sinergi/pades/padestest"
)

// handedOver tells the fuzzer's workers, which are processes with keys of their
// own, what was stamped in the process that makes the seeds.
const handedOver = "SINERGI_FUZZ_STAMPED"

// fingerprints are of the authority and of what it says.
func fingerprints(t *tsp.Token) (authority, said string) {
	return fmt.Sprintf("%x", sha256.Sum256(t.Certificate.Raw)), fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, t.Time, t.SerialNumber, t.Nonce, t.Policy)))
}

// Whatever comes in: no panic, and no token of a seed's authority but what it made.
// (Authorities of earlier runs may be in the fuzzer's cache.)
func FuzzParseToken(f *testing.F) {
	stamped := strings.Fields(os.Getenv(handedOver))
	id := pki(f).TSAIdentity()
	for _, rest := range [][]byte{nil, {0x30, 6, 0x80, 1, 3, 0x81, 1, 4}, {1, 1, 0xff, 2, 1, 9, 0xa1, 8, 0x30, 6, 6, 2, 0x2a, 3, 4, 0}} {
		der := stamp(f, id, info{1, now + ".25Z", rest}.der(f))
		token, err := tsp.ParseToken(der)
		if err != nil {
			f.Fatal(err)
		}
		who, what := fingerprints(token)
		stamped = append(stamped, who, what)
		f.Add(der)
	}
	f.Setenv(handedOver, strings.Join(stamped, " "))
	f.Fuzz(func(t *testing.T, der []byte) {
		token, err := tsp.ParseToken(der)
		if err != nil {
			if !errors.Is(err, tsp.ErrMalformed) {
				t.Errorf("%v", err)
			}
			return
		}
		if _, err := token.Chain(pki(t).Roots()); err == nil && token.Certificate == nil {
			t.Error("a chain from nowhere")
		}
		if token.Verify(digest) == nil {
			if who, what := fingerprints(token); slices.Contains(stamped, who) && !slices.Contains(stamped, what) {
				t.Errorf("accepted what nobody stamped: %+v", token)
			}
		}
	})
}

// answer is an HTTP transport that always gives the same answer.
type answer []byte

func (a answer) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/timestamp-reply"}},
		Body: io.NopCloser(strings.NewReader(string(a))),
	}, nil
}

// No answer made beforehand is ever an answer to a new request.
func FuzzAnswer(f *testing.F) {
	token, err := pki(f).Token(crypto.SHA256, digest, time.Now())
	if err != nil {
		f.Fatal(err)
	}
	wrap := func(b ...byte) []byte { return append([]byte{0x30, 0x82, byte(len(b) >> 8), byte(len(b))}, b...) }
	f.Add(wrap(append([]byte{0x30, 3, 2, 1, 0}, token...)...))
	f.Add([]byte("\x30\x13\x30\x11\x02\x01\x02\x30\x08\x0c\x06sorry\x0a\x03\x02\x00\x80"))
	for _, fault := range []padestest.Fault{padestest.Rejection, padestest.NoToken, padestest.Garbage} {
		f.Add([]byte(fault))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		client := tsp.Client{URL: "http://tsa.example/", HTTP: &http.Client{Transport: answer(body)}}
		got, err := client.Timestamp(context.Background(), crypto.SHA256, digest)
		if err == nil || got != nil {
			t.Error("accepted")
		}
		var r *tsp.RejectedError
		if errors.As(err, &r) && len([]rune(r.Text)) > 201 {
			t.Errorf("a text of %d bytes is passed on", len(r.Text))
		}
	})
}
