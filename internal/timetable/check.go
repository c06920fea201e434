package timetable

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
)

// Severity is how bad a finding is.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the plan cannot be published
	Warning Severity = "warning" // it can, and somebody should look
	Note    Severity = "note"    // worth knowing
)

// Finding is what a check came upon: a sentence by its key, and what it is of.
type Finding struct {
	Severity Severity
	Key      string
	Args     map[string]any
	Where    Where
}

// Where is the part of a plan that a finding is about; what does not apply is
// empty, an index then -1.
type Where struct {
	Line, Pattern, Day, Halt string
	Window, Call             int
}

// checker gathers findings.
type checker struct {
	p     *Plan
	days  *calendar.Calendar
	where func(Place) string // the government that a place is in, "" for none; may be nil
	halts map[string]*Halt
	found []Finding
}

func (c *checker) add(s Severity, at Where, key string, args ...any) {
	f := Finding{Severity: s, Key: key, Where: at, Args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args[args[i].(string)] = args[i+1]
	}
	c.found = append(c.found, f)
}

func nowhere() Where { return Where{Window: -1, Call: -1} }

// Check judges a plan: errors first, else in order of the plan. where tells
// the government that a place is in, "" for none; nil leaves that out.
func (p *Plan) Check(days *calendar.Calendar, where func(Place) string) []Finding {
	c := &checker{p: p, days: days, where: where, halts: p.haltsByID()}
	c.frame()
	c.dayTypes()
	c.haltList()
	for i := range p.Lines {
		c.line(&p.Lines[i])
	}
	rank := map[Severity]int{Error: 0, Warning: 1, Note: 2}
	slices.SortStableFunc(c.found, func(a, b Finding) int { return rank[a.Severity] - rank[b.Severity] })
	return c.found
}

// Failed reports whether any finding forbids publishing.
func Failed(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == Error })
}

// An id goes into file names and addresses of other programs.
var goodID = regexp.MustCompile(`^[A-Za-z0-9._:–-]{1,60}$`)

var goodColour = regexp.MustCompile(`^[0-9A-Fa-f]{6}$`)

// named reports whether a text can stand in a feed as a name.
func named(s string) bool {
	if s == "" || len(s) > 200 || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return false
		}
	}
	return true
}

// ids refuses ids that are no ids, or used twice.
func (c *checker) ids(kind string, list []string, at func(id string) Where) {
	seen := map[string]bool{}
	for _, id := range list {
		if !goodID.MatchString(id) {
			c.add(Error, at(id), "timetable.check.bad_id", "ID", id)
		} else if seen[id] {
			c.add(Error, at(id), "timetable.check.id_twice", "ID", id)
		}
		seen[id] = true
	}
}

// longest is how many days a plan may hold for, so that who reads it can go
// through them.
const longest = 6 * 366

func (c *checker) frame() {
	p, at := c.p, nowhere()
	switch {
	case p.From.IsZero() || p.Until.IsZero():
		c.add(Error, at, "timetable.check.no_dates")
	case p.Until.Before(p.From):
		c.add(Error, at, "timetable.check.dates_swapped", "From", p.From, "Until", p.Until)
	case p.Until.Sub(p.From) >= longest:
		c.add(Error, at, "timetable.check.too_long")
	case p.From.Year < 2000 || p.Until.Year > 2200:
		c.add(Error, at, "timetable.check.no_dates")
	case p.heedsHolidays():
		for _, y := range p.unknownYears(c.days) {
			c.add(Warning, at, "timetable.check.holidays_unknown", "Year", strconv.Itoa(y))
		}
	}
	if len(p.Operators) == 0 {
		c.add(Error, at, "timetable.check.no_operator")
	}
	var ids []string
	for _, o := range p.Operators {
		ids = append(ids, o.ID)
		if !named(o.Name) || !goodURL(o.URL) {
			c.add(Error, at, "timetable.check.bad_operator", "Name", o.Name)
		}
	}
	c.ids("operator", ids, func(string) Where { return at })
	for _, o := range p.Credits {
		if !named(o.Name) || o.URL != "" && !goodURL(o.URL) {
			c.add(Error, at, "timetable.check.bad_operator", "Name", o.Name)
		}
	}
	if len(p.Lines) == 0 {
		c.add(Error, at, "timetable.check.no_line")
	}
}

var urlForm = regexp.MustCompile(`^https?://[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\.[A-Za-z]{2,}(/[!-~]*)?$`)

func goodURL(s string) bool { return len(s) < 300 && urlForm.MatchString(s) }

func (c *checker) dayTypes() {
	p := c.p
	if len(p.Days) == 0 {
		c.add(Error, nowhere(), "timetable.check.no_day")
	}
	var ids []string
	covered := [7]bool{}
	for i := range p.Days {
		t := &p.Days[i]
		ids = append(ids, t.ID)
		at := nowhere()
		at.Day = t.ID
		if !named(t.Name) {
			c.add(Error, at, "timetable.check.no_name", "ID", t.ID)
		}
		if t.Holidays != AsWeekday && t.Holidays != NotThen && t.Holidays != AlsoThen {
			c.add(Error, at, "timetable.check.bad_id", "ID", string(t.Holidays))
		}
		if first, last := p.span(t); last.Before(first) {
			c.add(Error, at, "timetable.check.day_outside", "Day", t.Name)
		}
		for w, yes := range t.Days {
			covered[w] = covered[w] || yes
		}
	}
	c.ids("day", ids, func(id string) Where { at := nowhere(); at.Day = id; return at })
	for _, w := range (&DayType{Days: [7]bool{true, true, true, true, true, true, true}}).Weekdays() {
		if !covered[w] && len(p.Days) > 0 {
			c.add(Note, nowhere(), "timetable.check.weekday_without", "Weekday", Weekday(w))
		}
	}
	if !p.From.IsZero() && !p.Until.Before(p.From) && p.Until.Sub(p.From) < longest {
		c.datesOf()
	}
}

// datesOf looks at every day of the plan: types that never run, and two types
// on one day of which a line has journeys in both.
func (c *checker) datesOf() {
	p := c.p
	ran := map[string]bool{}
	told := map[[2]string]bool{}
	for d := p.From; !d.After(p.Until); d = d.AddDays(1) {
		on := p.DaysOn(c.days, d)
		for i, t := range on {
			ran[t.ID] = true
			for _, o := range on[:i] {
				if pair := [2]string{o.ID, t.ID}; !told[pair] {
					told[pair] = true
					c.bothOn(o, t, d)
				}
			}
		}
	}
	for i := range p.Days {
		if t := &p.Days[i]; !ran[t.ID] {
			at := nowhere()
			at.Day = t.ID
			c.add(Warning, at, "timetable.check.day_never", "Day", t.Name)
		}
	}
}

func (c *checker) bothOn(a, b *DayType, d civil.Date) {
	for i := range c.p.Lines {
		l := &c.p.Lines[i]
		if l.has(a.ID) && l.has(b.ID) {
			at := nowhere()
			at.Line, at.Day = l.ID, b.ID
			c.add(Warning, at, "timetable.check.two_days", "Line", l.Code, "Day", a.Name, "Other", b.Name, "Date", d)
		}
	}
}

// has reports whether the line runs on a day type.
func (l *Line) has(day string) bool {
	return slices.ContainsFunc(l.Windows, func(w Window) bool { return w.Day == day }) ||
		slices.ContainsFunc(l.Departures, func(d Departures) bool { return d.Day == day })
}

// inIndonesia bounds what a coordinate can be here; swapped and empty ones lie
// outside.
func inIndonesia(q Place) bool { return q.Lat > -12 && q.Lat < 7 && q.Lon > 94 && q.Lon < 142 }

func (c *checker) haltList() {
	used := map[string]bool{}
	for _, l := range c.p.Lines {
		for _, t := range l.Patterns {
			for _, call := range t.Calls {
				used[call.Halt] = true
			}
		}
	}
	var ids []string
	for i := range c.p.Halts {
		h := &c.p.Halts[i]
		ids = append(ids, h.ID)
		at := nowhere()
		at.Halt = h.ID
		switch {
		case !named(h.Name):
			c.add(Error, at, "timetable.check.halt_name", "ID", h.ID)
		case h.At.IsZero():
			c.add(Error, at, "timetable.check.halt_nowhere", "Halt", h.Name)
		case !inIndonesia(h.At):
			c.add(Error, at, "timetable.check.halt_abroad", "Halt", h.Name, "Lat", degrees(h.At.Lat), "Lon", degrees(h.At.Lon))
		case !used[h.ID]:
			c.add(Note, at, "timetable.check.halt_unused", "Halt", h.Name)
		case c.where != nil && c.where(h.At) == "":
			c.add(Warning, at, "timetable.check.halt_outside", "Halt", h.Name)
		}
	}
	c.ids("halt", ids, func(id string) Where { at := nowhere(); at.Halt = id; return at })
}

// tell says a need in words: the working, and what it comes to.
func (c *checker) tell(l *Line, n Need, s Severity, key string) {
	at := nowhere()
	at.Line, at.Day = l.ID, n.Day
	at.Window = slices.IndexFunc(l.Windows, func(w Window) bool { return w.Day == n.Day && w.From <= n.From && n.Until <= w.Until })
	day := n.Day
	if t := c.p.Day(n.Day); t != nil {
		day = t.Name
	}
	if len(n.Journeys) == 0 {
		key = "timetable.check.fleet_singles"
	}
	c.add(s, at, key, "Line", l.Code, "Day", day, "From", n.From, "Until", n.Until, "Working", Working{n}, "Buses", n.Buses, "Fleet", l.Fleet)
}

// Working is the arithmetic of a need as one writes it down: "158 ÷ 15,9 =
// 9,94".
type Working struct{ Need Need }

// In writes the working in a language, all times in minutes.
func (w Working) In(lang string) string {
	n := w.Need
	s := ""
	if n.Headway > 0 {
		s = Minutes(n.Cycle).In(lang) + " ÷ " + Minutes(n.Headway).In(lang)
	} else {
		for i, j := range n.Journeys {
			if i > 0 {
				s += " + "
			}
			s += Minutes(j.Duration+n.Layover).In(lang) + " ÷ " + Minutes(j.Every).In(lang)
		}
	}
	if s != "" {
		s += " = " + ratio(n.Exact, 2).In(lang)
	}
	if n.Singles > 0 {
		if s != "" {
			s += "; "
		}
		s += "+ " + ratio(big.NewRat(int64(n.Singles), 1), 0).In(lang)
	}
	return s
}
