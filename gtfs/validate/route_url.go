package validate

import "sinergi/gtfs"

var (
	sameRouteAgencyURL = Notice{"same_route_and_agency_url", Warning, "routes.txt", "routeCsvRowNumber routeId agencyName routeUrl agencyCsvRowNumber", "Alamat web trayek sama dengan milik penyelenggara. Beri halaman trayeknya sendiri.", "The route has the agency's web address. Give a page of the route."}
	sameStopAgencyURL  = Notice{"same_stop_and_agency_url", Warning, "stops.txt", "stopCsvRowNumber stopId agencyName stopUrl agencyCsvRowNumber", "Alamat web halte sama dengan milik penyelenggara. Beri halaman haltenya sendiri.", "The stop has the agency's web address. Give a page of the stop."}
	sameStopRouteURL   = Notice{"same_stop_and_route_url", Warning, "stops.txt", "stopCsvRowNumber stopId stopUrl routeId routeCsvRowNumber", "Alamat web halte sama dengan milik trayek. Beri halaman haltenya sendiri.", "The stop has a route's web address. Give a page of the stop."}
)

// routeURLs wants pages of their own for agencies, routes and stops.
var routeURLs = rule{notices: []*Notice{&sameRouteAgencyURL, &sameStopAgencyURL, &sameStopRouteURL}, feed: func(r *run) {
	agencies, routes, stops := r.feed.Table("agency.txt"), r.feed.Table("routes.txt"), r.feed.Table("stops.txt")
	ofAgency, ofRoute := byURL(agencies, "agency_url"), byURL(routes, "route_url")
	name, routeID, stopID := agencies.Column("agency_name"), routes.Column("route_id"), stops.Column("stop_id")
	url := routes.Column("route_url")
	for row := range routes.Len() {
		if a, same := ofAgency[url.Of(row)]; same && url.Of(row) != "" {
			r.add(&sameRouteAgencyURL, routes.Line(row), routeID.Of(row), name.Of(a), url.Of(row), agencies.Line(a))
		}
	}
	url = stops.Column("stop_url")
	for row := range stops.Len() {
		if url.Of(row) == "" {
			continue
		}
		if a, same := ofAgency[url.Of(row)]; same {
			r.add(&sameStopAgencyURL, stops.Line(row), stopID.Of(row), name.Of(a), url.Of(row), agencies.Line(a))
		}
		if a, same := ofRoute[url.Of(row)]; same {
			r.add(&sameStopRouteURL, stops.Line(row), stopID.Of(row), url.Of(row), routeID.Of(a), routes.Line(a))
		}
	}
}}

func byURL(t *gtfs.Table, column string) map[string]int {
	m, url := map[string]int{}, t.Column(column)
	for row := range t.Len() {
		if _, twice := m[url.Of(row)]; !twice {
			m[url.Of(row)] = row
		}
	}
	return m
}
