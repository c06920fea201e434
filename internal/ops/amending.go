package ops

import (
	"cmp"
	"context"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// What an addendum does to the agreement that it amends, and how that
// agreement is cited with its addenda.

// beginTariffs hands the tariffs of a text to the settlement, from the day on
// which it takes effect: what is written and what is computed are the same
// value. Those of an addendum go to the agreement that it amends, in place of
// the version before.
func beginTariffs(ctx context.Context, tx *store.Tx, a agreement.Agreement, text draft.Text) error {
	root, err := amendedBy(ctx, tx, a)
	if err != nil {
		return err
	}
	for _, t := range text.Tariffs {
		t.AgreementID, t.From = root.ID, a.From
		if a.ID == root.ID {
			if err := beginTariff(ctx, tx, t); err != nil {
				return err
			}
			continue
		}
		t = citedFrom(t, a.ID)
		t.Until = endsBefore(a, root)
		if err := amendTariff(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// amendTariff adds the version of an addendum. When that ends before the
// agreement, what it replaced comes back after it.
func amendTariff(ctx context.Context, tx *store.Tx, t tariff.Tariff) error {
	all, err := tx.Tariffs(ctx, t.AgreementID)
	if err != nil {
		return err
	}
	if err := beginTariff(ctx, tx, t); err != nil || t.Until.IsZero() {
		return err
	}
	i := slices.IndexFunc(all, func(old tariff.Tariff) bool { return old.ID == t.ID && old.Until.IsZero() })
	if i < 0 {
		return nil
	}
	back := all[i]
	back.From, back.Until = t.Until.AddDays(1), civil.Date{}
	return beginTariff(ctx, tx, back)
}

// amendedBy is the agreement that an addendum amends, and of an addendum to an
// addendum what that one amends; any other paper is its own.
func amendedBy(ctx context.Context, tx *store.Tx, a agreement.Agreement) (agreement.Agreement, error) {
	for a.Kind == agreement.Addendum && a.Parent != "" {
		var err error
		if a, err = tx.Agreement(ctx, a.Parent); err != nil {
			return a, err
		}
	}
	return a, nil
}

// endsBefore is the last day of an addendum that ends before what it amends; no
// day for one that holds as long.
func endsBefore(addendum, root agreement.Agreement) civil.Date {
	if addendum.Until.IsZero() || !root.Until.IsZero() && !addendum.Until.Before(root.Until) {
		return civil.Date{}
	}
	return addendum.Until
}

// beginTariff adds a version of a tariff; the open version of the same tariff
// ends the day before.
func beginTariff(ctx context.Context, tx *store.Tx, t tariff.Tariff) error {
	before, err := tx.Tariffs(ctx, t.AgreementID)
	if err != nil {
		return err
	}
	all, t := replacing(before, t)
	if err := tariff.ValidateVersions(append(all, t)); err != nil {
		return err
	}
	for i, old := range all {
		if old.Until != before[i].Until {
			if err := tx.EndTariff(ctx, t.AgreementID, old.Version, old.Until); err != nil {
				return err
			}
		}
	}
	return tx.SaveTariff(ctx, t)
}

// replacing numbers a new version of a tariff and ends the open version of the
// same tariff before it.
func replacing(all []tariff.Tariff, t tariff.Tariff) ([]tariff.Tariff, tariff.Tariff) {
	t.Version = nextTariff(all)
	all = slices.Clone(all)
	for i, old := range all {
		if old.ID == t.ID && old.Until.IsZero() && old.From.Before(t.From) {
			all[i].Until = t.From.AddDays(-1)
		}
	}
	return all, t
}

// citedFrom gives a tariff whose clauses are those of an addendum, as citable
// names them.
func citedFrom(t tariff.Tariff, addendum string) tariff.Tariff {
	t.Clause, t.Components = addendum+"."+t.Clause, slices.Clone(t.Components)
	for i, c := range t.Components {
		t.Components[i].Clause = addendum + "." + c.Clause
	}
	return t
}

// citable gives the clauses of an agreement and, behind them, those of the
// addenda that took effect, each below a node of its own. Their ids begin with
// the addendum's, and they are cited by its day, which no later number changes:
// "Adendum tanggal 3 Maret 2027 Pasal 1 huruf a".
func citable(ctx context.Context, tx *store.Tx, a agreement.Agreement, own []agreement.Clause) ([]agreement.Clause, error) {
	addenda, err := tx.Addenda(ctx, a)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(addenda, func(x, y agreement.Agreement) int { return x.SignedOn.Compare(y.SignedOn) })
	tree := slices.Clone(own)
	for _, x := range addenda {
		clauses, err := clausesOf(ctx, tx, x)
		if err != nil {
			return nil, err
		}
		tree = append(tree, agreement.Clause{ID: x.ID, Label: "Adendum tanggal " + x.SignedOn.Long(), Heading: x.Title, Children: below(x.ID, clauses)})
	}
	return tree, nil
}

func below(addendum string, tree []agreement.Clause) []agreement.Clause {
	out := slices.Clone(tree)
	for i, c := range tree {
		out[i].ID, out[i].Children = addendum+"."+c.ID, below(addendum, c.Children)
	}
	return out
}

// clausesOf gives what citable gives of an agreement on record.
func clausesOf(ctx context.Context, tx *store.Tx, a agreement.Agreement) ([]agreement.Clause, error) {
	own, err := tx.Clauses(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	return citable(ctx, tx, a, own)
}

// AmendableTariffs lists the tariffs of what an addendum amends that its text
// has not taken over yet, each as it will stand when the addendum is signed.
func (d *Desk) AmendableTariffs(ctx context.Context, who policy.Actor, id string) (out []tariff.Tariff, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err := d.negotiation(ctx, tx, who, id)
		if err != nil || !n.MayEdit {
			return err
		}
		out, _, err = d.amendable(ctx, tx, n)
		return err
	})
	return out, err
}

func (d *Desk) amendable(ctx context.Context, tx *store.Tx, n Negotiation) ([]tariff.Tariff, []agreement.Clause, error) {
	about := n.Run.Subject()
	if n.Kind != draft.Addendum || about == nil {
		return nil, nil, nil
	}
	a, err := tx.AgreementOfRun(ctx, about.Run, about.Branch)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	root, err := amendedBy(ctx, tx, a)
	if err != nil {
		return nil, nil, err
	}
	all, err := tx.Tariffs(ctx, root.ID)
	if err != nil {
		return nil, nil, err
	}
	tree, err := clausesOf(ctx, tx, root)
	newest := map[string]tariff.Tariff{}
	for _, t := range all { // by version
		newest[t.ID] = t
	}
	var out []tariff.Tariff
	for id, t := range newest {
		if !slices.ContainsFunc(n.Text().Tariffs, func(x tariff.Tariff) bool { return x.ID == id }) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(x, y tariff.Tariff) int { return cmp.Compare(x.ID, y.ID) })
	return out, tree, err
}

// AmendTariff takes a tariff of the agreement that an addendum amends into its
// text, with a pasal that says it, to be changed there.
func (d *Desk) AmendTariff(ctx context.Context, who policy.Actor, id, tariffID string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		open, tree, err := d.amendable(ctx, tx, n)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(open, func(t tariff.Tariff) bool { return t.ID == tariffID })
		if i < 0 {
			return fault.New(fault.Conflict, "draft.fault.no_such_tariff")
		}
		is := *n.Working
		if is.Text, err = is.Text.Amend(open[i], tree); err != nil {
			return err
		}
		if err := nowWrong(n.Working.Text, is.Text); err != nil {
			return err
		}
		return d.keepWhole(ctx, tx, who, *n.Working, is, "tariff")
	})
}

// LeaveTariff takes a tariff out of an addendum again, with the pasal that says
// it: the agreement's tariff then stays as it is.
func (d *Desk) LeaveTariff(ctx context.Context, who policy.Actor, id, tariffID string) error {
	return d.change(ctx, who, id, "tariff", func(w *store.Working) error {
		if w.Text.Kind != draft.Addendum {
			return fault.New(fault.Conflict, "draft.fault.no_such_tariff")
		}
		text, err := w.Text.Unamend(tariffID)
		if err != nil {
			return err
		}
		err = nowWrong(w.Text, text)
		w.Text = text
		return err
	})
}
