package validate

var networksTwice = Notice{"route_networks_specified_in_more_than_one_file", Error, "routes.txt", "fileNameA fileNameB fieldName", "Jaringan trayek ditulis di dua tempat. Pakai routes.network_id atau route_networks.txt, jangan dua-duanya.", "Route networks are given in two places. Use routes.network_id or route_networks.txt, not both."}

// fareNetworks wants the networks of routes in one place.
var fareNetworks = rule{notices: []*Notice{&networksTwice}, feed: func(r *run) {
	if !given(r.feed.Table("routes.txt"), "network_id") {
		return
	}
	for _, name := range []string{"route_networks.txt", "networks.txt"} {
		if r.feed.Table(name) != nil {
			r.add(&networksTwice, "routes.txt", name, "network_id")
		}
	}
}}
