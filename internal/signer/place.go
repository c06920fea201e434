package signer

import (
	"math"
	"net/url"

	"sinergi/internal/fault"
)

// Place is a rectangle on a page, in PDF points (1/72 inch) from the lower
// left corner of the page's media box, as the PDF itself counts. Rotated pages
// are not supported: BSrE's services are not known to agree on them.
type Place struct {
	Page          int // from 1
	X, Y          float64
	Width, Height float64
	PageWidth     float64 // of the page itself
	PageHeight    float64
}

// check refuses a rectangle that leaves the page: the service answers that
// with a bare HTTP 500.
func (p Place) check() error {
	for _, v := range []float64{p.X, p.Y, p.Width, p.Height, p.PageWidth, p.PageHeight} {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			return fault.New(fault.Invalid, "signer.place_outside")
		}
	}
	const slack = 0.01 // places come from millimetres
	if p.Page < 1 || p.Width < 1 || p.Height < 1 || p.X+p.Width > p.PageWidth+slack || p.Y+p.Height > p.PageHeight+slack {
		return fault.New(fault.Invalid, "signer.place_outside")
	}
	return nil
}

// Places is how a contract writes a rectangle. Neither contract says so in
// what was read. Two public v1 clients send the opposite corner in width and
// height, as iText's Rectangle takes it; v2 answers in the vocabulary of EU
// DSS, which counts from the top left. Those are the defaults; a government
// whose service differs sets the fields.
type Places struct {
	Origin Origin
	Extent Extent
}

// Origin is the corner of the page that is (0, 0).
type Origin string

// The origins.
const (
	BottomLeft Origin = "bottom_left"
	TopLeft    Origin = "top_left"
)

// Extent is what the fields width and height hold.
type Extent string

// The extents.
const (
	Size   Extent = "size"   // width and height
	Corner Extent = "corner" // x and y of the opposite corner
)

func (p Places) filled(c Contract) Places {
	if p.Origin == "" {
		p.Origin = BottomLeft
		if c == ContractV2 {
			p.Origin = TopLeft
		}
	}
	if p.Extent == "" {
		p.Extent = Size
		if c == ContractV1 {
			p.Extent = Corner
		}
	}
	return p
}

func (p Places) known() bool {
	return (p.Origin == BottomLeft || p.Origin == TopLeft) && (p.Extent == Size || p.Extent == Corner)
}

// written gives the four numbers as the contract wants them.
func (p Places) written(at Place) (x, y, width, height float64) {
	x, y, width, height = at.X, at.Y, at.Width, at.Height
	if p.Origin == TopLeft {
		y = max(0, at.PageHeight-at.Y-at.Height)
	}
	if p.Extent == Corner {
		width, height = x+width, y+height
	}
	return x, y, width, height
}

// Look is how a signature shows on the page. The zero Look is invisible. A
// visible one has a Place or an Anchor, and an Image or a Link.
type Look struct {
	Place  *Place
	Anchor string // a text in the PDF at which to sign, instead of a Place
	// AnchorWidth and AnchorHeight are the size at an Anchor, in points.
	AnchorWidth, AnchorHeight float64

	Image []byte // PNG or JPEG
	Link  string // an address to show as a QR code
}

// Visible reports whether anything is drawn.
func (l Look) Visible() bool { return l.Place != nil || l.Anchor != "" }

func (l Look) check() error {
	if !l.Visible() {
		if len(l.Image) > 0 || l.Link != "" {
			return fault.New(fault.Invalid, "signer.look_placeless")
		}
		return nil
	}
	if (len(l.Image) > 0) == (l.Link != "") {
		return fault.New(fault.Invalid, "signer.look_empty")
	}
	if l.Link != "" {
		// BSrE's linkQR is an address; longer ones make a code nobody can scan.
		if u, err := url.Parse(l.Link); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(l.Link) > 500 {
			return fault.New(fault.Invalid, "signer.look_link")
		}
	}
	if len(l.Image) > 0 && !isPNG(l.Image) && !isJPEG(l.Image) {
		return fault.New(fault.Invalid, "signer.look_format")
	}
	if l.Place != nil {
		if l.Anchor != "" {
			return fault.New(fault.Invalid, "signer.look_both")
		}
		return l.Place.check()
	}
	if l.AnchorWidth < 1 || l.AnchorHeight < 1 {
		return fault.New(fault.Invalid, "signer.place_outside")
	}
	return nil
}

func isPNG(b []byte) bool  { return len(b) > 8 && string(b[:8]) == "\x89PNG\r\n\x1a\n" }
func isJPEG(b []byte) bool { return len(b) > 3 && string(b[:3]) == "\xff\xd8\xff" }
