package pades

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"errors"
	"fmt"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/pdf"
)

// Sign signs a field that Prepare placed. It gives a *LevelError if neither
// Options.Level nor Options.AtLeast was reached; the file that went in is never
// changed.
func Sign(ctx context.Context, file []byte, field string, who Identity, o Options) (*Result, error) {
	o.fill()
	s := &signing{ctx: ctx, file: file, who: who, o: o, reached: None}
	if err := s.begin(field); err != nil {
		return nil, fmt.Errorf("sign %q: %w", field, err)
	}
	if err := s.run(); err != nil {
		var short *LevelError
		if !errors.As(err, &short) || s.reached == None || s.reached < o.AtLeast {
			return nil, fmt.Errorf("sign %q: %w", field, err)
		}
		return &Result{PDF: s.out, Level: s.reached, Shortfall: short}, nil
	}
	return &Result{PDF: s.out, Level: s.reached}, nil
}

// signing is one signature on its way.
type signing struct {
	ctx  context.Context
	file []byte
	who  Identity
	o    Options
	view *pdf.View

	field   pdf.Field
	widget  pdf.Ref
	rotate  int
	rect    Rect
	out     []byte
	reached Level
	late    error // why the signature has no timestamp
}

// begin finds the field and checks that it may be signed.
func (s *signing) begin(field string) (err error) {
	if s.o.Level < BB || s.o.Level > BLTA {
		return fmt.Errorf("there is no level %s", s.o.Level)
	}
	if s.o.Level >= BT && s.o.TSA == nil {
		return fmt.Errorf("%s needs a timestamp authority", s.o.Level)
	}
	if s.view, err = open(s.file, Limits{}); err != nil {
		return err
	}
	if s.field, err = findField(s.view, field); err != nil {
		return err
	}
	if certified, err := certification(s.view); err != nil {
		return err
	} else if certified == 1 {
		return ErrCertified
	}
	form, _, err := s.view.Form()
	if err != nil {
		return err
	}
	if form["XFA"] != nil {
		return fmt.Errorf("%w: it is an XFA form", ErrForm)
	}
	return s.lookAt()
}

// lookAt finds where the field is shown.
func (s *signing) lookAt() error {
	if len(s.field.Widgets) > 1 {
		return fmt.Errorf("%w: the field %q is shown more than once", ErrForm, s.field.Name)
	}
	if len(s.field.Widgets) == 0 {
		return nil
	}
	s.widget = s.field.Widgets[0]
	onPages, err := pageOfWidget(s.view)
	if err != nil {
		return err
	}
	page, rect, err := place(s.view, s.field, onPages)
	if err != nil || page == 0 {
		return err
	}
	pages, err := s.view.Pages(page)
	if err != nil {
		return err
	}
	s.rect, s.rotate = rect, pages[page-1].Rotate
	return nil
}

// run goes through the steps. What is reached stays in out.
func (s *signing) run() error {
	if err := s.usable(); err != nil {
		return s.fail(StepCertificate, err)
	}
	if err := s.notRevoked(); err != nil {
		return err
	}
	if err := s.sign(); err != nil {
		return s.fail(StepSignature, err)
	}
	s.reached = BB
	if s.o.Level == BB {
		return nil
	}
	if s.late != nil {
		return s.fail(StepTimestamp, s.late)
	}
	s.reached = BT
	if s.o.Level == BT {
		return nil
	}
	out, err := addValidation(s.ctx, s.out, s.o.ValidationOptions, nil, s.field.Name)
	if err != nil {
		return s.fail(StepValidation, err)
	}
	s.out, s.reached = out, BLT
	if s.o.Level == BLT {
		return nil
	}
	if out, err = s.archive(); err != nil {
		return s.fail(StepArchive, err)
	}
	s.out, s.reached = out, BLTA
	return nil
}

// archive puts a document timestamp over the signature. The authority's chain is
// known already if it is the one that stamped the signature.
func (s *signing) archive() (out []byte, err error) {
	o := ArchiveOptions{TSA: s.o.ArchiveTSA, Hash: s.hash(), ValidationOptions: s.o.ValidationOptions}
	out = s.out
	if s.o.second {
		probe, err := probeToken(s.ctx, o)
		if err != nil {
			return nil, err
		}
		if out, err = addValidation(s.ctx, out, o.ValidationOptions, probe, s.field.Name); err != nil {
			return nil, err
		}
	}
	return stampDocument(s.ctx, out, o)
}

// fail names the step, unless one within it has its name already.
func (s *signing) fail(step Step, err error) error {
	var named *LevelError
	if errors.As(err, &named) {
		return err
	}
	return &LevelError{Wanted: s.o.Level, Reached: s.reached, Step: step, Err: err}
}

// hash is the one asked for, or one as strong as the key.
func (s *signing) hash() crypto.Hash {
	if s.o.Hash != 0 {
		return s.o.Hash
	}
	if key, ok := s.who.Certificate.PublicKey.(*ecdsa.PublicKey); ok {
		switch bits := key.Curve.Params().BitSize; {
		case bits > 384:
			return crypto.SHA512
		case bits > 256:
			return crypto.SHA384
		}
	}
	return crypto.SHA256
}

// sign makes the revision with the signature, and the timestamp in it if one is
// wanted and to be had.
func (s *signing) sign() (err error) {
	s.out, err = seal(s.file, s.expectedSize(), s.build, func(b signedBytes) ([]byte, error) {
		s.late = nil
		der, err := cms.Sign(s.ctx, cms.Params{
			Hash: s.hash(), Digest: b.digest(s.hash()), Key: s.who.Key,
			Certificate: s.who.Certificate, Chain: s.who.Chain,
		})
		if err != nil || s.o.Level < BT {
			return der, err
		}
		stamped, err := s.stamp(der)
		if err != nil {
			if s.o.AtLeast > BB {
				return nil, s.fail(StepTimestamp, err)
			}
			s.late = err
			return der, nil
		}
		return stamped, nil
	})
	return err
}

// stamp adds a timestamp over the signature value.
func (s *signing) stamp(der []byte) ([]byte, error) {
	sig, err := cms.Parse(der)
	if err != nil {
		return nil, err
	}
	h := s.hash().New()
	h.Write(sig.SignatureValue)
	token, _, err := requestToken(s.ctx, s.o.TSA, s.hash(), h.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cms.WithTimestamp(der, token)
}

// expectedSize is generous: a signature that doesn't fit is made again, and
// someone may have to enter a password for it again.
func (s *signing) expectedSize() int {
	n := 8192 + len(s.who.Certificate.Raw)
	for _, c := range s.who.Chain {
		n += len(c.Raw)
	}
	if s.o.Level >= BT {
		n += 12288
	}
	return n
}
