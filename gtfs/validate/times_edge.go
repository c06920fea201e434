package validate

var (
	missingEdge  = Notice{"missing_trip_edge", Error, "stop_times.txt", "csvRowNumber stopSequence tripId specifiedField", "Halte pertama dan terakhir wajib punya jam datang dan jam berangkat.", "The first and the last stop of a trip need arrival and departure times."}
	onlyOneTime  = Notice{"stop_time_with_only_arrival_or_departure_time", Error, "stop_times.txt", "csvRowNumber tripId stopSequence specifiedField", "Hanya jam datang atau jam berangkat yang terisi. Isi dua-duanya.", "Only the arrival or the departure time is given. Give both."}
	backwards    = Notice{"stop_time_with_arrival_before_previous_departure_time", Error, "stop_times.txt", "csvRowNumber prevCsvRowNumber tripId departureTime arrivalTime", "Bus datang sebelum berangkat dari halte sebelumnya.", "The vehicle arrives before it left the stop before."}
	unsortedRows = Notice{"unsorted_stop_times", Info, "stop_times.txt", "csvRowNumber tripId stopSequence", "Baris perjalanan tidak urut menurut stop_sequence.", "The rows of the trip are not in order of stop_sequence."}
)

// onDemand reports whether a row tells a window in place of times.
func (r *run) onDemand(row int) bool {
	st := &r.feed.Times
	return st.WindowStart != nil && st.WindowStart[row] >= 0 || st.WindowEnd != nil && st.WindowEnd[row] >= 0
}

// timesAtEnds wants the times at which a trip begins and ends.
var timesAtEnds = rule{notices: []*Notice{&missingEdge}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	return func(trip, from, to int) {
		if from == to {
			return
		}
		for _, row := range []int{from, to - 1} {
			if r.onDemand(row) {
				continue
			}
			if st.Arrival[row] < 0 {
				r.add(&missingEdge, st.Line(row), st.Sequence[row], r.feed.Trips[trip].ID, "arrival_time")
			}
			if st.Departure[row] < 0 {
				r.add(&missingEdge, st.Line(row), st.Sequence[row], r.feed.Trips[trip].ID, "departure_time")
			}
			if to-from == 1 {
				return
			}
		}
	}
}}

// timesOrder wants time to go forward along a trip.
var timesOrder = rule{notices: []*Notice{&onlyOneTime, &backwards, &unsortedRows}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	return func(trip, from, to int) {
		departed, at, sorted := int32(-1), 0, true
		for row := from; row < to; row++ {
			arrival, departure := st.Arrival[row], st.Departure[row]
			if (arrival < 0) != (departure < 0) {
				r.add(&onlyOneTime, st.Line(row), r.feed.Trips[trip].ID, st.Sequence[row], map[bool]string{true: "departure_time", false: "arrival_time"}[arrival < 0])
			}
			if arrival >= 0 && arrival < departed {
				r.add(&backwards, st.Line(row), st.Line(at), r.feed.Trips[trip].ID, clock(departed), clock(arrival))
			}
			if departure >= 0 {
				departed, at = departure, row
			}
			if row > from && sorted && st.Line(row) < st.Line(row-1) {
				sorted = false
				r.add(&unsortedRows, st.Line(row), r.feed.Trips[trip].ID, st.Sequence[row])
			}
		}
	}
}}
