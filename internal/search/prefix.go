package search

import "strings"

// prefix is one reading of a word's beginning: the class of the prefix, and
// what the word may have been before it, the likeliest first.
type prefix struct {
	class string
	rests []string
}

// prefixes gives the readings of the beginning of a word; none when it has no
// prefix.
func prefixes(w string) []prefix {
	for _, p := range []struct{ form, class string }{{"di", "di"}, {"ke", "ke"}, {"se", "se"}} {
		if rest, ok := strings.CutPrefix(w, p.form); ok && len(rest) > 1 {
			return []prefix{{p.class, []string{rest}}}
		}
	}
	for _, p := range []struct{ form, class string }{{"ber", "ber"}, {"bel", "ber"}, {"be", "ber"}, {"per", "per"}, {"pel", "per"}, {"ter", "ter"}} {
		rest, ok := strings.CutPrefix(w, p.form)
		if !ok || len(rest) < 2 {
			continue
		}
		switch p.form {
		case "bel", "pel": // bel-ajar, pel-ajar only
			if !strings.HasPrefix(rest, "ajar") {
				continue
			}
		case "be": // before a syllable in -er-: be-kerja, be-serta
			if isVowel(rest[0]) || len(rest) < 4 || rest[1:3] != "er" {
				continue
			}
		case "per":
			if isVowel(rest[0]) { // pe-rumah, per-umum
				return []prefix{{"per", []string{rest, "r" + rest}}}
			}
		case "ber", "ter":
			if isVowel(rest[0]) { // be-rencana
				return []prefix{{p.class, []string{rest, "r" + rest}}}
			}
		}
		return []prefix{{p.class, []string{rest}}}
	}
	for _, class := range []string{"me", "pe"} {
		if rest, ok := strings.CutPrefix(w, class); ok && len(rest) > 1 {
			if rests := nasal(rest); rests != nil {
				return []prefix{{class, rests}}
			}
		}
	}
	return nil
}

// nasal undoes what me- and pe- do to the beginning of a word. w is what
// follows the e.
func nasal(w string) []string {
	c := w[0]
	switch {
	case strings.HasPrefix(w, "ng") && len(w) > 3:
		rest := w[2:]
		if rest[0] == 'e' && vowels(rest) == 2 { // menge-tik
			return []string{rest, "k" + rest, rest[1:]}
		}
		if isVowel(rest[0]) {
			return []string{rest, "k" + rest}
		}
		return []string{rest}
	case strings.HasPrefix(w, "ny") && len(w) > 3 && isVowel(w[2]):
		return []string{"s" + w[2:], w}
	case c == 'n' && len(w) > 2 && isVowel(w[1]):
		return []string{"t" + w[1:], w}
	case c == 'n' && len(w) > 2 && strings.IndexByte("cdjzst", w[1]) >= 0:
		return []string{w[1:]}
	case c == 'm' && len(w) > 2 && isVowel(w[1]):
		return []string{"p" + w[1:], w}
	case c == 'm' && len(w) > 2 && strings.IndexByte("bfvp", w[1]) >= 0:
		return []string{w[1:]}
	case strings.IndexByte("lrwy", c) >= 0 && isVowel(w[1]):
		return []string{w}
	}
	return nil
}
