// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/tariff"
)

// Schema names the form of a canonical statement.
const Schema = "sinergi.statement/1"

// Statement is what a month of an agreement came to: its inputs, the working
// and the result. Make one with Compute or Parse; do not change it.
type Statement struct {
	Schema    string      `json:"schema"`
	Agreement Agreement   `json:"agreement"`
	Month     civil.Month `json:"month"`
	Version   int         `json:"version"`
	Corrects  string      `json:"corrects"`
	Border    Border      `json:"border"`
	// Tariffs are the versions in force in the month; From and Until are the
	// days of the month on which they are, so that a later end of a version
	// does not change the statement.
	Tariffs []tariff.Tariff `json:"tariffs"`
	// Unpriced are the days of the month on which no tariff was in force.
	Unpriced     []tariff.Period    `json:"unpriced"`
	Measurements []Measurement      `json:"measurements"`
	Parameters   []tariff.Parameter `json:"parameters"`
	Sources      []Source           `json:"sources"`
	Steps        []tariff.Step      `json:"steps"`
	Lines        []Line             `json:"lines"`
	Carried      []tariff.Carried   `json:"carried"`
	Totals       []Total            `json:"totals"`
	Payable      []Transfer         `json:"payable"`
	// Total is the sum of all lines, which is the sum of what is borne.
	Total money.Rupiah `json:"total"`
}

// Line is a numbered line of a statement.
type Line struct {
	No int `json:"no"` // from 1
	tariff.Line
}

// Total is what the lines come to for one government.
type Total struct {
	Government string       `json:"government"`
	Borne      money.Rupiah `json:"borne"`    // all lines whose payer it is, its own cost included
	Pays       money.Rupiah `json:"pays"`     // of these, to other governments
	Receives   money.Rupiah `json:"receives"` // from other governments
}

// Transfer is what one government owes another when everything between them
// is netted. Amount is above zero.
type Transfer struct {
	From   string       `json:"from"`
	To     string       `json:"to"`
	Amount money.Rupiah `json:"amount"`
}

// Input gives back what the statement was computed from.
func (s Statement) Input() Input {
	return Input{
		Agreement: s.Agreement, Month: s.Month, Version: s.Version, Corrects: s.Corrects, Border: s.Border,
		Tariffs: s.Tariffs, Measurements: s.Measurements, Parameters: s.Parameters, Sources: s.Sources,
	}
}

// PartyName gives the name of a party by its code, or the code.
func (s Statement) PartyName(code string) string {
	for _, p := range s.Agreement.Parties {
		if p.Code == code {
			return p.Name
		}
	}
	return code
}
