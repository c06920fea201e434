package validate

var duplicateGeography = Notice{"duplicate_geography_id", Error, "", "geographyId fileNameA csvRowNumberA fileNameB csvRowNumberB", "Id yang sama dipakai untuk halte, kelompok lokasi, atau kawasan yang berbeda.", "The same id stands for a stop, a location group or an area."}

// geographyIDs wants ids that tell a stop, a group or an area from the others,
// and areas that exist.
var geographyIDs = rule{notices: []*Notice{&duplicateGeography}, feed: func(r *run) {
	type place struct {
		file string
		line any
	}
	seen := map[string]place{}
	note := func(id, file string, line any) {
		if before, twice := seen[id]; twice && before.file != file {
			r.add(&duplicateGeography, id, before.file, before.line, file, line)
			return
		}
		seen[id] = place{file, line}
	}
	groups := r.feed.Table("location_groups.txt")
	if groups.Len() == 0 && r.feed.GeoJSON() == nil {
		return
	}
	for i, s := range r.feed.Stops {
		note(s.ID, "stops.txt", r.stopLine(i))
	}
	id := groups.Column("location_group_id")
	for row := range groups.Len() {
		note(id.Of(row), groups.Name, groups.Line(row))
	}
	areas := r.areas()
	for _, id := range sortedKeys(areas.areas) {
		note(id, geojsonName, nil)
	}
	used := &r.feed.Times.Location
	if areas.lost {
		return
	}
	for row, at := range used.At {
		if int(at) < len(used.All) {
			if _, ok := areas.areas[used.All[at]]; !ok {
				r.add(&foreignKeyViolation, "stop_times.txt", "location_id", geojsonName, "id", used.All[at], r.feed.Times.Line(row))
			}
		}
	}
}}
