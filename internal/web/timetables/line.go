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
	OneWay   []ui.Option // of single departures
	Patterns []patternPart
	Halts    []ui.Option
	Map      ui.Map
	Sheet    string
	Roads    bool // there is a map of roads
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
	b := lineBody{Tabs: tabs(v, s, "x"), Action: lineAt(s, l.ID), Base: s.Revision, Line: l, Roads: s.Roads, Layover: minutes(l.Layover), Sheet: at(s) + "/sheet?line=" + queryEscape(l.ID)}
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
	b.OneWay = b.Ways
	if len(l.Patterns) > 0 {
		b.OneWay = b.Ways[1:]
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
