package pades

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"rsc.io/qr"

	"sinergi/pades/internal/pdf"
)

// Appearance is what a visible signature shows: a QR code on the left, and
// lines of text beside it, or below it in a
// tall field. A line that is too long is broken between words; the
// text is as large as fits, from 10 down to 4 points.
type Appearance struct {
	Lines []string
	QR    string // what the code says, an address for instance; empty: no code
	Frame bool   // a thin line around
}

var (
	// ErrText is a character that the appearance's font (Helvetica, in the
	// Windows-1252 encoding) does not have.
	ErrText = errors.New("the signature's appearance cannot show this character")
	// ErrSpace is a field too small for what it should show.
	ErrSpace = errors.New("the signature field is too small for its appearance")
)

const (
	padding     = 3.0 // points
	leading     = 1.2 // of the font size
	largestFont = 10.0
	leastFont   = 4.0
	leastCode   = 28.0 // points: what a telephone still reads on paper
)

// form is the dictionary of a form XObject of a size.
func form(width, height float64) pdf.Dict {
	return pdf.Dict{
		"Type": pdf.Name("XObject"), "Subtype": pdf.Name("Form"),
		"BBox":      pdf.Array{pdf.Integer(0), pdf.Integer(0), real2(width), real2(height)},
		"Resources": pdf.Dict{},
	}
}

// draw makes the stream that shows an appearance in a rectangle of a page that
// is turned by some degrees. It stands upright when the page is shown.
func (a *Appearance) draw(r Rect, rotate int) (*pdf.Stream, error) {
	width, height := r.Right-r.Left, r.Top-r.Bottom
	if rotate == 90 || rotate == 270 {
		width, height = height, width
	}
	dict := form(width, height)
	if m := upright[rotate]; m != nil {
		dict["Matrix"] = m
	}
	var out bytes.Buffer
	if a.Frame {
		fmt.Fprintf(&out, "q 0.5 w 0.25 0.25 %.2f %.2f re S Q\n", width-0.5, height-0.5)
	}
	text := Rect{padding, padding, width - padding, height - padding}
	if a.QR != "" {
		code := codePlace(&text, len(a.Lines) > 0)
		if code.Right-code.Left < leastCode {
			return nil, fmt.Errorf("%w: the code needs %g points", ErrSpace, leastCode+2*padding)
		}
		if err := drawCode(&out, a.QR, code); err != nil {
			return nil, err
		}
	}
	if len(a.Lines) > 0 {
		if err := drawText(&out, a.Lines, text); err != nil {
			return nil, err
		}
		dict["Resources"] = pdf.Dict{"Font": pdf.Dict{"F": helvetica()}}
	}
	return &pdf.Stream{Dict: dict, Data: out.Bytes()}, nil
}

// codePlace takes a square for the code off the space for the text: on the left
// of it, or above it where there is more height than width.
func codePlace(space *Rect, text bool) Rect {
	width, height := space.Right-space.Left, space.Top-space.Bottom
	side := min(width, height)
	if text {
		side = min(side, max(width, height)/2)
	}
	code := Rect{space.Left, space.Top - side, space.Left + side, space.Top}
	if height > width {
		space.Top -= side + padding
	} else {
		space.Left += side + padding
	}
	return code
}

// upright turns a form against the turn of its page. The viewer moves what
// comes out into the rectangle (ISO 32000-2, 12.5.5).
var upright = map[int]pdf.Array{
	90:  {pdf.Integer(0), pdf.Integer(1), pdf.Integer(-1), pdf.Integer(0), pdf.Integer(0), pdf.Integer(0)},
	180: {pdf.Integer(-1), pdf.Integer(0), pdf.Integer(0), pdf.Integer(-1), pdf.Integer(0), pdf.Integer(0)},
	270: {pdf.Integer(0), pdf.Integer(-1), pdf.Integer(1), pdf.Integer(0), pdf.Integer(0), pdf.Integer(0)},
}

// helvetica is one of the fonts that every reader has.
func helvetica() pdf.Dict {
	return pdf.Dict{
		"Type": pdf.Name("Font"), "Subtype": pdf.Name("Type1"),
		"BaseFont": pdf.Name("Helvetica"), "Encoding": pdf.Name("WinAnsiEncoding"),
	}
}

// drawCode fills the dark squares of a QR code, the runs of a row at once.
func drawCode(out *bytes.Buffer, text string, place Rect) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return fmt.Errorf("QR code: %w", err)
	}
	const quiet = 2 // light squares around; four are asked for, and the field gives more
	unit := (place.Right - place.Left) / float64(code.Size+2*quiet)
	out.WriteString("q 0 g\n")
	for row := range code.Size {
		for col := 0; col < code.Size; col++ {
			start := col
			for col < code.Size && code.Black(col, row) {
				col++
			}
			if col > start {
				fmt.Fprintf(out, "%.3f %.3f %.3f %.3f re\n",
					place.Left+float64(quiet+start)*unit, place.Top-float64(quiet+row+1)*unit, float64(col-start)*unit, unit)
			}
		}
	}
	out.WriteString("f Q\n")
	return nil
}

// drawText sets lines as large as they fit, in the middle of the height.
func drawText(out *bytes.Buffer, lines []string, place Rect) error {
	var encoded [][]byte
	for _, line := range lines {
		b, err := encode(line)
		if err != nil {
			return err
		}
		encoded = append(encoded, b)
	}
	width, height := place.Right-place.Left, place.Top-place.Bottom
	for size := largestFont; size >= leastFont; size -= 0.5 {
		set, ok := breakLines(encoded, width/size*1000)
		tall := float64(len(set)) * size * leading
		if !ok || tall > height {
			continue
		}
		fmt.Fprintf(out, "BT 0 g /F %g Tf %g TL %.2f %.2f Td\n", size, size*leading, place.Left, place.Bottom+(height+tall)/2-size)
		for _, line := range set {
			out.WriteByte('(')
			out.WriteString(escaper.Replace(string(line)))
			out.WriteString(") Tj T*\n")
		}
		out.WriteString("ET\n")
		return nil
	}
	return fmt.Errorf("%w: %d lines in %.0f × %.0f points", ErrSpace, len(lines), width, height)
}

var escaper = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)

// breakLines breaks lines between words to a width in thousandths of the font
// size. It fails if a word is wider.
func breakLines(lines [][]byte, width float64) (out [][]byte, ok bool) {
	for _, line := range lines {
		var now []byte
		for _, word := range bytes.Split(line, []byte(" ")) {
			if textWidth(word) > width {
				return nil, false
			}
			longer := append(append(append([]byte{}, now...), ' '), word...)
			switch {
			case now == nil:
				now = append([]byte{}, word...)
			case textWidth(longer) <= width:
				now = longer
			default:
				out, now = append(out, now), append([]byte{}, word...)
			}
		}
		out = append(out, now)
	}
	return out, true
}
