package timetable

import (
	"math/big"
	"slices"
	"time"

	"sinergi/internal/civil"
)

// Limits of what is likely, between one halt and the next.
const (
	slowest   = 5.0   // km/h: walking pace
	fastest   = 60.0  // km/h on average
	besideWay = 100.0 // metres: farther, a halt is not on its way
	latest    = 32 * 3600
)

func (c *checker) line(l *Line) {
	at := nowhere()
	at.Line = l.ID
	c.ids("line", lineIDs(c.p, l), func(string) Where { return at })
	if !named(l.Code) || l.Name != "" && !named(l.Name) {
		c.add(Error, at, "timetable.check.line_name", "ID", l.ID)
	}
	if l.Colour != "" && !goodColour.MatchString(l.Colour) {
		c.add(Error, at, "timetable.check.colour", "Line", l.Code)
	}
	if l.Operator != "" && !slices.ContainsFunc(c.p.Operators, func(o Operator) bool { return o.ID == l.Operator }) {
		c.add(Error, at, "timetable.check.unknown_operator", "Line", l.Code)
	}
	if l.Layover < 0 || l.Layover > 4*3600 || l.Fleet < 0 || l.Fleet > 10_000 {
		c.add(Error, at, "timetable.check.layover", "Line", l.Code)
		return
	}
	if len(l.Patterns) == 0 {
		c.add(Error, at, "timetable.check.no_pattern", "Line", l.Code)
		return
	}
	var ids []string
	whole := true
	for i := range l.Patterns {
		ids = append(ids, l.Patterns[i].ID)
		whole = c.pattern(l, &l.Patterns[i]) && whole
	}
	c.ids("pattern", ids, func(id string) Where { at := at; at.Pattern = id; return at })
	if whole {
		c.andBack(l)
	}
	if c.times(l) && whole {
		c.holes(l)
		c.fleet(l)
	}
}

// lineIDs gives the line's id, twice when another line has it too.
func lineIDs(p *Plan, l *Line) []string {
	ids := []string{l.ID}
	if p.Line(l.ID) != l {
		ids = append(ids, l.ID)
	}
	return ids
}

// pattern reports whether a pattern's times can be worked with.
func (c *checker) pattern(l *Line, t *Pattern) bool {
	at := nowhere()
	at.Line, at.Pattern = l.ID, t.ID
	before := len(c.found)
	if t.Direction != 0 && t.Direction != 1 {
		c.add(Error, at, "timetable.check.direction", "Line", l.Code)
	}
	if t.Headsign != "" && !named(t.Headsign) {
		c.add(Error, at, "timetable.check.headsign", "Line", l.Code)
	}
	if len(t.Calls) < 2 {
		c.add(Error, at, "timetable.check.few_halts", "Line", l.Code, "Pattern", t.Headsign)
		return false
	}
	for i, call := range t.Calls {
		at := at
		at.Call, at.Halt = i, call.Halt
		h := c.halts[call.Halt]
		switch {
		case h == nil:
			c.add(Error, at, "timetable.check.unknown_halt", "Line", l.Code, "ID", call.Halt)
		case i > 0 && call.Halt == t.Calls[i-1].Halt:
			c.add(Error, at, "timetable.check.halt_twice", "Line", l.Code, "Halt", h.Name)
		case i > 0 && (call.Run < 1 || call.Run > 6*3600), call.Dwell < 0 || call.Dwell > 3600, i == 0 && call.Run != 0:
			c.add(Error, at, "timetable.check.run_time", "Line", l.Code, "Halt", h.Name)
		}
	}
	for _, q := range t.Way {
		if !inIndonesia(q) {
			c.add(Error, at, "timetable.check.way_abroad", "Line", l.Code, "Pattern", t.Headsign)
			break
		}
	}
	if len(c.found) > before {
		return false
	}
	c.geometry(l, t, at)
	return true
}

// geometry looks at where the halts lie along the way and how fast a bus
// would be between them.
func (c *checker) geometry(l *Line, t *Pattern, at Where) {
	way := t.way(c.halts)
	if slices.ContainsFunc(t.Calls, func(call Call) bool { return !inIndonesia(c.halts[call.Halt].At) }) {
		return
	}
	if len(t.Way) < 2 {
		c.add(Note, at, "timetable.check.straight", "Line", l.Code, "Pattern", t.Headsign)
	}
	var places []Place
	for _, call := range t.Calls {
		places = append(places, c.halts[call.Halt].At)
	}
	lies := place(way, places)
	for i, q := range lies {
		at := at
		at.Call, at.Halt = i, t.Calls[i].Halt
		name := c.halts[at.Halt].Name
		switch {
		case len(t.Way) < 2:
		case q.nearest > besideWay:
			c.add(Warning, at, "timetable.check.off_way", "Line", l.Code, "Halt", name, "Metres", int(q.nearest))
		case q.off > besideWay:
			c.add(Warning, at, "timetable.check.out_of_order", "Line", l.Code, "Halt", name)
		}
		if i == 0 {
			continue
		}
		km := (q.along - lies[i-1].along) / 1000
		kmh := km / (float64(t.Calls[i].Run) / 3600)
		from := c.halts[t.Calls[i-1].Halt].Name
		switch {
		case kmh > fastest:
			c.add(Warning, at, "timetable.check.fast", "Line", l.Code, "From", from, "Halt", name, "Speed", int(kmh+0.5), "Metres", int(km*1000+0.5))
		case kmh < slowest:
			c.add(Warning, at, "timetable.check.slow", "Line", l.Code, "From", from, "Halt", name, "Speed", ratio(big.NewRat(int64(kmh*10+0.5), 10), 1), "Metres", int(km*1000+0.5))
		}
	}
}

// andBack wants a line to come back to where it starts.
func (c *checker) andBack(l *Line) {
	if !l.loop() {
		return
	}
	t := &l.Patterns[0]
	first, last := c.halts[t.Calls[0].Halt], c.halts[t.Calls[len(t.Calls)-1].Halt]
	if metres(first.At, last.At) > 500 {
		at := nowhere()
		at.Line, at.Pattern = l.ID, t.ID
		c.add(Warning, at, "timetable.check.no_return", "Line", l.Code, "From", first.Name, "Until", last.Name)
	}
}

// times looks at windows and departures, and reports whether they can be
// worked with.
func (c *checker) times(l *Line) bool {
	before := len(c.found)
	for i, w := range l.Windows {
		at := nowhere()
		at.Line, at.Day, at.Window = l.ID, w.Day, i
		switch {
		case c.p.Day(w.Day) == nil:
			c.add(Error, at, "timetable.check.unknown_day", "Line", l.Code)
		case w.Pattern != "" && l.Pattern(w.Pattern) == nil:
			c.add(Error, at, "timetable.check.unknown_pattern", "Line", l.Code)
		case w.From < 0 || w.Until <= w.From || w.Until > latest:
			c.add(Error, at, "timetable.check.window", "Line", l.Code, "From", w.From, "Until", w.Until)
		case w.Every < 60 || w.Every > 12*3600:
			c.add(Error, at, "timetable.check.headway", "Line", l.Code, "From", w.From, "Until", w.Until)
		}
	}
	for _, d := range l.Departures {
		at := nowhere()
		at.Line, at.Day, at.Pattern = l.ID, d.Day, d.Pattern
		switch {
		case c.p.Day(d.Day) == nil:
			c.add(Error, at, "timetable.check.unknown_day", "Line", l.Code)
		case l.Pattern(d.Pattern) == nil:
			c.add(Error, at, "timetable.check.unknown_pattern", "Line", l.Code)
		case slices.ContainsFunc(d.At, func(t Clock) bool { return t < 0 || t > latest }):
			c.add(Error, at, "timetable.check.departure", "Line", l.Code)
		}
	}
	if len(c.found) > before {
		return false
	}
	if len(l.Windows)+len(l.Departures) == 0 {
		at := nowhere()
		at.Line = l.ID
		c.add(Error, at, "timetable.check.never_runs", "Line", l.Code)
		return false
	}
	return true
}

// stretch is a window, or a single departure, of one pattern on one day type.
type stretch struct {
	from, until Clock
	every       int // 0 for a single departure
	window      int
}

// stretches are the windows and departures of the pattern at an index, by
// start.
func (l *Line) stretches(day string, at int) []stretch {
	var out []stretch
	for k, w := range l.Windows {
		if w.Day == day && l.runs(w.Pattern, at) {
			out = append(out, stretch{w.From, w.Until, w.Every, k})
		}
	}
	for _, d := range l.Departures {
		if d.Day == day && d.Pattern == l.Patterns[at].ID {
			for _, t := range d.At {
				out = append(out, stretch{t, t, 0, -1})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b stretch) int { return int(a.from - b.from) })
	return out
}

// holes looks for windows that overlap and for long spans between them.
func (c *checker) holes(l *Line) {
	for _, day := range c.p.Days {
		for i := range l.Patterns {
			list := l.stretches(day.ID, i)
			until, every, window := Clock(-1), 0, -1
			for _, s := range list {
				at := nowhere()
				at.Line, at.Pattern, at.Day, at.Window = l.ID, l.Patterns[i].ID, day.ID, s.window
				switch {
				case window >= 0 && s.window >= 0 && s.from < until:
					c.add(Error, at, "timetable.check.overlap", "Line", l.Code, "Day", day.Name, "From", s.from, "Until", min(until, s.until))
				case window >= 0 && s.window >= 0 && int(s.from-until) > max(every, s.every):
					c.add(Warning, at, "timetable.check.hole", "Line", l.Code, "Day", day.Name, "From", until, "Until", s.from)
				}
				if s.until > until {
					until = s.until
				}
				if s.window >= 0 {
					every, window = s.every, s.window
				}
			}
		}
	}
}

// fleet compares buses at hand with those that the plan takes.
func (c *checker) fleet(l *Line) {
	for _, n := range l.Needs() {
		if l.Fleet > 0 && n.Buses > l.Fleet {
			c.tell(l, n, Error, "timetable.check.fleet")
		}
	}
	at := nowhere()
	at.Line = l.ID
	if l.Fleet == 0 {
		c.add(Note, at, "timetable.check.fleet_unknown", "Line", l.Code)
	}
	for _, crew := range l.Crews() {
		at.Day = crew.Day
		day := c.p.Day(crew.Day)
		c.add(Note, at, "timetable.check.crew", "Line", l.Code, "Day", day.Name, "Buses", crew.Buses, "Hours", ratio(big.NewRat(int64(crew.Seconds), 3600), 1), "Drivers", crew.Drivers)
		if n := l.blocks(crew.Day); l.Fleet > 0 && n > l.Fleet && crew.Buses <= l.Fleet {
			c.add(Error, at, "timetable.check.blocks", "Line", l.Code, "Day", day.Name, "Buses", n, "Fleet", l.Fleet)
		}
	}
}

// Weekday is a day of the week that is told in a language.
type Weekday time.Weekday

// In writes the name in a language.
func (w Weekday) In(lang string) string {
	if lang == "en" {
		return time.Weekday(w).String()
	}
	return civil.WeekdayName(time.Weekday(w))
}
