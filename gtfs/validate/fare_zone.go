package validate

import "sinergi/gtfs"

var stopWithoutZone = Notice{"stop_without_zone_id", Info, "stops.txt", "csvRowNumber stopId stopName", "Halte tanpa zone_id, padahal tarif dihitung per zona. Isi zone_id.", "The stop has no zone_id, though fares go by zones. Give zone_id."}

// fareZones wants a zone of every stop that a route with zone fares serves.
var fareZones = rule{notices: []*Notice{&stopWithoutZone}, feed: func(r *run) {
	t := r.feed.Table("fare_rules.txt")
	route, origin, destination, contains := t.Column("route_id"), t.Column("origin_id"), t.Column("destination_id"), t.Column("contains_id")
	all, routes := false, map[string]bool{}
	for row := range t.Len() {
		if origin.Of(row)+destination.Of(row)+contains.Of(row) == "" {
			continue
		}
		all = all || route.Of(row) == ""
		routes[route.Of(row)] = true
	}
	if len(routes) == 0 {
		return
	}
	served := make([]bool, len(r.feed.Stops))
	for i := range r.feed.Trips {
		if !all && !routes[r.feed.Trips[i].RouteID] {
			continue
		}
		from, to := r.feed.Times.Of(i)
		for _, stop := range r.feed.Times.Stop[from:to] {
			if stop != gtfs.None {
				served[stop] = true
			}
		}
	}
	zone := r.feed.Table("stops.txt").Column("zone_id")
	for i, s := range r.feed.Stops {
		if served[i] && s.Type == 0 && zone.Of(r.feed.StopRow(i)) == "" {
			r.add(&stopWithoutZone, r.stopLine(i), s.ID, s.Name)
		}
	}
}}
