package validate

var stopDistance = Notice{"decreasing_or_equal_stop_time_distance", Error, "stop_times.txt", "csvRowNumber tripId shapeDistTraveled stopSequence prevCsvRowNumber prevStopTimeDistTraveled prevStopSequence", "shape_dist_traveled tidak bertambah dari halte ke halte.", "shape_dist_traveled does not increase from stop to stop."}

// timesDistance wants the distance to grow from stop to stop.
var timesDistance = rule{notices: []*Notice{&stopDistance}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	if st.Dist == nil {
		return nil
	}
	return func(trip, from, to int) {
		for row := from + 1; row < to; row++ {
			a, b := st.Dist[row-1], st.Dist[row]
			if a >= 0 && b >= 0 && b <= a {
				r.add(&stopDistance, st.Line(row), r.feed.Trips[trip].ID, b, st.Sequence[row], st.Line(row-1), a, st.Sequence[row-1])
			}
		}
	}
}}
