package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/report"
)

func TestHalfYears(t *testing.T) {
	t.Parallel()
	p := report.PeriodOf(civil.Date{Year: 2026, Month: 12, Day: 31})
	if p.String() != "2026-s2" || p.From().String() != "2026-07-01" || p.Until().String() != "2026-12-31" || p.Before().String() != "2026-s1" || p.Before().Before().String() != "2025-s2" {
		t.Errorf("%s from %s until %s, before it %s", p, p.From(), p.Until(), p.Before())
	}
	if first := report.PeriodOf(civil.Date{Year: 2026, Month: 6, Day: 30}); first.String() != "2026-s1" || len(first.Months()) != 6 || first.Until().String() != "2026-06-30" {
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
