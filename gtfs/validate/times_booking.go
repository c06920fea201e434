package validate

var bookingMissing = Notice{"missing_pickup_drop_off_booking_rule_id", Warning, "stop_times.txt", "csvRowNumber pickupType dropOffType", "Jemput atau turun lewat pemesanan (2) sebaiknya menyebut aturan pemesanannya.", "Pickup or drop-off by booking (2) should name its booking rule."}

// timesBooking wants service that is booked to say how.
var timesBooking = rule{notices: []*Notice{&bookingMissing}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	if st.PickupBooking.At == nil && st.DropOffBooking.At == nil {
		return nil
	}
	is := func(column []int8, row int) bool { return column != nil && column[row] == 2 }
	return func(_, from, to int) {
		for row := from; row < to; row++ {
			pickup, dropOff := is(st.Pickup, row), is(st.DropOff, row)
			if pickup && st.PickupBooking.Of(row) == "" || dropOff && st.DropOffBooking.Of(row) == "" {
				value := func(column []int8) int8 {
					if column == nil {
						return -1
					}
					return column[row]
				}
				r.add(&bookingMissing, st.Line(row), value(st.Pickup), value(st.DropOff))
			}
		}
	}
}}
