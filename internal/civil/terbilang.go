package civil

import "strings"

var units = [...]string{"", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"}

var scales = []struct {
	value uint64
	name  string
}{
	{1_000_000_000_000_000_000, "kuintiliun"},
	{1_000_000_000_000_000, "kuadriliun"},
	{1_000_000_000_000, "triliun"},
	{1_000_000_000, "miliar"},
	{1_000_000, "juta"},
	{1_000, "ribu"},
	{100, "ratus"},
	{10, "puluh"},
}

// Terbilang gives a number in Indonesian words, as receipts and agreements
// need it: 214.380.000 → "dua ratus empat belas juta tiga ratus delapan puluh
// ribu". Zero is "nol"; a negative number begins with "minus".
func Terbilang(n int64) string {
	if n == 0 {
		return "nol"
	}
	if n < 0 {
		return "minus " + words(uint64(-(n+1))+1) // -(n+1)+1: the smallest int64 has no positive twin
	}
	return words(uint64(n))
}

func words(n uint64) string {
	switch {
	case n < 12:
		return units[n]
	case n < 20:
		return units[n-10] + " belas"
	}
	for _, s := range scales {
		if n < s.value {
			continue
		}
		count, rest := n/s.value, n%s.value
		head := words(count) + " " + s.name
		if count == 1 && s.value <= 1000 {
			head = "se" + s.name // seratus, seribu
		}
		return strings.TrimSpace(head + " " + words(rest))
	}
	return ""
}
