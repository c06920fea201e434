package validate

var (
	forbiddenTimes   = Notice{"forbidden_arrival_or_departure_time", Error, "stop_times.txt", "csvRowNumber arrivalTime departureTime startPickupDropOffWindow endPickupDropOffWindow", "Jam datang atau berangkat tidak boleh bersama rentang waktu jemput.", "Arrival or departure times must not stand beside a pickup window."}
	forbiddenPickup  = Notice{"forbidden_pickup_type", Error, "stop_times.txt", "csvRowNumber startPickupDropOffWindow endPickupDropOffWindow", "Dengan rentang waktu, pickup_type tidak boleh 0 atau 3.", "With a window, pickup_type must not be 0 or 3."}
	forbiddenDropOff = Notice{"forbidden_drop_off_type", Error, "stop_times.txt", "csvRowNumber startPickupDropOffWindow endPickupDropOffWindow", "Dengan rentang waktu, drop_off_type tidak boleh 0.", "With a window, drop_off_type must not be 0."}
	windowInvalid    = Notice{"invalid_pickup_drop_off_window", Error, "stop_times.txt", "csvRowNumber startPickupDropOffWindow endPickupDropOffWindow", "Rentang waktu berakhir sebelum mulai.", "The window ends before it begins."}
	windowMissing    = Notice{"missing_pickup_or_drop_off_window", Error, "stop_times.txt", "csvRowNumber startPickupDropOffWindow endPickupDropOffWindow", "Rentang waktu wajib lengkap: awal dan akhir.", "The window must be complete: start and end."}
)

// timesOnDemand wants service on demand to tell whole windows and no times.
var timesOnDemand = rule{notices: []*Notice{&forbiddenTimes, &forbiddenPickup, &forbiddenDropOff, &windowInvalid, &windowMissing}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	if st.WindowStart == nil && st.WindowEnd == nil && st.LocationGroup.At == nil && st.Location.At == nil {
		return nil
	}
	at := func(column []int32, row int) int32 {
		if column == nil {
			return -1
		}
		return column[row]
	}
	kind := func(column []int8, row int) int8 {
		if column == nil || column[row] < 0 {
			return 0
		}
		return column[row]
	}
	return func(_, from, to int) {
		for row := from; row < to; row++ {
			start, end := at(st.WindowStart, row), at(st.WindowEnd, row)
			area := st.LocationGroup.Of(row) != "" || st.Location.Of(row) != ""
			if start < 0 && end < 0 && !area {
				continue
			}
			line, a, b := st.Line(row), clock(start), clock(end)
			if start < 0 || end < 0 {
				r.add(&windowMissing, line, a, b)
			} else if end <= start {
				r.add(&windowInvalid, line, a, b)
			}
			if start < 0 && end < 0 {
				continue
			}
			if st.Arrival[row] >= 0 || st.Departure[row] >= 0 {
				r.add(&forbiddenTimes, line, clock(st.Arrival[row]), clock(st.Departure[row]), a, b)
			}
			if k := kind(st.Pickup, row); k == 0 || k == 3 {
				r.add(&forbiddenPickup, line, a, b)
			}
			if kind(st.DropOff, row) == 0 {
				r.add(&forbiddenDropOff, line, a, b)
			}
		}
	}
}}
