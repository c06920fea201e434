// SPDX-License-Identifier: Apache-2.0

// Package search turns Indonesian text into the terms under which it is found,
// and a question into the terms that it asks for: folding, tokens, stems, the
// marks on what was found. It knows nothing of storage; package store keeps
// the terms in each engine's own index, so that both find the same.
//
//	search.Terms("Pengelolaan sampah perbatasan") // kelola sampah batas
package search

import (
	_ "embed"
	"strings"
)

// roots are words that are not to be taken apart, or that decide between two
// readings (mengirim is kirim, mengambil is ambil). The list is our own, of
// the words of agreements; without an entry a word is stemmed by rule alone.
//
//go:embed roots.txt
var rootList string

var roots = func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(rootList) {
		line, _, _ = strings.Cut(line, "#")
		for _, w := range strings.Fields(line) {
			set[w] = true
		}
	}
	return set
}()

const (
	shortestWord  = 4 // a word of fewer letters has no affix
	fewestVowels  = 2 // an Indonesian root has two syllables; what is shorter was no affix
	mostPrefixes  = 3 // Nazief and Adriani: at most three, as in mem-per-ber-
	longVerbVowel = 4 // with so many vowels -asi, -isi, -usi belong to the word: evaluasi
)

// Stem gives the root of an Indonesian word in lower case, by the rules of
// Nazief and Adriani (1996) as Asian, Williams and Tahaghoghi described them
// (Stemming Indonesian, 2005): particle, possessive, suffix and up to three
// prefixes are taken off in this order; a prefix that has swallowed a letter
// gives it back; pairs of prefix and suffix that the language does not know
// are not taken off together. Where their dictionary of all roots would
// decide, a short list of roots does, and otherwise the number of syllables.
// A word that is no Indonesian comes back as it is, or shortened: what matters
// is that it does so wherever it stands.
func Stem(word string) string {
	if len(word) < shortestWord || roots[word] {
		return word
	}
	plain := inflected(word)
	if roots[plain] {
		return plain
	}
	// Known roots win, in the order in which the algorithm meets them.
	for _, w := range []string{plain, word} {
		for _, s := range suffixes() {
			rest, ok := strings.CutSuffix(w, s)
			if !ok {
				continue
			}
			if found, ok := known(rest, s, mostPrefixes, ""); ok {
				return found
			}
		}
	}
	return byRule(plain)
}

// inflected takes off a particle and a possessive: kah, lah, tah, pun; ku, mu,
// nya.
func inflected(w string) string {
	for _, p := range []string{"lah", "kah", "tah", "pun"} {
		if rest, ok := cutEnd(w, p); ok {
			w = rest
			break
		}
	}
	for _, p := range []string{"nya", "ku", "mu"} {
		if rest, ok := cutEnd(w, p); ok && (p == "nya" || vowels(rest) > fewestVowels || roots[rest]) {
			return rest
		}
	}
	return w
}

// suffixes are the derivational suffixes in the order in which they are tried,
// before a word is taken to have none: memberi-kan is not mem-ber-ikan.
func suffixes() []string { return []string{"kan", "an", "i", ""} }

// known looks for a root of the list under the prefixes of w, whose suffix is
// off already.
func known(w, suffix string, left int, outer string) (string, bool) {
	if roots[w] {
		return w, true
	}
	if left == 0 {
		return "", false
	}
	for _, p := range prefixes(w) {
		if forbidden(p.class, suffix) && outer == "" || p.class == outer {
			continue
		}
		for _, rest := range p.rests {
			if found, ok := known(rest, suffix, left-1, p.class); ok {
				return found, true
			}
		}
	}
	return "", false
}

// byRule takes off what the rules allow when no root of the list is in the
// word.
func byRule(w string) string {
	first := ""
	if ps := prefixes(w); len(ps) > 0 {
		first = ps[0].class
	}
	for _, s := range suffixes()[:3] {
		rest, ok := cutEnd(w, s)
		if !ok || forbidden(first, s) || !takes(first, s, rest) {
			continue
		}
		w = rest
		break
	}
	outer := ""
	for range mostPrefixes {
		ps := prefixes(w)
		if len(ps) == 0 || ps[0].class == outer {
			break
		}
		rest := ps[0].rests[0]
		if vowels(rest) < fewestVowels {
			break
		}
		w, outer = rest, ps[0].class
	}
	return w
}

// takes reports whether a suffix may go without a dictionary's word. A bare -i
// is mostly the word's own (bupati, instansi), and so is -si of long loans.
func takes(prefix, suffix, rest string) bool {
	switch suffix {
	case "i":
		return (prefix == "me" || prefix == "di" || prefix == "ter") && !(strings.HasSuffix(rest, "s") && vowels(rest) >= longVerbVowel)
	case "kan":
		return prefix != "ke" && prefix != "pe"
	}
	return true
}

// forbidden are the pairs of prefix and suffix that do not occur (Nazief and
// Adriani, table of disallowed affix combinations).
func forbidden(prefix, suffix string) bool {
	switch suffix {
	case "i":
		return prefix == "ber" || prefix == "ke" || prefix == "se"
	case "an":
		return prefix == "di" || prefix == "me" || prefix == "ter"
	case "kan":
		return prefix == "ke" || prefix == "se"
	}
	return false
}

// cutEnd takes off an ending when a word of two syllables is left.
func cutEnd(w, end string) (string, bool) {
	rest, ok := strings.CutSuffix(w, end)
	return rest, ok && vowels(rest) >= fewestVowels
}

func vowels(w string) int {
	n := 0
	for i := range len(w) {
		if isVowel(w[i]) {
			n++
		}
	}
	return n
}

func isVowel(c byte) bool { return strings.IndexByte("aiueo", c) >= 0 }
