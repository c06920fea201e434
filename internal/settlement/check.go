// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"fmt"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/tariff"
)

// check reports everything that is wrong with an input, one field each.
func (in Input) check() error {
	var fields []fault.Field
	bad := func(name, key string, args ...any) { fields = append(fields, fault.NewField(name, key, args...)) }
	if in.Agreement.ID == "" {
		bad("agreement.id", "settlement.fault.missing")
	}
	if in.Month.IsZero() {
		bad("month", "settlement.fault.missing")
	}
	if in.Version < 1 || (in.Version == 1) != (in.Corrects == "") || (in.Corrects != "" && !isHash(in.Corrects)) {
		bad("corrects", "settlement.fault.corrects")
	}
	if in.Border.Version == "" || !isHash(in.Border.SHA256) {
		bad("border", "settlement.fault.border")
	}
	in.Agreement.checkParties(bad)
	in.checkClauses(bad)
	for _, m := range in.Measurements {
		if m.Count < 0 || !isHash(m.Evidence) {
			bad(m.Ref(), "settlement.fault.evidence")
		}
	}
	for _, s := range in.Sources {
		if s.Name == "" || !isHash(s.SHA256) {
			bad("sources", "settlement.fault.source", "Name", s.Name)
		}
	}
	if err := fault.InvalidFields(fields); err != nil {
		return err
	}
	return tariff.ValidateVersions(in.Tariffs)
}

func (a Agreement) checkParties(bad func(name, key string, args ...any)) {
	if len(a.Parties) < 2 {
		bad("agreement.parties", "settlement.fault.parties")
	}
	seen := map[string]bool{}
	for _, p := range a.Parties {
		if p.Code == "" || p.Name == "" || seen[p.Code] {
			bad("agreement.parties", "settlement.fault.party", "Code", p.Code)
		}
		seen[p.Code] = true
	}
}

// checkClauses checks that every tariff belongs to the agreement and that the
// clauses it names are there: a payment without a clause cannot be settled.
func (in Input) checkClauses(bad func(name, key string, args ...any)) {
	known := map[string]bool{}
	for _, c := range in.Agreement.Clauses {
		if c.ID == "" || c.Citation == "" || known[c.ID] {
			bad("agreement.clauses", "settlement.fault.clause", "Clause", c.ID)
		}
		known[c.ID] = true
	}
	for _, t := range in.Tariffs {
		name := fmt.Sprintf("tariffs.%s.v%d", t.ID, t.Version)
		if t.AgreementID != in.Agreement.ID {
			bad(name, "settlement.fault.other_agreement", "Tariff", t.ID)
		}
		if !known[t.Clause] {
			bad(name, "settlement.fault.no_clause", "Clause", t.Clause)
		}
		for _, c := range t.Components {
			if !known[c.Clause] {
				bad(name+"."+c.ID, "settlement.fault.no_clause", "Clause", c.Clause)
			}
		}
	}
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
