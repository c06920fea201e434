// SPDX-License-Identifier: Apache-2.0

// Package calendar knows on which days Indonesian offices work, when a
// reminder of a day is due, and how days are handed to other calendars
// (iCalendar). Public holidays and joint leave (cuti bersama) are decided
// yearly by three ministers together; they are data, one file a year with its
// source. A year without a decision is not guessed: what would need it says
// which year is missing.
//
// The package knows no procedure, no mail and no clock.
package calendar

import (
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/BurntSushi/toml"

	"sinergi/internal/civil"
)

//go:embed data/*.toml
var data embed.FS

// Year is what is decided for one year.
type Year struct {
	Year     int    `toml:"year"`
	Decision string `toml:"decision"` // number and date of the decision
	Source   string `toml:"source"`   // where its content was read
	// Complete says that all holidays of the decision are there. Until then
	// the year counts as not known.
	Complete bool  `toml:"complete"`
	Holidays []Day `toml:"holiday"`
	// JointLeave are days on which civil servants are on leave together; no
	// office works, but they are not public holidays.
	JointLeave []Day  `toml:"joint_leave"`
	Note       string `toml:"note"`
	// VerifiedBy held the days against the text of the decision on VerifiedOn;
	// both empty while nobody has.
	VerifiedBy string     `toml:"verified_by"`
	VerifiedOn civil.Date `toml:"verified_on"`
}

// Day is a named day off.
type Day struct {
	Date   civil.Date `toml:"date"`
	Name   string     `toml:"name"`
	NameEN string     `toml:"name_en"`
}

// Gap names a year that a count of working days would need.
type Gap struct {
	Year int
	// Provisional says that there is a file for the year, not yet complete.
	Provisional bool
}

// Calendar holds the years that are known. It does not change.
type Calendar struct {
	years map[int]Year
	off   map[civil.Date]Day
	joint map[civil.Date]bool
}

// Load reads the embedded years.
func Load() (*Calendar, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return Read(sub)
}

// Read reads a folder of year files named "2026.toml".
func Read(dir fs.FS) (*Calendar, error) {
	files, err := fs.Glob(dir, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	c := &Calendar{years: map[int]Year{}, off: map[civil.Date]Day{}, joint: map[civil.Date]bool{}}
	for _, name := range files {
		body, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("calendar: %s: %w", name, err)
		}
		var y Year
		meta, err := toml.Decode(string(body), &y)
		if err != nil {
			return nil, fmt.Errorf("calendar: %s: %w", name, err)
		}
		if extra := meta.Undecoded(); len(extra) > 0 {
			return nil, fmt.Errorf("calendar: %s: unknown entry %q", name, extra[0])
		}
		if want := fmt.Sprintf("%d.toml", y.Year); name != want {
			return nil, fmt.Errorf("calendar: %s holds the year %d", name, y.Year)
		}
		if err := c.add(y); err != nil {
			return nil, fmt.Errorf("calendar: %s: %w", name, err)
		}
	}
	return c, nil
}

func (c *Calendar) add(y Year) error {
	if y.Complete && (y.Decision == "" || y.Source == "") {
		return fmt.Errorf("a complete year names its decision and source")
	}
	c.years[y.Year] = y
	for i, d := range append(append([]Day{}, y.Holidays...), y.JointLeave...) {
		if d.Date.Year != y.Year || d.Name == "" || d.NameEN == "" {
			return fmt.Errorf("%s %q is of another year or has no name in both languages", d.Date, d.Name)
		}
		if _, twice := c.off[d.Date]; twice && c.joint[d.Date] != (i >= len(y.Holidays)) {
			return fmt.Errorf("%s is both holiday and joint leave", d.Date)
		}
		c.off[d.Date] = d
		if i >= len(y.Holidays) {
			c.joint[d.Date] = true
		}
	}
	return nil
}

// Year gives what is known of a year.
func (c *Calendar) Year(year int) (Year, bool) {
	y, ok := c.years[year]
	return y, ok
}

// gap gives the gap when a year is not known completely, or nil.
func (c *Calendar) gap(year int) *Gap {
	y, ok := c.years[year]
	if ok && y.Complete {
		return nil
	}
	return &Gap{Year: year, Provisional: ok}
}

// Kind says why offices work on a day, or do not.
type Kind int

// The kinds of day.
const (
	Unknown Kind = iota // the year is not known, and it is not a weekend
	Working
	Weekend
	Holiday
	JointLeave
)

// Kind gives the kind of a day and, for a day off by decision, its name. A
// weekend is one in any year; offices work from Monday to Friday.
func (c *Calendar) Kind(d civil.Date) (Kind, Day) {
	if day, off := c.off[d]; off {
		if c.joint[d] {
			return JointLeave, day
		}
		return Holiday, day
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return Weekend, Day{}
	}
	if c.gap(d.Year) != nil {
		return Unknown, Day{}
	}
	return Working, Day{}
}

// AddWorkingDays gives the n-th working day after a day; the day itself does
// not count. When the count runs into a year that is not known, it gives no
// day and the gap.
func (c *Calendar) AddWorkingDays(d civil.Date, n int) (civil.Date, *Gap) {
	for n > 0 {
		d = d.AddDays(1)
		switch k, _ := c.Kind(d); k {
		case Unknown:
			return civil.Date{}, c.gap(d.Year)
		case Working:
			n--
		}
	}
	return d, nil
}

// WorkingDaysBetween counts the working days after a day up to and including
// another.
func (c *Calendar) WorkingDaysBetween(from, to civil.Date) (int, *Gap) {
	n := 0
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		switch k, _ := c.Kind(d); k {
		case Unknown:
			return 0, c.gap(d.Year)
		case Working:
			n++
		}
	}
	return n, nil
}
