package front

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter bounds how often something is tried, by key. It forgets keys that
// have been quiet.
type Limiter struct {
	every time.Duration
	burst int
	mu    sync.Mutex
	seen  map[string]*attempts
}

type attempts struct {
	bucket *rate.Limiter
	last   time.Time
}

const maxKeys = 20_000

// NewLimiter allows a burst of tries, then one every so often.
func NewLimiter(every time.Duration, burst int) *Limiter {
	return &Limiter{every: every, burst: burst, seen: map[string]*attempts{}}
}

// Allow reports whether a key may try now, and counts the try.
func (l *Limiter) Allow(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(key, now).AllowN(now, 1)
}

// Spent reports whether a key has used up its tries, and counts nothing.
func (l *Limiter) Spent(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(key, now).TokensAt(now) < 1
}

func (l *Limiter) bucket(key string, now time.Time) *rate.Limiter {
	a, ok := l.seen[key]
	if !ok {
		if len(l.seen) >= maxKeys {
			l.forget(now)
		}
		a = &attempts{bucket: rate.NewLimiter(rate.Every(l.every), l.burst)}
		l.seen[key] = a
	}
	a.last = now
	return a.bucket
}

// forget drops keys whose bucket is full again; if none is, it drops all,
// which costs an attacker's neighbours nothing.
func (l *Limiter) forget(now time.Time) {
	for k, a := range l.seen {
		if now.Sub(a.last) > l.every*time.Duration(l.burst) {
			delete(l.seen, k)
		}
	}
	if len(l.seen) >= maxKeys {
		clear(l.seen)
	}
}

// HostOf gives the address that a request comes from. A proxy on the same
// machine or in the same private network speaks for its visitors: the last
// entry of X-Forwarded-For is what it saw itself, the earlier ones are hearsay.
func HostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	near, err := netip.ParseAddr(host)
	if err != nil || !near.IsLoopback() && !near.IsPrivate() {
		return host
	}
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if far, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
		return far.String()
	}
	return host
}
