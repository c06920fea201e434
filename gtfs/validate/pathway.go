package validate

var (
	bidirectionalGate = Notice{"bidirectional_exit_gate", Error, "pathways.txt", "csvRowNumber pathwayMode isBidirectional", "Pintu keluar (pathway_mode=7) hanya satu arah; is_bidirectional harus 0.", "An exit gate (pathway_mode=7) leads one way; is_bidirectional must be 0."}
	pathwayLoop       = Notice{"pathway_loop", Warning, "pathways.txt", "csvRowNumber pathwayId stopId", "Jalur kembali ke tempat asalnya.", "The pathway ends where it begins."}
	toBoardingAreas   = Notice{"pathway_to_platform_with_boarding_areas", Error, "pathways.txt", "csvRowNumber pathwayId fieldName stopId", "Peron ini punya area naik; jalurnya harus ke area naik itu.", "The platform has boarding areas; the pathway must lead to those."}
	toOutside         = Notice{"pathway_to_stop_with_access_outside_of_station_pathways", Error, "pathways.txt", "csvRowNumber platformCode pathwayId stopId", "Halte dengan stop_access=1 dicapai dari jalan, jadi tidak boleh punya jalur.", "A stop with stop_access=1 is reached from the street, so no pathway may lead to it."}
	toStation         = Notice{"pathway_to_wrong_location_type", Error, "pathways.txt", "csvRowNumber pathwayId fieldName stopId", "Ujung jalur adalah stasiun. Pakai peron, pintu, simpul, atau area naik.", "A pathway ends at a station. Use a platform, an entrance, a node or a boarding area."}
)

// pathwayGates wants exit gates to lead one way, and pathways to lead somewhere.
var pathwayGates = rule{notices: []*Notice{&bidirectionalGate, &pathwayLoop}, feed: func(r *run) {
	t := r.feed.Table("pathways.txt")
	id, from, to := t.Column("pathway_id"), t.Column("from_stop_id"), t.Column("to_stop_id")
	mode, both := t.Column("pathway_mode"), t.Column("is_bidirectional")
	for row := range t.Len() {
		if mode.Of(row) == "7" && both.Of(row) == "1" {
			r.add(&bidirectionalGate, t.Line(row), 7, 1)
		}
		if s := from.Of(row); s != "" && s == to.Of(row) {
			r.add(&pathwayLoop, t.Line(row), id.Of(row), s)
		}
	}
}}

// pathwayEnds wants pathways between places that one can stand at.
var pathwayEnds = rule{notices: []*Notice{&toBoardingAreas, &toOutside, &toStation}, feed: func(r *run) {
	t := r.feed.Table("pathways.txt")
	if t.Len() == 0 {
		return
	}
	divided := map[string]bool{}
	for _, s := range r.feed.Stops {
		if s.Type == 4 {
			divided[s.Parent] = true
		}
	}
	stops := r.feed.Table("stops.txt")
	access, platform := stops.Column("stop_access"), stops.Column("platform_code")
	id := t.Column("pathway_id")
	for row := range t.Len() {
		for _, field := range []string{"from_stop_id", "to_stop_id"} {
			at, ok := r.feed.StopIndex(t.Column(field).Of(row))
			if !ok {
				continue
			}
			s := &r.feed.Stops[at]
			switch {
			case s.Type == 1:
				r.add(&toStation, t.Line(row), id.Of(row), field, s.ID)
			case s.Type == 0 && divided[s.ID]:
				r.add(&toBoardingAreas, t.Line(row), id.Of(row), field, s.ID)
			}
			if access.Of(r.feed.StopRow(at)) == "1" {
				r.add(&toOutside, t.Line(row), platform.Of(r.feed.StopRow(at)), id.Of(row), s.ID)
			}
		}
	}
}}
