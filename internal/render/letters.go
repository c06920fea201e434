package render

import (
	"sync"

	"github.com/go-fonts/dejavu/dejavuserifcondensed"
	"github.com/go-fonts/dejavu/dejavuserifcondensedbold"
	"golang.org/x/image/font/sfnt"
)

// Prints reports whether a letter can be printed: both the plain and the bold
// face have it, and it is in the basic plane, beyond which the printer reads
// nothing.
func Prints(r rune) bool {
	if r > 0xFFFE {
		return false
	}
	for _, face := range faces() {
		if glyph, err := face.GlyphIndex(nil, r); err != nil || glyph == 0 {
			return false
		}
	}
	return true
}

var faces = sync.OnceValue(func() (both [2]*sfnt.Font) {
	for i, ttf := range [][]byte{dejavuserifcondensed.TTF, dejavuserifcondensedbold.TTF} {
		face, err := sfnt.Parse(ttf)
		if err != nil {
			panic("render: a shipped font: " + err.Error()) // a broken build, not an input
		}
		both[i] = face
	}
	return both
})
