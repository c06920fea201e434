package timetable

import (
	"cmp"
	"container/heap"
	"math/big"
	"slices"

	"sinergi/internal/i18n"
	"sinergi/internal/quantity"
)

// Minutes is a time in seconds that is told in minutes: "15,9".
type Minutes int

// In writes the minutes in a language, with at most one decimal.
func (m Minutes) In(lang string) string {
	tenths := (int64(m)*10 + 30) / 60
	if m < 0 {
		tenths = (int64(m)*10 - 30) / 60
	}
	return ratio(big.NewRat(tenths, 10), 1).In(lang)
}

// number is an exact number that is told with few decimals.
type number struct{ quantity.Decimal }

// In writes the number in a language.
func (n number) In(lang string) string { return i18n.Number(lang, n.Decimal) }

// ratio rounds a number to decimals, without zeros at the end.
func ratio(r *big.Rat, decimals int) number {
	s := r.FloatString(decimals)
	for len(s) > 1 && decimals > 0 && s[len(s)-1] == '0' {
		s, decimals = s[:len(s)-1], decimals-1
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	d, _ := quantity.Parse(s) // what FloatString writes is a number
	return number{d}
}

// Journey is a way with its time, in the working of a Need.
type Journey struct {
	Pattern  *Pattern
	Duration int // seconds, without the rest at its end
	Every    int // seconds
}

// Need is how many buses a line takes in a span of a day type, and why.
type Need struct {
	Day         string
	From, Until Clock
	Journeys    []Journey // that leave by a headway
	Layover     int       // seconds after each
	Cycle       int       // seconds until a bus can leave again: all journeys with their rest
	Headway     int       // seconds; 0 when the ways have different ones
	Exact       *big.Rat  // cycle ÷ headway, before it is rounded up
	Singles     int       // buses that are out at once on single journeys
	Buses       int
}

// Needs gives what a line takes on each day type, from edge to edge of its
// windows.
func (l *Line) Needs() []Need {
	var out []Need
	var days []string
	for _, w := range l.Windows {
		days = append(days, w.Day)
	}
	for _, d := range l.Departures {
		days = append(days, d.Day)
	}
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		out = append(out, l.needsOn(day)...)
	}
	return out
}

func (l *Line) needsOn(day string) (out []Need) {
	var edges []Clock
	for _, w := range l.Windows {
		if w.Day == day && w.count() > 0 {
			edges = append(edges, w.From, w.Until)
		}
	}
	singles := l.singles(day)
	for _, s := range singles {
		edges = append(edges, s.from, s.until)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for i := 0; i+1 < len(edges); i++ {
		n := l.need(day, edges[i], edges[i+1])
		for _, s := range singles {
			if s.from < n.Until && n.From < s.until {
				n.Singles++
			}
		}
		n.Buses += n.Singles
		if n.Buses == 0 {
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].Until == n.From && out[k].same(n) {
			out[k].Until = n.Until
			continue
		}
		out = append(out, n)
	}
	return out
}

func (n Need) same(o Need) bool {
	return n.Buses == o.Buses && n.Singles == o.Singles && n.Exact.Cmp(o.Exact) == 0 && slices.Equal(n.Journeys, o.Journeys)
}

// need is the need of the headways between two edges.
func (l *Line) need(day string, from, until Clock) Need {
	n := Need{Day: day, From: from, Until: until, Layover: l.Layover, Exact: new(big.Rat)}
	for i := range l.Patterns {
		t := &l.Patterns[i]
		for _, w := range l.Windows {
			if w.Day != day || w.count() == 0 || w.From > from || w.Until < until || !l.runs(w.Pattern, i) {
				continue
			}
			time := t.Duration() + l.Layover
			n.Journeys = append(n.Journeys, Journey{t, t.Duration(), w.Every})
			n.Cycle += time
			n.Exact.Add(n.Exact, big.NewRat(int64(time), int64(w.Every)))
			if len(n.Journeys) == 1 {
				n.Headway = w.Every
			} else if n.Headway != w.Every {
				n.Headway = 0
			}
		}
	}
	up := new(big.Int).Add(n.Exact.Num(), new(big.Int).Sub(n.Exact.Denom(), big.NewInt(1)))
	n.Buses = int(up.Div(up, n.Exact.Denom()).Int64())
	return n
}

type occupied struct{ from, until Clock }

// singles are the spans in which single journeys of a day type keep a bus.
func (l *Line) singles(day string) (out []occupied) {
	for _, d := range l.Departures {
		t := l.Pattern(d.Pattern)
		if d.Day != day || t == nil {
			continue
		}
		for _, at := range d.At {
			out = append(out, occupied{at, at + Clock(t.Duration()+l.Layover)})
		}
	}
	return out
}

// dutySeconds is the longest working time of a driver of public transport in
// a day: 8 hours (UU 22/2009, Pasal 90 ayat 2).
const dutySeconds = 8 * 3600

// Crew is what a line's day takes of people.
type Crew struct {
	Day     string
	Buses   int // at the busiest
	Seconds int // that buses are out, rest at the ends included
	Drivers int // at least: one a bus, and none longer than eight hours
}

// Crews gives the drivers that each day type of a line takes at least.
func (l *Line) Crews() []Crew {
	byDay := map[string]*Crew{}
	var out []*Crew
	for _, n := range l.Needs() {
		c := byDay[n.Day]
		if c == nil {
			c = &Crew{Day: n.Day}
			byDay[n.Day] = c
			out = append(out, c)
		}
		c.Buses = max(c.Buses, n.Buses)
	}
	for i := range l.Patterns {
		for day, trips := range l.trips(i) {
			if c := byDay[day]; c != nil {
				c.Seconds += trips * (l.Patterns[i].Duration() + l.Layover)
			}
		}
	}
	crews := make([]Crew, len(out))
	for i, c := range out {
		c.Drivers = max(c.Buses, (c.Seconds+dutySeconds-1)/dutySeconds)
		crews[i] = *c
	}
	return crews
}

// trips counts the journeys of the pattern at an index by day type.
func (l *Line) trips(at int) map[string]int {
	n := map[string]int{}
	for _, w := range l.Windows {
		if l.runs(w.Pattern, at) {
			n[w.Day] += w.count()
		}
	}
	for _, d := range l.Departures {
		if d.Pattern == l.Patterns[at].ID {
			n[d.Day] += len(d.At)
		}
	}
	return n
}

// drive is a journey at its time, with the block that drives it.
type drive struct {
	pattern int
	start   Clock
	block   int // from 1; 0 when it is a loose one, of no block
}

// drives gives the journeys at fixed times of a day type, by start and
// pattern. With Blocks they are given to buses: who reached the end where a
// journey starts and has rested, the first come first, else another bus.
func (l *Line) drives(day string) []drive {
	var out []drive
	for i := range l.Patterns {
		for _, w := range l.Windows {
			if w.Day != day || w.Loose || w.Every <= 0 || !l.runs(w.Pattern, i) {
				continue
			}
			for at := w.From; at < w.Until; at += Clock(w.Every) {
				out = append(out, drive{pattern: i, start: at})
			}
		}
		for _, d := range l.Departures {
			if d.Day == day && d.Pattern == l.Patterns[i].ID {
				for _, at := range d.At {
					out = append(out, drive{pattern: i, start: at})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b drive) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.pattern, b.pattern)) })
	out = slices.CompactFunc(out, func(a, b drive) bool { return a.start == b.start && a.pattern == b.pattern })
	if l.Blocks {
		l.assign(out)
	}
	return out
}

// assign gives drives to blocks.
func (l *Line) assign(drives []drive) {
	var waiting [2]buses // by the direction that starts where they are
	n := 0
	for i := range drives {
		t := &l.Patterns[drives[i].pattern]
		here := &waiting[t.Direction&1]
		var b bus
		if len(*here) > 0 && (*here)[0].free <= drives[i].start {
			b = heap.Pop(here).(bus)
		} else {
			n++
			b.number = n
		}
		drives[i].block = b.number
		b.free = drives[i].start + Clock(t.Duration()+l.Layover)
		heap.Push(&waiting[l.next(t)&1], b)
	}
}

// bus is one that waits at an end, or will.
type bus struct {
	free   Clock
	number int
}

// buses is a heap: who is free first comes first.
type buses []bus

func (b buses) Len() int { return len(b) }
func (b buses) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(b[i].free, b[j].free), b[i].number-b[j].number) < 0
}
func (b buses) Swap(i, j int) { b[i], b[j] = b[j], b[i] }
func (b *buses) Push(x any)   { *b = append(*b, x.(bus)) }

// Pop takes the last, as package heap asks for.
func (b *buses) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

// next is the direction in which a bus goes on from the end of a pattern.
func (l *Line) next(t *Pattern) int {
	if l.loop() {
		return t.Direction
	}
	return 1 - t.Direction
}

// loop reports whether all ways of the line go in one direction.
func (l *Line) loop() bool {
	return !slices.ContainsFunc(l.Patterns, func(t Pattern) bool { return t.Direction != l.Patterns[0].Direction })
}

// blocks is how many buses the drives of a day type are given to.
func (l *Line) blocks(day string) int {
	most := 0
	for _, d := range l.drives(day) {
		most = max(most, d.block)
	}
	return most
}

// Leave is when a bus leaves a halt: at a time, or every so often between two.
type Leave struct {
	At, Until Clock
	Every     int // seconds; 0 for a single time
}

// LeavesAt lists when buses of a way leave a halt on a day type, by time; a
// halt that is passed twice counts where it is passed first.
func (p *Plan) LeavesAt(l *Line, t *Pattern, halt, day string) (out []Leave) {
	at := slices.IndexFunc(l.Patterns, func(o Pattern) bool { return o.ID == t.ID })
	after := Clock(0)
	for i, c := range t.Calls {
		after += Clock(c.Run)
		if i > 0 {
			after += Clock(c.Dwell)
		}
		if c.Halt == halt {
			break
		}
	}
	for _, d := range l.drives(day) {
		if d.pattern == at {
			out = append(out, Leave{At: d.start + after})
		}
	}
	for _, s := range l.stretches(day, at) {
		if s.window >= 0 && l.Windows[s.window].Loose {
			out = append(out, Leave{s.from + after, s.until + after, s.every})
		}
	}
	slices.SortStableFunc(out, func(a, b Leave) int { return int(a.At - b.At) })
	return out
}
