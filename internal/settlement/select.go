// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"cmp"
	"slices"

	"sinergi/internal/tariff"
)

// clip gives the versions in force in the month, their terms cut to it, by
// tariff and day.
func clip(tariffs []tariff.Tariff, month tariff.Period) []tariff.Tariff {
	clipped := []tariff.Tariff{}
	for _, t := range tariffs {
		if days, ok := t.InForce(month); ok {
			t.From, t.Until = days.From, days.Until
			clipped = append(clipped, t)
		}
	}
	slices.SortFunc(clipped, func(a, b tariff.Tariff) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), a.From.Compare(b.From))
	})
	return clipped
}

// unpriced gives the spans of days of the month on which no tariff holds.
func unpriced(inForce []tariff.Tariff, month tariff.Period) []tariff.Period {
	spans := []tariff.Period{}
	for d := month.From; !d.After(month.Until); d = d.AddDays(1) {
		priced := slices.ContainsFunc(inForce, func(t tariff.Tariff) bool { return tariff.Period{From: t.From, Until: t.Until}.Contains(d) })
		switch n := len(spans); {
		case priced:
		case n > 0 && spans[n-1].Until.AddDays(1) == d:
			spans[n-1].Until = d
		default:
			spans = append(spans, tariff.Period{From: d, Until: d})
		}
	}
	return spans
}

// used gives the agreement with its parties by code and only the clauses that
// a tariff names.
func (a Agreement) used(inForce []tariff.Tariff) Agreement {
	named := map[string]bool{}
	for _, t := range inForce {
		named[t.Clause] = true
		for _, c := range t.Components {
			named[c.Clause] = true
		}
	}
	parties := append([]Party{}, a.Parties...)
	slices.SortFunc(parties, func(x, y Party) int { return cmp.Compare(x.Code, y.Code) })
	clauses := []Clause{}
	for _, c := range a.Clauses {
		if named[c.ID] {
			clauses = append(clauses, c)
		}
	}
	slices.SortFunc(clauses, func(x, y Clause) int { return cmp.Compare(x.ID, y.ID) })
	a.Parties, a.Clauses = parties, clauses
	return a
}

func (a Agreement) hasParty(code string) bool {
	return slices.ContainsFunc(a.Parties, func(p Party) bool { return p.Code == code })
}

func usedMeasurements(all []Measurement, refs []string) []Measurement {
	used := []Measurement{}
	for _, m := range all {
		if _, ok := slices.BinarySearch(refs, m.Ref()); ok {
			used = append(used, m)
		}
	}
	slices.SortFunc(used, func(a, b Measurement) int { return cmp.Compare(a.Ref(), b.Ref()) })
	return used
}

func usedParameters(all []tariff.Parameter, refs []string) []tariff.Parameter {
	used := []tariff.Parameter{}
	for _, p := range all {
		if _, ok := slices.BinarySearch(refs, p.Ref()); ok {
			used = append(used, p)
		}
	}
	slices.SortFunc(used, func(a, b tariff.Parameter) int { return cmp.Compare(a.Ref(), b.Ref()) })
	return used
}

// distinct gives the sources by name, each once.
func distinct(all []Source) []Source {
	sources := append([]Source{}, all...)
	slices.SortFunc(sources, func(a, b Source) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.SHA256, b.SHA256)) })
	return slices.Compact(sources)
}
