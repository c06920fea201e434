package ops

import (
	"context"
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// knownEvaluation fills in an evaluation that is given at a gate as the register
// has it: what was evaluated, its hash, and who has confirmed that.
func (d *Desk) knownEvaluation(ctx context.Context, tx *store.Tx, e *procedure.Evaluation) error {
	unknown := fault.InvalidFields([]fault.Field{fault.NewField("evaluation", "procedure.no_such_evaluation")})
	all, err := evaluationsOf(ctx, tx, []string{e.Agreement})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(x procedure.Evaluation) bool {
		return x.Government == e.Government && x.Period == e.Period && x.Version == e.Version
	})
	if i < 0 {
		return unknown
	}
	*e = all[i]
	return nil
}

// evaluationsOf gives the newest versions of the finished evaluations of some
// agreements, as gates hold them.
func evaluationsOf(ctx context.Context, tx *store.Tx, ids []string) (out []procedure.Evaluation, err error) {
	done, err := tx.EvaluationHeads(ctx, ids)
	if err != nil {
		return nil, err
	}
	answers, err := tx.EvaluationAnswers(ctx, ids)
	if err != nil {
		return nil, err
	}
	papers := map[string]agreement.Agreement{}
	for i, x := range done {
		if i > 0 && x.Agreement == done[i-1].Agreement && x.Period == done[i-1].Period && x.Government == done[i-1].Government {
			continue // an earlier version
		}
		a, known := papers[x.Agreement]
		if !known {
			if a, err = tx.Agreement(ctx, x.Agreement); err != nil {
				return nil, err
			}
			papers[a.ID] = a
		}
		one := procedure.Evaluation{Agreement: a.ID, Title: a.Title, Run: a.Run, Branch: a.Branch, Government: x.Government, Period: x.Period, Version: x.Version, Hash: x.SHA256, Confirmed: []procedure.Confirmation{}}
		for _, y := range answers {
			if y.About(x) && y.Confirms {
				one.Confirmed = append(one.Confirmed, procedure.Confirmation{Government: y.Party, Name: y.Name, On: civil.In(time.UnixMicro(y.AtUS)), Hash: y.SHA256})
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// EvaluationsFor lists the finished evaluations of what a run is about, those
// of the newest period first, for one who may see the run.
func (d *Desk) EvaluationsFor(ctx context.Context, who policy.Actor, run string) (out []procedure.Evaluation, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		r, _, err := d.run(ctx, tx, who, policy.SeeProcedure, run)
		if err != nil || r.Subject() == nil {
			return err
		}
		papers, err := tx.AgreementsOfRun(ctx, r.Subject().Run)
		if err != nil {
			return err
		}
		var ids []string
		for _, a := range papers {
			if a.Kind == agreement.PKS && (r.Subject().Branch == "" || a.Branch == r.Subject().Branch) {
				ids = append(ids, a.ID)
			}
		}
		out, err = evaluationsOf(ctx, tx, ids)
		return err
	})
	return out, err
}
