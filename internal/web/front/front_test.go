package front

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
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
