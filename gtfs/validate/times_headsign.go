package validate

import (
	"strings"

	"sinergi/gtfs"
)

var headsignIntermediate = Notice{"trip_headsign_matches_intermediate_stop", Info, "trips.txt", "csvRowNumber tripId tripHeadsign stopId", "Tujuan di papan bus adalah halte di tengah perjalanan, bukan yang terakhir.", "The headsign names a stop on the way, not the last one."}

// timesHeadsign looks at headsigns that name a stop which the bus goes on from.
var timesHeadsign = rule{notices: []*Notice{&headsignIntermediate}, trips: func(r *run) tripCheck {
	st := &r.feed.Times
	byName := map[string]bool{}
	for _, s := range r.feed.Stops {
		byName[s.Name] = true
	}
	return func(trip, from, to int) {
		t := &r.feed.Trips[trip]
		if t.Headsign == "" || to-from < 3 || !byName[t.Headsign] {
			return
		}
		if last := st.Stop[to-1]; last != gtfs.None && strings.EqualFold(r.feed.Stops[last].Name, t.Headsign) {
			return
		}
		for _, stop := range st.Stop[from+1 : to-1] {
			if stop != gtfs.None && strings.EqualFold(r.feed.Stops[stop].Name, t.Headsign) {
				r.add(&headsignIntermediate, r.tripLine(trip), t.ID, t.Headsign, r.feed.Stops[stop].ID)
				return
			}
		}
	}
}}
