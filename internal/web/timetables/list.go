package timetables

import (
	"net/url"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/timetable"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type listBody struct {
	Summary ui.Summary
	Rows    []listRow
	Empty   ui.Empty
	Action  string
	Name    string
	From    string
	Choices []ui.Option
	Lost    []string
	Feed    string
}

type listRow struct {
	Href, Name string
	State      string
}

func listPage(v *front.Visit) (*ui.Page, error) {
	service := v.R.PathValue("service")
	r, err := v.Desk.Registry(v.R.Context(), v.Actor, service)
	if err != nil {
		return nil, err
	}
	if r.Service.Kind != agreement.Bus {
		return nil, fault.New(fault.NotFound, "policy.not_found")
	}
	plans, err := v.Desk.TimetablePlans(v.R.Context(), v.Actor, service)
	if err != nil {
		return nil, err
	}
	b := listBody{
		Action: base(service), Name: v.R.PostFormValue("name"), From: v.R.PostFormValue("begin"), Feed: "/gtfs/" + url.PathEscape(service) + ".zip",
		Empty:   ui.Empty{Title: v.T("timetable.no_plans"), Text: v.T("timetable.no_plans_text")},
		Choices: []ui.Option{{Value: "empty", Label: v.T("timetable.begin_empty"), Hint: v.T("timetable.begin_empty_hint")}},
	}
	if len(r.Timetables) > 0 {
		b.Choices = append([]ui.Option{{Value: "now", Label: v.T("timetable.begin_now"), Hint: v.T("timetable.begin_now_hint")}}, b.Choices...)
	} else {
		b.Feed = ""
	}
	if b.From == "" {
		b.From = b.Choices[0].Value
	}
	b.Summary.Text = v.T("timetable.plans_answer", "Count", len(plans))
	for _, p := range plans {
		b.Rows = append(b.Rows, listRow{base(service) + "/" + url.PathEscape(p.ID), p.Name, v.T("timetable.state_number", "Number", p.Revision)})
	}
	page := v.Page(v.T("timetable.plans"), ui.Link{Href: "/cooperations/" + r.Paper.Cooperation, Label: v.T("bus.cooperation")},
		ui.Link{Href: "/bus/" + url.PathEscape(service), Label: r.Service.Name}, ui.Link{Href: "/services/" + url.PathEscape(service) + "/timetables", Label: v.T("registry.title_timetables")})
	page.Body = b
	return page, nil
}

func (p *pages) showList(v *front.Visit) error {
	page, err := listPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.list, page)
}

func (p *pages) start(v *front.Visit) error {
	page, err := listPage(v)
	if err != nil {
		return err
	}
	id, lost, err := v.Desk.StartPlan(v.R.Context(), v.Actor, v.R.PathValue("service"), v.R.PostFormValue("name"), v.R.PostFormValue("begin") == "now")
	if err != nil {
		return v.Retry(p.list, page, err)
	}
	to := base(v.R.PathValue("service")) + "/" + url.PathEscape(id)
	if len(lost) > 0 {
		to += "?lost=1"
	}
	return v.Redirect(to, "timetable.started")
}

type historyBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Changes []string
	None    string
	Rows    []revisionRow
	Action  string
	Base    int
	Empty   ui.Empty
}

type revisionRow struct {
	Number        int
	What, Who, At string
	State         ui.Badge
	Compare       string
	May           bool
}

// showHistory tells what the plan changes, compared with the timetable in force
// or with an earlier state of its own, and lists the states.
func (p *pages) showHistory(v *front.Visit) error {
	page, err := historyPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.history, page)
}

func historyPage(v *front.Visit) (*ui.Page, error) {
	s, err := load(v)
	if err != nil {
		return nil, err
	}
	b := historyBody{Tabs: tabs(v, s, "history"), Action: at(s) + "/history", Base: s.Revision}
	was, with, err := compared(v, s)
	if err != nil {
		return nil, err
	}
	if was == nil {
		b.Summary.Text = v.T("timetable.none_in_force_yet")
	} else {
		for _, c := range timetable.Compare(was, s.Plan) {
			b.Changes = append(b.Changes, v.Text.T(v.Lang, c.Key, c.Args))
		}
		b.Summary.Text = v.T("timetable.compare_answer", "Count", len(b.Changes), "With", with)
	}
	for _, r := range s.Revisions {
		row := revisionRow{Number: r.Number, What: r.What, Who: r.Name, At: i18n.DateTime(v.Lang, time.UnixMicro(r.AtUS).In(civil.WIB())), May: r.Number != s.Revision}
		if row.May {
			row.Compare = at(s) + "/history?with=" + itoa(r.Number)
		}
		if r.Feed != "" {
			row.State = ui.Badge{Text: v.T("timetable.published_from", "From", r.FeedFrom), Kind: ui.Good}
		}
		b.Rows = append(b.Rows, row)
	}
	page := newPage(v, s, v.T("timetable.title_history", "Name", s.Name), ui.Link{Href: at(s), Label: s.Name})
	page.Body = b
	return page, nil
}

// compared gives the timetable that the plan is compared with, and its name.
func compared(v *front.Visit, s ops.PlanSheet) (*timetable.Plan, string, error) {
	if n := atoi(v.R.URL.Query().Get("with")); n > 0 {
		old, err := v.Desk.PlanSheet(v.R.Context(), v.Actor, s.Service.ID, s.ID, n)
		return old.Plan, v.T("timetable.state_number", "Number", n), err
	}
	now, _, err := v.Desk.InForce(v.R.Context(), v.Actor, s.Service.ID)
	return now, v.T("timetable.in_force"), err
}

func (p *pages) restore(v *front.Visit) error {
	page, err := historyPage(v)
	if err != nil {
		return err
	}
	if err := v.Desk.RestorePlan(v.R.Context(), v.Actor, v.R.PathValue("service"), v.R.PathValue("plan"), atoi(v.R.PostFormValue("base")), atoi(v.R.PostFormValue("number"))); err != nil {
		return v.Retry(p.history, page, err)
	}
	return v.Redirect(base(v.R.PathValue("service"))+"/"+url.PathEscape(v.R.PathValue("plan")), "timetable.restored")
}
