package wordfile

import (
	"regexp"
	"strconv"
	"strings"

	"sinergi/internal/draft"
)

// form is the shape of a label.
type form int

const (
	noForm   form = iota
	bab           // BAB II
	pasal         // Pasal 8
	ayat          // (2)
	huruf         // a.
	angka         // 1.
	angka1        // 1)
	sub           // a)
	bagian        // A.
	lampiran      // LAMPIRAN I
	bullet        // • or a dash
)

// label is a number as it stands in a file.
type label struct {
	form  form
	text  string // "(2)", brought to one spelling
	value int    // 2; 0 when it has none
}

// opening is what a paragraph begins with, and how much of it that is.
type opening struct {
	form form
	re   *regexp.Regexp
}

// letterLabel is a, …, z, and what follows z here (aa, ab, …) and in Word (aa,
// bb, …); "dr." and "no." are words.
const letterLabel = `[a-z]|a[a-z]|bb|cc|dd|ee|ff`

var openings = []opening{
	{bab, regexp.MustCompile(`^BAB\s+([IVXLC]{1,8}|\d{1,3})(?:\s*[-–—:.]?\s+|\s*$)`)},
	{bab, regexp.MustCompile(`^(?i:bab)\s+([IVXLCivxlc]{1,8}|\d{1,3})\s*$`)},
	{pasal, regexp.MustCompile(`^(?i:pasal)\s+(\d{1,3})(?:\s*[-–—:.]\s*|\s*\n|\s*$)`)},
	{lampiran, regexp.MustCompile(`^LAMPIRAN(?:\s+([IVXLC]{1,8}|\d{1,3}))?(?:\s*[-–—:.]\s*|\s*\n|\s*$)`)},
	{ayat, regexp.MustCompile(`^\(\s*(\d{1,3})\s*\)\s*`)},
	{huruf, regexp.MustCompile(`^(` + letterLabel + `)\.\s+`)},
	{angka, regexp.MustCompile(`^(\d{1,3})\.\s+`)},
	{angka1, regexp.MustCompile(`^(\d{1,3})\)\s+`)},
	{sub, regexp.MustCompile(`^(` + letterLabel + `)\)\s+`)},
	{bagian, regexp.MustCompile(`^([A-Z])\.\s+`)},
	{bullet, regexp.MustCompile(`^([•·▪◦●–—-])\s+`)},
}

// readLabel reads the label that a text begins with; rest is what follows it.
func readLabel(s string) (l label, rest string) {
	for _, o := range openings {
		m := o.re.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		value := ""
		if len(m) > 3 && m[2] >= 0 {
			value = s[m[2]:m[3]]
		}
		return label{o.form, o.form.write(value), o.form.number(value)}, s[m[1]:]
	}
	return label{}, s
}

// number reads the value of a label: letters count as in texts (z, aa, ab) and
// as Word counts (z, aa, bb).
func (f form) number(value string) int {
	if n, err := strconv.Atoi(value); err == nil {
		return n
	}
	switch f {
	case bab, lampiran:
		return romanNumber(strings.ToUpper(value))
	case huruf, sub, bagian:
		n := 0
		for _, r := range strings.ToLower(value) {
			n = n*26 + int(r-'a') + 1
		}
		return n
	}
	return 0
}

func romanNumber(s string) int {
	values := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100}
	n := 0
	for i := range len(s) {
		v := values[s[i]]
		if i+1 < len(s) && v < values[s[i+1]] {
			v = -v
		}
		n += v
	}
	return n
}

func (f form) write(value string) string {
	switch f {
	case bab:
		return "BAB " + strings.ToUpper(value)
	case pasal:
		return "Pasal " + value
	case ayat:
		return "(" + value + ")"
	case huruf, angka, bagian:
		return value + "."
	case angka1, sub:
		return value + ")"
	case lampiran:
		return strings.TrimSpace("LAMPIRAN " + value)
	}
	return value
}

// level is the level that a form stands for by itself.
func (f form) level() draft.Level {
	switch f {
	case bab:
		return draft.Bab
	case pasal:
		return draft.Pasal
	case ayat:
		return draft.Ayat
	case huruf:
		return draft.Huruf
	case angka, angka1:
		return draft.Angka
	case sub:
		return draft.Sub
	case bagian:
		return draft.Part
	case lampiran:
		return draft.Annex
	}
	return draft.Paragraph
}

// carries reports whether a clause of a level bears labels of this form.
func (f form) carries(l draft.Level) bool {
	return f != noForm && f != bullet && f.level() == l
}
