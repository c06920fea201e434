package procedures

import (
	"net/url"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// Line is the one line that every page of a cooperation shows: whose move it
// is, since when, by when. It is nil when nothing is open, or when the reader
// may not see where the cooperation stands.
func Line(v *front.Visit, cooperation string) (*ui.Move, error) {
	courses, err := v.Desk.Courses(v.R.Context(), v.Actor, cooperation)
	switch fault.KindOf(err) {
	case fault.Denied, fault.NotFound, fault.Unauthenticated:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return LineOf(v, courses), nil
}

// Mark puts the line on a page of a cooperation. A line that cannot be made
// does not keep the page from being read.
func Mark(v *front.Visit, page *ui.Page, cooperation string) *ui.Page {
	line, err := Line(v, cooperation)
	if err != nil {
		v.Trouble("whose move it is", err, "cooperation", cooperation)
	}
	page.Move = line
	return page
}

// LineOf is Line of runs that are known already.
func LineOf(v *front.Visit, courses []ops.Course) *ui.Move {
	var all []ops.Turn
	names := map[string]string{}
	for _, c := range courses {
		all = append(all, c.Turns...)
		for _, p := range c.Run.Parties() {
			names[p.Code] = p.Name
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, ops.FirstTurn)
	return move(v, all[0], len(all)-1, names)
}

// move is a turn as the line shows it; more is how many others are open.
func move(v *front.Visit, t ops.Turn, more int, names map[string]string) *ui.Move {
	m := &ui.Move{Office: officeOf(v, t.Office, t.Governments, names), Mine: t.Mine, Text: t.Gate.In(v.Lang) + ".", Since: civil.In(t.Since)}
	if t.Branch != "" {
		m.Text = t.Branch + ": " + m.Text
	}
	switch {
	case t.MayRecord:
		m.Text += " " + v.T("run.may_record")
	case !t.Mine && len(t.Needs) > 0:
		m.Text += " " + v.T("run.needs", "Need", t.Needs[0].Name.In(v.Lang))
	}
	if more > 0 {
		m.Text += " " + v.T("run.and_more", "Count", more)
	}
	if t.Due != nil {
		m.Until, m.Late = t.Due.On, t.Due.Overdue
	}
	m.Record = t.MayRecord
	m.Action = &ui.Action{Href: GatePath(t.Run, t.Slot), Label: v.T("run.go")}
	return m
}

// slotName names a gate with its branch and government.
func slotName(v *front.Visit, p ops.Proceeding, g procedure.GateView) string {
	name := g.Gate.Name.In(v.Lang)
	if g.Slot.Government != "" {
		name += " · " + sideName(p, g.Slot.Government)
	}
	return name
}

func sideName(p ops.Proceeding, code string) string {
	if slices.Contains(p.Cooperation.Parties, code) {
		return ops.ShortName(code)
	}
	return p.Names[code]
}

// cooperationPath is where a cooperation is.
func cooperationPath(id string) string { return "/cooperations/" + url.PathEscape(id) }
