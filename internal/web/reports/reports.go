// SPDX-License-Identifier: Apache-2.0

// Package reports is the pages of what governments say of a half year: to the
// governor of all their cooperations, and of each PKS in an evaluation; what
// would be sent now, what was sent, and what is overdue.
package reports

import (
	"embed"
	"net/url"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/report"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const here = "/reports"

type pages struct{ list, sheet, evaluations, evaluation *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list: f.View(files, "list.html"), sheet: f.View(files, "sheet.html"),
		evaluations: f.View(files, "evaluations.html"), evaluation: f.View(files, "evaluation.html"),
	}
	const one = here + "/{government}/{period}"
	f.Handle("GET "+here, p.showList)
	f.Handle("GET "+one, p.showNow)
	f.HandleText("POST "+one, p.save)
	f.Handle("POST "+one+"/send", p.send)
	f.Handle("GET "+one+"/{version}", p.showKept)
	f.Handle("POST "+one+"/{version}/use", p.use)
	f.Handle("GET "+one+"/{version}/file/{kind}", file)
	p.registerEvaluations(f)
}

func path(government string, p report.Period) string {
	return here + "/" + url.PathEscape(government) + "/" + p.String()
}

func versionPath(r store.Report) string {
	return here + "/" + url.PathEscape(r.Government) + "/" + r.Period + "/" + strconv.Itoa(r.Version)
}

type listBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Rows    []row
	Empty   ui.Empty
	Law     ui.Summary
}

type row struct {
	Period, Due string
	Government  string
	Href        string // empty: nothing to see yet
	State       ui.Badge
	Sent        []ui.Link
}

func (p *pages) showList(v *front.Visit) error {
	all, err := v.Desk.Reports(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	rule, err := report.Rule()
	if err != nil {
		return err
	}
	b := listBody{Empty: ui.Empty{Title: v.T("report.none_title"), Text: v.T("report.none_text")}, Law: law(v, rule), Tabs: tabs(v, here)}
	overdue := 0
	for _, s := range all {
		one := row{Period: periodName(v, s.Period), Due: i18n.Date(v.Lang, s.Due), Government: region.FullName(s.Government), State: state(v, s)}
		if policy.Can(v.Actor, policy.EditAgreement, policy.Of(s.Government)) == nil {
			one.Href = path(s.Government, s.Period)
		}
		for _, r := range s.Sent {
			one.Sent = append(one.Sent, ui.Link{Href: versionPath(r), Label: v.T("report.version", "Version", r.Version, "On", i18n.Date(v.Lang, civil.In(time.UnixMicro(r.SentUS))))})
		}
		if s.Overdue {
			overdue++
		}
		b.Rows = append(b.Rows, one)
	}
	switch {
	case len(all) == 0:
	case overdue == 0:
		b.Summary = ui.Summary{Text: v.T("report.all_sent"), Badge: ui.Badge{Text: v.T("report.in_time"), Kind: ui.Good}}
	default:
		b.Summary = ui.Summary{Text: v.T("report.overdue_count", "Count", overdue), Badge: ui.Badge{Text: v.T("report.overdue"), Kind: ui.Warn}}
	}
	page := v.Page(v.T("report.title"))
	page.Body = b
	return v.Render(p.list, page)
}

// tabs are the two lists of this area.
func tabs(v *front.Visit, current string) []ui.Tab {
	return []ui.Tab{{Href: here, Label: v.T("report.title"), Current: current == here}, {Href: evaluations, Label: v.T("evaluation.title"), Current: current == evaluations}}
}

// law says what the interval rests on, and that nobody has verified it.
func law(v *front.Visit, i report.Interval) ui.Summary {
	s := ui.Summary{Text: v.T("report.rule", "Days", i.DaysAfter), Note: i.Article}
	if !i.Verified() {
		s.Badge = ui.Badge{Text: v.T("run.unverified"), Kind: ui.Warn}
	}
	return s
}

func state(v *front.Visit, s ops.ReportState) ui.Badge {
	switch {
	case len(s.Sent) > 0:
		return ui.Badge{Text: v.T("report.sent"), Kind: ui.Good}
	case s.Overdue:
		return ui.Badge{Text: v.T("report.overdue"), Kind: ui.Bad}
	case s.Ended:
		return ui.Badge{Text: v.T("report.due"), Kind: ui.Waiting}
	}
	return ui.Badge{Text: v.T("report.running"), Kind: ui.Neutral}
}

func periodName(v *front.Visit, p report.Period) string {
	return p.Name(statements.Language(v.Text, v.Lang))
}
