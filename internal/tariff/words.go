// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// Language writes phrases and numbers for a reader. The edges fill it from
// their message files and from the names of the parties.
type Language struct {
	// Code is "id" or "en".
	Code string
	// Message gives a message with its placeholders filled.
	Message func(key string, args map[string]any) string
	// Government names a Kemendagri code; nil shows the code.
	Government func(code string) string
}

// Say writes a phrase: "8.412,360 km × Rp13.500/km = Rp113.566.860".
func (l Language) Say(p Phrase) string {
	args := make(map[string]any, len(p.Args))
	for _, a := range p.Args {
		args[a.Name] = l.arg(a)
	}
	return l.Message(p.Key, args)
}

func (l Language) arg(a Arg) string {
	switch a.Kind {
	case ArgNumber, ArgCount:
		return l.Number(Exact(a.Value), a.Unit)
	case ArgDate:
		if d, err := civil.ParseDate(a.Value); err == nil {
			return l.Date(d)
		}
	case ArgGovernment:
		if l.Government != nil {
			return l.Government(a.Value)
		}
	case ArgMeasure:
		return l.Measure(a.Value)
	}
	return a.Value
}

// Date writes a day: "1 Oktober 2026", "1 October 2026".
func (l Language) Date(d civil.Date) string {
	if l.Code == "en" {
		return strconv.Itoa(d.Day) + " " + d.Month.String() + " " + strconv.Itoa(d.Year)
	}
	return d.Long()
}

// Measure names a measure, parameter or criterion; one that Sinergi does not
// know keeps the name it has in the agreement.
func (l Language) Measure(name string) string {
	switch name {
	case "bus.km", "bus.trips_missed", "bus.fare_income", "bus.passengers", "bus.advance", "bus.carried", "fuel.diesel",
		"waste.tonnes", "population", "area", "coverage", "route_length":
		return l.Message("tariff.measure."+name, nil)
	}
	return name
}

// Unit names a unit.
func (l Language) Unit(u Unit) string {
	switch u {
	case Tonne, Trip, Month, Year, "day", "person", "passenger", "km2", "l":
		return l.Message("tariff.unit."+string(u), nil)
	}
	return string(u)
}

// per names a unit after a price, in the singular.
func (l Language) per(u Unit) string {
	switch u {
	case Tonne, Trip, Month, Year, "day", "person", "passenger", "l":
		return l.Message("tariff.per."+string(u), nil)
	}
	return string(u)
}

// minus is as wide as a digit; a hyphen is easily overlooked.
const minus = "\u2212"

// Number writes a value with its unit: "8.412,360 km", "Rp37.389,60/ton",
// "30 %". A value that is not a decimal is written as a fraction when that is
// short, and else as an approximation marked "≈".
func (l Language) Number(e Exact, u Unit) string {
	r, err := e.Rat()
	if err != nil {
		return string(e)
	}
	money, per, isPrice := strings.Cut(string(u), "/")
	switch {
	case u == Ratio:
		return l.percent(r)
	case u == Rupiah:
		return l.rupiah(r)
	case isPrice && money == string(Rupiah):
		return l.rupiah(r) + "/" + l.per(Unit(per))
	}
	text := l.value(r, u.decimals())
	if u == "" {
		return text
	}
	if r.IsInt() && r.Num().CmpAbs(big.NewInt(1)) == 0 && text == l.decimal(r, 0) {
		return text + " " + l.per(u) // "1 trip"
	}
	return text + " " + l.Unit(u)
}

func (l Language) percent(r *big.Rat) string {
	hundred := new(big.Rat).Mul(r, fraction(100, 1))
	if _, ends := r.FloatPrec(); ends {
		return l.value(hundred, 0) + " %"
	}
	text := "≈ " + l.decimal(hundred, 4) + " %"
	if short := r.RatString(); len(short) <= maxShownFraction {
		return short + " (" + text + ")"
	}
	return text
}

func (l Language) rupiah(r *big.Rat) string {
	sign := ""
	if isNegative(r) {
		sign, r = minus, new(big.Rat).Neg(r)
	}
	if r.IsInt() {
		return sign + "Rp" + l.decimal(r, 0)
	}
	if n, ends := r.FloatPrec(); ends {
		return sign + "Rp" + l.decimal(r, max(n, 2))
	}
	return "≈ " + sign + "Rp" + l.decimal(r, 2)
}

const maxShownFraction = 9 // "1234/5678"

// value writes a number with at least so many decimals.
func (l Language) value(r *big.Rat, decimals int) string {
	if n, ends := r.FloatPrec(); ends {
		return l.decimal(r, max(n, decimals))
	}
	if short := r.RatString(); len(short) <= maxShownFraction {
		return short
	}
	return "≈ " + l.decimal(r, max(4, decimals))
}

// decimal writes a number with exactly so many decimals in the language's way.
func (l Language) decimal(r *big.Rat, decimals int) string {
	text := r.FloatString(decimals)
	d, err := quantity.Parse(text)
	if err != nil || d.Scale() != decimals { // longer than a decimal of 19 digits
		return text
	}
	written := quantity.FormatID(d)
	if l.Code == "en" {
		written = quantity.FormatEN(d)
	}
	return strings.Replace(written, "-", minus, 1)
}
