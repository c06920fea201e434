package validate

import "sinergi/gtfs"

var (
	severalPlaces   = Notice{"forbidden_geography_id", Error, "stop_times.txt", "csvRowNumber stopId locationGroupId locationId", "Hanya satu dari stop_id, location_group_id, dan location_id yang boleh terisi.", "Only one of stop_id, location_group_id and location_id may be given."}
	areaDistance    = Notice{"forbidden_shape_dist_traveled", Error, "stop_times.txt", "csvRowNumber tripId locationGroupId locationId shapeDistTraveled", "shape_dist_traveled hanya untuk halte, bukan kawasan.", "shape_dist_traveled is for stops only, not for areas."}
	secondRowAbsent = Notice{"missing_stop_times_record", Error, "stop_times.txt", "csvRowNumber tripId locationGroupId locationId", "Perjalanan di dalam satu kawasan memerlukan dua baris untuk kawasan itu.", "Travel within one area needs two rows for that area."}
)

// timesAreas wants areas of service on demand to be used as areas.
var timesAreas = rule{notices: []*Notice{&severalPlaces, &areaDistance, &secondRowAbsent}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	if st.LocationGroup.At == nil && st.Location.At == nil {
		return nil
	}
	return func(trip, from, to int) {
		id := r.feed.Trips[trip].ID
		for row := from; row < to; row++ {
			group, location, stop := st.LocationGroup.Of(row), st.Location.Of(row), ""
			if s := st.Stop[row]; s != gtfs.None {
				stop = r.feed.Stops[s].ID
			}
			n := 0
			for _, place := range []string{group, location, stop} {
				if place != "" {
					n++
				}
			}
			if n > 1 {
				r.add(&severalPlaces, st.Line(row), stop, group, location)
			}
			if n == 0 || group+location == "" {
				continue
			}
			if stop == "" && st.Dist != nil && st.Dist[row] >= 0 {
				r.add(&areaDistance, st.Line(row), id, group, location, st.Dist[row])
			}
			if to-from == 1 {
				r.add(&secondRowAbsent, st.Line(row), id, group, location)
			}
		}
	}
}}
