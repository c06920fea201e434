package validate

var missingLevel = Notice{"missing_level_id", Error, "stops.txt", "csvRowNumber stopId stopName", "Tempat yang dihubungkan lift wajib punya level_id.", "A place that a lift connects needs level_id."}

// pathwayLevels wants the level of places that a lift connects.
var pathwayLevels = rule{notices: []*Notice{&missingLevel}, feed: func(r *run) {
	t := r.feed.Table("pathways.txt")
	mode, level := t.Column("pathway_mode"), r.feed.Table("stops.txt").Column("level_id")
	told := map[int]bool{}
	for row := range t.Len() {
		if mode.Of(row) != "5" {
			continue
		}
		for _, field := range []string{"from_stop_id", "to_stop_id"} {
			at, ok := r.feed.StopIndex(t.Column(field).Of(row))
			if ok && !told[at] && level.Of(r.feed.StopRow(at)) == "" {
				told[at] = true
				r.add(&missingLevel, r.stopLine(at), r.feed.Stops[at].ID, r.feed.Stops[at].Name)
			}
		}
	}
}}
