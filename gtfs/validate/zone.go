package validate

var overlappingZones = Notice{"overlapping_zone_and_pickup_drop_off_window", Error, "stop_times.txt", "locationIdA startPickupDropOffWindowA endPickupDropOffWindowA locationIdB startPickupDropOffWindowB endPickupDropOffWindowB", "Satu perjalanan memuat dua kawasan yang tumpang tindih pada waktu yang sama.", "One trip has two areas that overlap at the same time."}

// mostRows bounds the rows of a trip that are compared pair by pair.
const mostRows = 200

// zones wants the areas of a trip apart from each other, in place or in time.
var zones = rule{notices: []*Notice{&overlappingZones}, feed: func(r *run) {
	st := &r.feed.Times
	if st.Location.At == nil || st.WindowStart == nil || st.WindowEnd == nil || r.feed.GeoJSON() == nil {
		return
	}
	areas := r.areas().areas
	for trip := range r.feed.Trips {
		from, to := st.Of(trip)
		to = min(to, from+mostRows)
		for a := from; a < to; a++ {
			for b := a + 1; b < to; b++ {
				x, y := st.Location.Of(a), st.Location.Of(b)
				if x == "" || y == "" || x == y || st.WindowStart[a] < 0 || st.WindowStart[b] < 0 {
					continue
				}
				if st.WindowStart[a] >= st.WindowEnd[b] || st.WindowStart[b] >= st.WindowEnd[a] {
					continue
				}
				if share(areas[x], areas[y]) {
					r.add(&overlappingZones, x, clock(st.WindowStart[a]), clock(st.WindowEnd[a]), y, clock(st.WindowStart[b]), clock(st.WindowEnd[b]))
				}
			}
		}
	}
}}
