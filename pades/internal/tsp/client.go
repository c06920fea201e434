package tsp

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net/http"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/cms"
)

// Bounds and defaults of a client.
const (
	maxAnswer      = 256 << 10 // a token with its chain is some ten kilobytes
	defaultTimeout = 20 * time.Second
	defaultSkew    = 5 * time.Minute
)

// Client asks one time-stamp authority. Only URL is needed. It may be used by
// several goroutines.
type Client struct {
	URL                string                // http or https
	Username, Password string                // for HTTP basic authentication, where it is asked for
	HTTP               *http.Client          // by default one that follows no redirects
	Timeout            time.Duration         // for the whole exchange, 20 s by default
	Policy             asn1.ObjectIdentifier // asked for, and then insisted on
	Roots              *x509.CertPool        // where given, the authority must lead to one of them
	Now                func() time.Time      // time.Now by default
	Skew               time.Duration         // how far its clock may be from ours, 5 min by default
}

// Timestamp gives a token over a digest. It was checked in every way that
// Token.Verify knows, and fits the request: nonce, policy, time. Nothing is tried twice;
// that is for the caller, who knows what waits.
func (c *Client) Timestamp(ctx context.Context, hash crypto.Hash, digest []byte) ([]byte, error) {
	if err := cms.CheckHash(hash); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if len(digest) != hash.Size() {
		return nil, because(ErrRequest, "digest of %d bytes for %v", len(digest), hash)
	}
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 64))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	request, err := encodeRequest(hash, digest, c.Policy, nonce)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	asked := c.now()
	answer, err := c.post(ctx, request)
	if err != nil {
		return nil, err
	}
	token, err := parseResponse(answer)
	if err != nil {
		return nil, err
	}
	t, err := ParseToken(token)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(t.Verify(digest), c.fits(t, hash, nonce, asked)); err != nil {
		return nil, err
	}
	return token, nil
}

func (c *Client) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// fits holds a token against the request.
func (c *Client) fits(t *Token, hash crypto.Hash, nonce *big.Int, asked time.Time) error {
	var faults []error
	if t.Hash != hash {
		faults = append(faults, because(ErrImprint, "with %v", t.Hash))
	}
	if t.Nonce == nil || t.Nonce.Cmp(nonce) != 0 {
		faults = append(faults, ErrNonce)
	}
	if c.Policy != nil && !c.Policy.Equal(t.Policy) {
		faults = append(faults, because(ErrPolicy, "%s", t.Policy))
	}
	now := c.now()
	slack := cmp.Or(c.Skew, defaultSkew) + min(t.Accuracy, time.Minute)
	if t.Time.Before(asked.Add(-slack)) || t.Time.After(now.Add(slack)) {
		faults = append(faults, because(ErrTime, "%s, here it is %s", t.Time.Format(time.RFC3339), now.UTC().Format(time.RFC3339)))
	}
	if t.Certificate != nil {
		faults = append(faults, t.checkValid(now))
	}
	if c.Roots != nil {
		_, err := t.Chain(c.Roots)
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// encodeRequest writes TimeStampReq (RFC 3161, 2.4.1).
func encodeRequest(hash crypto.Hash, digest []byte, policy asn1.ObjectIdentifier, nonce *big.Int) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(cms.HashOID(hash))
				b.AddASN1NULL() // as every authority understands it
			})
			b.AddASN1OctetString(digest)
		})
		if policy != nil {
			b.AddASN1ObjectIdentifier(policy)
		}
		b.AddASN1BigInt(nonce)
		b.AddASN1Boolean(true) // send the certificates along
	})
	return b.Bytes()
}

var plainClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// post exchanges request and answer (RFC 3161, 3.4).
func (c *Client) post(ctx context.Context, body []byte) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, cmp.Or(c.Timeout, defaultTimeout))
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodPost, c.URL, bytes.NewReader(body))
	if err != nil || r.URL.Host == "" || r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return nil, because(ErrRequest, "address of the authority")
	}
	r.Header.Set("Content-Type", "application/timestamp-query")
	r.Header.Set("Accept", "application/timestamp-reply")
	if c.Username != "" || c.Password != "" {
		r.SetBasicAuth(c.Username, c.Password)
	}
	client := c.HTTP
	if client == nil {
		client = plainClient
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, failed(ctx, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, because(ErrUnavailable, "HTTP status %d", answer.StatusCode)
	}
	if kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type")); err != nil || kind != "application/timestamp-reply" {
		return nil, because(ErrAnswer, "content type %.80q", answer.Header.Get("Content-Type"))
	}
	out, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return nil, failed(ctx, err)
	}
	if len(out) > maxAnswer {
		return nil, because(ErrAnswer, "more than %d bytes", maxAnswer)
	}
	return out, nil
}

// failed tells our own time-out from the caller's giving up and from the rest.
func failed(ctx context.Context, err error) error {
	var slow interface{ Timeout() bool }
	switch {
	case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("ask time-stamp authority: %w", ctx.Err())
	case errors.As(err, &slow) && slow.Timeout():
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
