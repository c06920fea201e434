package reports

import (
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// answerRow is what a party says of a finished evaluation.
type answerRow struct {
	Party ui.Party
	Text  string
	State ui.Badge
}

// joint says whether every party has confirmed an evaluation, and for whom it
// waits otherwise.
func joint(v *front.Visit, e ops.FinishedEvaluation) ui.Badge {
	if e.Joint() {
		return ui.Badge{Text: v.T("evaluation.joint"), Kind: ui.Good}
	}
	var names []string
	for _, code := range e.Awaited {
		names = append(names, ops.ShortName(code))
	}
	return ui.Badge{Text: v.T("evaluation.awaits", "Who", strings.Join(names, ", ")), Kind: ui.Waiting}
}

// answerRows lists what each party says: what it holds against the evaluation,
// and that it confirms it or has yet to.
func answerRows(v *front.Visit, s ops.EvaluationSheet) (out []answerRow) {
	for i, code := range s.EvaluationState.Paper.Codes() {
		side := ui.Party{Index: i, Name: ops.ShortName(code)}
		confirmed := false
		for _, a := range s.Kept.Answers {
			if a.Party != code {
				continue
			}
			row := answerRow{Party: side, State: ui.Badge{Text: v.T("evaluation.remark_mark"), Kind: ui.Warn}}
			if a.Confirms {
				confirmed, row.State = true, ui.Badge{Text: v.T("evaluation.confirmed_mark"), Kind: ui.Good}
			}
			row.Text = v.T("evaluation.answered", "Who", a.Name, "At", i18n.DateTime(v.Lang, time.UnixMicro(a.AtUS)), "Note", a.Note)
			out = append(out, row)
		}
		if !confirmed {
			out = append(out, answerRow{Party: side, State: ui.Badge{Text: v.T("evaluation.awaited_mark"), Kind: ui.Waiting}})
		}
	}
	return out
}

// confirm records that the visitor's government confirms an evaluation, or what
// it holds against it.
func (p *pages) confirm(v *front.Visit) error {
	s, err := loadFinished(v)
	if err != nil {
		return err
	}
	confirms := v.R.PostFormValue("do") == "confirm"
	if !confirms && v.R.PostFormValue("do") != "remark" {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	err = v.Desk.ConfirmEvaluation(v.R.Context(), v.Actor, s.Kept.Agreement, s.Kept.Government, s.EvaluationState.Period, s.Kept.Version, v.R.PostFormValue("sum"), confirms, v.R.PostFormValue("remark"))
	switch {
	case err != nil:
		return p.formAgain(v, s, err)
	case confirms:
		return v.Redirect(finishedPath(s.Kept), "evaluation.is_confirmed")
	}
	return v.Redirect(finishedPath(s.Kept), "evaluation.is_remarked")
}
