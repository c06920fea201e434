// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// everyFormula is a tariff that uses every kind of formula, in every way.
func everyFormula(t *testing.T) Tariff {
	t.Helper()
	income := Quantity{Measure: "bus.fare_income", Government: kampar, Unit: Rupiah}
	advance := Quantity{Measure: "bus.advance", Government: kampar, Unit: Rupiah}
	carried := Quantity{Measure: "bus.carried", Government: kampar, Unit: Rupiah}
	missed := Quantity{Measure: "bus.trips_missed", Government: kampar, Unit: Trip}
	fee := func(capID string, p Part) UnitPrice {
		return UnitPrice{Quantity{Component: capID, Part: p, Unit: Tonne}, RateOf("fall")}
	}
	return version(t,
		Component{ID: "fuel", Formula: Index{Rate{Schedule: []DatedRate{{day(t, "2026-01-01"), n(t, "13250")}, {day(t, "2026-10-12"), n(t, "13300")}}}, n(t, "0.25"), "fuel.diesel", n(t, "6800"), Km.Per()}},
		Component{ID: "km", Formula: Distance{kmOf(t), RateOf("fuel")}},
		Component{ID: "net", Formula: NetOfIncome{[]string{"km"}, income}},
		Component{ID: "cut", Formula: Deduction{Count: missed, Each: n(t, "75000"), Of: []string{"km", "net"}, MaxShare: np(t, "0.05")}},
		Component{ID: "cut2", Formula: Deduction{Count: missed, Each: n(t, "1000"), Allowance: n(t, "1")}},
		Component{ID: "true", Formula: TrueUp{[]string{"km", "net", "cut"}, advance, &carried, CarryForward}},
		Component{ID: "part", Formula: PriceShare{FixedRate(n(t, "483000")), n(t, "0.9"), Tonne.Per()}},
		Component{ID: "fall", Formula: Waterfall{RateOf("part"), []Subsidy{{By: "Pusat", Share: np(t, "0.49")}, {By: "Provinsi", Amount: np(t, "1000.5")}}, Tonne.Per()}},
		Component{ID: "cap.day", Formula: Cap{wasteOf(t), n(t, "50"), PerDay, BeyondPriced, []Weekday{"sunday"}}},
		Component{ID: "cap.month", Formula: Cap{wasteOf(t), n(t, "60"), PerMonth, BeyondPriced, nil}},
		Component{ID: "w1", Formula: fee("cap.day", Within)}, Component{ID: "w2", Formula: fee("cap.day", Excess)},
		Component{ID: "w3", Formula: fee("cap.month", Within)}, Component{ID: "w4", Formula: fee("cap.month", Excess)},
		Component{ID: "kdn", Formula: LumpSum{n(t, "1000000"), PerYear}}, Component{ID: "kdn.month", Formula: LumpSum{n(t, "10"), PerMonth}},
		Component{ID: "cost", Memo: true, Formula: MeasuredCost{income}},
		Component{ID: "share", Formula: CostShare{Of: []string{"cost"}, First: []Share{{"14", n(t, "0.3")}}, Rest: Weights{Criteria: []Criterion{
			{Name: "population", Weight: n(t, "0.5"), Unit: "person", Source: "BPS", Stated: []Value{{kampar, n(t, "3")}, {pekanbaru, n(t, "4")}, {"14.08", n(t, "4")}}},
			{Name: "coverage", Weight: n(t, "0.5"), Unit: Km, Measure: "bus.km", Measured: []string{kampar, pekanbaru}},
		}}}},
	)
}

func everyMeasurement(t *testing.T) []Measurement {
	t.Helper()
	return []Measurement{
		km(t, "2026-10-01", "412.36"), km(t, "2026-10-20", "12.001"), reading(t, "bus.km", pekanbaru, "2026-10-20", "100", Km),
		tonnes(t, "2026-10-03", "53.7"), tonnes(t, "2026-10-04", "20"), reading(t, "bus.trips_missed", kampar, "2026-10-02", "3", Trip),
		reading(t, "bus.fare_income", kampar, "2026-10-31", "1001", Rupiah), reading(t, "bus.advance", kampar, "2026-10-31", "9000000", Rupiah),
	}
}

func everyParameter(t *testing.T) []Parameter {
	t.Helper()
	return []Parameter{
		{"fuel.diesel", day(t, "2026-01-01"), n(t, "6800"), "Rp/l", "Pertamina"},
		{"fuel.diesel", day(t, "2026-10-20"), n(t, "7100"), "Rp/l", "Pertamina"},
	}
}

// TestEveryStepCanBeRepeated: a reader who has only the formulas, the inputs
// and the steps before arrives at the same values.
func TestEveryStepCanBeRepeated(t *testing.T) {
	t.Parallel()
	in := Input{Period: month(t, "2026-10"), Measurements: everyMeasurement(t), Parameters: everyParameter(t)}
	r := evaluate(t, in.Period, in.Measurements, in.Parameters, everyFormula(t))
	repeat(t, r, in)
	var moved bool
	for _, s := range r.Steps {
		moved = moved || s.Words.Key == "tariff.step.share_moved"
		if s.Value != "" && strings.Contains(string(s.Value), "e") {
			t.Errorf("step %s is not exact: %s", s.Name, s.Value)
		}
	}
	if !moved {
		t.Error("the example moves no rupiah, so it does not show that rule")
	}
}

func TestTariffAsJSON(t *testing.T) {
	t.Parallel()
	want := everyFormula(t)
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "tariff", got, want)
	again, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, again) {
		t.Errorf("written again it differs:\n%s\n%s", text, again)
	}
}

func TestComponentAsJSON(t *testing.T) {
	t.Parallel()
	c := Component{
		ID: "km.kampar", Clause: "biaya.tarif.km", Payer: kampar, Payee: pekanbaru,
		Label:   Label{ID: "Kilometer di Kampar", EN: "Kilometres in Kampar"},
		Formula: Distance{kmOf(t), FixedRate(n(t, "13500.50"))},
	}
	got, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "JSON", string(got), `{"id":"km.kampar","kind":"distance","clause":"biaya.tarif.km","payer":"14.01","payee":"14.71",`+
		`"label":{"id":"Kilometer di Kampar","en":"Kilometres in Kampar"},"rounding":"line_half_away",`+
		`"params":{"quantity":{"measure":"bus.km","government":"14.01","unit":"km"},"rate":{"fixed":"13500.5"}}}`)
}

func TestJSONThatIsNoTariff(t *testing.T) {
	t.Parallel()
	component := func(kind, rounding, params string) string {
		return `{"id":"t","agreement":"a","version":1,"clause":"8","from":"2026-01-01","until":"","components":[{"id":"c","kind":"` + kind +
			`","clause":"8","payer":"14.01","payee":"14.71","label":{"id":"a","en":"a"},"rounding":"` + rounding + `","params":` + params + `}]}`
	}
	tests := []struct{ name, text, want string }{
		{"not JSON", `tarif`, "tariff.fault.json"},
		{"an unknown kind", component("guess", "line_half_away", `{}`), "tariff.fault.kind"},
		{"an unknown parameter", component("lump_sum", "running_total", `{"amount":"1","per":"month","hidden":1}`), "tariff.fault.json"},
		{"an amount as a JSON number", component("lump_sum", "running_total", `{"amount":1.5,"per":"month"}`), "tariff.fault.json"},
		{"an amount with an exponent", component("lump_sum", "running_total", `{"amount":"1e9","per":"month"}`), "tariff.fault.number"},
		{"more digits than a decimal holds", component("lump_sum", "running_total", `{"amount":"1.00000000000000000001","per":"month"}`), "tariff.fault.number"},
		{"another rounding", component("lump_sum", "line_half_away", `{"amount":"1","per":"month"}`), "tariff.fault.rounding"},
		{"a sum per week", component("lump_sum", "running_total", `{"amount":"1","per":"week"}`), "tariff.fault.per"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(tt.text))
			wantKey(t, err, tt.want)
		})
	}
}

// FuzzParse: whatever is read as a tariff is valid and is written and read
// again unchanged.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"id":"t","agreement":"a","version":1,"clause":"8","from":"2026-01-01","until":"","components":[{"id":"c","kind":"lump_sum","clause":"8","payer":"14.01","payee":"14.71","label":{"id":"a","en":"a"},"rounding":"running_total","params":{"amount":"1.50","per":"month"}}]}`,
		`{"id":"t","agreement":"a","version":1,"clause":"8","from":"2026-01-01","until":"2026-12-31","components":[{"id":"c","kind":"unit_price","clause":"8","payer":"14.01","payee":"14.71","label":{"id":"a","en":"a"},"rounding":"line_half_away","params":{"quantity":{"measure":"waste.tonnes","government":"14.01","unit":"ton"},"rate":{"schedule":[{"from":"2026-01-01","rate":"37389.6"}]}}}]}`,
		`{"components":[{"kind":"cost_share","rounding":"largest_remainder","params":{"of":["b"],"rest":{"shares":[{"government":"14.01","share":"1"}]}}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		tariff, err := Parse(text)
		if err != nil {
			return
		}
		written, err := json.Marshal(tariff)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		rewritten, err := json.Marshal(again)
		if err != nil || !bytes.Equal(written, rewritten) {
			t.Fatalf("%v\n%s\n%s", err, written, rewritten)
		}
	})
}
