// SPDX-License-Identifier: Apache-2.0

package tariff

import "sinergi/internal/civil"

// Phrase is a sentence that is not yet in a language: a message key and the
// values that fill it, exact and without formatting.
type Phrase struct {
	Key  string `json:"key"`
	Args []Arg  `json:"args,omitempty"`
}

// ArgKind says how a value is written in a language.
type ArgKind string

// The kinds of values in a phrase.
const (
	ArgNumber     ArgKind = "number"     // an Exact with its Unit
	ArgCount      ArgKind = "count"      // a whole number without a unit
	ArgDate       ArgKind = "date"       // an ISO date
	ArgGovernment ArgKind = "government" // a Kemendagri code
	ArgMeasure    ArgKind = "measure"    // the name of a measure or parameter
	ArgText       ArgKind = "text"       // words of the agreement itself, shown as they are
)

// Arg is one value of a phrase. Name is the placeholder it fills.
type Arg struct {
	Name  string  `json:"name"`
	Kind  ArgKind `json:"kind"`
	Value string  `json:"value"`
	Unit  Unit    `json:"unit,omitempty"`
}

func numberArg(name string, value Exact, unit Unit) Arg {
	return Arg{Name: name, Kind: ArgNumber, Value: string(value), Unit: unit}
}

func rupiahArg(name string, value Exact) Arg { return numberArg(name, value, Rupiah) }

func dateArg(name string, d civil.Date) Arg {
	return Arg{Name: name, Kind: ArgDate, Value: d.String()}
}

func governmentArg(code string) Arg {
	return Arg{Name: "Government", Kind: ArgGovernment, Value: code}
}

func measureArg(name string) Arg { return Arg{Name: "Measure", Kind: ArgMeasure, Value: name} }
