package validate

var duplicateRouteName = Notice{"duplicate_route_name", Warning, "routes.txt", "csvRowNumber1 routeId1 csvRowNumber2 routeId2 routeShortName routeLongName routeTypeValue agencyId", "Dua trayek bernama sama. Beri nama yang membedakan.", "Two routes have the same name. Name them so that they can be told apart."}

// duplicateRoutes wants routes of an agency that people can tell apart.
var duplicateRoutes = rule{notices: []*Notice{&duplicateRouteName}, feed: func(r *run) {
	t := r.feed.Table("routes.txt")
	id, short, long := t.Column("route_id"), t.Column("route_short_name"), t.Column("route_long_name")
	kind, agency := t.Column("route_type"), t.Column("agency_id")
	seen := map[[4]string]int{}
	for row := range t.Len() {
		if short.Of(row) == "" && long.Of(row) == "" {
			continue
		}
		key := [4]string{short.Of(row), long.Of(row), kind.Of(row), agency.Of(row)}
		first, twice := seen[key]
		if !twice {
			seen[key] = row
			continue
		}
		r.add(&duplicateRouteName, t.Line(first), id.Of(first), t.Line(row), id.Of(row), key[0], key[1], kind.Integer(row, 0), key[3])
	}
}}
