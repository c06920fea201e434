package validate

var (
	accessPlace    = Notice{"stop_access_specified_for_incorrect_location", Error, "stops.txt", "csvRowNumber stopId stopName stopAccess locationType", "stop_access hanya untuk halte di dalam stasiun.", "stop_access is only for stops of a station."}
	accessNoParent = Notice{"stop_access_specified_for_stop_with_no_parent_station", Error, "stops.txt", "csvRowNumber stopId stopName stopAccess locationType", "stop_access diisi, padahal halte tidak termasuk stasiun mana pun.", "stop_access is given, but the stop belongs to no station."}
)

// stopAccess wants stop_access only where a stop is part of a station.
var stopAccess = rule{notices: []*Notice{&accessPlace, &accessNoParent}, feed: func(r *run) {
	access := r.feed.Table("stops.txt").Column("stop_access")
	for i, s := range r.feed.Stops {
		v := access.Integer(r.feed.StopRow(i), -1)
		switch {
		case v < 0:
		case s.Type != 0:
			r.add(&accessPlace, r.stopLine(i), s.ID, s.Name, v, s.Type)
		case s.Parent == "":
			r.add(&accessNoParent, r.stopLine(i), s.ID, s.Name, v, s.Type)
		}
	}
}}
