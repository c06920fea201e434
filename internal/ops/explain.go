package ops

import (
	"context"
	"fmt"
	"io"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// said gives what was said without who and when.
func said(all []store.Explanation) []transit.Explanation {
	out := make([]transit.Explanation, len(all))
	for i, e := range all {
		out[i] = e.Explanation
	}
	return out
}

// ExplainedBy gives how what was said of a run stands.
func ExplainedBy(all []store.Explanation) transit.Explained { return transit.Standing(said(all)) }

// Explanations gives what was said of the runs of a service.
func (d *Desk) Explanations(ctx context.Context, who policy.Actor, service string, first, last civil.Date) (out map[store.RunKey][]store.Explanation, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, _, err := busService(ctx, tx, who, policy.SeeService, service, first); err != nil {
			return err
		}
		out, err = tx.Explanations(ctx, service, first, last)
		return err
	})
	return out, err
}

// Explain says why a run is not complete, or answers what was said. proof is
// the scan that proves an explanation; its name is what people called it.
func (d *Desk) Explain(ctx context.Context, who policy.Actor, service string, run store.RunKey, e transit.Explanation, name string, proof io.Reader) error {
	do := policy.AnswerRun
	if e.Said == transit.Explain {
		do = policy.FeedBus
	}
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, _, _, err := busService(ctx, tx, who, do, service, run.Date)
		return err
	}); err != nil {
		return err
	}
	var file kept
	if proof != nil && e.Said == transit.Explain {
		var err error
		if file.sum, file.media, file.size, err = d.keepScan(ctx, proof); err != nil {
			return err
		}
	}
	e.Government, e.File = who.Government, file.sum
	return d.act(ctx, who, "explain_run", "service "+service, fmt.Sprintf("%s %s %s", run.Date, run.Trip, e.Said), func(tx *store.Tx) error {
		s, _, _, err := busService(ctx, tx, who, do, service, run.Date)
		if err != nil {
			return err
		}
		runs, err := tx.Runs(ctx, service, store.RunFilter{First: run.Date, Last: run.Date, Trip: run.Trip, Start: run.Start})
		if err != nil {
			return err
		}
		if len(runs) == 0 {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		all, err := tx.Explanations(ctx, service, run.Date, run.Date)
		if err != nil {
			return err
		}
		if err := transit.CheckExplanation(runs[0], said(all[run]), e, s.Provider); err != nil {
			return err
		}
		if file.sum != "" {
			if err := tx.AddFile(ctx, file.sum, file.media, file.size, d.nowUS()); err != nil {
				return err
			}
			if err := tx.AddServiceProof(ctx, store.ServiceProof{Service: service, Date: run.Date, SHA256: file.sum, Name: name, Government: who.Government, AddedUS: d.nowUS()}); err != nil {
				return err
			}
		}
		return tx.AddExplanation(ctx, service, store.Explanation{Run: run, Seq: len(all[run]) + 1, AtUS: d.nowUS(), Account: who.Account, Name: who.Name, Explanation: e})
	})
}

// ServiceProof opens a file that proves what was said of a service's day, for who
// may see the service. The caller closes it.
func (d *Desk) ServiceProof(ctx context.Context, who policy.Actor, service string, day civil.Date, sum string) (p store.ServiceProof, f io.ReadSeekCloser, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, _, err := busService(ctx, tx, who, policy.SeeService, service, day); err != nil {
			return err
		}
		p, err = tx.ServiceProof(ctx, service, day, sum)
		return err
	})
	if err != nil {
		return p, nil, err
	}
	f, err = d.files.Get(ctx, sum)
	return p, f, err
}

// excused gives the runs that the rules of a service do not count as not
// delivered, because what the provider explained of them was accepted.
func excused(ctx context.Context, tx *store.Tx, service string, rules transit.Rules, first, last civil.Date) (map[store.RunKey]bool, error) {
	out := map[store.RunKey]bool{}
	if !rules.Excused {
		return out, nil
	}
	all, err := tx.Explanations(ctx, service, first, last)
	for run, x := range all {
		out[run] = ExplainedBy(x) == transit.Accepted
	}
	return out, err
}

// MayOfService reports whether one may do something with a service.
func (d *Desk) MayOfService(who policy.Actor, do policy.Action, paper agreement.Agreement, s agreement.Service) bool {
	return policy.Can(who, do, serviceResource(paper, s)) == nil
}
