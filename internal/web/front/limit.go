package front

import (
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

// Allow reports whether a key may try now.
func (l *Limiter) Allow(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok := l.seen[key]
	if !ok {
		if len(l.seen) >= maxKeys {
			l.forget(now)
		}
		a = &attempts{bucket: rate.NewLimiter(rate.Every(l.every), l.burst)}
		l.seen[key] = a
	}
	a.last = now
	return a.bucket.AllowN(now, 1)
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
