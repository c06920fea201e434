package timetables

import (
	"strconv"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/timetable"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

func itoa(n int) string { return strconv.Itoa(n) }

// atoi reads a number of an address or a hidden field, 0 for what is none.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

type planBody struct {
	Summary  ui.Summary
	Tabs     []ui.Tab
	Action   string
	Base     int
	Findings []said
	More     int
	Lines    []lineRow
	Empty    ui.Empty
	Days     []dayRow
	Map      ui.Map
	Lost     []string

	Name, From, Until, Operator, URL string
	Publish                          string // from
	Warnings                         []said
	Holidays                         []ui.Option
	Feed                             string
}

type lineRow struct {
	Href, Code, Name string
	Halts            int
	Km, Needs        string
	State            ui.Badge
}

type dayRow struct {
	Index              int
	Day                timetable.DayType
	Checks             []check
	From, Until, Dates string
	Fresh              bool
}

type check struct {
	Name, Label string
	On          bool
}

const findingsShown = 30

func planPage(v *front.Visit, s ops.PlanSheet) *ui.Page {
	p := s.Plan
	b := planBody{
		Tabs: tabs(v, s, ""), Action: at(s), Base: s.Revision, Name: s.Name, From: p.From.String(), Until: p.Until.String(),
		Empty: ui.Empty{Title: v.T("timetable.no_lines"), Text: v.T("timetable.no_lines_text")}, Publish: v.R.PostFormValue("from"),
		Feed: "/gtfs/" + s.Service.ID + ".zip",
	}
	if len(p.Operators) > 0 {
		b.Operator, b.URL = p.Operators[0].Name, p.Operators[0].URL
	}
	b.Name, b.From, b.Until, b.Operator, b.URL = typed(v, "name", b.Name), typed(v, "from_date", b.From), typed(v, "until_date", b.Until), typed(v, "operator", b.Operator), typed(v, "url", b.URL)
	b.Findings = tell(v, s, everything)
	if b.More = len(b.Findings) - findingsShown; b.More > 0 {
		b.Findings = b.Findings[:findingsShown]
	}
	errors := count(s, timetable.Error)
	switch {
	case errors > 0:
		b.Summary = ui.Summary{Text: v.T("timetable.answer_errors", "Count", errors), Badge: ui.Badge{Text: v.T("timetable.not_yet"), Kind: ui.Bad}}
	default:
		b.Summary = ui.Summary{Text: v.T("timetable.answer_good", "Lines", len(p.Lines), "Warnings", count(s, timetable.Warning)), Badge: ui.Badge{Text: v.T("timetable.can_publish"), Kind: ui.Good}}
	}
	for i := range p.Lines {
		b.Lines = append(b.Lines, rowOf(v, s, &p.Lines[i]))
	}
	b.Holidays = []ui.Option{
		{Value: "", Label: v.T("timetable.holidays.as")}, {Value: string(timetable.NotThen), Label: v.T("timetable.holidays.not")}, {Value: string(timetable.AlsoThen), Label: v.T("timetable.holidays.also")},
	}
	for i := range len(p.Days) + 1 {
		row := dayRow{Index: i, Fresh: true}
		if i < len(p.Days) {
			row = dayOf(v, i, p.Days[i])
		} else {
			row.Checks = checks(v, i, timetable.DayType{})
		}
		if at := "d" + itoa(i); v.R.PostForm.Has(at + "_name") {
			row.Day.Name, row.From, row.Until, row.Dates = typed(v, at+"_name", ""), typed(v, at+"_from", ""), typed(v, at+"_until", ""), typed(v, at+"_dates", "")
			for k := range row.Checks {
				row.Checks[k].On = v.R.PostForm.Has(row.Checks[k].Name)
			}
		}
		b.Days = append(b.Days, row)
	}
	page := newPage(v, s, s.Name)
	if m, ok := mapOf(v, s, nil); ok {
		b.Map = ui.Map{Src: at(s) + "/map", Label: v.T("timetable.map"), SVG: draw.Responsive(m)}
		page.Map = true
	}
	page.Body = b
	return page
}

func rowOf(v *front.Visit, s ops.PlanSheet, l *timetable.Line) lineRow {
	row := lineRow{Href: lineAt(s, l.ID), Code: l.Code, Name: l.Name}
	halts := map[string]bool{}
	metres := 0.0
	for i := range l.Patterns {
		for _, c := range l.Patterns[i].Calls {
			halts[c.Halt] = true
		}
		metres += s.Plan.Metres(&l.Patterns[i])
	}
	row.Halts = len(halts)
	row.Km = i18n.Number(v.Lang, kilometres(metres)) + " km"
	most := 0
	for _, n := range l.Needs() {
		most = max(most, n.Buses)
	}
	switch {
	case l.Fleet > 0:
		row.Needs = v.T("timetable.needs_of", "Buses", most, "Fleet", l.Fleet)
	default:
		row.Needs = v.T("timetable.needs", "Buses", most)
	}
	row.State = ui.Badge{Text: v.T("timetable.good"), Kind: ui.Good}
	for _, f := range s.Findings {
		if f.Where.Line != l.ID {
			continue
		}
		if f.Severity == timetable.Error {
			row.State = ui.Badge{Text: v.T("timetable.severity.error"), Kind: ui.Bad}
			break
		}
		if f.Severity == timetable.Warning {
			row.State = ui.Badge{Text: v.T("timetable.severity.warning"), Kind: ui.Warn}
		}
	}
	return row
}

func dayOf(v *front.Visit, i int, t timetable.DayType) dayRow {
	row := dayRow{Index: i, Day: t, Checks: checks(v, i, t)}
	if !t.From.IsZero() {
		row.From = t.From.String()
	}
	if !t.Until.IsZero() {
		row.Until = t.Until.String()
	}
	var dates []string
	for _, d := range t.Extra {
		dates = append(dates, "+"+d.String())
	}
	for _, d := range t.Except {
		dates = append(dates, "-"+d.String())
	}
	row.Dates = strings.Join(dates, " ")
	return row
}

// checks are the boxes of the weekdays, Monday first.
func checks(v *front.Visit, i int, t timetable.DayType) (list []check) {
	for k := range 7 {
		w := time.Weekday((k + 1) % 7)
		list = append(list, check{"d" + itoa(i) + "_" + itoa(int(w)), timetable.Weekday(w).In(v.Lang), t.Days[w]})
	}
	return list
}

func (p *pages) showPlan(v *front.Visit) error {
	s, err := load(v)
	if err != nil {
		return err
	}
	page := planPage(v, s)
	if v.R.URL.Query().Get("lost") != "" {
		_, lost, err := v.Desk.InForce(v.R.Context(), v.Actor, s.Service.ID)
		if err != nil {
			return err
		}
		b := page.Body.(planBody)
		for _, f := range lost {
			b.Lost = append(b.Lost, v.Text.T(v.Lang, f.Key, f.Args))
		}
		page.Body = b
	}
	return v.Render(p.plan, page)
}

// savePlan saves the part of the plan whose form was sent: its name and term,
// its day types, or a new line.
func (p *pages) savePlan(fv *front.Visit) error {
	v := &visit{Visit: fv}
	s, err := load(fv)
	if err != nil {
		return err
	}
	to, flash := at(s), "timetable.saved"
	switch v.value("do") {
	case "frame":
		err = v.frame(s)
	case "days":
		err = v.days(s)
	case "line":
		to, err = v.newLine(s)
		flash = "timetable.line_added"
	default:
		err = fault.New(fault.Invalid, "timetable.no_base")
	}
	if err != nil {
		return v.Retry(p.plan, planPage(fv, s), err)
	}
	return v.Redirect(to, flash)
}

func (v *visit) day(name string) civil.Date {
	s := v.value(name)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		v.wrong = append(v.wrong, fault.NewField(name, "sheet.expect_date", "Value", s, "Example", "2026-10-01"))
	}
	return d
}

func (v *visit) frame(s ops.PlanSheet) error {
	from, until := v.day("from_date"), v.day("until_date")
	operator := timetable.Operator{ID: "operator", Name: v.value("operator"), URL: v.value("url")}
	if err := fault.InvalidFields(v.wrong); err != nil {
		return err
	}
	if title := v.value("name"); title != s.Name {
		if err := v.Desk.RenamePlan(v.R.Context(), v.Actor, s.Service.ID, s.ID, title); err != nil {
			return err
		}
	}
	return v.edit(s, "", v.T("timetable.did.frame"), func(p *timetable.Plan) error {
		p.From, p.Until = from, until
		if len(p.Operators) == 0 {
			p.Operators = []timetable.Operator{operator}
		}
		p.Operators[0].Name, p.Operators[0].URL = operator.Name, operator.URL
		return nil
	})
}

// days reads the table of day types. A row without a name goes, unless a line
// runs on it; a new one gets an id from its name.
func (v *visit) days(s ops.PlanSheet) error {
	var list []timetable.DayType
	for i := range posted(v.Visit, "d", "_name") {
		at := "d" + itoa(i)
		t := timetable.DayType{
			ID: v.value(at + "_id"), Name: v.value(at + "_name"), Holidays: timetable.Holidays(v.value(at + "_holidays")), Instead: v.is(at + "_instead"),
			From: v.day(at + "_from"), Until: v.day(at + "_until"),
		}
		for w := range t.Days {
			t.Days[w] = v.is(at + "_" + itoa(w))
		}
		for _, word := range strings.Fields(v.value(at + "_dates")) {
			d, err := civil.ParseDate(strings.TrimLeft(word, "+-"))
			switch {
			case err != nil:
				v.wrong = append(v.wrong, fault.NewField(at+"_dates", "sheet.expect_date", "Value", word, "Example", "2026-10-01"))
			case word[0] == '-':
				t.Except = append(t.Except, d)
			default:
				t.Extra = append(t.Extra, d)
			}
		}
		if t.Name == "" {
			if old := s.Plan.Day(t.ID); old != nil && runsOn(s.Plan, t.ID) {
				v.wrong = append(v.wrong, fault.NewField(at+"_name", "timetable.day_used", "Day", old.Name))
			}
			continue
		}
		if s.Plan.Day(t.ID) == nil {
			taken := []string{}
			for _, d := range append(s.Plan.Days, list...) {
				taken = append(taken, d.ID)
			}
			t.ID = free(taken, agreement.Slug(t.Name))
		}
		list = append(list, t)
	}
	if err := fault.InvalidFields(v.wrong); err != nil {
		return err
	}
	return v.edit(s, "", v.T("timetable.did.days"), func(p *timetable.Plan) error {
		p.Days = list
		return nil
	})
}

func runsOn(p *timetable.Plan, day string) bool {
	for _, l := range p.Lines {
		for _, w := range l.Windows {
			if w.Day == day {
				return true
			}
		}
		for _, d := range l.Departures {
			if d.Day == day {
				return true
			}
		}
	}
	return false
}

func (v *visit) newLine(s ops.PlanSheet) (string, error) {
	code, title := v.value("code"), v.value("line_name")
	if code == "" {
		return "", fault.InvalidFields([]fault.Field{fault.NewField("code", "ui.required")})
	}
	var taken []string
	for _, l := range s.Plan.Lines {
		taken = append(taken, l.ID)
	}
	id := free(taken, agreement.Slug(code))
	err := v.edit(s, id, v.T("timetable.did.line_new", "Line", code), func(p *timetable.Plan) error {
		p.Lines = append(p.Lines, timetable.Line{ID: id, Code: code, Name: title, Layover: 300, Blocks: !s.Rules.Inferred, Patterns: []timetable.Pattern{{ID: "pergi"}, {ID: "pulang", Direction: 1}}})
		return nil
	})
	return lineAt(s, id), err
}

// publish uses the plan from a day on.
func (p *pages) publish(fv *front.Visit) error {
	v := &visit{Visit: fv}
	s, err := load(fv)
	if err != nil {
		return err
	}
	from := v.day("from")
	if err = fault.InvalidFields(v.wrong); err == nil {
		err = v.Desk.PublishPlan(v.R.Context(), v.Actor, s.Service.ID, s.ID, atoi(v.value("base")), from, v.is("confirm"))
	}
	if err == nil {
		return v.Redirect("/services/"+s.Service.ID+"/timetables", "timetable.published")
	}
	page := planPage(fv, s)
	if ready, prepareErr := v.Desk.PreparePublication(v.R.Context(), v.Actor, s, from); prepareErr == nil && len(ready.Warnings) > 0 {
		b := page.Body.(planBody)
		for _, w := range ready.Warnings {
			b.Warnings = append(b.Warnings, said{Badge: ui.Badge{Text: v.T("timetable.severity.warning"), Kind: ui.Warn}, Text: v.Text.T(v.Lang, w.Key, w.Args)})
		}
		page.Body = b
	}
	return v.Retry(p.plan, page, err)
}
