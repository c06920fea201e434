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

// ParseTerbilang reads a whole number in Indonesian words as Terbilang writes
// it: "dua ratus empat belas juta". It reports whether the words are a number
// at all.
func ParseTerbilang(s string) (int64, bool) {
	fields := strings.Fields(strings.ToLower(s))
	if len(fields) == 0 || len(fields) > 64 {
		return 0, false
	}
	sign := int64(1)
	if fields[0] == "minus" {
		sign, fields = -1, fields[1:]
	}
	n, ok := readWords(fields)
	if !ok || sign*n == 0 && strings.Join(fields, " ") != "nol" {
		return 0, false
	}
	return sign * n, Terbilang(sign*n) == strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

// readWords sums words up; Terbilang then says whether they were in order.
func readWords(fields []string) (int64, bool) {
	var total, group, last int64
	for _, w := range fields {
		if rest, one := strings.CutPrefix(w, "se"); one && w != "sembilan" && w != "sepuluh" && w != "sebelas" {
			w, last = rest, 1
		}
		if v, ok := unitNamed(w); ok {
			group, last = group+last, v
			continue
		}
		switch w {
		case "belas":
			last += 10
		case "puluh":
			group, last = group+10*last, 0
		case "ratus":
			group, last = group+100*last, 0
		case "nol":
		default:
			scale, ok := scaleNamed(w)
			if !ok || group+last > 999 {
				return 0, false
			}
			total += (group + last) * scale
			group, last = 0, 0
		}
	}
	return total + group + last, true
}

func unitNamed(w string) (int64, bool) {
	for i, u := range units {
		if i > 0 && u == w {
			return int64(i), true
		}
	}
	return 0, false
}

func scaleNamed(w string) (int64, bool) {
	for _, s := range scales {
		if s.name == w && s.value >= 1000 {
			return int64(s.value), true
		}
	}
	return 0, false
}
