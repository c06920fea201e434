package timetables

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/timetable"
	"sinergi/internal/web/front"
)

// saveLine saves the part of a line whose form was sent. The button names what
// is to be done: do:way:call.
func (p *pages) saveLine(fv *front.Visit) error {
	v := &visit{Visit: fv}
	s, l, err := loadLine(fv)
	if err != nil {
		return err
	}
	do, done := strings.SplitN(v.value("do")+"::", ":", 3), "timetable.saved"
	way, call := do[1], atoi(strings.TrimRight(do[2], ":"))
	to := lineAt(s, l.ID)
	if way != "" {
		to += "#way-" + way
	}
	switch do[0] {
	case "facts":
		err = v.facts(s, l)
	case "remove":
		to = at(s)
		err = v.edit(s, l.ID, v.T("timetable.did.line_gone", "Line", l.Code), func(p *timetable.Plan) error {
			p.Lines = slices.DeleteFunc(p.Lines, func(o timetable.Line) bool { return o.ID == l.ID })
			return nil
		})
	case "times":
		err = v.times(s, l)
	case "calls", "up", "down", "drop", "add":
		err = v.calls(s, l, way, do[0], call)
	case "way":
		err = v.way(s, l, way)
	case "follow":
		done, err = v.follow(s, l, way)
	case "back":
		err = v.back(s, l, way)
	default:
		err = fault.New(fault.Invalid, "timetable.no_base")
	}
	if err != nil {
		return v.Retry(p.line, linePage(fv, s, l), err)
	}
	return v.Redirect(to, done)
}

// within changes a line of the plan, or one of its ways.
func (v *visit) within(s ops.PlanSheet, l *timetable.Line, what string, do func(*timetable.Plan, *timetable.Line) error) error {
	if err := fault.InvalidFields(v.wrong); err != nil {
		return err
	}
	return v.edit(s, l.ID, v.T(what, "Line", l.Code), func(p *timetable.Plan) error {
		now := p.Line(l.ID)
		if now == nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		return do(p, now)
	})
}

func (v *visit) facts(s ops.PlanSheet, l *timetable.Line) error {
	code, title, colour, layover, fleet, blocks := v.value("code"), v.value("name"), strings.ToUpper(strings.TrimPrefix(v.value("colour"), "#")), v.seconds("layover"), v.number("fleet", 10_000), v.is("blocks")
	if code == "" {
		v.wrong = append(v.wrong, fault.NewField("code", "ui.required"))
	}
	return v.within(s, l, "timetable.did.line", func(_ *timetable.Plan, l *timetable.Line) error {
		l.Code, l.Name, l.Colour, l.Layover, l.Fleet, l.Blocks = code, title, colour, layover, fleet, blocks
		return nil
	})
}

// times reads the windows and the single departures. A row that was emptied
// goes.
func (v *visit) times(s ops.PlanSheet, l *timetable.Line) error {
	var windows []timetable.Window
	for i := range posted(v.Visit, "w", "_day") {
		at := "w" + itoa(i)
		if v.value(at+"_from") == "" && v.value(at+"_until") == "" && v.value(at+"_every") == "" {
			continue
		}
		w := timetable.Window{Day: v.value(at + "_day"), Pattern: v.value(at + "_way"), From: v.clock(at + "_from"), Until: v.clock(at + "_until"), Every: v.seconds(at + "_every"), Loose: v.is(at + "_loose")}
		if n, ok := readMinutes(v.value(at + "_every")); ok && n == 0 {
			v.wrong = append(v.wrong, fault.NewField(at+"_every", "ui.required"))
		}
		windows = append(windows, w)
	}
	var singles []timetable.Departures
	for i := range posted(v.Visit, "s", "_day") {
		at := "s" + itoa(i)
		d := timetable.Departures{Day: v.value(at + "_day"), Pattern: v.value(at + "_way")}
		for _, word := range strings.FieldsFunc(v.value(at+"_times"), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '\n' || r == '\r' }) {
			c, ok := readClock(word)
			if !ok {
				v.wrong = append(v.wrong, fault.NewField(at+"_times", "timetable.expect_clock", "Value", word))
			}
			d.At = append(d.At, c)
		}
		if len(d.At) == 0 {
			continue
		}
		if d.Pattern == "" && len(l.Patterns) > 0 {
			v.wrong = append(v.wrong, fault.NewField(at+"_way", "timetable.choose_way"))
		}
		slices.Sort(d.At)
		singles = append(singles, d)
	}
	return v.within(s, l, "timetable.did.times", func(_ *timetable.Plan, l *timetable.Line) error {
		l.Windows, l.Departures = windows, singles
		return nil
	})
}

// calls reads the table of halts of a way, and then does what the button says.
func (v *visit) calls(s ops.PlanSheet, l *timetable.Line, way, do string, at int) error {
	t := l.Pattern(way)
	if t == nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	headsign := v.value("headsign")
	calls := slices.Clone(t.Calls)
	for i := range calls {
		calls[i].Run, calls[i].Dwell = v.seconds("c"+itoa(i)+"_run"), v.seconds("c"+itoa(i)+"_dwell")
	}
	switch {
	case do == "up" && at > 0 && at < len(calls):
		calls[at], calls[at-1] = calls[at-1], calls[at]
	case do == "down" && at >= 0 && at < len(calls)-1:
		calls[at], calls[at+1] = calls[at+1], calls[at]
	case do == "drop" && at >= 0 && at < len(calls):
		calls = slices.Delete(calls, at, at+1)
	case do == "add":
		c := timetable.Call{Halt: v.value("halt"), Run: v.seconds("run"), Dwell: 20}
		if s.Plan.Halt(c.Halt) == nil {
			v.wrong = append(v.wrong, fault.NewField("halt", "timetable.choose_halt"))
		}
		if n := atoi(v.value("after")); n > 0 && n <= len(calls) {
			calls = slices.Insert(calls, n, c)
		} else {
			calls = append(calls, c)
		}
	}
	guess(s.Plan, calls)
	return v.within(s, l, "timetable.did.calls", func(_ *timetable.Plan, l *timetable.Line) error {
		t := l.Pattern(way)
		if t == nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		t.Headsign, t.Calls = headsign, calls
		return nil
	})
}

// townSpeed is what a bus makes of running times that nobody gave, in m/s on
// the straight line: about 20 km/h on the road.
const townSpeed = 4.2

// guess fills running times that are not given.
func guess(p *timetable.Plan, calls []timetable.Call) {
	for i := range calls {
		if i == 0 {
			calls[i].Run = 0
			continue
		}
		a, b := p.Halt(calls[i-1].Halt), p.Halt(calls[i].Halt)
		if calls[i].Run == 0 && a != nil && b != nil {
			calls[i].Run = max(30, int(timetable.Metres(a.At, b.At)/townSpeed))
		}
	}
}

// places reads the places of a way, one a line.
func (v *visit) places() (places []timetable.Place, err error) {
	for i, row := range strings.Split(v.R.PostFormValue("places"), "\n") {
		row = strings.TrimSpace(row)
		if row == "" {
			continue
		}
		q, ok := readPlace(row)
		if !ok {
			return nil, fault.InvalidFields([]fault.Field{fault.NewField("places", "timetable.expect_row", "Row", i+1, "Value", row)})
		}
		places = append(places, q)
	}
	return places, nil
}

// way reads the way of a pattern: places that were typed, or a file.
func (v *visit) way(s ops.PlanSheet, l *timetable.Line, way string) error {
	places, err := v.places()
	if err != nil {
		return err
	}
	drawn, err := v.drawn("file")
	if err != nil {
		return err
	}
	if len(drawn.Ways) > 0 {
		places = drawn.Longest()
		if l.Pattern(way) != nil && len(l.Pattern(way).Calls) > 1 {
			places = towards(s.Plan, l.Pattern(way), places)
		}
	} else if drawn.Given && len(drawn.Halts) == 0 {
		return fault.InvalidFields([]fault.Field{fault.NewField("file", "timetable.nothing_found")})
	}
	return v.within(s, l, "timetable.did.way", func(p *timetable.Plan, l *timetable.Line) error {
		t := l.Pattern(way)
		if t == nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		t.Way = places
		if len(t.Calls) == 0 { // the halts of the drawing, in its order
			for _, h := range drawn.Halts {
				t.Calls = append(t.Calls, timetable.Call{Halt: addHalt(p, h.Name, h.At), Dwell: 20})
			}
			guess(p, t.Calls)
		}
		return nil
	})
}

// towards turns a way that was drawn from the last halt to the first.
func towards(p *timetable.Plan, t *timetable.Pattern, way []timetable.Place) []timetable.Place {
	first, last := p.Halt(t.Calls[0].Halt), p.Halt(t.Calls[len(t.Calls)-1].Halt)
	if first == nil || last == nil || len(way) < 2 {
		return way
	}
	if timetable.Metres(first.At, way[0])+timetable.Metres(last.At, way[len(way)-1]) > timetable.Metres(first.At, way[len(way)-1])+timetable.Metres(last.At, way[0]) {
		way = slices.Clone(way)
		slices.Reverse(way)
	}
	return way
}

// back makes the way back: the halts and the way in the other order.
func (v *visit) back(s ops.PlanSheet, l *timetable.Line, way string) error {
	return v.within(s, l, "timetable.did.back", func(p *timetable.Plan, l *timetable.Line) error {
		t := l.Pattern(way)
		if t == nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		i := slices.IndexFunc(l.Patterns, func(o timetable.Pattern) bool { return o.Direction != t.Direction && len(o.Calls) == 0 })
		if i < 0 {
			return fault.New(fault.Conflict, "timetable.back_there")
		}
		back := t.Back()
		back.ID = l.Patterns[i].ID
		if h := p.Halt(t.Calls[0].Halt); h != nil {
			back.Headsign = h.Name
		}
		l.Patterns[i] = back
		return nil
	})
}
