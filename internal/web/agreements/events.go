// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"cmp"
	"net/url"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/ui"
)

// everyone is the choice that a step is of all parties.
const everyone = "semua"

type eventRow struct{ Date, Stage, Note, By string }

type eventsBody struct {
	Action, Back            string
	Rows                    []eventRow
	Empty                   ui.Empty
	Stage, Date, Note, Mine string
	Stages, Whose           []ui.Option
}

// eventsPage is the steps of a cooperation that were recorded, and the form
// for another.
func eventsPage(v *front.Visit, d ops.Dossier) *ui.Page {
	body := eventsBody{
		Action: v.R.URL.Path, Back: "/cooperations/" + url.PathEscape(d.ID), Empty: ui.Empty{Title: v.T("entry.no_events"), Text: v.T("entry.no_events_text")},
		Stage: typed(v, "stage"), Date: typed(v, "date"), Note: typed(v, "note"), Mine: typed(v, "by"),
		Stages: []ui.Option{{Value: "", Label: v.T("entry.choose_stage")}},
		Whose:  []ui.Option{{Value: everyone, Label: v.T("entry.by_all")}, {Value: v.Actor.Government, Label: ops.GovernmentName(v.Actor.Government)}},
	}
	for _, s := range agreement.Stages() {
		body.Stages = append(body.Stages, ui.Option{Value: string(s), Label: v.T("cooperation.stage." + string(s))})
	}
	events := slices.Clone(d.Events)
	slices.SortStableFunc(events, func(a, b agreement.Event) int { return cmp.Compare(b.Date.String(), a.Date.String()) })
	for _, e := range events {
		row := eventRow{i18n.Date(v.Lang, e.Date), v.T("cooperation.stage." + string(e.Stage)), e.Note, v.T("entry.by_all")}
		if e.By != "" {
			row.By = ops.GovernmentName(e.By)
		}
		body.Rows = append(body.Rows, row)
	}
	page := v.Page(v.T("entry.events"), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}, ui.Link{Href: body.Back, Label: d.Title})
	page.Body = body
	return procedures.Mark(v, page, d.ID)
}

func (p *pages) showEvents(v *front.Visit) error {
	d, err := editable(v)
	if err != nil {
		return err
	}
	return v.Render(p.events, eventsPage(v, d))
}

func (p *pages) addEvent(v *front.Visit) error {
	d, err := editable(v)
	if err != nil {
		return err
	}
	var fields []fault.Field
	e := agreement.Event{Stage: agreement.Stage(typed(v, "stage")), Note: typed(v, "note"), By: typed(v, "by")}
	if e.By == everyone {
		e.By = ""
	}
	if e.Stage == "" {
		fields = append(fields, fault.NewField("stage", "ui.required"))
	}
	if typed(v, "date") == "" {
		fields = append(fields, fault.NewField("date", "ui.required"))
	}
	e.Date = dateOf(&fields, "date", typed(v, "date"))
	if err := fault.InvalidFields(fields); err != nil {
		return v.Retry(p.events, eventsPage(v, d), err)
	}
	if err := v.Desk.AddEvent(v.R.Context(), v.Actor, d.ID, e); err != nil {
		return v.Retry(p.events, eventsPage(v, d), err)
	}
	return v.Redirect("/cooperations/"+url.PathEscape(d.ID)+"/events", "entry.event_saved")
}
