package transit

import (
	"slices"

	"sinergi/internal/quantity"
	"sinergi/trace"
)

// VehicleDay is what a vehicle did on a day, by its positions.
//
// The split is that of the National Transit Database of the USA (NTD Policy
// Manual, "revenue service"): a bus is in service from the departure of a trip to
// its end and while it rests before the next (layover), and drives empty
// (deadhead) from and to the depot and between lines.
type VehicleDay struct {
	Vehicle   string
	Trips     int             // credited to it, whole or in part
	InService quantity.Metres // delivered on them
	Beside    quantity.Metres // driven on them that is not delivered: off the route, or unproven
	Empty     quantity.Metres // driven outside trips
	Silent    quantity.Metres // of Beside and Empty: straight across a silence longer than the limit
	OnTrips   int64           // seconds from departure to end
	Layover   int64           // seconds between trips, where not longer than LongestLayover
	Out       int64           // seconds from its first movement to its last
}

// LongestLayover is the longest rest between two trips, in seconds, that is
// still one; a longer one is a break at the depot. The NTD names no bound; an
// hour is longer than the rest of any timetable at hand.
const LongestLayover = 3600

// Driven is all that the vehicle drove.
func (v VehicleDay) Driven() quantity.Metres { return v.InService + v.Beside + v.Empty }

// Add sums days; of one vehicle or of several.
func (v VehicleDay) Add(o VehicleDay) VehicleDay {
	v.Trips, v.InService, v.Beside, v.Empty, v.Silent = v.Trips+o.Trips, v.InService+o.InService, v.Beside+o.Beside, v.Empty+o.Empty, v.Silent+o.Silent
	v.OnTrips, v.Layover, v.Out = v.OnTrips+o.OnTrips, v.Layover+o.Layover, v.Out+o.Out
	return v
}

// VehicleDayOf adds up a vehicle's day. runs are those of the day credited to it,
// points its positions of the day in any order. What the runs delivered is
// measured along their route; everything else straight from position to
// position, see [trace.Drive].
func VehicleDayOf(vehicle string, runs []Run, points []trace.Point, opt trace.Options) VehicleDay {
	out := VehicleDay{Vehicle: vehicle}
	type span struct {
		from, until int64
		delivered   bool
	}
	var delivered, trips []span
	for _, r := range runs {
		if r.Vehicle != vehicle || r.Began == 0 {
			continue
		}
		out.Trips++
		out.InService += r.Delivered
		out.OnTrips += (r.Ended - r.Began) / 1e6
		trips = append(trips, span{r.Began, r.Ended, false})
		for _, s := range r.Stretches {
			if s.Kind == StretchDelivered {
				delivered = append(delivered, span{s.FromAt, s.UntilAt, true})
			}
		}
	}
	order := func(a, b span) int { return int(min(max(a.from-b.from, -1), 1)) }
	slices.SortFunc(trips, order)
	slices.SortFunc(delivered, order)
	for i := 1; i < len(trips); i++ {
		if rest := (trips[i].from - trips[i-1].until) / 1e6; rest > 0 && rest <= LongestLayover {
			out.Layover += rest
		}
	}
	points = slices.SortedFunc(slices.Values(points), func(a, b trace.Point) int { return int(min(max(a.At-b.At, -1), 1)) })
	if moved := trace.Drive(points, opt); moved.From > 0 {
		out.Out = (moved.Until - moved.From) / 1e6
	}
	inside := func(at int64) bool {
		return slices.ContainsFunc(trips, func(s span) bool { return at >= s.from && at < s.until })
	}
	// What lies between delivered stretches, cut where a trip begins or ends.
	cuts := []int64{}
	for _, t := range trips {
		cuts = append(cuts, t.from, t.until)
	}
	piece := func(from, until int64) {
		a, _ := slices.BinarySearchFunc(points, from, func(q trace.Point, at int64) int { return int(min(max(q.At-at, -1), 1)) })
		b := a
		for b < len(points) && points[b].At <= until {
			b++
		}
		d := trace.Drive(points[a:b], opt)
		if inside(from) {
			out.Beside += quantity.Metres(d.Metres + 0.5)
		} else {
			out.Empty += quantity.Metres(d.Metres + 0.5)
		}
		out.Silent += quantity.Metres(d.Silent + 0.5)
	}
	between := func(from, until int64) {
		for _, c := range cuts {
			if c > from && c < until {
				piece(from, c)
				from = c
			}
		}
		piece(from, until)
	}
	if len(points) == 0 {
		return out
	}
	slices.Sort(cuts)
	from := points[0].At
	for _, s := range delivered {
		if s.from > from {
			between(from, s.from)
		}
		from = max(from, s.until)
	}
	if end := points[len(points)-1].At; end > from {
		between(from, end)
	}
	return out
}
