package timetables

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/render"
	"sinergi/internal/timetable"
	"sinergi/internal/web/front"
)

// sheet prints the timetable that hangs at a halt, or the route sheet of a
// line: PDF.
func (p *pages) sheet(v *front.Visit) error {
	s, err := load(v)
	if err != nil {
		return err
	}
	q := v.R.URL.Query()
	b := render.Board{Language: v.Lang, Foot: v.T("timetable.sheet_foot", "Name", s.Name, "From", s.Plan.From, "Until", s.Plan.Until)}
	name := ""
	if h := s.Plan.Halt(q.Get("halt")); h != nil {
		haltBoard(v, s, h, &b)
		name = "halte-" + h.ID
	} else if l := s.Plan.Line(q.Get("line")); l != nil {
		routeBoard(v, s, l, &b)
		name = "trayek-" + l.ID
	} else {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	header := v.W.Header()
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Disposition", `inline; filename="`+name+`.pdf"`)
	return render.BoardPDF(v.W, b)
}

// hour writes the hour of a time, and within the minutes after it.
func hour(c timetable.Clock) string { return itoa(int(c)/36000) + itoa(int(c)/3600%10) }

func within(c timetable.Clock) string { return itoa(int(c)/600%6) + itoa(int(c)/60%10) }

// haltBoard lists when buses leave a halt: for each line, way and day type a
// row an hour; where a headway is promised, how often.
func haltBoard(v *front.Visit, s ops.PlanSheet, h *timetable.Halt, b *render.Board) {
	b.Title, b.Under = h.Name, v.T("timetable.halt_sheet")
	for i := range s.Plan.Lines {
		l := &s.Plan.Lines[i]
		for k := range l.Patterns {
			t := &l.Patterns[k]
			last := len(t.Calls) - 1
			if n := slices.IndexFunc(t.Calls, func(c timetable.Call) bool { return c.Halt == h.ID }); n < 0 || n == last {
				continue
			}
			for _, day := range s.Plan.Days {
				table := render.BoardTable{Caption: v.T("timetable.line_named", "Line", l.Code) + " – " + wayName(v, s, l, t) + ", " + day.Name, Head: []string{v.T("timetable.hour"), v.T("timetable.minutes_past")}, Shares: []float64{1, 9}}
				var times []timetable.Clock
				loose := ""
				for _, x := range s.Plan.LeavesAt(l, t, h.ID, day.ID) {
					if x.Every > 0 {
						loose += v.T("timetable.every_between", "Minutes", timetable.Minutes(x.Every), "From", x.At, "Until", x.Until) + " "
						continue
					}
					times = append(times, x.At)
				}
				for j := 0; j < len(times); {
					row := []string{hour(times[j]), ""}
					for ; j < len(times) && hour(times[j]) == row[0]; j++ {
						row[1] += within(times[j]) + "  "
					}
					table.Rows = append(table.Rows, row)
				}
				if loose != "" {
					table.Rows = append(table.Rows, []string{"", strings.TrimSpace(loose)})
				}
				if len(table.Rows) > 0 {
					b.Tables = append(b.Tables, table)
				}
			}
		}
	}
}

// routeBoard is what a driver drives by: the halts of each way with the minutes
// from the start, and the departures of each day type.
func routeBoard(v *front.Visit, s ops.PlanSheet, l *timetable.Line, b *render.Board) {
	b.Title, b.Under = strings.TrimSpace(v.T("timetable.line_named", "Line", l.Code)+" "+l.Name), v.T("timetable.route_sheet")
	for k := range l.Patterns {
		t := &l.Patterns[k]
		if len(t.Calls) < 2 {
			continue
		}
		table := render.BoardTable{Caption: wayName(v, s, l, t) + ", " + i18n.Number(v.Lang, kilometres(s.Plan.Metres(t))) + " km", Head: []string{"#", v.T("timetable.halt"), v.T("timetable.after_start")}, Shares: []float64{1, 8, 2}}
		at := 0
		for i, c := range t.Calls {
			at += c.Run
			name := c.Halt
			if h := s.Plan.Halt(c.Halt); h != nil {
				name = h.Name
			}
			table.Rows = append(table.Rows, []string{itoa(i + 1), name, timetable.Minutes(at).In(v.Lang)})
			if i > 0 {
				at += c.Dwell
			}
		}
		b.Tables = append(b.Tables, table)
		leave := render.BoardTable{Head: []string{v.T("timetable.day"), v.T("timetable.leaves")}, Shares: []float64{2, 9}}
		for _, day := range s.Plan.Days {
			words := ""
			for _, x := range s.Plan.LeavesAt(l, t, t.Calls[0].Halt, day.ID) {
				if x.Every > 0 {
					words += v.T("timetable.every_between", "Minutes", timetable.Minutes(x.Every), "From", x.At, "Until", x.Until) + " "
				} else {
					words += x.At.In(v.Lang) + "  "
				}
			}
			if words != "" {
				leave.Rows = append(leave.Rows, []string{day.Name, strings.TrimSpace(words)})
			}
		}
		if len(leave.Rows) > 0 {
			b.Tables = append(b.Tables, leave)
		}
	}
}
