package revocation

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Fetcher gets what authorities publish. The addresses are those that
// certificates name, so they are to be fetched only for chains that are trusted:
// anyone can write a certificate that points into the network of the reader.
type Fetcher interface {
	// OCSP sends a request to a responder and gives the response.
	OCSP(ctx context.Context, address string, request []byte) ([]byte, error)
	// CRL gives a list.
	CRL(ctx context.Context, address string) ([]byte, error)
}

// HTTP fetches over http and https. The zero value is ready.
type HTTP struct {
	Client  *http.Client  // by default one that follows three redirects
	Timeout time.Duration // for one answer, 15 s by default
}

const (
	defaultTimeout = 15 * time.Second
	maxRedirects   = 3
)

var defaultClient = &http.Client{CheckRedirect: func(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects || !web(r.URL) {
		return http.ErrUseLastResponse
	}
	return nil
}}

func web(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

// OCSP posts the request (RFC 6960, appendix A.1). Answers above 1 MiB are refused.
func (h *HTTP) OCSP(ctx context.Context, address string, request []byte) ([]byte, error) {
	return h.do(ctx, http.MethodPost, address, request, maxOCSP)
}

// CRL gets the list. Lists above 32 MiB are refused.
func (h *HTTP) CRL(ctx context.Context, address string) ([]byte, error) {
	return h.do(ctx, http.MethodGet, address, nil, maxCRL)
}

func (h *HTTP) do(ctx context.Context, method, address string, body []byte, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(h.Timeout, defaultTimeout))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil || !web(r.URL) {
		return nil, because(ErrFetch, "address %.200q", address)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/ocsp-request")
		r.Header.Set("Accept", "application/ocsp-response")
	}
	client := h.Client
	if client == nil {
		client = defaultClient
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFetch, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, because(ErrFetch, "HTTP status %d of %.200s", answer.StatusCode, address)
	}
	out, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFetch, err)
	}
	if int64(len(out)) > most {
		return nil, because(ErrFetch, "more than %d bytes of %.200s", most, address)
	}
	return out, nil
}
