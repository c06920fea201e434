package civil

import (
	"strconv"
	"strings"
)

// fillers stand between the parts of a date in the opening of an agreement:
// "pada hari ini, Rabu, tanggal empat bulan September tahun dua ribu dua puluh
// empat (04-09-2024)".
var fillers = map[string]bool{"pada": true, "hari": true, "ini": true, "tanggal": true, "bulan": true, "tahun": true}

// withoutFillers takes the fillers out, and from the end a date in brackets
// that repeats it in digits.
func withoutFillers(s string) (words []string, repeated string) {
	if open := strings.LastIndexByte(s, '('); open >= 0 {
		if end := strings.IndexByte(s[open:], ')'); end > 0 {
			repeated, s = strings.TrimSpace(s[open+1:open+end]), s[:open]
		}
	}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,\t\n/-.", r) }) {
		if !fillers[strings.ToLower(w)] {
			words = append(words, w)
		}
	}
	return words, repeated
}

// threeParts brings a date in words to day, month and year: what stands before
// the name of the month is the day, what stands after it the year.
func threeParts(words []string) []string {
	if len(words) <= 3 {
		return words
	}
	for i, w := range words {
		if _, digits := strconv.Atoi(w); digits == nil {
			continue
		}
		if _, ok := monthNamed(w); !ok || i == 0 {
			continue
		}
		day, ok1 := number(words[:i])
		year, ok2 := number(words[i+1:])
		if ok1 && ok2 {
			return []string{strconv.Itoa(day), w, strconv.Itoa(year)}
		}
	}
	return words
}

// number reads a number in digits or in words.
func number(words []string) (int, bool) {
	if len(words) == 1 {
		if n, err := strconv.Atoi(words[0]); err == nil {
			return n, true
		}
	}
	n, ok := ParseTerbilang(strings.Join(words, " "))
	return int(n), ok
}
