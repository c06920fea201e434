package procedure

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// compile resolves the references of a definition, puts its gates in an order
// in which every gate comes after those it rests on, and notes for each gate
// what rests on it.
func (d *Definition) compile() error {
	if err := d.resolve(); err != nil {
		return err
	}
	order, err := d.order()
	if err != nil {
		return err
	}
	sorted := make([]Gate, len(order))
	for i, from := range order {
		sorted[i] = d.Gates[from]
	}
	d.Gates, d.at = sorted, map[string]int{}
	for i := range d.Gates {
		d.at[d.Gates[i].ID] = i
	}
	for i := range d.Gates {
		d.Gates[i].below = d.restingOn(d.Gates[i].ID)
	}
	return nil
}

func (d *Definition) resolve() error {
	var errs []error
	for i := range d.Gates {
		g := &d.Gates[i]
		fail := func(err error) {
			if err != nil {
				errs = append(errs, fmt.Errorf("gate %q: %w", g.ID, err))
			}
		}
		g.after = nil
		for _, s := range g.After {
			g.after = append(g.after, parseReference(s))
		}
		var err error
		g.onlyIf, err = parseConditions(g.OnlyIf)
		fail(err)
		for j := range g.Needs {
			for k := range g.Needs[j].Options {
				o := &g.Needs[j].Options[k]
				o.onlyIf, err = parseConditions(o.OnlyIf)
				fail(err)
				o.to = nil
				for _, s := range o.To {
					o.to = append(o.to, parseReference(s))
				}
			}
		}
	}
	return errors.Join(append(errs, d.resolveBefore()...)...)
}

// resolveBefore turns "before" into "after" of the other gate.
func (d *Definition) resolveBefore() []error {
	var errs []error
	for _, g := range slices.Clone(d.Gates) {
		for _, s := range g.Before {
			to := slices.IndexFunc(d.Gates, func(o Gate) bool { return o.ID == s })
			if to < 0 {
				errs = append(errs, fmt.Errorf("gate %q: before unknown gate %q", g.ID, s))
				continue
			}
			d.Gates[to].After = append(d.Gates[to].After, g.ID)
			d.Gates[to].after = append(d.Gates[to].after, reference{gate: g.ID})
		}
	}
	return errs
}

// basis are the gates that a gate rests on directly: those it comes after and
// those that answer its conditions.
func (d *Definition) basis(g *Gate) []reference {
	refs := slices.Clone(g.after)
	for _, c := range g.onlyIf {
		refs = append(refs, c.sources(d)...)
	}
	for _, n := range g.Needs {
		for _, o := range n.Options {
			for _, c := range o.onlyIf {
				refs = append(refs, c.sources(d)...)
			}
		}
	}
	return refs
}

// order sorts the gates topologically, keeping the order of the file where the
// graph leaves a choice. A cycle cannot be entered, so it is an error.
func (d *Definition) order() ([]int, error) {
	index := map[string]int{}
	for i := range d.Gates {
		if _, twice := index[d.Gates[i].ID]; twice {
			return nil, fmt.Errorf("gate %q is there twice", d.Gates[i].ID)
		}
		index[d.Gates[i].ID] = i
	}
	var order []int
	placed := make([]bool, len(d.Gates))
	for len(order) < len(d.Gates) {
		before := len(order)
		for i := range d.Gates {
			if placed[i] {
				continue
			}
			waits := slices.ContainsFunc(d.basis(&d.Gates[i]), func(r reference) bool {
				j, known := index[r.gate]
				return known && !placed[j]
			})
			if !waits {
				placed[i], order = true, append(order, i)
			}
		}
		if len(order) == before {
			var stuck []string
			for i := range d.Gates {
				if !placed[i] {
					stuck = append(stuck, d.Gates[i].ID)
				}
			}
			return nil, fmt.Errorf("a cycle without entry among the gates %s", strings.Join(stuck, ", "))
		}
	}
	return order, nil
}

// restingOn finds every gate below a gate.
func (d *Definition) restingOn(id string) (below []int) {
	found := map[int]bool{}
	var walk func(id string)
	walk = func(id string) {
		for i := range d.Gates {
			rests := slices.ContainsFunc(d.basis(&d.Gates[i]), func(r reference) bool { return r.gate == id })
			if rests && !found[i] {
				found[i] = true
				walk(d.Gates[i].ID)
			}
		}
	}
	walk(id)
	for i := range d.Gates {
		if found[i] {
			below = append(below, i)
		}
	}
	return below
}
