// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"slices"

	"sinergi/internal/civil"
)

// Quantity selects what is priced: a measure of one government, or one part
// of a Cap.
type Quantity struct {
	// Measure and Government name the measurements, e.g. "bus.km" of "14.01".
	Measure    string `json:"measure,omitempty"`
	Government string `json:"government,omitempty"`
	// Component names a Cap instead, and Part which part of it.
	Component string `json:"component,omitempty"`
	Part      Part   `json:"part,omitempty"`
	// Unit is what the quantity must be measured in.
	Unit Unit `json:"unit"`
}

// Part is one side of a Cap.
type Part string

// The two parts of a capped quantity; together they are the whole.
const (
	Within Part = "within"
	Excess Part = "excess"
)

// Measures lists the measures that a version's components name, by name.
func (t Tariff) Measures() []string {
	var named []string
	add := func(measure string) {
		if measure != "" && !slices.Contains(named, measure) {
			named = append(named, measure)
		}
	}
	for _, c := range t.Components {
		switch f := c.Formula.(type) {
		case UnitPrice:
			add(f.Quantity.Measure)
		case Distance:
			add(f.Quantity.Measure)
		case MeasuredCost:
			add(f.Quantity.Measure)
		case Cap:
			add(f.Quantity.Measure)
		case NetOfIncome:
			add(f.Income.Measure)
		case Deduction:
			add(f.Count.Measure)
		case TrueUp:
			add(f.Advance.Measure)
			if f.Carried != nil {
				add(f.Carried.Measure)
			}
		case CostShare:
			for _, x := range f.Rest.Criteria {
				if len(x.Measured) > 0 {
					add(x.Measure)
				}
			}
		}
	}
	slices.Sort(named)
	return named
}

func (q Quantity) needs() []need {
	if q.Component == "" {
		return nil
	}
	return []need{{q.Component, classQuantity}}
}

// Rate is a price per unit: one number, or numbers by date, or a component
// that yields a rate (PriceShare, Waterfall, Index).
type Rate struct {
	Fixed     *Number     `json:"fixed,omitempty"`
	Schedule  []DatedRate `json:"schedule,omitempty"`
	Component string      `json:"component,omitempty"`
}

// DatedRate is a price that holds from a day until the next entry's day.
type DatedRate struct {
	From civil.Date `json:"from"`
	Rate Number     `json:"rate"`
}

// FixedRate is one price for the whole term.
func FixedRate(n Number) Rate { return Rate{Fixed: &n} }

// RateOf is the rate that a component yields.
func RateOf(component string) Rate { return Rate{Component: component} }

func (r Rate) needs() []need {
	if r.Component == "" {
		return nil
	}
	return []need{{r.Component, classRate}}
}

func amounts(ids []string) []need {
	needs := make([]need, len(ids))
	for i, id := range ids {
		needs[i] = need{id, classAmount}
	}
	return needs
}
