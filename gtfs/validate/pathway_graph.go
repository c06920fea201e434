package validate

import "slices"

var (
	danglingNode = Notice{"pathway_dangling_generic_node", Warning, "stops.txt", "csvRowNumber stopId stopName parentStation", "Simpul hanya punya satu sambungan, jadi tidak berguna.", "The node has one connection only, so it is of no use."}
	unreachable  = Notice{"pathway_unreachable_location", Error, "stops.txt", "csvRowNumber hasEntrance hasExit locationType parentStation stopId stopName", "Tempat ini tidak tercapai dari pintu masuk atau tidak punya jalan ke pintu keluar. Lengkapi pathways.txt.", "The place cannot be reached from an entrance, or no exit from it. Complete pathways.txt."}
)

// pathwayGraph wants every place of a station with pathways to be reached from
// an entrance and to lead to an exit.
var pathwayGraph = rule{notices: []*Notice{&danglingNode, &unreachable}, feed: func(r *run) {
	t := r.feed.Table("pathways.txt")
	if t.Len() == 0 {
		return
	}
	n := len(r.feed.Stops)
	out, in, beside := make([][]int, n), make([][]int, n), make([][]int, n)
	mapped := map[int]bool{} // stations that have pathways
	from, to, both := t.Column("from_stop_id"), t.Column("to_stop_id"), t.Column("is_bidirectional")
	for row := range t.Len() {
		a, ok := r.feed.StopIndex(from.Of(row))
		b, fine := r.feed.StopIndex(to.Of(row))
		if !ok || !fine {
			continue
		}
		out[a], in[b] = append(out[a], b), append(in[b], a)
		if both.Of(row) == "1" {
			out[b], in[a] = append(out[b], a), append(in[a], b)
		}
		for _, p := range [][2]int{{a, b}, {b, a}} {
			if p[0] != p[1] && !slices.Contains(beside[p[0]], p[1]) {
				beside[p[0]] = append(beside[p[0]], p[1])
			}
			mapped[r.station(p[0])] = true
		}
	}
	reach := func(edges [][]int) []bool {
		seen := make([]bool, n)
		var queue []int
		for i, s := range r.feed.Stops {
			if s.Type == 2 {
				seen[i] = true
				queue = append(queue, i)
			}
		}
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			for _, next := range edges[at] {
				if !seen[next] {
					seen[next] = true
					queue = append(queue, next)
				}
			}
		}
		return seen
	}
	entered, left := reach(out), reach(in)
	divided := map[string]bool{}
	for _, s := range r.feed.Stops {
		if s.Type == 4 {
			divided[s.Parent] = true
		}
	}
	outside := r.feed.Table("stops.txt").Column("stop_access")
	for i, s := range r.feed.Stops {
		if s.Type == 3 && len(beside[i]) == 1 {
			r.add(&danglingNode, r.stopLine(i), s.ID, s.Name, s.Parent)
		}
		if s.Type == 1 || s.Type == 2 || divided[s.ID] || !mapped[r.station(i)] || outside.Of(r.feed.StopRow(i)) == "1" {
			continue
		}
		if !entered[i] || !left[i] {
			r.add(&unreachable, r.stopLine(i), entered[i], left[i], s.Type, s.Parent, s.ID, s.Name)
		}
	}
}}

// station gives the station that a place is in, or the place itself.
func (r *run) station(stop int) int {
	for range 3 { // boarding area, platform, station
		parent, ok := r.feed.StopIndex(r.feed.Stops[stop].Parent)
		if !ok {
			break
		}
		stop = parent
	}
	return stop
}
