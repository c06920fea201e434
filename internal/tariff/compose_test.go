// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"testing"

	"sinergi/internal/money"
)

// TestComposition shows components working on each other.
func TestComposition(t *testing.T) {
	t.Parallel()
	missed := Quantity{Measure: "bus.trips_missed", Government: kampar, Unit: Trip}
	fares := Quantity{Measure: "bus.fare_income", Government: kampar, Unit: Rupiah}
	paid := Quantity{Measure: "bus.advance", Government: kampar, Unit: Rupiah}
	before := Quantity{Measure: "bus.carried", Government: kampar, Unit: Rupiah}
	distance := Component{ID: "km", Formula: Distance{kmOf(t), FixedRate(n(t, "13500"))}}
	tests := []struct {
		name       string
		components []Component
		measured   []Measurement
		parameters []Parameter
		want       []money.Rupiah
		carried    money.Rupiah
	}{
		{
			name:       "a rate by date: the day decides",
			components: []Component{{ID: "km", Formula: Distance{kmOf(t), Rate{Schedule: []DatedRate{{day(t, "2026-01-01"), n(t, "13500")}, {day(t, "2026-10-15"), n(t, "14000")}}}}}},
			measured:   []Measurement{km(t, "2026-10-14", "100.5"), km(t, "2026-10-15", "200.25")},
			want:       []money.Rupiah{1_356_750, 2_803_500}, // 100.5 × 13,500; 200.25 × 14,000
		},
		{
			name: "fuel changes on the 20th: two lines, the second 12.000 + 1/4 × (7.800 − 6.800)",
			components: []Component{
				{ID: "fuel", Formula: Index{FixedRate(n(t, "12000")), n(t, "0.25"), "fuel.diesel", n(t, "6800"), Km.Per()}},
				{ID: "km", Formula: Distance{kmOf(t), RateOf("fuel")}},
			},
			measured: []Measurement{km(t, "2026-10-19", "10"), km(t, "2026-10-20", "10")},
			parameters: []Parameter{
				{"fuel.diesel", day(t, "2026-10-20"), n(t, "7800"), "Rp/l", "Pertamina"},
				{"fuel.diesel", day(t, "2026-09-01"), n(t, "6800"), "Rp/l", "Pertamina"},
			},
			want: []money.Rupiah{120_000, 122_500},
		},
		{
			name: "a daily cap precedes the price; the excess has another price",
			components: []Component{
				{ID: "cap", Formula: Cap{wasteOf(t), n(t, "50"), PerDay, BeyondPriced, nil}},
				{ID: "fee", Formula: UnitPrice{Quantity{Component: "cap", Part: Within, Unit: Tonne}, FixedRate(n(t, "1000"))}},
				{ID: "more", Formula: UnitPrice{Quantity{Component: "cap", Part: Excess, Unit: Tonne}, FixedRate(n(t, "3000"))}},
			},
			measured: []Measurement{tonnes(t, "2026-10-01", "49.5"), tonnes(t, "2026-10-02", "52"), tonnes(t, "2026-10-03", "50")},
			want:     []money.Rupiah{149_500, 6_000}, // (49.5 + 50 + 50) × 1,000; 2 × 3,000
		},
		{
			name: "a monthly cap is used up in the order of the days, over two rates",
			components: []Component{
				{ID: "cap", Formula: Cap{wasteOf(t), n(t, "100"), PerMonth, BeyondUnpaid, nil}},
				{ID: "fee", Formula: UnitPrice{Quantity{Component: "cap", Part: Within, Unit: Tonne}, Rate{Schedule: []DatedRate{{day(t, "2026-01-01"), n(t, "1000")}, {day(t, "2026-10-10"), n(t, "2000")}}}}},
			},
			measured: []Measurement{tonnes(t, "2026-10-01", "70"), tonnes(t, "2026-10-12", "70")},
			want:     []money.Rupiah{70_000, 60_000}, // 70 × 1,000; (100 − 70) × 2,000
		},
		{
			name:       "fares lower the cost",
			components: []Component{distance, {ID: "net", Formula: NetOfIncome{[]string{"km"}, fares}}},
			measured:   []Measurement{km(t, "2026-10-01", "100"), reading(t, "bus.fare_income", kampar, "2026-10-01", "350000", Rupiah)},
			want:       []money.Rupiah{1_350_000, -350_000},
		},
		{
			name:       "fares above the cost: nothing is payable, nothing is owed back",
			components: []Component{distance, {ID: "net", Formula: NetOfIncome{[]string{"km"}, fares}}},
			measured:   []Measurement{km(t, "2026-10-01", "100"), reading(t, "bus.fare_income", kampar, "2026-10-01", "2000000", Rupiah)},
			want:       []money.Rupiah{1_350_000, -1_350_000},
		},
		{
			name:       "a deduction per missed trip beyond two allowed",
			components: []Component{distance, {ID: "cut", Formula: Deduction{Count: missed, Each: n(t, "75000"), Allowance: n(t, "2"), Of: []string{"km"}}}},
			measured:   []Measurement{km(t, "2026-10-01", "100"), reading(t, "bus.trips_missed", kampar, "2026-10-02", "5", Trip)},
			want:       []money.Rupiah{1_350_000, -225_000}, // 3 × 75,000
		},
		{
			name:       "a deduction of at most a tenth of the cost",
			components: []Component{distance, {ID: "cut", Formula: Deduction{Count: missed, Each: n(t, "75000"), Of: []string{"km"}, MaxShare: np(t, "0.1")}}},
			measured:   []Measurement{km(t, "2026-10-01", "100"), reading(t, "bus.trips_missed", kampar, "2026-10-02", "5", Trip)},
			want:       []money.Rupiah{1_350_000, -135_000},
		},
		{
			name:       "an advance and a debt from last month: 1.350.000 − 1.000.000 + 50.000 = 400.000",
			components: []Component{distance, {ID: "true", Formula: TrueUp{[]string{"km"}, paid, &before, CarryForward}}},
			measured: []Measurement{
				km(t, "2026-10-01", "100"), reading(t, "bus.advance", kampar, "2026-10-05", "1000000", Rupiah),
				reading(t, "bus.carried", kampar, "2026-10-01", "50000", Rupiah),
			},
			want: []money.Rupiah{1_350_000, -950_000},
		},
		{
			name:       "too high an advance is carried forward",
			components: []Component{distance, {ID: "true", Formula: TrueUp{[]string{"km"}, paid, &before, CarryForward}}},
			measured: []Measurement{
				km(t, "2026-10-01", "100"), reading(t, "bus.advance", kampar, "2026-10-05", "1400000", Rupiah),
				reading(t, "bus.carried", kampar, "2026-10-01", "-25000", Rupiah),
			},
			want: []money.Rupiah{1_350_000, -1_350_000}, carried: -75_000,
		},
		{
			name:       "too high an advance is paid back",
			components: []Component{distance, {ID: "true", Formula: TrueUp{[]string{"km"}, paid, nil, Refund}}},
			measured:   []Measurement{km(t, "2026-10-01", "100"), reading(t, "bus.advance", kampar, "2026-10-05", "1400000", Rupiah)},
			want:       []money.Rupiah{1_350_000, -1_400_000},
		},
		{
			name:       "a measured cost",
			components: []Component{{ID: "cost", Formula: MeasuredCost{fares}}},
			measured:   []Measurement{reading(t, "bus.fare_income", kampar, "2026-10-01", "1000", Rupiah), reading(t, "bus.fare_income", kampar, "2026-10-02", "234", Rupiah)},
			want:       []money.Rupiah{1_234},
		},
		{
			name:       "nothing measured is a line of zero, not a missing line",
			components: []Component{distance}, want: []money.Rupiah{0},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := Input{Period: month(t, "2026-10"), Measurements: tt.measured, Parameters: tt.parameters}
			r := evaluate(t, in.Period, in.Measurements, in.Parameters, version(t, tt.components...))
			same(t, "amounts", amountsOf(r), tt.want)
			var carried money.Rupiah
			for _, c := range r.Carried {
				carried += c.Amount
			}
			same(t, "carried", carried, tt.carried)
			repeat(t, r, in)
		})
	}
}

// TestVersionsWithinAMonth: a version priced the days on which it was in force.
func TestVersionsWithinAMonth(t *testing.T) {
	t.Parallel()
	first := version(t, Component{ID: "km", Formula: Distance{kmOf(t), FixedRate(n(t, "10000"))}},
		Component{ID: "kdn", Formula: LumpSum{n(t, "3100000"), PerMonth}})
	first.Until = day(t, "2026-10-14")
	second := version(t, Component{ID: "km", Formula: Distance{kmOf(t), FixedRate(n(t, "12000"))}},
		Component{ID: "kdn", Formula: LumpSum{n(t, "3100000"), PerMonth}})
	second.Version, second.From = 2, day(t, "2026-10-15")
	measured := []Measurement{km(t, "2026-10-14", "10"), km(t, "2026-10-15", "10")}
	in := Input{Period: month(t, "2026-10"), Measurements: measured}
	r := evaluate(t, in.Period, measured, nil, second, first)
	// 10 × 10,000; 3,100,000 × 14/31; 10 × 12,000; 3,100,000 − 1,400,000
	same(t, "amounts", amountsOf(r), []money.Rupiah{100_000, 1_400_000, 120_000, 1_700_000})
	same(t, "versions", []int{r.Lines[0].Version, r.Lines[3].Version}, []int{1, 2})
	repeat(t, r, in)
}

// TestMonthlyCapOfAPartOfAMonth: a version in force on 14 of 31 days has
// 14/31 of the limit: 100 × 14/31 = 45.161290…, to three decimals 45.161.
func TestMonthlyCapOfAPartOfAMonth(t *testing.T) {
	t.Parallel()
	tariff := version(t,
		Component{ID: "cap", Formula: Cap{wasteOf(t), n(t, "100"), PerMonth, BeyondRefused, nil}},
		Component{ID: "fee", Formula: UnitPrice{Quantity{Component: "cap", Part: Within, Unit: Tonne}, FixedRate(n(t, "1000"))}})
	tariff.Until = day(t, "2026-10-14")
	r := evaluate(t, month(t, "2026-10"), []Measurement{tonnes(t, "2026-10-01", "80")}, nil, tariff)
	same(t, "quantity", r.Lines[0].Quantity, Exact("45.161"))
	same(t, "amounts", amountsOf(r), []money.Rupiah{45_161})
}

func TestOnlyWhatIsUsedIsNamed(t *testing.T) {
	t.Parallel()
	measured := []Measurement{km(t, "2026-10-01", "1"), tonnes(t, "2026-10-01", "1"), km(t, "2026-09-30", "1")}
	r := evaluate(t, month(t, "2026-10"), measured, nil, version(t, Component{ID: "km", Formula: Distance{kmOf(t), FixedRate(n(t, "1"))}}))
	same(t, "refs", r.Refs, []string{"m:bus.km/14.01/2026-10-01"})
}
