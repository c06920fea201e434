package live

import (
	"math"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/civil"
	"sinergi/internal/transit"
	"sinergi/trace"
)

// Plan is the timetable of a service day, ready to be followed.
type Plan struct {
	Day     civil.Date
	Runs    []transit.Planned // at fixed times, with their lengths
	Windows []Window          // of trips by headway
	Trips   map[string]*Trip  // by id, of those above
	Paths   map[string]*trace.Path
	Rules   transit.Rules
}

// Window is when a trip repeats at no fixed times.
type Window struct {
	Trip               string
	From, Until, Every int // seconds of the service day
}

// Trip is a trip and where it calls.
type Trip struct {
	ID, Route, Shape, Headsign string
	Direction                  int
	Stops                      []Stop
}

// Stop is a call of a trip.
type Stop struct {
	ID             string
	Sequence       int     // stop_sequence
	Along          float64 // metres from the start of the shape
	Arrive, Depart int     // by the timetable, seconds after the start of the run
}

// NewPlan makes a plan of a day. path prepares a shape of the feed; a trip whose
// shape cannot be followed is left out.
func NewPlan(f *gtfs.Feed, rules transit.Rules, day civil.Date, runs []transit.Planned, path func(shape string) (*trace.Path, error)) *Plan {
	p := &Plan{Day: day, Rules: rules, Trips: map[string]*Trip{}, Paths: map[string]*trace.Path{}}
	for _, r := range runs {
		if t := p.trip(f, r.Trip, path); t != nil {
			r.Length = p.Paths[t.Shape].Length()
			p.Runs = append(p.Runs, r)
		}
	}
	for _, h := range f.Headways(gtfs.Date{Year: day.Year, Month: day.Month, Day: day.Day}) {
		if len(rules.Routes) > 0 && !slices.Contains(rules.Routes, h.RouteID) {
			continue
		}
		if p.trip(f, h.TripID, path) != nil {
			p.Windows = append(p.Windows, Window{h.TripID, h.From, h.Until, h.Every})
		}
	}
	return p
}

func (p *Plan) trip(f *gtfs.Feed, id string, path func(shape string) (*trace.Path, error)) *Trip {
	if t, ok := p.Trips[id]; ok {
		return t
	}
	of, ok := f.Trip(id)
	if !ok {
		return nil
	}
	along, err := p.Paths[of.ShapeID], error(nil)
	if along == nil {
		if along, err = path(of.ShapeID); err != nil {
			return nil
		}
		p.Paths[of.ShapeID] = along
	}
	t := &Trip{ID: id, Route: of.RouteID, Shape: of.ShapeID, Headsign: of.Headsign, Direction: of.Direction, Stops: stopsAlong(f, of, along.Length())}
	if len(t.Stops) < 2 {
		return nil
	}
	p.Trips[id] = t
	return t
}

// stopsAlong places the stops of a trip along its shape: by shape_dist_traveled
// where the feed has it, else in proportion to the distances between them. Times
// that the timetable leaves out are in proportion to the way.
func stopsAlong(f *gtfs.Feed, t gtfs.Trip, length float64) []Stop {
	times := f.StopTimes(t.ID)
	shape := f.Shape(t.ShapeID)
	if len(times) < 2 || len(shape) < 2 {
		return nil
	}
	whole := shape[len(shape)-1].Dist
	far := make([]float64, len(times))
	for i := 1; i < len(times); i++ {
		a, _ := f.Stop(times[i-1].StopID)
		b, _ := f.Stop(times[i].StopID)
		far[i] = far[i-1] + math.Hypot(b.Lat-a.Lat, (b.Lon-a.Lon)*math.Cos(a.Lat*math.Pi/180))
	}
	measured := whole > 0 && !slices.ContainsFunc(times, func(st gtfs.StopTime) bool { return st.ShapeDist < 0 })
	stops := make([]Stop, len(times))
	start := max(times[0].Departure, times[0].Arrival)
	for i, st := range times {
		s := Stop{ID: st.StopID, Sequence: st.Sequence, Arrive: -1, Depart: -1}
		if measured {
			s.Along = st.ShapeDist / whole * length
		} else if far[len(far)-1] > 0 {
			s.Along = far[i] / far[len(far)-1] * length
		}
		s.Along = max(0, min(s.Along, length))
		if i > 0 {
			s.Along = max(s.Along, stops[i-1].Along)
		}
		if at := max(st.Arrival, st.Departure); at >= 0 {
			s.Arrive, s.Depart = at-start, at-start
			if st.Arrival >= 0 && st.Departure >= 0 {
				s.Arrive, s.Depart = st.Arrival-start, st.Departure-start
			}
		}
		stops[i] = s
	}
	fillTimes(stops)
	return stops
}

// fillTimes gives times to stops that have none.
func fillTimes(stops []Stop) {
	last := 0
	for i := 1; i < len(stops); i++ {
		if stops[i].Arrive < 0 {
			continue
		}
		for k := last + 1; k < i; k++ {
			share := 0.0
			if way := stops[i].Along - stops[last].Along; way > 0 {
				share = (stops[k].Along - stops[last].Along) / way
			}
			at := stops[last].Depart + int(share*float64(stops[i].Arrive-stops[last].Depart))
			stops[k].Arrive, stops[k].Depart = at, at
		}
		last = i
	}
}

// every is how often a trip repeats by headway at a second of the day; 0 when
// no window is open then.
func (p *Plan) every(trip string, second int) int {
	for _, w := range p.Windows {
		if w.Trip == trip && second >= w.From && second < w.Until {
			return w.Every
		}
	}
	return 0
}
