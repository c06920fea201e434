package signer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// client is what both contracts share: the configuration and the transport.
type client struct {
	cfg   Config
	base  string
	basic Secret // user:password as the header carries it, to be masked in answers
	http  *http.Client
}

// errPublic stops a plain connection to an address outside.
var errPublic = errors.New("plain http to a public address")

func newClient(c Config) (*client, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	c = c.filled()
	dialer := &net.Dialer{Timeout: c.Timeouts.Connect}
	if strings.HasPrefix(c.BaseURL, "http:") {
		dialer.Control = onlyInside
	}
	t := &http.Transport{
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: c.Timeouts.Connect,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.RootCAs},
		Proxy:               nil, // not from the environment: a proxy would see what plain http carries
		// A connection that is used once gives net/http nothing to retry on, and
		// HTTP/1 tells a cut connection from a refused stream.
		DisableKeepAlives:  true,
		DisableCompression: true,
		Protocols:          new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	var basic []byte
	c.Password.reveal(func(b []byte) {
		basic = base64.StdEncoding.AppendEncode(nil, append([]byte(c.User+":"), b...))
	})
	return &client{
		cfg:   c,
		base:  strings.TrimRight(c.BaseURL, "/"),
		basic: NewSecret(basic),
		http: &http.Client{
			Transport: t,
			// A redirect would carry the passphrase to an address nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// onlyInside refuses, after the name was resolved, an address that is not of
// a private network.
func onlyInside(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || !inside(ap.Addr()) {
		return errPublic
	}
	return nil
}

// asking is one call to be made.
type asking struct {
	action   string // for the log
	method   string
	path     string
	shown    string // the path for the log, when path holds a NIK
	body     *payload
	accept   string
	limit    time.Duration
	who      Who
	document string
	before   []byte
	secrets  []Secret
	codes    bool // the answer may tell a one-time code
}

// reply is what came back: an answer, or why there is none.
type reply struct {
	status int
	header http.Header
	body   []byte
	lost   lost // when not lostNothing there is no complete answer
}

// lost says where an answer went missing.
type lost int

const (
	lostNothing   lost = iota
	lostBefore         // no connection: nothing was sent
	lostUntrusted      // the certificate did not check: nothing was sent
	lostExposed        // plain http to an address outside: nothing was sent
	lostTime           // sent, time is up
	lostCut            // sent, connection broke
	lostLong           // sent, the answer is longer than we read
)

func classify(err error, connected bool) lost {
	var unknownCA x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &unknownCA), errors.As(err, &wrongHost), errors.As(err, &invalid), errors.As(err, &verify):
		return lostUntrusted
	case errors.Is(err, errPublic):
		return lostExposed
	case !connected:
		return lostBefore
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return lostTime
	default:
		return lostCut
	}
}

// fileName is the name a document travels under: nothing of it is in the name.
const fileName = "dokumen.pdf"

func (l lost) String() string {
	names := [...]string{"", "no connection", "certificate not trusted", "plain http to a public address", "time is up", "connection broke", "answer too long"}
	if int(l) < len(names) {
		return names[l]
	}
	return fmt.Sprint(int(l))
}
