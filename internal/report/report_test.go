package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/report"
)

func TestHalfYears(t *testing.T) {
	t.Parallel()
	p := report.PeriodOf(civil.Date{Year: 2026, Month: 12, Day: 31}, 2)
	if p.String() != "2026-s2" || p.From().String() != "2026-07-01" || p.Until().String() != "2026-12-31" || p.Before().String() != "2026-s1" || p.Before().Before().String() != "2025-s2" {
		t.Errorf("%s from %s until %s, before it %s", p, p.From(), p.Until(), p.Before())
	}
	if first := report.PeriodOf(civil.Date{Year: 2026, Month: 6, Day: 30}, 2); first.String() != "2026-s1" || len(first.Months()) != 6 || first.Until().String() != "2026-06-30" {
		t.Errorf("%s until %s", first, first.Until())
	}
	rule, err := report.Rule()
	if err != nil {
		t.Fatal(err)
	}
	if due := p.Due(rule); due.String() != "2027-01-31" || rule.Verified() || rule.Article == "" {
		t.Errorf("due %s by %+v", due, rule)
	}
	for _, s := range []string{"", "2026", "2026-s3", "2026-s0", "2026-S1", "2026-s1x", "99-s1", "2026-s01"} {
		if _, ok := report.ParsePeriod(s); ok {
			t.Errorf("%q is taken for a half year", s)
		}
	}
	if back, ok := report.ParsePeriod("2026-s2"); !ok || back != p {
		t.Errorf("read back: %v", back)
	}
}

// 8.412,360 and 8.000,640 km are 16.413 km; 1.000.000 and 250.001 rupiah are
// 1.250.001.
func TestMonthsAddUp(t *testing.T) {
	t.Parallel()
	km := func(amount string) []report.Figure {
		return []report.Figure{{Measure: "bus.km", Government: "14.01", Unit: "km", Amount: amount}}
	}
	p := report.Paper{ID: "pks", Months: []report.Month{
		{Agreed: true, Figures: km("8412.360"), Payments: []report.Payment{{From: "14.01", To: "14.71", Amount: 1_000_000}}},
		{},
		{Agreed: true, Figures: append(km("8000.640"), report.Figure{Measure: "bus.km", Government: "14.71", Unit: "km", Amount: "1"}), Payments: []report.Payment{{From: "14.01", To: "14.71", Amount: 250_001}}},
	}}
	figures, payments, err := p.Sum()
	if err != nil {
		t.Fatal(err)
	}
	want := []report.Figure{{Measure: "bus.km", Government: "14.01", Unit: "km", Amount: "16413.000"}, {Measure: "bus.km", Government: "14.71", Unit: "km", Amount: "1"}}
	if diff := cmp.Diff(figures, want); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(payments, []report.Payment{{From: "14.01", To: "14.71", Amount: 1_250_001}}); diff != "" {
		t.Error(diff)
	}
	if p.Months[0].Figures[0].Amount != "8412.360" {
		t.Error("adding up changed the months")
	}
}

func TestAReportIsReadBackFromItsBytes(t *testing.T) {
	t.Parallel()
	r := report.Report{Schema: report.Schema, Government: "14.01", Name: "Kabupaten Kampar", Period: "2026-s2", Version: 1, Cooperations: []report.Cooperation{{ID: "c", Partners: []string{"14.71"}, Papers: []report.Paper{{ID: "p", Numbers: []report.Number{}, LateOnes: []report.Late{}, Signed: civil.Date{Year: 2024, Month: 9, Day: 4}, Months: []report.Month{}}}}}}
	body, sum, err := r.Canonical()
	if err != nil || len(sum) != 64 {
		t.Fatal(sum, err)
	}
	back, err := report.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(back, r); diff != "" {
		t.Error(diff)
	}
	if _, err := report.Parse([]byte(`{"schema":"sinergi/laporan/2"}`)); err == nil {
		t.Error("a form that is not known is read")
	}
	if _, err := report.Parse([]byte(`{`)); err == nil {
		t.Error("half a report is read")
	}
}

// A year is told in whole months; what an agreement asks for at least five
// times a year is done six times.
func TestPartsOfAYear(t *testing.T) {
	t.Parallel()
	day := civil.Date{Year: 2026, Month: 11, Day: 3}
	for times, want := range map[int][3]string{
		1: {"2026-t1", "2026-01-01", "2026-12-31"}, 2: {"2026-s2", "2026-07-01", "2026-12-31"}, 3: {"2026-c3", "2026-09-01", "2026-12-31"},
		4: {"2026-k4", "2026-10-01", "2026-12-31"}, 6: {"2026-d6", "2026-11-01", "2026-12-31"}, 12: {"2026-b11", "2026-11-01", "2026-11-30"},
	} {
		p := report.PeriodOf(day, times)
		if got := [3]string{p.String(), p.From().String(), p.Until().String()}; got != want {
			t.Errorf("%d times a year: %v, want %v", times, got, want)
		}
		if back, ok := report.ParsePeriod(p.String()); !ok || back != p {
			t.Errorf("%s is read back as %v", p, back)
		}
		for q := p; q.Year >= 2025; q = q.Before() {
			if q.Before().Until().AddDays(1) != q.From() {
				t.Errorf("%s and %s do not meet", q.Before(), q)
			}
		}
		if whole := report.Periods(civil.Date{Year: 2025, Month: 1, Day: 1}, civil.Date{Year: 2025, Month: 12, Day: 31}, times); len(whole) != times {
			t.Errorf("%d times a year are %d periods", times, len(whole))
		}
	}
	for least, want := range map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 6, 7: 12, 12: 12, 52: 12} {
		if got := report.IntervalFor(least); got != want {
			t.Errorf("at least %d times a year are %d", least, got)
		}
	}
	rule, err := report.EvaluationRule()
	if err != nil || rule.Verified() || rule.Article == "" || rule.Of(0) != rule.Times || rule.Of(4) != 4 {
		t.Errorf("the rule: %+v, %v", rule, err)
	}
	if report.PeriodOf(day, 4).Overlaps(report.PeriodOf(day, 2).Before()) || !report.PeriodOf(day, 4).Overlaps(report.PeriodOf(day, 2)) {
		t.Error("which periods share days")
	}
	if _, ok := report.ParseHalfYear("2026-k4"); ok {
		t.Error("a quarter is taken for a half year")
	}
}
