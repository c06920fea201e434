package raptor

import (
	"cmp"
	"slices"
	"sync"

	"sinergi/gtfs"
)

// trips tells what legs ride on.
func (b *builder) trips() {
	b.tt.trips = make([]Trip, len(b.feed.Trips))
	var route gtfs.Route
	for i := range b.feed.Trips {
		t := &b.feed.Trips[i]
		if i == 0 || route.ID != t.RouteID {
			route, _ = b.feed.Route(t.RouteID)
		}
		b.tt.trips[i] = Trip{ID: t.ID, Route: t.RouteID, RouteName: cmp.Or(route.ShortName, route.LongName, t.RouteID), Headsign: t.Headsign, Type: route.Type, Wheelchair: t.Wheelchair != 2}
	}
	b.tt.alone = make([]part, len(b.tt.trips))
	for i := range b.tt.alone {
		b.tt.alone[i].trip = int32(i)
	}
}

// judge finds the trips whose times make sense, and the stops that they serve.
func (b *builder) judge() {
	b.good, b.served = make([]bool, len(b.feed.Trips)), make([]bool, len(b.feed.Stops))
	var one sync.Mutex
	inParts(len(b.good), func(from, to int) {
		served, unused, longest := make([]bool, len(b.served)), 0, int32(0)
		for trip := from; trip < to; trip++ {
			a, z := b.feed.Times.Of(trip)
			if b.good[trip] = b.sensible(a, z); !b.good[trip] {
				unused++
				continue
			}
			for _, s := range b.feed.Times.Stop[a:z] {
				served[s] = true
			}
			_, last := b.planned(z - 1)
			longest = max(longest, last)
		}
		one.Lock()
		defer one.Unlock()
		for i, s := range served {
			b.served[i] = b.served[i] || s
		}
		b.tt.unused.Trips += unused
		b.longest = max(b.longest, longest)
	})
}

// planned gives the times of a row of stop_times.txt, negative where it has
// none.
func (b *builder) planned(row int) (arrive, depart int32) {
	arrive, depart = b.feed.Times.Arrival[row], b.feed.Times.Departure[row]
	if arrive < 0 {
		arrive = depart
	}
	if depart < 0 {
		depart = arrive
	}
	return arrive, depart
}

// sensible reports whether rows are a trip: two or more at known stops, with
// times for the first and the last of which none goes back.
func (b *builder) sensible(from, to int) bool {
	if to-from < 2 {
		return false
	}
	left := int32(-1)
	for row := from; row < to; row++ {
		arrive, depart := b.planned(row)
		switch {
		case b.feed.Times.Stop[row] == gtfs.None, arrive < 0 && (row == from || row == to-1):
			return false
		case arrive < 0:
			continue
		case depart < arrive || arrive < left:
			return false
		}
		left = depart
	}
	return true
}

// ends gives the first departure and the last arrival of a good trip.
func (b *builder) ends(trip int32) (departs, arrives int32) {
	from, to := b.feed.Times.Of(int(trip))
	_, departs = b.planned(from)
	arrives, _ = b.planned(to - 1)
	return departs, arrives
}

// repeated finds the trips that repeat.
func (b *builder) repeated() {
	b.repeats = map[int32][]gtfs.Frequency{}
	for _, f := range b.feed.Frequencies {
		n, ok := b.feed.TripIndex(f.TripID)
		if !ok || f.Every <= 0 {
			continue
		}
		i := int32(n)
		b.repeats[i] = append(b.repeats[i], f)
		if b.good[i] {
			from, to := b.feed.Times.Of(n)
			_, starts := b.planned(from)
			_, ends := b.planned(to - 1)
			b.longest = max(b.longest, int32(f.Until)+ends-starts)
		}
	}
}

// followed finds the trips that vehicles go on as.
func (b *builder) followed() {
	b.follows = map[int32][]int32{}
	for _, x := range b.feed.Transfers {
		a, ok1 := b.feed.TripIndex(x.FromTrip)
		c, ok2 := b.feed.TripIndex(x.ToTrip)
		from, to := int32(a), int32(c)
		switch {
		case x.Type == 4 && ok1 && ok2 && b.repeats[from] == nil && b.repeats[to] == nil && !slices.Contains(b.follows[from], to):
			b.follows[from] = append(b.follows[from], to)
		case x.Type < 4 && (x.FromRoute != "" || x.ToRoute != "" || x.FromTrip != "" || x.ToTrip != ""):
			b.tt.unused.Transfers++
		}
	}
}

// timesOfActive gives every trip that is active its times, those left out
// interpolated.
func (b *builder) timesOfActive() {
	b.first = slices.Repeat([]int32{-1}, len(b.feed.Trips))
	room := int32(0)
	for _, active := range b.active {
		for _, trip := range active {
			if b.first[trip] < 0 {
				b.first[trip] = room
				from, to := b.feed.Times.Of(int(trip))
				room += int32(to - from)
			}
		}
	}
	b.events = make([]event, room)
	inParts(len(b.first), func(from, to int) {
		for trip := from; trip < to; trip++ {
			if b.first[trip] >= 0 {
				b.fill(trip)
			}
		}
	})
}

// eventsOf gives the times of an active trip.
func (b *builder) eventsOf(trip int32) []event {
	from, to := b.feed.Times.Of(int(trip))
	at := b.first[trip]
	return b.events[at : at+int32(to-from) : at+int32(to-from)]
}

func (b *builder) fill(trip int) {
	from, to := b.feed.Times.Of(trip)
	events, timed := b.eventsOf(int32(trip)), 0
	for i := range to - from {
		arrive, depart := b.planned(from + i)
		if arrive < 0 {
			continue
		}
		events[i] = event{arrive, depart}
		if i > timed+1 {
			b.interpolate(b.feed.Times.Stop[from+timed:from+i+1], events[timed:i+1])
		}
		timed = i
	}
}

// interpolate gives times to the events between the first and the last.
func (b *builder) interpolate(stops []uint32, events []event) {
	apart := func(i int) int64 {
		a, c := &b.tt.stops[stops[i]], &b.tt.stops[stops[i+1]]
		return int64(centimetres(a.Lat, a.Lon, c.Lat, c.Lon))
	}
	last := len(events) - 1
	whole, gone := int64(0), int64(0)
	for i := range last {
		whole += apart(i)
	}
	start, takes := events[0].depart, int64(events[last].arrive-events[0].depart)
	for i := 1; i < last; i++ {
		at := start
		if gone += apart(i - 1); whole > 0 {
			at += int32(takes * gone / whole)
		}
		events[i] = event{at, at}
	}
}
