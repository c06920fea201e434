package live

import "time"

// Spacing is how far a bus is behind the one ahead of it on its line.
type Spacing struct {
	Run     *Running
	Ahead   *Running      // nil for the first
	Behind  time.Duration // after Ahead had been at the place; 0 where that is not known
	Planned time.Duration // by the timetable; 0 where that is not known
}

// Bunched reports whether a bus is closer than half of what is planned.
func (s Spacing) Bunched() bool { return s.Behind > 0 && s.Planned > 0 && 2*s.Behind < s.Planned }

// Gap reports whether a bus is farther than one and a half of what is planned.
func (s Spacing) Gap() bool { return s.Planned > 0 && 2*s.Behind > 3*s.Planned }

// Spacings gives the buses that drive, line by line and the first one first,
// with what is between them.
func (p *Plan) Spacings(v View) []Spacing {
	var all []Spacing
	for _, r := range v.Runs {
		if !r.Driving {
			continue
		}
		s := Spacing{Run: r}
		if n := len(all); n > 0 && all[n-1].Run.Trip.Shape == r.Trip.Shape {
			s.Ahead = all[n-1].Run
			if at, _, ok := s.Ahead.pass.visit(r.Along, p.Rules.TerminalM); ok {
				s.Behind = max(time.Second, time.Duration(r.pass.Ended-at)*time.Microsecond)
			}
			s.Planned = p.planned(s.Ahead, r)
		}
		all = append(all, s)
	}
	return all
}

// planned is how far apart two runs of a line are by the timetable.
func (p *Plan) planned(ahead, r *Running) time.Duration {
	if r.Headway {
		return time.Duration(p.every(r.Trip.ID, r.Start)) * time.Second
	}
	if ahead.Headway {
		return 0
	}
	return time.Duration(max(0, r.Start-ahead.Start)) * time.Second
}
