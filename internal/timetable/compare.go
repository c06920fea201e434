package timetable

import (
	"slices"
	"strings"

	"sinergi/internal/civil"
)

// Change is one thing in which a plan differs from another: a sentence by its
// key. Line is empty when it concerns the plan as a whole.
type Change struct {
	Line string
	Key  string
	Args map[string]any
}

// Compare tells what is different in a newer plan.
func Compare(was, now *Plan) []Change {
	d := &differ{was: was, now: now}
	d.frame()
	d.dayTypes()
	d.halts()
	for i := range was.Lines {
		if l := &was.Lines[i]; now.Line(l.ID) == nil {
			d.add(l.ID, "timetable.change.line_gone", "Line", l.Code, "Name", l.Name)
		}
	}
	for i := range now.Lines {
		l := &now.Lines[i]
		if old := was.Line(l.ID); old == nil {
			d.add(l.ID, "timetable.change.line_new", "Line", l.Code, "Name", l.Name)
		} else {
			d.line(old, l)
		}
	}
	return d.changes
}

type differ struct {
	was, now *Plan
	changes  []Change
}

func (d *differ) add(line, key string, args ...any) {
	c := Change{line, key, map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		c.Args[args[i].(string)] = args[i+1]
	}
	d.changes = append(d.changes, c)
}

func (d *differ) frame() {
	if d.was.From != d.now.From || d.was.Until != d.now.Until {
		d.add("", "timetable.change.term", "From", d.now.From, "Until", d.now.Until, "WasFrom", d.was.From, "WasUntil", d.was.Until)
	}
	if !slices.Equal(d.was.Operators, d.now.Operators) {
		d.add("", "timetable.change.operators")
	}
}

func (d *differ) dayTypes() {
	for i := range d.was.Days {
		if t := &d.was.Days[i]; d.now.Day(t.ID) == nil {
			d.add("", "timetable.change.day_gone", "Day", t.Name)
		}
	}
	for i := range d.now.Days {
		t := &d.now.Days[i]
		old := d.was.Day(t.ID)
		switch {
		case old == nil:
			d.add("", "timetable.change.day_new", "Day", t.Name)
		case old.Name != t.Name:
			d.add("", "timetable.change.day_name", "Was", old.Name, "Day", t.Name)
		}
		if old == nil {
			continue
		}
		if old.Days != t.Days || old.From != t.From || old.Until != t.Until || old.Instead != t.Instead {
			d.add("", "timetable.change.day_when", "Day", t.Name)
		}
		if old.Holidays != t.Holidays {
			d.add("", "timetable.change.day_holidays", "Day", t.Name)
		}
		if !slices.Equal(old.Extra, t.Extra) || !slices.Equal(old.Except, t.Except) {
			more := len(without(t.Extra, old.Extra)) + len(without(old.Except, t.Except))
			less := len(without(old.Extra, t.Extra)) + len(without(t.Except, old.Except))
			d.add("", "timetable.change.day_dates", "Day", t.Name, "More", more, "Less", less)
		}
	}
}

func without(list, other []civil.Date) (out []civil.Date) {
	for _, x := range list {
		if !slices.Contains(other, x) {
			out = append(out, x)
		}
	}
	return out
}

func (d *differ) halts() {
	for i := range d.now.Halts {
		h := &d.now.Halts[i]
		old := d.was.Halt(h.ID)
		if old == nil {
			continue // said where a line stops there
		}
		if old.Name != h.Name {
			d.add("", "timetable.change.halt_name", "Was", old.Name, "Halt", h.Name)
		}
		if old.At != h.At {
			d.add("", "timetable.change.halt_moved", "Halt", h.Name, "Metres", int(metres(old.At, h.At)+0.5))
		}
	}
}

func (d *differ) line(was, now *Line) {
	if was.Code != now.Code || was.Name != now.Name {
		d.add(now.ID, "timetable.change.line_name", "Was", strings.TrimSpace(was.Code+" "+was.Name), "Line", strings.TrimSpace(now.Code+" "+now.Name))
	}
	if was.Fleet != now.Fleet {
		d.add(now.ID, "timetable.change.fleet", "Line", now.Code, "Was", was.Fleet, "Now", now.Fleet)
	}
	if was.Layover != now.Layover {
		d.add(now.ID, "timetable.change.layover", "Line", now.Code, "Was", Minutes(was.Layover), "Now", Minutes(now.Layover))
	}
	if was.Blocks != now.Blocks {
		key := "timetable.change.blocks_gone"
		if now.Blocks {
			key = "timetable.change.blocks_new"
		}
		d.add(now.ID, key, "Line", now.Code)
	}
	if was.Operator != now.Operator {
		d.add(now.ID, "timetable.change.operator", "Line", now.Code)
	}
	for i := range was.Patterns {
		if t := &was.Patterns[i]; now.Pattern(t.ID) == nil {
			d.add(now.ID, "timetable.change.pattern_gone", "Line", now.Code, "Pattern", d.named(d.was, t))
		}
	}
	for i := range now.Patterns {
		t := &now.Patterns[i]
		if old := was.Pattern(t.ID); old == nil {
			d.add(now.ID, "timetable.change.pattern_new", "Line", now.Code, "Pattern", d.named(d.now, t))
		} else {
			d.pattern(now, old, t)
		}
	}
	d.times(was, now)
}

// named says which way is meant: where it goes.
func (d *differ) named(p *Plan, t *Pattern) string {
	if t.Headsign != "" || len(t.Calls) == 0 {
		return t.Headsign
	}
	if h := p.Halt(t.Calls[len(t.Calls)-1].Halt); h != nil {
		return h.Name
	}
	return t.ID
}

func (d *differ) pattern(l *Line, was, now *Pattern) {
	name := d.named(d.now, now)
	if was.Headsign != now.Headsign {
		d.add(l.ID, "timetable.change.headsign", "Line", l.Code, "Was", was.Headsign, "Now", now.Headsign)
	}
	gone, fresh, moved := listDiff(ids(was), ids(now))
	for _, id := range gone {
		d.add(l.ID, "timetable.change.halt_gone", "Line", l.Code, "Pattern", name, "Halt", haltName(d.was, id))
	}
	for _, id := range fresh {
		d.add(l.ID, "timetable.change.halt_new", "Line", l.Code, "Pattern", name, "Halt", haltName(d.now, id))
	}
	if moved {
		d.add(l.ID, "timetable.change.halt_order", "Line", l.Code, "Pattern", name)
	}
	if a, b := was.Duration(), now.Duration(); a != b {
		d.add(l.ID, "timetable.change.duration", "Line", l.Code, "Pattern", name, "Was", Minutes(a), "Now", Minutes(b))
	} else if len(gone)+len(fresh) == 0 && !moved && !slices.Equal(was.Calls, now.Calls) {
		d.add(l.ID, "timetable.change.runs", "Line", l.Code, "Pattern", name)
	}
	if !slices.Equal(was.Way, now.Way) {
		a, b := int(d.was.Metres(was)+0.5), int(d.now.Metres(now)+0.5)
		d.add(l.ID, "timetable.change.way", "Line", l.Code, "Pattern", name, "Was", a, "Now", b)
	}
}

func haltName(p *Plan, id string) string {
	if h := p.Halt(id); h != nil {
		return h.Name
	}
	return id
}

func ids(t *Pattern) []string {
	out := make([]string, len(t.Calls))
	for i, c := range t.Calls {
		out[i] = c.Halt
	}
	return out
}

// listDiff gives what a list lost and what it gained, and whether what stayed
// stands in another order.
func listDiff(was, now []string) (gone, fresh []string, moved bool) {
	left := map[string]int{}
	for _, s := range now {
		left[s]++
	}
	var stayed []string
	for _, s := range was {
		if left[s] > 0 {
			left[s]--
			stayed = append(stayed, s)
		} else {
			gone = append(gone, s)
		}
	}
	kept := map[string]int{}
	for _, s := range stayed {
		kept[s]++
	}
	var order []string
	for _, s := range now {
		if kept[s] > 0 {
			kept[s]--
			order = append(order, s)
		} else {
			fresh = append(fresh, s)
		}
	}
	return gone, fresh, !slices.Equal(stayed, order)
}
