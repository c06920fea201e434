package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"rsc.io/qr"

	"sinergi/internal/emblem"
)

// image takes in a picture and gives the name that it is placed by.
func (t *typesetter) image(img emblem.Image) string {
	return t.press.image(emblem.Plain(img))
}

func (p *press) image(png []byte) string {
	sum := sha256.Sum256(png)
	name := hex.EncodeToString(sum[:8])
	p.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(png))
	return name
}

func (p *press) place(name string, x, y, width, height float64) {
	p.ImageOptions(name, x, y, width, height, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
}

// drawQR draws the code of a text as squares, sharp at every size.
func (p *press) drawQR(text string, x, y, size float64) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return fmt.Errorf("QR code of %d bytes: %w", len(text), err)
	}
	unit := size / float64(code.Size)
	p.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for col := 0; col < code.Size; {
			run := 0
			for col+run < code.Size && code.Black(col+run, row) {
				run++
			}
			if run > 0 {
				p.Rect(x+float64(col)*unit, y+float64(row)*unit, float64(run)*unit, unit*1.02, "F")
			}
			col += max(run, 1)
		}
	}
	return nil
}

// margins draws what stands around the text of a page.
func (t *typesetter) margins() {
	if t.paper.Warning != "" {
		t.use(fineFace)
		t.SetTextColor(160, 30, 20)
		t.SetDrawColor(160, 30, 20)
		t.SetXY(edgeLeft, 9)
		t.CellFormat(column, 5, printable(t.paper.Warning), "1", 0, "C", false, 0, "")
		t.SetTextColor(0, 0, 0)
		t.SetDrawColor(0, 0, 0)
	}
	t.foot()
}

// watermark writes across the page, in a grey that leaves the text legible.
func (t *typesetter) watermark() {
	if t.paper.Watermark == "" {
		return
	}
	t.use(face{60, 20, true})
	t.SetTextColor(200, 200, 200)
	t.SetAlpha(0.35, "Normal")
	width := t.GetStringWidth(t.paper.Watermark)
	t.TransformBegin()
	t.TransformRotate(52, pageWidth/2, pageHeight/2)
	t.Text(pageWidth/2-width/2, pageHeight/2+8, printable(t.paper.Watermark))
	t.TransformEnd()
	t.SetAlpha(1, "Normal")
	t.SetTextColor(0, 0, 0)
}

// foot draws the QR code, where the document can be checked, the places for
// initials and the number of the page.
func (t *typesetter) foot() {
	const top = pageHeight - edgeBottom + 5
	t.SetDrawColor(150, 150, 150)
	t.Line(edgeLeft, top, edgeLeft+column, top)
	x := edgeLeft
	if t.paper.Verify != "" {
		if err := t.drawQR(t.paper.Verify, x, top+2, 16); err != nil {
			t.SetError(err)
		}
		x += 19
	}
	t.use(fineFace)
	t.SetTextColor(70, 70, 70)
	width := edgeLeft + column - x - 28
	if n := len(t.paper.Initials); n > 0 {
		width -= float64(n)*18 + 2
		t.initials(edgeLeft+column-28-float64(n)*18, top+2.5)
	}
	if t.paper.Verify != "" {
		y := top + 2.5
		for _, line := range t.fold(t.paper.say("paper.verify", map[string]any{"URL": t.paper.Verify}), fineFace, width) {
			t.SetXY(x, y)
			t.CellFormat(width, fineFace.lead, line, "", 0, "L", false, 0, "")
			y += fineFace.lead
		}
	}
	t.SetXY(edgeLeft+column-28, top+2.5)
	t.CellFormat(28, fineFace.lead, t.paper.say("paper.page", map[string]any{"Page": t.press.page, "Pages": t.pages}), "", 0, "R", false, 0, "")
	t.SetTextColor(0, 0, 0)
	t.SetDrawColor(0, 0, 0)
}

func (t *typesetter) initials(x, y float64) {
	for _, label := range t.paper.Initials {
		t.SetXY(x, y)
		t.CellFormat(17, 3.2, printable(strings.TrimPrefix(label, "PIHAK ")), "1", 0, "C", false, 0, "")
		t.Rect(x, y+3.2, 17, 10, "D")
		x += 18
	}
}
