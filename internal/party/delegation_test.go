package party_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/party"
)

func november(day int) civil.Date { return civil.Date{Year: 2026, Month: 11, Day: day} }

// Both ends are included; one that was ended is over at once.
func TestADelegationHoldsFromItsFirstToItsLastDay(t *testing.T) {
	t.Parallel()
	d := party.Delegation{From: november(3), Until: november(7)}
	for day, want := range map[int]bool{2: false, 3: true, 7: true, 8: false} {
		if d.Holds(november(day)) != want {
			t.Errorf("on the %d.: %v", day, !want)
		}
	}
	if d.Past(november(7)) || !d.Past(november(8)) {
		t.Error("past on its last day, or not on the next")
	}
	d.End = &party.Ending{On: november(5)}
	if d.Holds(november(4)) || d.Holds(november(5)) || !d.Past(november(5)) {
		t.Error("it holds after it was ended")
	}
}

func TestWhatADelegationMustSay(t *testing.T) {
	t.Parallel()
	today, office := november(3), party.Office{ID: "kabag", Title: "Kepala Bagian Kerja Sama"}
	good := party.Delegation{ID: "baru", Office: "kabag", Account: "ana", From: today, Until: november(7), Letter: "800/12"}
	had := func(from, until int, end *party.Ending) []party.Delegation {
		return []party.Delegation{{ID: "lama", Office: "kabag", Account: "budi", Name: "Budi", From: november(from), Until: november(until), End: end}}
	}
	with := func(change func(*party.Delegation)) party.Delegation { d := good; change(&d); return d }
	for name, tc := range map[string]struct {
		d      party.Delegation
		others []party.Delegation
		want   string // key of the refusal
	}{
		"whole":                               {good, nil, ""},
		"one day":                             {with(func(d *party.Delegation) { d.Until = d.From }), nil, ""},
		"no letter":                           {with(func(d *party.Delegation) { d.Letter = " " }), nil, "ui.required"},
		"no delegate":                         {with(func(d *party.Delegation) { d.Account = "" }), nil, "ui.required"},
		"no end":                              {with(func(d *party.Delegation) { d.Until = civil.Date{} }), nil, "ui.required"},
		"ends before it begins":               {with(func(d *party.Delegation) { d.Until = d.From.AddDays(-1) }), nil, "party.until_before_from"},
		"a year that was mistyped":            {with(func(d *party.Delegation) { d.Until.Year = 2062 }), nil, "party.delegation_far"},
		"the number of no letter":             {with(func(d *party.Delegation) { d.Letter = strings.Repeat("8", 121) }), nil, "register.too_long"},
		"a note that is a letter":             {with(func(d *party.Delegation) { d.Note = strings.Repeat("a", 301) }), nil, "register.too_long"},
		"is over":                             {with(func(d *party.Delegation) { d.From, d.Until = november(1), november(2) }), nil, "party.delegation_over"},
		"on the last day of another":          {good, had(1, 3, nil), "party.delegation_overlap"},
		"on the first day of another":         {good, had(7, 9, nil), "party.delegation_overlap"},
		"between two others":                  {good, append(had(1, 2, nil), had(8, 9, nil)...), ""},
		"on the day when another was ended":   {good, had(1, 9, &party.Ending{On: today}), ""},
		"before the day another was ended":    {with(func(d *party.Delegation) { d.From = november(2) }), had(1, 9, &party.Ending{On: today}), "party.delegation_overlap"},
		"another was ended before it began":   {good, had(5, 9, &party.Ending{On: today}), ""},
		"another was ended within these days": {with(func(d *party.Delegation) { d.Until = november(9) }), had(9, 12, &party.Ending{On: november(8)}), ""},
		"another ran out, closed afterwards":  {good, had(1, 2, &party.Ending{On: today}), ""},
		"another office's at the same time":   {with(func(d *party.Delegation) { d.Office = "kadis" }), had(1, 9, nil), ""},
	} {
		err := tc.d.Validate(office, tc.others, today)
		f := fault.Of(err)
		switch {
		case tc.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tc.want != "" && (f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == tc.want })):
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	head := party.Office{ID: "kabag", Title: "Bupati Kampar", Head: true}
	if f := fault.Of(good.Validate(head, nil, today)); f == nil || f.Key != "party.delegation_head" {
		t.Error("the head of region's office was delegated")
	}
}
