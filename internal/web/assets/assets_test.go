// SPDX-License-Identifier: Apache-2.0

package assets

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, h http.Handler, address string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestStylesheetIsServedForEver(t *testing.T) {
	t.Parallel()
	address := URL("app.css")
	if !strings.HasPrefix(address, Prefix+"app.") {
		t.Fatalf("address %q", address)
	}
	w := get(t, Handler(), address)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("got %d, %s", w.Code, w.Header().Get("Content-Type"))
	}
	if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("Cache-Control %q", got)
	}
	if w.Header().Get("Content-Encoding") != "" {
		t.Error("packed for a browser that did not ask for it")
	}
}

func TestPackedForBrowsersThatUnpack(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		accept string
		packed bool
	}{
		"a browser":  {"gzip, deflate, br", true},
		"with a q":   {"br;q=1.0, gzip;q=0.8", true},
		"refused":    {"gzip;q=0", false},
		"only br":    {"br", false},
		"not stated": {"", false},
	}
	plain := get(t, Handler(), URL("app.css")).Body.Bytes()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := get(t, Handler(), URL("app.css"), "Accept-Encoding", tc.accept)
			if got := w.Header().Get("Content-Encoding") == "gzip"; got != tc.packed {
				t.Fatalf("packed: %v, want %v", got, tc.packed)
			}
			body := w.Body.Bytes()
			if tc.packed {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if body, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(body, plain) {
				t.Error("not the same content")
			}
		})
	}
}

func TestOldAddressGetsThePresentContent(t *testing.T) {
	t.Parallel()
	w := get(t, Handler(), Prefix+"app.000000000000.css")
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("got %d, %q", w.Code, w.Header().Get("Cache-Control"))
	}
	w = get(t, Handler(), Prefix+"app.css", "If-None-Match", w.Header().Get("ETag"))
	if w.Code != http.StatusNotModified {
		t.Errorf("asked again: got %d", w.Code)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "nothing.js", ".keep", "../assets.go", "css/app.css", "build.mjs"} {
		if w := get(t, Handler(), Prefix+name); w.Code != http.StatusNotFound {
			t.Errorf("%q: got %d", name, w.Code)
		}
	}
	if got := urlIn(collect(fstest.MapFS{"dist/.keep": {}}), "app.js"); got != "" {
		t.Errorf("a binary without the bundle names %q", got)
	}
}

func TestSameContentSameAddress(t *testing.T) {
	t.Parallel()
	one := collect(fstest.MapFS{"css/a.css": {Data: []byte("a{}")}})
	same := collect(fstest.MapFS{"css/a.css": {Data: []byte("a{}")}})
	other := collect(fstest.MapFS{"css/a.css": {Data: []byte("b{}")}})
	if urlIn(one, "a.css") != urlIn(same, "a.css") || urlIn(one, "a.css") == urlIn(other, "a.css") {
		t.Error("the address must follow the content")
	}
}

func TestStylesheetStaysSmall(t *testing.T) {
	t.Parallel()
	body, err := files.ReadFile("css/app.css")
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > 32_000 {
		t.Errorf("app.css has %d bytes", len(body))
	}
	for _, foreign := range []string{"@import", "http:", "https:", "url("} {
		if strings.Contains(string(body), foreign) {
			t.Errorf("app.css loads something: %s", foreign)
		}
	}
}

func TestLockfileNamesNoRegistry(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("../../../package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(body, []byte(`"resolved"`)) {
		t.Error(`package-lock.json has "resolved" entries`)
	}
}
