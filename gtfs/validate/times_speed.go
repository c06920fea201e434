package validate

import "sinergi/gtfs"

var (
	fastConsecutive = Notice{"fast_travel_between_consecutive_stops", Warning, "stop_times.txt", "tripCsvRowNumber tripId routeId speedKph distanceKm csvRowNumber1 stopSequence1 stopId1 stopName1 departureTime1 csvRowNumber2 stopSequence2 stopId2 stopName2 arrivalTime2", "Terlalu cepat di antara dua halte. Periksa jam dan koordinatnya.", "Too fast between two stops. Check the times and the coordinates."}
	fastFar         = Notice{"fast_travel_between_far_stops", Warning, "stop_times.txt", "tripCsvRowNumber tripId routeId speedKph distanceKm csvRowNumber1 stopSequence1 stopId1 stopName1 departureTime1 csvRowNumber2 stopSequence2 stopId2 stopName2 arrivalTime2", "Terlalu cepat pada jarak lebih dari 10 km. Periksa jam dan koordinatnya.", "Too fast over more than 10 km. Check the times and the coordinates."}
)

// fastest is the highest speed of a kind of transport, in km/h.
func fastest(routeType int) float64 {
	switch routeType {
	case 0:
		return 100
	case 1, 3, 11, 12:
		return 150
	case 2:
		return 500
	case 4:
		return 80
	case 5:
		return 30
	case 6, 7:
		return 50
	}
	return 200
}

const (
	farStops = 10_000 // metres
	untimed  = 100    // rows that are looked through for one with a time
)

// speed gives km/h. Times in whole minutes are rounded, so up to a minute more
// may have passed.
func speed(m float64, departure, arrival int32) float64 {
	seconds := arrival - departure
	if departure%60 == 0 && arrival%60 == 0 {
		seconds += 60
	}
	return m * 3.6 / float64(max(1, seconds))
}

// timesSpeed wants vehicles no faster than they can be.
var timesSpeed = rule{notices: []*Notice{&fastConsecutive, &fastFar}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	places := make([]vector, len(r.feed.Stops))
	placed := make([]bool, len(r.feed.Stops))
	for i, s := range r.feed.Stops {
		for range 2 { // a boarding area lies where its platform or its station does
			if at, ok := r.feed.StopIndex(s.Parent); ok && s.Lat == 0 && s.Lon == 0 {
				s = r.feed.Stops[at]
			}
		}
		places[i], placed[i] = vectorOf(s.Lat, s.Lon), s.Lat != 0 || s.Lon != 0
	}
	var way []float64 // metres from the first row
	return func(trip, from, to int) {
		if to-from < 2 {
			return
		}
		t := &r.feed.Trips[trip]
		limit := fastest(-1)
		if at, ok := r.feed.RouteIndex(t.RouteID); ok {
			limit = fastest(r.feed.Routes[at].Type)
		}
		tell := func(n *Notice, a, b int, m, kph float64) {
			x, y := &r.feed.Stops[st.Stop[a]], &r.feed.Stops[st.Stop[b]]
			r.add(n, r.tripLine(trip), t.ID, t.RouteID, kph, m/1000, st.Line(a), st.Sequence[a], x.ID, x.Name, clock(st.Departure[a]), st.Line(b), st.Sequence[b], y.ID, y.Name, clock(st.Arrival[b]))
		}
		way = append(way[:0], 0)
		timed := -1 // the last row with a departure
		for row := from; row < to; row++ {
			stop := st.Stop[row]
			if stop == gtfs.None || !placed[stop] {
				return
			}
			if row > from {
				way = append(way, way[row-from-1]+chord(places[st.Stop[row-1]], places[stop]))
			}
			if timed >= 0 && st.Arrival[row] >= st.Departure[timed] {
				m := way[row-from] - way[timed-from]
				if kph := speed(m, st.Departure[timed], st.Arrival[row]); kph > limit {
					tell(&fastConsecutive, timed, row, m, kph)
				}
			}
			if st.Departure[row] >= 0 {
				timed = row
			}
		}
		if way[to-from-1] <= farStops {
			return
		}
		near := from // the last row that is far enough behind
		for row := from + 1; row < to; row++ {
			for near+1 < row && way[row-from]-way[near+1-from] > farStops {
				near++
			}
			if st.Arrival[row] < 0 || way[row-from]-way[near-from] <= farStops {
				continue
			}
			for a := near; a >= max(from, near-untimed); a-- {
				if st.Departure[a] < 0 || st.Departure[a] > st.Arrival[row] {
					continue
				}
				m := way[row-from] - way[a-from]
				if kph := speed(m, st.Departure[a], st.Arrival[row]); kph > limit {
					tell(&fastFar, a, row, m, kph)
					return
				}
				break
			}
		}
	}
}}
