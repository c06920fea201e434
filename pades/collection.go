package pades

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/pdf"
	"sinergi/pades/internal/tsp"
)

// collection gathers validation data.
type collection struct {
	ctx   context.Context
	o     ValidationOptions
	have  evidence // of the file, and what was got
	pool  []*x509.Certificate
	found map[string]evidence // by the names of /VRI
}

func newCollection(ctx context.Context, o ValidationOptions) *collection {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	return &collection{ctx: ctx, o: o, found: map[string]evidence{}, pool: slices.Clone(o.Certificates)}
}

// signatures collects for all signatures of a file. If one field is named, it
// does not matter what is missing for others.
func (c *collection) signatures(view *pdf.View, field string) error {
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
		if err = c.envelope(e); err != nil && (field == "" || field == f.Name) {
			return fmt.Errorf("field %q: %w", f.Name, err)
		}
	}
	return nil
}

func (c *collection) envelope(e *envelope) error {
	switch {
	case e.der == nil:
		return fmt.Errorf("the signature cannot be read")
	case e.format == formatTimestamp:
		key := vriKey(e.contents)
		c.found[key] = evidence{archive: true}
		return c.token(key, e.der)
	}
	return c.signature(vriKey(e.contents), e.der)
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
	return c.chain(key, sig.Certificate, sig.Certificates, c.o.Roots, at)
}

func (c *collection) tsaRoots() *x509.CertPool {
	if c.o.TSARoots != nil {
		return c.o.TSARoots
	}
	return c.o.Roots
}

// token collects for the authority of a timestamp.
func (c *collection) token(key string, der []byte) error {
	token, err := tsp.ParseToken(der)
	if err != nil {
		return err
	}
	return c.chain(key, token.Certificate, token.Certificates, c.tsaRoots(), token.Time)
}

// chain collects for one certificate and its issuers, as of a time.
func (c *collection) chain(key string, cert *x509.Certificate, sent []*x509.Certificate, roots *x509.CertPool, at time.Time) error {
	chain, err := c.complete(cert, sent, roots, at)
	if err != nil {
		return err
	}
	e := c.found[key]
	e.addCerts(chain)
	s := stands(chain, at, c.have)
	if s.state == unknown {
		fresh, err := collect(c.ctx, chain, c.o.Fetcher, c.o.Now)
		if err != nil {
			return err
		}
		c.have.add(fresh)
		e.add(fresh)
		s = stands(chain, at, c.have)
	}
	if s.state != good {
		return s.err
	}
	e.add(s.used)
	c.found[key] = e
	return nil
}

// complete orders a chain from a certificate to a root: one of those given, or
// any that issued itself.
func (c *collection) complete(cert *x509.Certificate, sent []*x509.Certificate, roots *x509.CertPool, at time.Time) ([]*x509.Certificate, error) {
	if cert == nil {
		return nil, fmt.Errorf("%w: the signer's own is missing", ErrChain)
	}
	pool := slices.Concat(sent, c.pool)
	if roots != nil {
		return trustedChain(cert, pool, roots, at)
	}
	chain := []*x509.Certificate{cert}
	for len(chain) < 12 {
		last := chain[len(chain)-1]
		if issued(last, last) {
			return chain, nil
		}
		i := slices.IndexFunc(pool, func(p *x509.Certificate) bool { return issued(p, last) && !slices.Contains(chain, p) })
		if i < 0 {
			return nil, fmt.Errorf("%w: the issuer of %q is missing: %s", ErrChain, nameOf(last), last.Issuer)
		}
		chain = append(chain, pool[i])
	}
	return nil, fmt.Errorf("%w: the chain of %q does not end", ErrChain, nameOf(cert))
}

func issued(issuer, cert *x509.Certificate) bool {
	return string(issuer.RawSubject) == string(cert.RawIssuer) && cert.CheckSignatureFrom(issuer) == nil
}

// trustedChain gives a chain to one of the roots as it is valid at a time.
func trustedChain(cert *x509.Certificate, pool []*x509.Certificate, roots *x509.CertPool, at time.Time) ([]*x509.Certificate, error) {
	chains, err := trustedChains(cert, pool, roots, at)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChain, err)
	}
	return chains[0], nil
}

func trustedChains(cert *x509.Certificate, pool []*x509.Certificate, roots *x509.CertPool, at time.Time) ([][]*x509.Certificate, error) {
	between := x509.NewCertPool()
	for _, c := range pool {
		between.AddCert(c)
	}
	return cert.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
}
