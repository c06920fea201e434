package validate

var forbiddenContinuous = Notice{"forbidden_continuous_pickup_drop_off", Error, "routes.txt", "routeCsvRowNumber tripId startPickupDropOffWindow endPickupDropOffWindow", "Trayek dengan naik-turun di mana saja tidak boleh memakai rentang waktu jemput.", "A route with continuous pickup or drop-off must not have pickup windows."}

// timesContinuous wants no windows on routes where one may board anywhere.
var timesContinuous = rule{notices: []*Notice{&forbiddenContinuous}, trips: func(r *run) tripCheck {
	st, t := &r.feed.Times, r.feed.Table("routes.txt")
	pickup, dropOff := t.Column("continuous_pickup"), t.Column("continuous_drop_off")
	if st.WindowStart == nil || !pickup.Given && !dropOff.Given {
		return nil
	}
	anywhere := func(v string) bool { return v == "0" || v == "2" || v == "3" }
	return func(trip, from, to int) {
		at, ok := r.feed.RouteIndex(r.feed.Trips[trip].RouteID)
		if !ok {
			return
		}
		row := r.feed.RouteRow(at)
		if !anywhere(pickup.Of(row)) && !anywhere(dropOff.Of(row)) {
			return
		}
		for i := from; i < to; i++ {
			if r.onDemand(i) {
				end := int32(-1)
				if st.WindowEnd != nil {
					end = st.WindowEnd[i]
				}
				r.add(&forbiddenContinuous, r.routeLine(at), r.feed.Trips[trip].ID, clock(st.WindowStart[i]), clock(end))
			}
		}
	}
}}
