package ops

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/report"
	"sinergi/internal/store"
)

// EvaluatedPaper is a PKS with the periods of it that are evaluated.
type EvaluatedPaper struct {
	agreement.Agreement
	Times   int // a year
	Rule    report.Frequency
	Periods []EvaluationState // newest first
}

// mayTake reports whether a period that is not asked for may be evaluated all the
// same: one before the government worked with Sinergi, in which the PKS was in
// force.
func (a EvaluatedPaper) mayTake(p report.Period) bool {
	return p.Times == a.Times && !p.Until().Before(a.From) && (a.Agreement.Until.IsZero() || !p.From().After(a.Agreement.Until)) &&
		!slices.ContainsFunc(a.Periods, func(s EvaluationState) bool { return s.Period.Overlaps(p) })
}

// EvaluationState is a period of a PKS: which governments have evaluated it.
type EvaluationState struct {
	Paper    agreement.Agreement
	Period   report.Period
	Finished []FinishedEvaluation // newest version of each government first
	Mine     bool                 // the actor's government has
	Ended    bool
	MayEdit  bool
}

// Overdue reports whether the actor's government should have evaluated it.
func (s EvaluationState) Overdue() bool { return s.MayEdit && s.Ended && !s.Mine }

// FinishedEvaluation is an evaluation that was finished, with what the parties
// say of it.
type FinishedEvaluation struct {
	store.Evaluation // without its bytes, in lists
	Answers          []report.Answer
	Awaited          []string // parties that have not confirmed it
	Newest           bool     // no version of its government corrects it
	MayConfirm       bool     // the actor, for its own government
	MayRemark        bool
}

// Joint reports whether every party has confirmed it.
func (e FinishedEvaluation) Joint() bool { return len(e.Awaited) == 0 }

// EvaluationFilter narrows the list of evaluations. Empty fields ask nothing.
type EvaluationFilter struct {
	Paper   string // id
	Overdue bool   // the actor's government has not evaluated the period that ended last
}

// Evaluations gives a page of the PKS that the actor may see, those signed last
// first, from after one (empty: the first page), each with the periods in which
// it was in force since the actor's government works with Sinergi, and those
// that were evaluated. next is what follows after; empty at the end.
func (d *Desk) Evaluations(ctx context.Context, who policy.Actor, f EvaluationFilter, after string, limit int) (all []EvaluatedPaper, next string, err error) {
	if who.Public() {
		return nil, "", fault.New(fault.Unauthenticated, "policy.login_first")
	}
	if f.Paper != "" {
		err = d.store.Read(ctx, func(tx *store.Tx) error {
			a, err := seeRegistered(ctx, tx, who, policy.SeeCooperation, f.Paper)
			if err != nil {
				return err
			}
			all, err = d.evaluatedPapers(ctx, tx, who, []agreement.Agreement{a})
			return err
		})
		return all, "", err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, next = nil, ""
		filter := store.PaperFilter{Kind: agreement.PKS}
		if f.Overdue {
			if filter.Unjudged, err = d.unjudged(ctx, tx, who); err != nil {
				return err
			}
		}
		var at agreement.Agreement
		if after != "" {
			if at, err = seeAgreement(ctx, tx, who, policy.SeeCooperation, after); err != nil {
				return err
			}
		}
		some, err := tx.PapersAfter(ctx, readerOf(who), filter, at, limit+1)
		if err != nil {
			return err
		}
		if len(some) > limit {
			some = some[:limit]
			next = some[limit-1].ID
		}
		var papers []agreement.Agreement
		for _, p := range some {
			if policy.Can(who, policy.SeeCooperation, agreementResource(p.Agreement)) == nil {
				papers = append(papers, p.Agreement)
			}
		}
		all, err = d.evaluatedPapers(ctx, tx, who, papers)
		return err
	})
	return all, next, err
}

// OverdueEvaluations counts the PKS of which the actor's government has not
// evaluated the period that ended last.
func (d *Desk) OverdueEvaluations(ctx context.Context, who policy.Actor) (n int, err error) {
	if who.Public() {
		return 0, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		u, err := d.unjudged(ctx, tx, who)
		if err != nil {
			return err
		}
		n, err = tx.CountPapers(ctx, readerOf(who), store.PaperFilter{Kind: agreement.PKS, Unjudged: u})
		return err
	})
	return n, err
}

// unjudged says which evaluations of the actor's government are overdue: of the
// period that ended last, in the parts of the year that each PKS asks for. Who
// evaluates nothing owes none.
func (d *Desk) unjudged(ctx context.Context, tx *store.Tx, who policy.Actor) (*store.Unjudged, error) {
	rule, err := report.EvaluationRule()
	if err != nil {
		return nil, err
	}
	u := store.Unjudged{Government: who.Government, Default: rule.Times}
	if policy.Can(who, policy.EditAgreement, policy.Of(who.Government)) != nil {
		return &u, nil
	}
	began, err := tx.FirstAccount(ctx, who.Government)
	if err != nil {
		return nil, err
	}
	least := 1
	for _, times := range report.Intervals() {
		p := report.LastEnded(d.today(), times)
		one := store.UnjudgedPeriod{Least: least, Most: times, First: p.From(), Last: p.Until()}
		least = times + 1
		if times == slices.Max(report.Intervals()) {
			one.Most = 1 << 20
		}
		if civil.In(time.UnixMicro(began)).After(p.Until()) {
			continue
		}
		for _, other := range report.Intervals() {
			for _, q := range report.Periods(p.From(), p.Until(), other) {
				one.Covered = append(one.Covered, q.String())
			}
		}
		u.Periods = append(u.Periods, one)
	}
	return &u, nil
}

// evaluatedPapers gives the periods of some PKS and what was finished of them,
// in as many questions for all of them as for one.
func (d *Desk) evaluatedPapers(ctx context.Context, tx *store.Tx, who policy.Actor, papers []agreement.Agreement) (out []EvaluatedPaper, err error) {
	rule, err := report.EvaluationRule()
	if err != nil {
		return nil, err
	}
	began, err := tx.FirstAccount(ctx, who.Government)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(papers))
	for i, a := range papers {
		ids[i] = a.ID
	}
	done, err := tx.EvaluationHeads(ctx, ids)
	if err != nil {
		return nil, err
	}
	answers, err := tx.EvaluationAnswers(ctx, ids)
	if err != nil {
		return nil, err
	}
	begun, err := tx.EvaluationsBegun(ctx, who.Government, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range papers {
		p := EvaluatedPaper{Agreement: a, Times: rule.Of(a.Evaluations), Rule: rule}
		var finished []FinishedEvaluation
		for _, e := range done {
			if e.Agreement == a.ID {
				finished = append(finished, finishedEvaluation(who, a, e, finished, answers))
			}
		}
		p.Periods = d.evaluated(who, p, civil.In(time.UnixMicro(began)), finished, begun[a.ID])
		out = append(out, p)
	}
	return out, nil
}

// finishedEvaluation gathers what the parties say of an evaluation; before are
// those of the same agreement that come before it in the list, newest first.
func finishedEvaluation(who policy.Actor, a agreement.Agreement, e store.Evaluation, before []FinishedEvaluation, answers []store.EvaluationAnswer) FinishedEvaluation {
	out := FinishedEvaluation{Evaluation: e}
	out.Newest = !slices.ContainsFunc(before, func(x FinishedEvaluation) bool { return x.Government == e.Government && x.Period == e.Period })
	for _, x := range answers {
		if x.About(e) {
			out.Answers = append(out.Answers, x.Answer)
		}
	}
	out.Awaited = report.Awaited(a.Codes(), e.SHA256, out.Answers)
	if out.Newest && policy.Can(who, policy.Confirm, agreementResource(a)) == nil {
		out.MayRemark = true
		out.MayConfirm = slices.Contains(out.Awaited, who.Government)
	}
	return out
}

// evaluated lists the periods of a PKS. A form that was begun keeps its period
// when the parties have agreed on another interval since; no other period that
// shares days with it is asked for.
func (d *Desk) evaluated(who policy.Actor, a EvaluatedPaper, began civil.Date, done []FinishedEvaluation, begun []string) (out []EvaluationState) {
	first, last := a.From, d.today()
	if began.After(first) {
		first = began
	}
	if !a.Until.IsZero() && a.Until.Before(last) {
		last = a.Until
	}
	if first.IsZero() {
		first = last
	}
	var periods []report.Period
	add := func(p report.Period, always bool) {
		if !slices.ContainsFunc(periods, func(q report.Period) bool { return p == q || !always && p.Overlaps(q) }) {
			periods = append(periods, p)
		}
	}
	for _, e := range done {
		begun = append(begun, e.Period)
	}
	for _, s := range begun {
		if p, ok := report.ParsePeriod(s); ok {
			add(p, true)
			if p.Until().Before(first) {
				first = p.From()
			}
		}
	}
	for _, p := range report.Periods(first, last, a.Times) {
		add(p, false)
	}
	slices.SortFunc(periods, func(p, q report.Period) int {
		return cmp.Or(q.Until().Compare(p.Until()), q.From().Compare(p.From()))
	})
	may := policy.Can(who, policy.EditAgreement, agreementResource(a.Agreement)) == nil
	for _, p := range periods {
		s := EvaluationState{Paper: a.Agreement, Period: p, MayEdit: may, Ended: p.Until().Before(d.today())}
		for _, e := range done {
			if e.Period == p.String() {
				s.Finished = append(s.Finished, e)
				s.Mine = s.Mine || e.Government == who.Government
			}
		}
		out = append(out, s)
	}
	return out
}

// ConfirmEvaluation records that the actor's government confirms a finished
// evaluation as it was read, or what it holds against it. sum is the SHA-256 of
// the bytes that the actor has read. Nothing of the evaluation changes.
func (d *Desk) ConfirmEvaluation(ctx context.Context, who policy.Actor, id, government string, p report.Period, version int, sum string, confirms bool, note string) error {
	note = strings.TrimSpace(note)
	action := "confirm_evaluation"
	if !confirms {
		action = "remark_evaluation"
	}
	return d.act(ctx, who, action, "agreement "+id, government+" "+p.String(), func(tx *store.Tx) error {
		s, err := d.evaluationSheet(ctx, tx, who, id, government, p, max(version, 1))
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.Confirm, agreementResource(s.EvaluationState.Paper)); err != nil {
			return err
		}
		switch {
		case !s.Kept.Newest:
			return fault.New(fault.Conflict, "evaluation.corrected")
		case s.Kept.SHA256 != sum:
			return fault.New(fault.Conflict, "evaluation.other_bytes")
		case utf8.RuneCountInString(note) > longestNote:
			return fault.InvalidFields([]fault.Field{fault.NewField("remark", "register.too_long", "Limit", longestNote)})
		case !confirms && note == "":
			return fault.InvalidFields([]fault.Field{fault.NewField("remark", "evaluation.remark_needed")})
		case confirms && !s.Kept.MayConfirm:
			return fault.New(fault.Conflict, "evaluation.confirmed_already")
		}
		return tx.AddEvaluationAnswer(ctx, store.EvaluationAnswer{
			Agreement: id, Government: government, Period: p.String(), Version: version, Account: who.Account,
			Answer: report.Answer{Party: who.Government, Confirms: confirms, Note: note, SHA256: sum, AtUS: d.nowUS(), Name: who.Name},
		})
	})
}

// evaluationsAsked gives how often a year a text has it evaluated; 0 when it
// does not say.
func evaluationsAsked(text draft.Text) int {
	p, ok := text.Parameter(report.Parameter)
	n, err := strconv.Atoi(p.Value)
	if !ok || err != nil || n < 0 {
		return 0
	}
	return n
}

// amendEvaluations lets an addendum that takes effect change how often what it
// amends is evaluated.
func amendEvaluations(ctx context.Context, tx *store.Tx, a agreement.Agreement) error {
	if a.Kind != agreement.Addendum || a.Evaluations == 0 || a.Parent == "" {
		return nil
	}
	parent, err := tx.Agreement(ctx, a.Parent)
	if err != nil {
		return err
	}
	parent.Evaluations = a.Evaluations
	return tx.SaveAgreement(ctx, parent)
}
