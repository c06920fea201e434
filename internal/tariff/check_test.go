// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"testing"

	"sinergi/internal/fault"
)

// wantKey fails unless err, or one of its fields, has this message key.
func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Fatalf("got error %v, want a fault %s", err, key)
	}
	if f.Key == key {
		return
	}
	for _, field := range f.Fields {
		if field.Key == key {
			return
		}
	}
	t.Fatalf("got %v, want %s", err, key)
}

func TestWhatATariffMustNotBe(t *testing.T) {
	t.Parallel()
	rate := FixedRate(n(t, "1000"))
	fares := Quantity{Measure: "bus.fare_income", Government: kampar, Unit: Rupiah}
	price := Component{ID: "fee", Formula: UnitPrice{wasteOf(t), rate}}
	within := Quantity{Component: "cap", Part: Within, Unit: Tonne}
	excess := Quantity{Component: "cap", Part: Excess, Unit: Tonne}
	budget := Component{ID: "budget", Memo: true, Formula: LumpSum{n(t, "1"), PerMonth}}
	shares := func(a, b string) CostShare {
		return CostShare{Of: []string{"budget"}, Rest: Weights{Shares: []Share{{kampar, n(t, a)}, {pekanbaru, n(t, b)}}}}
	}
	tests := []struct {
		name       string
		components []Component
		change     func(*Tariff)
		want       string
	}{
		{name: "no components", want: "tariff.fault.empty"},
		{name: "a bad id", components: []Component{{ID: "Fee/1", Formula: price.Formula}}, want: "tariff.fault.id"},
		{name: "the same id twice", components: []Component{price, price}, want: "tariff.fault.twice"},
		{name: "no clause", components: []Component{price}, change: func(t *Tariff) { t.Components[0].Clause = "" }, want: "tariff.fault.missing"},
		{name: "no payer", components: []Component{price}, change: func(t *Tariff) { t.Components[0].Payer = "" }, want: "tariff.fault.missing"},
		{name: "a payer that is no code", components: []Component{price}, change: func(t *Tariff) { t.Components[0].Payer = "Kampar" }, want: "tariff.fault.code"},
		{name: "no label in English", components: []Component{price}, change: func(t *Tariff) { t.Components[0].Label.EN = "" }, want: "tariff.fault.missing"},
		{name: "ends before it starts", components: []Component{price}, change: func(t *Tariff) { t.Until = t.From.AddDays(-1) }, want: "tariff.fault.term"},
		{name: "version 0", components: []Component{price}, change: func(t *Tariff) { t.Version = 0 }, want: "tariff.fault.version"},
		{name: "a negative price", components: []Component{{ID: "fee", Formula: UnitPrice{wasteOf(t), FixedRate(n(t, "-1"))}}}, want: "tariff.fault.negative"},
		{name: "two prices at once", components: []Component{{ID: "fee", Formula: UnitPrice{wasteOf(t), Rate{Fixed: np(t, "1"), Component: "x"}}}}, want: "tariff.fault.one_source"},
		{name: "no price", components: []Component{{ID: "fee", Formula: UnitPrice{wasteOf(t), Rate{}}}}, want: "tariff.fault.one_source"},
		{name: "prices out of order", components: []Component{{ID: "fee", Formula: UnitPrice{wasteOf(t), Rate{Schedule: []DatedRate{{day(t, "2026-01-01"), n(t, "1")}, {day(t, "2026-01-01"), n(t, "2")}}}}}}, want: "tariff.fault.schedule_order"},
		{name: "prices start after the tariff", components: []Component{{ID: "fee", Formula: UnitPrice{wasteOf(t), Rate{Schedule: []DatedRate{{day(t, "2026-02-01"), n(t, "1")}}}}}}, want: "tariff.fault.schedule_start"},
		{name: "a measure with a space", components: []Component{{ID: "fee", Formula: UnitPrice{Quantity{Measure: "waste tonnes", Government: kampar, Unit: Tonne}, rate}}}, want: "tariff.fault.measure"},
		{name: "a measure of no government", components: []Component{{ID: "fee", Formula: UnitPrice{Quantity{Measure: "waste.tonnes", Unit: Tonne}, rate}}}, want: "tariff.fault.code"},
		{name: "a measure without a unit", components: []Component{{ID: "fee", Formula: UnitPrice{Quantity{Measure: "waste.tonnes", Government: kampar}, rate}}}, want: "tariff.fault.unit"},
		{name: "a unit per unit per unit", components: []Component{{ID: "fee", Formula: UnitPrice{Quantity{Measure: "waste.tonnes", Government: kampar, Unit: "a/b/c"}, rate}}}, want: "tariff.fault.unit"},
		{name: "a part of a cap that is not there", components: []Component{{ID: "fee", Formula: UnitPrice{within, rate}}}, want: "tariff.fault.unknown_component"},
		{name: "a cap and a measure at once", components: []Component{
			{ID: "cap", Formula: Cap{wasteOf(t), n(t, "1"), PerDay, BeyondUnpaid, nil}},
			{ID: "fee", Formula: UnitPrice{Quantity{Component: "cap", Part: Within, Measure: "waste.tonnes", Unit: Tonne}, rate}},
		}, want: "tariff.fault.one_source"},
		{name: "neither within nor beyond the cap", components: []Component{
			{ID: "cap", Formula: Cap{wasteOf(t), n(t, "1"), PerDay, BeyondUnpaid, nil}}, {ID: "fee", Formula: UnitPrice{Quantity{Component: "cap", Unit: Tonne}, rate}},
		}, want: "tariff.fault.part"},
		{name: "income taken from a cap", components: []Component{price, {ID: "net", Formula: NetOfIncome{[]string{"fee"}, Quantity{Component: "cap", Part: Within, Unit: Rupiah}}}}, want: "tariff.fault.measured_only"},
		{name: "fares of nothing", components: []Component{price, {ID: "net", Formula: NetOfIncome{nil, fares}}}, want: "tariff.fault.missing"},
		{name: "a criterion both stated and measured", components: []Component{budget, {ID: "share", Formula: CostShare{
			Of: []string{"budget"}, Rest: Weights{Criteria: []Criterion{{Name: "population", Weight: n(t, "1"), Unit: "person", Measure: "m", Measured: []string{kampar}, Stated: []Value{{kampar, n(t, "1")}}}}},
		}}}, want: "tariff.fault.one_source"},
		{name: "a criterion that names a government twice", components: []Component{budget, {ID: "share", Formula: CostShare{
			Of: []string{"budget"}, Rest: Weights{Criteria: []Criterion{{Name: "population", Weight: n(t, "1"), Unit: "person", Stated: []Value{{kampar, n(t, "1")}, {kampar, n(t, "2")}}}}},
		}}}, want: "tariff.fault.twice"},
		{name: "distance in tonnes", components: []Component{{ID: "km", Formula: Distance{wasteOf(t), rate}}}, want: "tariff.fault.unit"},
		{name: "a rate of another unit", components: []Component{
			{ID: "share", Formula: PriceShare{rate, n(t, "0.2"), Km.Per()}}, {ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("share")}},
		}, want: "tariff.fault.unit"},
		{name: "a share above one", components: []Component{
			{ID: "share", Formula: PriceShare{rate, n(t, "1.2"), Tonne.Per()}}, {ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("share")}},
		}, want: "tariff.fault.share"},
		{name: "a rate that is not there", components: []Component{{ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("gone")}}}, want: "tariff.fault.unknown_component"},
		{name: "an amount used as a rate", components: []Component{price, {ID: "more", Formula: UnitPrice{wasteOf(t), RateOf("fee")}}}, want: "tariff.fault.unknown_component"},
		{name: "rates in a circle", components: []Component{
			{ID: "a", Formula: PriceShare{RateOf("b"), n(t, "1"), Tonne.Per()}},
			{ID: "b", Formula: PriceShare{RateOf("a"), n(t, "1"), Tonne.Per()}},
			{ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("a")}},
		}, want: "tariff.fault.cycle"},
		{name: "an amount of itself", components: []Component{{ID: "net", Formula: NetOfIncome{[]string{"net"}, fares}}}, want: "tariff.fault.cycle"},
		{name: "a rate nobody uses", components: []Component{price, {ID: "share", Formula: PriceShare{rate, n(t, "1"), Tonne.Per()}}}, want: "tariff.fault.unused"},
		{name: "a memo nobody uses", components: []Component{price, budget}, want: "tariff.fault.unused"},
		{name: "shares that sum to 0,9", components: []Component{budget, {ID: "share", Formula: shares("0.3", "0.6")}}, want: "tariff.fault.share_sum"},
		{name: "shares that sum to 1,1", components: []Component{budget, {ID: "share", Formula: shares("0.5", "0.6")}}, want: "tariff.fault.share_sum"},
		{name: "a first share that leaves nothing", components: []Component{budget, {ID: "share", Formula: CostShare{
			Of: []string{"budget"}, First: []Share{{"14", n(t, "1")}}, Rest: shares("0.5", "0.5").Rest,
		}}}, want: "tariff.fault.share_sum"},
		{name: "a government that shares twice", components: []Component{budget, {ID: "share", Formula: CostShare{
			Of: []string{"budget"}, First: []Share{{kampar, n(t, "0.1")}}, Rest: shares("0.5", "0.5").Rest,
		}}}, want: "tariff.fault.twice"},
		{name: "criteria whose weights sum to 0,5", components: []Component{budget, {ID: "share", Formula: CostShare{
			Of: []string{"budget"}, Rest: Weights{Criteria: []Criterion{{Name: "population", Weight: n(t, "0.5"), Unit: "person", Stated: []Value{{kampar, n(t, "1")}}}}},
		}}}, want: "tariff.fault.share_sum"},
		{name: "a criterion without any value", components: []Component{budget, {ID: "share", Formula: CostShare{
			Of: []string{"budget"}, Rest: Weights{Criteria: []Criterion{{Name: "population", Weight: n(t, "1"), Unit: "person", Stated: []Value{{kampar, n(t, "0")}}}}},
		}}}, want: "tariff.fault.no_weight"},
		{name: "a cost that is both a line and shared", components: []Component{price, {ID: "share", Formula: CostShare{Of: []string{"fee"}, Rest: shares("0.5", "0.5").Rest}}}, want: "tariff.fault.counted_twice"},
		{name: "a cap beyond which nothing is said", components: []Component{
			{ID: "cap", Formula: Cap{wasteOf(t), n(t, "1"), PerDay, "", nil}}, {ID: "fee", Formula: UnitPrice{within, rate}},
		}, want: "tariff.fault.beyond"},
		{name: "an excess that has no price", components: []Component{
			{ID: "cap", Formula: Cap{wasteOf(t), n(t, "1"), PerDay, BeyondPriced, nil}}, {ID: "fee", Formula: UnitPrice{within, rate}},
		}, want: "tariff.fault.excess_without_price"},
		{name: "a price for a refused excess", components: []Component{
			{ID: "cap", Formula: Cap{wasteOf(t), n(t, "1"), PerDay, BeyondRefused, nil}}, {ID: "fee", Formula: UnitPrice{excess, rate}},
		}, want: "tariff.fault.excess_not_priced"},
		{name: "a closed day of an unknown name", components: []Component{
			{ID: "cap", Formula: Cap{wasteOf(t), n(t, "1"), PerDay, BeyondUnpaid, []Weekday{"minggu"}}}, {ID: "fee", Formula: UnitPrice{within, rate}},
		}, want: "tariff.fault.weekday"},
		{name: "a cap per year", components: []Component{
			{ID: "cap", Formula: Cap{wasteOf(t), n(t, "1"), PerYear, BeyondUnpaid, nil}}, {ID: "fee", Formula: UnitPrice{within, rate}},
		}, want: "tariff.fault.per"},
		{name: "a deduction from what others pay each other", components: []Component{
			price, {ID: "cut", Payer: pekanbaru, Payee: kampar, Formula: Deduction{Count: Quantity{Measure: "m", Government: kampar, Unit: Trip}, Each: n(t, "1"), Of: []string{"fee"}}},
		}, want: "tariff.fault.other_parties"},
		{name: "a waterfall that is both share and amount", components: []Component{
			{ID: "fall", Formula: Waterfall{rate, []Subsidy{{Share: np(t, "0.1"), Amount: np(t, "1")}}, Tonne.Per()}}, {ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("fall")}},
		}, want: "tariff.fault.one_source"},
		{name: "a true-up that does not say what of a too high advance", components: []Component{price, {ID: "true", Formula: TrueUp{[]string{"fee"}, fares, nil, ""}}}, want: "tariff.fault.overpaid"},
		{name: "a rate with a payer", components: []Component{
			{ID: "share", Formula: PriceShare{rate, n(t, "1"), Tonne.Per()}}, {ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("share")}},
		}, change: func(t *Tariff) { t.Components[0].Payer = kampar }, want: "tariff.fault.no_party"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tariff := version(t, tt.components...)
			if tt.change != nil {
				tt.change(&tariff)
			}
			err := tariff.Validate()
			wantKey(t, err, tt.want)
			same(t, "kind", fault.KindOf(err), fault.Invalid)
		})
	}
}

func TestVersionsMustNotOverlap(t *testing.T) {
	t.Parallel()
	first := version(t, Component{ID: "fee", Formula: UnitPrice{wasteOf(t), FixedRate(n(t, "1"))}})
	second := first
	second.Version, second.From = 2, day(t, "2026-10-15")
	wantKey(t, ValidateVersions([]Tariff{second, first}), "tariff.fault.overlap")

	first.Until = day(t, "2026-10-15")
	wantKey(t, ValidateVersions([]Tariff{second, first}), "tariff.fault.overlap")

	first.Until = day(t, "2026-10-14")
	if err := ValidateVersions([]Tariff{second, first}); err != nil {
		t.Errorf("adjoining versions: %v", err)
	}
	first.Version = 3
	wantKey(t, ValidateVersions([]Tariff{second, first}), "tariff.fault.version_order")
	other := second
	other.ID = "annex"
	if err := ValidateVersions([]Tariff{second, other}); err != nil {
		t.Errorf("two tariffs on the same days: %v", err)
	}
}

func TestWhatCannotBePriced(t *testing.T) {
	t.Parallel()
	rate := FixedRate(n(t, "1000"))
	fee := Component{ID: "fee", Formula: UnitPrice{wasteOf(t), rate}}
	fuel := []Component{
		{ID: "fuel", Formula: Index{rate, n(t, "1"), "fuel.diesel", n(t, "6800"), Km.Per()}},
		{ID: "km", Formula: Distance{kmOf(t), RateOf("fuel")}},
	}
	tests := []struct {
		name       string
		components []Component
		in         Input
		want       string
	}{
		{"the same day measured twice", []Component{fee}, Input{Measurements: []Measurement{tonnes(t, "2026-10-01", "1"), tonnes(t, "2026-10-01", "1")}}, "tariff.fault.measured_twice"},
		{"tonnes measured in kilograms", []Component{fee}, Input{Measurements: []Measurement{reading(t, "waste.tonnes", kampar, "2026-10-01", "1", "kg")}}, "tariff.fault.measured_unit"},
		{"fewer than no tonnes", []Component{fee}, Input{Measurements: []Measurement{tonnes(t, "2026-10-01", "-1")}}, "tariff.fault.negative_quantity"},
		{"no price of diesel", fuel, Input{}, "tariff.fault.no_parameter"},
		{"a price of diesel only from the 2nd", fuel, Input{Parameters: []Parameter{{"fuel.diesel", day(t, "2026-10-02"), n(t, "1"), "Rp/l", ""}}}, "tariff.fault.no_parameter"},
		{"two prices of diesel on one day", fuel, Input{Parameters: []Parameter{
			{"fuel.diesel", day(t, "2026-10-01"), n(t, "1"), "Rp/l", ""}, {"fuel.diesel", day(t, "2026-10-01"), n(t, "2"), "Rp/l", ""},
		}}, "tariff.fault.parameter_twice"},
		{"diesel so cheap that the rate is negative", fuel, Input{Parameters: []Parameter{{"fuel.diesel", day(t, "2026-10-01"), n(t, "1"), "Rp/l", ""}}}, "tariff.fault.negative_rate"},
		{"a subsidy above the price", []Component{
			{ID: "fall", Formula: Waterfall{rate, []Subsidy{{Amount: np(t, "1001")}, {Share: np(t, "0.5")}}, Tonne.Per()}},
			{ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("fall")}},
		}, Input{}, "tariff.fault.negative_rate"},
		{
			"more than an amount can hold",
			[]Component{{ID: "fee", Formula: UnitPrice{wasteOf(t), FixedRate(n(t, "9999999999999"))}}},
			Input{Measurements: []Measurement{tonnes(t, "2026-10-01", "9999999999999")}},
			"money.overflow",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.in.Period = month(t, "2026-10")
			_, err := Evaluate([]Tariff{version(t, tt.components...)}, tt.in)
			wantKey(t, err, tt.want)
		})
	}
}
