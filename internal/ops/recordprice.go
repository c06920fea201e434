package ops

import (
	"context"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// AddTariff adds a version of an agreement's tariff; its number is given here.
// Versions are never changed; an open-ended version before it ends the day
// before.
func (d *Desk) AddTariff(ctx context.Context, who policy.Actor, t tariff.Tariff) error {
	return d.enter(ctx, who, t.AgreementID, consent.AddTariff, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		all, err := tx.Tariffs(ctx, a.ID)
		if len(all) > 0 {
			was.Tariff = &all[len(all)-1]
		}
		t.Version = nextTariff(all)
		return Content{Tariff: &t}, was, err
	})
}

func nextTariff(all []tariff.Tariff) int {
	if len(all) == 0 {
		return 1
	}
	return all[len(all)-1].Version + 1
}

func checkTariff(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	if err := clauseExists(ctx, tx, a.ID, c.Tariff.Clause); err != nil {
		return err
	}
	all, err := tx.Tariffs(ctx, a.ID)
	if err != nil {
		return err
	}
	t := *c.Tariff
	t.Version = nextTariff(all)
	for i, old := range all {
		if old.Until.IsZero() && old.From.Before(t.From) {
			all[i].Until = t.From.AddDays(-1)
		}
	}
	return tariff.ValidateVersions(append(all, t))
}

func addTariff(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	all, err := tx.Tariffs(ctx, a.ID)
	if err != nil {
		return err
	}
	t := *c.Tariff
	t.Version = nextTariff(all)
	for _, old := range all {
		if old.Until.IsZero() && old.From.Before(t.From) {
			if err := tx.EndTariff(ctx, a.ID, old.Version, t.From.AddDays(-1)); err != nil {
				return err
			}
		}
	}
	return tx.SaveTariff(ctx, t)
}

// WithdrawTariff takes back the newest version of a tariff, as long as no
// statement was offered of a month in which it is in force.
func (d *Desk) WithdrawTariff(ctx context.Context, who policy.Actor, agreementID string, version int) error {
	return d.enter(ctx, who, agreementID, consent.WithdrawTariff, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		all, err := tx.Tariffs(ctx, a.ID)
		if i := slices.IndexFunc(all, func(t tariff.Tariff) bool { return t.Version == version }); i >= 0 {
			return Content{Tariff: &all[i]}, was, err
		}
		return is, was, fault.New(fault.Conflict, "agreement.tariff_not_newest")
	})
}

func checkWithdrawal(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	all, err := tx.Tariffs(ctx, a.ID)
	if err != nil {
		return err
	}
	if len(all) == 0 || all[len(all)-1].Version != c.Tariff.Version {
		return fault.New(fault.Conflict, "agreement.tariff_not_newest")
	}
	statements, err := tx.Statements(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if s.Status == settlement.Draft {
			continue // its provider's own business, which it computes again
		}
		if _, used := all[len(all)-1].InForce(tariff.MonthPeriod(s.Month)); used {
			return fault.New(fault.Conflict, "agreement.tariff_in_use", "Month", s.Month.Indonesian())
		}
	}
	return nil
}

func withdrawTariff(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	return tx.DropTariff(ctx, a.ID, c.Tariff.Version)
}

// SetParameter sets a value that an agreement's tariff refers to.
func (d *Desk) SetParameter(ctx context.Context, who policy.Actor, p store.Parameter) error {
	p.SetBy = who.Government
	return d.enter(ctx, who, p.Agreement, consent.SetParameter, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		all, err := tx.Parameters(ctx, a.ID) // by name and day
		for i, old := range all {
			if old.Name == p.Name && !old.From.After(p.From) {
				was.Parameter = &all[i]
			}
		}
		return Content{Parameter: &p}, was, err
	})
}

func checkParameter(_ context.Context, _ *store.Tx, _ agreement.Agreement, c Content) error {
	p := c.Parameter
	var fields []fault.Field
	if _, err := quantity.Parse(p.Value); err != nil {
		fields = append(fields, fault.NewField("value", "quantity.not_a_number", "Value", p.Value))
	}
	if strings.TrimSpace(p.Source) == "" {
		fields = append(fields, fault.NewField("source", "ui.required"))
	}
	if p.From.IsZero() {
		fields = append(fields, fault.NewField("from", "ui.required"))
	}
	return fault.InvalidFields(fields)
}

func setParameter(ctx context.Context, tx *store.Tx, _ agreement.Agreement, c Content) error {
	return tx.SetParameter(ctx, *c.Parameter)
}
