package timetables

import (
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/timetable"
)

// osm is whom the data of a way along the road is owed to.
var osm = timetable.Operator{Name: "© OpenStreetMap contributors (ODbL 1.0)", URL: "https://www.openstreetmap.org/copyright"}

// follow lays the way of a pattern along the road: through the places that were
// typed, or through its halts. It gives the message of what came of it.
func (v *visit) follow(s ops.PlanSheet, l *timetable.Line, way string) (string, error) {
	through, err := v.places()
	if err != nil {
		return "", err
	}
	t := l.Pattern(way)
	if t == nil {
		return "", fault.New(fault.NotFound, "policy.not_found")
	}
	if len(through) < 2 {
		through = nil
		for _, c := range t.Calls {
			if h := s.Plan.Halt(c.Halt); h != nil && !h.At.IsZero() {
				through = append(through, h.At)
			}
		}
	}
	places, straight, err := v.Desk.FollowRoads(v.R.Context(), v.Actor, s.Service.ID, through)
	if err != nil {
		return "", err
	}
	done := "road.followed"
	if len(straight) > 0 {
		done = "road.followed_partly"
	}
	return done, v.within(s, l, "road.did", func(p *timetable.Plan, l *timetable.Line) error {
		t := l.Pattern(way)
		if t == nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		t.Way = places
		if !slices.Contains(p.Credits, osm) {
			p.Credits = append(p.Credits, osm)
		}
		return nil
	})
}
