package procedure

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

//go:embed data/*.toml
var data embed.FS

// Catalogue holds every released version of every procedure. It does not
// change after Load.
type Catalogue struct {
	defs map[string]*Definition // by Key
}

// Load reads the embedded definitions. An error is a mistake in a file, found
// by the check of definitions, and names file and gate.
func Load() (*Catalogue, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, fmt.Errorf("procedure: %w", err)
	}
	return Read(sub)
}

// Read reads definitions from a folder of TOML files named "id.version.toml".
func Read(dir fs.FS) (*Catalogue, error) {
	files, err := fs.Glob(dir, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("procedure: %w", err)
	}
	parts := map[string]*Definition{}
	for _, name := range files {
		d, err := readFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("procedure: %s: %w", name, err)
		}
		parts[d.Key()] = d
	}
	c := &Catalogue{defs: map[string]*Definition{}}
	for _, key := range sortedKeys(parts) {
		if parts[key].Part {
			continue
		}
		d, err := assemble(parts[key], parts)
		if err == nil {
			err = errors.Join(d.compile(), d.Check())
		}
		if err != nil {
			return nil, fmt.Errorf("procedure: %s: %w", key, err)
		}
		c.defs[key] = d
	}
	return c, nil
}

func readFile(dir fs.FS, name string) (*Definition, error) {
	body, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	d := &Definition{}
	meta, err := toml.Decode(string(body), d)
	if err != nil {
		return nil, err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("unknown entry %q", extra[0])
	}
	if want := strings.TrimSuffix(path.Base(name), ".toml"); d.Key() != want {
		return nil, fmt.Errorf("holds %s", d.Key())
	}
	return d, nil
}

// assemble puts the gates of the included parts before the definition's own.
func assemble(d *Definition, parts map[string]*Definition) (*Definition, error) {
	out := *d
	out.Gates = nil
	for _, key := range d.Include {
		part, ok := parts[key]
		if !ok || !part.Part {
			return nil, fmt.Errorf("includes %q, which is not a part", key)
		}
		out.Gates = append(out.Gates, cloneGates(part.Gates)...)
	}
	out.Gates = append(out.Gates, cloneGates(d.Gates)...)
	for id, effect := range d.Effects {
		i := slices.IndexFunc(out.Gates, func(g Gate) bool { return g.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("gives an effect to unknown gate %q", id)
		}
		out.Gates[i].Effect = effect
	}
	return &out, nil
}

// cloneGates copies what compile writes to, so that two definitions can
// include one part.
func cloneGates(gates []Gate) []Gate {
	out := slices.Clone(gates)
	for i := range out {
		out[i].After = slices.Clone(out[i].After)
		out[i].Needs = slices.Clone(out[i].Needs)
		for j := range out[i].Needs {
			out[i].Needs[j].Options = slices.Clone(out[i].Needs[j].Options)
		}
	}
	return out
}

// Definition gives a version of a procedure.
func (c *Catalogue) Definition(id string, version int) (*Definition, bool) {
	d, ok := c.defs[fmt.Sprintf("%s.%d", id, version)]
	return d, ok
}

// Newest gives the newest version of every procedure, by id: what a new run
// can start with.
func (c *Catalogue) Newest() []*Definition {
	newest := map[string]*Definition{}
	for _, d := range c.defs {
		if have := newest[d.ID]; have == nil || d.Version > have.Version {
			newest[d.ID] = d
		}
	}
	var out []*Definition
	for _, id := range sortedKeys(newest) {
		out = append(out, newest[id])
	}
	return out
}

// All gives every version, by id and version.
func (c *Catalogue) All() []*Definition {
	var out []*Definition
	for _, key := range sortedKeys(c.defs) {
		out = append(out, c.defs[key])
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
