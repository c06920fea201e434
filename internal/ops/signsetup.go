package ops

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/signer"
	"sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/internal/validity"
	"sinergi/pades"
)

// Signing is with what documents are signed and checked on this node. The zero
// value checks signatures without trusting anyone, and signs by PKCS #12 files
// only. Secrets in it live in memory alone.
type Signing struct {
	Governments map[string]GovernmentSigning // by code

	Roots         *x509.CertPool      // of signers; nil: nobody is trusted
	TSARoots      *x509.CertPool      // of timestamp authorities; nil: Roots
	Intermediates []*x509.Certificate // that files may lack

	TSA        pades.TimestampAuthority // for signatures by a key; nil: none
	ArchiveTSA pades.TimestampAuthority // for complete documents; nil: TSA
	// Seal is what a complete document is brought to: None leaves it as it is.
	Seal pades.Level
	// Fetcher gets OCSP responses and CRLs for complete documents; nil: they are
	// not asked for.
	Fetcher pades.Fetcher

	// Uncertified says that nothing signed here counts (a demonstration): it is
	// printed on every page.
	Uncertified bool
}

// GovernmentSigning is how one government signs.
type GovernmentSigning struct {
	// Service is its signing service; nil when it has none. Log is filled in.
	Service *signer.Config
	// Level is what each of its signatures must reach; None: B-T where there is
	// a service or a timestamp authority, otherwise B-B.
	Level pades.Level
}

// signShelf is the signing setup with the clients made from it.
type signShelf struct {
	Signing
	services map[string]signer.Service
	limits   signing.Limits
	checking chan struct{} // bounds how many files are checked at once
}

func newSignShelf() *signShelf {
	return &signShelf{checking: make(chan struct{}, 2), limits: signing.Limits{Requested: 10 * time.Minute, InFlight: 6 * time.Minute}}
}

// UseSigning sets up signing. Call it before serving. An error names the
// government and what in its settings cannot work.
func (d *Desk) UseSigning(s Signing) error {
	shelf := newSignShelf()
	shelf.Signing, shelf.services = s, map[string]signer.Service{}
	for code, g := range s.Governments {
		if g.Service == nil {
			continue
		}
		cfg := *g.Service
		cfg.Government, cfg.Log = code, d.logCall
		service, err := signer.New(cfg)
		if err != nil {
			return fmt.Errorf("signing service of %s: %w", code, err)
		}
		shelf.services[code] = service
		if most := 3 * cfg.Timeouts.Sign; most > shelf.limits.InFlight {
			shelf.limits.InFlight = most
		}
	}
	if s.Seal >= pades.BLT && s.Fetcher == nil || s.Seal >= pades.BLTA && s.TSA == nil && s.ArchiveTSA == nil {
		return fmt.Errorf("sealing complete documents at %s needs revocation data and, for B-LTA, a timestamp authority", s.Seal)
	}
	d.signs = shelf
	return nil
}

// SigningServices gives the client of every government that has a service, for
// the node's own check.
func (d *Desk) SigningServices() map[string]signer.Service { return d.signs.services }

// level is what a government's signatures must reach.
func (s *signShelf) level(government string) pades.Level {
	g := s.Governments[government]
	switch {
	case g.Level != pades.None:
		return g.Level
	case g.Service != nil || s.TSA != nil:
		return pades.BT
	}
	return pades.BB
}

// keeps reports whether a government's service keeps what it signed, which only
// the first contract does.
func (s *signShelf) keeps(government string) bool {
	g := s.Governments[government]
	return g.Service != nil && g.Service.Contract == signer.ContractV1
}

// logCall keeps a call to a signing service, masked as it comes. That the log
// cannot be written must not undo a signature; it is told in the node's log.
func (d *Desk) logCall(ctx context.Context, c signer.Call) {
	err := d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.AddSigningCall(ctx, newID(), c) })
	if err != nil {
		d.log.Error("a call to a signing service is not in the log", "government", c.Government, "action", c.Action, "err", err)
	}
}

// MaxChecked bounds a PDF that is checked, in bytes.
const MaxChecked = 24 << 20

// checkFor is how long a file of a stranger is looked at.
const checkFor = 25 * time.Second

// CheckPDF tells what is true of the signatures in a PDF. Anyone may ask; the
// file is neither kept nor sent anywhere.
func (d *Desk) CheckPDF(ctx context.Context, file []byte) (validity.Opinion, error) {
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	select {
	case d.signs.checking <- struct{}{}:
		defer func() { <-d.signs.checking }()
	case <-ctx.Done():
		return validity.Opinion{}, fault.Wrap(fault.Unavailable, "validity.too_long", ctx.Err())
	}
	o, _, err := d.signs.check(ctx, file, d.now())
	return o, err
}

// check verifies with what is trusted here. Services place a field of their
// own for each signer, which is therefore allowed and told.
func (s *signShelf) check(ctx context.Context, file []byte, now time.Time) (validity.Opinion, *pades.Report, error) {
	r, err := pades.Verify(ctx, file, pades.VerifyOptions{Roots: s.Roots, TSARoots: s.TSARoots, Intermediates: s.Intermediates, Now: now, AllowFields: true})
	if err != nil {
		return validity.Opinion{}, nil, UnreadablePDF(err)
	}
	return validity.Of(file, r), r, nil
}

// UnreadablePDF says in a sentence why a PDF cannot be checked.
func UnreadablePDF(err error) error {
	var damaged *pades.DamagedError
	var limit *pades.LimitError
	switch {
	case errors.Is(err, pades.ErrNotPDF):
		return fault.Wrap(fault.Invalid, "validity.not_pdf", err)
	case errors.Is(err, pades.ErrEncrypted):
		return fault.Wrap(fault.Invalid, "validity.encrypted", err)
	case errors.As(err, &limit):
		return fault.Wrap(fault.Invalid, "validity.too_big", err)
	case errors.As(err, &damaged):
		return fault.Wrap(fault.Invalid, "validity.damaged", err)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return fault.Wrap(fault.Unavailable, "validity.too_long", err)
	}
	return err
}
