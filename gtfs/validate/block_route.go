package validate

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

var inconsistentRouteTypeBlock = Notice{"inconsistent_route_type_for_block_id", Warning, "trips.txt", "blockId routeIds routeTypes", "Satu blok memuat trayek dari jenis angkutan yang berbeda.", "One block holds routes of different kinds of transport."}

// blockRouteType wants one kind of vehicle in a block.
var blockRouteType = rule{notices: []*Notice{&inconsistentRouteTypeBlock}, feed: func(r *run) {
	routes := map[string][]int{}
	for i := range r.feed.Trips {
		t := &r.feed.Trips[i]
		if at, ok := r.feed.RouteIndex(t.RouteID); ok && t.BlockID != "" && !slices.Contains(routes[t.BlockID], at) {
			routes[t.BlockID] = append(routes[t.BlockID], at)
		}
	}
	for _, id := range sortedKeys(routes) {
		var ids, types []string
		for _, at := range routes[id] {
			route := &r.feed.Routes[at]
			ids = append(ids, route.ID)
			if typ := strconv.Itoa(route.Type); !slices.Contains(types, typ) {
				types = append(types, typ)
			}
		}
		if len(types) > 1 {
			r.add(&inconsistentRouteTypeBlock, id, strings.Join(ids, ", "), strings.Join(types, ", "))
		}
	}
}}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
