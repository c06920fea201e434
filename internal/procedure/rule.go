package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Rule names what a gate demands by what it says: when a later version says
// something else, it is another rule, and whoever checked the old one has not
// checked it. Gates of several procedures that say the same are one rule.
func (g *Gate) Rule() string {
	return named("gate", g.ID, g.Name, g.Stage, g.Side, g.Office, g.RecordedBy, g.ByParties, g.OnlyIf, g.Overridable, g.Article, g.Needs)
}

// Rule names a rule of time by what it says; empty when there is none.
func (d Deadline) Rule() string {
	if d.Source == "" {
		return ""
	}
	return named("deadline", d.Days, d.Unit, d.From, d.Silence, d.Source, d.Article)
}

func named(said ...any) string {
	b, err := json.Marshal(said)
	if err != nil {
		panic("a rule that cannot be written: " + err.Error()) // only texts and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
