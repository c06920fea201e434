package search

import "strings"

// Rules is the version of the way texts become terms. Whoever keeps terms
// makes them anew when it has grown.
const Rules = 2

// Query is what is asked for: texts that have all of Terms and Facts, and one
// of Readers.
type Query struct {
	Terms   []string // of the words, from Terms
	Facts   []string // from Fact: all must hold
	Readers []string // from Fact: one must hold. None: nothing is found
}

// Fact gives a term that no word of a text can be, for something that is known
// of a text: its kind, a party, who may read it. The same name and value give
// the same term.
func Fact(name, value string) string {
	return "_" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', isDigit(r):
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, name+"_"+value)
}
