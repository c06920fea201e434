package timetable

import (
	"slices"
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
)

// DayType is a kind of day on which the same journeys run (jenis hari): working
// days, Sundays, the fasting month.
type DayType struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Days     [7]bool      `json:"days"` // by time.Weekday, Sunday first
	Holidays Holidays     `json:"holidays,omitempty"`
	From     civil.Date   `json:"from,omitzero"` // of its own; zero: as the plan
	Until    civil.Date   `json:"until,omitzero"`
	Instead  bool         `json:"instead,omitempty"` // on its days no other type counts
	Extra    []civil.Date `json:"extra,omitempty"`   // also on
	Except   []civil.Date `json:"except,omitempty"`  // not on
}

// Holidays says what a day type makes of public holidays and joint leave
// (hari libur nasional, cuti bersama).
type Holidays string

// What holidays do to a day type.
const (
	AsWeekday Holidays = ""     // nothing: the weekday counts
	NotThen   Holidays = "not"  // it does not run then
	AlsoThen  Holidays = "also" // it runs then, whatever the weekday
)

// off reports whether a day is a holiday or joint leave.
func off(days *calendar.Calendar, d civil.Date) bool {
	kind, _ := days.Kind(d)
	if kind == calendar.Weekend || kind == calendar.Working || kind == calendar.Unknown {
		return false
	}
	return true
}

// span gives the first and the last day of a day type within the plan.
func (p *Plan) span(t *DayType) (first, last civil.Date) {
	first, last = p.From, p.Until
	if !t.From.IsZero() && t.From.After(first) {
		first = t.From
	}
	if !t.Until.IsZero() && t.Until.Before(last) {
		last = t.Until
	}
	return first, last
}

// on reports whether a day type runs on a day, other types aside.
func (p *Plan) on(t *DayType, days *calendar.Calendar, d civil.Date) bool {
	first, last := p.span(t)
	switch {
	case d.Before(p.From) || d.After(p.Until) || slices.Contains(t.Except, d):
		return false
	case slices.Contains(t.Extra, d):
		return true
	case d.Before(first) || d.After(last):
		return false
	case t.Holidays != AsWeekday && off(days, d):
		return t.Holidays == AlsoThen
	}
	return t.Days[d.Weekday()]
}

// DaysOn gives the day types that run on a day, by their place in the plan.
func (p *Plan) DaysOn(days *calendar.Calendar, d civil.Date) []*DayType {
	var running []*DayType
	instead := false
	for i := range p.Days {
		t := &p.Days[i]
		if !p.on(t, days, d) || instead && !t.Instead {
			continue
		}
		if t.Instead && !instead {
			instead, running = true, nil
		}
		running = append(running, t)
	}
	return running
}

// unknownYears are the years of the plan whose holidays nobody has decided yet.
func (p *Plan) unknownYears(days *calendar.Calendar) (years []int) {
	for y := p.From.Year; y <= p.Until.Year && y < p.From.Year+20; y++ {
		if got, ok := days.Year(y); !ok || !got.Complete {
			years = append(years, y)
		}
	}
	return years
}

// heedsHolidays reports whether any day type treats holidays of their own.
func (p *Plan) heedsHolidays() bool {
	return slices.ContainsFunc(p.Days, func(t DayType) bool { return t.Holidays != AsWeekday })
}

// Weekdays gives a day type's weekdays, Monday first.
func (t *DayType) Weekdays() []time.Weekday {
	var out []time.Weekday
	for i := range 7 {
		if w := time.Weekday((i + 1) % 7); t.Days[w] {
			out = append(out, w)
		}
	}
	return out
}

// Driven is how many journeys of a way leave on a day.
type Driven struct {
	Line    *Line
	Pattern *Pattern
	Trips   int
}

// On gives the journeys of a day: those at fixed times and those by a headway
// alike.
func (p *Plan) On(days *calendar.Calendar, d civil.Date) []Driven {
	running := p.DaysOn(days, d)
	var out []Driven
	for i := range p.Lines {
		l := &p.Lines[i]
		for k := range l.Patterns {
			trips := l.trips(k)
			n := 0
			for _, t := range running {
				n += trips[t.ID]
			}
			if n > 0 {
				out = append(out, Driven{l, &l.Patterns[k], n})
			}
		}
	}
	return out
}
