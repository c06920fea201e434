// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// quantity computes a measured quantity over a span of days as one step and
// says on which evidence it rests.
func (r *run) quantity(c Component, what string, q Quantity, days Period) (Expr, *big.Rat, []Evidence, error) {
	if q.Component != "" {
		return r.capped(c, what, r.byID[q.Component], q.Part, days)
	}
	terms, evidence, err := r.readings(q, days)
	if err != nil {
		return Expr{}, nil, nil, err
	}
	e, v, err := r.step(c, what, q.Unit, total(terms), "tariff.step.quantity", evidence.args()...)
	if err == nil && isNegative(v) && !r.signed(c, what) {
		err = fault.New(fault.Invalid, "tariff.fault.negative_quantity", "Measure", q.Measure, "Government", q.Government)
	}
	return e, v, []Evidence{evidence}, err
}

// signed reports whether a negative quantity makes sense: only a balance
// carried in from the period before can be owed either way.
func (r *run) signed(c Component, what string) bool {
	return c.Formula.Kind() == KindTrueUp && what == "carried"
}

// readings lists the measurements of a span, one term per day that has one.
func (r *run) readings(q Quantity, days Period) ([]Expr, Evidence, error) {
	var terms []Expr
	evidence := Evidence{Measure: q.Measure, Government: q.Government, From: days.From, Until: days.Until}
	for _, d := range days.days() {
		m, ok := r.in.measurements[MeasurementRef(q.Measure, q.Government, d)]
		if !ok {
			continue
		}
		if m.Unit != q.Unit {
			return nil, evidence, fault.New(fault.Invalid, "tariff.fault.measured_unit",
				"Measure", q.Measure, "Unit", string(m.Unit), "Want", string(q.Unit))
		}
		terms = append(terms, ref(m.Ref()))
		evidence.Days++
	}
	return terms, evidence, nil
}

func (e Evidence) args() []Arg {
	return []Arg{
		measureArg(e.Measure), governmentArg(e.Government), dateArg("From", e.From), dateArg("Until", e.Until),
		{Name: "Days", Kind: ArgCount, Value: string(whole(int64(e.Days)).Num)},
	}
}

// capped computes the part of a quantity within or beyond a limit.
func (r *run) capped(c Component, what string, limit Component, part Part, days Period) (Expr, *big.Rat, []Evidence, error) {
	f, ok := limit.Formula.(Cap)
	if !ok {
		return Expr{}, nil, nil, fault.New(fault.Invalid, "tariff.fault.unknown_component", "Component", limit.ID)
	}
	all, evidence, err := r.readings(f.Quantity, days)
	if err != nil {
		return Expr{}, nil, nil, err
	}
	var within Expr
	if f.Per == PerDay {
		within = r.withinDays(f, days)
	} else {
		within = r.withinMonths(f, days)
	}
	formula, key := within, "tariff.step.within_"+string(f.Per)
	if part == Excess {
		formula, key = op(OpSub, total(all), within), "tariff.step.excess_"+string(f.Per)
	}
	args := append(evidence.args(), numberArg("Limit", f.Limit.Exact(), f.Quantity.Unit))
	e, v, err := r.step(c, what, f.Quantity.Unit, formula, key, args...)
	if err == nil && isNegative(v) {
		err = fault.New(fault.Invalid, "tariff.fault.negative_quantity",
			"Measure", f.Quantity.Measure, "Government", f.Quantity.Government)
	}
	return e, v, []Evidence{evidence}, err
}

// withinDays sums the smaller of measurement and limit, day by day.
func (r *run) withinDays(f Cap, days Period) Expr {
	var terms []Expr
	for _, d := range days.days() {
		m, ok := r.in.measurements[MeasurementRef(f.Quantity.Measure, f.Quantity.Government, d)]
		if !ok || f.closedOn(d) {
			continue
		}
		terms = append(terms, op(OpMin, ref(m.Ref()), num(f.Limit.Rat())))
	}
	return total(terms)
}

func (f Cap) closedOn(d civil.Date) bool {
	for _, w := range f.Closed {
		if day, ok := w.weekday(); ok && d.Weekday() == day {
			return true
		}
	}
	return false
}

// withinMonths uses the limit of each month in the order of its days: what a
// span gets is what was within the limit by its end, less what was within it
// before the span.
func (r *run) withinMonths(f Cap, days Period) Expr {
	var terms []Expr
	for _, part := range days.months() {
		month := MonthPeriod(part.From.MonthOf())
		inForce, _ := r.tariff.InForce(month)
		limit := r.monthLimit(f.Limit, inForce, month)
		byEnd := op(OpMin, total(r.refs(f.Quantity, Period{inForce.From, part.Until})), limit)
		if part.From == inForce.From {
			terms = append(terms, byEnd)
			continue
		}
		before := op(OpMin, total(r.refs(f.Quantity, Period{inForce.From, part.From.AddDays(-1)})), limit)
		terms = append(terms, op(OpSub, byEnd, before))
	}
	return total(terms)
}

func (r *run) refs(q Quantity, days Period) []Expr {
	var terms []Expr
	for _, d := range days.days() {
		if m, ok := r.in.measurements[MeasurementRef(q.Measure, q.Government, d)]; ok {
			terms = append(terms, ref(m.Ref()))
		}
	}
	return terms
}

// monthLimit is the whole limit, or the part for the days in force, to three
// decimals, when the version begins or ends inside the month.
func (r *run) monthLimit(limit Number, inForce, month Period) Expr {
	if inForce == month {
		return num(limit.Rat())
	}
	share := fraction(int64(inForce.Days()), int64(month.Days()))
	return op(OpRound, op(OpMul, num(limit.Rat()), num(share)), whole(3))
}
