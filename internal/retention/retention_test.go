package retention_test

import (
	"slices"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/retention"
)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Whatever is signed here has a proposal, and nobody may take it for verified.
func TestTheShippedScheduleServesEveryKind(t *testing.T) {
	t.Parallel()
	s, err := retention.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []agreement.Kind{agreement.KB, agreement.PKS, agreement.NK, agreement.Addendum} {
		if r := s.For(k); len(r.Wrong()) > 0 || r.Active+r.Inactive == 0 {
			t.Errorf("%s: %+v", k, r)
		}
	}
	if s.Article == "" || s.Verified() {
		t.Errorf("rests on %q, verified %v", s.Article, s.Verified())
	}
	if r := s.For("surat"); r != (retention.Rule{}) {
		t.Errorf("a kind without a rule: %+v", r)
	}
}

func TestTheDaysOfAPlan(t *testing.T) {
	t.Parallel()
	r := retention.Rule{Code: "100.3.7.1", Active: 2, Inactive: 3, Fate: retention.Permanent}
	for name, c := range map[string]struct {
		end, on string
		want    retention.Phase
	}{
		"no end is known":          {"", "2100-01-01", retention.Active},
		"in force":                 {"2029-12-31", "2026-11-26", retention.Active},
		"the last active day":      {"2024-03-05", "2026-03-05", retention.Active},
		"the day after it":         {"2024-03-05", "2026-03-06", retention.Inactive},
		"the last day of all":      {"2024-03-05", "2029-03-05", retention.Inactive},
		"the fate is due":          {"2024-03-05", "2029-03-06", retention.Over},
		"ended on 29 February":     {"2024-02-29", "2026-02-28", retention.Active},
		"the day after, likewise":  {"2024-02-29", "2026-03-01", retention.Inactive},
		"and its last day of all ": {"2024-02-29", "2029-02-28", retention.Inactive},
	} {
		end := civil.Date{}
		if c.end != "" {
			end = day(c.end)
		}
		if got := r.From(end).On(day(c.on)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestWhatIsNoRule(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule retention.Rule
		want []string
	}{
		"a whole one":        {retention.Rule{"100.3.7.1", 2, 3, retention.Destroyed}, nil},
		"letters in a code":  {retention.Rule{"HK.02", 0, 0, retention.Reviewed}, nil},
		"nothing":            {retention.Rule{}, []string{"code", "fate"}},
		"a sentence as code": {retention.Rule{"seratus tiga", 1, 1, retention.Destroyed}, []string{"code"}},
		"years beyond sense": {retention.Rule{"1", -1, 101, retention.Destroyed}, []string{"active", "inactive"}},
	} {
		if got := c.rule.Wrong(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
