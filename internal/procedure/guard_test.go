package procedure

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryGuardIsNeeded takes away one guard after the other. Each time the
// walk must reach something forbidden, or the guard is for nothing and its
// rule is not tested.
func TestEveryGuardIsNeeded(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	var names []string
	for _, g := range startGuards() {
		names = append(names, g.name)
	}
	for _, g := range guards {
		names = append(names, g.name)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && !slices.Contains([]string{"gate_open", "frozen", "head_only", "power", "branches"}, name) {
				t.Skip("one by one in the full run")
			}
			w := newWalker(c, 11, without{name: true})
			step := w.step
			if strings.HasPrefix(name, "start_") {
				step = w.begin
			}
			for i := range 60_000 {
				if why := step(); why != "" {
					t.Logf("after %d steps: %s", i+1, why)
					return
				}
			}
			t.Error("without it nothing forbidden happened")
		})
	}
}

// TestWhatEachGuardKeepsAway is stricter about the guards that keep several
// things away: without it, each of these must come to pass.
func TestWhatEachGuardKeepsAway(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("needs a long walk")
	}
	tests := map[string][]string{
		"gate_open": {
			"signed without the TKKSD", "an offer without the TKKSD", "a PKS signed before its KB",
			"active without all signatures", "active without the DPRD", "active without a tariff", "active without a service unit", "active without the money",
			"a dispute before the governor without negotiation", "a dispute before the Minister past the governor",
			"a dispute before the Minister without negotiation", "a takeover without its three conditions", "an extension of what was not evaluated",
		},
		"evaluated":    {"an extension on an evaluation of something else", "an extension on an evaluation that is not joint"},
		"frozen":       {"a text changed after it was sent", "a text sent twice"},
		"branches":     {"PKS under Sinergi", "PKS in a procedure without"},
		"head_only":    {"a KB signed by a proxy"},
		"in_person":    {"a signature by delegation", "the head of region by delegation"},
		"in_office":    {"a signature for another party", "a signature by someone not in office"},
		"government":   {"an act for another government", "an act by someone outside", "an act for the governor by someone else"},
		"fixed":        {"terms of reference exchanged beneath the TKKSD", "an answer about the DPRD changed after the PKS was active"},
		"dates":        {"a paper from the future", "a signature on an impossible day", "active before it was signed", "a signing day in the past"},
		"not_complete": {"something voided that everybody had signed", "a signing day after the signing"},
		"reason":       {"something voided without a reason", "an override without a reason", "another signing day without a reason"},
	}
	c := catalogue(t)
	for name, wanted := range tests {
		t.Run(name, func(t *testing.T) {
			missing := slices.Clone(wanted)
			w := newWalker(c, 23, without{name: true})
			for range 500_000 {
				why := w.step()
				if why == "" {
					continue
				}
				missing = slices.DeleteFunc(missing, func(m string) bool { return strings.Contains(why, m) })
				if len(missing) == 0 {
					return
				}
			}
			t.Errorf("never happened: %q", missing)
		})
	}
}
