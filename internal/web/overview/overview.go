// SPDX-License-Identifier: Apache-2.0

// Package overview is the page for leaders, of a government or of the province:
// every cooperation in one line, those that ask for attention first.
package overview

import (
	"embed"
	"net/url"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/render"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	here    = "/overview"
	perPage = 50
	// mostExported bounds the workbook.
	mostExported = 2000
)

// Register adds the page to the front door.
func Register(f *front.Front) {
	view := f.View(files, "overview.html")
	f.Handle("GET "+here, func(v *front.Visit) error { return show(v, view) })
	f.Handle("GET "+here+"/file/{kind}", export)
}

type body struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Rows    []row
	Empty   ui.Empty
	Next    string
	Files   []ui.Link
}

type row struct {
	Href, Title  string
	Parties      []ui.Party
	Stage        string
	Turn         string
	TurnHref     string
	State        ui.Badge
	Late         string
	LateHref     string
	MoneyHref    string
	Agreed       string
	Checked      string
	Disputed     string
	Ends         string
	Concluded    string
	ConcludeHref string
}

func show(v *front.Visit, view *ui.View) error {
	after := v.R.URL.Query().Get("after")
	all, next, err := v.Desk.Overview(v.R.Context(), v.Actor, after, perPage)
	if err != nil {
		return err
	}
	if len(all) == 0 && after != "" { // nothing follows any more
		return v.Redirect(here, "")
	}
	b := body{Tabs: procedures.OverviewTabs(v, here), Empty: ui.Empty{Title: v.T("cooperation.none_title"), Text: v.T("cooperation.none_text")}}
	calls := 0
	for _, s := range all {
		if s.Attention() > 0 {
			calls++
		}
		b.Rows = append(b.Rows, newRow(v, s))
	}
	switch {
	case len(all) == 0:
	case calls == 0:
		b.Summary = ui.Summary{Text: v.T("overview.well", "Count", len(all), "Part", after+next != ""), Badge: ui.Badge{Text: v.T("overview.well_mark"), Kind: ui.Good}}
	default:
		b.Summary = ui.Summary{Text: v.T("overview.calls", "Count", len(all), "Calls", calls, "Part", after+next != ""), Badge: ui.Badge{Text: v.T("overview.calls_mark"), Kind: ui.Warn}}
	}
	if next != "" {
		b.Next = here + "?" + url.Values{"after": {next}}.Encode()
	}
	if len(all) > 0 {
		b.Files = []ui.Link{{Href: here + "/file/xlsx", Label: v.T("report.file.xlsx")}}
	}
	page := v.Page(v.T("overview.title"))
	page.Body = b
	return v.Render(view, page)
}

func newRow(v *front.Visit, s ops.Glance) row {
	out := row{Href: "/cooperations/" + url.PathEscape(s.ID), Title: s.Title, Stage: stage(v, s), Ends: ends(v, s)}
	for i, code := range s.Parties {
		out.Parties = append(out.Parties, ui.Party{Index: i, Name: ops.ShortName(code)})
	}
	if s.Turn != nil {
		out.Turn, out.TurnHref = turn(v, s), procedures.GatePath(s.Turn.Run, s.Turn.Slot)
	}
	if s.TurnLate {
		out.State = ui.Badge{Text: v.T("run.late"), Kind: ui.Bad}
	}
	if s.Late > 0 {
		out.Late, out.LateHref = v.T("overview.late", "Count", s.Late), "/obligations?"+url.Values{"cooperation": {s.ID}}.Encode()
	}
	out.MoneyHref = out.Href + "#statements"
	if s.Agreed > 0 {
		out.Agreed = v.T("overview.agreed", "Amount", i18n.Rupiah(v.Lang, s.Agreed))
	}
	if s.Checked > 0 {
		out.Checked = v.T("overview.checked", "Amount", i18n.Rupiah(v.Lang, s.Checked))
	}
	if s.Disputed > 0 {
		out.Disputed = v.T("overview.disputed", "Count", s.Disputed)
	}
	if e := s.Evaluated; e != nil {
		out.Concluded = v.T("evaluation.conclusion."+string(s.Conclusion)) + " (" + ops.ShortName(e.Government) + ", " + i18n.Date(v.Lang, civil.In(time.UnixMicro(e.FinishedUS))) + ")"
		out.ConcludeHref = "/evaluations/" + url.PathEscape(e.Agreement) + "/" + e.Period + "/" + url.PathEscape(e.Government) + "/" + strconv.Itoa(e.Version)
	}
	return out
}

func stage(v *front.Visit, s ops.Glance) string {
	if s.Stage == "" {
		return v.T("overview.in_force", "Count", s.InForce)
	}
	return v.T("cooperation.stage." + string(s.Stage))
}

func turn(v *front.Visit, s ops.Glance) string {
	return v.T("overview.turn", "Office", procedures.Whose(v, *s.Turn, s.Parties), "What", s.Turn.Gate.In(v.Lang), "Since", i18n.Date(v.Lang, civil.In(s.Turn.Since)))
}

func ends(v *front.Visit, s ops.Glance) string {
	if s.Ends == nil {
		return ""
	}
	return v.T("overview.ends", "Day", i18n.Date(v.Lang, s.Ends.Until), "Days", s.DaysLeft)
}

func export(v *front.Visit) error {
	if v.R.PathValue("kind") != "xlsx" {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	all, more, err := v.Desk.Overview(v.R.Context(), v.Actor, "", mostExported)
	if err != nil {
		return err
	}
	if more != "" {
		return fault.New(fault.Invalid, "overview.too_many", "Limit", mostExported)
	}
	t := render.Table{Sheet: v.T("overview.sheet")}
	for _, key := range []string{"run.cooperation", "overview.parties", "cooperation.stage", "run.whose", "overview.column.late", "overview.column.agreed", "overview.column.checked", "overview.column.disputed", "overview.column.ends", "overview.column.evaluation"} {
		t.Head = append(t.Head, v.T(key))
	}
	for _, s := range all {
		parties, whose, until, concluded := "", "", civil.Date{}, ""
		for i, code := range s.Parties {
			if i > 0 {
				parties += ", "
			}
			parties += ops.GovernmentName(code)
		}
		if s.Turn != nil {
			whose = turn(v, s)
		}
		if s.Ends != nil {
			until = s.Ends.Until
		}
		if s.Evaluated != nil {
			concluded = v.T("evaluation.conclusion." + string(s.Conclusion))
		}
		t.Rows = append(t.Rows, []any{s.Title, parties, stage(v, s), whose, int64(s.Late), int64(s.Agreed), int64(s.Checked), int64(s.Disputed), until, concluded})
	}
	return v.Table(v.T("overview.file_name"), "xlsx", t)
}
