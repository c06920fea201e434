package ops

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/report"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
)

// FollowUp is the kind of a day of the diary on which something is to be done
// after an evaluation.
const FollowUp procedure.EventKind = "tindak_lanjut"

// EvaluationSheet is an evaluation as its reader sees it.
type EvaluationSheet struct {
	EvaluationState
	report.Evaluation
	Rule    report.Frequency   // on how often, when the PKS does not say
	Live    bool               // not finished: as it would be now
	Kept    FinishedEvaluation // the version shown, when it is finished
	SavedUS int64              // when the draft was saved last; 0: not yet
	Done    map[int]store.ActionDone
}

// EvaluationSheet gives the evaluation of a PKS by a government: the version of
// that number or, with 0, the form as the actor's own government would finish
// it now.
func (d *Desk) EvaluationSheet(ctx context.Context, who policy.Actor, id, government string, p report.Period, version int) (s EvaluationSheet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		s, err = d.evaluationSheet(ctx, tx, who, id, government, p, version)
		return err
	})
	return s, err
}

func (d *Desk) evaluationSheet(ctx context.Context, tx *store.Tx, who policy.Actor, id, government string, p report.Period, version int) (s EvaluationSheet, err error) {
	a, err := seeRegistered(ctx, tx, who, policy.SeeCooperation, id)
	if err == nil && a.Kind != agreement.PKS {
		err = fault.New(fault.NotFound, "policy.not_found")
	}
	if err != nil {
		return s, err
	}
	of, err := d.evaluatedPapers(ctx, tx, who, []agreement.Agreement{a})
	if err != nil {
		return s, err
	}
	i := slices.IndexFunc(of[0].Periods, func(x EvaluationState) bool { return x.Period == p })
	switch {
	case i >= 0:
		s.EvaluationState = of[0].Periods[i]
	case of[0].mayTake(p) && !p.From().After(d.today()):
		s.EvaluationState = EvaluationState{Paper: a, Period: p, MayEdit: policy.Can(who, policy.EditAgreement, agreementResource(a)) == nil, Ended: p.Until().Before(d.today())}
	default:
		return s, fault.New(fault.NotFound, "policy.not_found")
	}
	s.Rule = of[0].Rule
	if version > 0 {
		return s, keptEvaluation(ctx, tx, government, version, &s)
	}
	if !s.MayEdit || government != who.Government {
		return s, fault.New(fault.NotFound, "policy.not_found")
	}
	s.Live = true
	return s, d.fillEvaluation(ctx, tx, who, a, p, &s)
}

// keptEvaluation fills in a version that was finished.
func keptEvaluation(ctx context.Context, tx *store.Tx, government string, version int, s *EvaluationSheet) error {
	i := slices.IndexFunc(s.Finished, func(e FinishedEvaluation) bool { return e.Government == government && e.Version == version })
	if i < 0 {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	s.Kept = s.Finished[i]
	var err error
	if s.Kept.Canonical, err = tx.EvaluationBytes(ctx, s.Kept.Evaluation); err != nil {
		return err
	}
	if s.Evaluation, err = report.ParseEvaluation(s.Kept.Canonical); err != nil {
		return err
	}
	done, err := tx.ActionsDone(ctx, s.Kept.Agreement)
	s.Done = map[int]store.ActionDone{}
	for _, x := range done {
		if x.Government == government && x.Period == s.Kept.Period && x.Version == version {
			s.Done[x.Action] = x
		}
	}
	return err
}

// fillEvaluation fills a form from live figures and what the officer has
// judged so far.
func (d *Desk) fillEvaluation(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, p report.Period, s *EvaluationSheet) error {
	g, err := tx.Government(ctx, who.Government)
	if err != nil {
		return err
	}
	s.Evaluation = report.Evaluation{Schema: report.EvaluationSchema, Government: g.Code, Name: g.Name, Period: p.String(), Version: 1, Duties: []report.Duty{}}
	for _, e := range s.Finished {
		if e.Government == g.Code {
			s.Version, s.Corrects = e.Version+1, e.SHA256
			break
		}
	}
	if s.Evaluation.Paper, err = d.reportedPaper(ctx, tx, who, a, p); err != nil {
		return err
	}
	duties, err := d.dutiesOf(ctx, tx, who, a)
	if err != nil {
		return err
	}
	for _, duty := range duties {
		s.Duties = countDuty(s.Duties, duty, p, d.today())
	}
	body, saved, err := tx.EvaluationDraft(ctx, a.ID, g.Code, p.String())
	if err != nil {
		return err
	}
	s.SavedUS, s.Verdicts, s.Actions = saved, map[string]report.Verdict{}, []report.Action{}
	if body != "" {
		return json.Unmarshal([]byte(body), &s.Judgement)
	}
	return nil
}

// countDuty adds a period of a duty to what is told of it, when it lies in the
// half year.
func countDuty(all []report.Duty, duty Duty, p report.Period, today civil.Date) []report.Duty {
	on := cmp.Or(duty.Period.Until, duty.Period.Due, today)
	if on.Before(p.From()) || duty.Period.From.After(p.Until()) || duty.Period.From.After(today) {
		return all
	}
	i := slices.IndexFunc(all, func(x report.Duty) bool { return x.ID == duty.ID })
	if i < 0 {
		i = len(all)
		all = append(all, report.Duty{ID: duty.ID, Cite: duty.Cite, Bearer: duty.Bearer, Text: duty.Text, Target: duty.Target})
	}
	switch duty.State {
	case obligation.Met, obligation.Excused:
		all[i].Met++
	case obligation.Late, obligation.NotMet:
		all[i].Late++
	default:
		all[i].Open++
	}
	if duty.Figure != nil && duty.Figure.Complete {
		all[i].Figure = duty.Figure.Value.Trunc(4).String()
	}
	return all
}

// SaveEvaluation keeps what the officer has judged. seen is when the form that
// they saw was saved: when a colleague saved it since, they look again.
func (d *Desk) SaveEvaluation(ctx context.Context, who policy.Actor, id string, p report.Period, j report.Judgement, seen int64) error {
	return d.act(ctx, who, "save_evaluation", "agreement "+id, p.String(), func(tx *store.Tx) error {
		return d.saveEvaluation(ctx, tx, who, id, p, j, seen)
	})
}

func (d *Desk) saveEvaluation(ctx context.Context, tx *store.Tx, who policy.Actor, id string, p report.Period, j report.Judgement, seen int64) error {
	s, err := d.evaluationSheet(ctx, tx, who, id, who.Government, p, 0)
	if err != nil {
		return err
	}
	if err := j.Check(s.EvaluationState.Paper.Codes()); err != nil {
		return err
	}
	if s.SavedUS != seen {
		return fault.New(fault.Conflict, "evaluation.moved_on")
	}
	body, err := json.Marshal(j)
	if err != nil {
		return err
	}
	return tx.SaveEvaluationDraft(ctx, id, who.Government, p.String(), string(body), max(d.nowUS(), seen+1))
}

// FinishEvaluation saves the form and freezes it with the figures of now. The
// half year need not have ended: a PKS may be evaluated more often than it
// must. A second one of the same half year corrects the first and says why.
func (d *Desk) FinishEvaluation(ctx context.Context, who policy.Actor, id string, p report.Period, j report.Judgement, seen int64, reason string) (version int, err error) {
	reason = strings.TrimSpace(reason)
	err = d.act(ctx, who, "finish_evaluation", "agreement "+id, p.String(), func(tx *store.Tx) error {
		if err := d.saveEvaluation(ctx, tx, who, id, p, j, seen); err != nil {
			return err
		}
		s, err := d.evaluationSheet(ctx, tx, who, id, who.Government, p, 0)
		if err != nil {
			return err
		}
		if err := s.Judged(); err != nil {
			return err
		}
		if s.Version > 1 {
			if s.Reason = reason; reason == "" || utf8.RuneCountInString(reason) > longestNote {
				return fault.InvalidFields([]fault.Field{fault.NewField("reason", "report.reason_needed")})
			}
		}
		body, sum, err := s.Evaluation.Canonical()
		if err != nil {
			return err
		}
		version = s.Version
		kept := store.Evaluation{Agreement: id, Government: who.Government, Period: p.String(), Version: version, SHA256: sum, Canonical: body, FinishedUS: d.nowUS(), Account: who.Account, Name: who.Name}
		err = tx.AddEvaluation(ctx, kept)
		if errors.Is(err, sqldb.ErrUnique) {
			return fault.New(fault.Conflict, "evaluation.moved_on")
		}
		if err != nil {
			return err
		}
		return tx.SetActions(ctx, kept, s.Actions)
	})
	return version, err
}

// FollowUpDone records that something is done that was to be done after an
// evaluation: by a party, with what was done.
func (d *Desk) FollowUpDone(ctx context.Context, who policy.Actor, id, government string, p report.Period, version, action int, note string) error {
	note = strings.TrimSpace(note)
	err := d.act(ctx, who, "follow_up_done", "agreement "+id, p.String(), func(tx *store.Tx) error {
		s, err := d.evaluationSheet(ctx, tx, who, id, government, p, version)
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.MoveDuty, agreementResource(s.EvaluationState.Paper)); err != nil {
			return err
		}
		switch {
		case version < 1 || action < 0 || action >= len(s.Actions):
			return fault.New(fault.NotFound, "policy.not_found")
		case note == "" || utf8.RuneCountInString(note) > longestNote:
			return fault.InvalidFields([]fault.Field{fault.NewField("done", "evaluation.done_needed")})
		}
		if _, done := s.Done[action]; done { // somebody was faster
			return errSaved
		}
		return tx.AddActionDone(ctx, store.ActionDone{Agreement: id, Government: government, Period: p.String(), Version: version, Action: action, Note: note, DoneUS: d.nowUS(), Account: who.Account, Name: who.Name})
	})
	if errors.Is(err, errSaved) {
		return nil
	}
	return err
}

// followUps gives the days on which something is to be done after the newest
// evaluations of an agreement and is not done yet.
func followUps(ctx context.Context, tx *store.Tx, a agreement.Agreement) ([]procedure.Event, error) {
	all, err := tx.Evaluations(ctx, a.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	done, err := tx.ActionsDone(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	var out []procedure.Event
	newest := map[[2]string]bool{}
	for _, e := range all {
		if newest[[2]string{e.Government, e.Period}] {
			continue
		}
		newest[[2]string{e.Government, e.Period}] = true
		whole, err := report.ParseEvaluation(e.Canonical)
		if err != nil {
			return nil, err
		}
		for i, act := range whole.Actions {
			if slices.ContainsFunc(done, func(x store.ActionDone) bool {
				return x.Government == e.Government && x.Period == e.Period && x.Version == e.Version && x.Action == i
			}) {
				continue
			}
			out = append(out, followUp(e, i, act))
		}
	}
	return out, nil
}

// followUp is the day on which something is to be done after an evaluation.
func followUp(e store.Evaluation, no int, act report.Action) procedure.Event {
	return procedure.Event{
		Kind: FollowUp, Key: "evaluation/" + e.Agreement + "/" + e.Government + "/" + e.Period + "/" + strconv.Itoa(e.Version) + "/" + strconv.Itoa(no), On: act.Due,
		Subject: procedure.Text{ID: act.Text, EN: act.Text}, For: []procedure.Recipient{{Government: act.Bearer, Office: procedure.Cooperation}},
	}
}
