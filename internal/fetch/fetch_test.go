package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sinergi/internal/fetch"
)

func kindOf(t *testing.T, err error) fetch.Kind {
	t.Helper()
	var e *fetch.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no fetch error", err)
	}
	return e.Kind
}

// Nothing is asked of this machine or a private network, whatever the address
// says and wherever a redirect leads.
func TestNothingInsideIsAsked(t *testing.T) {
	t.Parallel()
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":"):]
	for _, address := range []string{srv.URL, "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port, "http://0.0.0.0" + port, "http://10.0.0.1", "http://169.254.169.254/latest", "http://[fe80::1]", "http://[fd00::1]"} {
		_, err := fetch.New(fetch.Options{Timeout: 2 * time.Second}).Get(t.Context(), fetch.Request{Address: address})
		if kindOf(t, err) != fetch.Inside {
			t.Errorf("%s: %v", address, err)
		}
	}
	if asked > 0 {
		t.Errorf("the server was asked %d times", asked)
	}
	for address, outside := range map[string]bool{
		"8.8.8.8": true, "36.86.0.1": true, "2606:4700::1111": true, "127.0.0.1": false, "::1": false, "192.168.1.1": false, "172.16.0.1": false, "100.64.0.1": false, "0.1.2.3": false,
		"224.0.0.1": false, "255.255.255.255": false, "64:ff9b::a00:1": false, "2002:a00:1::": false, "::ffff:10.0.0.1": false, "::": false, "192.0.0.1": false, "198.18.0.1": false,
	} {
		if fetch.Outside(netip.MustParseAddr(address)) != outside {
			t.Errorf("%s is told to be outside: %v", address, !outside)
		}
	}
}

// Only what changed is sent again; the key goes to the host that was named and to
// no other; what is too long, too slow or refused is told, without the address.
func TestWhatIsAskedAndTold(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "" || r.Header.Get("Referer") != "" {
			t.Errorf("the key went to another host: %v", r.Header)
		}
		_, _ = w.Write([]byte("elsewhere"))
	}))
	defer other.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "rahasia" {
			w.Header().Set("Retry-After", "120")
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte("content"))
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte("x"), 2000)) })
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = z.Write(bytes.Repeat([]byte("x"), 1<<20))
		_ = z.Close()
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	c := fetch.New(fetch.Options{Inside: true, Timeout: 500 * time.Millisecond, Bytes: 1000})
	get := func(path, key, tag string) (fetch.Answer, error) {
		return c.Get(t.Context(), fetch.Request{Address: srv.URL + path + "?token=geheim", Header: "X-Api-Key", Key: key, ETag: tag})
	}
	a, err := get("/file", "rahasia", "")
	if err != nil || string(a.Body) != "content" || a.ETag != `"1"` || a.Status != 200 {
		t.Errorf("%+v: %v", a, err)
	}
	if a, err := get("/file", "rahasia", `"1"`); err != nil || a.Status != 304 || len(a.Body) > 0 {
		t.Errorf("what one has: %+v, %v", a, err)
	}
	if a, err := get("/away", "rahasia", ""); err != nil || string(a.Body) != "elsewhere" {
		t.Errorf("redirected: %+v, %v", a, err)
	}
	_, err = get("/file", "salah", "")
	var e *fetch.Error
	if !errors.As(err, &e) || e.Kind != fetch.Refused || e.Status != 401 || e.After != 2*time.Minute {
		t.Errorf("refused: %+v", err)
	}
	for path, want := range map[string]fetch.Kind{"/round": fetch.Refused, "/large": fetch.TooLarge, "/bomb": fetch.TooLarge, "/slow": fetch.Slow, "/none": fetch.Refused} {
		_, err := get(path, "rahasia", "")
		if kindOf(t, err) != want {
			t.Errorf("%s: %v", path, err)
		}
		if strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "rahasia") || strings.Contains(err.Error(), srv.URL) {
			t.Errorf("%s tells a secret: %v", path, err)
		}
	}
	gone := httptest.NewServer(mux)
	gone.Close()
	if _, err := c.Get(t.Context(), fetch.Request{Address: gone.URL + "/?token=geheim"}); kindOf(t, err) != fetch.NoAnswer || strings.Contains(err.Error(), "geheim") {
		t.Errorf("nobody there: %v", err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Get(stopped, fetch.Request{Address: srv.URL}); kindOf(t, err) != fetch.NoAnswer {
		t.Errorf("stopped: %v", err)
	}
	if _, err := c.Get(t.Context(), fetch.Request{Address: ":bad"}); kindOf(t, err) != fetch.NoAnswer {
		t.Errorf("no address: %v", err)
	}
}
