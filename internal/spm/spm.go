// SPDX-License-Identifier: Apache-2.0

// Package spm knows the minimum service standard (standar pelayanan minimal) of
// public buses: which indicators there are, by which regulation and of what
// value, and how a month did by those that positions can tell. The others are
// inspected by people. The indicators are data, see data/, and each says whether
// somebody has checked it against the regulation.
package spm

import (
	"embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"sinergi/internal/fault"
	"sinergi/internal/performance"
	"sinergi/internal/procedure"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
)

//go:embed data/*.toml
var data embed.FS

// Indicator is one requirement of the standard.
type Indicator struct {
	ID      string `toml:"id"`
	Group   string `toml:"group"` // of the six: keamanan, keselamatan, kenyamanan, keterjangkauan, kesetaraan, keteraturan
	Text    string `toml:"text"`
	Value   string `toml:"value"`
	Measure string `toml:"measure"` // wait or dwell; "" is inspected
	Limit   int    `toml:"limit"`   // minutes of a wait, seconds of a halt
	Share   int    `toml:"share"`   // per hundred of the halts that must keep the limit
	Hours   []int  `toml:"hours"`   // hours of the day that it holds for
	procedure.Basis
}

// Inspected reports whether people must look.
func (i Indicator) Inspected() bool { return i.Measure == "" }

// Groups are the six groups in the order of the regulation.
func Groups() []string {
	return []string{"keamanan", "keselamatan", "kenyamanan", "keterjangkauan", "kesetaraan", "keteraturan"}
}

// Indicators reads the indicators.
func Indicators() ([]Indicator, error) {
	b, err := data.ReadFile("data/indikator.1.toml")
	if err != nil {
		return nil, err
	}
	var file struct {
		Version   int         `toml:"version"`
		Indicator []Indicator `toml:"indicator"`
	}
	if _, err := toml.Decode(string(b), &file); err != nil {
		return nil, fmt.Errorf("indicators of the minimum service standard: %w", err)
	}
	return file.Indicator, nil
}

// Result is how a month did by an indicator. Value is a mean wait in minutes, or
// a share per hundred; Known is false where nothing was measured.
type Result struct {
	Known, Met bool
	Value      quantity.Decimal
}

// Measure judges a measured indicator by a month's trips.
func Measure(i Indicator, trips []performance.Trip, rules transit.Rules) Result {
	switch i.Measure {
	case "wait":
		var f performance.Figures
		for _, h := range i.Hours {
			f = f.Add(performance.Measure(trips, rules, performance.Scope{From: h * 3600, Until: (h + 1) * 3600}))
		}
		v, ok := f.Wait()
		return Result{ok, ok && f.Actual <= 2*60*int64(i.Limit)*f.Covered, v}
	case "dwell":
		kept, all := halts(i, trips)
		if all == 0 {
			return Result{}
		}
		v, err := quantity.Share(int64(kept)*100, int64(all))
		return Result{err == nil, kept*100 >= all*i.Share, v.Trunc(1)}
	}
	return Result{}
}

// halts counts the halts on the way in the hours of an indicator, and those that
// were not too long. At the ends of a route buses wait for their time.
func halts(i Indicator, trips []performance.Trip) (kept, all int) {
	for _, t := range trips {
		for k := 1; k < len(t.Halts)-1 && k < len(t.Calls); k++ {
			c := t.Calls[k]
			if !c.Seen() || !slices.Contains(i.Hours, c.Arrived/3600%24) {
				continue
			}
			all++
			if c.Left-c.Arrived <= i.Limit {
				kept++
			}
		}
	}
	return kept, all
}

// Inspection is what somebody found of an indicator.
type Inspection struct {
	Indicator  string
	Government string
	Met        bool
	Note       string
	File       string // SHA-256 of a photo or scan
}

// Check reports why an inspection cannot be taken. What is not met needs words,
// and every inspection a proof.
func Check(all []Indicator, x Inspection) error {
	if !slices.ContainsFunc(all, func(i Indicator) bool { return i.ID == x.Indicator && i.Inspected() }) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	var fields []fault.Field
	if !x.Met && x.Note == "" {
		fields = append(fields, fault.NewField("note", "spm.say_what"))
	}
	if x.File == "" {
		fields = append(fields, fault.NewField("file", "explanation.no_proof"))
	}
	return fault.InvalidFields(fields)
}
