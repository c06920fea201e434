// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"sort"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Period is a span of days, both ends included.
type Period struct {
	From  civil.Date `json:"from"`
	Until civil.Date `json:"until"`
}

// MonthPeriod is the whole of a calendar month.
func MonthPeriod(m civil.Month) Period { return Period{m.First(), m.Last()} }

// Days is the number of days.
func (p Period) Days() int { return p.Until.Sub(p.From) + 1 }

// Contains reports whether d lies in the period.
func (p Period) Contains(d civil.Date) bool { return !d.Before(p.From) && !d.After(p.Until) }

// days lists the days in order.
func (p Period) days() []civil.Date {
	list := make([]civil.Date, 0, p.Days())
	for d := p.From; !d.After(p.Until); d = d.AddDays(1) {
		list = append(list, d)
	}
	return list
}

// months cuts the period at the ends of calendar months.
func (p Period) months() []Period {
	var parts []Period
	for from := p.From; !from.After(p.Until); {
		until := from.MonthOf().Last()
		if until.After(p.Until) {
			until = p.Until
		}
		parts = append(parts, Period{from, until})
		from = until.AddDays(1)
	}
	return parts
}

// Measurement is what was measured of one government on one day. There is at
// most one per measure, government and day; a day without one counts as zero.
type Measurement struct {
	Measure    string     `json:"measure"`    // e.g. "bus.km", "bus.trips_missed", "waste.tonnes"
	Government string     `json:"government"` // Kemendagri code
	Date       civil.Date `json:"date"`
	Amount     Number     `json:"amount"`
	Unit       Unit       `json:"unit"`
}

// Ref is how formulas refer to the measurement.
func (m Measurement) Ref() string { return MeasurementRef(m.Measure, m.Government, m.Date) }

// Parameter is a published value, such as the price of diesel, that holds from
// a day until the next entry of the same name.
type Parameter struct {
	Name   string     `json:"name"`
	From   civil.Date `json:"from"`
	Value  Number     `json:"value"`
	Unit   Unit       `json:"unit"`
	Source string     `json:"source"` // where it was published
}

// Ref is how formulas refer to the parameter.
func (p Parameter) Ref() string { return ParameterRef(p.Name, p.From) }

// Input is what a tariff is applied to. The order of its lists does not matter.
type Input struct {
	Period       Period
	Measurements []Measurement
	Parameters   []Parameter
}

// inputs is an Input made searchable.
type inputs struct {
	period       Period
	measurements map[string]Measurement
	parameters   map[string][]Parameter // by name, oldest first
}

func index(in Input) (inputs, error) {
	ix := inputs{in.Period, map[string]Measurement{}, map[string][]Parameter{}}
	if in.Period.From.IsZero() || in.Period.Until.Before(in.Period.From) {
		return inputs{}, fault.New(fault.Invalid, "tariff.fault.term",
			"From", in.Period.From.String(), "Until", in.Period.Until.String())
	}
	for _, m := range in.Measurements {
		if !validID(m.Measure) || !validCode(m.Government) || m.Date.IsZero() || !m.Unit.Valid() {
			return inputs{}, fault.New(fault.Invalid, "tariff.fault.measurement", "Ref", shorten(m.Ref()))
		}
		if _, twice := ix.measurements[m.Ref()]; twice {
			return inputs{}, fault.New(fault.Conflict, "tariff.fault.measured_twice",
				"Measure", m.Measure, "Government", m.Government, "Date", m.Date.String())
		}
		ix.measurements[m.Ref()] = m
	}
	seen := map[string]bool{}
	for _, p := range in.Parameters {
		if !validID(p.Name) || p.From.IsZero() || !p.Unit.Valid() {
			return inputs{}, fault.New(fault.Invalid, "tariff.fault.measurement", "Ref", shorten(p.Ref()))
		}
		if seen[p.Ref()] {
			return inputs{}, fault.New(fault.Conflict, "tariff.fault.parameter_twice", "Name", p.Name, "From", p.From.String())
		}
		seen[p.Ref()] = true
		ix.parameters[p.Name] = append(ix.parameters[p.Name], p)
	}
	for _, list := range ix.parameters {
		sort.Slice(list, func(i, j int) bool { return list[i].From.Before(list[j].From) })
	}
	return ix, nil
}

// value finds a measurement or parameter by its reference.
func (ix inputs) value(ref string) (*big.Rat, bool) {
	if m, ok := ix.measurements[ref]; ok {
		return m.Amount.Rat(), true
	}
	for _, list := range ix.parameters {
		for _, p := range list {
			if p.Ref() == ref {
				return p.Value.Rat(), true
			}
		}
	}
	return nil, false
}

// parameterOver gives the values of a parameter in a period, each with the
// days on which it holds.
func (ix inputs) parameterOver(name string, period Period) ([]held, error) {
	var spans []held
	for _, p := range ix.parameters[name] {
		if p.From.After(period.Until) {
			break
		}
		days := Period{p.From, period.Until}
		if days.From.Before(period.From) {
			days.From = period.From
			spans = nil // only the newest value from before the period counts
		}
		if n := len(spans); n > 0 {
			spans[n-1].days.Until = days.From.AddDays(-1)
			if spans[n-1].days.Until.Before(spans[n-1].days.From) {
				spans = spans[:n-1]
			}
		}
		spans = append(spans, held{days, p})
	}
	if len(spans) == 0 || spans[0].days.From.After(period.From) {
		return nil, fault.New(fault.Invalid, "tariff.fault.no_parameter", "Name", name, "Date", period.From.String())
	}
	return spans, nil
}

// held is a parameter with the days on which it holds.
type held struct {
	days      Period
	parameter Parameter
}
