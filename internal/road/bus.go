package road

import "github.com/paulmach/osm"

// weights are what a metre costs by the value of the tag highway
// (wiki.openstreetmap.org/wiki/Key:highway): a bus keeps to main roads. Roads of
// another value are none for buses.
var weights = map[string]float32{
	"motorway": 1, "motorway_link": 1, "trunk": 1, "trunk_link": 1, "primary": 1, "primary_link": 1,
	"secondary": 1, "secondary_link": 1, "tertiary": 1, "tertiary_link": 1, "busway": 1, "bus_guideway": 1,
	"unclassified": 1.1, "road": 1.1, "residential": 1.2, "living_street": 1.6, "service": 1.6, "track": 3,
}

// direction says which ways along a road a bus may go.
type direction struct{ forward, backward bool }

// busWay gives what a metre of a way costs a bus and the directions in which it
// may go, none when it may not. The most particular tag of access decides:
// bus, psv, motor_vehicle, vehicle, access (wiki.openstreetmap.org/wiki/Key:access).
func busWay(tags osm.Tags) (weight float32, d direction) {
	weight, ok := weights[tags.Find("highway")]
	if !ok || tags.Find("area") == "yes" {
		return 0, d
	}
	if service := tags.Find("service"); service == "parking_aisle" || service == "driveway" || service == "drive-through" {
		return 0, d
	}
	if !mayPass(tags) {
		return 0, d
	}
	return weight, directions(tags)
}

// mayPass reports whether a bus may use or pass what has the tags.
func mayPass(tags osm.Tags) bool {
	for _, key := range []string{"bus", "psv", "motor_vehicle", "vehicle", "access"} {
		switch tags.Find(key) {
		case "":
			continue
		case "no", "private", "customers", "delivery", "agricultural", "forestry", "emergency", "military":
			return false
		default:
			return true
		}
	}
	return true
}

// barriers close a road for a bus unless a tag of access opens them.
var barriers = map[string]bool{"block": true, "bollard": true, "chain": true, "debris": true, "gate": true, "jersey_barrier": true, "kerb": false, "log": true, "lift_gate": false, "swing_gate": true}

// closed reports whether a bus does not come past a place.
func closed(tags osm.Tags) bool {
	b := tags.Find("barrier")
	if b == "" {
		return false
	}
	for _, key := range []string{"bus", "psv", "motor_vehicle", "vehicle", "access"} {
		if tags.Find(key) != "" {
			return !mayPass(tags)
		}
	}
	return barriers[b]
}

func directions(tags osm.Tags) direction {
	value := tags.Find("oneway")
	for _, key := range []string{"oneway:bus", "oneway:psv"} {
		if v := tags.Find(key); v != "" {
			value = v
		}
	}
	switch tags.Find("busway") {
	case "opposite_lane", "opposite_track":
		return direction{true, true}
	}
	switch value {
	case "yes", "true", "1":
		return direction{forward: true}
	case "-1", "reverse":
		return direction{backward: true}
	case "no", "false", "0":
		return direction{true, true}
	}
	if h := tags.Find("highway"); h == "motorway" || h == "motorway_link" || tags.Find("junction") == "roundabout" || tags.Find("junction") == "circular" {
		return direction{forward: true}
	}
	return direction{true, true}
}

// turnBan reads a relation of the type restriction (wiki.openstreetmap.org/wiki/
// Relation:restriction) that turns at one node; false for another and for one
// that excepts buses.
func turnBan(r *osm.Relation) (from, to osm.WayID, via osm.NodeID, only, ok bool) {
	if r.Tags.Find("type") != "restriction" {
		return
	}
	kind := r.Tags.Find("restriction:bus")
	if kind == "" {
		kind = r.Tags.Find("restriction")
	}
	switch kind {
	case "no_left_turn", "no_right_turn", "no_straight_on", "no_entry", "no_exit":
	case "only_left_turn", "only_right_turn", "only_straight_on":
		only = true
	default: // of turning round nobody needs to be told: it is never done
		return
	}
	if r.Tags.Find("restriction:bus") == "" && excepts(r.Tags.Find("except")) {
		return
	}
	n := [3]int{}
	for _, m := range r.Members {
		switch {
		case m.Role == "from" && m.Type == osm.TypeWay:
			from, n[0] = osm.WayID(m.Ref), n[0]+1
		case m.Role == "to" && m.Type == osm.TypeWay:
			to, n[1] = osm.WayID(m.Ref), n[1]+1
		case m.Role == "via" && m.Type == osm.TypeNode:
			via, n[2] = osm.NodeID(m.Ref), n[2]+1
		}
	}
	return from, to, via, only, n == [3]int{1, 1, 1}
}

func excepts(list string) bool {
	for len(list) > 0 {
		i := 0
		for i < len(list) && list[i] != ';' {
			i++
		}
		if w := list[:i]; w == "bus" || w == "psv" {
			return true
		}
		list = list[min(i+1, len(list)):]
	}
	return false
}
