package obligation_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/quantity"
)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func number(t testing.TB, s string) *quantity.Decimal {
	t.Helper()
	d, err := quantity.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		terms obligation.Terms
		today string
		want  []string
	}{
		"every month, from the middle of one": {obligation.Terms{Rule: obligation.Monthly, Grace: 10, From: day("2026-08-15"), Until: day("2027-08-14")}, "2026-10-05", []string{"2026-08 2026-08-15–2026-08-31 2026-09-10", "2026-09 2026-09-01–2026-09-30 2026-10-10", "2026-10 2026-10-01–2026-10-31 2026-11-10", "2026-11 2026-11-01–2026-11-30 2026-12-10"}},
		"half a year":                         {obligation.Terms{Rule: obligation.Semesterly, From: day("2026-01-01"), Until: day("2026-12-31")}, "2026-07-01", []string{"2026-s1 2026-01-01–2026-06-30 2026-06-30", "2026-s2 2026-07-01–2026-12-31 2026-12-31"}},
		"a year, cut by the end":              {obligation.Terms{Rule: obligation.Yearly, From: day("2026-03-01"), Until: day("2027-02-28")}, "2027-01-01", []string{"2026 2026-03-01–2026-12-31 2026-12-31", "2027 2027-01-01–2027-02-28 2027-02-28"}},
		"once":                                {obligation.Terms{Rule: obligation.Once, Day: day("2026-05-01"), From: day("2026-01-01")}, "2026-02-01", []string{"sekali 2026-01-01–2026-05-01 2026-05-01"}},
		"as long as it lasts":                 {obligation.Terms{From: day("2026-01-01")}, "2026-02-01", []string{"selama 2026-01-01– "}},
		"not in force yet":                    {obligation.Terms{Rule: obligation.Monthly}, "2026-02-01", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range tc.terms.Periods(day(tc.today)) {
				got = append(got, p.Key+" "+p.From.String()+"–"+p.Until.String()+" "+p.Due.String())
			}
			if diff := cmp.Diff(got, tc.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStands(t *testing.T) {
	t.Parallel()
	p := obligation.Period{Key: "2026-10", From: day("2026-10-01"), Until: day("2026-10-31"), Due: day("2026-11-10")}
	in := obligation.Event{Move: obligation.HandIn, Government: "a", File: "f"}
	yes, no := obligation.Event{Move: obligation.Confirm, Government: "b"}, obligation.Event{Move: obligation.Refuse, Government: "b", Reason: "tidak lengkap"}
	excuse := obligation.Event{Move: obligation.Excuse, Government: "b", Reason: "banjir"}
	good, bad := &obligation.Figure{Value: *number(t, "0.95"), Complete: true}, &obligation.Figure{Value: *number(t, "0.9499"), Complete: true}
	for name, tc := range map[string]struct {
		events []obligation.Event
		figure *obligation.Figure
		today  string
		want   obligation.State
	}{
		"before it begins":               {nil, nil, "2026-09-30", obligation.NotYet},
		"in the period":                  {nil, nil, "2026-10-31", obligation.Running},
		"after it":                       {nil, nil, "2026-11-01", obligation.NeedsProof},
		"the last day":                   {nil, nil, "2026-11-10", obligation.NeedsProof},
		"a day too late":                 {nil, nil, "2026-11-11", obligation.Late},
		"handed in":                      {[]obligation.Event{in}, nil, "2026-12-01", obligation.NeedsConsent},
		"confirmed":                      {[]obligation.Event{in, yes}, nil, "2026-12-01", obligation.Met},
		"refused":                        {[]obligation.Event{in, no}, nil, "2026-11-05", obligation.NeedsProof},
		"excused":                        {[]obligation.Event{excuse}, nil, "2026-12-01", obligation.Excused},
		"exactly the target":             {nil, good, "2026-11-01", obligation.Met},
		"a hair below the target":        {nil, bad, "2026-11-01", obligation.NotMet},
		"below, but the other agrees":    {[]obligation.Event{in, yes}, bad, "2026-11-01", obligation.Met},
		"below, not measured to the end": {nil, &obligation.Figure{Value: *number(t, "0.1")}, "2026-10-20", obligation.Running},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := obligation.Stands(p, tc.events, tc.figure, number(t, "0.95"), day(tc.today)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// Whatever is tried in whatever order: nobody confirms or excuses their own
// duty, a stranger moves nothing, and what decides against somebody has a
// reason.
func TestNobodyConfirmsTheirOwn(t *testing.T) {
	t.Parallel()
	parties := []string{"a", "b", "c"}
	p := obligation.Period{From: day("2026-10-01"), Until: day("2026-10-31"), Due: day("2026-10-31")}
	rapid.Check(t, func(rt *rapid.T) {
		var events []obligation.Event
		for range rapid.IntRange(1, 30).Draw(rt, "moves") {
			e := obligation.Event{
				Move:       rapid.SampledFrom([]obligation.Move{obligation.HandIn, obligation.Confirm, obligation.Refuse, obligation.Excuse, obligation.Reopen}).Draw(rt, "move"),
				Government: rapid.SampledFrom([]string{"a", "b", "c", "x", ""}).Draw(rt, "by"), Reason: rapid.SampledFrom([]string{"", " ", "karena"}).Draw(rt, "reason"), File: rapid.SampledFrom([]string{"", "f"}).Draw(rt, "file"),
			}
			before := obligation.Stands(p, events, nil, nil, day("2026-12-01"))
			if err := obligation.Check(events, e, "a", parties); err != nil {
				if fault.KindOf(err) == fault.Internal {
					rt.Fatalf("%+v: %v", e, err)
				}
				continue
			}
			events = append(events, e)
			after := obligation.Stands(p, events, nil, nil, day("2026-12-01"))
			switch {
			case !slices.Contains(parties, e.Government):
				rt.Fatalf("a stranger made %+v", e)
			case e.Government == "a" && (after == obligation.Met || after == obligation.Excused):
				rt.Fatalf("the bearer brought it from %s to %s", before, after)
			case after == obligation.Met && before != obligation.NeedsConsent:
				rt.Fatalf("confirmed from %s: nothing was handed in", before)
			case (e.Move == obligation.Refuse || e.Move == obligation.Excuse) && e.Reason != "karena":
				rt.Fatalf("without a reason: %+v", e)
			}
		}
	})
}

// What is said ahead of a duty is, on every day, what is said on that day.
func TestAheadSaysWhatEveryDaySays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := day("2026-01-01").AddDays(rapid.IntRange(-500, 500).Draw(t, "from"))
		terms := obligation.Terms{Rule: rapid.SampledFrom(obligation.Rules()).Draw(t, "rule"), Grace: rapid.IntRange(0, obligation.MaxGrace).Draw(t, "grace"), From: from}
		if rapid.Bool().Draw(t, "ends") {
			terms.Until = from.AddDays(rapid.IntRange(0, 800).Draw(t, "length"))
		}
		if terms.Rule == obligation.Once {
			terms.Day = from.AddDays(rapid.IntRange(-300, 600).Draw(t, "day"))
		}
		acted := map[string][]obligation.Event{}
		first := day("2026-03-01")
		last := first.AddDays(rapid.IntRange(0, 120).Draw(t, "days"))
		for _, p := range terms.Listed(last) {
			if m := rapid.SampledFrom([]obligation.Move{"", obligation.HandIn, obligation.Confirm, obligation.Refuse, obligation.Excuse}).Draw(t, "move"); m != "" {
				acted[p.Key] = []obligation.Event{{Move: m}}
			}
		}
		stands := func(p obligation.Period, on civil.Date) obligation.State {
			return obligation.Stands(p, acted[p.Key], nil, nil, on)
		}
		ahead := terms.Ahead(first, last, stands)
		for on := first; !on.After(last); on = on.AddDays(1) {
			var want, got []string
			for _, p := range terms.Listed(on) {
				want = append(want, p.Key+" "+string(stands(p, on)))
			}
			for _, s := range ahead {
				if !on.Before(s.First) && !on.After(s.Last) {
					got = append(got, s.Key+" "+string(s.State))
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("on %s: %s", on, diff)
			}
		}
	})
}
