// SPDX-License-Identifier: Apache-2.0

// Package browsertest looks at pages in a real browser, for tests: at a phone
// and at a desk, in the light and in the dark. It says what a person would
// stumble over: a page that scrolls sideways, something too small for a thumb,
// what a screen reader cannot make sense of, an error of a script, or what the
// security policy forbade.
package browsertest

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is a Chromium that lives as long as the test.
type Browser struct {
	ctx   context.Context
	axe   string // the script of axe-core
	shots string
	heard complaints
}

// Start starts a browser.
func Start(t *testing.T) *Browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("no chromium on this machine; tools/prepare installs it")
	}
	axe, err := os.ReadFile(filepath.Join(root(t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal("no axe-core; run make assets")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("enable-unsafe-swiftshader", true), chromedp.Flag("use-gl", "angle"), chromedp.Flag("use-angle", "swiftshader"),
		chromedp.Flag("disable-gpu-compositing", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &Browser{ctx: ctx, axe: string(axe), shots: t.ArtifactDir()}
	if err := chromedp.Listen(ctx, b.heard.hear); err != nil {
		t.Fatal(err)
	}
	return b
}

// root finds the repository's folder.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "package.json")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("not inside the repository")
		}
		dir = up
	}
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
	small = `[...document.querySelectorAll("button, .button, input:not([type=radio], [type=checkbox], [type=hidden]), select, nav a, summary, .choice")]
		.filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height < 43.5 && !e.closest(".map-live, .crumbs") && !e.matches(".skip"); })
		.map(e => e.tagName + " " + e.textContent.trim().slice(0, 20) + " " + e.getBoundingClientRect().height).join("; ")`
	// checks runs axe-core and lists what it found. It does not fetch the style
	// sheets again, which takes as long as everything else: no rule that is asked
	// for reads them, and what plays by itself, for which it fetches too, there is
	// none of.
	checks = `axe.run(document, {preload: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160) + " — " + n.failureSummary).join(" | ")).join("\n"))`
	// alive waits until a live map, where there is one, lives.
	alive = `(() => { const map = document.querySelector("figure[data-live]"); if (map === null) return true;
		const c = map.querySelector("canvas"), svg = document.querySelector("figure.map svg.draw:not([inert])");
		return c !== null && c.getBoundingClientRect().height > 200 && c.getBoundingClientRect().width > 300 && svg === null; })()`
)

// View is how a page is looked at.
type View struct {
	Width int64
	Dark  bool
}

// Phone and Desk are the two widths that matter.
func Phone() View { return View{Width: 360} }

// Desk is a page on a desktop screen.
func Desk() View { return View{Width: 1280} }

// Cookie sets a cookie for an address.
func (b *Browser) Cookie(t *testing.T, address, name, value string) {
	t.Helper()
	err := chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: address})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// Open goes to a page.
func (b *Browser) Open(t *testing.T, address string, v View) {
	t.Helper()
	scheme := "light"
	if v.Dark {
		scheme = "dark"
	}
	err := chromedp.Do(b.ctx, chromedp.EmulateViewport(v.Width, 800), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}), chromedp.Navigate(address))
	if err != nil {
		t.Fatal(err)
	}
}

// Ask evaluates a script that gives a text.
func (b *Browser) Ask(t *testing.T, script string) string {
	t.Helper()
	said, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// Look goes to a page and fails the test with everything that a person would
// stumble over. name is that of its picture.
func (b *Browser) Look(t *testing.T, name, address string, v View) {
	t.Helper()
	b.heard.take()
	b.Open(t, address, v)
	if err := b.becomesAlive(); err != nil {
		t.Errorf("the map does not come to life: %v", err)
	}
	b.Check(t, name)
	// A page that says that something is not there is answered with 404.
	said := slices.DeleteFunc(b.heard.take(), func(s string) bool { return strings.HasSuffix(s, "(Not Found) "+address) })
	if len(said) > 0 {
		t.Errorf("the browser complains: %s", strings.Join(said, "\n"))
	}
}

// picture keeps a picture of the page as it stands, where go test is asked to
// keep what tests make (-artifacts): drawing it takes as long as checking it.
func (b *Browser) picture(t *testing.T, name string) {
	t.Helper()
	if kept := flag.Lookup("test.artifacts"); kept == nil || kept.Value.String() != "true" {
		return
	}
	shot, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.shots, name+".png"), shot, 0o600); err != nil {
		t.Error(err)
	}
}

// becomesAlive waits until what the page draws by script is there.
func (b *Browser) becomesAlive() error { return b.polls(alive, 60*time.Second) }

// polls waits until a script says true. Right after a navigation the browser may
// still throw the script world of the page before away, and with it the question:
// it is then asked again.
func (b *Browser) polls(script string, most time.Duration) (err error) {
	for range 3 {
		_, err = chromedp.Run(b.ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(most)))
		if err == nil || !slices.ContainsFunc([]string{"Cannot find context", "context was destroyed", "navigated or closed"}, func(s string) bool { return strings.Contains(err.Error(), s) }) {
			return err
		}
	}
	return err
}

// Print goes to a page and gives it as it is printed, as PDF.
func (b *Browser) Print(t *testing.T, address string) []byte {
	t.Helper()
	b.Open(t, address, View{Width: 794, Dark: true})
	err := chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := chromedp.Run(b.ctx, chromedp.Action[page.PrintToPDFResult](func(ctx context.Context, tab *chromedp.Target) (page.PrintToPDFResult, error) {
		return cdp.Call(ctx, tab, page.PrintToPDF, page.PrintToPDFParams{})
	}))
	if err != nil {
		t.Fatal(err)
	}
	return sheet.Data
}
