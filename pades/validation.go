package pades

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"sinergi/pades/internal/pdf"
)

// ValidationOptions say where validation data comes from.
type ValidationOptions struct {
	// Fetcher gets revocation data. Nil: over HTTP, with HTTPFetcher.
	Fetcher Fetcher
	// Roots, if not nil, are those whom signers must lead to. Give them wherever
	// files come from outside: certificates name the addresses that are asked, and
	// anyone can write one that names an address of our own network.
	Roots *x509.CertPool
	// TSARoots are those of timestamp authorities; nil: Roots.
	TSARoots *x509.CertPool
	// Certificates are others that may be needed to complete chains.
	Certificates []*x509.Certificate
	Now          time.Time // zero: now
}

// ErrChain is a certificate that leads to no root, or not to one of Roots.
var ErrChain = errors.New("the certificate leads to no trusted root")

// AddValidation puts into the file what it takes to validate its signatures and
// timestamps later: certificates, OCSP responses and CRLs of all chains, in /DSS
// and, for each signature, /VRI. It makes B-LT of B-T. What is there already and
// good is not asked for again. Without anything to add, the file is given back
// as it is.
func AddValidation(ctx context.Context, file []byte, o ValidationOptions) ([]byte, error) {
	out, err := addValidation(ctx, file, o, nil, "")
	if err != nil {
		return nil, fmt.Errorf("validation data: %w", err)
	}
	return out, nil
}

// addValidation does so, for a token too that is not in the file yet. With the
// name of a field, only what that field needs must be had, and the rest as far
// as it can.
func addValidation(ctx context.Context, file []byte, o ValidationOptions, probe []byte, field string) ([]byte, error) {
	view, err := open(file, Limits{})
	if err != nil {
		return nil, err
	}
	c := newCollection(ctx, o)
	if c.have, err = readDSS(view); err != nil {
		return nil, err
	}
	c.pool = append(c.pool, c.have.certificates()...)
	if err := c.signatures(view, field); err != nil {
		return nil, err
	}
	if probe != nil {
		if err := c.token("", probe); err != nil {
			return nil, err
		}
	}
	update := pdf.NewUpdate(view)
	changed, err := writeDSS(view, update, c.found)
	if err != nil || !changed {
		return file, err
	}
	out, err := update.Write()
	if err != nil {
		return nil, err
	}
	return out, unchanged(file, out)
}
