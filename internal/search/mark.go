package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Piece is a stretch of a text: one that was asked for, or one between.
type Piece struct {
	Text string
	Hit  bool
}

// Mark cuts a text of about width bytes out of a longer one, where most of the
// terms stand, and tells the words that have them from the others. What was
// left out before and after is shown by an ellipsis. A text in which no term
// stands gives its beginning.
func Mark(text string, terms []string, width int) []Piece {
	var hits []token
	for _, t := range tokens(text) {
		if slices.Contains(terms, t.term) {
			hits = append(hits, t)
		}
	}
	start, end := window(text, hits, width)
	var out []Piece
	say := func(s string, hit bool) {
		if s != "" {
			out = append(out, Piece{s, hit})
		}
	}
	at := start
	lead := ""
	if start > 0 {
		lead = "… "
	}
	for _, h := range hits {
		if h.start < start || h.end > end {
			continue
		}
		say(lead+text[at:h.start], false)
		lead = ""
		say(text[h.start:h.end], true)
		at = h.end
	}
	tail := ""
	if end < len(text) {
		tail = " …"
	}
	say(lead+text[at:end]+tail, false)
	return out
}

// window chooses which part of a text is shown: the first that holds the most
// different terms, with some words before it.
func window(text string, hits []token, width int) (start, end int) {
	if len(text) <= width {
		return 0, len(text)
	}
	best, most := 0, 0
	for i, first := range hits {
		seen := map[string]bool{}
		for _, h := range hits[i:] {
			if h.end-first.start > width {
				break
			}
			seen[h.term] = true
		}
		if len(seen) > most {
			best, most = first.start, len(seen)
		}
	}
	start = wordStart(text, best-width/4)
	end = wordEnd(text, start+width)
	if most > 0 { // never lose the words for which it was found
		for _, h := range hits {
			if h.start == best && h.end > end {
				end = h.end
			}
		}
	}
	return start, end
}

func wordStart(text string, at int) int {
	if at <= 0 {
		return 0
	}
	if i := strings.IndexAny(text[at:], " \n\t"); i >= 0 && i < longestTerm {
		return at + i + 1
	}
	for !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

func wordEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	if i := strings.LastIndexAny(text[:at], " \n\t"); i >= at-longestTerm && i > 0 {
		return i
	}
	for !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}
