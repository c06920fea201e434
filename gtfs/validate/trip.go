package validate

import "sinergi/gtfs"

var (
	unusedTrip   = Notice{"unused_trip", Warning, "trips.txt", "csvRowNumber tripId", "Perjalanan tidak punya baris di stop_times.txt. Lengkapi jamnya atau hapus.", "The trip has no rows in stop_times.txt. Add its times or remove it."}
	unusableTrip = Notice{"unusable_trip", Warning, "trips.txt", "csvRowNumber tripId", "Perjalanan hanya singgah di satu halte, jadi tidak ada yang bisa naik dan turun.", "The trip halts at one stop only, so nobody can get on and off."}

	exceedsShape = Notice{"trip_distance_exceeds_shape_distance", Error, "trips.txt", "tripId shapeId maxTripDistanceTraveled maxShapeDistanceTraveled geoDistanceToShape", "shape_dist_traveled perjalanan melebihi panjang jalurnya.", "The trip's shape_dist_traveled goes beyond the end of its shape."}
	exceedsTiny  = Notice{"trip_distance_exceeds_shape_distance_below_threshold", Warning, "trips.txt", "tripId shapeId maxTripDistanceTraveled maxShapeDistanceTraveled geoDistanceToShape", "shape_dist_traveled perjalanan sedikit melebihi panjang jalurnya.", "The trip's shape_dist_traveled goes a little beyond the end of its shape."}
	noShapeDist  = Notice{"trip_with_shape_dist_traveled_but_no_shape_distances", Info, "trips.txt", "csvRowNumber tripId shapeId", "Perjalanan punya shape_dist_traveled, tetapi jalurnya tidak.", "The trip has shape_dist_traveled, but its shape has not."}
)

// tripUse wants trips that one can travel with.
var tripUse = rule{notices: []*Notice{&unusedTrip, &unusableTrip}, trips: func(r *run) tripCheck {
	return func(trip, from, to int) {
		switch {
		case from == to:
			r.add(&unusedTrip, r.tripLine(trip), r.feed.Trips[trip].ID)
		case to-from == 1 && r.feed.Times.Stop[from] != gtfs.None:
			r.add(&unusableTrip, r.tripLine(trip), r.feed.Trips[trip].ID)
		}
	}
}}

// beyondShape is how far a last stop may be from the end of its shape, in metres.
const beyondShape = 11.1

// tripShapeDistance wants the distances of a trip to lie on its shape.
var tripShapeDistance = rule{notices: []*Notice{&exceedsShape, &exceedsTiny, &noShapeDist}, trips: func(r *run) tripCheck {
	st, sh := &r.feed.Times, &r.feed.Shapes
	if st.Dist == nil {
		return nil
	}
	longest := make([]float64, sh.Len())
	for i := range longest {
		longest[i] = -1
		from, to := sh.Of(i)
		for _, p := range sh.Points[from:to] {
			longest[i] = max(longest[i], p.Dist)
		}
	}
	return func(trip, from, to int) {
		t := &r.feed.Trips[trip]
		at, ok := sh.Index(t.ShapeID)
		if !ok || from == to {
			return
		}
		most, stop := -1.0, uint32(gtfs.None)
		for row := from; row < to; row++ {
			if st.Dist[row] > most {
				most, stop = st.Dist[row], st.Stop[row]
			}
		}
		if most > 0 && longest[at] < 0 {
			r.add(&noShapeDist, r.tripLine(trip), t.ID, t.ShapeID)
		}
		if longest[at] <= 0 || most <= longest[at] || stop == gtfs.None {
			return
		}
		_, end := sh.Of(at)
		p, s := sh.Points[end-1], &r.feed.Stops[stop]
		n, m := &exceedsTiny, metres(p.Lat, p.Lon, s.Lat, s.Lon)
		if m > beyondShape {
			n = &exceedsShape
		}
		r.add(n, t.ID, t.ShapeID, most, longest[at], m)
	}
}}
