// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/quantity"
)

// Number is an exact decimal as a clause or a measurement states it: a rate, a
// share, a number of tonnes. In JSON it is a string in plain notation without
// trailing zeros ("37389.6"), never a JSON number, because readers of JSON
// turn numbers into floats. The zero value is 0.
type Number struct{ d quantity.Decimal }

const (
	maxNumberText = 48   // sign, 19 digits, point, zeros
	maxExactText  = 1024 // a fraction made of many numbers
)

// ParseNumber reads plain notation with a decimal point ("37389.60"). It errs
// on anything else, and on numbers that an exact decimal of 19 digits cannot
// hold: those would be rounded without anybody noticing.
func ParseNumber(s string) (Number, error) {
	bad := fault.New(fault.Invalid, "tariff.fault.number", "Value", shorten(s))
	if len(s) > maxNumberText || !plain(s) {
		return Number{}, bad
	}
	d, err := quantity.Parse(s)
	if err != nil {
		return Number{}, bad
	}
	written, ok := new(big.Rat).SetString(s)
	if !ok || written.Cmp(quantity.Rat(d)) != 0 {
		return Number{}, bad
	}
	return NumberOf(d), nil
}

// NumberOf takes a decimal as it is.
func NumberOf(d quantity.Decimal) Number {
	if d.IsZero() {
		return Number{}
	}
	return Number{d.Trim(0)}
}

// Decimal gives the number as a decimal without trailing zeros.
func (n Number) Decimal() quantity.Decimal { return n.d }

// Rat gives the number as an exact fraction.
func (n Number) Rat() *big.Rat { return quantity.Rat(n.d) }

// Exact gives the number as the text that workings use.
func (n Number) Exact() Exact { return Exact(n.d.String()) }

// Sign is -1, 0 or 1.
func (n Number) Sign() int { return n.d.Sign() }

// Equal reports whether both are the same number.
func (n Number) Equal(o Number) bool { return n.d.Equal(o.d) }

// String gives plain notation: "37389.6".
func (n Number) String() string { return n.d.String() }

// MarshalText writes plain notation.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.d.String()), nil }

// UnmarshalText reads plain notation.
func (n *Number) UnmarshalText(b []byte) error {
	parsed, err := ParseNumber(string(b))
	if err == nil {
		*n = parsed
	}
	return err
}

// Exact is a computed value, written so that nothing is lost: a decimal
// ("8412.36") where the decimal ends, a reduced fraction ("14/31") where it
// does not.
type Exact string

// exact writes a fraction.
func exact(r *big.Rat) Exact {
	if n, ends := r.FloatPrec(); ends {
		return Exact(r.FloatString(n))
	}
	return Exact(r.String())
}

// Rat reads the value back. It errs when the text is not a value.
func (e Exact) Rat() (*big.Rat, error) {
	num, den, isFraction := strings.Cut(string(e), "/")
	if len(e) > maxExactText || !plain(num) || (isFraction && (!plain(den) || den[0] == '-' || strings.Contains(string(e), "."))) {
		return nil, fault.New(fault.Invalid, "tariff.fault.number", "Value", shorten(string(e)))
	}
	r, ok := new(big.Rat).SetString(string(e))
	if !ok {
		return nil, fault.New(fault.Invalid, "tariff.fault.number", "Value", shorten(string(e)))
	}
	return r, nil
}

// plain reports whether s is digits with at most one sign and one point.
func plain(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, frac, hasPoint := strings.Cut(s, ".")
	return digits(whole) && (!hasPoint || digits(frac))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
