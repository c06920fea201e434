package procedures

import (
	"net/url"
	"strconv"
	"strings"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/report"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

// evaluations offers the finished evaluations of what the run is about, with
// who has yet to confirm them.
func (a asked) evaluations() []ui.Option {
	out := []ui.Option{{Value: "", Label: a.v.T("run.choose_evaluation")}}
	all, err := a.v.Desk.EvaluationsFor(a.v.R.Context(), a.v.Actor, a.p.ID())
	if err != nil {
		return out
	}
	for _, e := range all {
		label := evaluationName(a.v, e)
		if missing := unconfirmed(a.p, e); len(missing) > 0 {
			label += " · " + a.v.T("evaluation.awaits", "Who", strings.Join(missing, ", "))
		}
		out = append(out, ui.Option{Value: evaluationValue(e), Label: label})
	}
	return out
}

func evaluationName(v *front.Visit, e procedure.Evaluation) string {
	name := e.Period
	if p, ok := report.ParsePeriod(e.Period); ok {
		name = p.Name(statements.Language(v.Text, v.Lang))
	}
	return e.Title + " · " + name + " · " + ops.ShortName(e.Government)
}

// unconfirmed names the regions that have not confirmed an evaluation.
func unconfirmed(p ops.Proceeding, e procedure.Evaluation) (names []string) {
	for _, side := range p.Parties() {
		confirmed := side.Kind != procedure.RegionalGovernment
		for _, c := range e.Confirmed {
			confirmed = confirmed || c.Government == side.Code && c.Hash == e.Hash
		}
		if !confirmed {
			names = append(names, ops.ShortName(side.Code))
		}
	}
	return names
}

func evaluationValue(e procedure.Evaluation) string {
	return strings.Join([]string{e.Agreement, e.Government, e.Period, strconv.Itoa(e.Version)}, " ")
}

// readEvaluation reads what evaluationValue wrote; what it is of and who has
// confirmed it comes from the register.
func readEvaluation(s string) *procedure.Evaluation {
	e := &procedure.Evaluation{}
	if f := strings.Fields(s); len(f) == 4 {
		e.Agreement, e.Government, e.Period = f[0], f[1], f[2]
		e.Version, _ = strconv.Atoi(f[3]) // no number: no such evaluation
	}
	return e
}

// evaluationFact says which evaluation was given, and who had confirmed it.
func evaluationFact(v *front.Visit, f ui.Fact, e procedure.Evaluation) ui.Fact {
	var by []string
	for _, c := range e.Confirmed {
		by = append(by, ops.ShortName(c.Government)+" ("+c.Name+", "+i18n.Date(v.Lang, c.On)+")")
	}
	f.Value, f.Note = evaluationName(v, e), v.T("run.evaluation_confirmed", "Who", strings.Join(by, ", "))
	f.Href = "/evaluations/" + url.PathEscape(e.Agreement) + "/" + e.Period + "/" + url.PathEscape(e.Government) + "/" + strconv.Itoa(e.Version)
	return f
}
