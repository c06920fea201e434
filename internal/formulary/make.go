package formulary

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// Setup is what a text is made with.
type Setup struct {
	Title   string
	Parties []draft.Party // in order; ids and labels are given where they are empty
	// Values are parameters that are known already, by id.
	Values map[string]string
	// Fallbacks choose another wording of a library clause, by the clause's id.
	Fallbacks map[string]string
	// Version of the template; 0 is the newest.
	Version int
}

// Make makes a text from a template. The wording is copied: nothing that
// becomes of the library later changes it.
func (lib Library) Make(template string, s Setup) (draft.Text, error) {
	t, err := lib.Template(template)
	if err != nil {
		return draft.Text{}, err
	}
	f := t.Newest()
	if s.Version > 0 {
		if s.Version > len(t.Versions) {
			return draft.Text{}, fault.New(fault.NotFound, "formulary.fault.no_template", "Template", template)
		}
		f = t.Versions[s.Version-1]
	}
	out := draft.Text{Kind: t.Kind, Title: draft.Clean(s.Title), Source: draft.Source{ID: t.ID, Version: f.Version}, Parties: named(s.Parties, f.Labels)}
	if out.Title == "" {
		out.Title = f.Title
	}
	m := &making{lib: lib, setup: s}
	for _, section := range draft.Sections() {
		list, err := outline(f.Sections[string(section)], m.use, len(out.Parties))
		if len(m.wrong) > 0 {
			return draft.Text{}, fault.InvalidFields(m.wrong)
		}
		if err != nil {
			return draft.Text{}, fault.Wrap(fault.Internal, "formulary.fault.form", err, "Template", template, "Section", string(section))
		}
		out = out.With(section, list)
	}
	out = Ask(out, append(slices.Clone(f.Parameters), m.asked...), s.Values)
	if err := fill(f.Tariffs, out.Parties, &out.Tariffs); err != nil {
		return draft.Text{}, err
	}
	return out, fill(f.Examples, out.Parties, &out.Examples)
}

// Ask adds parameters that a text does not have yet, with the values that are
// known.
func Ask(t draft.Text, asked []Parameter, known map[string]string) draft.Text {
	t.Parameters = slices.Clone(t.Parameters)
	for _, p := range asked {
		if _, has := t.Parameter(p.ID); has {
			continue
		}
		value := p.Value
		if value == "$pihak" {
			value = strconv.Itoa(len(t.Parties))
		}
		if v, ok := known[p.ID]; ok {
			value = draft.Clean(v)
		}
		t.Parameters = append(t.Parameters, draft.Parameter{ID: p.ID, Label: p.Label, Type: p.Type, Unit: p.Unit, Value: value})
	}
	return t
}

// named gives parties their ids and defined terms.
func named(parties []draft.Party, labels []string) []draft.Party {
	if len(labels) == 0 {
		labels = agreement.PartyLabels()
	}
	out := make([]draft.Party, len(parties))
	for i, p := range parties {
		p.ID = "pihak-" + strconv.Itoa(i+1)
		if p.Label == "" && i < len(labels) {
			p.Label = labels[i]
		}
		if p.Label == "" {
			p.Label = "PIHAK KE-" + strconv.Itoa(i+1)
		}
		out[i] = p
	}
	return out
}

// fill reads JSON in which "$pihak-1" stands for a government's code.
func fill[T any](text string, parties []draft.Party, into *[]T) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	for i := len(parties) - 1; i >= 0; i-- {
		text = strings.ReplaceAll(text, `"$`+parties[i].ID+`"`, strconv.Quote(parties[i].Government))
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fault.Wrap(fault.Internal, "formulary.fault.values", err)
	}
	return nil
}

type making struct {
	lib   Library
	setup Setup
	asked []Parameter // by the clauses that were used
	wrong []fault.Field
}

func (m *making) use(id, fallback string) (draft.Clause, error) {
	id = m.lib.preferred(id, fallback)
	if chosen, ok := m.setup.Fallbacks[id]; ok {
		if e, err := m.lib.Entry(id); err == nil {
			if _, err := e.Newest().text(chosen); err != nil {
				m.wrong = append(m.wrong, fault.NewField("fallback:"+id, "formulary.fault.no_fallback", "Fallback", chosen))
			}
		}
		fallback = chosen
	}
	c, asked, err := m.lib.Copy(id, fallback, len(m.setup.Parties))
	m.asked = append(m.asked, asked...)
	return c, err
}

// Copy gives a clause of the library as it goes into a text of so many
// parties: its newest wording, or a fallback, with the version noted; and the
// parameters that its words need (see Ask).
func (lib Library) Copy(id, fallback string, parties int) (draft.Clause, []Parameter, error) {
	e, err := lib.Entry(id)
	if err != nil {
		return draft.Clause{}, nil, err
	}
	w := e.Newest()
	words, err := w.text(fallback)
	if err != nil {
		return draft.Clause{}, nil, err
	}
	list, err := outline(words, nil, parties)
	if err != nil {
		return draft.Clause{}, nil, err
	}
	if len(list) != 1 {
		return draft.Clause{}, nil, fault.New(fault.Invalid, "formulary.fault.one_clause")
	}
	c := list[0]
	c.Topic = e.Topic
	c.Source = &draft.Source{ID: e.ID, Version: w.Version, Fallback: fallback}
	var asked []Parameter
	for _, p := range e.Parameters {
		if strings.Contains(words, "{{nilai:"+p.ID+"}}") {
			asked = append(asked, p)
		}
	}
	return c, asked, nil
}

// Behind gives the clauses of a text that were copied from an older version of
// a library clause than the newest, with that version: for a note beside a
// draft, never to change it.
func (lib Library) Behind(t draft.Text) map[string]Wording {
	out := map[string]Wording{}
	for v := range t.All() {
		s := v.Clause.Source
		if s == nil {
			continue
		}
		if e, err := lib.Entry(s.ID); err == nil && e.Newest().Version > s.Version {
			out[v.Clause.ID] = e.Newest()
		}
	}
	return out
}
