package ops

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/redline"
	"sinergi/internal/store"
)

// UnitEdit is what an editor sends of one pasal: the words of its clauses as
// their author has them now, and on what they rest.
type UnitEdit struct {
	ID       string // names the edit: sent twice, it counts once; may be empty
	Unit     string
	Revision int             // of the unit that the author saw
	Words    map[string]Said // by clause; what is not named stays
	// Was are clauses whose author began from other words than those of the
	// revision, because an earlier edit of theirs was still under way.
	Was map[string]Said
	// Ops arrange the clauses within the unit, after Words.
	Ops []draft.Op
}

// Said are the heading and the text of a clause.
type Said struct{ Heading, Text string }

// Unit gives a pasal of the own copy as it is edited, with its revision.
func (n Negotiation) Unit(id string) (draft.Clause, int, error) {
	if n.Working == nil {
		return draft.Clause{}, 0, fault.New(fault.NotFound, "policy.not_found")
	}
	return n.Working.Get(id)
}

// SaveUnit takes over an edit of one pasal. What a colleague changed meanwhile
// is merged with it by words; what cannot be is kept beside the text.
func (d *Desk) SaveUnit(ctx context.Context, who policy.Actor, id string, e UnitEdit) (r desk.Result, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if r, err = arrived(ctx, tx, *n.Working, e); err != nil || r.Status != "" {
			return err
		}
		s, err := d.saveOf(ctx, tx, *n.Working, e)
		if err != nil {
			return err
		}
		s.By, s.At = who.Name, d.nowUS()
		is := *n.Working
		if is.Desk, r, err = n.Working.Save(s); err != nil {
			return err
		}
		if r.Status == desk.Unchanged {
			r.Revisions = map[string]int{e.Unit: is.Revisions[e.Unit]}
			return nil
		}
		return d.keepWorking(ctx, tx, who, *n.Working, is, store.Step{Edit: s.ID, What: "unit", Unit: e.Unit})
	})
	return r, err
}

// arrived answers an edit that has been taken over before, its answer lost.
func arrived(ctx context.Context, tx *store.Tx, w store.Working, e UnitEdit) (r desk.Result, err error) {
	if e.ID == "" {
		return r, nil
	}
	switch _, err := tx.StepOfEdit(ctx, w.Draft, w.Government, e.ID); {
	case fault.KindOf(err) == fault.NotFound:
		return r, nil
	case err != nil:
		return r, err
	}
	r.Status = desk.Merged
	if unit, revision, err := w.Get(e.Unit); err == nil {
		r.Unit, r.Revisions = &unit, map[string]int{e.Unit: revision}
	}
	for _, k := range w.Kept {
		if k.ID == e.ID {
			r.Status, r.Kept = desk.Disputed, &k
		}
	}
	return r, nil
}

// saveOf makes the whole unit, as its author has it, from what they sent.
func (d *Desk) saveOf(ctx context.Context, tx *store.Tx, w store.Working, e UnitEdit) (desk.Save, error) {
	base, err := unitAt(ctx, tx, w, e.Unit, e.Revision)
	if err != nil {
		return desk.Save{}, err
	}
	revision := e.Revision
	if len(e.Was) > 0 {
		if base, _, err = desk.Apply(w.Text, base, wordOps(base, e.Was)...); err != nil {
			return desk.Save{}, err
		}
		revision = max(0, revision-1) // an older state than the one that is named
	}
	mine, _, err := desk.Apply(w.Text, base, append(wordOps(base, e.Words), e.Ops...)...)
	if err != nil {
		return desk.Save{}, err
	}
	if e.ID == "" {
		e.ID = stepName(w.Revision + 1)
	}
	return desk.Save{ID: e.ID, Unit: e.Unit, Revision: revision, Base: base, Mine: mine}, nil
}

func stepName(revision int) string { return "s" + strconv.Itoa(revision) }

// wordOps says what is other than in a unit. Clauses that it does not have are
// left out: they are new elsewhere, or gone.
func wordOps(base draft.Clause, words map[string]Said) []draft.Op {
	var ops []draft.Op
	var walk func(draft.Clause)
	walk = func(c draft.Clause) {
		if said, ok := words[c.ID]; ok {
			if draft.Clean(said.Text) != c.Text {
				ops = append(ops, draft.Op{Do: draft.SetText, ID: c.ID, Words: said.Text})
			}
			if draft.Clean(said.Heading) != c.Heading {
				ops = append(ops, draft.Op{Do: draft.SetHeading, ID: c.ID, Words: said.Heading})
			}
		}
		for _, child := range c.Children {
			walk(child)
		}
	}
	walk(base)
	return ops
}

// unitAt gives a unit as it was at a revision.
func unitAt(ctx context.Context, tx *store.Tx, w store.Working, unit string, revision int) (draft.Clause, error) {
	if now, at, err := w.Get(unit); err == nil && at == revision {
		return now, nil
	}
	c, err := tx.PastUnit(ctx, w.Draft, w.Government, unit, revision)
	if fault.KindOf(err) == fault.NotFound {
		err = fault.New(fault.Invalid, "desk.fault.revision", "Unit", unit)
	}
	return c, err
}

// ArrangeDraft changes the order of pasal, or what goes across several.
func (d *Desk) ArrangeDraft(ctx context.Context, who policy.Actor, id string, a desk.Arrange) (r desk.Result, err error) {
	err = d.change(ctx, who, id, "arrange", func(w *store.Working) error {
		var err error
		w.Desk, r, err = w.Arrange(a)
		return err
	})
	return r, err
}

// RewriteDraft brings a text that was made from base, such as one that comes
// back from Word, together with the copy of the actor's government. It gives
// the places where the two could not both hold: the copy stands there, and the
// other wording is kept beside it.
func (d *Desk) RewriteDraft(ctx context.Context, who policy.Actor, id string, base, edited draft.Text) (conflicts []redline.Conflict, err error) {
	err = d.change(ctx, who, id, "import", func(w *store.Working) error {
		merged, found, err := redline.Merge(base, w.Text, edited)
		if err != nil {
			return err
		}
		w.Text, conflicts = merged, found
		w.Desk = d.keepAside(*w, who.Name, found)
		return nil
	})
	return conflicts, err
}

// keepAside keeps wordings that do not stand in the text.
func (d *Desk) keepAside(w store.Working, by string, conflicts []redline.Conflict) desk.Desk {
	kept := slices.Clone(w.Kept)
	for i, c := range conflicts {
		k := desk.Kept{ID: fmt.Sprintf("%s-%d", stepName(w.Revision+1), i+1), Unit: desk.Unit(w.Text, c.Node), Conflicts: []redline.Conflict{c}, By: by, At: d.nowUS()}
		kept = append(kept, k)
	}
	w.Desk.Kept = kept
	return w.Desk
}

// change is a change of the whole copy of the actor's government. It counts
// only when something changes.
func (d *Desk) change(ctx context.Context, who policy.Actor, id, what string, fn func(*store.Working) error) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		is := *n.Working
		is.Text = is.Text.Clone()
		if err := fn(&is); err != nil {
			return err
		}
		return d.keepWhole(ctx, tx, who, *n.Working, is, what)
	})
}

// keepWhole writes a copy whose whole text may be another.
func (d *Desk) keepWhole(ctx context.Context, tx *store.Tx, who policy.Actor, was, is store.Working, what string) error {
	before, err := was.Text.Canonical()
	if err != nil {
		return err
	}
	after, err := is.Text.Canonical()
	if err != nil {
		return err
	}
	if bytes.Equal(before, after) && len(was.Kept) == len(is.Kept) {
		return nil
	}
	return d.keepWorking(ctx, tx, who, was, is, store.Step{What: what, Before: before, After: after})
}

// keepWorking writes a changed copy, with every pasal that changed as it was,
// so that an edit which rests on it can still be merged.
func (d *Desk) keepWorking(ctx context.Context, tx *store.Tx, who policy.Actor, was, is store.Working, s store.Step) error {
	is.Revisions = counted(was.Desk, is.Desk)
	for _, unit := range desk.Units(was.Text) {
		old, revision, err := was.Get(unit)
		if err != nil {
			return err
		}
		if is.Revisions[unit] == revision {
			continue
		}
		if err := tx.KeepUnit(ctx, was.Draft, was.Government, unit, revision, old); err != nil {
			return err
		}
	}
	is.Revision, is.TouchedUS, is.TouchedBy = was.Revision+1, d.nowUS(), who.Name
	if err := tx.SaveWorking(ctx, is); err != nil {
		return err
	}
	s.Draft, s.Government, s.Revision = is.Draft, is.Government, is.Revision
	s.Account, s.ByName, s.AtUS = who.Account, who.Name, is.TouchedUS
	if s.Edit == "" {
		s.Edit = stepName(s.Revision)
	}
	if s.Unit != "" {
		s.UnitRevision = is.Revisions[s.Unit]
	}
	return tx.AddStep(ctx, s)
}

// counted gives the revisions of the units after a change: one that says
// something else than before, or is gone, has a new one.
func counted(was, is desk.Desk) map[string]int {
	out := map[string]int{}
	for unit, n := range is.Revisions {
		out[unit] = n
	}
	for _, unit := range desk.Units(was.Text) {
		old, revision, err := was.Get(unit)
		if err != nil || out[unit] != revision {
			continue
		}
		if now, _, err := is.Get(unit); err != nil || !sameClause(old, now) {
			out[unit] = revision + 1
		}
	}
	return out
}

func sameClause(a, b draft.Clause) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && bytes.Equal(x, y)
}

// writable loads a text that the actor may change.
func (d *Desk) writable(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (Negotiation, error) {
	n, err := d.negotiation(ctx, tx, who, id)
	if err != nil {
		return n, err
	}
	if err := policy.Can(who, policy.MoveProcedure, cooperationResource(n.Cooperation)); err != nil {
		return n, err
	}
	if n.Why != nil {
		return n, n.Why
	}
	if n.Working == nil {
		return n, fault.New(fault.Denied, "policy.denied")
	}
	return n, nil
}
