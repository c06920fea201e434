package formulary

import (
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/quantity"
)

// Checklist is what a kind of document must or should hold.
type Checklist struct {
	Kind draft.Kind `toml:"kind" json:"kind"`
	// Version counts the lists of a kind; the highest holds for new texts.
	Version int `toml:"version" json:"version"`
	Verification
	Items []Item `toml:"item" json:"items"`
}

// Item is one thing that a document must or should hold.
type Item struct {
	Topic string `toml:"topic" json:"topic"` // of a clause
	Name  Name   `toml:"name" json:"name"`
	Why   Name   `toml:"why" json:"why"`
	// Words are what the heading of a clause may say when it has no topic (a
	// text from outside).
	Words []string `toml:"words" json:"words,omitempty"`
	// Must says that the law, or the agreement's own logic, cannot do without;
	// else it is advice.
	Must bool `toml:"must" json:"must"`
	// EachParty asks for the clause once for every party.
	EachParty bool   `toml:"each_party" json:"each_party,omitempty"`
	Reference string `toml:"reference" json:"reference,omitempty"`
	// Parameter and Most ask that a span or number is no more than so much.
	Parameter string `toml:"parameter" json:"parameter,omitempty"`
	Most      string `toml:"most" json:"most,omitempty"`
	Unit      string `toml:"unit" json:"unit,omitempty"`
	// Part is another thing than a clause: "tarif", "contoh".
	Part string `toml:"part" json:"part,omitempty"`
}

// Finding is something that a text lacks.
type Finding struct {
	Item   Item         `json:"item"`
	Weight draft.Weight `json:"weight"`
	Key    string       `json:"key"`
	// Clause is the clause that is there and not enough; empty for none.
	Clause string `json:"clause,omitempty"`
	// Have and Want count, where something is there too few times.
	Have int `json:"have,omitempty"`
	Want int `json:"want,omitempty"`
	// Verified is false while nobody has checked the list against the law.
	Verified bool `json:"verified"`
}

// Args fill the finding's message in a language.
func (f Finding) Args(lang string) map[string]any {
	args := map[string]any{"Item": f.Item.Name.In(lang), "Why": f.Item.Why.In(lang), "Have": f.Have, "Want": f.Want, "Reference": f.Item.Reference}
	if f.Item.Most != "" {
		args["Most"], args["Unit"] = f.Item.Most, f.Item.Unit
	}
	return args
}

// List gives the checklist that holds for a kind of document.
func (lib Library) List(k draft.Kind) (Checklist, error) {
	found := Checklist{Version: -1}
	for _, l := range lib.Lists {
		if l.Kind == k && l.Version > found.Version {
			found = l
		}
	}
	if found.Version < 0 {
		return Checklist{}, fault.New(fault.NotFound, "formulary.fault.no_list", "Kind", string(k))
	}
	return found, nil
}

// Complete checks a text against the list of its kind. A kind without a list
// lacks nothing.
func (lib Library) Complete(t draft.Text) []Finding {
	list, err := lib.List(t.Kind)
	if err != nil {
		return nil
	}
	var out []Finding
	for _, item := range list.Items {
		if f, lacks := list.check(item, t); lacks {
			out = append(out, f)
		}
	}
	return out
}

func (l Checklist) check(item Item, t draft.Text) (Finding, bool) {
	f := Finding{Item: item, Weight: draft.Note, Verified: l.Verified()}
	if item.Must && l.Verified() { // an unverified list advises and forbids nothing
		f.Weight = draft.Wrong
	}
	switch {
	case item.Parameter != "":
		f.Key = "formulary.finding.too_much"
		return f, exceeds(item, t)
	case item.Part == "tarif":
		f.Key = "formulary.finding.no_tariff"
		return f, len(t.Tariffs) == 0
	case item.Part == "contoh":
		f.Key = "formulary.finding.no_example"
		return f, len(t.Tariffs) > 0 && len(t.Examples) == 0
	}
	found := clausesOn(item, t)
	f.Have, f.Want = len(found), 1
	if item.EachParty {
		f.Want = len(t.Parties)
	}
	switch {
	case f.Have == 0:
		f.Key = "formulary.finding.missing"
		return f, true
	case f.Have < f.Want:
		f.Key, f.Clause = "formulary.finding.too_few", found[0].ID
		return f, true
	}
	for _, c := range found {
		if !says(c) {
			f.Key, f.Clause = "formulary.finding.empty", c.ID
			return f, true
		}
	}
	return f, false
}

// clausesOn gives the clauses on an item: by topic, or, when there are none, by
// the words of their heading.
func clausesOn(item Item, t draft.Text) []draft.Clause {
	var byTopic, byWords []draft.Clause
	for v := range t.All() {
		switch c := v.Clause; {
		case c.Topic == item.Topic:
			byTopic = append(byTopic, c)
		case c.Topic == "" && headed(c, item.Words):
			byWords = append(byWords, c)
		}
	}
	if len(byTopic) > 0 {
		return byTopic
	}
	return byWords
}

func headed(c draft.Clause, words []string) bool {
	heading := strings.ToLower(c.Heading)
	for _, w := range words {
		if heading != "" && strings.Contains(heading, strings.ToLower(w)) {
			return true
		}
	}
	return false
}

// says reports whether a clause has words, its own or below it.
func says(c draft.Clause) bool {
	if strings.TrimSpace(c.Text) != "" {
		return true
	}
	for _, child := range c.Children {
		if says(child) {
			return true
		}
	}
	return false
}

func exceeds(item Item, t draft.Text) bool {
	p, ok := t.Parameter(item.Parameter)
	if !ok || p.Value == "" || p.Unit != item.Unit {
		return false
	}
	is, err := quantity.Parse(p.Value)
	if err != nil {
		return false
	}
	most, err := quantity.Parse(item.Most)
	return err == nil && is.Cmp(most) > 0
}
