package desk

import (
	"slices"
	"strconv"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/redline"
)

// Save is what an editor sends: a whole unit as its author has it now, and the
// revision that they began with.
type Save struct {
	ID       string // names the edit, should some of it have to be kept
	Unit     string
	Revision int
	Base     draft.Clause // the unit at that revision
	Mine     draft.Clause
	By       string
	At       int64
}

// Save takes over an edited unit.
func (d Desk) Save(s Save) (Desk, Result, error) {
	if s.Mine.ID != s.Unit || s.Base.ID != s.Unit {
		return d, Result{}, fault.New(fault.Invalid, "desk.fault.other_unit", "Unit", s.Unit)
	}
	clean(&s.Mine)
	if err := checkForm(s.Mine, s.Base.Level); err != nil {
		return d, Result{}, err
	}
	now, revision, err := d.Get(s.Unit)
	if err != nil {
		return d.keepAll(s)
	}
	if s.Revision > revision || s.Revision < 0 {
		return d, Result{}, fault.New(fault.Invalid, "desk.fault.revision", "Unit", s.Unit)
	}
	merged, status := s.Mine, Saved
	var conflicts []redline.Conflict
	if s.Revision < revision {
		if merged, conflicts, err = redline.MergeClause(s.Base, now, s.Mine); err != nil {
			return d, Result{}, err
		}
		status = Merged
	}
	r := Result{Renamed: map[string]string{}}
	d.rename(&merged, now, r.Renamed)
	if same(merged, now) {
		status = Unchanged
	} else {
		before := d.Text.IDs()
		if d.Text, err = replace(d.Text, merged); err != nil {
			return d, Result{}, err
		}
		r.Gone = goneFrom(before, d.Text)
		d, r.Revisions = d.bump(s.Unit)
	}
	if len(conflicts) > 0 {
		status = Disputed
		d, r.Kept = d.keep(s, conflicts)
	}
	unit, _, err := d.Get(s.Unit)
	r.Status, r.Unit = status, &unit
	return d, r, err
}

// keepAll keeps an edit of a unit that somebody took out meanwhile.
func (d Desk) keepAll(s Save) (Desk, Result, error) {
	if same(s.Base, s.Mine) {
		return d, Result{Status: Unchanged}, nil
	}
	d, kept := d.keep(s, []redline.Conflict{{Kind: redline.RemovedEdited, Node: s.Unit, Base: s.Base.Text, Theirs: s.Mine.Text}})
	return d, Result{Status: Disputed, Kept: kept}, nil
}

func (d Desk) keep(s Save, conflicts []redline.Conflict) (Desk, *Kept) {
	k := Kept{ID: s.ID, Unit: s.Unit, Revision: s.Revision, Mine: s.Mine, Conflicts: conflicts, By: s.By, At: s.At}
	d.Kept = append(slices.Clone(d.Kept), k)
	return d, &k
}

func clean(c *draft.Clause) {
	c.Text = draft.Clean(c.Text)
	c.Heading = draft.Clean(c.Heading)
	c.Children = slices.Clone(c.Children)
	for i := range c.Children {
		clean(&c.Children[i])
	}
}

// checkForm refuses a unit that the text could not hold.
func checkForm(c draft.Clause, level draft.Level) error {
	if c.Level != level {
		return fault.New(fault.Invalid, "draft.clause.misplaced", "Clause", c.ID, "Level", string(c.Level))
	}
	seen := map[string]bool{}
	var walk func(c draft.Clause, depth int) error
	walk = func(c draft.Clause, depth int) error {
		if !draft.ValidID(c.ID) || seen[c.ID] {
			return fault.New(fault.Invalid, "draft.clause.id_twice", "ID", c.ID)
		}
		seen[c.ID] = true
		for _, child := range c.Children {
			if !draft.Fits(child.Level, c.Level, "") || depth >= draft.MaxDepth {
				return fault.New(fault.Invalid, "draft.clause.misplaced", "Clause", child.ID, "Level", string(child.Level))
			}
			if err := walk(child, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(c, 1)
}

// rename gives new clauses of a unit other ids where the rest of the text has
// theirs: two people may have thought of the same one.
func (d Desk) rename(c *draft.Clause, now draft.Clause, renamed map[string]string) {
	taken := map[string]bool{}
	for _, id := range d.Text.IDs() {
		taken[id] = true
	}
	for _, id := range draft.IDsOf(now) {
		delete(taken, id)
	}
	for _, id := range draft.IDsOf(*c) {
		if taken[id] {
			renamed[id] = ""
		}
	}
	for _, id := range draft.IDsOf(*c) {
		taken[id] = true
	}
	var walk func(*draft.Clause)
	walk = func(c *draft.Clause) {
		if _, again := renamed[c.ID]; again {
			was := c.ID
			for n := 2; taken[c.ID]; n++ {
				c.ID = was[:min(len(was), 70)] + "-" + strconv.Itoa(n)
			}
			renamed[was], taken[c.ID] = c.ID, true
		}
		for i := range c.Children {
			walk(&c.Children[i])
		}
	}
	walk(c)
}

// same compares two units by what they say, through their canonical bytes.
func same(a, b draft.Clause) bool {
	x, err := draft.Text{Body: []draft.Clause{a}}.SHA256()
	if err != nil {
		return false
	}
	y, err := draft.Text{Body: []draft.Clause{b}}.SHA256()
	return err == nil && x == y
}

// replace puts a unit into the text in place of the one with its id.
func replace(t draft.Text, c draft.Clause) (draft.Text, error) {
	t = t.Clone()
	for _, s := range draft.Sections() {
		if list := t.In(s); replaceIn(list, c) {
			return t.With(s, list), nil
		}
	}
	return t, gone(c.ID)
}

func replaceIn(level []draft.Clause, c draft.Clause) bool {
	for i := range level {
		if level[i].ID == c.ID {
			if container(level[i]) {
				c.Children = level[i].Children
			}
			level[i] = c
			return true
		}
		if replaceIn(level[i].Children, c) {
			return true
		}
	}
	return false
}

func goneFrom(before []string, t draft.Text) []draft.Gone {
	there := map[string]bool{}
	for _, id := range t.IDs() {
		there[id] = true
	}
	var out []draft.Gone
	for _, id := range before {
		if !there[id] {
			out = append(out, draft.Gone{ID: id})
		}
	}
	return out
}

// Apply makes edit operations on one unit into a Save: base is the unit at the
// revision that their author saw.
func Apply(t draft.Text, base draft.Clause, ops ...draft.Op) (draft.Clause, []draft.Gone, error) {
	v, ok := t.Find(base.ID)
	section := v.Section
	if !ok {
		section = draft.InBody
	}
	alone := draft.Text{}.With(section, []draft.Clause{base})
	edited, left, err := draft.Apply(alone, ops...)
	if err != nil {
		return draft.Clause{}, nil, err
	}
	if list := edited.In(section); len(list) == 1 && list[0].ID == base.ID {
		return list[0], left, nil
	}
	return draft.Clause{}, nil, fault.New(fault.Invalid, "desk.fault.beyond_unit", "Unit", base.ID)
}
