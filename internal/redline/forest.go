package redline

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/tariff"
)

// forest is a text as nodes with a parent each, so that what happens to one is
// independent of the others. Everything that can differ is a node: clauses by
// their id; title, kind, parties, parameters, tariffs and examples by a name
// that begins with "@". Roots are "@isi" and the like.
type forest struct {
	nodes map[string]node
	kids  map[string][]string // by parent
}

// node is a clause without its children, or a value as JSON.
type node struct {
	parent string
	clause draft.Clause
	value  string
}

// The roots of values.
const (
	rootText       = "@naskah"
	rootParties    = "@pihak"
	rootParameters = "@nilai"
	rootTariffs    = "@tarif"
	rootExamples   = "@contoh"
)

func roots() []string {
	out := []string{rootText, rootParties}
	for _, s := range draft.Sections() {
		out = append(out, rootOf(s))
	}
	return append(out, rootParameters, rootTariffs, rootExamples)
}

func rootOf(s draft.Section) string { return "@" + string(s) }

// plant takes a text apart. It errs when an id is there twice.
func plant(t draft.Text) (*forest, error) {
	f := &forest{map[string]node{}, map[string][]string{}}
	for _, s := range draft.Sections() {
		if err := f.plant(rootOf(s), t.In(s)); err != nil {
			return nil, err
		}
	}
	f.value(rootText, "jenis", t.Kind)
	f.value(rootText, "judul", t.Title)
	f.value(rootText, "asal", t.Source)
	for _, p := range t.Parties {
		f.value(rootParties, p.ID, p)
	}
	for _, p := range t.Parameters {
		f.value(rootParameters, p.ID, p)
	}
	for _, each := range t.Tariffs {
		f.value(rootTariffs, each.ID+".v"+strconv.Itoa(each.Version), each)
	}
	for _, e := range t.Examples {
		f.value(rootExamples, e.ID, e)
	}
	for _, root := range []string{rootParties, rootParameters, rootTariffs, rootExamples} {
		if list := slices.Clone(f.kids[root]); len(list) > 0 {
			slices.Sort(list)
			if len(slices.Compact(list)) < len(f.kids[root]) {
				return nil, fault.New(fault.Invalid, "redline.fault.twice", "ID", root)
			}
		}
	}
	return f, nil
}

func (f *forest) plant(parent string, level []draft.Clause) error {
	for _, c := range level {
		if _, twice := f.nodes[c.ID]; twice || strings.HasPrefix(c.ID, "@") || c.ID == "" {
			return fault.New(fault.Invalid, "redline.fault.twice", "ID", c.ID)
		}
		children := c.Children
		c.Children = nil
		f.put(c.ID, node{parent: parent, clause: c})
		if err := f.plant(c.ID, children); err != nil {
			return err
		}
	}
	return nil
}

func (f *forest) put(id string, n node) {
	f.nodes[id] = n
	f.kids[n.parent] = append(f.kids[n.parent], id)
}

func (f *forest) value(root, id string, v any) {
	b, err := json.Marshal(v)
	if err != nil { // only a component without a formula cannot be written
		b = []byte(`null`)
	}
	f.put(root+"/"+id, node{parent: root, value: string(b)})
}

func (f *forest) has(id string) bool {
	_, ok := f.nodes[id]
	return ok || slices.Contains(roots(), id)
}

// grow puts a text together again.
func (f *forest) grow() (draft.Text, error) {
	var t draft.Text
	for _, s := range draft.Sections() {
		t = t.With(s, f.clauses(rootOf(s)))
	}
	err := joinErrors(
		f.read(rootText+"/jenis", &t.Kind), f.read(rootText+"/judul", &t.Title), f.read(rootText+"/asal", &t.Source),
		list(f, rootParties, &t.Parties), list(f, rootParameters, &t.Parameters),
		list[tariff.Tariff](f, rootTariffs, &t.Tariffs), list(f, rootExamples, &t.Examples),
	)
	return t, err
}

func joinErrors(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *forest) clauses(parent string) []draft.Clause {
	var out []draft.Clause
	for _, id := range f.kids[parent] {
		c := f.nodes[id].clause
		c.Children = f.clauses(id)
		out = append(out, c)
	}
	return out
}

func (f *forest) read(id string, into any) error {
	if err := json.Unmarshal([]byte(f.nodes[id].value), into); err != nil {
		return fmt.Errorf("read %s: %w", id, err)
	}
	return nil
}

func list[T any](f *forest, root string, into *[]T) error {
	for _, id := range f.kids[root] {
		var v T
		if err := f.read(id, &v); err != nil {
			return err
		}
		*into = append(*into, v)
	}
	return nil
}

// section gives the section that a node is in; empty for values.
func (f *forest) section(id string) draft.Section {
	for i := 0; i <= len(f.nodes) && id != ""; i++ {
		if name, isRoot := strings.CutPrefix(id, "@"); isRoot {
			if slices.Contains(draft.Sections(), draft.Section(name)) {
				return draft.Section(name)
			}
			return ""
		}
		id = f.nodes[id].parent
	}
	return ""
}

// order lists all nodes, parents before children.
func (f *forest) order() []string {
	var out []string
	var walk func(string)
	walk = func(parent string) {
		for _, id := range f.kids[parent] {
			out = append(out, id)
			walk(id)
		}
	}
	for _, r := range roots() {
		walk(r)
	}
	return out
}
