// SPDX-License-Identifier: Apache-2.0

// Package formulary holds the forms from which texts are made: a library of
// clauses, templates of documents, and the lists of what a document must hold.
// All of it is data with versions: every wording has a reason, a source in the
// law, and a note of who verified it and when; until then it is shown as
// "belum diverifikasi". A text that was made from a template holds its own
// copy of the words, with the template's version noted: later versions never
// change it.
//
//	lib, err := formulary.Embedded()
//	text, err := lib.Make("pks-bus", formulary.Setup{Title: "…", Parties: parties})
//	findings := lib.Complete(text)
//
// The wordings shipped are those of the project, written after the articles
// that they name; a government may word a clause itself ([Library.Own]).
// The package knows no store and no page.
package formulary

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"github.com/BurntSushi/toml"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/tariff"
)

//go:embed data/*.toml
var data embed.FS

// Library is a set of clauses, templates and lists.
type Library struct {
	Clauses   []Entry     `toml:"clause" json:"clauses"`
	Templates []Template  `toml:"template" json:"templates"`
	Lists     []Checklist `toml:"list" json:"lists"`

	own map[string]string // clauses that the government words itself: the id of its wording
}

// Name is what something is called in each language.
type Name = tariff.Label

// Verification says where a wording or list comes from, and who has checked it
// against that source. Nobody yet: the zero By.
type Verification struct {
	Reference string     `toml:"reference" json:"reference"`
	By        string     `toml:"verified_by" json:"verified_by,omitempty"`
	On        civil.Date `toml:"verified_on" json:"verified_on,omitempty,omitzero"`
}

// Verified reports whether a person has checked it.
func (v Verification) Verified() bool { return v.By != "" && !v.On.IsZero() }

// Entry is a clause of the library.
type Entry struct {
	ID       string    `toml:"id" json:"id"`
	Topic    string    `toml:"topic" json:"topic"`
	Name     Name      `toml:"name" json:"name"`
	Versions []Wording `toml:"version" json:"versions"` // oldest first
	// Parameters are the values that its words are written from.
	Parameters []Parameter `toml:"parameter" json:"parameters,omitempty"`
}

// Wording is one version of a clause.
type Wording struct {
	Version int        `toml:"number" json:"number"`
	On      civil.Date `toml:"on" json:"on"`
	By      string     `toml:"by" json:"by,omitempty"`
	Reason  string     `toml:"reason" json:"reason"` // why it is worded so, or was changed
	Text    string     `toml:"text" json:"text"`     // in the notation of Outline
	Verification
	// Fallbacks are wordings to agree on when the standard one is refused.
	Fallbacks []Fallback `toml:"fallback" json:"fallbacks,omitempty"`
}

// Fallback is another wording of a clause.
type Fallback struct {
	ID   string `toml:"id" json:"id"`
	Name Name   `toml:"name" json:"name"`
	When Name   `toml:"when" json:"when"` // when it is the right one
	Text string `toml:"text" json:"text"`
}

// Template is a form of a document.
type Template struct {
	ID       string     `toml:"id" json:"id"`
	Kind     draft.Kind `toml:"kind" json:"kind"`
	Name     Name       `toml:"name" json:"name"`
	Versions []Form     `toml:"version" json:"versions"` // oldest first
}

// Form is one version of a template. Its sections are in the notation of
// Outline.
type Form struct {
	Version int        `toml:"number" json:"number"`
	On      civil.Date `toml:"on" json:"on"`
	By      string     `toml:"by" json:"by,omitempty"`
	Reason  string     `toml:"reason" json:"reason"`
	Verification
	Title      string            `toml:"title" json:"title"`
	Labels     []string          `toml:"labels" json:"labels,omitempty"` // defined terms of the parties, if not PIHAK KESATU, …
	Sections   map[string]string `toml:"sections" json:"sections"`
	Parameters []Parameter       `toml:"parameter" json:"parameters,omitempty"`
	// Tariffs and Examples are JSON as in a text, with "$pihak-1" in place of
	// the code of the first party's government, and so on.
	Tariffs  string `toml:"tariffs" json:"tariffs,omitempty"`
	Examples string `toml:"examples" json:"examples,omitempty"`
}

// Parameter is a value that a form asks for.
type Parameter struct {
	ID    string              `toml:"id" json:"id"`
	Label Name                `toml:"label" json:"label"`
	Type  draft.ParameterType `toml:"type" json:"type"`
	Unit  string              `toml:"unit" json:"unit,omitempty"`
	Value string              `toml:"value" json:"value,omitempty"` // proposed; "$pihak" is the number of parties
}

// Embedded gives the library that is shipped. It errs when the data is damaged.
func Embedded() (Library, error) { return read(data) }

func read(files fs.FS) (Library, error) {
	var lib Library
	names, err := fs.Glob(files, "data/*.toml")
	if err != nil {
		return lib, err
	}
	for _, name := range names {
		var part Library
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return lib, err
		}
		meta, err := toml.Decode(string(b), &part)
		if err != nil {
			return lib, fmt.Errorf("%s: %w", name, err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return lib, fmt.Errorf("%s: %s is not known", name, unknown[0])
		}
		lib.Clauses = append(lib.Clauses, part.Clauses...)
		lib.Templates = append(lib.Templates, part.Templates...)
		lib.Lists = append(lib.Lists, part.Lists...)
	}
	return lib, lib.check()
}

// check refuses versions out of order or without a reason, and words that
// cannot be read.
func (lib Library) check() error {
	for _, e := range lib.Clauses {
		for i, w := range e.Versions {
			if w.Version != i+1 || w.Reason == "" || w.On.IsZero() {
				return fmt.Errorf("clause %s: version %d", e.ID, w.Version)
			}
			for _, text := range append([]Fallback{{Text: w.Text}}, w.Fallbacks...) {
				if list, err := outline(text.Text, nil, 2); err != nil || len(list) != 1 {
					return fmt.Errorf("clause %s %s: %w", e.ID, text.ID, err)
				}
			}
		}
	}
	for _, t := range lib.Templates {
		for i, f := range t.Versions {
			if f.Version != i+1 || f.Reason == "" || f.On.IsZero() {
				return fmt.Errorf("template %s: version %d", t.ID, f.Version)
			}
		}
	}
	return nil
}

// Template gives a template by its id.
func (lib Library) Template(id string) (Template, error) {
	for _, t := range lib.Templates {
		if t.ID == id && len(t.Versions) > 0 {
			return t, nil
		}
	}
	return Template{}, fault.New(fault.NotFound, "formulary.fault.no_template", "Template", id)
}

// TemplatesFor gives the templates of a kind of document.
func (lib Library) TemplatesFor(k draft.Kind) []Template {
	return slices.DeleteFunc(slices.Clone(lib.Templates), func(t Template) bool { return t.Kind != k })
}

// Entry gives a clause of the library by its id.
func (lib Library) Entry(id string) (Entry, error) {
	for _, e := range lib.Clauses {
		if e.ID == id && len(e.Versions) > 0 {
			return e, nil
		}
	}
	return Entry{}, fault.New(fault.NotFound, "formulary.fault.no_clause", "Entry", id)
}

// Newest gives the wording that is copied from now on.
func (e Entry) Newest() Wording { return e.Versions[len(e.Versions)-1] }

// Newest gives the form that texts are made from.
func (t Template) Newest() Form { return t.Versions[len(t.Versions)-1] }

// text gives the words of a version, or of one of its fallbacks.
func (w Wording) text(fallback string) (string, error) {
	if fallback == "" {
		return w.Text, nil
	}
	for _, f := range w.Fallbacks {
		if f.ID == fallback {
			return f.Text, nil
		}
	}
	return "", fault.New(fault.NotFound, "formulary.fault.no_fallback", "Fallback", fallback)
}

// Revise adds a version of a clause. It needs a reason, since those who use the
// clause must be able to tell why it changed. Texts made before keep the
// wording that they copied. Without fallbacks (nil) those of the version before
// stay.
func (lib Library) Revise(id string, w Wording) (Library, error) {
	if w.Reason = draft.Clean(w.Reason); w.Reason == "" {
		return lib, fault.InvalidFields([]fault.Field{fault.NewField("reason", "formulary.fault.reason")})
	}
	list, err := outline(w.Text, nil, 2)
	if err != nil {
		return lib, err
	}
	if len(list) != 1 {
		return lib, fault.New(fault.Invalid, "formulary.fault.one_clause")
	}
	if err := soundFallbacks(w.Fallbacks); err != nil {
		return lib, err
	}
	out := lib
	out.Clauses = slices.Clone(lib.Clauses)
	for i, e := range out.Clauses {
		if e.ID != id {
			continue
		}
		newest := e.Newest()
		if newest.Text == w.Text && (w.Fallbacks == nil || slices.Equal(w.Fallbacks, newest.Fallbacks)) {
			return lib, fault.New(fault.Conflict, "redline.fault.nothing_new")
		}
		w.Version = newest.Version + 1
		if w.Fallbacks == nil {
			w.Fallbacks = newest.Fallbacks
		}
		e.Versions = append(slices.Clone(e.Versions), w)
		out.Clauses[i] = e
		return out, nil
	}
	return lib, fault.New(fault.NotFound, "formulary.fault.no_clause", "Entry", id)
}
