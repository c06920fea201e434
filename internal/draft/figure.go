package draft

import (
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

// figure is a value written both ways: "20%" and "dua puluh persen". After is
// what follows the brackets, such as the unit that a number counts.
type figure struct {
	digits, words, after string
	short                bool // the words are only written when they are asked for
}

// in writes the figure in a format: "20% (dua puluh persen)", "5 (lima) tahun".
func (f figure) in(format Format) string {
	said := ""
	switch format {
	case Digits:
		said = f.digits
	case InWords:
		said = f.words
	case UpperCase:
		return strings.ToUpper(f.in(Full))
	default:
		said = f.digits
		if f.words != "" && !f.short {
			said += " (" + f.words + ")"
		}
	}
	if f.after != "" {
		said += " " + f.after
	}
	return said
}

// rupiah writes an exact amount. Up to two decimals are said as sen; a rate
// with more is read digit by digit.
func rupiah(d quantity.Decimal) (figure, bool) {
	d = d.Trim(2).Pad(2)
	whole, cents, _ := strings.Cut(d.Abs().String(), ".")
	words, ok := terbilang(whole)
	if !ok {
		return figure{}, false
	}
	switch {
	case strings.Trim(cents, "0") == "":
		words += " rupiah"
	case len(cents) == 2:
		sen, _ := terbilang(strings.TrimLeft(cents, "0"))
		words += " rupiah " + sen + " sen"
	default:
		words += " koma " + oneByOne(cents) + " rupiah"
	}
	digits := "Rp" + quantity.FormatID(d.Abs())
	if d.IsNeg() {
		digits, words = "-"+digits, "minus "+words
	}
	return figure{digits: digits, words: words}, true
}

// rupiahs writes a computed amount.
func rupiahs(r money.Rupiah) figure {
	words := civil.Terbilang(int64(r)) + " rupiah"
	if r < 0 {
		return figure{digits: "-Rp" + (-r).Digits() + ",00", words: words}
	}
	return figure{digits: "Rp" + r.Digits() + ",00", words: words}
}

// percent writes a share of 1: 0.2 is "20%".
func percent(d quantity.Decimal) (figure, bool) {
	hundred, err := d.Mul(hundredOf)
	if err != nil {
		return figure{}, false
	}
	f, ok := number(hundred)
	f.digits += "%"
	f.words += " persen"
	return f, ok
}

// number writes a decimal without trailing zeros.
func number(d quantity.Decimal) (figure, bool) {
	d = d.Trim(0)
	whole, decimals, has := strings.Cut(d.Abs().String(), ".")
	words, ok := terbilang(whole)
	if has {
		words += " koma " + oneByOne(decimals)
	}
	if d.IsNeg() {
		words = "minus " + words
	}
	return figure{digits: quantity.FormatID(d), words: words}, ok
}

// terbilang says a whole number. A number beyond an int64 has no words.
func terbilang(digits string) (string, bool) {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return "", false
	}
	return civil.Terbilang(n), true
}

// oneByOne says decimals as they are read aloud: "05" is "nol lima".
func oneByOne(digits string) string {
	words := make([]string, len(digits))
	for i := range len(digits) {
		words[i] = civil.Terbilang(int64(digits[i] - '0'))
	}
	return strings.Join(words, " ")
}

// unitWords are units as an agreement writes them out.
func unitWords(u string) string {
	switch u {
	case "km":
		return "kilometer"
	case "l":
		return "liter"
	case "day":
		return "hari"
	case "month":
		return "bulan"
	case "year":
		return "tahun"
	case "person":
		return "jiwa"
	case "km2":
		return "kilometer persegi"
	}
	return u
}
