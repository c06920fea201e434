// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"sort"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Tariff is one version of the payment clauses of an agreement. Versions of
// one tariff share its ID and do not overlap; a change in the middle of a
// month ends one version and starts the next, and each day is priced by the
// version in force on it.
type Tariff struct {
	ID          string      `json:"id"`
	AgreementID string      `json:"agreement"`
	Version     int         `json:"version"` // from 1
	Clause      string      `json:"clause"`  // id of the clause that holds the tariff
	From        civil.Date  `json:"from"`    // first day in force
	Until       civil.Date  `json:"until"`   // last day in force; no day: until replaced
	Components  []Component `json:"components"`
}

// InForce gives the days of a period on which the version is in force.
func (t Tariff) InForce(p Period) (Period, bool) {
	if t.From.After(p.From) {
		p.From = t.From
	}
	if !t.Until.IsZero() && t.Until.Before(p.Until) {
		p.Until = t.Until
	}
	return p, !p.Until.Before(p.From)
}

// Parse reads one tariff from JSON and validates it.
func Parse(b []byte) (Tariff, error) {
	var t Tariff
	if err := strict(b, &t); err != nil {
		return Tariff{}, err
	}
	if err := t.Validate(); err != nil {
		return Tariff{}, err
	}
	return t, nil
}

// Validate reports everything that is wrong with the version, one field each:
// a missing clause, a share sum that is not 1, a negative rate, a reference to
// nothing or in a circle.
func (t Tariff) Validate() error {
	c := &checker{tariff: t, byID: map[string]Component{}}
	c.header()
	for _, comp := range t.Components {
		if _, twice := c.byID[comp.ID]; twice {
			c.fail(comp, "id", "tariff.fault.twice", "Value", shorten(comp.ID))
		}
		c.byID[comp.ID] = comp
	}
	for _, comp := range t.Components {
		c.component(comp)
	}
	c.references()
	return fault.InvalidFields(c.fields)
}

// ValidateVersions validates every version and refuses two versions of one
// tariff that are in force on the same day or carry the same number.
func ValidateVersions(tariffs []Tariff) error {
	for _, t := range tariffs {
		if err := t.Validate(); err != nil {
			return err
		}
	}
	ordered := inOrder(tariffs)
	for i := 1; i < len(ordered); i++ {
		earlier, later := ordered[i-1], ordered[i]
		if earlier.ID != later.ID {
			continue
		}
		if later.Version <= earlier.Version {
			return fault.New(fault.Conflict, "tariff.fault.version_order", "Tariff", later.ID, "Version", later.Version)
		}
		if earlier.Until.IsZero() || !earlier.Until.Before(later.From) {
			return fault.New(fault.Conflict, "tariff.fault.overlap", "Tariff", later.ID,
				"Earlier", earlier.Version, "Later", later.Version)
		}
	}
	return nil
}

// inOrder gives the tariffs by ID, then by first day, then by version.
func inOrder(tariffs []Tariff) []Tariff {
	ordered := append([]Tariff(nil), tariffs...)
	sort.SliceStable(ordered, func(i, j int) bool {
		a, b := ordered[i], ordered[j]
		if a.ID != b.ID {
			return a.ID < b.ID
		}
		if n := a.From.Compare(b.From); n != 0 {
			return n < 0
		}
		return a.Version < b.Version
	})
	return ordered
}
