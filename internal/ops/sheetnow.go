package ops

import (
	"context"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
)

// SheetNow is a kept statement beside the records as they are now.
type SheetNow struct {
	Sheet
	Running bool // the month has not ended: the figures are a preview
	// Changed is what makes the records of now another statement than this
	// one. It stays empty for what a later version has taken the place of.
	Changed settlement.Difference
	// Broken says why the month cannot be computed now; then nothing is known
	// about changes.
	Broken error
	// Waiting are the tickets that wait for a decision now. What waited when
	// the statement was offered is in Statement.Waiting.
	Waiting    store.Uncounted
	Unmeasured int // days that something arrived for and that are not measured yet
	// Corrects is the agreed version that this one corrects, and Settle what
	// is left to settle between the two.
	Corrects *store.Statement
	Settle   settlement.Difference
	// Later is the newest version that the actor may see, when it is not this.
	Later    *store.Statement
	Outdated bool // another version was agreed since the draft was computed
	MayDraft bool // the actor may compute the month again
}

// Stale reports that the statement does not say what the records say.
func (s SheetNow) Stale() bool { return !s.Changed.None() }

// SheetNow gives a kept statement, beside the records, to one who may see it.
// It measures nothing: days that wait to be measured are only counted.
func (d *Desk) SheetNow(ctx context.Context, who policy.Actor, id string) (out SheetNow, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = SheetNow{}
		if out.Sheet, err = d.sheet(ctx, tx, who, id); err != nil {
			return err
		}
		return d.stand(ctx, tx, who, &out)
	})
	return out, err
}

func (d *Desk) stand(ctx context.Context, tx *store.Tx, who policy.Actor, out *SheetNow) error {
	all, err := versions(ctx, tx, out.Agreement, out.Month)
	if err != nil {
		return err
	}
	if err := d.standAmong(ctx, tx, who, all, out); err != nil {
		return err
	}
	return d.standBeside(ctx, tx, all, out)
}

// standAmong tells how a statement stands among the versions of its month.
func (d *Desk) standAmong(ctx context.Context, tx *store.Tx, who policy.Actor, all []store.Statement, out *SheetNow) error {
	out.Running = !d.ended(out.Month)
	for i, s := range all {
		if s.SHA256 == out.Content.Corrects && s.Status == settlement.Agreed {
			out.Corrects = &all[i]
		}
		if s.Version > out.Version && out.Later == nil && policy.Can(who, policy.SeeStatement, statementResource(out.Paper, s)) == nil {
			out.Later = &all[i]
		}
	}
	if out.Corrects != nil {
		base, err := contentOf(ctx, tx, out.Corrects.ID)
		if err != nil {
			return err
		}
		out.Settle = settlement.Compare(base, out.Content)
	}
	_, err := d.mayDraftOf(ctx, tx, who, out.Paper, out.Month)
	if err != nil && fault.Of(err) == nil {
		return err
	}
	out.MayDraft = err == nil
	version, corrects := succession(all)
	out.Outdated = out.Status == settlement.Draft && (version != out.Version || corrects != out.Content.Corrects)
	return nil
}

// standBeside compares a statement with the records, unless a later version
// that counts already does.
func (d *Desk) standBeside(ctx context.Context, tx *store.Tx, all []store.Statement, out *SheetNow) error {
	if out.Status == settlement.Superseded || slices.ContainsFunc(all, func(s store.Statement) bool {
		return s.Version > out.Version && s.Status == settlement.Agreed
	}) {
		return nil
	}
	services, err := tx.Services(ctx, out.Agreement, out.Month.First())
	if err != nil {
		return err
	}
	for _, s := range services {
		days, err := tx.ServiceDays(ctx, s.ID, out.Month.First(), out.Month.Last())
		if err != nil {
			return err
		}
		for _, day := range days {
			if day.Stale() && s.Kind == agreement.Bus { // tickets are assessed when they are read
				out.Unmeasured++
			}
		}
	}
	g, err := d.gather(ctx, tx, out.Agreement, out.Month)
	if err == nil {
		out.Waiting = g.waiting
		var now settlement.Statement
		if now, err = g.compute(out.Version, out.Content.Corrects); err == nil {
			out.Changed = settlement.Compare(out.Content, now)
			return nil
		}
	}
	if fault.Of(err) == nil {
		return err
	}
	out.Broken = err
	return nil
}

// contentOf reads a kept version.
func contentOf(ctx context.Context, tx *store.Tx, id string) (settlement.Statement, error) {
	kept, err := tx.Statement(ctx, id)
	if err != nil {
		return settlement.Statement{}, err
	}
	return settlement.Parse(kept.Canonical)
}

// Bound is the statement that a month of a service is already in, if any: the
// newest that was put before the parties and that the actor may see. What
// comes for the month now does not change it.
func (d *Desk) Bound(ctx context.Context, who policy.Actor, pks string, m civil.Month) (bound *store.Statement, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		bound = nil
		a, err := tx.Agreement(ctx, pks)
		if err != nil {
			return err
		}
		all, err := versions(ctx, tx, pks, m)
		if err != nil {
			return err
		}
		for i, s := range all {
			settled := s.Status != settlement.Draft && s.Status != settlement.Superseded
			if settled && (bound == nil || s.Status == settlement.Agreed && bound.Status != settlement.Agreed) && policy.Can(who, policy.SeeStatement, statementResource(a, s)) == nil {
				bound = &all[i]
			}
		}
		return nil
	})
	return bound, err
}

// LastOperated gives the last month, up to now, in which a service that the
// actor may see ran or took a load; the last whole month when there is none.
func (d *Desk) LastOperated(ctx context.Context, who policy.Actor) (m civil.Month, err error) {
	today := civil.In(d.now())
	m = today.MonthOf().Prev()
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		services, err := tx.ServicesFor(ctx, readerOf(who), false, today, mostServices)
		if err != nil {
			return err
		}
		var last civil.Date
		for _, s := range services {
			if _, _, _, err := seeService(ctx, tx, who, policy.SeeService, s.ID, today); fault.Of(err) != nil {
				continue // none of the actor's business
			} else if err != nil {
				return err
			}
			day, err := tx.LastOperated(ctx, s.ID, today)
			if err != nil {
				return err
			}
			if day.After(last) {
				last = day
			}
		}
		if !last.IsZero() {
			m = last.MonthOf()
		}
		return nil
	})
	return m, err
}
