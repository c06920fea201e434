package ops

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/consent"
	"sinergi/internal/i18n"
	"sinergi/internal/notice"
	"sinergi/internal/obligation"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/region"
	"sinergi/internal/report"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// eventsOf gives what people are to be told of a matter, as it stands now.
// scope is one of store.NoticeScopes.
func (d *Desk) eventsOf(ctx context.Context, tx *store.Tx, scope string) ([]notice.Event, error) {
	kind, id, _ := strings.Cut(scope, " ")
	switch kind {
	case "cooperation":
		return d.procedureEvents(ctx, tx, id)
	case "agreement":
		a, err := tx.Agreement(ctx, id)
		if err != nil {
			return nil, err
		}
		duties, err := d.dutyEvents(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		judged, err := d.evaluationEvents(ctx, tx, a)
		return append(duties, judged...), err
	case "proposal":
		return proposalEvents(ctx, tx, id)
	case "statement":
		return statementEvents(ctx, tx, id)
	}
	return nil, fmt.Errorf("messages of an unknown matter")
}

// procedureEvents are the steps that wait for offices in a cooperation, and the
// days that come near.
func (d *Desk) procedureEvents(ctx context.Context, tx *store.Tx, id string) ([]notice.Event, error) {
	c, err := tx.Cooperation(ctx, id)
	if err != nil {
		return nil, err
	}
	of := cooperationResource(c)
	waiting, err := tx.WaitingIn(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []notice.Event
	for _, w := range waiting {
		def, ok := d.procedures.Definition(w.Definition, w.Version)
		if !ok {
			return nil, fmt.Errorf("run %s: no definition %s.%d", w.Run, w.Definition, w.Version)
		}
		gate, ok := def.Gate(w.Slot.Gate)
		if !ok {
			return nil, fmt.Errorf("run %s: no gate %s", w.Run, w.Slot.Gate)
		}
		out = append(out, notice.Event{
			Kind: notice.Queue, Key: fmt.Sprintf("queue/%s/%s/%d", w.Run, w.Slot, w.SinceUS), At: time.UnixMicro(w.SinceUS),
			Content: notice.Content{Title: w.Title, What: gate.Name, On: w.Due, Place: []string{w.Run, w.Slot.Gate, w.Slot.Branch, w.Slot.Government}},
			For:     notice.Audience{Government: w.Government, Right: policy.MoveProcedure, Of: of, Seat: func(by procedure.Actor) bool { return waitsAt(w, gate, by) }},
		})
	}
	days, err := d.daysOf(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		ahead, at, ok := notice.Mark(day.On, d.ahead, day.Since, d.now())
		if !ok {
			continue
		}
		e := notice.Event{
			Kind: notice.Day, Key: fmt.Sprintf("day/%s/%s/%d", day.Key, day.On, ahead), At: at,
			Content: notice.Content{Title: day.Title, What: day.Subject, Detail: string(day.Kind), On: day.On, Place: []string{c.ID}},
		}
		switch {
		case day.Run != "" && day.Kind == procedure.DeadlineEvent:
			e.Place = []string{day.Run, day.Slot.Gate, day.Slot.Branch, day.Slot.Government}
		case day.Run != "":
			e.Place = []string{c.ID, day.Run}
		}
		for _, code := range governmentsOf(day.For) {
			e.For = notice.Audience{Government: code, Right: policy.SeeProcedure, Of: of, Seat: func(by procedure.Actor) bool { return touches(day.Event, by) }}
			out = append(out, e)
		}
	}
	return out, nil
}

// waitsAt reports whether an open gate is in the queue of somebody's office:
// as its own move, or in the place of a body that has no seat here.
func waitsAt(w store.Waiting, g procedure.Gate, by procedure.Actor) bool {
	_, own := ownMove(w, by)
	return own || w.Office == procedure.Leader && by.Enters(w.Office, g)
}

func governmentsOf(all []procedure.Recipient) (codes []string) {
	for _, r := range all {
		if !slices.Contains(codes, r.Government) {
			codes = append(codes, r.Government)
		}
	}
	return codes
}

// dutyEvents are the periods of an agreement's duties that wait for somebody.
func (d *Desk) dutyEvents(ctx context.Context, tx *store.Tx, a agreement.Agreement) ([]notice.Event, error) {
	all, err := d.dutiesOf(ctx, tx, policy.Actor{}, a)
	if err != nil {
		return nil, err
	}
	kinds := map[obligation.State]notice.Kind{
		obligation.NeedsProof: notice.DutyDue, obligation.Late: notice.DutyLate, obligation.NotMet: notice.DutyMissed, obligation.NeedsConsent: notice.DutyAnswer,
	}
	var out []notice.Event
	for _, one := range all {
		p := one.Period
		e := notice.Event{
			Kind: kinds[one.State], Key: fmt.Sprintf("duty/%s/%s/%s/%s", a.ID, one.ID, p.Key, kinds[one.State]), At: p.Until.AddDays(1).Start(),
			Content: notice.Content{Title: a.Title, What: procedure.Text{ID: one.Text, EN: one.Text}, Who: one.Bearer, On: p.Due, Place: []string{a.ID, one.ID, p.Key}},
		}
		switch {
		case one.State == obligation.Late:
			e.At = p.Due.AddDays(1).Start()
		case one.State == obligation.NeedsConsent: // handed in once more is another event
			last := one.Events[len(one.Events)-1]
			e.At, e.Key = time.UnixMicro(last.AtUS), fmt.Sprintf("%s/%d", e.Key, last.Seq)
		}
		for _, code := range a.Codes() {
			if WaitsFor(one, code) {
				e.For = notice.Audience{Government: code, Right: policy.MoveDuty, Of: agreementResource(a)}
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// evaluationEvents are the finished evaluations of an agreement that parties
// have not confirmed, whoever finished them. What was corrected asks for nothing.
func (d *Desk) evaluationEvents(ctx context.Context, tx *store.Tx, a agreement.Agreement) (out []notice.Event, err error) {
	heads, err := tx.EvaluationHeads(ctx, []string{a.ID})
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	answers, err := tx.EvaluationAnswers(ctx, []string{a.ID})
	if err != nil {
		return nil, err
	}
	var all []FinishedEvaluation
	for _, head := range heads {
		e := finishedEvaluation(policy.Actor{}, a, head, all, answers)
		all = append(all, e)
		period, ok := report.ParsePeriod(e.Period)
		if !e.Newest || !ok {
			continue
		}
		for _, code := range e.Awaited {
			out = append(out, notice.Event{
				Kind: notice.Confirm, Key: fmt.Sprintf("evaluation/%s/%s/%s/%d", a.ID, e.Government, e.Period, e.Version), At: time.UnixMicro(e.FinishedUS),
				Content: notice.Content{
					Title: a.Title, What: procedure.Text{ID: period.Name(d.words(i18n.Indonesian)), EN: period.Name(d.words(i18n.English))},
					Who: e.Government, Place: []string{a.ID, e.Period, e.Government, strconv.Itoa(e.Version)},
				},
				For: notice.Audience{Government: code, Right: policy.Confirm, Of: agreementResource(a)},
			})
		}
	}
	return out, nil
}

// words are the phrases of a language.
func (d *Desk) words(lang string) tariff.Language {
	return tariff.Language{Code: lang, Message: func(key string, args map[string]any) string { return d.text.T(lang, key, args) }, Government: region.Name}
}

// proposalEvents are the answers that a proposal still asks for.
func proposalEvents(ctx context.Context, tx *store.Tx, id string) ([]notice.Event, error) {
	p, err := tx.Proposal(ctx, id)
	if err != nil || p.State() != consent.Waiting {
		return nil, err
	}
	m, err := matterOf(p.Kind)
	if err != nil {
		return nil, err
	}
	title, err := titleOf(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	var out []notice.Event
	for _, code := range p.Missing() {
		out = append(out, notice.Event{
			Kind: notice.Proposal, Key: "proposal/" + id, At: time.UnixMicro(p.By.AtUS),
			Content: notice.Content{Title: title, Detail: string(p.Kind), Who: p.By.Government, Place: []string{id}},
			For:     notice.Audience{Government: code, Right: m.answer, Of: proposalResource(p)},
		})
	}
	return out, nil
}

// statementEvents are what governments have to do with a statement that is
// under way, each since the move that made it theirs.
func statementEvents(ctx context.Context, tx *store.Tx, id string) ([]notice.Event, error) {
	s, err := tx.Statement(ctx, id)
	if err != nil || s.Status == settlement.Draft {
		return nil, err
	}
	a, err := tx.Agreement(ctx, s.Agreement)
	if err != nil {
		return nil, err
	}
	content, err := settlement.Parse(s.Canonical)
	if err != nil {
		return nil, err
	}
	review, err := settlement.NewReview(content, s.Provider)
	if err != nil {
		return nil, err
	}
	moves, err := tx.StatementEvents(ctx, id)
	if err != nil {
		return nil, err
	}
	kinds := map[settlement.DutyKind]notice.Kind{settlement.DutyCheck: notice.Check, settlement.DutyAnswer: notice.Answer, settlement.DutyReply: notice.Reply, settlement.DutyAgree: notice.Agree}
	var out []notice.Event
	for _, move := range moves {
		if review, err = review.Apply(move.Move); err != nil {
			return nil, fmt.Errorf("replay move %d of statement %s: %w", move.Seq, id, err)
		}
		was := out
		out = nil
		for _, duty := range review.Duties() {
			if i := slices.IndexFunc(was, func(e notice.Event) bool { return e.Kind == kinds[duty.Kind] && e.For.Government == duty.Government }); i >= 0 {
				out = append(out, was[i])
				continue
			}
			out = append(out, notice.Event{
				Kind: kinds[duty.Kind], Key: fmt.Sprintf("statement/%s/%s/%d", id, duty.Kind, move.Seq), At: time.UnixMicro(move.AtUS),
				Content: notice.Content{Title: a.Title, Who: move.Move.By, On: s.Month.First(), Place: []string{id}},
				For:     notice.Audience{Government: duty.Government, Right: moveAction(policy.Actor{Government: duty.Government}, s.Provider), Of: statementResource(a, s)},
			})
		}
	}
	return out, nil
}
