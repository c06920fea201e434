package revocation

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// maxSkew is how far an authority's clock may be ahead of ours.
const maxSkew = 5 * time.Minute

// maxAddresses is how many addresses of one kind are tried for a certificate.
const maxAddresses = 4

// Collector collects evidence. Now is time.Now by default.
type Collector struct {
	Fetcher Fetcher
	Now     func() time.Time
}

// Collect gathers evidence for every certificate of a chain but its root, which
// comes last: from the OCSP responder that the certificate names, else from its
// CRL. It is complete or there is an error: for each certificate that nothing
// could be found out about, an ErrNoEvidence with the reasons. A certificate that
// is revoked gives a RevokedError, and evidence of that all the same, since it
// may have been revoked after the time that matters.
func Collect(ctx context.Context, chain []*x509.Certificate, f Fetcher) (ocsps, crls [][]byte, err error) {
	return (&Collector{Fetcher: f}).Collect(ctx, chain)
}

// Collect is as the function of that name.
func (c *Collector) Collect(ctx context.Context, chain []*x509.Certificate) (ocsps, crls [][]byte, err error) {
	now := time.Now
	if c.Now != nil {
		now = c.Now
	}
	if len(chain) == 0 || !selfSigned(chain[len(chain)-1]) {
		return nil, nil, because(ErrIssuer, "the chain does not end in a root")
	}
	r := &round{fetcher: c.Fetcher, now: now, fetched: map[string][]byte{}}
	var faults []error
	for i, cert := range chain[:len(chain)-1] {
		if selfSigned(cert) {
			faults = append(faults, because(ErrIssuer, "a root within the chain"))
			continue
		}
		faults = append(faults, r.prove(ctx, cert, chain[i+1], 0))
	}
	return r.ocsps, r.crls, errors.Join(faults...)
}

func selfSigned(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

// round is one run of Collect.
type round struct {
	fetcher     Fetcher
	now         func() time.Time
	fetched     map[string][]byte // lists, by address
	ocsps, crls [][]byte
}

// prove collects what is needed to know about one certificate.
func (r *round) prove(ctx context.Context, cert, issuer *x509.Certificate, depth int) error {
	status, byOCSP := r.tryOCSP(ctx, cert, issuer, depth)
	if byOCSP != nil {
		var byCRL error
		if status, byCRL = r.tryCRL(ctx, cert, issuer); byCRL != nil {
			return fmt.Errorf("%w of %s: %w", ErrNoEvidence, cert.Subject, errors.Join(byOCSP, byCRL))
		}
	}
	if status.State == Revoked {
		return &RevokedError{cert, status.RevokedAt, status.Reason}
	}
	return nil
}

func (r *round) tryOCSP(ctx context.Context, cert, issuer *x509.Certificate, depth int) (Status, error) {
	faults := []error{because(ErrFetch, "no OCSP responder answered for it")}
	request, err := ocsp.CreateRequest(cert, issuer, nil) // by SHA-1, as every responder understands
	if err != nil {
		return Status{}, because(ErrFetch, "make OCSP request: %v", err)
	}
	for _, address := range firsts(cert.OCSPServer) {
		der, err := r.fetcher.OCSP(ctx, address, request)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		status, err := r.judgeOCSP(ctx, der, cert, issuer, depth)
		if err == nil {
			r.ocsps = append(r.ocsps, der)
			return status, nil
		}
		faults = append(faults, err)
	}
	return Status{}, errors.Join(faults...)
}

// judgeOCSP checks a response and fetches what its responder must be vouched for by.
func (r *round) judgeOCSP(ctx context.Context, der []byte, cert, issuer *x509.Certificate, depth int) (Status, error) {
	said, err := readOCSP(der, cert, issuer)
	if err != nil {
		return Status{}, err
	}
	if said == nil {
		return Status{}, because(ErrNoEvidence, "the response is about another certificate")
	}
	if c := said.responder; c != nil && !noCheck(c) {
		if depth >= maxDepth {
			return Status{}, because(ErrResponder, "vouched for by too many others")
		}
		if err := r.vouch(ctx, c, issuer, depth); err != nil {
			return Status{}, because(ErrResponder, "%v", err)
		}
	}
	status, err := Check(cert, issuer, append(slices.Clone(r.ocsps), der), r.crls, r.now())
	if err == nil && !status.current(r.now()) {
		err = because(ErrWindow, "the response is of %s", status.ThisUpdate.Format(time.RFC3339))
	}
	return status, err
}

// vouch proves a responder's certificate, by a list first: its responder is itself.
func (r *round) vouch(ctx context.Context, c, issuer *x509.Certificate, depth int) error {
	if status, _ := Check(c, issuer, nil, r.crls, r.now()); status.State == Good {
		return nil
	}
	status, err := r.tryCRL(ctx, c, issuer)
	if err == nil && status.State == Revoked {
		return &RevokedError{c, status.RevokedAt, status.Reason}
	}
	if err != nil {
		return r.prove(ctx, c, issuer, depth+1)
	}
	return nil
}

func (r *round) tryCRL(ctx context.Context, cert, issuer *x509.Certificate) (Status, error) {
	faults := []error{because(ErrFetch, "no usable CRL for it")}
	for _, address := range firsts(cert.CRLDistributionPoints) {
		der, ok := r.fetched[address]
		if !ok {
			var err error
			if der, err = r.fetcher.CRL(ctx, address); err != nil {
				faults = append(faults, err)
				continue
			}
			r.fetched[address] = der
		}
		status, err := Check(cert, issuer, nil, [][]byte{der}, r.now())
		if err == nil && !status.current(r.now()) {
			err = because(ErrWindow, "the list is of %s", status.ThisUpdate.Format(time.RFC3339))
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if !slices.ContainsFunc(r.crls, func(have []byte) bool { return bytes.Equal(have, der) }) {
			r.crls = append(r.crls, der)
		}
		return status, nil
	}
	return Status{}, errors.Join(faults...)
}

func firsts(addresses []string) []string { return addresses[:min(len(addresses), maxAddresses)] }

// current tells whether evidence that was just fetched is not of the future.
func (s Status) current(now time.Time) bool {
	return !s.ThisUpdate.After(now.Add(maxSkew))
}
