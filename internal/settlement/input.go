// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"sinergi/internal/civil"
	"sinergi/internal/tariff"
)

// Input is what a statement is computed from. The order of its lists does not
// matter, and what the tariffs do not use does not enter the statement.
type Input struct {
	Agreement Agreement
	Month     civil.Month
	// Version is 1, or one more than the version that this one corrects; 0 is
	// read as 1. Corrects is the SHA-256 of that version, empty for the first.
	Version  int
	Corrects string
	Border   Border
	// Tariffs are the versions of the agreement's tariffs. Those that are not
	// in force in the month are left out.
	Tariffs      []tariff.Tariff
	Measurements []Measurement
	Parameters   []tariff.Parameter
	Sources      []Source
}

// Agreement is the perjanjian kerja sama that is settled.
type Agreement struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Parties []Party  `json:"parties"`
	Clauses []Clause `json:"clauses"` // in a statement: those that a tariff names
}

// Party is a government that signed.
type Party struct {
	Code string `json:"code"` // Kemendagri code, "14.01"
	Name string `json:"name"`
	Role string `json:"role"` // as the agreement says, "PIHAK KESATU"
}

// Clause is a clause by its stable id and as one cites it.
type Clause struct {
	ID       string `json:"id"`
	Citation string `json:"citation"` // "Pasal 8 ayat (2)"
}

// Border names the boundary data by which quantities were given to a
// government.
type Border struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256"` // lower-case hex
}

// Measurement is a daily quantity and the evidence that it was made from.
type Measurement struct {
	tariff.Measurement
	// Count is how many trips, tickets or other records the quantity sums.
	Count int64 `json:"count"`
	// Evidence is the SHA-256 (lower-case hex) of the canonical list of them.
	Evidence string `json:"evidence"`
}

// Source is a raw file behind the evidence, such as a day of positions.
type Source struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // lower-case hex
}
