package procedures

import (
	"net/url"
	"slices"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type provinceBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Waiting []provinceRow // disputes, takeovers and what else waits for the governor
	All     []provinceRow
	Empty   ui.Empty
	Next    string
}

// perPage is how many cooperations a page lists, and at most how many steps
// that wait for the governor.
const perPage = 50

type provinceRow struct {
	Href, Title, Run, Stage, Whose, Since, Due string
	RunHref                                    string
	Late                                       bool
	Parties                                    []ui.Party
	State                                      ui.Badge
}

// showProvince is what the governor watches (UU 23/2014 art. 368(1), PP 28/2018
// art. 44(4)): every cooperation inside the province, what is late, and what
// waits for the governor.
func (p *pages) showProvince(v *front.Visit) error {
	if err := reader(v); err != nil {
		return err
	}
	if !v.Actor.Has(policy.Observer) {
		return fault.New(fault.Denied, "policy.denied")
	}
	all, next, err := v.Desk.Watch(v.R.Context(), v.Actor, v.R.URL.Query().Get("after"), perPage)
	if err != nil {
		return err
	}
	sums, err := v.Desk.WatchSums(v.R.Context(), v.Actor, perPage)
	if err != nil {
		return err
	}
	b := provinceBody{Empty: ui.Empty{Title: v.T("run.province_none"), Text: v.T("run.province_none_text")}, Tabs: OverviewTabs(v, "/province")}
	for _, w := range all {
		b.All = append(b.All, watched(v, w)...)
	}
	for _, q := range sums.Waiting {
		b.Waiting = append(b.Waiting, provinceRow{
			Href: GatePath(q.Run, q.Slot), Title: q.Title, Run: q.Gate.Name.In(v.Lang), Since: i18n.Date(v.Lang, civil.In(time.UnixMicro(q.SinceUS))), Due: i18n.Date(v.Lang, q.Due),
		})
	}
	b.Summary = ui.Summary{Text: v.T("run.province_answer", "Count", sums.Cooperations, "Waiting", sums.Count, "Late", sums.Late)}
	if next != "" {
		b.Next = "/province?" + url.Values{"after": {next}}.Encode()
	}
	page := v.Page(v.T("run.province"))
	page.Body = b
	return v.Render(p.province, page)
}

// OverviewTabs are the two pages on which a province watches: every cooperation
// in one line, and what their procedures wait for. Others have the first alone.
func OverviewTabs(v *front.Visit, current string) []ui.Tab {
	if !v.Actor.Has(policy.Observer) {
		return nil
	}
	return []ui.Tab{{Href: "/overview", Label: v.T("overview.title"), Current: current == "/overview"}, {Href: "/province", Label: v.T("run.province"), Current: current == "/province"}}
}

// watched gives a row for each run of a cooperation that goes on, or one that
// says that there is none.
func watched(v *front.Visit, w ops.Watched) []provinceRow {
	var out []provinceRow
	for _, c := range w.Courses {
		var t ops.Turn
		if len(c.Turns) > 0 {
			t = c.Turns[0]
		}
		out = append(out, courseRow(v, w, c, t))
	}
	if out == nil {
		row := courseRow(v, w, ops.Course{}, ops.Turn{})
		row.Stage = v.T("run.no_run")
		out = append(out, row)
	}
	return out
}

func courseRow(v *front.Visit, w ops.Watched, c ops.Course, t ops.Turn) provinceRow {
	row := provinceRow{Href: cooperationPath(w.ID), Title: w.Title}
	names := map[string]string{}
	for i, code := range w.Parties {
		names[code] = w.Governments[code].Name
		row.Parties = append(row.Parties, ui.Party{Index: i, Name: ops.ShortName(code)})
	}
	if c.ID == "" {
		return row
	}
	row.Run, row.RunHref, row.State = c.Run.Definition().Name.In(v.Lang), RunPath(c.ID), StatusBadge(v, c.Status, c.Suspended)
	row.Stage = v.T("cooperation.stage." + string(c.Run.Stage()))
	if t.Run != "" {
		row.Whose = officeOf(v, t.Office, t.Governments, names) + ": " + t.Gate.In(v.Lang)
		row.Since, row.Due = i18n.Date(v.Lang, civil.In(t.Since)), dueWords(v, t.Due)
	}
	row.Late = slices.ContainsFunc(c.Turns, func(t ops.Turn) bool { return t.Due != nil && t.Due.Overdue })
	return row
}
