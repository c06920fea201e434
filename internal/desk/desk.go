// SPDX-License-Identifier: Apache-2.0

// Package desk lets several people work on one text at the same time without
// locks. The text is worked on by units, a pasal each (see Unit), and every
// unit has a revision: whoever saves says which revision they saw. When it is
// no longer the newest, what they changed is merged with what came meanwhile,
// word by word; what cannot be merged is kept beside the text with both
// wordings until a person settles it. Nothing that was typed is ever dropped.
//
//	d, result, err := d.Save(desk.Save{Unit: "biaya", Revision: 3, Base: asItWas, Mine: asTyped, By: "budi", At: now})
//
// The package knows no store, no network and no clock: the caller keeps the
// units of past revisions and hands in the one that an edit rests on.
package desk

import (
	"maps"
	"slices"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/redline"
)

// Desk is a text that is being worked on.
type Desk struct {
	Text draft.Text `json:"text"`
	// Revisions counts how often each unit was changed; a unit that is not
	// there was never changed and has revision 0.
	Revisions map[string]int `json:"revisions,omitempty"`
	// Kept is what could not be merged, oldest first.
	Kept []Kept `json:"kept,omitempty"`
}

// Kept is an edit, or a part of one, that is not in the text.
type Kept struct {
	ID        string             `json:"id"` // of the edit, given by the caller
	Unit      string             `json:"unit"`
	Revision  int                `json:"revision"` // that the edit rested on
	Mine      draft.Clause       `json:"mine"`     // the whole unit as its author left it
	Conflicts []redline.Conflict `json:"conflicts"`
	By        string             `json:"by"`
	At        int64              `json:"at_us"`
}

// Status says what became of an edit.
type Status string

// The statuses.
const (
	Unchanged Status = "unchanged" // it says what the text says already
	Saved     Status = "saved"
	Merged    Status = "merged"   // together with what came meanwhile
	Disputed  Status = "disputed" // what could be merged is in the text, the rest is kept
)

// Result tells the author of an edit what became of it.
type Result struct {
	Status Status `json:"status"`
	// Unit is the unit as it is now; nil when it is gone.
	Unit *draft.Clause `json:"unit,omitempty"`
	// Revisions are the units that changed, with their new revisions.
	Revisions map[string]int `json:"revisions,omitempty"`
	// Gone are ids that this edit took out of the text.
	Gone []draft.Gone `json:"gone,omitempty"`
	// Renamed are new clauses whose id was taken elsewhere meanwhile.
	Renamed map[string]string `json:"renamed,omitempty"`
	Kept    *Kept             `json:"kept,omitempty"`
}

// Unit gives the unit that a clause belongs to: the outermost clause around it
// that is no bab and no annex (so a pasal, a recital, a table of an annex). The
// heading of a bab or annex is a unit of its own. It is empty when the text
// has no such clause.
func Unit(t draft.Text, id string) string {
	for _, s := range draft.Sections() {
		if unit, ok := unitIn(t.In(s), id); ok {
			return unit
		}
	}
	return ""
}

func unitIn(level []draft.Clause, id string) (string, bool) {
	for _, c := range level {
		switch {
		case c.ID == id:
			return id, true
		case container(c):
			if unit, ok := unitIn(c.Children, id); ok {
				return unit, true
			}
		case slices.Contains(draft.IDsOf(c), id):
			return c.ID, true
		}
	}
	return "", false
}

func container(c draft.Clause) bool { return c.Level == draft.Bab || c.Level == draft.Annex }

// Units lists the units of a text in its order.
func Units(t draft.Text) []string {
	var out []string
	var walk func([]draft.Clause)
	walk = func(level []draft.Clause) {
		for _, c := range level {
			out = append(out, c.ID)
			if container(c) {
				walk(c.Children)
			}
		}
	}
	for _, s := range draft.Sections() {
		walk(t.In(s))
	}
	return out
}

// Get gives a unit as it is edited: with all below it, but a bab or annex
// alone.
func (d Desk) Get(unit string) (c draft.Clause, revision int, err error) {
	v, ok := d.Text.Find(unit)
	if !ok || Unit(d.Text, unit) != unit {
		return draft.Clause{}, 0, gone(unit)
	}
	c = v.Clause
	if container(c) {
		c.Children = nil
	}
	return c, d.Revisions[unit], nil
}

func gone(unit string) error {
	return fault.New(fault.Conflict, "draft.fault.no_clause", "Target", unit)
}

// Settle forgets a kept edit, once a person has put into the text what should
// be of it.
func (d Desk) Settle(id string) (Desk, error) {
	kept := slices.DeleteFunc(slices.Clone(d.Kept), func(k Kept) bool { return k.ID == id })
	if len(kept) == len(d.Kept) {
		return d, fault.New(fault.NotFound, "desk.fault.no_kept")
	}
	d.Kept = kept
	return d, nil
}

func (d Desk) bump(units ...string) (Desk, map[string]int) {
	d.Revisions = maps.Clone(d.Revisions)
	if d.Revisions == nil {
		d.Revisions = map[string]int{}
	}
	changed := map[string]int{}
	for _, u := range units {
		if _, done := changed[u]; !done && u != "" {
			d.Revisions[u]++
			changed[u] = d.Revisions[u]
		}
	}
	return d, changed
}
