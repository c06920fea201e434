// SPDX-License-Identifier: Apache-2.0

// Package notary signs for the stand-in of BSrE's service, really and
// worthlessly: PAdES signatures with timestamps, by keys that are made when
// the program starts and certificates whose every name says that they certify
// nothing. It also says so on the page, also where an invisible signature was
// asked for.
//
//	n, err := notary.New(pki)
//	server, err := standin.New(standin.Config{…, Sign: n.Sign, Verify: n.Verify})
package notary

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sinergi/internal/signer/standin"
	"sinergi/pades"
	"sinergi/pades/padestest"
)

// organization is in every certificate, beside the name.
const organization = standin.Mark + " - layanan tanda tangan tiruan Sinergi"

// Notary has a key for each name that ever signed.
type Notary struct {
	pki *padestest.PKI
	now func() time.Time

	mu  sync.Mutex
	ids map[string]*padestest.Identity
}

// New makes a notary of a PKI whose services are being served.
func New(pki *padestest.PKI, now func() time.Time) *Notary {
	if now == nil {
		now = time.Now
	}
	return &Notary{pki: pki, now: now, ids: map[string]*padestest.Identity{}}
}

// identity gives the key and certificate of a name.
func (n *Notary) identity(name string) (pades.Identity, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	id := n.ids[name]
	if id == nil {
		var err error
		if id, err = n.pki.Issue(padestest.Subject{Name: name, Organization: organization}); err != nil {
			return pades.Identity{}, fmt.Errorf("certificate of %s: %w", name, err)
		}
		n.ids[name] = id
	}
	return pades.Identity(*id), nil
}

// ErrAnchor is an order to sign at a text: texts in pages are not read here.
var ErrAnchor = errors.New("the stand-in does not look for texts in a page")

// Sign carries out an order as the service does: a field of its own, then the
// signature with its timestamp (B-T, as the live service was seen to make).
func (n *Notary) Sign(ctx context.Context, o standin.Order) ([]byte, error) {
	page, rect, err := where(o)
	if err != nil {
		return nil, err
	}
	fields, err := pades.Fields(o.PDF)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("tiruan_%d", len(fields)+1)
	if !o.Visible {
		rect = strip(rect, len(fields))
	}
	placed, err := padestest.Place(o.PDF, name, page, rect)
	if err != nil {
		return nil, err
	}
	who, err := n.identity(o.By.Name)
	if err != nil {
		return nil, err
	}
	options := pades.Options{
		Level: pades.BT, Time: n.now(), Reason: o.Reason, Location: o.Location, Appearance: face(o),
		TSA: &pades.TSA{URL: n.pki.TSA(""), Roots: n.pki.Roots(), Now: n.now},
	}
	signed, err := pades.Sign(ctx, placed, name, who, options)
	if errors.Is(err, pades.ErrSpace) || errors.Is(err, pades.ErrText) { // the mark fits everywhere else
		options.Appearance = &pades.Appearance{Lines: []string{standin.Mark}}
		signed, err = pades.Sign(ctx, placed, name, who, options)
	}
	if err != nil {
		return nil, err
	}
	return signed.PDF, nil
}

// where gives the page and the rectangle of an order in the PDF's own count.
func where(o standin.Order) (page int, rect [4]float64, err error) {
	if o.Anchor != "" {
		return 0, rect, ErrAnchor
	}
	page = max(o.Page, 1)
	box, err := padestest.PageBox(o.PDF, page)
	if err != nil || !o.Visible {
		return page, box, err
	}
	left, bottom := box[0]+o.X, box[1]+o.Y
	if o.FromTop {
		bottom = box[3] - o.Y - o.Height
	}
	return page, [4]float64{left, bottom, left + o.Width, bottom + o.Height}, nil
}

// strip is where a page says that an invisible signature certifies nothing: in
// its lower margin, one above the other.
func strip(box [4]float64, nth int) [4]float64 {
	const height, width, rows = 14, 250, 40
	left, bottom := box[0]+4, box[1]+4+float64(nth%rows)*height
	return [4]float64{left, bottom, min(left+width, box[2]), min(bottom+height, box[3])}
}

// face is what a signature shows. The picture of an order is not drawn: it may
// be anybody's handwriting, and this is nobody's signature.
func face(o standin.Order) *pades.Appearance {
	if !o.Visible {
		return &pades.Appearance{Lines: []string{standin.Mark + " - tanda tangan tiruan"}}
	}
	return &pades.Appearance{Lines: []string{standin.Mark, "Tanda tangan tiruan: " + o.By.Name}, QR: o.Link, Frame: true}
}

// Verify tells about the signatures of a PDF. Trusted are those of its own
// PKI: that is no trust at all, which the conclusion's sentence says.
func (n *Notary) Verify(ctx context.Context, pdf []byte) ([]standin.Opinion, bool, error) {
	report, err := pades.Verify(ctx, pdf, pades.VerifyOptions{Roots: n.pki.Roots(), AllowFields: true, Now: n.now()})
	if err != nil {
		return nil, false, err
	}
	var list []standin.Opinion
	good := len(report.Problems) == 0
	for _, s := range report.Signatures {
		good = good && s.Intact && s.Trusted
		list = append(list, standin.Opinion{
			Signer: s.Signer, Field: s.Field, Format: "PAdES-BASELINE-" + level(s.Level), Reason: s.Reason, Location: s.Place,
			At: s.ClaimedTime, Intact: s.Intact, Trusted: s.Trusted, Authority: s.ProvenBy, StampedAt: s.ProvenTime,
		})
	}
	return list, good, nil
}

// level is the last part of a level's name in EU DSS's words.
func level(l pades.Level) string {
	switch l {
	case pades.BT:
		return "T"
	case pades.BLT:
		return "LT"
	case pades.BLTA:
		return "LTA"
	}
	return "B"
}
