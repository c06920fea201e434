package validate

var (
	transferPlace = Notice{"transfer_with_invalid_stop_location_type", Error, "transfers.txt", "csvRowNumber stopIdFieldName stopId locationTypeValue locationTypeName", "Perpindahan hanya antara halte, peron, atau stasiun.", "One changes between stops, platforms or stations only."}
	transferRoute = Notice{"transfer_with_invalid_trip_and_route", Error, "transfers.txt", "csvRowNumber tripFieldName tripId routeFieldName routeId expectedRouteId", "Perjalanan tidak termasuk trayek yang disebut.", "The trip is not of the route that is named."}
	transferStop  = Notice{"transfer_with_invalid_trip_and_stop", Error, "transfers.txt", "csvRowNumber tripFieldName tripId stopFieldName stopId", "Perjalanan tidak singgah di halte yang disebut.", "The trip does not halt at the stop that is named."}
	transferSeat  = Notice{"transfer_with_suspicious_mid_trip_in_seat", Warning, "transfers.txt", "csvRowNumber tripIdFieldName tripId stopIdFieldName stopId", "Pindah tanpa turun terjadi di tengah perjalanan, bukan di ujungnya.", "One stays seated in the middle of a trip, not at its end."}
	transferKinds = Notice{"inconsistent_route_type_for_in_seat_transfer", Warning, "transfers.txt", "csvRowNumber fromRouteId toRouteId fromRouteType toRouteType", "Pindah tanpa turun ke jenis angkutan lain tidak mungkin.", "One cannot stay seated and change the kind of transport."}
	transfer2km   = Notice{"transfer_distance_above_2_km", Info, "transfers.txt", "csvRowNumber fromStopId toStopId distanceKm", "Jarak perpindahan lebih dari 2 km.", "The transfer is longer than 2 km."}
	transferFar   = Notice{"transfer_distance_too_large", Warning, "transfers.txt", "csvRowNumber fromStopId toStopId distanceKm", "Jarak perpindahan lebih dari 10 km. Periksa haltenya.", "The transfer is longer than 10 km. Check the stops."}
)

var locationTypes = [...]string{"STOP", "STATION", "ENTRANCE", "GENERIC_NODE", "BOARDING_AREA"}

// transferStops wants transfers between places where one gets on and off.
var transferStops = rule{notices: []*Notice{&transferPlace}, feed: func(r *run) {
	t := r.feed.Table("transfers.txt")
	for _, field := range []string{"from_stop_id", "to_stop_id"} {
		column := t.Column(field)
		for row := range t.Len() {
			if at, ok := r.feed.StopIndex(column.Of(row)); ok {
				if s := &r.feed.Stops[at]; s.Type > 1 && s.Type < len(locationTypes) {
					r.add(&transferPlace, t.Line(row), field, s.ID, s.Type, locationTypes[s.Type])
				}
			}
		}
	}
}}

// transferTrips wants trips to be of their routes, to halt at their stops, and
// to end or begin there when one stays seated.
var transferTrips = rule{notices: []*Notice{&transferRoute, &transferStop, &transferSeat}, feed: func(r *run) {
	t := r.feed.Table("transfers.txt")
	kind, st := t.Column("transfer_type"), &r.feed.Times
	for _, side := range []string{"from", "to"} {
		tripField, routeField, stopField := side+"_trip_id", side+"_route_id", side+"_stop_id"
		trips, routes, stops := t.Column(tripField), t.Column(routeField), t.Column(stopField)
		for row := range t.Len() {
			at, ok := r.feed.TripIndex(trips.Of(row))
			if !ok {
				continue
			}
			trip := &r.feed.Trips[at]
			if v := routes.Of(row); v != "" && v != trip.RouteID {
				r.add(&transferRoute, t.Line(row), tripField, trip.ID, routeField, v, trip.RouteID)
			}
			stop, ok := r.feed.StopIndex(stops.Of(row))
			from, to := st.Of(at)
			if !ok || from == to {
				continue
			}
			here := func(i int) bool {
				s := st.Stop[i]
				return s == uint32(stop) || s < uint32(len(r.feed.Stops)) && r.feed.Stops[s].Parent == r.feed.Stops[stop].ID
			}
			halts := false
			for i := from; i < to; i++ {
				halts = halts || here(i)
			}
			end := to - 1
			if side == "to" {
				end = from
			}
			switch seated := kind.Of(row) == "4" || kind.Of(row) == "5"; {
			case !halts:
				r.add(&transferStop, t.Line(row), tripField, trip.ID, stopField, stops.Of(row))
			case seated && !here(end):
				r.add(&transferSeat, t.Line(row), tripField, trip.ID, stopField, stops.Of(row))
			}
		}
	}
}}

// transferRouteType wants one kind of vehicle where one stays seated.
var transferRouteType = rule{notices: []*Notice{&transferKinds}, feed: func(r *run) {
	t := r.feed.Table("transfers.txt")
	from, to, kind := t.Column("from_route_id"), t.Column("to_route_id"), t.Column("transfer_type")
	for row := range t.Len() {
		a, ok := r.feed.RouteIndex(from.Of(row))
		b, fine := r.feed.RouteIndex(to.Of(row))
		if kind.Of(row) != "4" || !ok || !fine {
			continue
		}
		if x, y := r.feed.Routes[a].Type, r.feed.Routes[b].Type; x != y {
			r.add(&transferKinds, t.Line(row), from.Of(row), to.Of(row), x, y)
		}
	}
}}

// transferDistance wants transfers that one can walk.
var transferDistance = rule{notices: []*Notice{&transfer2km, &transferFar}, feed: func(r *run) {
	t := r.feed.Table("transfers.txt")
	from, to := t.Column("from_stop_id"), t.Column("to_stop_id")
	for row := range t.Len() {
		a, ok := r.feed.StopIndex(from.Of(row))
		b, fine := r.feed.StopIndex(to.Of(row))
		if !ok || !fine {
			continue
		}
		x, y := &r.feed.Stops[a], &r.feed.Stops[b]
		switch m := metres(x.Lat, x.Lon, y.Lat, y.Lon); {
		case m > 10_000:
			r.add(&transferFar, t.Line(row), x.ID, y.ID, m/1000)
		case m > 2_000:
			r.add(&transfer2km, t.Line(row), x.ID, y.ID, m/1000)
		}
	}
}}
