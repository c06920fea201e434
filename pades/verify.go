package pades

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"sinergi/pades/internal/pdf"
)

// VerifyOptions say whom to trust and what to forgive.
type VerifyOptions struct {
	Roots         *x509.CertPool      // of signers; nil: nobody is trusted
	TSARoots      *x509.CertPool      // of timestamp authorities; nil: Roots
	Intermediates []*x509.Certificate // that may be missing in the file
	Now           time.Time           // zero: now

	// Fetcher gets revocation data that the file does not hold. Nil: only the file
	// is asked.
	Fetcher Fetcher

	// AllowFields lets signature fields be placed, and signed, after a signature,
	// as services do that place a field of their own for each signer. It is then a
	// Note.
	AllowFields bool
	// AllowMetadata lets the file's title, producer and dates change after a
	// signature, as some programs do whenever they sign. It is then a Note.
	AllowMetadata bool

	Limits Limits
}

// mostSignatures is how many signatures are checked in one file.
const mostSignatures = 100

// Verify checks all signatures of a file. An error means that the file cannot be
// read as a PDF, or that ctx has ended; everything about its signatures is in the
// report.
//
// Reading is bounded by Limits. A file can still hold many signatures with long
// revocation lists: for files of strangers, give ctx a deadline.
func Verify(ctx context.Context, file []byte, o VerifyOptions) (*Report, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Roots == nil {
		o.Roots = x509.NewCertPool()
	}
	if o.TSARoots == nil {
		o.TSARoots = o.Roots
	}
	view, err := open(file, o.Limits)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	v := &verification{ctx: ctx, o: o, view: view, report: &Report{}, timeline: newTimeline(view.Doc())}
	for _, part := range []func() error{v.open, v.follow, v.search, v.readEvidence, v.judge} {
		if err := part(); err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
	}
	return v.report, nil
}

type verification struct {
	ctx    context.Context
	o      VerifyOptions
	view   *pdf.View
	report *Report

	pages     map[pdf.Ref]int
	envelopes []*envelope // oldest first; those over no revision last
	*timeline

	embedded *evidence // of the newest revision
	evidence *evidence // and what was fetched besides
	known    map[judged]standing
	pool     []*x509.Certificate
	proofs   []*proof // trusted document timestamps, newest first
}

// open reads the signatures of all fields.
func (v *verification) open() (err error) {
	if v.pages, err = pageOfWidget(v.view); err != nil {
		return err
	}
	fields, err := signatureFields(v.view)
	if err != nil {
		return err
	}
	values := map[pdf.Object]bool{}
	for _, f := range fields {
		if f.Value == nil {
			v.report.Unsigned = append(v.report.Unsigned, f.Name)
			continue
		}
		if len(v.envelopes) >= mostSignatures {
			return &pdf.LimitError{What: "signatures", Most: mostSignatures}
		}
		e, err := openEnvelope(v.view, f)
		if err != nil {
			return err
		}
		if values[e.ref] {
			e.fatal(SharedValue, "another field has the signature %s too", e.ref)
		}
		values[e.ref] = true
		v.envelopes = append(v.envelopes, e)
	}
	slices.SortStableFunc(v.envelopes, func(a, b *envelope) int { return -cmp.Compare(a.section, b.section) })
	return nil
}

// search looks in all revisions for signatures that no field has any longer.
func (v *verification) search() error {
	known := map[int64]bool{}
	for _, e := range v.envelopes {
		known[e.at] = true
	}
	for _, s := range v.view.Doc().Sections {
		for _, entry := range s.Entries {
			if entry.Kind != pdf.InFile || known[entry.At] {
				continue
			}
			known[entry.At] = true
			d, err := v.view.Doc().DictAt(entry.At)
			var limit *pdf.LimitError
			if errors.As(err, &limit) {
				return err
			}
			if err == nil && len(v.report.Problems) < mostChanges && d["ByteRange"] != nil && d["Contents"] != nil && d["Filter"] != nil {
				v.report.Problems = append(v.report.Problems,
					Problem{LostSignature, Fatal, fmt.Sprintf("object %d at byte %d", entry.Num, entry.At)})
			}
		}
	}
	return nil
}

// judge reports on each document timestamp, from the newest, and then on each
// signature: what proves the time of one is proven by those after it.
func (v *verification) judge() error {
	for i := len(v.envelopes) - 1; i >= 0 && v.ctx.Err() == nil; i-- {
		if e := v.envelopes[i]; e.format == formatTimestamp {
			v.report.Timestamps = append(v.report.Timestamps, v.documentTimestamp(e))
		}
	}
	slices.Reverse(v.report.Timestamps)
	for _, e := range v.envelopes {
		if e.format != formatTimestamp && v.ctx.Err() == nil {
			v.report.Signatures = append(v.report.Signatures, v.signature(e))
		}
	}
	return nil
}

// describe begins a report with what the file says.
func (v *verification) describe(e *envelope) SignatureReport {
	r := SignatureReport{
		Field: e.field.Name, Format: e.format, Revision: e.end, Revocation: "unknown",
		Claimed: e.text(v.view, "Name"), Reason: e.text(v.view, "Reason"), Place: e.text(v.view, "Location"),
		ClaimedTime: parseDate(e.text(v.view, "M")), Problems: slices.Clone(e.problems),
	}
	if page, rect, err := place(v.view, e.field, v.pages); err == nil {
		r.Page, r.Rect = page, rect
	}
	if e.inRevision() {
		r.Whole = blank(v.view.Doc().Data[e.end:])
		v.afterwards(e, &r)
	}
	return r
}

// readEvidence reads the validation data of the file. What cannot be read is not
// there.
func (v *verification) readEvidence() error {
	e, err := readDSS(v.view)
	var limit *pdf.LimitError
	if errors.As(err, &limit) {
		return err
	}
	v.embedded, v.evidence, v.known = &e, &e, map[judged]standing{}
	v.pool = append(e.certificates(), v.o.Intermediates...)
	return nil
}

// standing judges a chain by the file's validation data, and, if that does not
// do and there is a Fetcher, by what it gets. Chains lead to trusted roots, so
// that nobody else has named the addresses asked.
func (v *verification) standing(chain []*x509.Certificate, at time.Time) standing {
	s := v.stands(chain, at, v.evidence)
	if s.state != unknown || v.o.Fetcher == nil {
		return s
	}
	fresh, err := collect(v.ctx, chain, v.o.Fetcher, v.o.Now)
	grown := *v.evidence // another one, so that nothing known of the former is taken for it
	grown.add(fresh)
	v.evidence = &grown
	s = v.stands(chain, at, v.evidence)
	if s.state == unknown && err != nil {
		s.detail = err.Error()
	}
	return s
}

// judged is what stands was asked: a chain, a time, and evidence that does not
// change.
type judged struct {
	chain [sha256.Size]byte
	at    int64
	e     *evidence
}

// stands is as the function of that name, and remembers: lists are long.
func (v *verification) stands(chain []*x509.Certificate, at time.Time, e *evidence) standing {
	key := judged{at: at.UnixNano(), e: e}
	h := sha256.New()
	for _, c := range chain {
		h.Write(c.Raw)
	}
	h.Sum(key.chain[:0])
	s, ok := v.known[key]
	if !ok {
		s = stands(chain, at, *e)
		v.known[key] = s
	}
	return s
}
