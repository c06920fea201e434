package obligation

import (
	"slices"

	"sinergi/internal/civil"
)

// Back is how many past periods of a duty a list looks at.
const Back = 12

// Listed gives the periods that a list has on a day: the last that have begun,
// and the next one, oldest first.
func (t Terms) Listed(today civil.Date) []Period {
	all := t.Periods(today)
	return all[max(0, len(all)-Back-1):]
}

// Standing is a time in which a list has a period of a duty in one state.
type Standing struct {
	Period
	State       State
	First, Last civil.Date // both included
}

// Ahead says what a list will have of a duty from one day to another, when
// nobody does anything about it and nothing is measured: on every day what
// Listed and stands say of it. stands may change with the day only when a period
// begins, is over, or is late.
func (t Terms) Ahead(first, last civil.Date, stands func(Period, civil.Date) State) []Standing {
	var out []Standing
	days := t.turns(first, last)
	for i, day := range days {
		until := last
		if i+1 < len(days) {
			until = days[i+1].AddDays(-1)
		}
		for _, p := range t.Listed(day) {
			one := Standing{Period: p, State: stands(p, day), First: day, Last: until}
			at := slices.IndexFunc(out, func(s Standing) bool {
				return s.Period == p && s.State == one.State && s.Last == day.AddDays(-1)
			})
			if at < 0 {
				out = append(out, one)
				continue
			}
			out[at].Last = until
		}
	}
	return out
}

// turns lists the days from one to another on which anything may change by the
// calendar alone, with the first.
func (t Terms) turns(first, last civil.Date) []civil.Date {
	days := []civil.Date{first}
	add := func(day civil.Date) {
		if day.After(first) && !day.After(last) {
			days = append(days, day)
		}
	}
	for _, p := range t.Periods(last) {
		add(p.From)
		if !p.Until.IsZero() {
			add(p.Until.AddDays(1))
		}
		if !p.Due.IsZero() {
			add(p.Due.AddDays(1))
		}
	}
	slices.SortFunc(days, civil.Date.Compare)
	return slices.Compact(days)
}
