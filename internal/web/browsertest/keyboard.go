package browsertest

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/sync/errgroup"
)

// The keyboard of somebody who uses no mouse: every place on a page is reached
// by Tab, and what cannot be reached so fails the test.

// maxTabs is how often somebody presses Tab before they give up.
const maxTabs = 250

// Press presses keys, one after the other.
func (b *Browser) Press(t *testing.T, keys string) {
	t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(keys)); err != nil {
		t.Fatal(err)
	}
}

// Tab presses Tab until what a selector names has the focus. It begins behind
// the masthead, by the link that skips it. Where the keys have led decides; how
// often they are pressed before the page is asked for it is only a guess.
func (b *Browser) Tab(t *testing.T, selector string) {
	t.Helper()
	if !b.reaches(t, selector) {
		t.Fatalf("no Tab leads to %s on %s", selector, b.Ask(t, `location.pathname`))
	}
}

// reaches presses Tab as Tab does, and tells whether it led there.
func (b *Browser) reaches(t *testing.T, selector string) bool {
	t.Helper()
	for pressed := 0; pressed <= maxTabs; {
		n, err := strconv.Atoi(b.Ask(t, `(`+away+`)(`+strconv.Quote(selector)+`)`))
		if err != nil {
			t.Fatal(err)
		}
		switch n {
		case 0:
			return true
		case outside:
			b.Press(t, kb.Tab)
			b.Press(t, kb.Enter)
			pressed++
		default:
			b.hold(t, '\t', n)
			pressed += n
		}
	}
	return false
}

// outside says that nothing has the focus yet, and that the first press leads to
// the link that skips the masthead.
const outside = -1

// away guesses how many presses of Tab away it is to what a selector names: 0
// when that has the focus, 1 when there is nothing to go by. Tab stops at one of
// the radio buttons that belong together.
const away = `selector => {
	const at = document.activeElement;
	if (at.matches(selector)) return "0";
	if (at === document.body && !location.hash && document.querySelector("a, button").matches(".skip")) return "-1";
	const from = at === document.body && document.querySelector(":target") || at;
	const group = e => e.type !== "radio" ? [e] : [...document.querySelectorAll("input[type=radio]")].filter(o => o.name === e.name && o.form === e.form);
	const stops = e => { const g = group(e); return !g.includes(at) && e === (g.find(o => o.checked) ?? g[0]); };
	const ahead = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(e => e.tabIndex >= 0 && !e.disabled
		&& e.checkVisibility() && from.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING && stops(e));
	return String(ahead.findIndex(e => e.matches(selector)) + 1 || 1);
}`

// hold holds a key down until the page has got it n times, and lets it go. The
// presses are sent at once and wait for each other in the browser.
func (b *Browser) hold(t *testing.T, key rune, n int) {
	t.Helper()
	events := kb.Encode(key)
	err := chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		all, wait := errgroup.WithContext(ctx)
		for range n {
			all.Go(func() error {
				_, err := cdp.Call(wait, tab, input.DispatchKeyEvent, *events[0])
				return err
			})
		}
		if err := all.Wait(); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, *events[len(events)-1])
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// Type reaches an input and types over what it holds.
func (b *Browser) Type(t *testing.T, selector, text string) {
	t.Helper()
	b.Tab(t, selector)
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl))); err != nil {
		t.Fatal(err)
	}
	b.Press(t, text)
}

// Pick reaches a choice and goes on with the arrow until it is the wanted one:
// of a select by the beginning of its words, of radio buttons by their value.
func (b *Browser) Pick(t *testing.T, selector, want string) {
	t.Helper()
	b.Tab(t, selector)
	chosen := `(() => { const e = document.activeElement; if (e.tagName === "SELECT") return e.selectedOptions[0].text.startsWith(` + strconv.Quote(want) + `) ? "yes" : "";
		if (e.value === ` + strconv.Quote(want) + `) { return e.checked ? "yes" : "here"; } return ""; })()`
	for range 40 {
		switch b.Ask(t, chosen) {
		case "yes":
			return
		case "here":
			b.Press(t, " ")
		default:
			b.Press(t, kb.ArrowDown)
		}
	}
	t.Fatalf("the arrow does not lead to %q of %s", want, selector)
}

// Tick reaches a box and ticks it.
func (b *Browser) Tick(t *testing.T, selector string) {
	t.Helper()
	b.Tab(t, selector)
	b.Press(t, " ")
	if b.Ask(t, `document.activeElement.checked ? "yes" : ""`) == "" {
		t.Fatalf("the space bar does not tick %s", selector)
	}
}

// Attach reaches an input for a file and hands one over. What the system's own
// window for choosing files does is not the page's.
func (b *Browser) Attach(t *testing.T, selector, path string) {
	t.Helper()
	b.Tab(t, selector)
	if err := chromedp.Do(b.ctx, chromedp.SetUploadFiles(chromedp.CSS(selector), []string{path})); err != nil {
		t.Fatal(err)
	}
}

// Enter presses Enter and waits for the page that follows.
func (b *Browser) Enter(t *testing.T) {
	t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.KeyEvent(kb.Enter))); err != nil {
		t.Fatal(err)
	}
}

// Check fails the test with what is wrong with the page as it stands: what axe
// finds, what scrolls sideways, what is too small for a thumb on a phone.
func (b *Browser) Check(t *testing.T, name string) {
	t.Helper()
	if sideways := b.Ask(t, wide); sideways != "" {
		t.Errorf("%s scrolls sideways: %s", name, sideways)
	}
	if tiny := b.Ask(t, `innerWidth < 600 ? `+small+` : ""`); tiny != "" {
		t.Errorf("%s: too small for a thumb: %s", name, tiny)
	}
	if stuck := b.Ask(t, unsendable); stuck != "" {
		t.Errorf("%s: a form cannot be sent, and nobody sees why: %s", name, stuck)
	}
	if found := b.Ask(t, b.axe+";"+checks); found != "" {
		t.Errorf("%s: axe found:\n%s", name, found)
	}
	b.picture(t, name)
}

// unsendable names fields that the browser wants filled in although they are in
// a part of a form that is closed, and what is sent is not.
const unsendable = `[...document.querySelectorAll("details:not([open]) :invalid")].filter(e => e.form && !e.form.closest("details:not([open])") && !e.matches("fieldset")).map(e => e.name).join(" ")`

// Date writes a day as the browser's input for dates takes it from the keys.
func Date(on time.Time) string { return on.Format("01022006") }
