package desk

import (
	"slices"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// Arrange is an edit of the order of units, or across units: a new pasal, a
// pasal moved or taken out, an ayat moved to another pasal, two pasal made one.
type Arrange struct {
	Ops []draft.Op
	// Seen are the revisions of the units that the author saw. What takes words
	// away (remove, merge, split, a move out of a unit) is only done on units
	// that have not changed since: the author is told and looks again.
	Seen map[string]int
}

// Arrange applies an arrangement. A new clause always finds a place: behind the
// sibling that was named, or, where that is gone, at the end of its parent, or
// of its section.
func (d Desk) Arrange(a Arrange) (Desk, Result, error) {
	before := d.Text
	touched := []string{}
	for _, op := range a.Ops {
		units := d.touched(op)
		if op.Do != draft.Insert && !(op.Do == draft.Move && Unit(d.Text, op.ID) == op.ID) {
			for _, u := range units {
				if u != "" && !slices.Contains(touched, u) && a.Seen[u] != d.Revisions[u] {
					return d, Result{}, fault.New(fault.Conflict, "desk.fault.changed_meanwhile", "Unit", d.Text.Index().Cite(u))
				}
			}
		}
		if op.Do == draft.Insert {
			op.Place = place(d.Text, op.Place)
		}
		text, _, err := draft.Apply(d.Text, op)
		if err != nil {
			return Desk{Text: before, Revisions: d.Revisions, Kept: d.Kept}, Result{}, err
		}
		d.Text = text
		touched = append(touched, units...)
		touched = append(touched, d.touched(op)...)
	}
	r := Result{Status: Saved, Gone: intoOf(before, a.Ops, goneFrom(before.IDs(), d.Text))}
	d, r.Revisions = d.bump(touched...)
	return d, r, nil
}

// touched are the units whose words an operation changes, as the text is now.
func (d Desk) touched(op draft.Op) []string {
	var units []string
	add := func(id string) {
		if u := Unit(d.Text, id); u != "" {
			units = append(units, u)
		}
	}
	switch op.Do {
	case draft.Insert:
		add(op.Place.Parent)
		if op.Clause != nil {
			add(op.Clause.ID)
		}
	case draft.Move:
		add(op.ID)
		if p, ok := d.Text.Find(op.Place.Parent); ok && !container(p.Clause) {
			add(op.Place.Parent)
		}
	case draft.Merge:
		add(op.ID)
		add(elder(d.Text, op.ID))
	case draft.Remove:
		if v, ok := d.Text.Find(op.ID); ok {
			for _, id := range draft.IDsOf(v.Clause) {
				add(id)
			}
		}
	default:
		add(op.ID)
		add(op.New)
	}
	slices.Sort(units)
	return slices.Compact(units)
}

// elder is the sibling before a clause.
func elder(t draft.Text, id string) string {
	last := map[string]string{}
	for v := range t.All() {
		key := string(v.Section) + "/" + v.Parent
		if v.Clause.ID == id {
			return last[key]
		}
		last[key] = v.Clause.ID
	}
	return ""
}

// place gives the nearest place that there still is.
func place(t draft.Text, p draft.Place) draft.Place {
	list := t.In(p.Section)
	if p.Parent != "" {
		v, ok := t.Find(p.Parent)
		if !ok {
			p.Parent = ""
		} else {
			list = v.Clause.Children
		}
	}
	if p.After != "" && !slices.ContainsFunc(list, func(c draft.Clause) bool { return c.ID == p.After }) {
		p.After = ""
		if len(list) > 0 {
			p.After = list[len(list)-1].ID
		}
	}
	return p
}

// intoOf adds where merged words went.
func intoOf(before draft.Text, ops []draft.Op, left []draft.Gone) []draft.Gone {
	_, told, err := draft.Apply(before, ops...)
	if err != nil {
		return left
	}
	for i := range left {
		for _, g := range told {
			if g.ID == left[i].ID {
				left[i].Into = g.Into
			}
		}
	}
	return left
}

// Seat says that somebody has a unit open.
type Seat struct {
	By   string `json:"by"`
	Unit string `json:"unit"`
	At   int64  `json:"at_us"` // last sign of life
}

// Present gives who else is in a unit: the seats of others that gave a sign of
// life within so many microseconds.
func Present(seats []Seat, unit, me string, now, within int64) []Seat {
	return slices.DeleteFunc(slices.Clone(seats), func(s Seat) bool {
		return s.Unit != unit || s.By == me || now-s.At > within
	})
}
