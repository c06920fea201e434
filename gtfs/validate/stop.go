package validate

import "strings"

var (
	missingStopName = Notice{"missing_stop_name", Error, "stops.txt", "csvRowNumber locationType stopId", "Halte tanpa nama.", "The stop has no name."}
	sameStopDesc    = Notice{"same_name_and_description_for_stop", Warning, "stops.txt", "csvRowNumber stopId stopDesc", "Keterangan halte hanya mengulang namanya.", "The description only repeats the name."}
)

// stopNames wants a name of every stop, station and entrance.
var stopNames = rule{notices: []*Notice{&missingStopName, &sameStopDesc}, feed: func(r *run) {
	desc := r.feed.Table("stops.txt").Column("stop_desc")
	for i, s := range r.feed.Stops {
		if s.Name == "" && s.Type <= 2 {
			r.add(&missingStopName, r.stopLine(i), s.Type, s.ID)
		}
		if d := desc.Of(r.feed.StopRow(i)); d != "" && strings.EqualFold(d, s.Name) {
			r.add(&sameStopDesc, r.stopLine(i), s.ID, d)
		}
	}
}}
