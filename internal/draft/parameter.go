package draft

import "sinergi/internal/tariff"

// Parameter is a typed value that the parties negotiate and that programs read
// (a term, a notice, a share): the figure in the text is written from it.
type Parameter struct {
	ID    string        `json:"id"`    // used in marks, "jangka-waktu"
	Label tariff.Label  `json:"label"` // what forms call it
	Type  ParameterType `json:"type"`
	// Value is an exact decimal with a point ("0.2", "5", "13500"), an ISO
	// date, or words. Empty: not yet agreed, printed as a blank.
	Value string `json:"value"`
	// Unit is what a number or a period counts: "ton", "hari", "hari kerja",
	// "bulan", "tahun". Empty for the other types.
	Unit string `json:"unit,omitempty"`
}

// ParameterType says how a value is read and written.
type ParameterType string

// The types of parameters, with how they are written.
const (
	Money   ParameterType = "uang"    // Rp20.600,00 (dua puluh ribu enam ratus rupiah)
	Percent ParameterType = "persen"  // 0.2: 20% (dua puluh persen)
	Count   ParameterType = "angka"   // 200 (dua ratus) ton
	Span    ParameterType = "waktu"   // 5 (lima) tahun: a whole number of a unit of time
	Day     ParameterType = "tanggal" // 4 September 2024
	Words   ParameterType = "teks"    // as it is
)

// Example is a worked example (contoh perhitungan) of a tariff: quantities of
// a month, from which the settlement engine computes what is owed.
type Example struct {
	ID     string  `json:"id"`
	Clause string  `json:"clause"` // the clause that it illustrates
	Month  string  `json:"month"`  // "2027-05"
	Given  []Given `json:"given"`
	Prices []Price `json:"prices,omitempty"`
}

// Given is a quantity of an example: so many times so much ("412 trip of
// 12,6 km"), or so much on every day.
type Given struct {
	Measure    string        `json:"measure"`    // "bus.km"
	Government string        `json:"government"` // Kemendagri code
	Unit       tariff.Unit   `json:"unit"`
	Each       tariff.Number `json:"each"`
	// Times is how often Each is counted in the month, spread over its days as
	// evenly as whole numbers allow. 0: once on every day that is not Closed.
	Times  int64            `json:"times,omitempty"`
	Of     string           `json:"of,omitempty"` // what Times counts, "trip"
	Closed []tariff.Weekday `json:"closed,omitempty"`
}

// Price is a published price that an example assumes for its month.
type Price struct {
	Name  string        `json:"name"` // "fuel.diesel"
	Value tariff.Number `json:"value"`
	Unit  tariff.Unit   `json:"unit"`
}
