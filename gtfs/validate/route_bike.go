package validate

var missingBikes = Notice{"missing_bike_allowance", Warning, "trips.txt", "csvRowNumber routeId tripId", "Perjalanan kapal tanpa bikes_allowed.", "The ferry trip does not tell bikes_allowed."}

// routeBikes wants ferries to tell whether they take bicycles.
var routeBikes = rule{notices: []*Notice{&missingBikes}, feed: func(r *run) {
	bikes := r.feed.Table("trips.txt").Column("bikes_allowed")
	for i := range r.feed.Trips {
		t := &r.feed.Trips[i]
		at, ok := r.feed.RouteIndex(t.RouteID)
		if !ok || r.feed.Routes[at].Type != 4 {
			continue
		}
		if v := bikes.Of(r.feed.TripRow(i)); v != "1" && v != "2" {
			r.add(&missingBikes, r.tripLine(i), t.RouteID, t.ID)
		}
	}
}}
