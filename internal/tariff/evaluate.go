// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"sort"
	"strconv"

	"sinergi/internal/fault"
	"sinergi/internal/money"
)

// Evaluate prices the measurements of a period with the versions in force on
// each of its days. The result depends on what is in the lists, not on their
// order. Versions that are not in force in the period are left out, but must
// be valid too.
func Evaluate(tariffs []Tariff, in Input) (Result, error) {
	if err := ValidateVersions(tariffs); err != nil {
		return Result{}, err
	}
	ix, err := index(in)
	if err != nil {
		return Result{}, err
	}
	w := &working{in: ix, values: map[string]*big.Rat{}, used: map[string]bool{}}
	for _, t := range inOrder(tariffs) {
		days, inForce := t.InForce(in.Period)
		if !inForce {
			continue
		}
		if err := newRun(w, t, days).all(); err != nil {
			return Result{}, err
		}
	}
	return w.result(), nil
}

// working grows step by step over all versions.
type working struct {
	in      inputs
	values  map[string]*big.Rat // of steps, by name
	used    map[string]bool     // inputs
	steps   []Step
	lines   []Line
	carried []Carried
}

func (w *working) result() Result {
	refs := make([]string, 0, len(w.used))
	for r := range w.used {
		refs = append(refs, r)
	}
	sort.Strings(refs)
	return Result{Lines: w.lines, Steps: w.steps, Carried: w.carried, Refs: refs}
}

func (w *working) lookup(ref string) (*big.Rat, bool) {
	if v, ok := w.values[ref]; ok {
		return v, true
	}
	v, ok := w.in.value(ref)
	if ok {
		w.used[ref] = true
	}
	return v, ok
}

// run applies one version to the days on which it is in force.
type run struct {
	*working
	tariff Tariff
	days   Period
	byID   map[string]Component
	rates  map[string][]span
	sums   map[string]sum
}

// sum is what an amount component came to.
type sum struct {
	terms []Expr
	value *big.Rat
}

func newRun(w *working, t Tariff, days Period) *run {
	r := &run{working: w, tariff: t, days: days, byID: map[string]Component{}, rates: map[string][]span{}, sums: map[string]sum{}}
	for _, c := range t.Components {
		r.byID[c.ID] = c
	}
	return r
}

// all evaluates the components in the agreement's order; what a component
// refers to is evaluated before it.
func (r *run) all() error {
	for _, c := range r.tariff.Components {
		if c.Formula.Kind().class() == classAmount {
			if err := r.amount(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) amount(c Component) error {
	if _, done := r.sums[c.ID]; done {
		return nil
	}
	switch f := c.Formula.(type) {
	case UnitPrice:
		return r.priced(c, f.Quantity, f.Rate)
	case Distance:
		return r.priced(c, f.Quantity, f.Rate)
	case MeasuredCost:
		return r.measuredCost(c, f)
	case LumpSum:
		return r.lumpSum(c, f)
	case NetOfIncome:
		return r.netOfIncome(c, f)
	case Deduction:
		return r.deduction(c, f)
	case TrueUp:
		return r.trueUp(c, f)
	case CostShare:
		return r.costShare(c, f)
	}
	return fault.New(fault.Invalid, "tariff.fault.kind", "Kind", string(c.Formula.Kind()))
}

// step computes a formula, keeps it in the working, and gives a reference to
// it. The value is added to the words as "Value".
func (r *run) step(c Component, what string, unit Unit, formula Expr, key string, args ...Arg) (Expr, *big.Rat, error) {
	value, err := formula.Eval(r.lookup)
	if err != nil {
		return Expr{}, nil, err
	}
	name := r.tariff.ID + ".v" + strconv.Itoa(r.tariff.Version) + "/" + c.ID + "/" + what
	if _, twice := r.values[name]; twice {
		return Expr{}, nil, fault.New(fault.Internal, "tariff.fault.twice", "Value", name)
	}
	r.values[name] = value
	args = append(args, numberArg("Value", exact(value), unit))
	r.steps = append(r.steps, Step{
		Name: name, Component: c.ID, Formula: formula, Value: exact(value), Unit: unit, Words: Phrase{key, args},
	})
	return ref(name), value, nil
}

// line books the amount that the newest step came to. A memo only counts
// towards the components that name it.
func (r *run) line(c Component, l Line) error {
	last := r.steps[len(r.steps)-1]
	value := r.values[last.Name]
	amount, err := money.Round(value)
	if err != nil {
		return err
	}
	if ratOf(amount).Cmp(value) != 0 {
		return fault.New(fault.Internal, "tariff.fault.not_rounded", "Value", last.Name)
	}
	s := r.sums[c.ID]
	if s.value == nil {
		s.value = new(big.Rat)
	}
	r.sums[c.ID] = sum{append(s.terms, ref(last.Name)), new(big.Rat).Add(s.value, value)}
	if c.Memo {
		return nil
	}
	l.Tariff, l.Version, l.Component, l.Kind = r.tariff.ID, r.tariff.Version, c.ID, c.Formula.Kind()
	l.Clause, l.Label, l.Payee = c.Clause, c.Label, c.Payee
	if l.Payer == "" {
		l.Payer = c.Payer
	}
	l.Amount, l.Words, l.Step = amount, last.Words, last.Name
	r.lines = append(r.lines, l)
	return nil
}

// gross sums the amounts of other components, evaluating them if need be.
func (r *run) gross(ids []string) (Expr, *big.Rat, error) {
	var terms []Expr
	value := new(big.Rat)
	for _, id := range ids {
		if err := r.amount(r.byID[id]); err != nil {
			return Expr{}, nil, err
		}
		terms = append(terms, r.sums[id].terms...)
		value.Add(value, r.sums[id].value)
	}
	return total(terms), value, nil
}
