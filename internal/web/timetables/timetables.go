// SPDX-License-Identifier: Apache-2.0

// Package timetables is the pages on which a planner makes the timetable of a
// bus service without knowing GTFS: halts, lines with their ways, day types and
// headways, with what is wrong beside what it is of, what it would cost, and
// how it is published. Everything works without a map and without JavaScript.
package timetables

import (
	"embed"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/timetable"
	"sinergi/internal/travel"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, plan, halts, line, cost, history *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list:    f.View(files, "list.html"),
		plan:    f.View(files, "plan.html", "parts.html"),
		halts:   f.View(files, "halts.html", "parts.html"),
		line:    f.View(files, "line.html", "parts.html"),
		cost:    f.View(files, "cost.html", "parts.html"),
		history: f.View(files, "history.html", "parts.html"),
	}
	const at = "/services/{service}/plans"
	f.Handle("GET "+at, p.showList)
	f.Handle("POST "+at, p.start)
	f.Handle("GET "+at+"/{plan}", p.showPlan)
	f.Handle("POST "+at+"/{plan}", p.savePlan)
	f.Handle("POST "+at+"/{plan}/publish", p.publish)
	f.Handle("GET "+at+"/{plan}/halts", p.showHalts)
	f.HandleText("POST "+at+"/{plan}/halts", p.saveHalts)
	f.Handle("GET "+at+"/{plan}/lines/{line}", p.showLine)
	f.HandleText("POST "+at+"/{plan}/lines/{line}", p.saveLine)
	f.Handle("GET "+at+"/{plan}/cost", p.showCost)
	f.Handle("GET "+at+"/{plan}/history", p.showHistory)
	f.Handle("POST "+at+"/{plan}/history", p.restore)
	f.Handle("GET "+at+"/{plan}/map", p.showMap)
	f.Handle("GET "+at+"/{plan}/geojson", p.export)
	f.Handle("GET "+at+"/{plan}/sheet", p.sheet)
}

// load gives the plan of the address in its newest state.
func load(v *front.Visit) (ops.PlanSheet, error) {
	return v.Desk.PlanSheet(v.R.Context(), v.Actor, v.R.PathValue("service"), v.R.PathValue("plan"), 0)
}

// base is where the plans of a service are, and at is where one of them is.
func base(service string) string { return "/services/" + url.PathEscape(service) + "/plans" }

func at(s ops.PlanSheet) string { return base(s.Service.ID) + "/" + url.PathEscape(s.ID) }

func lineAt(s ops.PlanSheet, id string) string { return at(s) + "/lines/" + url.PathEscape(id) }

// newPage starts a page of a plan.
func newPage(v *front.Visit, s ops.PlanSheet, title string, crumbs ...ui.Link) *ui.Page {
	return v.Page(title, append([]ui.Link{
		{Href: "/cooperations/" + s.Paper.Cooperation, Label: v.T("bus.cooperation")},
		{Href: "/bus/" + url.PathEscape(s.Service.ID), Label: s.Service.Name},
		{Href: base(s.Service.ID), Label: v.T("timetable.plans")},
	}, crumbs...)...)
}

// tabs are the pages of a plan.
func tabs(v *front.Visit, s ops.PlanSheet, current string) []ui.Tab {
	tab := func(part, key string, count int) ui.Tab {
		t := ui.Tab{Href: at(s), Label: v.T(key), Count: count, Current: part == current}
		if part != "" {
			t.Href += "/" + part
		}
		return t
	}
	return []ui.Tab{
		tab("", "timetable.tab_plan", len(s.Plan.Lines)), tab("halts", "timetable.tab_halts", len(s.Plan.Halts)),
		tab("cost", "timetable.tab_cost", 0), tab("history", "timetable.tab_history", s.Revision),
	}
}

// said is a finding in words.
type said struct {
	Badge ui.Badge
	Text  string
	Href  string
}

var kinds = map[timetable.Severity]ui.Kind{timetable.Error: ui.Bad, timetable.Warning: ui.Warn, timetable.Note: ui.Neutral}

// tell says those findings that are about a part of the plan.
func tell(v *front.Visit, s ops.PlanSheet, about func(timetable.Where) bool) (out []said) {
	for _, f := range s.Findings {
		if !about(f.Where) {
			continue
		}
		x := said{Badge: ui.Badge{Text: v.T("timetable.severity." + string(f.Severity)), Kind: kinds[f.Severity]}, Text: v.Text.T(v.Lang, f.Key, f.Args)}
		switch {
		case f.Where.Line != "":
			x.Href = lineAt(s, f.Where.Line)
		case f.Where.Halt != "":
			x.Href = at(s) + "/halts"
		}
		out = append(out, x)
	}
	return out
}

func everything(timetable.Where) bool { return true }

// count counts the findings of a severity.
func count(s ops.PlanSheet, severity timetable.Severity) (n int) {
	for _, f := range s.Findings {
		if f.Severity == severity {
			n++
		}
	}
	return n
}

// edit changes a part of the plan by a form; what is wrong with it is told on
// the page that draw makes.
func (v *visit) edit(s ops.PlanSheet, part, what string, do func(*timetable.Plan) error) error {
	seen, err := strconv.Atoi(v.R.PostFormValue("base"))
	if err != nil {
		return fault.New(fault.Invalid, "timetable.no_base")
	}
	return v.Desk.EditPlan(v.R.Context(), v.Actor, s.Service.ID, s.ID, ops.PlanEdit{Base: seen, Part: part, What: what, Do: do})
}

// maxRows bounds the rows of a form.
const maxRows = 250

// posted counts the rows of a form that was sent: the fields w0_day, w1_day …
func posted(v *front.Visit, before, after string) int {
	n := 0
	for n < maxRows && v.R.PostForm.Has(before+itoa(n)+after) {
		n++
	}
	return n
}

// typed gives what was typed into a field, or what is kept.
func typed(v *front.Visit, name, kept string) string {
	if v.R.PostForm.Has(name) {
		return v.R.PostFormValue(name)
	}
	return kept
}

// visit is a visit whose form is read in the words of a timetable; the fields
// that cannot be read are gathered.
type visit struct {
	*front.Visit
	wrong []fault.Field
}

// value gives a value of the form without blanks at its ends.
func (v *visit) value(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }

func (v *visit) is(name string) bool { return v.value(name) != "" }

// number reads a whole number, 0 for an empty field.
func (v *visit) number(name string, most int) int {
	s := v.value(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.NewReplacer(".", "", ",", "").Replace(s))
	if err != nil || n < 0 || n > most {
		v.wrong = append(v.wrong, fault.NewField(name, "timetable.expect_number", "Value", s))
		return 0
	}
	return n
}

// clock reads a time of the service day: 06.30, 06:30, 6.
func (v *visit) clock(name string) timetable.Clock {
	c, ok := readClock(v.value(name))
	if !ok {
		v.wrong = append(v.wrong, fault.NewField(name, "timetable.expect_clock", "Value", v.value(name)))
	}
	return c
}

func readClock(s string) (timetable.Clock, bool) {
	h, m, cut := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	hours, err := strconv.Atoi(h)
	if err != nil || hours < 0 || hours > 32 {
		return 0, false
	}
	minutes := 0
	if cut {
		if minutes, err = strconv.Atoi(m); err != nil || minutes < 0 || minutes > 59 || len(m) != 2 {
			return 0, false
		}
	}
	return timetable.Clock(hours*3600 + minutes*60), true
}

// seconds reads a time that is typed in minutes: 15, 2,5 or, with seconds, 2:30.
func (v *visit) seconds(name string) int {
	n, ok := readMinutes(v.value(name))
	if !ok {
		v.wrong = append(v.wrong, fault.NewField(name, "timetable.expect_minutes", "Value", v.value(name)))
	}
	return n
}

func readMinutes(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	if m, sec, cut := strings.Cut(s, ":"); cut {
		a, err1 := strconv.Atoi(m)
		b, err2 := strconv.Atoi(sec)
		return a*60 + b, err1 == nil && err2 == nil && a >= 0 && a < 1000 && b >= 0 && b < 60 && len(sec) == 2
	}
	m, part, cut := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	a, err := strconv.Atoi(m)
	if err != nil || a < 0 || a > 1000 || cut && (len(part) < 1 || len(part) > 2) {
		return 0, false
	}
	b := 0
	if cut {
		if b, err = strconv.Atoi((part + "0")[:2]); err != nil || b < 0 {
			return 0, false
		}
	}
	return a*60 + (b*60+50)/100, true
}

// minutes writes seconds as readMinutes reads them.
func minutes(seconds int) string {
	if seconds%60 == 0 {
		return strconv.Itoa(seconds / 60)
	}
	return strconv.Itoa(seconds/60) + ":" + strconv.Itoa(seconds%60/10) + strconv.Itoa(seconds%10)
}

// place reads coordinates as they are copied from a map: latitude, longitude.
func (v *visit) place(name string) timetable.Place {
	q, ok := readPlace(v.value(name))
	if !ok {
		v.wrong = append(v.wrong, fault.NewField(name, "timetable.expect_place", "Value", v.value(name)))
	}
	return q
}

func readPlace(s string) (timetable.Place, bool) {
	lat, lon, ok := travel.ParsePlace(s)
	return timetable.Place{Lat: lat, Lon: lon}, ok
}

// free gives an id that is not taken, made of words.
func free(taken []string, id string) string {
	if id == "" {
		id = "x"
	}
	out := id
	for n := 2; slices.Contains(taken, out); n++ {
		out = id + "-" + strconv.Itoa(n)
	}
	return out
}
