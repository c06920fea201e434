package procedures

import (
	"sinergi/internal/agreement"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// StageBadges says where each of the ten stages stands by the runs of a
// cooperation that lead to a document of their own: something is open in it,
// all of it is done, or it waits.
func StageBadges(v *front.Visit, courses []ops.Course) map[agreement.Stage]ui.Badge {
	seen := map[agreement.Stage]map[procedure.GateStatus]bool{}
	for _, c := range courses {
		if c.Run.Subject() != nil || c.Status == procedure.Voided {
			continue
		}
		for _, g := range c.Run.Gates() {
			if seen[g.Gate.Stage] == nil {
				seen[g.Gate.Stage] = map[procedure.GateStatus]bool{}
			}
			seen[g.Gate.Stage][g.Status] = true
		}
	}
	out := map[agreement.Stage]ui.Badge{}
	for stage, has := range seen {
		for _, s := range []procedure.GateStatus{procedure.Open, procedure.Closed, procedure.Overridden, procedure.Passed, procedure.NotNeeded} {
			if has[s] {
				out[stage] = gateBadge(v, s)
				break
			}
		}
	}
	return out
}
