// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"

	"sinergi/internal/fault"
	"sinergi/internal/money"
)

// governments lists who shares, in the agreement's order.
func (f CostShare) governments() []string {
	var codes []string
	for _, s := range f.First {
		codes = append(codes, s.Government)
	}
	return append(codes, f.Rest.governments()...)
}

func (w Weights) governments() []string {
	var codes []string
	for _, s := range w.Shares {
		codes = append(codes, s.Government)
	}
	seen := map[string]bool{}
	for _, k := range w.Criteria {
		for _, code := range k.governments() {
			if !seen[code] {
				seen[code] = true
				codes = append(codes, code)
			}
		}
	}
	return codes
}

func (k Criterion) governments() []string {
	codes := append([]string(nil), k.Measured...)
	for _, v := range k.Stated {
		codes = append(codes, v.Government)
	}
	return codes
}

// part is one government's share of the whole.
type part struct {
	government string
	share      Expr
	value      *big.Rat
	evidence   []Evidence
}

// costShare divides a cost by largest remainder: every share is rounded, and
// where the rounded shares do not add up to the cost, single rupiah are moved.
func (r *run) costShare(c Component, f CostShare) error {
	gross, grossValue, err := r.gross(f.Of)
	if err != nil {
		return err
	}
	cost, costValue, err := r.step(c, "cost", Rupiah, gross, "tariff.step.cost")
	if err != nil {
		return err
	}
	if isNegative(costValue) {
		return fault.New(fault.Invalid, "tariff.fault.negative_cost", "Component", c.ID, "Value", string(exact(grossValue)))
	}
	parts, err := r.parts(c, f)
	if err != nil {
		return err
	}
	allocated, err := allocate(costValue, parts)
	if err != nil {
		return err
	}
	for i, p := range parts {
		if err := r.shareLine(c, cost, costValue, p, allocated[i]); err != nil {
			return err
		}
	}
	return nil
}

func allocate(cost *big.Rat, parts []part) ([]money.Rupiah, error) {
	whole, err := money.Round(cost)
	if err != nil {
		return nil, err
	}
	weights := make([]*big.Rat, len(parts))
	for i, p := range parts {
		weights[i] = p.value
	}
	return money.Allocate(whole, weights)
}

func (r *run) shareLine(c Component, cost Expr, costValue *big.Rat, p part, amount money.Rupiah) error {
	exactShare, v, err := r.step(c, "exact/"+p.government, Rupiah, op(OpMul, cost, p.share), "tariff.step.share",
		governmentArg(p.government), rupiahArg("Cost", exact(costValue)), numberArg("Share", exact(p.value), Ratio))
	if err != nil {
		return err
	}
	rounded, err := money.Round(v)
	if err != nil {
		return err
	}
	formula, key := toRupiah(exactShare), "tariff.step.share_rounded"
	args := []Arg{
		governmentArg(p.government), rupiahArg("Cost", exact(costValue)),
		numberArg("Share", exact(p.value), Ratio), rupiahArg("Rounded", amountOf(rounded)),
	}
	if moved := amount - rounded; moved != 0 {
		formula, key = op(OpAdd, formula, whole(int64(moved))), "tariff.step.share_moved"
		args = append(args, rupiahArg("Moved", amountOf(moved)))
	}
	if _, _, err := r.step(c, "amount/"+p.government, Rupiah, formula, key, args...); err != nil {
		return err
	}
	return r.line(c, Line{
		From: r.days.From, Until: r.days.Until, Payer: p.government, Quantity: exact(p.value), Unit: Ratio,
		Rate: exact(costValue), RateUnit: Rupiah, Evidence: append([]Evidence{}, p.evidence...),
	})
}

// parts gives every government's share of the whole; the shares sum to 1.
func (r *run) parts(c Component, f CostShare) ([]part, error) {
	var parts []part
	rest := fraction(1, 1)
	for _, s := range f.First {
		parts = append(parts, part{government: s.Government, share: num(s.Share.Rat()), value: s.Share.Rat()})
		rest.Sub(rest, s.Share.Rat())
	}
	weights, err := r.weights(c, f.Rest)
	if err != nil {
		return nil, err
	}
	for _, w := range weights {
		if len(f.First) > 0 {
			if w.share, w.value, err = r.step(c, "share/"+w.government, Ratio, op(OpMul, num(rest), w.share),
				"tariff.step.share_of_rest", governmentArg(w.government),
				numberArg("Rest", exact(rest), Ratio), numberArg("Weight", exact(w.value), Ratio)); err != nil {
				return nil, err
			}
		}
		parts = append(parts, w)
	}
	return parts, nil
}

// weights divides the rest: fixed shares as they are, criteria blended.
func (r *run) weights(c Component, w Weights) ([]part, error) {
	parts := make([]part, 0, len(w.Shares))
	for _, s := range w.Shares {
		parts = append(parts, part{government: s.Government, share: num(s.Share.Rat()), value: s.Share.Rat()})
	}
	if len(w.Criteria) == 0 {
		return parts, nil
	}
	terms, evidence := map[string][]Expr{}, map[string][]Evidence{}
	for _, k := range w.Criteria {
		if err := r.criterion(c, k, terms, evidence); err != nil {
			return nil, err
		}
	}
	for _, code := range w.governments() {
		e, v, err := r.step(c, "weight/"+code, Ratio, total(terms[code]), "tariff.step.weight", governmentArg(code))
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{code, e, v, evidence[code]})
	}
	return parts, nil
}

// criterion adds, for every government, weight × its value ÷ all values.
func (r *run) criterion(c Component, k Criterion, terms map[string][]Expr, evidence map[string][]Evidence) error {
	values, amounts := map[string]Expr{}, map[string]*big.Rat{}
	var all []Expr
	for _, v := range k.Stated {
		values[v.Government], amounts[v.Government] = num(v.Value.Rat()), v.Value.Rat()
		all = append(all, num(v.Value.Rat()))
	}
	for _, code := range k.Measured {
		q := Quantity{Measure: k.Measure, Government: code, Unit: k.Unit}
		e, v, ev, err := r.quantity(c, "measured/"+k.Name+"/"+code, q, r.days)
		if err != nil {
			return err
		}
		values[code], amounts[code] = e, v
		all, evidence[code] = append(all, e), append(evidence[code], ev...)
	}
	whole, wholeValue, err := r.step(c, "whole/"+k.Name, k.Unit, total(all), "tariff.step.criterion_whole",
		Arg{Name: "Criterion", Kind: ArgMeasure, Value: k.Name})
	if err != nil {
		return err
	}
	if wholeValue.Sign() == 0 {
		return fault.New(fault.Invalid, "tariff.fault.no_weight", "Criterion", k.Name)
	}
	for _, code := range k.governments() {
		e, _, err := r.step(c, "part/"+k.Name+"/"+code, Ratio, op(OpMul, num(k.Weight.Rat()), op(OpDiv, values[code], whole)),
			"tariff.step.criterion", Arg{Name: "Criterion", Kind: ArgMeasure, Value: k.Name}, governmentArg(code),
			numberArg("Weight", k.Weight.Exact(), Ratio), numberArg("Part", exact(amounts[code]), k.Unit),
			numberArg("Whole", exact(wholeValue), k.Unit))
		if err != nil {
			return err
		}
		terms[code] = append(terms[code], e)
	}
	return nil
}
