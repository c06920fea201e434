// SPDX-License-Identifier: Apache-2.0

// Package emblem knows the pictures above official documents: the emblem of a
// region (lambang daerah) or of the state. Sinergi ships none, since their use
// is the regions' own matter; a government gives its picture, and until then a
// plain drawn shield keeps the place.
package emblem

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"

	_ "image/jpeg" // photographs of emblems

	"sinergi/internal/party"
)

// State is the code of the state emblem, which stands above letters that a
// head of region signs (Permendagri 1/2023).
const State = "negara"

// MaxBytes and MaxSide bound a picture that is taken in.
const (
	MaxBytes = 4 << 20
	MaxSide  = 6000 // pixels
)

// Image is a picture ready for print.
type Image struct {
	Data          []byte // PNG or JPEG
	Format        string // "png" or "jpeg"
	Width, Height int    // pixels
	Placeholder   bool
}

// Read takes in a picture. ok is false when it is no PNG or JPEG, or too
// large.
func Read(data []byte) (img Image, ok bool) {
	if len(data) == 0 || len(data) > MaxBytes {
		return Image{}, false
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width < 1 || c.Height < 1 || c.Width > MaxSide || c.Height > MaxSide || format != "png" && format != "jpeg" {
		return Image{}, false
	}
	return Image{Data: data, Format: format, Width: c.Width, Height: c.Height}, true
}

// Whole takes in a picture that can be decoded to its last pixel, so that it
// will print.
func Whole(data []byte) (img Image, ok bool) {
	if img, ok = Read(data); !ok {
		return img, false
	}
	_, _, err := image.Decode(bytes.NewReader(data))
	return img, err == nil
}

// Of gives the picture, or the shield when there is none that can be printed.
func Of(data []byte) Image {
	if img, ok := Read(data); ok {
		return img
	}
	return Shield()
}

// Head gives the letterhead of a head of region from the name of the
// government: "BUPATI KAMPAR" of "PEMERINTAH KABUPATEN KAMPAR".
func Head(government string) string {
	name := strings.TrimPrefix(strings.ToUpper(government), "PEMERINTAH ")
	kind, region, ok := strings.Cut(name, " ")
	if !ok {
		return name
	}
	switch k := party.Kind(strings.ToLower(kind)); k {
	case party.Province, party.Regency, party.City:
		return strings.ToUpper(k.Head()) + " " + region
	}
	return name
}

// The shield is drawn on a grid of this many units, oversampled for soft
// edges.
const shieldWidth, shieldHeight, over = 200, 250, 3

// Shield draws the plain shield.
func Shield() Image {
	img := image.NewGray(image.Rect(0, 0, shieldWidth, shieldHeight))
	for y := range shieldHeight {
		for x := range shieldWidth {
			dark := 0
			for i := range over * over {
				px := float64(x) + (float64(i%over)+0.5)/over
				py := float64(y) + (float64(i/over)+0.5)/over
				if onLine(px, py) {
					dark++
				}
			}
			img.SetGray(x, y, color.Gray{Y: uint8(255 - dark*140/(over*over))})
		}
	}
	var buf bytes.Buffer
	_ = png.Encode(&buf, img) // a Buffer takes everything
	return Image{Data: buf.Bytes(), Format: "png", Width: shieldWidth, Height: shieldHeight, Placeholder: true}
}

// onLine reports whether a point is on the outline of the shield or on the
// thinner one inside it.
func onLine(x, y float64) bool {
	d := depth(x, y)
	return d >= 4 && d < 9 || d >= 16 && d < 18
}

// depth is how far inside the shield a point lies, negative outside: flat at
// the top, straight sides, a round foot that ends in a point.
func depth(x, y float64) float64 {
	const top, shoulder, foot, half = 2.0, 120.0, 246.0, 96.0
	side := half - abs(x-shieldWidth/2)
	if y > shoulder {
		t := (y - shoulder) / (foot - shoulder)
		side = half*(1-t*t) - abs(x-shieldWidth/2)
		return min(side*(0.55+0.45*(1-t)), y-top)
	}
	return min(side, y-top)
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// printSide is how many pixels an emblem keeps for print: 2.5 cm at 600 dpi.
const printSide = 600

// Plain gives the picture as a small PNG of eight bits a colour without
// interlacing, which every printer of PDF takes. The same picture gives the
// same bytes.
func Plain(img Image) []byte {
	decoded, _, err := image.Decode(bytes.NewReader(img.Data))
	if err != nil {
		decoded, _, _ = image.Decode(bytes.NewReader(Shield().Data))
	}
	var buf bytes.Buffer
	_ = png.Encode(&buf, shrink(decoded)) // a Buffer takes everything
	return buf.Bytes()
}

// shrink averages squares of pixels until the picture is small enough.
func shrink(src image.Image) *image.NRGBA {
	b := src.Bounds()
	step := max(1, (max(b.Dx(), b.Dy())+printSide-1)/printSide)
	w, h := max(1, b.Dx()/step), max(1, b.Dy()/step)
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			var r, g, bl, a, n uint64
			for i := range step * step {
				pr, pg, pb, pa := src.At(b.Min.X+x*step+i%step, b.Min.Y+y*step+i/step).RGBA()
				r, g, bl, a, n = r+uint64(pr), g+uint64(pg), bl+uint64(pb), a+uint64(pa), n+1
			}
			out.Set(x, y, color.RGBA64{uint16(r / n), uint16(g / n), uint16(bl / n), uint16(a / n)})
		}
	}
	return out
}
