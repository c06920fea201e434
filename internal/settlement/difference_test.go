// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/money"
)

func TestNothingDiffersFromItself(t *testing.T) {
	t.Parallel()
	was := compute(t, busInput(t))
	in := busInput(t)
	in.Version, in.Corrects = 2, hashOf("version 1")
	d := Compare(was, compute(t, in))
	if !d.None() || d.Figures() || d.Total != 0 || len(d.Payable) != 0 {
		t.Errorf("another version number makes a difference: %+v", d)
	}
}

func TestWhatMakesAMonthAnother(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		change  func(*Input)
		figures bool
		lines   []money.Rupiah // by how much each changed line grows
		days    []string       // "measure date was→now"
		sources []string
		terms   []Term
		payable []Transfer
	}{
		{
			name:    "a missed trip less",
			change:  func(in *Input) { in.Measurements[5].Amount, in.Measurements[5].Count = number(t, "11"), 11 },
			figures: true, lines: []money.Rupiah{75_000}, days: []string{"bus.trips_missed 2026-10-09 12→11"}, payable: []Transfer{{kampar, pekanbaru, 75_000}},
		},
		{
			name:    "a day that is not measured any more",
			change:  func(in *Input) { in.Measurements = in.Measurements[:5] },
			figures: true, lines: []money.Rupiah{900_000}, days: []string{"bus.trips_missed 2026-10-09 12→0"}, payable: []Transfer{{kampar, pekanbaru, 900_000}},
		},
		{
			name:   "the same figure from other trips",
			change: func(in *Input) { in.Measurements[0].Evidence = hashOf("another list") },
			days:   []string{"bus.km 2026-10-01 2000.36→2000.36"},
		},
		{
			name:    "a late position that proves nothing new",
			change:  func(in *Input) { in.Sources[0].SHA256 = hashOf("day 2, again") },
			sources: []string{"2026-10-02.parquet"},
		},
		{
			name:   "another border, the same kilometres",
			change: func(in *Input) { in.Border.Version = "riau-2026-1" },
			terms:  []Term{TermBorder},
		},
		{
			name:    "another price of diesel",
			change:  func(in *Input) { in.Parameters[0].Value = number(t, "6800") },
			figures: true, lines: []money.Rupiah{-4400 * 250, -12_950_500 / 4}, terms: []Term{TermParameter}, payable: []Transfer{{pekanbaru, kampar, 4400 * 250}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := busInput(t)
			tt.change(&in)
			d := Compare(compute(t, busInput(t)), compute(t, in))
			if d.None() {
				t.Fatal("nothing differs")
			}
			var days []string
			for _, c := range d.Days {
				days = append(days, c.Measure+" "+c.Date.String()+" "+c.Was.Amount.String()+"→"+c.Now.Amount.String())
			}
			var lines []money.Rupiah
			for _, c := range d.Lines {
				if c.Amount() != 0 {
					lines = append(lines, c.Amount())
				}
			}
			same(t, "a figure differs", d.Figures(), tt.figures)
			same(t, "days", days, tt.days)
			same(t, "lines", lines, tt.lines)
			same(t, "sources", d.Sources, tt.sources)
			same(t, "terms", d.Terms, tt.terms)
			if tt.payable == nil {
				tt.payable = []Transfer{}
			}
			same(t, "to settle", d.Payable, tt.payable)
		})
	}
}

// TestTheAgreedAndItsDifferenceAreTheCorrection: whoever settled the first
// statement and then the difference has settled the second.
func TestTheAgreedAndItsDifferenceAreTheCorrection(t *testing.T) {
	t.Parallel()
	was := compute(t, busInput(t))
	rapid.Check(t, func(rt *rapid.T) {
		in := busInput(t)
		for i := range in.Measurements[:6] {
			in.Measurements[i].Amount = number(t, rapid.SampledFrom([]string{"0", "1", "7.5", "2000.36", "12950.5"}).Draw(rt, "amount"))
		}
		now := compute(t, in)
		d := Compare(was, now)
		if was.Total+d.Total != now.Total {
			rt.Fatalf("%d and %d are not %d", was.Total, d.Total, now.Total)
		}
		var lines money.Rupiah
		for _, c := range d.Lines {
			lines += c.Amount()
		}
		if lines != d.Total {
			rt.Fatalf("the lines grow by %d, the total by %d", lines, d.Total)
		}
		owed := func(transfers []Transfer) (n money.Rupiah) { // by Kampar
			for _, x := range transfers {
				if x.From == kampar {
					n += x.Amount
				} else {
					n -= x.Amount
				}
			}
			return n
		}
		if owed(was.Payable)+owed(d.Payable) != owed(now.Payable) {
			rt.Fatalf("%v and %v are not %v", was.Payable, d.Payable, now.Payable)
		}
	})
}
