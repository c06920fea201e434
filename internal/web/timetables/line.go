package timetables

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/timetable"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type lineBody struct {
	Summary  ui.Summary
	Tabs     []ui.Tab
	Action   string
	Base     int
	Line     *timetable.Line
	Layover  string
	Findings []said
	Windows  []windowRow
	Singles  []singleRow
	Needs    []needRow
	Days     []ui.Option
	Ways     []ui.Option
	Patterns []patternPart
	Halts    []ui.Option
	Map      ui.Map
	Sheet    string
}

type windowRow struct {
	Index                            int
	Day, Pattern, From, Until, Often string
	Loose                            bool
}

type singleRow struct {
	Index        int
	Day, Pattern string
	Times        string
}

type needRow struct{ Day, Span, Working, Buses, Fleet string }

type patternPart struct {
	ID, Title, Headsign string
	Calls               []callRow
	Km, Duration, Way   string
	Places              int
	Findings            []said
	Back                bool // the way back can be made of it
}

type callRow struct {
	Index, No   int
	Halt, Name  string
	Run, Dwell  string
	First, Last bool
	Findings    []said
}

func linePage(v *front.Visit, s ops.PlanSheet, l *timetable.Line) *ui.Page {
	b := lineBody{Tabs: tabs(v, s, "x"), Action: lineAt(s, l.ID), Base: s.Revision, Line: l, Layover: minutes(l.Layover), Sheet: at(s) + "/sheet?line=" + queryEscape(l.ID)}
	b.Findings = tell(v, s, func(w timetable.Where) bool { return w.Line == l.ID && w.Pattern == "" })
	for i := range b.Findings {
		b.Findings[i].Href = ""
	}
	for _, d := range s.Plan.Days {
		b.Days = append(b.Days, ui.Option{Value: d.ID, Label: d.Name})
	}
	b.Ways = []ui.Option{{Value: "", Label: v.T("timetable.all_ways")}}
	for _, t := range l.Patterns {
		b.Ways = append(b.Ways, ui.Option{Value: t.ID, Label: wayName(v, s, l, &t)})
	}
	b.Halts = []ui.Option{{Value: "", Label: v.T("timetable.choose_halt")}}
	for _, h := range s.Plan.Halts {
		b.Halts = append(b.Halts, ui.Option{Value: h.ID, Label: h.Name})
	}
	b.Windows, b.Singles = windowsOf(v, l), singlesOf(v, l)
	most := 0
	for _, n := range l.Needs() {
		most = max(most, n.Buses)
		row := needRow{Day: n.Day, Span: n.From.In(v.Lang) + "–" + n.Until.In(v.Lang), Working: timetable.Working{Need: n}.In(v.Lang), Buses: i18n.Int(v.Lang, int64(n.Buses)), Fleet: "–"}
		if d := s.Plan.Day(n.Day); d != nil {
			row.Day = d.Name
		}
		if l.Fleet > 0 {
			row.Fleet = i18n.Int(v.Lang, int64(l.Fleet))
		}
		b.Needs = append(b.Needs, row)
	}
	b.Summary.Text = v.T("timetable.line_answer", "Line", l.Code, "Buses", most, "Fleet", l.Fleet)
	if v.R.PostForm.Has("code") { // the form of the line itself
		b.Line = &timetable.Line{Code: typed(v, "code", ""), Name: typed(v, "name", ""), Colour: typed(v, "colour", ""), Fleet: atoi(typed(v, "fleet", "")), Blocks: v.R.PostForm.Has("blocks")}
		b.Layover = typed(v, "layover", "")
	}
	if l.Fleet > 0 && most > l.Fleet {
		b.Summary.Badge = ui.Badge{Text: v.T("timetable.too_few"), Kind: ui.Bad}
	}
	for i := range l.Patterns {
		b.Patterns = append(b.Patterns, partOf(v, s, l, &l.Patterns[i]))
	}
	page := newPage(v, s, v.T("timetable.title_line", "Line", strings.TrimSpace(l.Code+" "+l.Name)), ui.Link{Href: at(s), Label: s.Name})
	if m, ok := mapOf(v, s, l); ok {
		b.Map = ui.Map{Src: at(s) + "/map?line=" + queryEscape(l.ID), Label: v.T("timetable.map"), SVG: draw.Responsive(m)}
		page.Map = true
	}
	page.Body = b
	return page
}

// windowsOf are the rows of the windows' form, one more than there are; what was
// typed stands where it was.
func windowsOf(v *front.Visit, l *timetable.Line) (rows []windowRow) {
	for i := range max(len(l.Windows)+1, posted(v, "w", "_day")) {
		row, at := windowRow{Index: i}, "w"+itoa(i)
		if i < len(l.Windows) {
			w := l.Windows[i]
			row = windowRow{i, w.Day, w.Pattern, w.From.In(v.Lang), w.Until.In(v.Lang), minutes(w.Every), w.Loose}
		}
		if _, sent := v.R.PostForm[at+"_day"]; sent {
			row = windowRow{i, v.R.PostFormValue(at + "_day"), v.R.PostFormValue(at + "_way"), v.R.PostFormValue(at + "_from"), v.R.PostFormValue(at + "_until"), v.R.PostFormValue(at + "_every"), v.R.PostFormValue(at+"_loose") != ""}
		}
		rows = append(rows, row)
	}
	return rows
}

// singlesOf are the rows of the form of single departures.
func singlesOf(v *front.Visit, l *timetable.Line) (rows []singleRow) {
	for i := range max(len(l.Departures)+1, posted(v, "s", "_day")) {
		row, at := singleRow{Index: i}, "s"+itoa(i)
		if i < len(l.Departures) {
			d := l.Departures[i]
			row.Day, row.Pattern, row.Times = d.Day, d.Pattern, timesIn(v.Lang, d.At)
		}
		if _, sent := v.R.PostForm[at+"_day"]; sent {
			row = singleRow{i, v.R.PostFormValue(at + "_day"), v.R.PostFormValue(at + "_way"), v.R.PostFormValue(at + "_times")}
		}
		rows = append(rows, row)
	}
	return rows
}

func timesIn(lang string, list []timetable.Clock) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = c.In(lang)
	}
	return strings.Join(words, " ")
}

// wayName is what a way of a line is called: where it goes.
func wayName(v *front.Visit, s ops.PlanSheet, l *timetable.Line, t *timetable.Pattern) string {
	key := "timetable.direction.0"
	if t.Direction == 1 {
		key = "timetable.direction.1"
	}
	to := t.Headsign
	if to == "" && len(t.Calls) > 0 {
		if h := s.Plan.Halt(t.Calls[len(t.Calls)-1].Halt); h != nil {
			to = h.Name
		}
	}
	name := v.T(key)
	if to != "" {
		name += " → " + to
	}
	if slices.IndexFunc(l.Patterns, func(o timetable.Pattern) bool { return o.Direction == t.Direction }) != slices.IndexFunc(l.Patterns, func(o timetable.Pattern) bool { return o.ID == t.ID }) {
		name += " (" + t.ID + ")"
	}
	return name
}

func partOf(v *front.Visit, s ops.PlanSheet, l *timetable.Line, t *timetable.Pattern) patternPart {
	x := patternPart{
		ID: t.ID, Title: wayName(v, s, l, t), Headsign: t.Headsign, Km: i18n.Number(v.Lang, kilometres(s.Plan.Metres(t))), Duration: timetable.Minutes(t.Duration()).In(v.Lang), Places: len(t.Way),
		Findings: tell(v, s, func(w timetable.Where) bool { return w.Line == l.ID && w.Pattern == t.ID && w.Call < 0 }),
	}
	for i := range x.Findings {
		x.Findings[i].Href = ""
	}
	rows := make([]string, len(t.Way))
	for i, q := range t.Way {
		rows[i] = written(q)
	}
	x.Way = strings.Join(rows, "\n")
	x.Back = len(t.Calls) > 1 && slices.ContainsFunc(l.Patterns, func(o timetable.Pattern) bool { return o.Direction != t.Direction && len(o.Calls) == 0 })
	for i, c := range t.Calls {
		row := callRow{Index: i, No: i + 1, Halt: c.Halt, Name: c.Halt, Run: minutes(c.Run), Dwell: minutes(c.Dwell), First: i == 0, Last: i == len(t.Calls)-1}
		if h := s.Plan.Halt(c.Halt); h != nil {
			row.Name = h.Name
		}
		row.Findings = tell(v, s, func(w timetable.Where) bool { return w.Line == l.ID && w.Pattern == t.ID && w.Call == i })
		x.Calls = append(x.Calls, row)
	}
	return x
}

func (p *pages) showLine(v *front.Visit) error {
	s, l, err := loadLine(v)
	if err != nil {
		return err
	}
	return v.Render(p.line, linePage(v, s, l))
}

func loadLine(v *front.Visit) (ops.PlanSheet, *timetable.Line, error) {
	s, err := load(v)
	if err != nil {
		return s, nil, err
	}
	l := s.Plan.Line(v.R.PathValue("line"))
	if l == nil {
		return s, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	return s, l, nil
}

// saveLine saves the part of a line whose form was sent. The button names what
// is to be done: do:way:call.
func (p *pages) saveLine(fv *front.Visit) error {
	v := &visit{Visit: fv}
	s, l, err := loadLine(fv)
	if err != nil {
		return err
	}
	do := strings.SplitN(v.value("do")+"::", ":", 3)
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
	case "back":
		err = v.back(s, l, way)
	default:
		err = fault.New(fault.Invalid, "timetable.no_base")
	}
	if err != nil {
		return v.Retry(p.line, linePage(fv, s, l), err)
	}
	return v.Redirect(to, "timetable.saved")
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
		if w.Every == 0 {
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

// way reads the way of a pattern: places that were typed, or a file.
func (v *visit) way(s ops.PlanSheet, l *timetable.Line, way string) error {
	var places []timetable.Place
	for i, row := range strings.Split(v.R.PostFormValue("places"), "\n") {
		row = strings.TrimSpace(row)
		if row == "" {
			continue
		}
		q, ok := readPlace(row)
		if !ok {
			return fault.InvalidFields([]fault.Field{fault.NewField("places", "timetable.expect_row", "Row", i+1, "Value", row)})
		}
		places = append(places, q)
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
