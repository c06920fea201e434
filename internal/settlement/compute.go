// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/tariff"
)

// maxAmount is the largest amount that a statement holds, 2^53 − 1: beyond it
// programs that read JSON numbers as floats would see another amount.
const maxAmount = money.Rupiah(1<<53 - 1)

// Compute settles a month. It errs when the input is incomplete or
// contradictory; the error says where.
func Compute(in Input) (Statement, error) {
	if in.Version == 0 {
		in.Version = 1
	}
	if err := in.check(); err != nil {
		return Statement{}, err
	}
	month := tariff.MonthPeriod(in.Month)
	inForce := clip(in.Tariffs, month)
	if len(inForce) == 0 {
		return Statement{}, fault.New(fault.Invalid, "settlement.fault.no_tariff", "Month", in.Month.String())
	}
	measured := make([]tariff.Measurement, len(in.Measurements))
	for i, m := range in.Measurements {
		measured[i] = m.Measurement
	}
	result, err := tariff.Evaluate(inForce, tariff.Input{Period: month, Measurements: measured, Parameters: in.Parameters})
	if err != nil {
		return Statement{}, err
	}
	s := Statement{
		Schema: Schema, Month: in.Month, Version: in.Version, Corrects: in.Corrects, Border: in.Border,
		Agreement: in.Agreement.used(inForce), Tariffs: inForce, Unpriced: unpriced(inForce, month),
		Measurements: usedMeasurements(in.Measurements, result.Refs), Parameters: usedParameters(in.Parameters, result.Refs),
		Sources: distinct(in.Sources), Steps: result.Steps, Carried: append([]tariff.Carried{}, result.Carried...),
	}
	if err := s.book(result.Lines); err != nil {
		return Statement{}, err
	}
	return s, nil
}

// book numbers the lines and sums them.
func (s *Statement) book(lines []tariff.Line) error {
	ledger := newLedger()
	for i, l := range lines {
		for _, code := range []string{l.Payer, l.Payee} {
			if !s.Agreement.hasParty(code) {
				return fault.New(fault.Invalid, "settlement.fault.not_a_party", "Code", code, "Component", l.Component)
			}
		}
		if err := fits(l.Amount); err != nil {
			return err
		}
		ledger.add(l.Payer, l.Payee, l.Amount)
		s.Lines = append(s.Lines, Line{i + 1, l})
		s.Total += l.Amount
	}
	for _, c := range s.Carried {
		if err := fits(c.Amount); err != nil {
			return err
		}
	}
	s.Totals, s.Payable = ledger.totals(s.Agreement.Parties), ledger.transfers()
	for _, t := range s.Totals {
		for _, a := range []money.Rupiah{t.Borne, t.Pays, t.Receives} {
			if err := fits(a); err != nil {
				return err
			}
		}
	}
	return fits(s.Total)
}

func fits(a money.Rupiah) error {
	if a > maxAmount || a < -maxAmount {
		return fault.New(fault.Invalid, "settlement.fault.too_large")
	}
	return nil
}
