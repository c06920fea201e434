package ops

import (
	"context"
	"slices"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// nowWrong is a fault about what is wrong with a text and was not before.
func nowWrong(before, after draft.Text) error {
	known := map[string]bool{}
	for _, f := range draft.Worst(before.Check(draft.Facts{})) {
		known[f.Key+" "+f.Clause] = true
	}
	var wrong []fault.Field
	for _, f := range draft.Worst(after.Check(draft.Facts{})) {
		if !known[f.Key+" "+f.Clause] {
			wrong = append(wrong, f.Field())
		}
	}
	return fault.InvalidFields(wrong)
}

// SetDraftExample puts a worked example into a text: in place of the one with
// its id, or, without one, as a new one, which is then also printed.
func (d *Desk) SetDraftExample(ctx context.Context, who policy.Actor, id string, e draft.Example) error {
	return d.change(ctx, who, id, "example", func(w *store.Working) error {
		if e.ID == "" {
			e.ID = w.Text.NewExampleID()
		}
		before := w.Text
		if _, err := before.Work(e, draft.Facts{}); err != nil {
			return err
		}
		var err error
		if w.Text, err = before.WithExample(e); err != nil {
			return err
		}
		return nowWrong(before, w.Text)
	})
}

// DropDraftExample takes a worked example out of a text, and out of the clauses
// that print it.
func (d *Desk) DropDraftExample(ctx context.Context, who policy.Actor, id, example string) error {
	return d.change(ctx, who, id, "example", func(w *store.Working) error {
		if !slices.ContainsFunc(w.Text.Examples, func(e draft.Example) bool { return e.ID == example }) {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		var err error
		w.Text, err = w.Text.WithoutExample(example)
		return err
	})
}
