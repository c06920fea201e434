package registry

import (
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type timetableRow struct {
	From, Name, Note, Added, SHA256 string
	State                           ui.Badge
}

type timetablesBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Base    string
	Rows    []timetableRow
	Empty   ui.Empty
	From    string
}

// loadBus gives the registry of a bus service; others have no timetable.
func loadBus(v *front.Visit) (ops.Registry, error) {
	r, err := load(v)
	if err == nil && r.Service.Kind != agreement.Bus {
		err = fault.New(fault.NotFound, "policy.not_found")
	}
	return r, err
}

func timetablesPage(v *front.Visit, r ops.Registry) *ui.Page {
	today := civil.In(time.Now())
	body := timetablesBody{Tabs: tabs(v, r, "timetables"), Base: base(r), From: v.R.PostFormValue("from"), Empty: ui.Empty{Title: v.T("registry.no_timetables"), Text: v.T("registry.no_timetables_text")}}
	body.Summary = ui.Summary{Text: v.T("registry.timetable_none")}
	now := slices.IndexFunc(r.Timetables, func(t store.Timetable) bool { return !t.From.After(today) }) // the newest is first
	for i, t := range r.Timetables {
		row := timetableRow{From: i18n.Date(v.Lang, t.From), Name: t.Name, Note: t.Note, SHA256: t.SHA256, Added: i18n.DateTime(v.Lang, time.UnixMicro(t.AddedUS).In(civil.WIB()))}
		switch {
		case i == now:
			row.State = ui.Badge{Text: v.T("registry.in_use"), Kind: ui.Good}
			body.Summary.Text = v.T("registry.timetable_answer", "Name", t.Name, "From", i18n.LongDate(v.Lang, t.From))
		case t.From.After(today):
			row.State = ui.Badge{Text: v.T("registry.to_come"), Kind: ui.Waiting}
		default:
			row.State = ui.Badge{Text: v.T("registry.past"), Kind: ui.Neutral}
		}
		body.Rows = append(body.Rows, row)
	}
	page := newPage(v, r, v.T("registry.title_timetables"))
	page.Body = body
	return page
}

func (p *pages) showTimetables(v *front.Visit) error {
	r, err := loadBus(v)
	if err != nil {
		return err
	}
	return v.Render(p.timetables, timetablesPage(v, r))
}

func (p *pages) addTimetable(v *front.Visit) error {
	r, err := loadBus(v)
	if err != nil {
		return err
	}
	var fields []fault.Field
	file, header, err := v.R.FormFile("timetable")
	if err != nil {
		fields = append(fields, fault.NewField("timetable", "ui.file_missing"))
	} else {
		defer file.Close()
	}
	from, err := civil.ParseDate(v.R.PostFormValue("from"))
	if err != nil {
		fields = append(fields, fault.NewField("from", "sheet.expect_date", "Value", v.R.PostFormValue("from"), "Example", "2026-10-01"))
	}
	if err = fault.InvalidFields(fields); err == nil {
		err = v.Desk.AddTimetable(v.R.Context(), v.Actor, r.Service.ID, header.Filename, from, file)
	}
	if err != nil {
		return v.Retry(p.timetables, timetablesPage(v, r), err)
	}
	return v.Redirect(base(r)+"/timetables", "registry.timetable_added")
}
