// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"sinergi/internal/civil"
	"sinergi/internal/money"
)

// Result is what a period costs, and why.
type Result struct {
	Lines   []Line
	Steps   []Step
	Carried []Carried
	// Refs are the measurements and parameters that entered the result, as
	// MeasurementRef and ParameterRef write them, sorted.
	Refs []string
}

// Step is one computation: the value of a formula over inputs and earlier
// steps. Steps come in an order in which they can be repeated by hand.
type Step struct {
	// Name is unique in a result: tariff.vN/component/what[/from].
	Name      string `json:"name"`
	Component string `json:"component"`
	Formula   Expr   `json:"formula"`
	Value     Exact  `json:"value"`
	Unit      Unit   `json:"unit"`
	Words     Phrase `json:"words"` // the formula with its numbers, as a sentence
}

// Line is one amount that a government owes, or, when Payer and Payee are the
// same, bears itself. A deduction is a line with a negative amount.
type Line struct {
	Tariff    string       `json:"tariff"`
	Version   int          `json:"version"`
	Component string       `json:"component"`
	Kind      Kind         `json:"kind"`
	Clause    string       `json:"clause"`
	Label     Label        `json:"label"`
	From      civil.Date   `json:"from"`
	Until     civil.Date   `json:"until"`
	Payer     string       `json:"payer"`
	Payee     string       `json:"payee"`
	Quantity  Exact        `json:"quantity"`
	Unit      Unit         `json:"unit"`
	Rate      Exact        `json:"rate"`
	RateUnit  Unit         `json:"rate_unit"`
	Amount    money.Rupiah `json:"amount"`
	Words     Phrase       `json:"words"` // the formula with its numbers, as a sentence
	Step      string       `json:"step"`  // the step whose value Amount is
	Evidence  []Evidence   `json:"evidence"`
}

// Evidence says which measurements a line rests on.
type Evidence struct {
	Measure    string     `json:"measure"`
	Government string     `json:"government"`
	From       civil.Date `json:"from"`
	Until      civil.Date `json:"until"`
	Days       int        `json:"days"` // days with a measurement in the span
}

// Carried is a balance that a TrueUp hands to the next period: negative when
// the payer has paid too much.
type Carried struct {
	Tariff    string       `json:"tariff"`
	Version   int          `json:"version"`
	Component string       `json:"component"`
	Payer     string       `json:"payer"`
	Payee     string       `json:"payee"`
	Amount    money.Rupiah `json:"amount"`
}
