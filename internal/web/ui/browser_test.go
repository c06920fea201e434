// SPDX-License-Identifier: Apache-2.0

package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"sinergi/internal/i18n"
	"sinergi/internal/web/assets"
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

// browser starts a Chromium that lives as long as the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine; tools/prepare installs it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("enable-unsafe-swiftshader", true), chromedp.Flag("use-gl", "angle"), chromedp.Flag("use-angle", "swiftshader"),
		chromedp.Flag("disable-gpu-compositing", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// complaints collects what the browser reports: errors of scripts, things that
// did not load, and what the security policy forbade.
type complaints struct {
	sync.Mutex
	said []string
}

func (c *complaints) hear(event any) {
	c.Lock()
	defer c.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			c.said = append(c.said, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		c.said = append(c.said, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			for _, arg := range e.Args {
				c.said = append(c.said, string(arg.Value)+arg.Description)
			}
		}
	}
}

func (c *complaints) take() []string {
	c.Lock()
	defer c.Unlock()
	said := c.said
	c.said = nil
	return said
}

const (
	// wide says what makes the page scroll sideways.
	wide = `(() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".scroll, .chain, svg"))
			.slice(0, 5).map(e => e.tagName + "." + e.className).join(" ") || "?"; })()`
	// small lists what a thumb cannot hit.
	small = `[...document.querySelectorAll("button, .button, input:not([type=radio], [type=checkbox]), select, nav a, summary, .choice")]
		.filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height < 43.5 && !e.closest(".map-live, .crumbs") && !e.matches(".skip"); })
		.map(e => e.tagName + " " + e.textContent.trim().slice(0, 20) + " " + e.getBoundingClientRect().height).join("; ")`
	// checks runs axe-core and lists what it found.
	checks = `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160) + " — " + n.failureSummary).join(" | ")).join("\n"))`
	// alive waits until the map lives.
	alive = `(() => { const c = document.querySelector("figure[data-live] canvas"), svg = document.querySelector("figure.map svg.draw:not([inert])");
		return c !== null && c.getBoundingClientRect().height > 200 && c.getBoundingClientRect().width > 300 && svg === null; })()`
)

// look is how a page is looked at.
type look struct {
	name   string
	width  int64
	scheme string
}

func (l look) at(address string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(
		chromedp.EmulateViewport(l.width, 800),
		chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}},
			})
			return err
		}),
		chromedp.Navigate(address),
	)
}

// ask evaluates a script that gives a text.
func ask(t *testing.T, ctx context.Context, script string) string {
	t.Helper()
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return said
}

func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("../../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("no axe-core; run make assets")
	}
	server := gallery(t)
	ctx := browser(t)
	var heard complaints
	if err := chromedp.Listen(ctx, heard.hear); err != nil {
		t.Fatal(err)
	}
	shots := t.ArtifactDir()
	for _, name := range []string{"statement", "form", "quiet", "failure"} {
		for _, lang := range i18n.Languages() {
			for _, l := range []look{{"360", 360, "light"}, {"1280", 1280, "light"}, {"1280-dark", 1280, "dark"}} {
				title := fmt.Sprintf("%s-%s-%s", name, lang, l.name)
				t.Run(title, func(t *testing.T) {
					if err := chromedp.Do(ctx, l.at(server.URL+"/"+name+"/"+lang)); err != nil {
						t.Fatal(err)
					}
					if name == "statement" && assets.URL("map.js") != "" {
						if _, err := chromedp.Run(ctx, chromedp.Poll[bool](alive, chromedp.WithPollingTimeout(60*time.Second))); err != nil {
							t.Errorf("the map does not come to life: %v", err)
						}
					}
					if sideways := ask(t, ctx, wide); sideways != "" {
						t.Errorf("the page scrolls sideways: %s", sideways)
					}
					if tiny := ask(t, ctx, small); tiny != "" && l.width == 360 {
						t.Errorf("too small for a thumb: %s", tiny)
					}
					if found := ask(t, ctx, string(axe)+";"+checks); found != "" {
						t.Errorf("axe found:\n%s", found)
					}
					shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
					if err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(filepath.Join(shots, title+".png"), shot, 0o600); err != nil {
						t.Error(err)
					}
					if said := heard.take(); len(said) > 0 {
						t.Errorf("the browser complains: %s", strings.Join(said, "\n"))
					}
				})
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
	ctx := browser(t)
	onPaper := chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	})
	for _, name := range []string{"statement", "form"} {
		if err := chromedp.Do(ctx, look{"", 794, "dark"}.at(server.URL+"/"+name+"/id"), onPaper); err != nil {
			t.Fatal(err)
		}
		if found := ask(t, ctx, unprinted); found != "" {
			t.Errorf("%s: on paper: %s", name, found)
		}
		if paper := ask(t, ctx, `getComputedStyle(document.documentElement).backgroundColor`); paper != "rgb(255, 255, 255)" {
			t.Errorf("%s: the paper is %s", name, paper)
		}
		if name == "statement" && ask(t, ctx, `getComputedStyle(document.querySelector("figure.map svg.wide")).display`) == "none" {
			t.Error("the map is not printed")
		}
		sheet, err := chromedp.Run(ctx, chromedp.Action[page.PrintToPDFResult](func(ctx context.Context, tab *chromedp.Target) (page.PrintToPDFResult, error) {
			return cdp.Call(ctx, tab, page.PrintToPDF, page.PrintToPDFParams{})
		}))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name+".pdf"), sheet.Data, 0o600); err != nil {
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
