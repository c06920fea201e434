package front

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/web/ui"
)

func TestWhatAFormMayHold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value, want string
		bad         bool
	}{
		"plain text":                 {"Alasan saya", "Alasan saya", false},
		"letters of other scripts":   {"عقد 协议", "عقد 协议", false},
		"NUL":                        {"a\x00b", "", true},
		"no UTF-8":                   {"a\xffb", "", true},
		"turned around":              {"tidak \u202etubkret", "tidak tubkret", false},
		"longer than any field":      {strings.Repeat("a", MaxText+1), "", true},
		"as long as a field may be ": {strings.Repeat("a", MaxText), strings.Repeat("a", MaxText), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(url.Values{"f": {c.value}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			v := &Visit{R: r}
			if err := v.readForm(MaxText); (err != nil) != c.bad {
				t.Fatalf("%v, want bad %v", err, c.bad)
			}
			if got := r.PostFormValue("f"); !c.bad && got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// A field that cannot be read is named by how it begins, a secret is not
// repeated.
func TestAFieldThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ field, value, key, begins string }{
		"too long": {"reason", "Alasan panjang " + strings.Repeat("a", MaxText), "ui.form_too_long", "Alasan panjang aaaaaaaaaaaaaaa"},
		"NUL":      {"title", "Bus\x00 lintas batas", "ui.form_bad_text", "Bus  lintas batas"},
		"a secret": {"passphrase", "rahasia\x00", "ui.form_bad_text", ""},
		"no UTF-8": {"title", "\xff\xfe", "ui.form_bad_text", ""},
	} {
		r := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(url.Values{c.field: {c.value}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		f := fault.Of((&Visit{R: r}).readForm(MaxText))
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key || f.Fields[0].Args["Begins"] != c.begins {
			t.Errorf("%s: got %+v", name, f)
		}
	}
}

// Who switches the language in another window sends a form that was drawn in
// the first one: it is read and answered as it was drawn.
func TestAFormIsReadInTheLanguageInWhichItWasDrawn(t *testing.T) {
	t.Parallel()
	for drawn, want := range map[string]string{i18n.Indonesian: i18n.Indonesian, i18n.English: i18n.English, "": i18n.English, "xx": i18n.English} {
		form := url.Values{ui.DrawnIn: {drawn}, "share": {"1.000,5"}}
		r := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: i18n.Cookie, Value: i18n.English})
		v := &Visit{R: r, Lang: i18n.Negotiate(r)}
		if err := v.readForm(MaxText); err != nil || v.Lang != want {
			t.Errorf("drawn in %q: %v, read in %q, want %q", drawn, err, v.Lang, want)
		}
		d, err := i18n.ParseNumber(v.Lang, r.PostFormValue("share"))
		if read := err == nil && d.String() == "1000.5"; read != (want == i18n.Indonesian) {
			t.Errorf("drawn in %q: 1.000,5 is read as %s, %v", drawn, d, err)
		}
	}
}

// Who closes a page before it comes has caused no error; what fails while
// somebody waits for it has.
func TestWhoLeavesIsNoError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		left  bool
		err   error
		level string
	}{
		"left while it was made":    {true, context.Canceled, "DEBUG"},
		"left while it was written": {false, fmt.Errorf("page: %w", errLeft), "DEBUG"},
		"failed":                    {false, errors.New("disk"), "ERROR"},
	} {
		var log strings.Builder
		ctx, leave := context.WithCancel(t.Context())
		if c.left {
			leave()
		}
		v := &Visit{
			Front: &Front{Config: Config{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}},
			R:     httptest.NewRequestWithContext(ctx, http.MethodGet, "/x", http.NoBody),
		}
		if here := v.Trouble("page failed", c.err); here == (c.level == "DEBUG") || !strings.Contains(log.String(), "level="+c.level) {
			t.Errorf("%s: there %v, logged %s", name, here, log.String())
		}
		leave()
	}
	if _, err := (&statusWriter{w: brokenPipe{httptest.NewRecorder()}}).Write(nil); !errors.Is(err, errLeft) {
		t.Errorf("a broken pipe: %v", err)
	}
}

type brokenPipe struct{ http.ResponseWriter }

func (brokenPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// An address may hold what a form may hold, and a name in it is text.
func TestWhatAnAddressMayHold(t *testing.T) {
	t.Parallel()
	for address, bad := range map[string]bool{
		"/papers?q=tarif": false, "/papers?q=a%00b": true, "/papers?q=%ff": true, "/papers?q=" + strings.Repeat("a", MaxText+1): true,
		"/papers/pks": false, "/papers/pks%00": true, "/papers/%ff": true,
	} {
		v := &Visit{R: httptest.NewRequest(http.MethodGet, address, http.NoBody)}
		if err := v.readAddress(); (err != nil) != bad {
			t.Errorf("%.40s: %v, want refused %v", address, err, bad)
		}
	}
}

// Links that let somebody in are no business of the log.
func TestSecretsOfAddressesStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{"GET /link/{secret}": "GET /link/{secret}", "GET /papers/{id}": "/x/abc"} {
		r := httptest.NewRequest(http.MethodGet, "/x/abc", http.NoBody)
		r.Pattern = pattern
		if got := (&Visit{R: r}).logged(); got != want {
			t.Errorf("%s is logged as %s", pattern, got)
		}
	}
}

// Somebody who fails again and again is slowed down; that is no way to keep
// others from signing in, nor is it for those behind the same proxy.
func TestLimiterCountsOnlyWhatIsTaken(t *testing.T) {
	t.Parallel()
	l, now := NewLimiter(time.Minute, 3), time.Unix(1e9, 0)
	for range 3 {
		if l.Spent("a", now) || !l.Allow("a", now) {
			t.Fatal("a burst is allowed")
		}
	}
	if !l.Spent("a", now) || l.Spent("b", now) {
		t.Error("a has used up its tries, b has not")
	}
	if l.Spent("a", now.Add(time.Minute)) {
		t.Error("after a minute there is one more")
	}
}

func TestWhoComesThroughAProxy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ remote, forwarded, want string }{
		"no proxy":                           {"203.0.113.7:1234", "", "203.0.113.7"},
		"a stranger claims to be a proxy":    {"203.0.113.7:1234", "198.51.100.1", "203.0.113.7"},
		"a proxy on this machine":            {"127.0.0.1:80", "198.51.100.1", "198.51.100.1"},
		"what the visitor claims counts not": {"10.0.0.2:80", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
		"a proxy that says nothing":          {"127.0.0.1:80", "", "127.0.0.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := HostOf(r); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
