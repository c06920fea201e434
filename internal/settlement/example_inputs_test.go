// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/tariff"
)

const (
	kampar    = "14.01"
	pekanbaru = "14.71"
)

func number(t testing.TB, s string) tariff.Number {
	t.Helper()
	n, err := tariff.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func date(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantFault(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Fatalf("got error %v, want %s", err, key)
	}
	if f.Kind != kind {
		t.Errorf("kind of %v: got %s, want %s", err, f.Kind, kind)
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

func measured(t testing.TB, measure, government, day, amount string, unit tariff.Unit, count int64) Measurement {
	t.Helper()
	return Measurement{
		Measurement: tariff.Measurement{Measure: measure, Government: government, Date: date(t, day), Amount: number(t, amount), Unit: unit},
		Count:       count, Evidence: hashOf(measure + government + day),
	}
}

func agreement(id, title string, clauses ...Clause) Agreement {
	return Agreement{
		ID: id, Title: title, Clauses: clauses,
		Parties: []Party{{pekanbaru, "Kota Pekanbaru", "PIHAK KESATU"}, {kampar, "Kabupaten Kampar", "PIHAK KEDUA"}},
	}
}

func base(t testing.TB, a Agreement) Input {
	t.Helper()
	return Input{
		Agreement: a, Month: civil.Month{Year: 2026, Month: 10},
		Border:  Border{"riau-2024-1", hashOf("border")},
		Sources: []Source{{"2026-10-02.parquet", hashOf("day 2")}, {"2026-10-01.parquet", hashOf("day 1")}},
	}
}

// busInput is a month of a bus line: Kampar pays Pekanbaru for the kilometres
// in Kampar at a rate that follows the price of diesel, less a sum for each
// missed trip; Pekanbaru bears the kilometres on its own side.
func busInput(t testing.TB) Input {
	t.Helper()
	km := func(government string) tariff.Distance {
		return tariff.Distance{Quantity: tariff.Quantity{Measure: "bus.km", Government: government, Unit: tariff.Km}, Rate: tariff.RateOf("rate")}
	}
	most := number(t, "0.05")
	in := base(t, agreement("pks-bus", "PKS Bus Aglomerasi", Clause{"biaya", "Pasal 8"}, Clause{"biaya.km", "Pasal 8 ayat (2)"},
		Clause{"biaya.bbm", "Pasal 8 ayat (3)"}, Clause{"sanksi", "Pasal 10"}, Clause{"penutup", "Pasal 15"}))
	in.Tariffs = []tariff.Tariff{{
		ID: "bus", AgreementID: "pks-bus", Version: 3, Clause: "biaya", From: date(t, "2026-01-01"),
		Components: []tariff.Component{
			{ID: "rate", Clause: "biaya.bbm", Label: tariff.Label{ID: "Tarif per kilometer", EN: "Rate per kilometre"}, Formula: tariff.Index{
				Base: tariff.FixedRate(number(t, "13250")), Coefficient: number(t, "0.25"), Parameter: "fuel.diesel", Then: number(t, "6800"), Unit: tariff.Km.Per(),
			}},
			{ID: "km.kampar", Clause: "biaya.km", Payer: kampar, Payee: pekanbaru, Label: tariff.Label{ID: "Km di Kampar", EN: "Km in Kampar"}, Formula: km(kampar)},
			{ID: "missed", Clause: "sanksi", Payer: kampar, Payee: pekanbaru, Label: tariff.Label{ID: "Potongan trip tidak jalan", EN: "Deduction for missed trips"}, Formula: tariff.Deduction{
				Count: tariff.Quantity{Measure: "bus.trips_missed", Government: kampar, Unit: tariff.Trip}, Each: number(t, "75000"),
				Of: []string{"km.kampar"}, MaxShare: &most,
			}},
			{ID: "km.pekanbaru", Clause: "biaya.km", Payer: pekanbaru, Payee: pekanbaru, Label: tariff.Label{ID: "Km di Pekanbaru", EN: "Km in Pekanbaru"}, Formula: km(pekanbaru)},
		},
	}}
	in.Parameters = []tariff.Parameter{
		{Name: "fuel.diesel", From: date(t, "2026-10-15"), Value: number(t, "7800"), Unit: "Rp/l", Source: "Pertamina, pengumuman 14 Oktober 2026"},
		{Name: "fuel.diesel", From: date(t, "2026-06-01"), Value: number(t, "6800"), Unit: "Rp/l", Source: "Pertamina, pengumuman 31 Mei 2026"},
		{Name: "fuel.diesel", From: date(t, "2026-01-01"), Value: number(t, "6500"), Unit: "Rp/l", Source: "superseded"},
	}
	in.Measurements = []Measurement{
		measured(t, "bus.km", kampar, "2026-10-01", "2000.36", tariff.Km, 540),
		measured(t, "bus.km", kampar, "2026-10-14", "2012", tariff.Km, 541),
		measured(t, "bus.km", kampar, "2026-10-15", "4400.000", tariff.Km, 1195),
		measured(t, "bus.km", pekanbaru, "2026-10-01", "11800.125", tariff.Km, 540),
		measured(t, "bus.km", pekanbaru, "2026-10-31", "12950.5", tariff.Km, 1195),
		measured(t, "bus.trips_missed", kampar, "2026-10-09", "12", tariff.Trip, 12),
		measured(t, "bus.km", kampar, "2026-11-01", "99", tariff.Km, 3),             // another month
		measured(t, "bus.passengers", kampar, "2026-10-01", "1200", "person", 1200), // no tariff asks for it
	}
	return in
}

// wasteInput is a month of waste from Kampar: up to 50 ton a day at the price
// planned for the regional landfill, more at one and a half times that price,
// and a yearly compensation for those who live there.
func wasteInput(t testing.TB) Input {
	t.Helper()
	fee := func(part tariff.Part, price string) tariff.UnitPrice {
		return tariff.UnitPrice{Quantity: tariff.Quantity{Component: "cap", Part: part, Unit: tariff.Tonne}, Rate: tariff.FixedRate(number(t, price))}
	}
	in := base(t, agreement("pks-sampah", "PKS Sampah Perbatasan", Clause{"retribusi", "Pasal 6"}, Clause{"kuota", "Pasal 7"}, Clause{"kdn", "Pasal 9"}))
	in.Sources = nil
	in.Tariffs = []tariff.Tariff{{
		ID: "sampah", AgreementID: "pks-sampah", Version: 1, Clause: "retribusi", From: date(t, "2026-01-01"), Until: date(t, "2027-12-31"),
		Components: []tariff.Component{
			{ID: "cap", Clause: "kuota", Label: tariff.Label{ID: "Kuota harian", EN: "Daily quota"}, Formula: tariff.Cap{
				Quantity: tariff.Quantity{Measure: "waste.tonnes", Government: kampar, Unit: tariff.Tonne}, Limit: number(t, "50"), Per: tariff.PerDay, Beyond: tariff.BeyondPriced,
			}},
			{ID: "within", Clause: "retribusi", Payer: kampar, Payee: pekanbaru, Label: tariff.Label{ID: "Sampah dalam kuota", EN: "Waste within the quota"}, Formula: fee(tariff.Within, "37389.60")},
			{ID: "excess", Clause: "kuota", Payer: kampar, Payee: pekanbaru, Label: tariff.Label{ID: "Sampah di atas kuota", EN: "Waste beyond the quota"}, Formula: fee(tariff.Excess, "56084.40")},
			{ID: "kdn", Clause: "kdn", Payer: kampar, Payee: pekanbaru, Label: tariff.Label{ID: "Kompensasi dampak negatif", EN: "Compensation for negative impact"}, Formula: tariff.LumpSum{
				Amount: number(t, "1100000000"), Per: tariff.PerYear,
			}},
		},
	}}
	in.Measurements = []Measurement{
		measured(t, "waste.tonnes", kampar, "2026-10-01", "48.2", tariff.Tonne, 12),
		measured(t, "waste.tonnes", kampar, "2026-10-02", "53.75", tariff.Tonne, 14),
		measured(t, "waste.tonnes", kampar, "2026-10-03", "50", tariff.Tonne, 13),
		measured(t, "waste.tonnes", kampar, "2026-10-05", "61.1", tariff.Tonne, 16),
	}
	return in
}

func compute(t testing.TB, in Input) Statement {
	t.Helper()
	s, err := Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func lineAmounts(s Statement) []money.Rupiah {
	var list []money.Rupiah
	for _, l := range s.Lines {
		list = append(list, l.Amount)
	}
	return list
}
