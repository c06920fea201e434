// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/money"
)

// priced makes one line per span of days with the same rate.
func (r *run) priced(c Component, q Quantity, rate Rate) error {
	spans, err := r.rateOver(rate)
	if err != nil {
		return err
	}
	for _, s := range spans {
		from := s.days.From.String()
		qty, qtyValue, evidence, err := r.quantity(c, "quantity/"+from, q, s.days)
		if err != nil {
			return err
		}
		l := Line{
			From: s.days.From, Until: s.days.Until, Quantity: exact(qtyValue), Unit: q.Unit,
			Rate: exact(s.value), RateUnit: q.Unit.Per(), Evidence: evidence,
		}
		if _, _, err = r.step(c, "amount/"+from, Rupiah, toRupiah(op(OpMul, qty, s.rate)), "tariff.step.amount",
			numberArg("Quantity", l.Quantity, l.Unit), numberArg("Rate", l.Rate, l.RateUnit)); err != nil {
			return err
		}
		if err = r.line(c, l); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) measuredCost(c Component, f MeasuredCost) error {
	cost, value, evidence, err := r.quantity(c, "quantity", f.Quantity, r.days)
	if err != nil {
		return err
	}
	if _, _, err = r.step(c, "amount", Rupiah, toRupiah(cost), "tariff.step.measured_cost",
		rupiahArg("Cost", exact(value))); err != nil {
		return err
	}
	return r.line(c, Line{
		From: r.days.From, Until: r.days.Until, Quantity: exact(value), Unit: Rupiah,
		Rate: "1", RateUnit: Ratio, Evidence: evidence,
	})
}

// lumpSum makes a line per calendar month: the rounded running total at the
// end of its days less the one before them.
func (r *run) lumpSum(c Component, f LumpSum) error {
	unit := Month
	if f.Per == PerYear {
		unit = Year
	}
	for _, days := range r.days.months() {
		end, before := f.elapsed(days.Until), new(big.Rat)
		if !f.starts(days.From) {
			before = f.elapsed(days.From.AddDays(-1))
		}
		part := exact(new(big.Rat).Sub(end, before))
		sum, from := num(f.Amount.Rat()), days.From.String()
		args := []Arg{numberArg("Sum", f.Amount.Exact(), unit.Per()), numberArg("Part", part, unit)}
		formula, key := toRupiah(op(OpMul, sum, num(end))), "tariff.step.lump_sum"
		if before.Sign() > 0 {
			key = "tariff.step.lump_sum_rest"
			reached, byEnd, err := r.step(c, "reached/"+from, Rupiah, formula, "tariff.step.running_total",
				args[0], numberArg("Part", exact(end), unit))
			if err != nil {
				return err
			}
			earlier, byStart, err := r.step(c, "earlier/"+from, Rupiah, toRupiah(op(OpMul, sum, num(before))),
				"tariff.step.running_total", args[0], numberArg("Part", exact(before), unit))
			if err != nil {
				return err
			}
			args = append(args, rupiahArg("Reached", exact(byEnd)), rupiahArg("Earlier", exact(byStart)))
			formula = op(OpSub, reached, earlier)
		}
		if _, _, err := r.step(c, "amount/"+from, Rupiah, formula, key, args...); err != nil {
			return err
		}
		if err := r.line(c, Line{
			From: days.From, Until: days.Until, Quantity: part, Unit: unit,
			Rate: f.Amount.Exact(), RateUnit: unit.Per(), Evidence: []Evidence{},
		}); err != nil {
			return err
		}
	}
	return nil
}

// starts reports whether the running total begins anew on d.
func (f LumpSum) starts(d civil.Date) bool {
	return d.Day == 1 && (f.Per == PerMonth || d.Month == time.January)
}

// elapsed is the part of the month or year that has passed when d ends.
func (f LumpSum) elapsed(d civil.Date) *big.Rat {
	month := fraction(int64(d.Day), int64(d.MonthOf().Days()))
	if f.Per == PerMonth {
		return month
	}
	month.Add(month, fraction(int64(d.Month)-1, 1))
	return month.Quo(month, fraction(12, 1))
}

// netOfIncome lowers the gross by an income, not below zero.
func (r *run) netOfIncome(c Component, f NetOfIncome) error {
	gross, grossValue, err := r.gross(f.Of)
	if err != nil {
		return err
	}
	income, incomeValue, evidence, err := r.quantity(c, "income", f.Income, r.days)
	if err != nil {
		return err
	}
	net, netValue, err := r.step(c, "net", Rupiah, op(OpMax, whole(0), op(OpSub, gross, toRupiah(income))),
		"tariff.step.net", rupiahArg("Gross", exact(grossValue)), rupiahArg("Income", exact(incomeValue)))
	if err != nil {
		return err
	}
	if _, _, err = r.step(c, "amount", Rupiah, op(OpSub, net, gross), "tariff.step.net_change",
		rupiahArg("Net", exact(netValue)), rupiahArg("Gross", exact(grossValue))); err != nil {
		return err
	}
	return r.line(c, Line{
		From: r.days.From, Until: r.days.Until, Quantity: exact(incomeValue), Unit: Rupiah,
		Rate: "-1", RateUnit: Ratio, Evidence: evidence,
	})
}

func (r *run) deduction(c Component, f Deduction) error {
	count, countValue, evidence, err := r.quantity(c, "count", f.Count, r.days)
	if err != nil {
		return err
	}
	beyond, beyondValue, err := r.step(c, "beyond", f.Count.Unit,
		op(OpMax, whole(0), op(OpSub, count, num(f.Allowance.Rat()))), "tariff.step.breaches",
		numberArg("Count", exact(countValue), f.Count.Unit), numberArg("Allowance", f.Allowance.Exact(), f.Count.Unit))
	if err != nil {
		return err
	}
	penalty := op(OpMul, beyond, num(f.Each.Rat()))
	key, args := "tariff.step.deduction", []Arg{
		numberArg("Quantity", exact(beyondValue), f.Count.Unit), numberArg("Rate", f.Each.Exact(), f.Count.Unit.Per()),
	}
	if f.MaxShare != nil {
		gross, grossValue, err := r.gross(f.Of)
		if err != nil {
			return err
		}
		// A negative gross leaves nothing to deduct from.
		most, mostValue, err := r.step(c, "most", Rupiah,
			op(OpMul, op(OpMax, whole(0), gross), num(f.MaxShare.Rat())), "tariff.step.deduction_most",
			rupiahArg("Gross", exact(grossValue)), numberArg("Share", f.MaxShare.Exact(), Ratio))
		if err != nil {
			return err
		}
		penalty, key = op(OpMin, penalty, most), "tariff.step.deduction_limited"
		args = append(args, rupiahArg("Most", exact(mostValue)))
	}
	if _, _, err = r.step(c, "amount", Rupiah, toRupiah(op(OpSub, whole(0), penalty)), key, args...); err != nil {
		return err
	}
	return r.line(c, Line{
		From: r.days.From, Until: r.days.Until, Quantity: exact(beyondValue), Unit: f.Count.Unit,
		Rate: exact(new(big.Rat).Neg(f.Each.Rat())), RateUnit: f.Count.Unit.Per(), Evidence: evidence,
	})
}

func (r *run) trueUp(c Component, f TrueUp) error {
	realised, realisedValue, err := r.gross(f.Of)
	if err != nil {
		return err
	}
	advance, advanceValue, evidence, err := r.quantity(c, "advance", f.Advance, r.days)
	if err != nil {
		return err
	}
	carried, carriedValue := whole(0), new(big.Rat)
	if f.Carried != nil {
		var more []Evidence
		if carried, carriedValue, more, err = r.quantity(c, "carried", *f.Carried, r.days); err != nil {
			return err
		}
		evidence = append(evidence, more...)
	}
	balance, balanceValue, err := r.step(c, "balance", Rupiah,
		toRupiah(op(OpAdd, op(OpSub, realised, advance), carried)), "tariff.step.balance",
		rupiahArg("Realised", exact(realisedValue)), rupiahArg("Advance", exact(advanceValue)), rupiahArg("Carried", exact(carriedValue)))
	if err != nil {
		return err
	}
	payable, payableValue := balance, balanceValue
	if f.Negative == CarryForward {
		if payable, payableValue, err = r.step(c, "payable", Rupiah, op(OpMax, whole(0), balance), "tariff.step.payable",
			rupiahArg("Balance", exact(balanceValue))); err != nil {
			return err
		}
		if err = r.carry(c, new(big.Rat).Sub(balanceValue, payableValue)); err != nil {
			return err
		}
	}
	if _, _, err = r.step(c, "amount", Rupiah, op(OpSub, payable, realised), "tariff.step.true_up",
		rupiahArg("Payable", exact(payableValue)), rupiahArg("Realised", exact(realisedValue))); err != nil {
		return err
	}
	return r.line(c, Line{
		From: r.days.From, Until: r.days.Until, Quantity: exact(advanceValue), Unit: Rupiah,
		Rate: "-1", RateUnit: Ratio, Evidence: evidence,
	})
}

// carry hands an overpaid balance to the next period.
func (r *run) carry(c Component, balance *big.Rat) error {
	amount, err := money.Round(balance)
	if err != nil || amount == 0 {
		return err
	}
	r.carried = append(r.carried, Carried{
		Tariff: r.tariff.ID, Version: r.tariff.Version, Component: c.ID, Payer: c.Payer, Payee: c.Payee, Amount: amount,
	})
	return nil
}
