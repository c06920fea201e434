package validate

var (
	withoutParent    = Notice{"location_without_parent_station", Error, "stops.txt", "csvRowNumber stopId stopName locationType", "Pintu, simpul, dan area naik wajib punya parent_station.", "Entrances, nodes and boarding areas need parent_station."}
	stationParent    = Notice{"station_with_parent_station", Error, "stops.txt", "csvRowNumber stopId stopName parentStation", "Stasiun tidak boleh punya parent_station.", "A station must not have parent_station."}
	wrongParent      = Notice{"wrong_parent_location_type", Error, "stops.txt", "csvRowNumber stopId stopName locationType parentCsvRowNumber parentStation parentStopName parentLocationType expectedLocationType", "Jenis tempat induk salah: area naik berinduk peron, yang lain berinduk stasiun.", "The parent is of the wrong kind: boarding areas belong to platforms, everything else to stations."}
	platformNoParent = Notice{"platform_without_parent_station", Info, "stops.txt", "csvRowNumber stopId stopName", "Peron bernomor tanpa stasiun induk.", "A platform with a code belongs to no station."}
)

// stopParents wants places in stations to be parts of the right thing.
var stopParents = rule{notices: []*Notice{&withoutParent, &stationParent, &wrongParent, &platformNoParent}, feed: func(r *run) {
	platform := r.feed.Table("stops.txt").Column("platform_code")
	for i, s := range r.feed.Stops {
		switch {
		case s.Parent == "" && s.Type >= 2:
			r.add(&withoutParent, r.stopLine(i), s.ID, s.Name, s.Type)
		case s.Parent == "" && s.Type == 0 && platform.Of(r.feed.StopRow(i)) != "":
			r.add(&platformNoParent, r.stopLine(i), s.ID, s.Name)
		case s.Parent != "" && s.Type == 1:
			r.add(&stationParent, r.stopLine(i), s.ID, s.Name, s.Parent)
		case s.Parent != "":
			at, ok := r.feed.StopIndex(s.Parent)
			if !ok {
				continue
			}
			parent, want := &r.feed.Stops[at], 1
			if s.Type == 4 {
				want = 0
			}
			if parent.Type != want {
				r.add(&wrongParent, r.stopLine(i), s.ID, s.Name, s.Type, r.stopLine(at), s.Parent, parent.Name, parent.Type, want)
			}
		}
	}
}}
