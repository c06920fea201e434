package signer

import (
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"unicode/utf8"
)

const hidden = "***"

// Secret holds a passphrase, a one-time code or a password. It never prints,
// however it is logged, formatted or encoded, and can be wiped; copies share
// what they hold. The zero value is empty.
//
// Wiping clears the memory that this package owns. Copies that net/http and
// TLS made in their write buffers while sending live until the garbage
// collector takes them.
type Secret struct {
	// A function, because fmt looks through pointers in fields that it cannot
	// call methods of ("%s" of a struct), but never into a function.
	box func() *box
}

type box struct {
	mu sync.Mutex
	b  []byte
}

// NewSecret moves b into a Secret: the caller's slice is cleared.
func NewSecret(b []byte) Secret {
	s := keep(append([]byte(nil), b...))
	wipe(b)
	return s
}

func keep(b []byte) Secret {
	held := &box{b: b}
	return Secret{func() *box { return held }}
}

// open locks the box for f. An empty Secret has none.
func (s Secret) open(f func(*box)) {
	if s.box == nil {
		return
	}
	held := s.box()
	held.mu.Lock()
	defer held.mu.Unlock()
	f(held)
}

// Empty reports whether there is nothing in it, or no longer.
func (s Secret) Empty() bool {
	empty := true
	s.open(func(held *box) { empty = len(held.b) == 0 })
	return empty
}

// Wipe clears the secret in this and every copy.
func (s Secret) Wipe() {
	s.open(func(held *box) {
		wipe(held.b)
		held.b = nil
	})
}

// reveal lends the bytes to f, which must not keep them.
func (s Secret) reveal(f func([]byte)) {
	s.open(func(held *box) {
		if len(held.b) > 0 {
			f(held.b)
		}
	})
}

// sendable reports whether the secret can be put into a request: not empty,
// text, and no line breaks, which nobody types.
func (s Secret) sendable() (ok bool) {
	s.reveal(func(b []byte) {
		ok = utf8.Valid(b)
		for _, c := range b {
			ok = ok && c >= 0x20 && c != 0x7f
		}
	})
	return ok
}

// String gives stars.
func (s Secret) String() string { return hidden }

// GoString gives stars for %#v.
func (s Secret) GoString() string { return hidden }

// Format gives stars for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// LogValue gives stars to slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText gives stars to every encoder that asks, JSON among them.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

func wipe(b []byte) {
	clear(b)
	runtime.KeepAlive(b)
}

// Factor is what a signer proves himself with in one signing call.
type Factor struct {
	Secret
	once bool
}

// Passphrase is the signer's own passphrase. The slice is cleared.
func Passphrase(b []byte) Factor { return Factor{Secret: NewSecret(b)} }

// TOTP is a one-time code (v2 only; BeSign makes them on the signer's phone,
// or RequestTOTP has one sent). The slice is cleared.
func TOTP(b []byte) Factor { return Factor{NewSecret(b), true} }

// field is the factor's name in both contracts.
func (f Factor) field() string {
	if f.once {
		return "totp"
	}
	return "passphrase"
}
