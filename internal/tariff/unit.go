// SPDX-License-Identifier: Apache-2.0

package tariff

import "strings"

// Unit is what a number counts: "km", "ton", "Rp", or a price per such a unit,
// "Rp/km". The set is open: a measurement of another kind brings its own unit.
type Unit string

// The units that the formulas themselves speak of.
const (
	Rupiah Unit = "Rp"   // amounts of money
	Km     Unit = "km"   // kilometres, three decimals
	Tonne  Unit = "ton"  // tonnes of 1,000 kg, three decimals
	Trip   Unit = "trip" // planned bus trips
	// Passenger counts people who boarded.
	Passenger Unit = "passenger"
	Month     Unit = "month" // parts of a calendar month
	Year      Unit = "year"  // parts of a calendar year
	Ratio     Unit = "ratio" // a share of a whole; shown as a percentage
)

// Per gives the price unit of u: Km.Per() is "Rp/km".
func (u Unit) Per() Unit { return Rupiah + "/" + u }

// PriceUnit is what a published price is stated in: diesel by the litre, what
// Sinergi does not know in rupiah.
func PriceUnit(name string) Unit {
	if name == "fuel.diesel" {
		return "Rp/l"
	}
	return Rupiah
}

// Valid reports whether the unit can be written into a statement: letters,
// digits and at most one "/".
func (u Unit) Valid() bool {
	if u == "" || len(u) > 24 || strings.Count(string(u), "/") > 1 {
		return false
	}
	for _, part := range strings.Split(string(u), "/") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
			return false
		}
	}
	return true
}

// decimals is how many decimals a number of this unit is shown with at least.
func (u Unit) decimals() int {
	if u == Km || u == Tonne {
		return 3
	}
	return 0
}
