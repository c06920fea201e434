package browsertest

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Stand puts the phone at a place, and lets pages ask for it.
func (b *Browser) Stand(t *testing.T, lat, lon, accuracy float64) {
	t.Helper()
	err := chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, browser.SetPermission, browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "geolocation"}, Setting: browser.PermissionSettingGranted}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &accuracy})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// Await waits until a script says true, on whatever page a press leads to.
func (b *Browser) Await(t *testing.T, what, script string) {
	t.Helper()
	if err := b.polls(script, 45*time.Second); err != nil {
		t.Fatalf("%s: %v; the page says: %s", what, err, b.Ask(t, `document.body.innerText`))
	}
}
