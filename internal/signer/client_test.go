package signer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

func testClient(t *testing.T, base string) *client {
	t.Helper()
	c, err := newClient(Config{
		Government: "14.01", Contract: ContractV1, BaseURL: base, PlainHTTP: true,
		User: "sinergi", Password: NewSecret([]byte("sandi")), Log: func(context.Context, Call) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var someOrder = Order{By: Who{NIK: "1401010203040001"}, PDF: []byte("%PDF-1.7")}

func TestRequestIsWipedAfterTheCall(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }))
	defer server.Close()
	var sent *payload
	var held []byte
	c := testClient(t, server.URL)
	c.order(t.Context(), "sign", someOrder, Passphrase([]byte("rahasia")), "/api/sign/pdf", func(o Order, f Factor) *payload {
		sent = (&V1{c}).form(o, f)
		held = sent.b
		return sent
	})
	if sent.size() != 0 || bytes.Contains(held, []byte("rahasia")) {
		t.Error("the passphrase is still in memory")
	}
	if n, err := sent.reader().Read(make([]byte, 10)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("a reader of a wiped body gets %d, %v", n, err)
	}
}

func TestGrowingBodyLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := &sink{b: make([]byte, 0, 8)}
	s.text("rahasia")
	first := s.b
	s.text(" dan seterusnya")
	if bytes.Contains(first, []byte("rahasia")) {
		t.Error("the smaller buffer still has it")
	}
	if string(s.b) != "rahasia dan seterusnya" {
		t.Errorf("got %s", s.b)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var visits atomic.Int64
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(status)
		}))
		c := testClient(t, server.URL)
		got := c.order(t.Context(), "sign", someOrder, Passphrase([]byte("rahasia")), "/api/sign/pdf", (&V1{c}).form)
		if got.Refusal != WrongPath || visits.Load() != 0 {
			t.Errorf("%d: got %+v, %d visits elsewhere", status, got, visits.Load())
		}
		server.Close()
		elsewhere.Close()
	}
}

// net/http repeats requests by itself on connections that were used before;
// each call must have its own.
func TestEveryCallHasItsOwnConnection(t *testing.T) {
	t.Parallel()
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c := testClient(t, server.URL)
	for range 3 {
		c.order(t.Context(), "sign", someOrder, Passphrase([]byte("rahasia")), "/api/sign/pdf", (&V1{c}).form)
	}
	if connections.Load() != 3 {
		t.Errorf("%d connections for 3 calls", connections.Load())
	}
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	if err := wait(t.Context(), time.Millisecond); err != nil {
		t.Error(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if err := wait(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Whoever asks for a document by its id learns that it is there, that it is
// not, or that he must ask again.
func TestRetrievingAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		want   string
	}{
		"not there":             {404, "", "refused/not_kept"},
		"not there, in words":   {400, `{"error":"Dokumen tidak ditemukan"}`, "refused/not_kept"},
		"the application's key": {401, "", "refused/app_denied"},
		"a web page":            {200, "<html>", "unknown/not_fetched"},
		"an id, again":          {200, `{"id_dokumen":"a1"}`, "unknown/not_fetched"},
		"down":                  {503, "", "unknown/not_fetched"},
		"another document":      {200, "%PDF-1.4 other", "unknown/altered"},
		"our own document":      {200, "%PDF-1.7", "unknown/unsigned"},
		"signed":                {200, "%PDF-1.7<00>/ByteRange [0 8 12 20]", "signed"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			}))
			defer server.Close()
			c := testClient(t, server.URL)
			got := (&V1{c}).Retrieve(t.Context(), someOrder, "a1")
			if got.word() != tc.want {
				t.Errorf("got %s", got.word())
			}
			if got.Outcome == Unknown && got.ID != "a1" {
				t.Errorf("the id is lost: %+v", got)
			}
			// In the middle of signing the service has just said that it signed: a
			// document that is not there is a doubt then, never a refusal.
			if got := c.fetch(t.Context(), someOrder, "a1"); got.Outcome == Refused {
				t.Errorf("while signing: got %s", got.word())
			}
		})
	}
}
