package raptor

import (
	"cmp"
	"slices"

	"sinergi/gtfs"
)

// times gives every trip its times, those left out interpolated.
func (b *builder) times() {
	b.trips = make([]timed, len(b.feed.Trips))
	b.tt.trips = make([]Trip, len(b.feed.Trips))
	number := b.tt.tripByID
	for i, t := range b.feed.Trips {
		number[t.ID] = int32(i)
		route, _ := b.feed.Route(t.RouteID)
		b.tt.trips[i] = Trip{ID: t.ID, Route: t.RouteID, RouteName: cmp.Or(route.ShortName, route.LongName, t.RouteID), Headsign: t.Headsign, Type: route.Type, Wheelchair: t.Wheelchair != 2}
		row := b.timesOf(t.ID)
		if row.events == nil {
			b.tt.unused.Trips++
			continue
		}
		b.trips[i] = row
		b.longest = max(b.longest, row.events[len(row.events)-1].depart)
	}
	b.repeats = map[int32][]gtfs.Frequency{}
	for _, f := range b.feed.Frequencies {
		i, ok := number[f.TripID]
		if !ok || f.Every <= 0 {
			continue
		}
		b.repeats[i] = append(b.repeats[i], f)
		if events := b.trips[i].events; events != nil {
			b.longest = max(b.longest, int32(f.Until)+events[len(events)-1].depart-events[0].depart)
		}
	}
	b.follows = map[int32][]int32{}
	for _, x := range b.feed.Transfers {
		from, ok1 := number[x.FromTrip]
		to, ok2 := number[x.ToTrip]
		switch {
		case x.Type == 4 && ok1 && ok2 && b.repeats[from] == nil && b.repeats[to] == nil && !slices.Contains(b.follows[from], to):
			b.follows[from] = append(b.follows[from], to)
		case x.Type < 4 && (x.FromRoute != "" || x.ToRoute != "" || x.FromTrip != "" || x.ToTrip != ""):
			b.tt.unused.Transfers++
		}
	}
}

// timesOf gives a trip's times, or none where they make no sense.
func (b *builder) timesOf(id string) timed {
	sts := b.feed.StopTimes(id)
	if len(sts) < 2 {
		return timed{}
	}
	t := timed{make([]int32, len(sts)), make([]uint8, len(sts)), make([]event, len(sts))}
	last := -1 // the last position with a time of its own
	for i, st := range sts {
		stop, ok := b.tt.byID[st.StopID]
		if !ok {
			return timed{}
		}
		t.stops[i] = stop
		if st.Pickup != 1 {
			t.may[i] |= board
		}
		if st.DropOff != 1 {
			t.may[i] |= alight
		}
		arrive, depart := int32(st.Arrival), int32(st.Departure)
		if arrive < 0 {
			arrive = depart
		}
		if depart < 0 {
			depart = arrive
		}
		switch {
		case arrive < 0 && (i == 0 || i == len(sts)-1):
			return timed{}
		case arrive < 0:
			continue
		case depart < arrive || last >= 0 && arrive < t.events[last].depart:
			return timed{}
		}
		t.events[i] = event{arrive, depart}
		if last >= 0 {
			b.interpolate(t, last, i)
		}
		last = i
	}
	return t
}

// interpolate gives times to the positions between two that have some.
func (b *builder) interpolate(t timed, from, to int) {
	if to == from+1 {
		return
	}
	gone, whole := make([]int64, to-from), int64(0)
	for i := from; i < to; i++ {
		gone[i-from] = whole
		a, c := &b.tt.stops[t.stops[i]], &b.tt.stops[t.stops[i+1]]
		whole += int64(centimetres(a.Lat, a.Lon, c.Lat, c.Lon))
	}
	start, takes := t.events[from].depart, int64(t.events[to].arrive-t.events[from].depart)
	for i := from + 1; i < to; i++ {
		at := start
		if whole > 0 {
			at += int32(takes * gone[i-from] / whole)
		}
		t.events[i] = event{at, at}
	}
}
