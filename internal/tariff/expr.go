// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/money"
)

// Op is what an Expr does with its arguments.
type Op string

// The operations. Each has the same meaning in Excel and LibreOffice.
const (
	OpAdd   Op = "add"   // sum of all arguments
	OpSub   Op = "sub"   // first less second
	OpMul   Op = "mul"   // product of all arguments
	OpDiv   Op = "div"   // first by second
	OpMin   Op = "min"   // smallest argument
	OpMax   Op = "max"   // largest argument
	OpRound Op = "round" // first, to as many decimals as the second says, half away from zero
)

// Expr is a formula as a tree. A node is an operation with arguments, or a
// number, or a reference to a measurement ("m:bus.km/14.01/2026-10-01"), a
// parameter ("p:fuel.diesel/2026-10-01") or an earlier step by its name.
type Expr struct {
	Op   Op     `json:"op,omitempty"`
	Args []Expr `json:"args,omitempty"`
	Ref  string `json:"ref,omitempty"`
	Num  Exact  `json:"num,omitempty"`
}

// MeasurementRef is how an Expr refers to a measurement.
func MeasurementRef(measure, government string, day civil.Date) string {
	return "m:" + measure + "/" + government + "/" + day.String()
}

// ParameterRef is how an Expr refers to a parameter; from is the day since
// which the value holds.
func ParameterRef(name string, from civil.Date) string { return "p:" + name + "/" + from.String() }

func num(r *big.Rat) Expr           { return Expr{Num: exact(r)} }
func whole(n int64) Expr            { return Expr{Num: Exact(strconv.FormatInt(n, 10))} }
func ref(name string) Expr          { return Expr{Ref: name} }
func op(o Op, args ...Expr) Expr    { return Expr{Op: o, Args: args} }
func toRupiah(e Expr) Expr          { return op(OpRound, e, whole(0)) }
func fraction(n, of int64) *big.Rat { return big.NewRat(n, of) }
func amountOf(a money.Rupiah) Exact { return Exact(strconv.FormatInt(int64(a), 10)) }
func ratOf(a money.Rupiah) *big.Rat { return new(big.Rat).SetInt64(int64(a)) }
func isNegative(r *big.Rat) bool    { return r.Sign() < 0 }
func minRat(a, b *big.Rat) *big.Rat { return pick(a, b, -1) }
func maxRat(a, b *big.Rat) *big.Rat { return pick(a, b, 1) }
func pick(a, b *big.Rat, s int) *big.Rat {
	if b.Cmp(a) == s {
		return b
	}
	return a
}

// total sums the terms; no terms is zero, one term is itself.
func total(terms []Expr) Expr {
	switch len(terms) {
	case 0:
		return whole(0)
	case 1:
		return terms[0]
	}
	return op(OpAdd, terms...)
}

// Eval computes the formula exactly. lookup gives the value of a reference.
func (e Expr) Eval(lookup func(ref string) (*big.Rat, bool)) (*big.Rat, error) {
	switch {
	case e.Ref != "":
		if v, ok := lookup(e.Ref); ok {
			return v, nil
		}
		return nil, fault.New(fault.Invalid, "tariff.fault.reference", "Ref", shorten(e.Ref))
	case e.Op == "":
		return e.Num.Rat()
	}
	args := make([]*big.Rat, len(e.Args))
	for i, a := range e.Args {
		v, err := a.Eval(lookup)
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return e.Op.apply(args)
}

func (o Op) apply(args []*big.Rat) (*big.Rat, error) {
	binary := o == OpSub || o == OpDiv || o == OpRound
	if len(args) == 0 || (binary && len(args) != 2) {
		return nil, fault.New(fault.Invalid, "tariff.fault.formula", "Op", string(o))
	}
	r := new(big.Rat).Set(args[0])
	for _, a := range args[1:] {
		switch o {
		case OpAdd:
			r.Add(r, a)
		case OpSub:
			r.Sub(r, a)
		case OpMul:
			r.Mul(r, a)
		case OpMin:
			r.Set(minRat(r, a))
		case OpMax:
			r.Set(maxRat(r, a))
		case OpDiv:
			if a.Sign() == 0 {
				return nil, fault.New(fault.Invalid, "tariff.fault.division")
			}
			r.Quo(r, a)
		case OpRound:
			return roundTo(r, a)
		default:
			return nil, fault.New(fault.Invalid, "tariff.fault.formula", "Op", shorten(string(o)))
		}
	}
	return r, nil
}

// roundTo rounds half away from zero to 0..9 decimals.
func roundTo(r, places *big.Rat) (*big.Rat, error) {
	if !places.IsInt() || places.Sign() < 0 || places.Cmp(fraction(9, 1)) > 0 {
		return nil, fault.New(fault.Invalid, "tariff.fault.formula", "Op", string(OpRound))
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), places.Num(), nil))
	scaled := new(big.Rat).Mul(r, scale)
	half := fraction(int64(scaled.Sign()), 2)
	scaled.Add(scaled, half)
	towardsZero := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	return scaled.Quo(new(big.Rat).SetInt(towardsZero), scale), nil
}

// Refs lists what the formula refers to, in the order of reading.
func (e Expr) Refs() []string {
	if e.Ref != "" {
		return []string{e.Ref}
	}
	var refs []string
	for _, a := range e.Args {
		refs = append(refs, a.Refs()...)
	}
	return refs
}

// Excel writes the formula as a spreadsheet does, without the leading "=".
// cell gives the address of the cell that holds a reference's value.
func (e Expr) Excel(cell func(ref string) (string, error)) (string, error) {
	switch {
	case e.Ref != "":
		return cell(e.Ref)
	case e.Op == "":
		if strings.Contains(string(e.Num), "/") {
			return "(" + string(e.Num) + ")", nil
		}
		return string(e.Num), nil
	}
	args := make([]string, len(e.Args))
	for i, a := range e.Args {
		text, err := a.Excel(cell)
		if err != nil {
			return "", err
		}
		args[i] = text
	}
	switch e.Op {
	case OpAdd:
		return "SUM(" + strings.Join(args, ",") + ")", nil
	case OpSub:
		return "(" + strings.Join(args, "-") + ")", nil
	case OpMul:
		return "(" + strings.Join(args, "*") + ")", nil
	case OpDiv:
		return "(" + strings.Join(args, "/") + ")", nil
	case OpMin, OpMax, OpRound:
		return strings.ToUpper(string(e.Op)) + "(" + strings.Join(args, ",") + ")", nil
	}
	return "", fault.New(fault.Invalid, "tariff.fault.formula", "Op", shorten(string(e.Op)))
}
