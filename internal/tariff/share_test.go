// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/money"
)

// memo is a cost of so much a year that is only the basis of shares.
func memo(t *testing.T, amount string) Component {
	t.Helper()
	return Component{ID: "budget", Memo: true, Formula: LumpSum{n(t, amount), PerYear}}
}

func wholeYear(t *testing.T) Period {
	t.Helper()
	return Period{day(t, "2026-01-01"), day(t, "2026-12-31")}
}

func TestCostShareOfTransMetroDewata(t *testing.T) {
	t.Parallel()
	regions := []Value{{"51.03", n(t, "16.6")}, {"51.71", n(t, "15.8")}, {"51.04", n(t, "5.3")}, {"51.02", n(t, "1.6")}}
	tests := []struct {
		name  string
		share CostShare
		want  []money.Rupiah
	}{
		{
			name:  "56,3 miliar: 30 % = 16,89 miliar and 70 % = 39,41 miliar",
			share: CostShare{Of: []string{"budget"}, Rest: Weights{Shares: []Share{{"51", n(t, "0.3")}, {"51.71", n(t, "0.7")}}}},
			want:  []money.Rupiah{16_890_000_000, 39_410_000_000},
		},
		{
			// 39,410,000,000 × 166/393 = 16,646,463,104.33; × 158/393 = 15,844,223,918.58;
			// × 53/393 = 5,314,834,605.60; × 16/393 = 1,604,478,371.50. Rounded down they
			// lack 2 rupiah, which go to the largest remainders, 0.60 and 0.58.
			name: "the regions' 70 % by weights, largest remainder",
			share: CostShare{
				Of: []string{"budget"}, First: []Share{{"51", n(t, "0.3")}},
				Rest: Weights{Criteria: []Criterion{{Name: "coverage", Weight: n(t, "1"), Unit: Ratio, Source: "PKS 2025", Stated: regions}}},
			},
			want: []money.Rupiah{16_890_000_000, 16_646_463_104, 15_844_223_919, 5_314_834_606, 1_604_478_371},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tariff := version(t, memo(t, "56300000000"), Component{ID: "share", Payee: "51", Formula: tt.share})
			in := Input{Period: wholeYear(t)}
			r := evaluate(t, in.Period, nil, nil, tariff)
			same(t, "amounts", amountsOf(r), tt.want)
			same(t, "sum", sumOf(r), money.Rupiah(56_300_000_000))
			repeat(t, r, in)
		})
	}
}

func sumOf(r Result) money.Rupiah {
	var sum money.Rupiah
	for _, a := range amountsOf(r) {
		sum += a
	}
	return sum
}

// TestCostShareByPopulationAreaAndCoverage blends the three criteria that the
// elucidation of art. 364(5) of Law 23/2014 names.
func TestCostShareByPopulationAreaAndCoverage(t *testing.T) {
	t.Parallel()
	share := CostShare{Of: []string{"budget"}, Rest: Weights{Criteria: []Criterion{
		{Name: "population", Weight: n(t, "0.5"), Unit: "person", Source: "statistik", Stated: []Value{{kampar, n(t, "800000")}, {pekanbaru, n(t, "1200000")}}},
		{Name: "area", Weight: n(t, "0.2"), Unit: "km2", Source: "statistik", Stated: []Value{{kampar, n(t, "9000")}, {pekanbaru, n(t, "1000")}}},
		{Name: "coverage", Weight: n(t, "0.3"), Unit: Km, Measure: "bus.km", Measured: []string{kampar, pekanbaru}},
	}}}
	tariff := version(t, Component{ID: "budget", Memo: true, Formula: LumpSum{n(t, "1000000000"), PerMonth}},
		Component{ID: "share", Payee: pekanbaru, Formula: share})
	in := Input{Period: month(t, "2026-10"), Measurements: []Measurement{
		km(t, "2026-10-03", "2000"), reading(t, "bus.km", pekanbaru, "2026-10-03", "4000", Km),
		reading(t, "bus.km", pekanbaru, "2026-10-04", "2000", Km),
	}}
	r := evaluate(t, in.Period, in.Measurements, nil, tariff)
	// Kampar: 0.5 × 0.4 + 0.2 × 0.9 + 0.3 × 2000/8000 = 0.2 + 0.18 + 0.075 = 0.455
	same(t, "amounts", amountsOf(r), []money.Rupiah{455_000_000, 545_000_000})
	same(t, "share of Kampar", r.Lines[0].Quantity, Exact("0.455"))
	same(t, "evidence of Pekanbaru", r.Lines[1].Evidence,
		[]Evidence{{"bus.km", pekanbaru, day(t, "2026-10-01"), day(t, "2026-10-31"), 2}})
	same(t, "Pekanbaru bears its share itself", r.Lines[1].Payer, pekanbaru)
	repeat(t, r, in)
}

func TestCostShareWithoutAnyWeight(t *testing.T) {
	t.Parallel()
	share := CostShare{Of: []string{"budget"}, Rest: Weights{Criteria: []Criterion{
		{Name: "coverage", Weight: n(t, "1"), Unit: Km, Measure: "bus.km", Measured: []string{kampar, pekanbaru}},
	}}}
	_, err := Evaluate([]Tariff{version(t, memo(t, "1200"), Component{ID: "share", Formula: share})}, Input{Period: month(t, "2026-10")})
	wantKey(t, err, "tariff.fault.no_weight")
}

// TestSharesAlwaysAddUp: whatever the weights, no rupiah is lost or made.
func TestSharesAlwaysAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		count := rapid.IntRange(2, 6).Draw(rt, "governments")
		var stated []Value
		for i := range count {
			w := rapid.IntRange(1, 9_999_999).Draw(rt, "weight")
			stated = append(stated, Value{fmt.Sprintf("14.%02d", i+1), n(t, fmt.Sprint(w))})
		}
		cost := rapid.Int64Range(0, 99_999_999_999).Draw(rt, "cost")
		in := Input{Period: month(t, "2026-10")}
		r, err := Evaluate([]Tariff{version(t,
			Component{ID: "budget", Memo: true, Formula: LumpSum{n(t, fmt.Sprint(cost)), PerMonth}},
			Component{ID: "share", Formula: CostShare{Of: []string{"budget"}, Rest: Weights{
				Criteria: []Criterion{{Name: "population", Weight: n(t, "1"), Unit: "person", Stated: stated}},
			}}})}, in)
		if err != nil {
			rt.Fatal(err)
		}
		if got := sumOf(r); got != money.Rupiah(cost) {
			rt.Fatalf("shares sum to %d, the cost is %d", got, cost)
		}
		repeat(t, r, in)
	})
}

// TestLumpSumPartsAddUp: however a year is cut into periods, the parts of a
// yearly sum add up to it, and those of a monthly sum to twelve of them.
func TestLumpSumPartsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		amount := rapid.Int64Range(0, 9_999_999_999).Draw(rt, "amount")
		per := rapid.SampledFrom([]Per{PerMonth, PerYear}).Draw(rt, "per")
		tariff := version(t, Component{ID: "sum", Formula: LumpSum{n(t, fmt.Sprint(amount)), per}})
		var sum money.Rupiah
		last := day(t, "2026-12-31")
		for from := day(t, "2026-01-01"); !from.After(last); {
			until := from.AddDays(rapid.IntRange(0, 60).Draw(rt, "days"))
			if until.After(last) {
				until = last
			}
			in := Input{Period: Period{from, until}}
			r, err := Evaluate([]Tariff{tariff}, in)
			if err != nil {
				rt.Fatal(err)
			}
			repeat(t, r, in)
			sum += sumOf(r)
			from = until.AddDays(1)
		}
		want := money.Rupiah(amount)
		if per == PerMonth {
			want *= 12
		}
		if sum != want {
			rt.Fatalf("the parts of %d per %s sum to %d, want %d", amount, per, sum, want)
		}
	})
}

func TestLumpSumOfAPartOfAMonth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		per         Per
		amount      string
		from, until string
		period      civil.Month
		want        money.Rupiah
		part        Exact
	}{
		{"a whole month", PerMonth, "91666667", "2026-01-01", "", civil.Month{Year: 2026, Month: 10}, 91_666_667, "1"},
		// 31,000,000 × 17/31
		{"starts on the 15th", PerMonth, "31000000", "2026-10-15", "", civil.Month{Year: 2026, Month: 10}, 17_000_000, "17/31"},
		// 1,000,000 × 10/28 = 357,142.86
		{"ends on 10 February", PerMonth, "1000000", "2026-01-01", "2026-02-10", civil.Month{Year: 2026, Month: 2}, 357_143, "5/14"},
		// 1,100,000,000 × 1/12 = 91,666,666.67
		{"January of a yearly sum", PerYear, "1100000000", "2026-01-01", "", civil.Month{Year: 2026, Month: 1}, 91_666_667, "1/12"},
		// round(183,333,333.33) − round(91,666,666.67) = 183,333,333 − 91,666,667
		{"February of a yearly sum", PerYear, "1100000000", "2026-01-01", "", civil.Month{Year: 2026, Month: 2}, 91_666_666, "1/12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tariff := version(t, Component{ID: "kdn", Formula: LumpSum{n(t, tt.amount), tt.per}})
			tariff.From = day(t, tt.from)
			if tt.until != "" {
				tariff.Until = day(t, tt.until)
			}
			r := evaluate(t, MonthPeriod(tt.period), nil, nil, tariff)
			same(t, "amounts", amountsOf(r), []money.Rupiah{tt.want})
			same(t, "part", r.Lines[0].Quantity, tt.part)
		})
	}
}
