package search

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestTerm bounds a term, in bytes; longer words are cut.
const longestTerm = 40

// token is a word of a text: its term, and where it stands, in bytes.
type token struct {
	term       string
	start, end int
}

// stopWords stand in every text and tell no two apart.
var stopWords = map[string]bool{
	"dan": true, "yang": true, "di": true, "ke": true, "dari": true, "untuk": true, "dengan": true, "pada": true, "dalam": true, "atau": true,
	"ini": true, "itu": true, "adalah": true, "oleh": true, "sebagai": true, "serta": true, "the": true, "of": true, "and": true,
}

// tokens splits a text into words and numbers. A number keeps together over
// its points and commas, so that Rp13.500 is found as 13500; letters and
// digits that touch are two.
func tokens(text string) []token {
	var out []token
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isDigit(r):
			end := numberEnd(text, at)
			out = add(out, strings.Map(digitsOnly, text[at:end]), at, end)
			at = end
		case isLetter(r):
			end := at + size
			for end < len(text) {
				r, size := utf8.DecodeRuneInString(text[end:])
				if !isLetter(r) {
					break
				}
				end += size
			}
			word := fold(text[at:end])
			if !stopWords[word] {
				out = add(out, Stem(word), at, end)
			}
			at = end
		default:
			at += size
		}
	}
	return out
}

func add(out []token, term string, start, end int) []token {
	if term == "" {
		return out
	}
	if len(term) > longestTerm {
		term = term[:longestTerm]
	}
	return append(out, token{term, start, end})
}

func numberEnd(text string, at int) int {
	end := at
	for end < len(text) {
		c := text[end]
		if c >= '0' && c <= '9' {
			end++
			continue
		}
		if (c == '.' || c == ',') && end+1 < len(text) && text[end+1] >= '0' && text[end+1] <= '9' {
			end += 2
			continue
		}
		break
	}
	return end
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isLetter: marks belong to the letter before them.
func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

func digitsOnly(r rune) rune {
	if isDigit(r) {
		return r
	}
	return -1
}

// fold writes a word in small letters without accents. Letters that are not of
// the Latin alphabet become u and their number, so that a term is always made
// of a-z and 0-9, which every engine takes for one word.
func fold(word string) string {
	plain := true
	for i := range len(word) {
		plain = plain && word[i] < utf8.RuneSelf
	}
	if plain {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(word) {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z', isDigit(r):
			b.WriteRune(r)
		case unicode.IsMark(r):
		case isLetter(r):
			b.WriteString("u" + strconv.FormatInt(int64(r), 36))
		}
	}
	return b.String()
}

// Terms gives the terms under which a text is found, each once, in the order
// in which they come first.
func Terms(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range tokens(text) {
		if !seen[t.term] {
			seen[t.term] = true
			out = append(out, t.term)
		}
	}
	return out
}
