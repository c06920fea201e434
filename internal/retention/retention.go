// SPDX-License-Identifier: Apache-2.0

// Package retention knows under which code a paper is archived and how long it
// is kept: the schedule of retention (jadwal retensi arsip, JRA) as data, and the
// days that follow from it. Every government has a schedule of its own; what is
// shipped is a proposal.
//
//	plan := schedule.For(agreement.PKS).From(ended) // active until, inactive until, then
package retention

import (
	"embed"
	"fmt"
	"regexp"
	"slices"

	"github.com/BurntSushi/toml"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
)

//go:embed data/*.toml
var data embed.FS

// Fate is what becomes of a paper in the end (nasib akhir).
type Fate string

// The fates.
const (
	Permanent Fate = "permanen" // handed to the archive institution, for ever
	Destroyed Fate = "musnah"
	Reviewed  Fate = "dinilai_kembali" // judged anew
)

// Fates lists the fates in the order in which pages offer them.
func Fates() []Fate { return []Fate{Permanent, Destroyed, Reviewed} }

// Longest is the most years that a paper may be kept in one phase.
const Longest = 100

// Rule is how a kind of paper is kept.
type Rule struct {
	Code     string `toml:"code"`     // kode klasifikasi: "100.3.7.1"
	Active   int    `toml:"active"`   // years after the cooperation has ended
	Inactive int    `toml:"inactive"` // years after those
	Fate     Fate   `toml:"fate"`
}

var code = regexp.MustCompile(`^[0-9A-Z]{1,4}(\.[0-9A-Z]{1,4}){0,5}$`)

// Wrong names what is no code, no number of years or no fate: "code", "active",
// "inactive", "fate".
func (r Rule) Wrong() (fields []string) {
	if !code.MatchString(r.Code) {
		fields = append(fields, "code")
	}
	if r.Active < 0 || r.Active > Longest {
		fields = append(fields, "active")
	}
	if r.Inactive < 0 || r.Inactive > Longest {
		fields = append(fields, "inactive")
	}
	if !slices.Contains(Fates(), r.Fate) {
		fields = append(fields, "fate")
	}
	return fields
}

// Schedule is a schedule of retention.
type Schedule struct {
	Version    int        `toml:"version"`
	Article    string     `toml:"article"`
	VerifiedBy string     `toml:"verified_by"`
	VerifiedOn civil.Date `toml:"verified_on"`
	Rules      []struct {
		Kinds []agreement.Kind `toml:"kinds"`
		Name  struct {
			ID string `toml:"id"`
			EN string `toml:"en"`
		} `toml:"name"`
		Rule
	} `toml:"rule"`
}

// Verified reports whether somebody has held the schedule against its sources.
func (s Schedule) Verified() bool { return s.VerifiedBy != "" && !s.VerifiedOn.IsZero() }

// Shipped gives the schedule that comes with the program.
func Shipped() (s Schedule, err error) {
	b, err := data.ReadFile("data/jra.1.toml")
	if err != nil {
		return s, err
	}
	if _, err := toml.Decode(string(b), &s); err != nil {
		return s, fmt.Errorf("schedule of retention: %w", err)
	}
	return s, nil
}

// For gives the rule for a kind of paper; the zero Rule when there is none.
func (s Schedule) For(k agreement.Kind) Rule {
	for _, r := range s.Rules {
		if slices.Contains(r.Kinds, k) {
			return r.Rule
		}
	}
	return Rule{}
}

// Phase is where a paper stands in its retention.
type Phase string

// The phases. A paper whose end is not known is active.
const (
	Active   Phase = "aktif"
	Inactive Phase = "inaktif"
	Over     Phase = "habis" // its fate is due
)

// Phases lists the phases.
func Phases() []Phase { return []Phase{Active, Inactive, Over} }

// Plan are the days that follow for a paper. Without an end all are zero.
type Plan struct {
	ActiveUntil, Until civil.Date // the last day of each phase
}

// From gives the days for a paper whose last day in force is known; the zero
// Plan when it is not.
func (r Rule) From(end civil.Date) Plan {
	if end.IsZero() {
		return Plan{}
	}
	return Plan{later(end, r.Active), later(end, r.Active+r.Inactive)}
}

// later is the same day some years on; of 29 February the last of the month.
func later(d civil.Date, years int) civil.Date {
	d.Year += years
	if last := d.MonthOf().Last(); d.After(last) {
		return last
	}
	return d
}

// On gives the phase of a day.
func (p Plan) On(day civil.Date) Phase {
	switch {
	case p.Until.IsZero() || !day.After(p.ActiveUntil):
		return Active
	case !day.After(p.Until):
		return Inactive
	}
	return Over
}
