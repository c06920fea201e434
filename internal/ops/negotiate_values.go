package ops

import (
	"context"
	"slices"
	"strconv"

	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/policy"
	"sinergi/internal/redline"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// ValueEdit is a parameter as its author saw it and as they want it.
type ValueEdit struct{ ID, Was, Is string }

// SetDraftValues gives parameters of a text other values. One that a colleague
// changed meanwhile is refused: the author looks again.
func (d *Desk) SetDraftValues(ctx context.Context, who policy.Actor, id string, edits ...ValueEdit) error {
	return d.change(ctx, who, id, "values", func(w *store.Working) error {
		var wrong []fault.Field
		for _, e := range edits {
			e.Is = draft.Clean(e.Is)
			if e.Is == e.Was {
				continue
			}
			i := slices.IndexFunc(w.Text.Parameters, func(p draft.Parameter) bool { return p.ID == e.ID })
			if i < 0 {
				return fault.New(fault.NotFound, "policy.not_found")
			}
			p := &w.Text.Parameters[i]
			if p.Value != e.Was && p.Value != e.Is {
				wrong = append(wrong, fault.NewField(e.ID, "draft.fault.value_moved_on", "Value", p.Value))
				continue
			}
			p.Value = e.Is
			if key := p.Check(); key != "" {
				wrong = append(wrong, fault.Field{Name: e.ID, Key: key, Args: map[string]any{"Parameter": p.Label.ID, "Value": p.Value}})
			}
		}
		return fault.InvalidFields(wrong)
	})
}

// SetDraftTitle gives a text another subject.
func (d *Desk) SetDraftTitle(ctx context.Context, who policy.Actor, id, title string) error {
	return d.change(ctx, who, id, "title", func(w *store.Working) error {
		if title = draft.Clean(title); title == "" {
			return fault.InvalidFields([]fault.Field{fault.NewField("title", "ui.required")})
		}
		w.Text.Title = title
		return nil
	})
}

// SetDraftTariff puts a tariff into a text: in place of the one with its id,
// which the author saw in the state seen, or beside the others. It holds from
// the signature, for the agreement that the text becomes. It is a Conflict when
// a colleague has changed it meanwhile.
func (d *Desk) SetDraftTariff(ctx context.Context, who policy.Actor, id, seen string, t tariff.Tariff) error {
	return d.change(ctx, who, id, "tariff", func(w *store.Working) error {
		if !draft.ValidID(t.ID) {
			return fault.New(fault.Invalid, "draft.clause.bad_id", "ID", t.ID)
		}
		before := w.Text.Clone()
		i := slices.IndexFunc(w.Text.Tariffs, func(x tariff.Tariff) bool { return x.ID == t.ID })
		if i >= 0 {
			if StateOf(w.Text.Tariffs[i]) != seen {
				return errMovedOn()
			}
			t.Version = w.Text.Tariffs[i].Version
			w.Text.Tariffs[i] = t
		} else {
			t.Version = 1
			w.Text.Tariffs = append(w.Text.Tariffs, t)
		}
		return nowWrong(before, w.Text)
	})
}

// AddClause copies a clause of the library, or one of its fallbacks, into a
// text, with the values that its words need. A clause that the text has
// already gets an id of its own.
func (d *Desk) AddClause(ctx context.Context, who policy.Actor, id string, at draft.Place, entry, fallback string) (unit string, err error) {
	lib, err := d.Library(ctx, who)
	if err != nil {
		return "", err
	}
	err = d.change(ctx, who, id, "arrange", func(w *store.Working) error {
		c, asked, err := lib.Copy(entry, fallback, len(w.Text.Parties))
		if err != nil {
			return err
		}
		c = freshIDs(w.Text, c)
		unit = c.ID
		if w.Desk, _, err = w.Arrange(desk.Arrange{Ops: []draft.Op{{Do: draft.Insert, Place: at, Clause: &c}}}); err != nil {
			return err
		}
		w.Text = formulary.Ask(w.Text, asked, nil)
		return nil
	})
	return unit, err
}

// UndoDraft takes back the last change that the actor made and has not taken
// back yet, without touching what came after. Where somebody has written over
// it since, it is refused.
func (d *Desk) UndoDraft(ctx context.Context, who policy.Actor, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		steps, err := tx.LastSteps(ctx, id, who.Government, 200)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(steps, func(s store.Step) bool { return Undoable(s, who) })
		if i < 0 {
			return fault.New(fault.Conflict, "draft.fault.nothing_to_undo")
		}
		step, err := tx.StepOfEdit(ctx, id, who.Government, steps[i].Edit)
		if err != nil {
			return err
		}
		is, err := d.without(ctx, tx, *n.Working, step)
		if err != nil {
			return err
		}
		if err := d.keepWhole(ctx, tx, who, *n.Working, is, "undo"); err != nil {
			return err
		}
		return tx.UndoStep(ctx, step)
	})
}

// Undoable reports whether somebody can take back a change: their own, once.
func Undoable(s store.Step, who policy.Actor) bool {
	return s.Account == who.Account && !s.Undone && s.What != "undo" && s.What != "follow"
}

// without gives a copy without one of its changes.
func (d *Desk) without(ctx context.Context, tx *store.Tx, w store.Working, s store.Step) (store.Working, error) {
	overwritten := fault.New(fault.Conflict, "draft.fault.written_over")
	if s.Unit == "" {
		before, err := draft.Parse(s.Before)
		if err != nil {
			return w, err
		}
		after, err := draft.Parse(s.After)
		if err != nil {
			return w, err
		}
		merged, conflicts, err := redline.Merge(after, w.Text, before)
		if err == nil && len(conflicts) > 0 {
			err = overwritten
		}
		w.Text = merged
		return w, err
	}
	after, err := unitAt(ctx, tx, w, s.Unit, s.UnitRevision)
	if err != nil {
		return w, overwritten
	}
	before, err := unitAt(ctx, tx, w, s.Unit, s.UnitRevision-1)
	if err != nil {
		return w, err
	}
	now, revision, err := w.Get(s.Unit)
	if err != nil {
		return w, overwritten
	}
	merged, conflicts, err := redline.MergeClause(after, now, before)
	if err != nil || len(conflicts) > 0 {
		return w, overwritten
	}
	w.Desk, _, err = w.Save(desk.Save{Unit: s.Unit, Revision: revision, Base: now, Mine: merged})
	return w, err
}

// SettleKept ends a case of two wordings: take puts the one that was kept into
// the text, otherwise the text stays as it is.
func (d *Desk) SettleKept(ctx context.Context, who policy.Actor, id, kept string, take bool) error {
	return d.change(ctx, who, id, "settle", func(w *store.Working) error {
		i := slices.IndexFunc(w.Kept, func(k desk.Kept) bool { return k.ID == kept })
		if i < 0 {
			return fault.New(fault.NotFound, "desk.fault.no_kept")
		}
		k := w.Kept[i]
		if take {
			if err := takeKept(w, k); err != nil {
				return err
			}
		}
		var err error
		w.Desk, err = w.Settle(kept)
		return err
	})
}

// takeKept puts wordings that were kept into the text. A clause that is gone,
// or a value, must be put there by hand.
func takeKept(w *store.Working, k desk.Kept) error {
	var ops []draft.Op
	for _, c := range k.Conflicts {
		if !w.Text.Index().Has(c.Node) {
			return fault.New(fault.Conflict, "draft.fault.take_by_hand")
		}
		switch c.Kind {
		case redline.BothWorded:
			ops = append(ops, draft.Op{Do: draft.SetText, ID: c.Node, Words: c.Theirs})
		case redline.BothHeaded:
			ops = append(ops, draft.Op{Do: draft.SetHeading, ID: c.Node, Words: c.Theirs})
		case redline.BothFormed:
			ops = append(ops, draft.Op{Do: draft.SetLevel, ID: c.Node, Level: draft.Level(c.Theirs)})
		case redline.RemovedEdited:
			if c.Theirs != "" {
				return fault.New(fault.Conflict, "draft.fault.take_by_hand")
			}
			ops = append(ops, draft.Op{Do: draft.Remove, ID: c.Node})
		default:
			return fault.New(fault.Conflict, "draft.fault.take_by_hand")
		}
	}
	text, _, err := draft.Apply(w.Text, ops...)
	w.Text = text
	return err
}

// TakeCommon lets the actor's government go back to the text that all have in
// common: what it has written since and not sent is left out.
func (d *Desk) TakeCommon(ctx context.Context, who policy.Actor, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if n.Common == nil {
			return fault.New(fault.Conflict, "draft.fault.no_common")
		}
		is := *n.Working
		is.Text = n.Common.Clone()
		return d.keepWhole(ctx, tx, who, *n.Working, is, "common")
	})
}

// freshIDs gives a new clause, and what is below it, ids that the text does
// not have; references within it follow.
func freshIDs(t draft.Text, c draft.Clause) draft.Clause {
	taken, renamed := map[string]bool{}, map[string]string{}
	for _, id := range t.IDs() {
		taken[id] = true
	}
	for _, id := range draft.IDsOf(c) {
		to := id
		for n := 2; taken[to]; n++ {
			to = id[:min(len(id), 70)] + "-" + strconv.Itoa(n)
		}
		taken[to], renamed[id] = true, to
	}
	return renameClause(c, renamed)
}

func renameClause(c draft.Clause, renamed map[string]string) draft.Clause {
	c.ID = renamed[c.ID]
	said := ""
	for _, p := range draft.Pieces(c.Text) {
		if m := p.Mark; m != nil && m.Kind == draft.RefMark && renamed[m.Path] != "" {
			m.Path = renamed[m.Path]
			p.Source = m.String()
		}
		said += p.Source
	}
	c.Text = said
	c.Children = slices.Clone(c.Children)
	for i, child := range c.Children {
		c.Children[i] = renameClause(child, renamed)
	}
	return c
}

// DraftState gives a state of a text by its hash: a version that was sent, or
// one that the own copy has been through lately, such as the one that a Word
// file was made from.
func (d *Desk) DraftState(ctx context.Context, who policy.Actor, id, sha256 string) (t draft.Text, err error) {
	if b, err := d.DraftBytes(ctx, who, id, sha256); err == nil {
		return draft.Parse(b)
	} else if fault.KindOf(err) != fault.NotFound {
		return t, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err := d.negotiation(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if n.Working == nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		t, err = earlier(ctx, tx, *n.Working, sha256)
		return err
	})
	return t, err
}

// earlier walks back through the changes of a copy to a state of it.
func earlier(ctx context.Context, tx *store.Tx, w store.Working, sha256 string) (draft.Text, error) {
	steps, err := tx.LastSteps(ctx, w.Draft, w.Government, 300)
	if err != nil {
		return draft.Text{}, err
	}
	past := w
	for _, s := range steps {
		if sha, err := past.Text.SHA256(); err != nil || sha == sha256 {
			return past.Text, err
		}
		if s.Unit == "" {
			whole, err := tx.StepOfEdit(ctx, w.Draft, w.Government, s.Edit)
			if err != nil {
				return draft.Text{}, err
			}
			if past.Text, err = draft.Parse(whole.Before); err != nil {
				return draft.Text{}, err
			}
			continue
		}
		was, err := unitAt(ctx, tx, w, s.Unit, s.UnitRevision-1)
		if err != nil {
			return draft.Text{}, err
		}
		now, revision, err := past.Get(s.Unit)
		if err != nil {
			return draft.Text{}, err
		}
		if past.Desk, _, err = past.Save(desk.Save{Unit: s.Unit, Revision: revision, Base: now, Mine: was}); err != nil {
			return draft.Text{}, err
		}
	}
	if sha, err := past.Text.SHA256(); err != nil || sha == sha256 {
		return past.Text, err
	}
	return draft.Text{}, fault.New(fault.NotFound, "policy.not_found")
}
