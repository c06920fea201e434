// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/money"
)

const (
	kampar    = "14.01"
	pekanbaru = "14.71"
)

func n(t *testing.T, s string) Number {
	t.Helper()
	v, err := ParseNumber(s)
	if err != nil {
		t.Fatalf("number %q: %v", s, err)
	}
	return v
}

func np(t *testing.T, s string) *Number {
	t.Helper()
	v := n(t, s)
	return &v
}

func day(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func month(t *testing.T, s string) Period {
	t.Helper()
	m, err := civil.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return MonthPeriod(m)
}

// version is a tariff in force from the first day of 2026.
func version(t *testing.T, components ...Component) Tariff {
	t.Helper()
	for i := range components {
		c := &components[i]
		c.Clause, c.Label = "8", Label{ID: "Komponen", EN: "Component"}
		if c.Formula.Kind().class() != classAmount {
			continue
		}
		if c.Payee == "" {
			c.Payee = pekanbaru
		}
		if c.Payer == "" && c.Formula.Kind() != KindCostShare {
			c.Payer = kampar
		}
	}
	return Tariff{ID: "t", AgreementID: "pks", Version: 1, Clause: "8", From: day(t, "2026-01-01"), Components: components}
}

func reading(t *testing.T, measure, government, date, amount string, unit Unit) Measurement {
	t.Helper()
	return Measurement{measure, government, day(t, date), n(t, amount), unit}
}

func tonnes(t *testing.T, date, amount string) Measurement {
	return reading(t, "waste.tonnes", kampar, date, amount, Tonne)
}

func km(t *testing.T, date, amount string) Measurement {
	return reading(t, "bus.km", kampar, date, amount, Km)
}

func wasteOf(t *testing.T) Quantity {
	t.Helper()
	return Quantity{Measure: "waste.tonnes", Government: kampar, Unit: Tonne}
}

func kmOf(t *testing.T) Quantity {
	t.Helper()
	return Quantity{Measure: "bus.km", Government: kampar, Unit: Km}
}

func evaluate(t *testing.T, p Period, ms []Measurement, ps []Parameter, tariffs ...Tariff) Result {
	t.Helper()
	r, err := Evaluate(tariffs, Input{Period: p, Measurements: ms, Parameters: ps})
	if err != nil {
		t.Fatalf("Evaluate: %v", err)
	}
	return r
}

// amountsOf lists the line amounts.
func amountsOf(r Result) []money.Rupiah {
	var list []money.Rupiah
	for _, l := range r.Lines {
		list = append(list, l.Amount)
	}
	return list
}

// TestGolden repeats the figures of real agreements; the arithmetic of each is
// written beside it.
func TestGolden(t *testing.T) {
	t.Parallel()
	oneTon := []Measurement{tonnes(t, "2026-10-01", "1")}
	tests := []struct {
		name       string
		components []Component
		measured   []Measurement
		parameters []Parameter
		want       []money.Rupiah
		rates      []Exact
	}{
		{
			name: "Bantargebang 2009: 20 % of Rp103.000 per ton = Rp20.600",
			components: []Component{
				{ID: "share", Formula: PriceShare{FixedRate(n(t, "103000")), n(t, "0.20"), Tonne.Per()}},
				{ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("share")}},
			},
			// 6,000 ton × 20,600 = 123,600,000, the published daily income of Bekasi
			measured: []Measurement{tonnes(t, "2026-10-01", "6000")},
			want:     []money.Rupiah{123_600_000}, rates: []Exact{"20600"},
		},
		{
			// 1.200 km × 13.500 = 16.200.000 in Kampar; its halte took 2.285.500 on
			// one day and 1.914.500 on another: 4.200.000 are taken off.
			name: "fares taken at a government's halte lower its bill: 16.200.000 − 4.200.000 = 12.000.000",
			components: []Component{
				{ID: "km", Formula: Distance{kmOf(t), FixedRate(n(t, "13500"))}},
				{ID: "net", Formula: NetOfIncome{[]string{"km"}, Quantity{Measure: "bus.fare_income", Government: kampar, Unit: Rupiah}}},
			},
			measured: []Measurement{
				km(t, "2026-10-01", "700"), km(t, "2026-10-02", "500"),
				reading(t, "bus.fare_income", kampar, "2026-10-01", "2285500", Rupiah), reading(t, "bus.fare_income", kampar, "2026-10-02", "1914500", Rupiah),
				reading(t, "bus.fare_income", pekanbaru, "2026-10-01", "9000000", Rupiah), // another government's
			},
			want: []money.Rupiah{16_200_000, -4_200_000}, rates: []Exact{"13500", "-1"},
		},
		{
			// The whole of 1.200 × 13.500 = 16.200.000 is shared by who boarded where:
			// 2.385 in Pekanbaru and 1.260 in Kampar of 3.645. Kampar's part is
			// 16.200.000 × 1.260 / 3.645 = 5.600.000 exactly.
			name: "a cost shared by the passengers of each territory",
			components: []Component{
				{ID: "km", Memo: true, Payer: pekanbaru, Formula: Distance{kmOf(t), FixedRate(n(t, "13500"))}},
				{ID: "share", Formula: CostShare{Of: []string{"km"}, Rest: Weights{Criteria: []Criterion{{Name: "coverage", Weight: n(t, "1"), Unit: Passenger, Measure: "bus.passengers", Measured: []string{kampar, pekanbaru}}}}}},
			},
			measured: []Measurement{
				km(t, "2026-10-01", "1200"), reading(t, "bus.passengers", kampar, "2026-10-01", "1260", Passenger), reading(t, "bus.passengers", pekanbaru, "2026-10-01", "2385", Passenger),
			},
			want: []money.Rupiah{5_600_000, 10_600_000}, rates: []Exact{"16200000", "16200000"},
		},
		{
			name: "Legok Nangka: 483.000 less 49 % = 246.330, less 30 % of the rest = 172.431",
			components: []Component{
				{ID: "fall", Formula: Waterfall{FixedRate(n(t, "483000")), []Subsidy{
					{By: "Pemerintah Pusat", Share: np(t, "0.49")}, {By: "Provinsi", Share: np(t, "0.30")},
				}, Tonne.Per()}},
				{ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("fall")}},
			},
			// Garut, 150 ton a day: 150 × 172,431 = 25,864,650
			measured: []Measurement{tonnes(t, "2026-10-01", "150")},
			want:     []money.Rupiah{25_864_650}, rates: []Exact{"172431"},
		},
		{
			name: "Legok Nangka with the central subsidy as an amount: 483.000 − 236.670",
			components: []Component{
				{ID: "fall", Formula: Waterfall{FixedRate(n(t, "483000")), []Subsidy{
					{By: "Pemerintah Pusat", Amount: np(t, "236670")}, {By: "Provinsi", Share: np(t, "0.30")},
				}, Tonne.Per()}},
				{ID: "fee", Formula: UnitPrice{wasteOf(t), RateOf("fall")}},
			},
			measured: oneTon, want: []money.Rupiah{172_431}, rates: []Exact{"172431"},
		},
		{
			name: "Trans Jogja: 5.145 + 1/4 × (diesel 5.500 − 4.500) = 5.145 + 250 = 5.395",
			components: []Component{
				{ID: "fuel", Formula: Index{FixedRate(n(t, "5145")), n(t, "0.25"), "fuel.diesel", n(t, "4500"), Km.Per()}},
				{ID: "km", Formula: Distance{kmOf(t), RateOf("fuel")}},
			},
			// 100.5 km × 5,395 = 542,197.5, half away from zero 542,198
			measured:   []Measurement{km(t, "2026-10-01", "100.5")},
			parameters: []Parameter{{"fuel.diesel", day(t, "2026-06-22"), n(t, "5500"), "Rp/l", "Kementerian ESDM"}},
			want:       []money.Rupiah{542_198}, rates: []Exact{"5395"},
		},
		{
			name: "Trans Jogja 2008: 5.390 + 0,2 × (4.800 − 5.500) = 5.250",
			components: []Component{
				{ID: "fuel", Formula: Index{FixedRate(n(t, "5390")), n(t, "0.2"), "fuel.diesel", n(t, "5500"), Km.Per()}},
				{ID: "km", Formula: Distance{kmOf(t), RateOf("fuel")}},
			},
			measured:   []Measurement{km(t, "2026-10-01", "1")},
			parameters: []Parameter{{"fuel.diesel", day(t, "2026-01-01"), n(t, "4800"), "Rp/l", "Pertamina"}},
			want:       []money.Rupiah{5_250}, rates: []Exact{"5250"},
		},
		{
			name: "Pekanbaru–Kampar regional landfill: 3 ton × Rp37.389,60 = 112.168,80 → Rp112.169",
			components: []Component{
				{ID: "fee", Formula: UnitPrice{wasteOf(t), FixedRate(n(t, "37389.60"))}},
			},
			measured: []Measurement{tonnes(t, "2026-10-01", "1.25"), tonnes(t, "2026-10-20", "1.75")},
			want:     []money.Rupiah{112_169}, rates: []Exact{"37389.6"},
		},
		{
			name: "half a rupiah goes away from zero: 0,5 ton × Rp1 = Rp1",
			components: []Component{
				{ID: "fee", Formula: UnitPrice{wasteOf(t), FixedRate(n(t, "1"))}},
			},
			measured: []Measurement{tonnes(t, "2026-10-01", "0.5")},
			want:     []money.Rupiah{1}, rates: []Exact{"1"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := evaluate(t, month(t, "2026-10"), tt.measured, tt.parameters, version(t, tt.components...))
			same(t, "amounts", amountsOf(r), tt.want)
			var rates []Exact
			for _, l := range r.Lines {
				rates = append(rates, l.Rate)
			}
			same(t, "rates", rates, tt.rates)
		})
	}
}

// TestGoldenCilowong: 200 ton a day, not on Sundays, at 5.000 + 125.000 +
// 175.000 = 305.000 per ton: 200 × 313 × 305,000 = 19,093,000,000 a year.
func TestGoldenCilowong(t *testing.T) {
	t.Parallel()
	year := Period{day(t, "2026-01-01"), day(t, "2026-12-31")}
	var measured []Measurement
	for _, d := range year.days() { // 212.5 ton arrive on every one of the 365 days
		measured = append(measured, Measurement{"waste.tonnes", kampar, d, n(t, "212.5"), Tonne})
	}
	r := evaluate(t, year, measured, nil, version(t,
		Component{ID: "cap", Formula: Cap{wasteOf(t), n(t, "200"), PerDay, BeyondPriced, []Weekday{"sunday"}}},
		Component{ID: "fee", Formula: UnitPrice{Quantity{Component: "cap", Part: Within, Unit: Tonne}, FixedRate(n(t, "305000"))}},
		Component{ID: "more", Formula: UnitPrice{Quantity{Component: "cap", Part: Excess, Unit: Tonne}, FixedRate(n(t, "0"))}},
	))
	same(t, "amounts", amountsOf(r), []money.Rupiah{19_093_000_000, 0})
	same(t, "within", r.Lines[0].Quantity, Exact("62600")) // 313 × 200
	// 313 × 12.5 + 52 Sundays × 212.5 = 3,912.5 + 11,050 = 14,962.5
	same(t, "excess", r.Lines[1].Quantity, Exact("14962.5"))
}
