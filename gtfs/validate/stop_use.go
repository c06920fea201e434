package validate

import "sinergi/gtfs"

var (
	unexpectedTimes = Notice{"location_with_unexpected_stop_time", Error, "stops.txt", "csvRowNumber stopId stopName stopTimeCsvRowNumber", "Bus hanya berhenti di halte atau peron (location_type=0), bukan di tempat ini.", "Vehicles halt at stops and platforms (location_type=0), not at this place."}
	stopUnused      = Notice{"stop_without_stop_time", Warning, "stops.txt", "csvRowNumber stopId stopName", "Halte tidak disinggahi perjalanan mana pun.", "No trip halts at the stop."}
	stationUnused   = Notice{"unused_station", Info, "stops.txt", "csvRowNumber stopId stopName", "Stasiun tanpa peron.", "The station has no platforms."}
)

// stopUse wants stops to be served, and nothing else to be.
var stopUse = rule{notices: []*Notice{&unexpectedTimes, &stopUnused}, feed: func(r *run) {
	st := &r.feed.Times
	first := make([]int, len(r.feed.Stops)) // row + 1
	for row, stop := range st.Stop {
		if stop != gtfs.None && first[stop] == 0 {
			first[stop] = row + 1
		}
	}
	inGroup := map[string]bool{}
	groups := r.feed.Table("location_group_stops.txt")
	member := groups.Column("stop_id")
	for row := range groups.Len() {
		inGroup[member.Of(row)] = true
	}
	for i, s := range r.feed.Stops {
		switch {
		case s.Type == 0 && first[i] == 0 && !inGroup[s.ID]:
			r.add(&stopUnused, r.stopLine(i), s.ID, s.Name)
		case s.Type != 0 && first[i] > 0:
			r.add(&unexpectedTimes, r.stopLine(i), s.ID, s.Name, st.Line(first[i]-1))
		}
	}
}}

// stopStations wants stations to have platforms.
var stopStations = rule{notices: []*Notice{&stationUnused}, feed: func(r *run) {
	hasPlatform := map[string]bool{}
	for _, s := range r.feed.Stops {
		if s.Type == 0 {
			hasPlatform[s.Parent] = true
		}
	}
	for i, s := range r.feed.Stops {
		if s.Type == 1 && !hasPlatform[s.ID] {
			r.add(&stationUnused, r.stopLine(i), s.ID, s.Name)
		}
	}
}}
