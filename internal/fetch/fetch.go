// SPDX-License-Identifier: Apache-2.0

// Package fetch gets files from addresses that people typed: bounded in size,
// time and redirects, asking only for what changed, and never from inside the
// network of this machine unless its operator allows that. It knows nothing of
// what the files are.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Client gets files. The zero value is not ready: see New.
type Client struct {
	http  *http.Client
	most  int64
	agent string
}

// Options bound a client. The zero value of a field means its default.
type Options struct {
	// Inside allows addresses of this machine and of private networks.
	Inside  bool
	Timeout time.Duration // of one answer with its redirects; default 10 s
	Bytes   int64         // of one answer; default 8 MiB
	Agent   string        // User-Agent; default "Sinergi"
}

// Request is what is asked.
type Request struct {
	Address string
	// Header and Key are a header that proves who asks. It goes to the host of
	// Address only, and no further when that redirects to another.
	Header, Key string
	// ETag and Modified are those of the answer that one has.
	ETag, Modified string
}

// Answer is what came.
type Answer struct {
	Status         int    // 200, or 304 without a body: nothing has changed
	Body           []byte // of 200
	ETag, Modified string
}

// Kind is why nothing came.
type Kind string

// The kinds.
const (
	NoAnswer Kind = "none"    // no connection
	Slow     Kind = "slow"    // not in time
	NoHost   Kind = "nohost"  // nobody knows the name of the host
	Inside   Kind = "inside"  // the address is of this machine or a private network
	Refused  Kind = "refused" // another status than 200 or 304
	TooLarge Kind = "large"   // more than Options.Bytes
)

// Error is a failure. It never holds the address: that may hold a key.
type Error struct {
	Kind   Kind
	Status int           // of Refused
	After  time.Duration // for which the server asks not to be asked; 0: it does not say
	Most   int64         // of TooLarge, in bytes
	Err    error
}

// Error tells what happened, without the address.
func (e *Error) Error() string {
	switch e.Kind {
	case Refused:
		return "HTTP " + strconv.Itoa(e.Status)
	case TooLarge:
		return fmt.Sprintf("more than %d bytes", e.Most)
	case Inside:
		return "an address inside this network"
	}
	return fmt.Sprint(e.Err)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

var errInside = errors.New("an address inside this network")

const maxRedirects = 3

// New gives a client. It uses no proxy: what a proxy connects to could not be
// judged.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Bytes == 0 {
		o.Bytes = 8 << 20
	}
	if o.Agent == "" {
		o.Agent = "Sinergi"
	}
	dialer := &net.Dialer{Timeout: o.Timeout, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if !o.Inside && !Outside(at.Addr()) {
			return errInside
		}
		return nil
	}}
	return &Client{most: o.Bytes, agent: o.Agent, http: &http.Client{
		Timeout:       o.Timeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: o.Timeout, ResponseHeaderTimeout: o.Timeout, MaxResponseHeaderBytes: 64 << 10, MaxIdleConnsPerHost: 2, IdleConnTimeout: 2 * time.Minute, ForceAttemptHTTP2: true},
		CheckRedirect: follow,
	}}
}

// keyed carries the name of the header that must not go to another host.
type keyed struct{}

// follow goes where a server points, not far, never back from https to http, and
// to another host without the key.
func follow(r *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case len(via) > maxRedirects, r.URL.Scheme != "https" && r.URL.Scheme != "http", first.Scheme == "https" && r.URL.Scheme != "https":
		return http.ErrUseLastResponse
	case r.URL.Host != first.Host:
		if name, ok := r.Context().Value(keyed{}).(string); ok {
			r.Header.Del(name)
		}
		r.Header.Del("Referer") // it may hold a key
	}
	return nil
}

// Get asks. An error is always an *Error.
func (c *Client) Get(ctx context.Context, q Request) (Answer, error) {
	r, err := http.NewRequestWithContext(context.WithValue(ctx, keyed{}, q.Header), http.MethodGet, q.Address, http.NoBody)
	if err != nil {
		return Answer{}, &Error{Kind: NoAnswer, Err: plain(err)}
	}
	r.Header.Set("User-Agent", c.agent)
	r.Header.Set("Accept", "application/x-protobuf, application/octet-stream, */*;q=0.5")
	if q.ETag != "" {
		r.Header.Set("If-None-Match", q.ETag)
	}
	if q.Modified != "" {
		r.Header.Set("If-Modified-Since", q.Modified)
	}
	if q.Header != "" && q.Key != "" {
		r.Header.Set(q.Header, q.Key)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return Answer{}, failure(err)
	}
	defer func() { _ = answer.Body.Close() }()
	out := Answer{Status: answer.StatusCode, ETag: bounded(answer.Header.Get("ETag")), Modified: bounded(answer.Header.Get("Last-Modified"))}
	switch answer.StatusCode {
	case http.StatusNotModified:
		return out, nil
	case http.StatusOK:
	default:
		return Answer{}, &Error{Kind: Refused, Status: answer.StatusCode, After: after(answer.Header.Get("Retry-After"))}
	}
	if out.Body, err = io.ReadAll(io.LimitReader(answer.Body, c.most+1)); err != nil {
		return Answer{}, failure(err)
	}
	if int64(len(out.Body)) > c.most {
		return Answer{}, &Error{Kind: TooLarge, Most: c.most}
	}
	return out, nil
}

// bounded leaves a tag out that is too long to be kept.
func bounded(tag string) string {
	if len(tag) > 500 {
		return ""
	}
	return tag
}

// after reads Retry-After in seconds; a date is passed over.
func after(text string) time.Duration {
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < 0 || seconds > 86400 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

func failure(err error) *Error {
	kind := NoAnswer
	var of net.Error
	var name *net.DNSError
	switch {
	case errors.Is(err, errInside):
		kind = Inside
	case errors.As(err, &name) && name.IsNotFound:
		kind = NoHost
	case errors.As(err, &of) && of.Timeout():
		kind = Slow
	}
	return &Error{Kind: kind, Err: plain(err)}
}

// plain is an error without the address that was asked.
func plain(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		err = of.Err
	}
	var name *net.DNSError
	if errors.As(err, &name) { // it tells which server was asked
		return errors.New("the name of the host cannot be looked up")
	}
	return errors.New(strings.ToValidUTF8(err.Error(), ""))
}

// outsiders are the networks that are not the internet though netip calls them
// global: shared (RFC 6598), this network (RFC 791), protocol assignments (RFC
// 6890), benchmarks (RFC 2544), reserved and broadcast (RFC 1112), and those that
// carry an IPv4 address inside (RFC 6052, RFC 8215, RFC 3056, RFC 4380).
var outsiders = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("fec0::/10"),
}

// Outside reports whether an address is of the internet, and not of this machine
// or a private network.
func Outside(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range outsiders {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
