// SPDX-License-Identifier: Apache-2.0

package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const keyboardPage = `<!doctype html><html lang="id"><title>Uji</title><body><a class="skip" href="#main">Langsung ke isi</a><a id="menu" href="/">Menu</a>
<main id="main" tabindex="-1"><h1>Uji</h1>
<a id="first" href="/">Pertama</a><button id="off" disabled>Mati</button><input id="unseen" type="hidden"><p hidden><input id="gone"></p>
<input type="radio" name="r" id="r1"><input type="radio" name="r" id="r2" checked><input type="radio" name="r" id="r3">
<input id="day" type="date"><details><summary id="fold">Lipatan</summary><input id="inside"></details>
<p tabindex="-1" id="never">Tidak dapat dicapai</p><input id="text"><select id="choice"><option>a</option></select><button id="last">Kirim</button>
</main><script>var seen = []; addEventListener("focusin", e => { if (seen.at(-1) !== e.target.id) seen.push(e.target.id) })</script></body></html>`

// However often the keys are pressed before the page is asked, they pass every
// place in its order, and nothing is reached that Tab does not come to.
func TestTabPassesEveryPlaceInOrder(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(keyboardPage))
	}))
	t.Cleanup(srv.Close)
	b := Start(t)
	want := "main first r2 day fold text choice last"
	for _, way := range []string{"#last", "#text #last", "#first #r2 #day #fold #text #choice #last"} {
		b.Open(t, srv.URL, Desk())
		for at := range strings.FieldsSeq(way) {
			b.Tab(t, at)
			if got := b.Ask(t, `"#" + document.activeElement.id`); got != at {
				t.Errorf("the focus is at %s, not at %s", got, at)
			}
		}
		if got := b.Ask(t, `seen.filter(id => id !== "").join(" ")`); got != want {
			t.Errorf("%s: passed %s, want %s", way, got, want)
		}
	}
	for _, at := range []string{"#off", "#unseen", "#gone", "#inside", "#never", "#r1"} {
		b.Open(t, srv.URL, Desk())
		if b.reaches(t, at) {
			t.Errorf("Tab leads to %s", at)
		}
	}
}
