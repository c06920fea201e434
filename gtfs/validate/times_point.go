package validate

var (
	timepointValue = Notice{"missing_timepoint_value", Warning, "stop_times.txt", "csvRowNumber tripId stopSequence", "timepoint kosong, padahal kolomnya ada. Isi 0 (perkiraan) atau 1 (tepat).", "timepoint is empty though the column is there. Give 0 (about) or 1 (exact)."}
	timepointTimes = Notice{"stop_time_timepoint_without_times", Error, "stop_times.txt", "csvRowNumber tripId stopSequence specifiedField", "timepoint=1 wajib punya jam datang dan jam berangkat.", "timepoint=1 needs arrival and departure times."}
)

// timesPoints wants exact times where they are promised.
var timesPoints = rule{notices: []*Notice{&timepointValue, &timepointTimes}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	if st.Timepoint == nil {
		return nil
	}
	return func(trip, from, to int) {
		for row := from; row < to; row++ {
			hasTime := st.Arrival[row] >= 0 || st.Departure[row] >= 0
			switch p := st.Timepoint[row]; {
			case p < 0 && hasTime:
				r.add(&timepointValue, st.Line(row), r.feed.Trips[trip].ID, st.Sequence[row])
			case p == 1 && st.Arrival[row] < 0:
				r.add(&timepointTimes, st.Line(row), r.feed.Trips[trip].ID, st.Sequence[row], "arrival_time")
			case p == 1 && st.Departure[row] < 0:
				r.add(&timepointTimes, st.Line(row), r.feed.Trips[trip].ID, st.Sequence[row], "departure_time")
			}
		}
	}
}}
