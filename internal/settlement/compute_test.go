// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/tariff"
)

// TestBusMonth, by hand:
//
//	1–14 October, diesel Rp6.800: rate 13,250; 4,012.360 km × 13,250 = 53,163,770
//	15–31 October, diesel Rp7.800: rate 13,250 + 1/4 × 1,000 = 13,500; 4,400 km × 13,500 = 59,400,000
//	12 missed trips × 75,000 = 900,000, below 5 % of 112,563,770
//	Pekanbaru itself: 11,800.125 × 13,250 = 156,351,656.25; 12,950.5 × 13,500 = 174,831,750
//	Kampar owes 53,163,770 + 59,400,000 − 900,000 = 111,663,770
//	all lines: 111,663,770 + 331,183,406 = 442,847,176
func TestBusMonth(t *testing.T) {
	t.Parallel()
	s := compute(t, busInput(t))
	same(t, "lines", lineAmounts(s), []money.Rupiah{53_163_770, 59_400_000, -900_000, 156_351_656, 174_831_750})
	same(t, "totals", s.Totals, []Total{{kampar, 111_663_770, 111_663_770, 0}, {pekanbaru, 331_183_406, 0, 111_663_770}})
	same(t, "payable", s.Payable, []Transfer{{kampar, pekanbaru, 111_663_770}})
	same(t, "total", s.Total, money.Rupiah(442_847_176))
	same(t, "measurements used", len(s.Measurements), 6)
	same(t, "parameters used", len(s.Parameters), 2)
	same(t, "clauses used", len(s.Agreement.Clauses), 4)
	same(t, "evidence of line 1", s.Lines[0].Evidence,
		[]tariff.Evidence{{Measure: "bus.km", Government: kampar, From: date(t, "2026-10-01"), Until: date(t, "2026-10-14"), Days: 2}})
	if err := Verify(s); err != nil {
		t.Error(err)
	}
}

// TestWasteMonth, by hand:
//
//	within: 48.2 + 50 + 50 + 50 = 198.2 ton × 37,389.60 = 7,410,618.72 → 7,410,619
//	beyond: 3.75 + 11.1 = 14.85 ton × 56,084.40 = 832,853.34 → 832,853
//	compensation by October: 1,100,000,000 × 10/12 = 916,666,667 (rounded) − 825,000,000 by September = 91,666,667
//	Kampar owes 7,410,619 + 832,853 + 91,666,667 = 99,910,139
func TestWasteMonth(t *testing.T) {
	t.Parallel()
	s := compute(t, wasteInput(t))
	same(t, "lines", lineAmounts(s), []money.Rupiah{7_410_619, 832_853, 91_666_667})
	same(t, "payable", s.Payable, []Transfer{{kampar, pekanbaru, 99_910_139}})
	same(t, "total", s.Total, money.Rupiah(99_910_139))
	if err := Verify(s); err != nil {
		t.Error(err)
	}
}

var update = flag.Bool("update", false, "write the golden files")

// TestCanonicalForm holds the bytes of a statement still: when they change,
// every hash that governments have exchanged stops matching, so the schema
// must then get a new number.
func TestCanonicalForm(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]Input{"bus": busInput(t), "waste": wasteInput(t)} {
		got, err := compute(t, in).Canonical()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the canonical form changed:\n%s", name, got)
		}
		if strings.Contains(string(got), "null") {
			t.Errorf("%s: a list is null", name)
		}
	}
}

// TestOrderDoesNotMatter: the same inputs in any order, and with inputs that
// no tariff asks for, give the same bytes.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	build := func() Input {
		in := busInput(t)
		later := in.Tariffs[0]
		in.Tariffs[0].Until = date(t, "2026-10-20")
		later.Version, later.From = 4, date(t, "2026-10-21")
		in.Tariffs = append(in.Tariffs, later)
		return in
	}
	want, err := compute(t, build()).Canonical()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		in := build()
		in.Measurements = rapid.Permutation(in.Measurements).Draw(rt, "measurements")
		in.Parameters = rapid.Permutation(in.Parameters).Draw(rt, "parameters")
		in.Tariffs = rapid.Permutation(in.Tariffs).Draw(rt, "tariffs")
		in.Sources = rapid.Permutation(append(in.Sources, in.Sources...)).Draw(rt, "sources")
		in.Agreement.Parties = rapid.Permutation(in.Agreement.Parties).Draw(rt, "parties")
		in.Agreement.Clauses = rapid.Permutation(in.Agreement.Clauses).Draw(rt, "clauses")
		s, err := Compute(in)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := s.Canonical()
		if err != nil {
			rt.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			rt.Fatalf("another order gives other bytes:\n%s", got)
		}
	})
}

// TestALaterVersionLeavesTheMonthAlone: closing a version after the month is
// settled must not change the settled month.
func TestALaterVersionLeavesTheMonthAlone(t *testing.T) {
	t.Parallel()
	want, err := compute(t, busInput(t)).SHA256()
	if err != nil {
		t.Fatal(err)
	}
	in := busInput(t)
	in.Tariffs[0].Until = date(t, "2026-12-31")
	next := in.Tariffs[0]
	next.Version, next.From, next.Until = 4, date(t, "2027-01-01"), civil.Date{}
	in.Tariffs = append(in.Tariffs, next)
	got, err := compute(t, in).SHA256()
	if err != nil {
		t.Fatal(err)
	}
	same(t, "hash", got, want)
}

// TestLinesSumToTotals over random months: what is borne sums to the total,
// what is paid to what is received, and the netted transfers to each
// government's balance.
func TestLinesSumToTotals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		in := busInput(t)
		for i := range in.Measurements {
			m := &in.Measurements[i]
			m.Amount = number(t, rapid.StringMatching(`[0-9]{1,4}(\.[0-9]{1,3})?`).Draw(rt, "amount"))
		}
		s, err := Compute(in)
		if err != nil {
			rt.Fatal(err)
		}
		var lines, borne, pays, receives money.Rupiah
		for _, l := range s.Lines {
			lines += l.Amount
		}
		balance := map[string]money.Rupiah{}
		for _, x := range s.Totals {
			borne, pays, receives = borne+x.Borne, pays+x.Pays, receives+x.Receives
			balance[x.Government] = x.Receives - x.Pays
		}
		for _, p := range s.Payable {
			if p.Amount <= 0 {
				rt.Fatalf("a transfer of %d", p.Amount)
			}
			balance[p.From] += p.Amount
			balance[p.To] -= p.Amount
		}
		if lines != s.Total || borne != s.Total || pays != receives || balance[kampar] != 0 || balance[pekanbaru] != 0 {
			rt.Fatalf("lines %d, total %d, borne %d, pays %d, receives %d, left %v", lines, s.Total, borne, pays, receives, balance)
		}
		if err := Verify(s); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestDaysWithoutATariff(t *testing.T) {
	t.Parallel()
	in := wasteInput(t)
	in.Tariffs[0].From = date(t, "2026-10-03")
	s := compute(t, in)
	same(t, "unpriced", s.Unpriced, []tariff.Period{{From: date(t, "2026-10-01"), Until: date(t, "2026-10-02")}})
	same(t, "within", s.Lines[0].Quantity, tariff.Exact("100"))
	if err := Verify(s); err != nil {
		t.Error(err)
	}
}

func TestInputsThatCannotBeSettled(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Input)
		kind   fault.Kind
		want   string
	}{
		{"no agreement", func(in *Input) { in.Agreement.ID = "" }, fault.Invalid, "settlement.fault.missing"},
		{"no month", func(in *Input) { in.Month = civil.Month{} }, fault.Invalid, "settlement.fault.missing"},
		{"one party", func(in *Input) { in.Agreement.Parties = in.Agreement.Parties[:1] }, fault.Invalid, "settlement.fault.parties"},
		{"a party twice", func(in *Input) { in.Agreement.Parties[0] = in.Agreement.Parties[1] }, fault.Invalid, "settlement.fault.party"},
		{"a payer who did not sign", func(in *Input) { in.Agreement.Parties[1].Code = "14.05" }, fault.Invalid, "settlement.fault.not_a_party"},
		{"no border", func(in *Input) { in.Border = Border{} }, fault.Invalid, "settlement.fault.border"},
		{"a border without a hash", func(in *Input) { in.Border.SHA256 = "abc" }, fault.Invalid, "settlement.fault.border"},
		{"a second version that corrects nothing", func(in *Input) { in.Version = 2 }, fault.Invalid, "settlement.fault.corrects"},
		{"a first version that corrects", func(in *Input) { in.Corrects = hashOf("x") }, fault.Invalid, "settlement.fault.corrects"},
		{"a clause that is not in the agreement", func(in *Input) { in.Agreement.Clauses = in.Agreement.Clauses[1:] }, fault.Invalid, "settlement.fault.no_clause"},
		{"a clause twice", func(in *Input) { in.Agreement.Clauses[0] = in.Agreement.Clauses[1] }, fault.Invalid, "settlement.fault.clause"},
		{"a tariff of another agreement", func(in *Input) { in.Tariffs[0].AgreementID = "other" }, fault.Invalid, "settlement.fault.other_agreement"},
		{"no tariff in the month", func(in *Input) { in.Tariffs[0].From = date(t, "2026-11-01") }, fault.Invalid, "settlement.fault.no_tariff"},
		{"overlapping versions", func(in *Input) {
			second := in.Tariffs[0]
			second.Version, second.From = 9, date(t, "2026-10-10")
			in.Tariffs = append(in.Tariffs, second)
		}, fault.Conflict, "tariff.fault.overlap"},
		{"a measurement without evidence", func(in *Input) { in.Measurements[0].Evidence = "" }, fault.Invalid, "settlement.fault.evidence"},
		{"a measurement twice", func(in *Input) { in.Measurements[1] = in.Measurements[0] }, fault.Conflict, "tariff.fault.measured_twice"},
		{"a source without a name", func(in *Input) { in.Sources = []Source{{"", hashOf("x")}} }, fault.Invalid, "settlement.fault.source"},
		{"more than JSON readers can hold", func(in *Input) { in.Measurements[0].Amount = number(t, "999999999999") }, fault.Invalid, "settlement.fault.too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := busInput(t)
			tt.change(&in)
			_, err := Compute(in)
			wantFault(t, err, tt.kind, tt.want)
		})
	}
}
