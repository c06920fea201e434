package ops

import (
	"context"
	"encoding/json"
	"slices"

	"sinergi/internal/canonical"
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

// StateOf names a tariff or a worked example as it stands: another state has
// another name.
func StateOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("a part of a text is no JSON: " + err.Error()) // its type is wrong, not its value
	}
	return canonical.Hash(b)
}

// errMovedOn is what an author is told who began from another state than the
// one that stands.
func errMovedOn() error { return fault.New(fault.Conflict, "text.moved_on") }

// SetDraftExample puts a worked example into a text: in place of the one with
// its id, which the author saw in the state seen, or, without an id, as a new
// one, which is then also printed. It is a Conflict when a colleague has changed
// it meanwhile.
func (d *Desk) SetDraftExample(ctx context.Context, who policy.Actor, id, seen string, e draft.Example) error {
	return d.change(ctx, who, id, "example", func(w *store.Working) error {
		before := w.Text
		if e.ID == "" {
			e.ID = before.NewExampleID()
			if slices.ContainsFunc(before.Examples, func(x draft.Example) bool { x.ID = e.ID; return StateOf(x) == StateOf(e) }) {
				return nil // the same form again
			}
		} else if i := slices.IndexFunc(before.Examples, func(x draft.Example) bool { return x.ID == e.ID }); i >= 0 && StateOf(before.Examples[i]) != seen {
			return errMovedOn()
		}
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
