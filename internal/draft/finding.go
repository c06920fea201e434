package draft

import "sinergi/internal/fault"

// Weight says what a finding means for the text.
type Weight string

// The weights.
const (
	// Wrong: the text says something that cannot be right (a reference to
	// nothing, a figure of the wrong type). It must not be sent or signed.
	Wrong Weight = "salah"
	// Missing: a fact that is printed as a blank until it is known.
	Missing Weight = "kosong"
	// Note: worth a look.
	Note Weight = "catatan"
)

// Finding is something about a text that a person should know, pinned to a
// clause, as a message key with arguments (see fault.Field).
type Finding struct {
	Weight  Weight         `json:"weight"`
	Section Section        `json:"section,omitempty"`
	Clause  string         `json:"clause,omitempty"` // id; empty when it concerns the whole text
	Key     string         `json:"key"`
	Args    map[string]any `json:"args,omitempty"`
}

// Field gives the finding as a wrong part of an input.
func (f Finding) Field() fault.Field {
	return fault.Field{Name: f.Clause, Key: f.Key, Args: f.Args}
}

// Worst gives the findings that forbid sending the text.
func Worst(all []Finding) []Finding {
	var out []Finding
	for _, f := range all {
		if f.Weight == Wrong {
			out = append(out, f)
		}
	}
	return out
}
