// SPDX-License-Identifier: Apache-2.0

package ui_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sinergi/internal/i18n"
	"sinergi/internal/web/assets"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/ui"
)

// gallery serves the pages of the gallery under /<page>/<language>.
func gallery(t *testing.T) *httptest.Server {
	t.Helper()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	templates := ui.New(text, assets.URL)
	mux := http.NewServeMux()
	mux.Handle("GET "+assets.Prefix, assets.Handler())
	geojson, err := routeMap(t, i18n.Indonesian).GeoJSON()
	if err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("GET /border.geojson", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/geo+json")
		_, _ = w.Write(geojson)
	})
	views := map[string]*ui.View{}
	for _, name := range []string{"statement", "form", "quiet"} {
		if views[name], err = templates.Parse(os.DirFS("testdata"), name+".html"); err != nil {
			t.Fatal(err)
		}
	}
	if views["failure"], err = templates.Failures(); err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages() {
		pages := map[string]*ui.Page{"statement": statementPage(t, lang), "form": formPage(text, lang), "quiet": quietPage(lang), "failure": failurePage(text, lang)}
		for name, p := range pages {
			mux.HandleFunc("GET /"+name+"/"+lang, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.Header().Set("Content-Security-Policy", ui.CSP(p.Map))
				if err := views[name].Render(w, p); err != nil {
					t.Error(err)
				}
			})
		}
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	server := gallery(t)
	b := browsertest.Start(t)
	for _, name := range []string{"statement", "form", "quiet", "failure"} {
		for _, lang := range i18n.Languages() {
			for look, view := range map[string]browsertest.View{"360": browsertest.Phone(), "1280": browsertest.Desk(), "1280-dark": {Width: 1280, Dark: true}} {
				title := name + "-" + lang + "-" + look
				t.Run(title, func(t *testing.T) { b.Look(t, title, server.URL+"/"+name+"/"+lang, view) })
			}
		}
	}
}

// unprinted lists what must not be on paper and is.
const unprinted = `[...document.querySelectorAll(".sections, .crumbs, .languages, .menu, .buttons, .button, .filters, .map-live, .tabs")]
	.filter(e => e.getClientRects().length > 0).map(e => e.tagName + "." + e.className).join(" ")`

func TestPagesOnPaper(t *testing.T) {
	t.Parallel()
	server := gallery(t)
	b := browsertest.Start(t)
	for _, name := range []string{"statement", "form"} {
		sheet := b.Print(t, server.URL+"/"+name+"/id")
		if found := b.Ask(t, unprinted); found != "" {
			t.Errorf("%s: on paper: %s", name, found)
		}
		if paper := b.Ask(t, `getComputedStyle(document.documentElement).backgroundColor`); paper != "rgb(255, 255, 255)" {
			t.Errorf("%s: the paper is %s", name, paper)
		}
		if name == "statement" && b.Ask(t, `getComputedStyle(document.querySelector("figure.map svg.wide")).display`) == "none" {
			t.Error("the map is not printed")
		}
		if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name+".pdf"), sheet, 0o600); err != nil {
			t.Error(err)
		}
	}
}

func TestPagesWithoutScripts(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	onlyStyles := func(name string) string {
		if name == "app.css" {
			return "/assets/app.css"
		}
		return ""
	}
	view, err := ui.New(text, onlyStyles).Parse(os.DirFS("testdata"), "statement.html")
	if err != nil {
		t.Fatal(err)
	}
	var made bytes.Buffer
	if err := view.Render(&made, statementPage(t, i18n.Indonesian)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(made.String(), "<script") || !strings.Contains(made.String(), `<svg xmlns="http://www.w3.org/2000/svg" class="draw`) {
		t.Error("a page of a binary without the bundle must do without scripts and keep its drawings")
	}
}
