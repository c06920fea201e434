package pades

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/pdf"
	"sinergi/pades/internal/tsp"
)

// ValidationOptions say where validation data comes from.
type ValidationOptions struct {
	Fetcher      Fetcher             // nil: over HTTP
	Certificates []*x509.Certificate // that may be needed to complete chains
	Now          time.Time           // zero: now
}

var (
	// ErrChain is a certificate whose issuer is nowhere to be found.
	ErrChain = errors.New("the issuer of a certificate is missing")
	// ErrRevoked is a certificate that its issuer has withdrawn.
	ErrRevoked = errors.New("the certificate was revoked")
	// ErrNoRevocation is a certificate of which nothing tells whether it was
	// revoked.
	ErrNoRevocation = errors.New("nothing tells whether the certificate was revoked")
)

// AddValidation puts into the file what it takes to validate its signatures and
// timestamps later: certificates, OCSP responses and CRLs of all chains, in /DSS
// and, for each signature, /VRI. It makes B-LT of B-T. What is there already and
// good is not asked for again. Without anything to add, the file is given back
// as it is.
func AddValidation(ctx context.Context, file []byte, o ValidationOptions) ([]byte, error) {
	return addValidation(ctx, file, o, nil)
}

// addValidation does so, for a token too that is not in the file yet.
func addValidation(ctx context.Context, file []byte, o ValidationOptions, probe []byte) ([]byte, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	view, err := open(file, Limits{})
	if err != nil {
		return nil, err
	}
	c := &collection{ctx: ctx, o: o, found: map[string]evidence{}}
	if c.have, err = readDSS(view); err != nil {
		return nil, err
	}
	c.pool = append(c.have.certificates(), o.Certificates...)
	if err := c.signatures(view); err != nil {
		return nil, fmt.Errorf("validation data: %w", err)
	}
	if probe != nil {
		if err := c.token(vriKey(probe), probe); err != nil {
			return nil, fmt.Errorf("validation data: %w", err)
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

// collection gathers validation data.
type collection struct {
	ctx   context.Context
	o     ValidationOptions
	have  evidence // of the file, and what was got
	pool  []*x509.Certificate
	found map[string]evidence // by the names of /VRI
}

// signatures collects for all signatures of a file.
func (c *collection) signatures(view *pdf.View) error {
	fields, err := signatureFields(view)
	if err != nil {
		return err
	}
	for _, f := range fields {
		if f.Value == nil {
			continue
		}
		e, err := openEnvelope(view, f)
		if err != nil {
			return err
		}
		if e.der == nil {
			return fmt.Errorf("the signature in the field %q cannot be read", f.Name)
		}
		if e.format == formatTimestamp {
			err = c.token(vriKey(e.contents), e.der)
		} else {
			err = c.signature(vriKey(e.contents), e.der)
		}
		if err != nil {
			return fmt.Errorf("field %q: %w", f.Name, err)
		}
	}
	return nil
}

// signature collects for the signer and the timestamps of a signature.
func (c *collection) signature(key string, der []byte) error {
	sig, err := cms.Parse(der)
	if err != nil {
		return err
	}
	at := c.o.Now
	for _, t := range sig.Timestamps {
		if err := c.token(key, t); err != nil {
			return err
		}
		if token, err := tsp.ParseToken(t); err == nil && token.Time.Before(at) {
			at = token.Time
		}
	}
	return c.chain(key, sig.Certificate, sig.Certificates, at)
}

// token collects for the authority of a timestamp.
func (c *collection) token(key string, der []byte) error {
	token, err := tsp.ParseToken(der)
	if err != nil {
		return err
	}
	return c.chain(key, token.Certificate, token.Certificates, token.Time)
}

// chain collects for one certificate and its issuers, as of a time.
func (c *collection) chain(key string, cert *x509.Certificate, sent []*x509.Certificate, at time.Time) error {
	if cert == nil {
		return fmt.Errorf("%w: the signer's own certificate is missing", ErrChain)
	}
	chain, err := c.complete(cert, sent)
	if err != nil {
		return err
	}
	e := c.found[key]
	e.addCerts(chain)
	s := stands(chain, at, c.have)
	if s.state == unknown {
		fresh, err := collect(c.ctx, chain, c.o.Fetcher)
		if err != nil {
			return err
		}
		c.have.add(fresh)
		s = stands(chain, at, c.have)
	}
	switch s.state {
	case revoked:
		return fmt.Errorf("%w: %s", ErrRevoked, s.detail)
	case unknown:
		return fmt.Errorf("%w: %s", ErrNoRevocation, s.detail)
	}
	e.add(s.used)
	c.found[key] = e
	return nil
}

// complete orders a chain from a certificate to a root that issued itself.
func (c *collection) complete(cert *x509.Certificate, sent []*x509.Certificate) ([]*x509.Certificate, error) {
	chain := []*x509.Certificate{cert}
	pool := slices.Concat(sent, c.pool)
	for len(chain) < 12 {
		last := chain[len(chain)-1]
		if selfIssued(last) {
			return chain, nil
		}
		i := slices.IndexFunc(pool, func(p *x509.Certificate) bool { return issued(p, last) && !slices.Contains(chain, p) })
		if i < 0 {
			return nil, fmt.Errorf("%w: that of %s, %s", ErrChain, nameOf(last), last.Issuer)
		}
		chain = append(chain, pool[i])
	}
	return nil, fmt.Errorf("%w: the chain of %s does not end", ErrChain, nameOf(cert))
}

func issued(issuer, cert *x509.Certificate) bool {
	return string(issuer.RawSubject) == string(cert.RawIssuer) && cert.CheckSignatureFrom(issuer) == nil
}

func selfIssued(c *x509.Certificate) bool { return issued(c, c) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
