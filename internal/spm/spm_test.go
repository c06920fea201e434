package spm_test

import (
	"slices"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/performance"
	"sinergi/internal/spm"
	"sinergi/internal/transit"
)

func TestTheIndicatorsAreWhole(t *testing.T) {
	t.Parallel()
	all, err := spm.Indicators()
	if err != nil || len(all) == 0 {
		t.Fatalf("%d indicators, %v", len(all), err)
	}
	seen, groups := map[string]bool{}, map[string]bool{}
	for _, i := range all {
		if seen[i.ID] || i.ID == "" || i.Text == "" || i.Value == "" || i.Article == "" || !slices.Contains(spm.Groups(), i.Group) {
			t.Errorf("indicator %+v", i)
		}
		if !i.Inspected() && (i.Limit <= 0 || len(i.Hours) == 0 || i.Measure == "dwell" && i.Share <= 0) {
			t.Errorf("%s is measured without a limit or hours", i.ID)
		}
		seen[i.ID], groups[i.Group] = true, true
	}
	if len(groups) != len(spm.Groups()) {
		t.Errorf("groups: %v", groups)
	}
}

// trips run every `every` seconds from 06.00 to 07.00 and halt on the way.
func trips(every, halt int) (out []performance.Trip) {
	for at := 6 * 3600; at <= 7*3600; at += every {
		out = append(out, performance.Trip{
			Run:   transit.Run{Date: civil.Date{Year: 2026, Month: 10, Day: 1}, Route: "1", Start: at, Status: transit.Complete, Calls: []transit.Call{{Arrived: at, Left: at}, {Arrived: at + 60, Left: at + 60 + halt}, {Arrived: at + 300, Left: at + 900}}},
			Halts: []performance.Halt{{Stop: "a", Planned: at}, {Stop: "b", Planned: at + 60}, {Stop: "c", Planned: at + 300}},
		})
	}
	return out
}

// A bus every fourteen minutes is a mean wait of seven, which just keeps the
// limit of the peak hour; every fifteen minutes does not. At b, a minute on, the
// hour ends a minute before the last bus, so that the mean of both is
// (2 · 4 · 900² − 60²) / 2 · (3600 + 3540) = 453.5 s.
func TestWaitsAndHaltsAreJudged(t *testing.T) {
	t.Parallel()
	rules, err := transit.ParseRules("{}")
	if err != nil {
		t.Fatal(err)
	}
	wait := spm.Indicator{Measure: "wait", Limit: 7, Hours: []int{6}}
	dwell := spm.Indicator{Measure: "dwell", Limit: 45, Share: 95, Hours: []int{6, 7}}
	for _, c := range []struct {
		name        string
		i           spm.Indicator
		every, halt int
		met         bool
		value       string
	}{
		{"every 14 minutes", wait, 840, 0, true, "7.0"},
		{"every 15 minutes", wait, 900, 0, false, "7.6"},
		{"halts of 45 s", dwell, 840, 45, true, "100"},
		{"halts of 46 s", dwell, 840, 46, false, "0"},
	} {
		r := spm.Measure(c.i, trips(c.every, c.halt), rules)
		if r.Met != c.met || !r.Known || r.Value.String() != c.value && r.Value.Trim(0).String() != c.value {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
	if r := spm.Measure(wait, nil, rules); r.Known || r.Met {
		t.Errorf("a month without trips: %+v", r)
	}
}

func TestAnInspectionNeedsAProof(t *testing.T) {
	t.Parallel()
	all := []spm.Indicator{{ID: "lampu"}, {ID: "tunggu", Measure: "wait"}}
	for _, c := range []struct {
		name string
		x    spm.Inspection
		want fault.Kind
	}{
		{"met, with a photo", spm.Inspection{Indicator: "lampu", Met: true, File: "f"}, 0},
		{"without a photo", spm.Inspection{Indicator: "lampu", Met: true}, fault.Invalid},
		{"not met, without words", spm.Inspection{Indicator: "lampu", File: "f"}, fault.Invalid},
		{"not met, with words", spm.Inspection{Indicator: "lampu", Note: "3 dari 10 mati", File: "f"}, 0},
		{"what is measured is not inspected", spm.Inspection{Indicator: "tunggu", Met: true, File: "f"}, fault.NotFound},
		{"unknown", spm.Inspection{Indicator: "x", Met: true, File: "f"}, fault.NotFound},
	} {
		if err := spm.Check(all, c.x); (err == nil) != (c.want == 0) || err != nil && fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
