package render

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/go-fonts/dejavu/dejavuserifcondensed"
	"github.com/go-fonts/dejavu/dejavuserifcondensedbold"
)

// Prints reports whether a letter can be printed: both the plain and the bold
// face have it.
func Prints(r rune) bool {
	_, has := slices.BinarySearch(letters(), r)
	return has
}

// letters are those of both faces, in order.
var letters = sync.OnceValue(func() []rune {
	plain := lettersOf(dejavuserifcondensed.TTF)
	return slices.DeleteFunc(lettersOf(dejavuserifcondensedbold.TTF), func(r rune) bool {
		_, both := slices.BinarySearch(plain, r)
		return !both
	})
})

// lettersOf reads which letters a TrueType font has from the table that
// printing uses: "cmap" of platform 3, encoding 1, in format 4 (OpenType 1.9,
// "cmap"). It holds the basic plane only.
func lettersOf(font []byte) []rune {
	number := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	offset := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	cmap := 0
	for i := range number(4) {
		if record := 12 + 16*i; string(font[record:record+4]) == "cmap" {
			cmap = offset(record + 8)
		}
	}
	table := 0
	for i := range number(cmap + 2) {
		if record := cmap + 4 + 8*i; number(record) == 3 && number(record+2) == 1 {
			table = cmap + offset(record+4)
		}
	}
	segments := number(table+6) / 2
	ends := table + 14
	starts := ends + 2*segments + 2
	deltas := starts + 2*segments
	ranges := deltas + 2*segments
	var out []rune
	for s := range segments {
		first, last, at := number(starts+2*s), number(ends+2*s), ranges+2*s
		for c := first; c <= last && c < 0xFFFF; c++ {
			glyph := c + number(deltas+2*s)
			if span := number(at); span != 0 {
				glyph = number(at + span + 2*(c-first))
			}
			if glyph&0xFFFF != 0 {
				out = append(out, rune(c))
			}
		}
	}
	return out
}
