package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/i18n"
	"sinergi/internal/tariff"
)

// Delivered says what was measured and settled under the PKS; what is late is
// told duty by duty.
func (e Evaluation) Delivered(l tariff.Language) ([]string, error) {
	p := e.Paper
	p.LateOnes = nil
	return p.Delivered(l)
}

// EvaluationDocument writes an evaluation out as a paper, with what the parties
// say of it until now.
func EvaluationDocument(e Evaluation, on civil.Date, j Joint, l tariff.Language) (draft.Document, error) {
	w := newWriter(e.Period, l)
	name := strings.ToUpper(e.Name)
	d := draft.Document{
		Kind: draft.Report, Date: on, Parties: []draft.Heading{{ID: "pihak-1", Government: e.Government, Name: "PEMERINTAH " + name}},
		Title: []string{w.say("evaluation.doc.title"), strings.ToUpper(e.Paper.Title), strings.ToUpper(w.period()), w.say("evaluation.doc.by", "Name", "PEMERINTAH "+name)},
	}
	if e.Version > 1 {
		d.Opening = []draft.Item{draft.Sentence(w.say("report.doc.corrects", "Version", strconv.Itoa(e.Version), "Reason", e.Reason))}
	}
	said, err := e.Delivered(l)
	if err != nil {
		return d, err
	}
	for _, text := range said {
		d.Body = append(d.Body, draft.Sentence(text))
	}
	t := draft.Lined(draft.Table, w.say("report.doc.duties"), w.say("evaluation.doc.bearer"), w.say("evaluation.doc.figures"), w.say("evaluation.doc.grade"))
	for _, x := range e.Duties {
		figures := w.say("evaluation.doc.counts", "Met", strconv.Itoa(x.Met), "Late", strconv.Itoa(x.Late), "Open", strconv.Itoa(x.Open))
		if x.Target != "" {
			figures += "; " + w.say("evaluation.doc.figure", "Target", w.decimal(x.Target), "Value", w.decimal(x.Figure))
		}
		v := e.Verdicts[x.ID]
		grade := w.say("evaluation.grade." + string(v.Grade))
		if v.Note != "" {
			grade += ". " + v.Note
		}
		t.Children = append(t.Children, draft.Lined(draft.Row, strings.TrimPrefix(x.Cite+": ", ": ")+x.Text, l.Government(x.Bearer), figures, grade))
	}
	if len(t.Children) > 0 {
		d.Body = append(d.Body, t)
	}
	if e.Problems != "" {
		d.Body = append(d.Body, draft.Sentence(w.say("evaluation.doc.problems", "Text", e.Problems)))
	}
	if len(e.Actions) > 0 {
		todo := draft.Lined(draft.Table, w.say("evaluation.doc.action"), w.say("evaluation.doc.bearer"), w.say("evaluation.doc.due"))
		for _, a := range e.Actions {
			todo.Children = append(todo.Children, draft.Lined(draft.Row, a.Text, l.Government(a.Bearer), a.Due.Long()))
		}
		d.Body = append(d.Body, todo)
	}
	conclusion := w.say("evaluation.doc.conclusion", "What", w.say("evaluation.conclusion."+string(e.Conclusion)))
	if e.Note != "" {
		conclusion += " " + e.Note
	}
	d.Body = append(d.Body, draft.Sentence(conclusion), w.answers(j))
	return d, nil
}

// answers is the table of who confirms an evaluation, who has yet to, and what
// is held against it.
func (w writer) answers(j Joint) draft.Item {
	t := draft.Lined(draft.Table, w.say("evaluation.doc.bearer"), w.say("evaluation.doc.answer"), w.say("evaluation.doc.answered_by"))
	row := func(code, what, who string) {
		t.Children = append(t.Children, draft.Lined(draft.Row, w.l.Government(code), what, who))
	}
	awaited := Awaited(j.Parties, j.SHA256, j.Answers)
	for _, code := range j.Parties {
		for _, a := range j.Answers {
			if a.Party != code {
				continue
			}
			what := w.say("evaluation.doc.remarks", "Text", a.Note)
			if a.Confirms {
				what = strings.TrimSpace(w.say("evaluation.doc.confirms") + " " + a.Note)
			}
			row(code, what, a.Name+", "+i18n.DateTime(w.l.Code, time.UnixMicro(a.AtUS)))
		}
		if slices.Contains(awaited, code) {
			row(code, w.say("evaluation.doc.awaited"), "–")
		}
	}
	return t
}
