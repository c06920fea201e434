// SPDX-License-Identifier: Apache-2.0

// Package quantity names what Sinergi measures (metres, kilograms) and reads
// and writes exact decimal numbers the Indonesian and the international way.
// It knows nothing of prices or of how a quantity came about.
package quantity

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"sinergi/internal/fault"
)

// Decimal is an exact decimal number of at most 19 digits.
type Decimal = decimal.Decimal

// Metres is a length in whole metres. On paper it is shown in kilometres.
type Metres int64

// Kilograms is a mass in whole kilograms. On paper it is shown in tonnes.
type Kilograms int64

// Km gives the length in kilometres, exact to three decimals.
func (m Metres) Km() Decimal { return thousandth(int64(m)) }

// Tonnes gives the mass in tonnes, exact to three decimals.
func (k Kilograms) Tonnes() Decimal { return thousandth(int64(k)) }

// Whole gives a whole number as a decimal.
func Whole(n int64) Decimal {
	d, err := decimal.New(n, 0)
	if err != nil { // 0 is always a valid scale
		return decimal.Zero
	}
	return d
}

func thousandth(n int64) Decimal {
	d, err := decimal.New(n, 3)
	if err != nil { // 3 is always a valid scale
		return decimal.Zero
	}
	return d
}

// Parse reads an exact decimal with a point ("37389.60") or, the Indonesian
// way, with a decimal comma and thousands points ("37.389,60"). A text with a
// single point and no comma is read as a decimal point.
func Parse(s string) (Decimal, error) {
	t := strings.TrimSpace(s)
	if i := strings.LastIndexByte(t, ','); i >= 0 {
		whole, frac := t[:i], t[i+1:]
		groups := strings.Split(strings.TrimPrefix(whole, "-"), ".")
		for j, g := range groups {
			if (j > 0 && len(g) != 3) || strings.ContainsAny(frac, ",.") || strings.Contains(g, ",") {
				return Decimal{}, fault.New(fault.Invalid, "quantity.not_a_number", "Value", s)
			}
		}
		t = strings.ReplaceAll(whole, ".", "") + "." + frac
	}
	if strings.ContainsAny(t, "eE+") {
		return Decimal{}, fault.New(fault.Invalid, "quantity.not_a_number", "Value", s)
	}
	d, err := decimal.Parse(t)
	if err != nil {
		return Decimal{}, fault.Wrap(fault.Invalid, "quantity.not_a_number", err, "Value", s)
	}
	return d, nil
}

// Rat gives the decimal as an exact fraction.
func Rat(d Decimal) *big.Rat {
	r, _ := new(big.Rat).SetString(d.String())
	return r
}

// FormatID writes a decimal the Indonesian way: 8412.360 → "8.412,360".
func FormatID(d Decimal) string { return format(d, ".", ",") }

// FormatEN writes a decimal the English way: 8412.360 → "8,412.360".
func FormatEN(d Decimal) string { return format(d, ",", ".") }

func format(d Decimal, thousands, point string) string {
	s := d.Abs().String()
	whole, frac, has := strings.Cut(s, ".")
	var b strings.Builder
	if d.Sign() < 0 {
		b.WriteByte('-')
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(c)
	}
	if has {
		b.WriteString(point)
		b.WriteString(frac)
	}
	return b.String()
}

// Count writes a whole number the Indonesian way: 2286 → "2.286".
func Count(n int64) string {
	d, err := Parse(strconv.FormatInt(n, 10))
	if err != nil {
		return strconv.FormatInt(n, 10)
	}
	return FormatID(d)
}

// Share gives part of whole as an exact decimal, rounded down at 18 digits: a
// share that misses a target by one never reaches it by rounding.
func Share(part, whole int64) (Decimal, error) {
	p, err := decimal.New(part, 0)
	if err != nil {
		return Decimal{}, err
	}
	w, err := decimal.New(whole, 0)
	if err != nil {
		return Decimal{}, err
	}
	q, err := p.Quo(w)
	if err != nil {
		return Decimal{}, fmt.Errorf("%d of %d: %w", part, whole, err)
	}
	return q.Trunc(18), nil
}
