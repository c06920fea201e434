package ops

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/retention"
	"sinergi/internal/store"
)

// Archive is how a party archives a paper, and what follows for its days.
type Archive struct {
	retention.Rule
	retention.Plan
	Changed *store.Archiving // nil: as the schedule proposes
}

// Archive gives how a government archives the paper. The zero Archive when the
// schedule has no rule for it.
func (r Registered) Archive(government string, s retention.Schedule) Archive {
	a := Archive{Rule: s.For(r.Kind)}
	if own, changed := r.Archivings[government]; changed {
		a.Rule, a.Changed = own.Rule, &own
	}
	a.Plan = a.From(r.Until)
	return a
}

// Retention gives the schedule that proposes how papers are archived.
func (d *Desk) Retention() retention.Schedule { return d.retention }

// Today is the day of the desk.
func (d *Desk) Today() civil.Date { return d.today() }

// RecordArchiving says how the actor's government archives a paper from now on,
// and why it differs from what stood before.
func (d *Desk) RecordArchiving(ctx context.Context, who policy.Actor, id string, rule retention.Rule, reason string) error {
	reason = oneLine(reason)
	rule.Code = oneLine(rule.Code)
	err := d.act(ctx, who, "record_archiving", "agreement "+id, rule.Code, func(tx *store.Tx) error {
		a, _, err := ownSide(ctx, tx, who, id)
		if err != nil {
			return err
		}
		var wrong []fault.Field
		for _, name := range rule.Wrong() {
			key := "register.bad_" + name
			wrong = append(wrong, fault.NewField(name, key, "Most", retention.Longest))
		}
		switch {
		case reason == "":
			wrong = append(wrong, fault.NewField("why", "register.archive_reason_needed"))
		case utf8.RuneCountInString(reason) > longestPlace:
			wrong = append(wrong, fault.NewField("why", "register.too_long", "Limit", longestPlace))
		}
		if err := fault.InvalidFields(wrong); err != nil {
			return err
		}
		known, err := tx.Archivings(ctx, []string{id})
		if err != nil {
			return err
		}
		stands := d.retention.For(a.Kind)
		for _, k := range known {
			if k.Government == who.Government {
				stands = k.Rule
			}
		}
		if stands == rule {
			return errSaved
		}
		return tx.AddArchiving(ctx, store.Archiving{Agreement: id, Government: who.Government, Rule: rule, Reason: reason, AtUS: d.nowUS(), Account: who.Account, Name: who.Name})
	})
	if errors.Is(err, errSaved) {
		return nil
	}
	return err
}

// keeping completes a filter by the phase of retention.
func (d *Desk) keeping(who policy.Actor, phase retention.Phase) *store.Keeping {
	if !slices.Contains(retention.Phases(), phase) {
		return nil
	}
	return &store.Keeping{Phase: phase, Government: who.Government, On: d.today(), Schedule: d.retention}
}
