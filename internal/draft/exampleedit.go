package draft

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/tariff"
)

// Priced is a quantity that the tariffs of a text put a price on: what a
// worked example can state.
type Priced struct {
	tariff.Quantity
	Component tariff.Label // the first that reads it
	Clause    string       // of that component
}

// PricedQuantities lists what the tariffs of a text read from measurements,
// each once, in the order of their components.
func (t Text) PricedQuantities() []Priced {
	var out []Priced
	for _, each := range t.Tariffs {
		for _, c := range each.Components {
			q, ok := quantityOf(c.Formula)
			if !ok || q.Measure == "" || slices.ContainsFunc(out, func(p Priced) bool { return p.Measure == q.Measure && p.Government == q.Government }) {
				continue
			}
			out = append(out, Priced{q, c.Label, c.Clause})
		}
	}
	return out
}

// AskedPrices lists the published prices that the tariffs of a text follow, by
// name.
func (t Text) AskedPrices() []string {
	names := map[string]bool{}
	for _, each := range t.Tariffs {
		for _, c := range each.Components {
			if index, ok := c.Formula.(tariff.Index); ok {
				names[index.Parameter] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// NewExampleID gives an id that no worked example of the text has.
func (t Text) NewExampleID() string {
	for n := 1; ; n++ {
		id := "contoh-" + strconv.Itoa(n)
		if !slices.ContainsFunc(t.Examples, func(e Example) bool { return e.ID == id }) && !t.Index().Has(id) {
			return id
		}
	}
}

// WithExample gives the text with a worked example in place of the one with
// its id. A new one is printed behind the last that is printed, or, where none
// is, at the end of the clause that it illustrates, or, where that cannot hold
// it, behind it or behind one that it stands in.
func (t Text) WithExample(e Example) (Text, error) {
	t = t.Clone()
	if i := slices.IndexFunc(t.Examples, func(x Example) bool { return x.ID == e.ID }); i >= 0 {
		t.Examples[i] = e
		return t, nil
	}
	at, ok := t.Find(e.Clause)
	if !ok {
		return t, fault.New(fault.Invalid, "draft.example.no_clause", "Example", e.ID)
	}
	c := Clause{ID: e.ID, Level: Paragraph, Text: Mark{Kind: ExampleMark, Path: e.ID}.String()}
	t.Examples = append(t.Examples, e)
	t, _, err := Apply(t, Op{Do: Insert, Place: t.printed(at), Clause: &c})
	return t, err
}

// printed is where a new worked example of a clause stands.
func (t Text) printed(at Visit) Place {
	levels := map[string]Level{}
	var last *Place
	for v := range t.All() {
		levels[v.Clause.ID] = v.Clause.Level
		if v.Clause.Level == Paragraph && len(examplesIn(v.Clause)) > 0 {
			last = &Place{Section: v.Section, Parent: v.Parent, After: v.Clause.ID}
		}
	}
	if last != nil {
		return *last
	}
	inside := Place{Section: at.Section, Parent: at.Clause.ID}
	if n := len(at.Clause.Children); n > 0 {
		inside.After = at.Clause.Children[n-1].ID
	}
	if Fits(Paragraph, at.Clause.Level, at.Section) && at.Depth+1 < MaxDepth {
		return inside
	}
	for !Fits(Paragraph, levels[at.Parent], at.Section) {
		above, ok := t.Find(at.Parent)
		if !ok { // nothing above it holds a paragraph
			return inside
		}
		at = above
	}
	return Place{Section: at.Section, Parent: at.Parent, After: at.Clause.ID}
}

// WithoutExample gives the text without a worked example. Its sentence leaves
// the clauses that print it; one that prints nothing else goes too.
func (t Text) WithoutExample(id string) (Text, error) {
	t = t.Clone()
	t.Examples = slices.DeleteFunc(t.Examples, func(e Example) bool { return e.ID == id })
	var ops []Op
	for v := range t.All() {
		if !slices.Contains(examplesIn(v.Clause), id) {
			continue
		}
		said := ""
		for _, p := range Pieces(v.Clause.Text) {
			if p.Mark == nil || p.Mark.Kind != ExampleMark || p.Mark.Path != id {
				said += p.Source
			}
		}
		if said = strings.TrimSpace(said); said == "" && len(v.Clause.Children) == 0 {
			ops = append(ops, Op{Do: Remove, ID: v.Clause.ID})
		} else {
			ops = append(ops, Op{Do: SetText, ID: v.Clause.ID, Words: said})
		}
	}
	t, _, err := Apply(t, ops...)
	return t, err
}

// examplesIn gives the ids of the worked examples that a clause prints.
func examplesIn(c Clause) (ids []string) {
	for _, m := range Marks(c.Text) {
		if m.Kind == ExampleMark {
			ids = append(ids, m.Path)
		}
	}
	return ids
}
