package ops

import (
	"math"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/transit"
	"sinergi/trace"
)

// halts gives how far each halte of a trip is along its shape, in metres. Where
// the feed does not say (shape_dist_traveled), it is the place of the shape that
// is nearest to the halte, and none lies before the one before it.
func (d *Desk) halts(f *gtfs.Feed, sum, trip, shape string) ([]float64, error) {
	path, err := d.path(f, sum, shape)
	if err != nil {
		return nil, err
	}
	unit := 1.0 // metres of a unit of the feed
	if points := f.Shape(shape); len(points) > 0 && points[len(points)-1].Dist > 0 {
		unit = path.Length() / points[len(points)-1].Dist
	}
	times := f.StopTimes(trip)
	out := make([]float64, len(times))
	last := 0.0
	for i, st := range times {
		along := st.ShapeDist * unit
		if st.ShapeDist < 0 {
			along = last
			if s, ok := f.Stop(st.StopID); ok {
				along, _ = path.Nearest(trace.LatLon{Lat: s.Lat, Lon: s.Lon})
			}
		}
		out[i] = min(max(along, last), path.Length())
		last = out[i]
	}
	return out, nil
}

// haltsOf gives the places of the halte of all runs along a shape, in order.
func haltsOf(planned []transit.Planned, shape string) []float64 {
	var all []float64
	for _, p := range planned {
		if p.Shape == shape {
			all = append(all, p.Halts...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// visits says when a vehicle on a pass was at each of some places, where it is
// known. An end of the route that the pass came near to counts as reached.
func visits(result trace.Result, pass int, halts []float64, terminal float64) []transit.Visit {
	driven := result.Passes[pass].Stretches
	first, last := driven[0].From, driven[len(driven)-1].To
	var out []transit.Visit
	for _, along := range halts {
		near := max(first, min(along, last))
		if math.Abs(near-along) > terminal {
			continue
		}
		if arrived, left, ok := result.Visit(pass, near); ok {
			out = append(out, transit.Visit{Along: along, Arrived: arrived, Left: left})
		}
	}
	return out
}
