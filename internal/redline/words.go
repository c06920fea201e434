package redline

import (
	"strings"
	"unicode"

	"sinergi/internal/draft"
)

// Mode says what became of a stretch of words.
type Mode string

// The modes.
const (
	Same    Mode = "same"
	Added   Mode = "added"
	Removed Mode = "removed"
)

// Span is a stretch of whole words of one mode. Marks are whole too.
type Span struct {
	Mode Mode   `json:"mode"`
	Text string `json:"text"`
}

// Words compares two wordings. The spans that are Same or Removed make up the
// first, those that are Same or Added the second; where words were replaced,
// what was removed comes before what was added.
func Words(before, after string) []Span {
	a, b := tokens(before), tokens(after)
	var out []Span
	say := func(m Mode, words []string) {
		if text := strings.Join(words, ""); text != "" {
			if n := len(out); n > 0 && out[n-1].Mode == m {
				out[n-1].Text += text
				return
			}
			out = append(out, Span{m, text})
		}
	}
	at := 0
	for _, h := range widen(a, hunks(a, b)) {
		say(Same, a[at:h.from])
		say(Removed, a[h.from:h.until])
		say(Added, b[h.start:h.end])
		at = h.until
	}
	say(Same, a[at:])
	return out
}

// tokens parts a wording into marks, words, signs and white space. Signs
// within a word ("Rp13.500,00", "kelurahan-kelurahan", "dan/atau") belong to
// it.
func tokens(s string) []string {
	var out []string
	for _, p := range draft.Pieces(s) {
		if p.Mark != nil || p.Broken {
			out = append(out, p.Source)
			continue
		}
		out = append(out, plainTokens(p.Source)...)
	}
	return out
}

type class int

const (
	letter class = iota
	blank
	sign
)

func classOf(r rune) class {
	switch {
	case unicode.IsSpace(r):
		return blank
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return letter
	}
	return sign
}

func plainTokens(s string) []string {
	var out []string
	runes := []rune(s)
	if string(runes) != s { // not UTF-8: nothing to tell apart
		return []string{s}
	}
	for i := 0; i < len(runes); {
		j := i + 1
		switch c := classOf(runes[i]); c {
		case letter:
			for j < len(runes) && (classOf(runes[j]) == letter || classOf(runes[j]) == sign && j+1 < len(runes) && classOf(runes[j+1]) == letter) {
				j++
			}
			if j < len(runes) && runes[j] == '%' {
				j++
			}
		case blank:
			for j < len(runes) && classOf(runes[j]) == blank && runes[i] != '\n' && runes[j] != '\n' {
				j++
			}
		}
		out = append(out, string(runes[i:j]))
		i = j
	}
	return out
}

// hunk is a place where two token lists differ: a[from:until] became
// b[start:end].
type hunk struct{ from, until, start, end int }

// widen joins hunks between which there are only blanks, so that a reader sees
// one replaced phrase instead of a row of single words.
func widen(a []string, hs []hunk) []hunk {
	var out []hunk
	for _, h := range hs {
		if n := len(out); n > 0 && onlyBlank(a[out[n-1].until:h.from]) {
			out[n-1].until, out[n-1].end = h.until, h.end
			continue
		}
		out = append(out, h)
	}
	return out
}

func onlyBlank(tokens []string) bool {
	for _, t := range tokens {
		if strings.TrimSpace(t) != "" {
			return false
		}
	}
	return true
}
