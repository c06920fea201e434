// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"bytes"
	"encoding/json"

	"sinergi/internal/fault"
)

// Component is one payment rule of an agreement.
type Component struct {
	// ID is unique in its tariff and stable over versions: lower-case letters,
	// digits, ".", "-" and "_".
	ID string
	// Clause is the id of the clause that says so.
	Clause string
	// Payer bears the amount, Payee receives it; both are Kemendagri codes.
	// The same code twice means that the government bears its own cost: the
	// line is shown and counted, but nothing is paid. Rates and quantities
	// have neither; a CostShare has no Payer, since it has many.
	Payer, Payee string
	// Label is what the agreement calls this component.
	Label Label
	// Memo marks an amount that is only the basis of others (a cost that is
	// shared, for example): it appears in the working, not as a line.
	Memo bool
	// Formula is one of the formula types of this package.
	Formula Formula
}

// Label is a name in Indonesian and in English.
type Label struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// In gives the label in a language ("id" or "en"); Indonesian for any other.
func (l Label) In(lang string) string {
	if lang == "en" && l.EN != "" {
		return l.EN
	}
	return l.ID
}

// Rounding names how a component comes to whole rupiah.
type Rounding string

// The rounding rules.
const (
	RoundNone             Rounding = "none"              // a rate or a quantity: exact
	RoundLine             Rounding = "line_half_away"    // once per line, half away from zero
	RoundLargestRemainder Rounding = "largest_remainder" // shares add up to the cost
	RoundRunningTotal     Rounding = "running_total"     // parts of a period add up to the whole
)

// Rounding gives the rule of the component's formula.
func (c Component) Rounding() Rounding {
	if c.Formula == nil {
		return RoundNone
	}
	return c.Formula.Kind().rounding()
}

// Kind names a formula; it is the "kind" of a component in JSON.
type Kind string

// The formula kinds, with their numbers in the catalogue of formulas found in
// real agreements (F1 to F11).
const (
	KindUnitPrice    Kind = "unit_price"    // F1: quantity × price
	KindPriceShare   Kind = "price_share"   // F2: a share of a price, as a rate
	KindWaterfall    Kind = "waterfall"     // F3: a price less successive subsidies, as a rate
	KindCostShare    Kind = "cost_share"    // F4: a cost divided among governments
	KindDistance     Kind = "distance"      // F5: kilometres × rate of the day
	KindIndex        Kind = "index"         // F6: a rate that follows a price, as a rate
	KindNetOfIncome  Kind = "net_of_income" // F7: a cost less the fares, not below zero
	KindLumpSum      Kind = "lump_sum"      // F8: a fixed sum per month or year
	KindCap          Kind = "cap"           // F9: quantity within and beyond a limit
	KindDeduction    Kind = "deduction"     // F10: a sum per breach of the service standard
	KindTrueUp       Kind = "true_up"       // F11: realised cost less advance, carried forward
	KindMeasuredCost Kind = "measured_cost" // a cost that was itself measured in rupiah
)

// class is what a component yields.
type class string

const (
	classRate     class = "rate"
	classQuantity class = "quantity"
	classAmount   class = "amount"
)

func (k Kind) class() class {
	switch k {
	case KindPriceShare, KindWaterfall, KindIndex:
		return classRate
	case KindCap:
		return classQuantity
	}
	return classAmount
}

func (k Kind) rounding() Rounding {
	switch k {
	case KindCostShare:
		return RoundLargestRemainder
	case KindLumpSum:
		return RoundRunningTotal
	}
	if k.class() == classAmount {
		return RoundLine
	}
	return RoundNone
}

// Formula is one of UnitPrice, PriceShare, Waterfall, CostShare, Distance,
// Index, NetOfIncome, LumpSum, Cap, Deduction, TrueUp and MeasuredCost.
type Formula interface {
	// Kind names the formula.
	Kind() Kind
	// needs lists the components that the formula refers to.
	needs() []need
	// check reports what is wrong with the formula's own parameters.
	check(c *checker)
}

// need is a reference to another component that must yield this class.
type need struct {
	component string
	class     class
}

// componentJSON is the stable form of a component.
type componentJSON struct {
	ID       string          `json:"id"`
	Kind     Kind            `json:"kind"`
	Clause   string          `json:"clause"`
	Payer    string          `json:"payer,omitempty"`
	Payee    string          `json:"payee,omitempty"`
	Label    Label           `json:"label"`
	Memo     bool            `json:"memo,omitempty"`
	Rounding Rounding        `json:"rounding"`
	Params   json.RawMessage `json:"params"`
}

// MarshalJSON writes kind and parameters beside the common fields.
func (c Component) MarshalJSON() ([]byte, error) {
	if c.Formula == nil {
		return nil, fault.New(fault.Invalid, "tariff.fault.kind", "Kind", "")
	}
	params, err := json.Marshal(c.Formula)
	if err != nil {
		return nil, err
	}
	return json.Marshal(componentJSON{
		ID: c.ID, Kind: c.Formula.Kind(), Clause: c.Clause, Payer: c.Payer, Payee: c.Payee,
		Label: c.Label, Memo: c.Memo, Rounding: c.Rounding(), Params: params,
	})
}

// UnmarshalJSON reads what MarshalJSON writes. An unknown kind or field, or a
// rounding that is not the formula's own, is an error: a rule must not be
// half understood.
func (c *Component) UnmarshalJSON(b []byte) error {
	var j componentJSON
	if err := strict(b, &j); err != nil {
		return err
	}
	f, err := parseFormula(j.Kind, j.Params)
	if err != nil {
		return err
	}
	read := Component{ID: j.ID, Clause: j.Clause, Payer: j.Payer, Payee: j.Payee, Label: j.Label, Memo: j.Memo, Formula: f}
	if j.Rounding != read.Rounding() {
		return fault.New(fault.Invalid, "tariff.fault.rounding", "Component", shorten(j.ID))
	}
	*c = read
	return nil
}

func parseFormula(kind Kind, params []byte) (Formula, error) {
	switch kind {
	case KindUnitPrice:
		return parseParams[UnitPrice](params)
	case KindPriceShare:
		return parseParams[PriceShare](params)
	case KindWaterfall:
		return parseParams[Waterfall](params)
	case KindCostShare:
		return parseParams[CostShare](params)
	case KindDistance:
		return parseParams[Distance](params)
	case KindIndex:
		return parseParams[Index](params)
	case KindNetOfIncome:
		return parseParams[NetOfIncome](params)
	case KindLumpSum:
		return parseParams[LumpSum](params)
	case KindCap:
		return parseParams[Cap](params)
	case KindDeduction:
		return parseParams[Deduction](params)
	case KindTrueUp:
		return parseParams[TrueUp](params)
	case KindMeasuredCost:
		return parseParams[MeasuredCost](params)
	}
	return nil, fault.New(fault.Invalid, "tariff.fault.kind", "Kind", shorten(string(kind)))
}

func parseParams[F Formula](params []byte) (Formula, error) {
	var f F
	if err := strict(params, &f); err != nil {
		return nil, err
	}
	return f, nil
}

// strict decodes JSON and refuses fields that it does not know.
func strict(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		if fault.Of(err) != nil {
			return err
		}
		return fault.Wrap(fault.Invalid, "tariff.fault.json", err)
	}
	return nil
}
