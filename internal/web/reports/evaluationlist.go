package reports

import (
	"net/url"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/report"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

const (
	perPage     = 50 // PKS
	mostPeriods = 4  // of a PKS in the list of all
)

type evaluationsBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Filters ui.Filters
	Rows    []evaluationRow
	Empty   ui.Empty
	Next    string
}

type evaluationRow struct {
	Title, Period, Href string
	Often               string // how often the PKS is evaluated; in its first row
	All                 string // where its other periods are; in its last row
	State               ui.Badge
	Finished            []ui.Link
}

// asksFor reads the filter from the address.
func asksFor(q url.Values) ops.EvaluationFilter {
	return ops.EvaluationFilter{Paper: q.Get("paper"), Overdue: q.Get("state") == "overdue"}
}

func (p *pages) showEvaluations(v *front.Visit) error {
	q := v.R.URL.Query()
	f := asksFor(q)
	all, next, err := v.Desk.Evaluations(v.R.Context(), v.Actor, f, q.Get("after"), perPage)
	if err != nil {
		return err
	}
	overdue, err := v.Desk.OverdueEvaluations(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	rule, err := report.EvaluationRule()
	if err != nil {
		return err
	}
	b := evaluationsBody{Tabs: tabs(v, evaluations), Empty: ui.Empty{Title: v.T("evaluation.none_title"), Text: v.T("evaluation.none_text")}}
	b.Filters = ui.Filters{Action: evaluations, Active: f != ops.EvaluationFilter{}, Fields: []ui.Field{
		{Name: "state", Label: v.T("search.status"), Value: q.Get("state"), Options: []ui.Option{{Value: "", Label: v.T("search.any_status")}, {Value: "overdue", Label: v.T("evaluation.overdue")}}},
	}}
	if b.Filters.Active {
		b.Empty = ui.Empty{Title: v.T("register.nothing_title"), Text: v.T("evaluation.none_overdue")}
	}
	for _, one := range all {
		b.Rows = append(b.Rows, paperRows(v, one, f.Paper != "")...)
	}
	b.Summary = ui.Summary{Text: v.T("evaluation.none_overdue"), Note: v.T("evaluation.rule", "Times", rule.Times, "Article", rule.Article)}
	if overdue > 0 {
		b.Summary.Text, b.Summary.Badge = v.T("evaluation.overdue_count", "Count", overdue), ui.Badge{Text: v.T("evaluation.overdue"), Kind: ui.Warn}
	}
	if !rule.Verified() {
		b.Summary.Note += " (" + v.T("run.unverified") + ")"
	}
	if next != "" {
		set := url.Values{"after": {next}}
		if f.Overdue {
			set.Set("state", "overdue")
		}
		b.Next = evaluations + "?" + set.Encode()
	}
	page := v.Page(v.T("evaluation.title"))
	page.Body = b
	return v.Render(p.evaluations, page)
}

// paperRows are the periods of a PKS: the newest, or all of them.
func paperRows(v *front.Visit, paper ops.EvaluatedPaper, whole bool) (rows []evaluationRow) {
	for i, s := range paper.Periods {
		if !whole && i == mostPeriods {
			rows[i-1].All = evaluations + "?" + url.Values{"paper": {paper.ID}}.Encode()
			break
		}
		row := evaluationRow{Title: paper.Title, Period: periodName(v, s.Period), State: evaluationBadge(v, s), Finished: finishedLinks(v, s.Finished)}
		if s.MayEdit {
			row.Href = formPath(paper.ID, s.Period)
		}
		if i == 0 {
			row.Often = v.T("evaluation.often", "Times", paper.Times)
			if paper.Evaluations == 0 {
				row.Often = v.T("evaluation.often_default", "Times", paper.Times)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// evaluationBadge says where a period stands: whom the newest evaluations wait
// for, or whether one is missing.
func evaluationBadge(v *front.Visit, s ops.EvaluationState) ui.Badge {
	switch {
	case s.Overdue():
		return ui.Badge{Text: v.T("evaluation.overdue"), Kind: ui.Warn}
	case len(s.Finished) > 0 && (s.Mine || !s.MayEdit):
		for _, e := range s.Finished {
			if e.Newest && !e.Joint() {
				return joint(v, e)
			}
		}
		return ui.Badge{Text: v.T("evaluation.joint"), Kind: ui.Good}
	case s.Ended:
		return ui.Badge{Text: v.T("evaluation.not_done"), Kind: ui.Neutral}
	}
	return ui.Badge{Text: v.T("evaluation.running"), Kind: ui.Neutral}
}

func finishedLinks(v *front.Visit, all []ops.FinishedEvaluation) (out []ui.Link) {
	for _, e := range all {
		out = append(out, ui.Link{Href: finishedPath(e), Label: v.T("evaluation.version", "Who", ops.ShortName(e.Government), "Version", e.Version, "On", i18n.Date(v.Lang, civil.In(time.UnixMicro(e.FinishedUS))))})
	}
	return out
}
