// SPDX-License-Identifier: Apache-2.0

// Package tariff turns the payment clauses of a cooperation agreement
// (perjanjian kerja sama) into arithmetic that both sides can repeat by hand.
//
// A [Tariff] is one version of those clauses: a list of typed components, each
// pointing at its clause. A component is a rate (what a kilometre costs), a
// quantity (tonnes up to the daily cap) or an amount (who pays whom how much).
// [Evaluate] prices measured quantities with the versions in force on each day
// and gives lines, and for every line the [Step]s behind it: a formula as a
// tree ([Expr]) together with its exact value. The values are computed from
// the very trees that are shown, so the working cannot differ from the result.
//
// The package knows nothing of trips, tickets, databases or languages: it
// takes daily quantities by name and government, and speaks in message keys.
//
//	t := tariff.Tariff{
//		ID: "bus", AgreementID: "pks-1", Version: 1, Clause: "8", From: first,
//		Components: []tariff.Component{{
//			ID: "km.kampar", Clause: "8.2", Payer: "14.01", Payee: "14.71",
//			Label: tariff.Label{ID: "Kilometer di Kampar", EN: "Kilometres in Kampar"},
//			Formula: tariff.Distance{
//				Quantity: tariff.Quantity{Measure: "bus.km", Government: "14.01", Unit: tariff.Km},
//				Rate:     tariff.FixedRate(rate),
//			},
//		}},
//	}
//	result, err := tariff.Evaluate([]tariff.Tariff{t}, input)
//
// # Days and versions
//
// A quantity is priced by the version, and at the rate, of the day on which it
// was measured; where either changes inside a month there is a line per span
// of days. Components of one version only refer to each other.
//
// # Rounding
//
// Rates and quantities are never rounded (they are exact decimals; a share
// that does not end, such as 1/3, stays a fraction). An amount is rounded to
// whole rupiah once, where its line is made, half away from zero. Shares of a
// cost are rounded by largest remainder, so that they add up to the cost. A
// lump sum is the difference of two rounded running totals, so that the parts
// of a month or a year add up to the whole. [Component.Rounding] names the
// rule of each component. The one rounded quantity is a monthly cap that a
// version starting or ending inside the month shares by days: three decimals.
package tariff
