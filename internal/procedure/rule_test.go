package procedure_test

import (
	"testing"

	"sinergi/internal/procedure"
)

// A rule is named by what it says: the same step of two procedures is one
// rule, and a step or deadline that says something else is another.
func TestARuleIsWhatItSays(t *testing.T) {
	t.Parallel()
	c := load(t)
	gates := map[string]procedure.Gate{}
	for _, d := range c.All() {
		if g, ok := d.Gate("jawaban"); ok {
			gates[d.ID] = g
		}
	}
	mandatory, voluntary := gates["ksdd-wajib"], gates["ksdd-sukarela"]
	if mandatory.Rule() != voluntary.Rule() || mandatory.Deadline.Rule() != voluntary.Deadline.Rule() {
		t.Error("the same step of two procedures is two rules")
	}
	changed := mandatory
	changed.Article = "Permendagri 22/2020 Pasal 9"
	if changed.Rule() == mandatory.Rule() {
		t.Error("a step with another article is the same rule")
	}
	changed.Deadline.Days++
	if changed.Deadline.Rule() == mandatory.Deadline.Rule() || changed.Deadline.Rule() == "" {
		t.Error("a deadline of other days is the same rule")
	}
	if (procedure.Deadline{}).Rule() != "" {
		t.Error("no deadline is a rule")
	}
}
