package signer

import (
	"context"
	"crypto/x509"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"sinergi/internal/fault"
)

// Contract is a version of the interface of eSign Client Service.
type Contract string

// The contracts.
const (
	ContractV1 Contract = "v1"
	ContractV2 Contract = "v2"
)

// Config is one government's account at its own service.
type Config struct {
	Government string // code, for the log
	Contract   Contract
	BaseURL    string // e.g. https://esign.kamparkab.go.id, without /api
	User       string // Basic auth of the application, not of a person
	Password   Secret

	// PlainHTTP allows http, for a service in the government's own network. Even
	// then the connection is refused unless the address is a private one:
	// passphrases do not cross the internet in clear.
	PlainHTTP bool
	// RootCAs are trusted instead of the system's, for a service with a
	// certificate of the region's own CA. There is no way to skip the check.
	RootCAs *x509.CertPool

	// RegisterPath is where v2 registers a person: public clients disagree
	// between /api/v2/user/register (the default) and …/registration.
	RegisterPath string
	// AnchorKey is the field that names a text in the PDF to sign at: public v2
	// clients disagree between tag_koordinat (the default) and tag.
	AnchorKey string
	// Places is how a place on a page is written; see Places.
	Places Places

	Timeouts Timeouts
	Backoff  Backoff
	MaxPDF   int64 // bytes of a document, both ways; 0 means 50 MiB

	// Log receives every call when it is over, in the order of the calls. It
	// must not be nil: BSrE's terms ask for this log.
	Log func(context.Context, Call)
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Wait waits between two tries; nil waits for real.
	Wait func(context.Context, time.Duration) error
}

// Timeouts bound one call each. Zero fields get the defaults, which are those
// of public clients; verifying 4 MB with eight signatures was seen to take 40 s.
type Timeouts struct {
	Connect time.Duration // 10 s
	Status  time.Duration // 30 s; also codes, registration, downloads
	Sign    time.Duration // 120 s
	Verify  time.Duration // 120 s
}

// Backoff says how "too many requests" (429) is waited out.
type Backoff struct {
	Tries int           // in all; 0 means 4, 1 never waits
	First time.Duration // 0 means 1 s; doubles with each try
	Most  time.Duration // longest single wait, also for the service's own Retry-After; 0 means 20 s
}

// filled gives the configuration with its defaults.
func (c Config) filled() Config {
	def := func(d *time.Duration, seconds int) {
		if *d == 0 {
			*d = time.Duration(seconds) * time.Second
		}
	}
	def(&c.Timeouts.Connect, 10)
	def(&c.Timeouts.Status, 30)
	def(&c.Timeouts.Sign, 120)
	def(&c.Timeouts.Verify, 120)
	def(&c.Backoff.First, 1)
	def(&c.Backoff.Most, 20)
	if c.Backoff.Tries == 0 {
		c.Backoff.Tries = 4
	}
	if c.MaxPDF == 0 {
		c.MaxPDF = 50 << 20
	}
	if c.RegisterPath == "" {
		c.RegisterPath = "/api/v2/user/register"
	}
	if c.AnchorKey == "" {
		c.AnchorKey = "tag_koordinat"
	}
	c.Places = c.Places.filled(c.Contract)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	return c
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Check names every field that cannot work, so that an administrator is told
// at the form and not on signing day.
func (c Config) Check() error {
	var wrong []fault.Field
	say := func(name, key string) { wrong = append(wrong, fault.NewField(name, key)) }
	if c.Government == "" {
		say("government", "ui.required")
	}
	if c.Contract != ContractV1 && c.Contract != ContractV2 {
		say("contract", "signer.config.contract")
	}
	if key := c.checkURL(); key != "" {
		say("base_url", key)
	}
	if c.User == "" || strings.ContainsAny(c.User, ":\r\n") {
		say("user", "signer.config.user")
	}
	if !c.Password.sendable() {
		say("password", "signer.config.password")
	}
	if p := c.RegisterPath; p != "" && (!strings.HasPrefix(p, "/") || strings.ContainsAny(p, "?# \r\n")) {
		say("register_path", "signer.config.path")
	}
	if k := c.AnchorKey; k != "" && strings.Trim(k, "abcdefghijklmnopqrstuvwxyz_") != "" {
		say("anchor_key", "signer.config.anchor")
	}
	if !c.Places.filled(c.Contract).known() {
		say("places", "signer.config.places")
	}
	for _, d := range []time.Duration{c.Timeouts.Connect, c.Timeouts.Status, c.Timeouts.Sign, c.Timeouts.Verify, c.Backoff.First, c.Backoff.Most} {
		if d < 0 || d > 10*time.Minute {
			say("timeouts", "signer.config.timeouts")
			break
		}
	}
	if c.Backoff.Tries < 0 || c.Backoff.Tries > 10 || c.MaxPDF < 0 {
		say("backoff", "signer.config.timeouts")
	}
	if c.Log == nil {
		say("log", "ui.required")
	}
	return fault.InvalidFields(wrong)
}

func (c Config) checkURL() string {
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "":
		return "signer.config.url"
	case u.User != nil: // credentials in an address end up in logs
		return "signer.config.url_user"
	case u.Scheme == "https":
		return ""
	case u.Scheme != "http":
		return "signer.config.url"
	case !c.PlainHTTP:
		return "signer.config.plain"
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !inside(ip) {
		return "signer.config.plain_public"
	}
	return ""
}

// inside reports whether an address is of a machine or network of one's own
// (RFC 1918, RFC 4193, loopback, link-local).
func inside(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast()
}
