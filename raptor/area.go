package raptor

import "slices"

// Area is where one can be in time: around the origin and around every stop
// at which one alights, as far as one can still walk.
type Area struct{ discs []disc }

// disc is what lies within some centimetres of a place.
type disc struct {
	lat, lon float64
	radius   int32
}

// Area gives where one can be within so many seconds of the request's time, as
// Reach does for stops: a point is in it if the best journey of Plan to the
// point, or with ArriveBy from it, takes no longer. Links between stops are no
// walks to a point.
func (q *Query) Area(r Request, within int32) Area {
	r = r.withDefaults()
	within = min(max(within, 0), longestReach)
	var a Area
	add := func(lat, lon float64, left int32) {
		if left >= 0 {
			reach := int64(left) * int64(q.tt.options.Speed) / 10
			a.discs = append(a.discs, disc{lat, lon, int32(min(reach, int64(r.WalkMetres)*100))})
		}
	}
	addStop := func(stop, left int32) { add(q.tt.stops[stop].Lat, q.tt.stops[stop].Lon, left) }
	here := r.From
	if r.ArriveBy {
		here = r.To
	}
	if !here.isStop {
		add(here.lat, here.lon, within)
	} else if here.stop >= 0 && int(here.stop) < len(q.tt.stops) {
		for _, s := range q.tt.platforms(here.stop) {
			if slices.Contains(q.tt.near, s) {
				addStop(s, within)
			}
		}
	}
	for _, s := range q.Reach(r, within) {
		if s.Vehicle {
			addStop(s.Stop, within-max(s.Calls-r.Time, r.Time-s.Calls))
		}
	}
	return a
}

// Contains reports whether a point is in the area.
func (a Area) Contains(lat, lon float64) bool {
	return slices.ContainsFunc(a.discs, func(d disc) bool {
		return centimetres(lat, lon, d.lat, d.lon) <= d.radius
	})
}
