package reports

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/report"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

const evaluations = "/evaluations"

func (p *pages) registerEvaluations(f *front.Front) {
	const one = evaluations + "/{id}/{period}"
	f.Handle("GET "+evaluations, p.showEvaluations)
	f.Handle("GET "+one, p.showForm)
	f.HandleText("POST "+one, p.saveForm)
	f.Handle("GET "+one+"/{government}/{version}", p.showFinished)
	f.Handle("POST "+one+"/{government}/{version}", p.followUpDone)
	f.Handle("POST "+one+"/{government}/{version}/confirm", p.confirm)
	f.Handle("GET "+one+"/{government}/{version}/file/{kind}", evaluationFile)
}

func formPath(id string, p report.Period) string {
	return evaluations + "/" + url.PathEscape(id) + "/" + p.String()
}

func finishedPath(e ops.FinishedEvaluation) string {
	return evaluations + "/" + url.PathEscape(e.Agreement) + "/" + e.Period + "/" + url.PathEscape(e.Government) + "/" + strconv.Itoa(e.Version)
}

type formBody struct {
	Summary    ui.Summary
	Facts      []ui.Fact
	Said       []string
	Duties     []dutyRow
	Problems   string
	Actions    []actionRow
	Conclusion ui.Field
	Note       string
	Live       bool
	Corrects   bool
	Reason     string
	Base       string
	Seen       string
	Others     []ui.Link
	Files      []ui.Link
	MayDone    bool
	Answers    []answerRow
	MayConfirm bool
	MayRemark  bool
	Sum        string
	Remark     string
	Bearers    []ui.Option
}

type dutyRow struct {
	Text, Cite, Counts, Figure string
	Bearer                     ui.Party
	Grade, Said                ui.Field
}

type actionRow struct {
	No                 string
	Text, Bearer, Due  string
	Done               string // who did it and when; empty: not done
	FieldText, DueText ui.Field
	BearerField        ui.Field
}

func loadForm(v *front.Visit, government string, version int) (ops.EvaluationSheet, error) {
	p, ok := report.ParsePeriod(v.R.PathValue("period"))
	if !ok {
		return ops.EvaluationSheet{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return v.Desk.EvaluationSheet(v.R.Context(), v.Actor, v.R.PathValue("id"), government, p, version)
}

func loadFinished(v *front.Visit) (ops.EvaluationSheet, error) {
	version, err := strconv.Atoi(v.R.PathValue("version"))
	if err != nil || version < 1 {
		return ops.EvaluationSheet{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return loadForm(v, v.R.PathValue("government"), version)
}

func (p *pages) showForm(v *front.Visit) error {
	s, err := loadForm(v, v.Actor.Government, 0)
	if err != nil {
		return err
	}
	return p.showEvaluation(v, s)
}

func (p *pages) showFinished(v *front.Visit) error {
	s, err := loadFinished(v)
	if err != nil {
		return err
	}
	return p.showEvaluation(v, s)
}

func (p *pages) showEvaluation(v *front.Visit, s ops.EvaluationSheet) error {
	page, err := formPage(v, s)
	if err != nil {
		return err
	}
	return v.Render(p.evaluation, page)
}

// formAgain shows the form with what was typed and what is wrong with it.
func (p *pages) formAgain(v *front.Visit, s ops.EvaluationSheet, wrong error) error {
	page, err := formPage(v, s)
	if err != nil {
		return err
	}
	return v.Retry(p.evaluation, page, wrong)
}

func formPage(v *front.Visit, s ops.EvaluationSheet) (*ui.Page, error) {
	paper, period := s.EvaluationState.Paper, s.EvaluationState.Period
	b := formBody{
		Live: s.Live, Corrects: s.Live && s.Version > 1, Base: formPath(paper.ID, period), Seen: strconv.FormatInt(s.SavedUS, 10),
		Problems: s.Problems, Note: s.Evaluation.Note, Reason: v.R.PostFormValue("reason"), MayDone: !s.Live && s.MayEdit,
	}
	if s.Live {
		b.Summary = ui.Summary{Text: v.T("evaluation.fill"), Badge: ui.Badge{Text: v.T("evaluation.draft"), Kind: ui.Draft}}
	} else {
		b.Base = finishedPath(s.Kept)
		b.Summary = ui.Summary{Text: v.T("evaluation.says."+string(s.Conclusion), "Who", s.Name), Badge: joint(v, s.Kept)}
		b.Answers, b.MayConfirm, b.MayRemark, b.Sum = answerRows(v, s), s.Kept.MayConfirm, s.Kept.MayRemark, s.Kept.SHA256
		b.Remark = v.R.PostFormValue("remark")
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("evaluation.by"), Value: s.Kept.Name + ", " + s.Name, Note: i18n.DateTime(v.Lang, time.UnixMicro(s.Kept.FinishedUS))})
		if s.Reason != "" {
			b.Facts = append(b.Facts, ui.Fact{Label: v.T("report.reason"), Value: s.Reason})
		}
		for _, kind := range []string{"pdf", "json"} {
			b.Files = append(b.Files, ui.Link{Href: b.Base + "/file/" + kind, Label: v.T("report.file." + kind)})
		}
	}
	if !s.Kept.Newest && !s.Live {
		b.Summary.Note = v.T("evaluation.corrected")
	}
	b.Others = finishedLinks(v, slices.DeleteFunc(slices.Clone(s.Finished), func(e ops.FinishedEvaluation) bool {
		return e.Government == s.Kept.Government && e.Version == s.Kept.Version
	}))
	var err error
	if b.Said, err = s.Delivered(statements.Language(v.Text, v.Lang)); err != nil {
		return nil, err
	}
	again := func(name, kept string) string {
		if v.R.PostForm.Has(name) {
			return v.R.PostFormValue(name)
		}
		return kept
	}
	b.Problems, b.Note = again("problems", b.Problems), again("note", b.Note)
	b.Seen = again("seen", b.Seen) // what a colleague saved meanwhile was not seen
	colours := map[string]int{}
	b.Bearers = []ui.Option{{Value: "", Label: v.T("evaluation.choose")}}
	for i, code := range paper.Codes() {
		colours[code] = i
		b.Bearers = append(b.Bearers, ui.Option{Value: code, Label: ops.ShortName(code)})
	}
	for _, d := range s.Duties {
		b.Duties = append(b.Duties, newDutyRow(v, d, s.Verdicts[d.ID], ui.Party{Index: colours[d.Bearer], Name: ops.ShortName(d.Bearer)}, again))
	}
	rows := len(s.Actions)
	if s.Live { // two empty rows below what is filled in
		for i := range report.MostActions {
			if v.R.PostFormValue("action"+strconv.Itoa(i)) != "" {
				rows = max(rows, i+1)
			}
		}
		rows = min(report.MostActions, rows+2)
	}
	for i := range rows {
		b.Actions = append(b.Actions, newActionRow(v, s, i, again))
	}
	b.Conclusion = ui.Field{Name: "conclusion", Value: again("conclusion", string(s.Conclusion)), Options: []ui.Option{{Value: "", Label: v.T("evaluation.choose")}}}
	for _, c := range report.Conclusions() {
		b.Conclusion.Options = append(b.Conclusion.Options, ui.Option{Value: string(c), Label: v.T("evaluation.conclusion." + string(c))})
	}
	page := v.Page(v.T("evaluation.of", "Paper", paper.Title, "Period", periodName(v, period)), ui.Link{Href: evaluations, Label: v.T("evaluation.title")})
	page.Body = b
	return page, nil
}

func newDutyRow(v *front.Visit, d report.Duty, said report.Verdict, bearer ui.Party, again func(name, kept string) string) dutyRow {
	row := dutyRow{Text: d.Text, Cite: d.Cite, Bearer: bearer, Counts: v.T("evaluation.counts", "Met", d.Met, "Late", d.Late, "Open", d.Open)}
	number := func(s string) string {
		if n, err := quantity.Parse(s); err == nil && s != "" {
			return i18n.Number(v.Lang, n)
		}
		return s
	}
	if d.Target != "" {
		row.Figure = v.T("evaluation.figure", "Target", number(d.Target), "Value", number(d.Figure))
		if d.Figure == "" {
			row.Figure = v.T("evaluation.no_figure", "Target", number(d.Target))
		}
	}
	row.Grade = ui.Field{Name: "grade:" + d.ID, Value: again("grade:"+d.ID, string(said.Grade)), Options: []ui.Option{{Value: "", Label: v.T("evaluation.choose")}}}
	for _, g := range report.Grades() {
		row.Grade.Options = append(row.Grade.Options, ui.Option{Value: string(g), Label: v.T("evaluation.grade." + string(g))})
	}
	row.Said = ui.Field{Name: "said:" + d.ID, Value: again("said:"+d.ID, said.Note)}
	return row
}

func newActionRow(v *front.Visit, s ops.EvaluationSheet, i int, again func(name, kept string) string) actionRow {
	n := strconv.Itoa(i)
	row := actionRow{No: strconv.Itoa(i + 1)}
	text, bearer, due := "", "", ""
	if i < len(s.Actions) {
		a := s.Actions[i]
		text, bearer, due = a.Text, a.Bearer, a.Due.String()
		row.Text, row.Bearer, row.Due = a.Text, ops.ShortName(a.Bearer), i18n.Date(v.Lang, a.Due)
		if done, ok := s.Done[i]; ok {
			row.Done = v.T("evaluation.done_by", "Who", done.Name, "At", i18n.DateTime(v.Lang, time.UnixMicro(done.DoneUS)), "Note", done.Note)
		}
	}
	row.FieldText = ui.Field{Name: "action" + n, Value: again("action"+n, text)}
	row.BearerField = ui.Field{Name: "bearer" + n, Value: again("bearer"+n, bearer)}
	row.DueText = ui.Field{Name: "due" + n, Value: again("due"+n, due)}
	return row
}

// judged reads the form. Rows of follow-ups that are wholly empty are none.
func judged(v *front.Visit, s ops.EvaluationSheet) (report.Judgement, error) {
	said := func(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }
	j := report.Judgement{Verdicts: map[string]report.Verdict{}, Actions: []report.Action{}, Problems: said("problems"), Note: said("note"), Conclusion: report.Conclusion(said("conclusion"))}
	for _, d := range s.Duties {
		if one := (report.Verdict{Grade: report.Grade(said("grade:" + d.ID)), Note: said("said:" + d.ID)}); one != (report.Verdict{}) {
			j.Verdicts[d.ID] = one
		}
	}
	var wrong []fault.Field
	for i := range report.MostActions {
		n := strconv.Itoa(i)
		if said("action"+n)+said("bearer"+n)+said("due"+n) == "" {
			continue
		}
		a := report.Action{Text: said("action" + n), Bearer: said("bearer" + n)}
		if due, err := civil.ParseDate(said("due" + n)); err == nil {
			a.Due = due
		} else {
			wrong = append(wrong, fault.NewField("due"+n, "evaluation.due_needed"))
		}
		j.Actions = append(j.Actions, a)
	}
	return j, fault.InvalidFields(wrong)
}

// saveForm keeps the form, or finishes it.
func (p *pages) saveForm(v *front.Visit) error {
	s, err := loadForm(v, v.Actor.Government, 0)
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(v.R.PostFormValue("seen"), 10, 64) // no number: nothing was seen
	j, err := judged(v, s)
	at := formPath(s.EvaluationState.Paper.ID, s.EvaluationState.Period)
	switch {
	case err != nil:
	case v.R.PostFormValue("do") == "finish":
		var version int
		if version, err = v.Desk.FinishEvaluation(v.R.Context(), v.Actor, s.EvaluationState.Paper.ID, s.EvaluationState.Period, j, seen, v.R.PostFormValue("reason")); err == nil {
			return v.Redirect(at+"/"+url.PathEscape(v.Actor.Government)+"/"+strconv.Itoa(version), "evaluation.is_finished")
		}
	default:
		if err = v.Desk.SaveEvaluation(v.R.Context(), v.Actor, s.EvaluationState.Paper.ID, s.EvaluationState.Period, j, seen); err == nil {
			return v.Redirect(at, "evaluation.saved")
		}
	}
	return p.formAgain(v, s, err)
}

func (p *pages) followUpDone(v *front.Visit) error {
	s, err := loadFinished(v)
	if err != nil {
		return err
	}
	action, err := strconv.Atoi(v.R.PostFormValue("action"))
	if err != nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	if err := v.Desk.FollowUpDone(v.R.Context(), v.Actor, s.Kept.Agreement, s.Kept.Government, s.EvaluationState.Period, s.Kept.Version, action, v.R.PostFormValue("done")); err != nil {
		return p.formAgain(v, s, err)
	}
	return v.Redirect(finishedPath(s.Kept), "evaluation.done_saved")
}
