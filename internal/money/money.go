// SPDX-License-Identifier: Apache-2.0

// Package money holds amounts of whole rupiah and the two operations that
// settlement needs on them: rounding an exact amount once, and splitting a
// total so that the shares add up. It knows nothing of tariffs or parties.
// No float ever touches an amount.
package money

import (
	"math/big"
	"sort"
	"strconv"
	"strings"

	"sinergi/internal/fault"
)

// Rupiah is an amount of whole rupiah. It may be negative (a deduction).
type Rupiah int64

// String gives the amount as Indonesian documents print it: "Rp1.234.567",
// "-Rp500".
func (r Rupiah) String() string {
	if r < 0 {
		return "-Rp" + group(strconv.FormatInt(int64(r), 10)[1:])
	}
	return "Rp" + group(strconv.FormatInt(int64(r), 10))
}

// Digits gives the amount with thousands points and no currency sign.
func (r Rupiah) Digits() string {
	if r < 0 {
		return "-" + group(strconv.FormatInt(int64(r), 10)[1:])
	}
	return group(strconv.FormatInt(int64(r), 10))
}

func group(digits string) string {
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Parse reads "Rp 1.234.567", "1.234.567", "1234567" or a negative of these.
// Points must separate groups of three; a decimal comma is refused, because
// an amount is whole rupiah.
func Parse(s string) (Rupiah, error) {
	bad := fault.New(fault.Invalid, "money.not_rupiah", "Value", s)
	t := strings.TrimSpace(s)
	neg := false
	if rest, ok := cutSign(t); ok {
		neg, t = true, rest
	}
	if len(t) >= 2 && strings.EqualFold(t[:2], "rp") {
		t = strings.TrimSpace(strings.TrimPrefix(t[2:], "."))
	}
	if rest, ok := cutSign(t); ok && !neg {
		neg, t = true, rest
	}
	parts := strings.Split(t, ".")
	for i, p := range parts {
		if p == "" || (i > 0 && len(p) != 3) || (len(parts) > 1 && i == 0 && len(p) > 3) {
			return 0, bad
		}
		for _, c := range p {
			if c < '0' || c > '9' {
				return 0, bad
			}
		}
	}
	n, err := strconv.ParseInt(strings.Join(parts, ""), 10, 64)
	if err != nil {
		return 0, bad
	}
	if neg {
		n = -n
	}
	return Rupiah(n), nil
}

func cutSign(s string) (string, bool) {
	for _, sign := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return s, false
}

// Round gives the whole rupiah nearest to an exact amount; a half goes away
// from zero (Rp0,50 → Rp1; −Rp0,50 → −Rp1). It errs when the amount does not
// fit an int64.
func Round(exact *big.Rat) (Rupiah, error) {
	num := new(big.Int).Abs(exact.Num())
	den := exact.Denom()
	num.Mul(num, big.NewInt(2)).Add(num, den)
	num.Quo(num, new(big.Int).Mul(den, big.NewInt(2)))
	if exact.Sign() < 0 {
		num.Neg(num)
	}
	if !num.IsInt64() {
		return 0, fault.New(fault.Invalid, "money.overflow")
	}
	return Rupiah(num.Int64()), nil
}

// Allocate splits total in proportion to weights by the largest-remainder
// method: every share is first rounded towards zero, then the rupiah left
// over go one by one to the largest remainders, ties to the earlier weight.
// The shares always sum to total. Weights must be non-negative with a
// positive sum.
func Allocate(total Rupiah, weights []*big.Rat) ([]Rupiah, error) {
	sum := new(big.Rat)
	for _, w := range weights {
		if w.Sign() < 0 {
			return nil, fault.New(fault.Invalid, "money.bad_weights")
		}
		sum.Add(sum, w)
	}
	if sum.Sign() == 0 {
		return nil, fault.New(fault.Invalid, "money.bad_weights")
	}
	sign, abs := Rupiah(1), new(big.Int).SetInt64(int64(total))
	if total < 0 {
		sign = -1
		abs.Neg(abs)
	}
	shares := make([]Rupiah, len(weights))
	remainders := make([]*big.Rat, len(weights))
	left := new(big.Int).Set(abs)
	for i, w := range weights {
		exact := new(big.Rat).Mul(new(big.Rat).SetInt(abs), new(big.Rat).Quo(w, sum))
		whole := new(big.Int).Quo(exact.Num(), exact.Denom())
		remainders[i] = exact.Sub(exact, new(big.Rat).SetInt(whole))
		shares[i] = Rupiah(whole.Int64())
		left.Sub(left, whole)
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return remainders[order[a]].Cmp(remainders[order[b]]) > 0 })
	for i := int64(0); i < left.Int64(); i++ {
		shares[order[i]]++
	}
	for i := range shares {
		shares[i] *= sign
	}
	return shares, nil
}
