package validate

import (
	"cmp"
	"slices"
)

var blockTripsOverlap = Notice{"block_trips_with_overlapping_stop_times", Error, "trips.txt", "csvRowNumberA tripIdA serviceIdA blockId csvRowNumberB tripIdB serviceIdB intersection", "Dua perjalanan dalam satu blok berjalan pada waktu yang sama: satu kendaraan tidak bisa di dua tempat.", "Two trips of one block run at the same time: one vehicle cannot be in two places."}

// mostOverlaps bounds how many trips are told to overlap with one.
const mostOverlaps = 100

// blockOverlap wants the trips of a block one after the other on every day.
var blockOverlap = rule{notices: []*Notice{&blockTripsOverlap}, feed: func(r *run) {
	type span struct {
		trip       int
		start, end int32
	}
	repeated := map[string]bool{}
	for _, q := range r.feed.Frequencies {
		repeated[q.TripID] = true
	}
	blocks, st := map[string][]span{}, &r.feed.Times
	for i := range r.feed.Trips {
		t := &r.feed.Trips[i]
		from, to := st.Of(i)
		if t.BlockID == "" || to-from < 2 || repeated[t.ID] {
			continue
		}
		if s := (span{i, st.Departure[from], st.Arrival[to-1]}); s.start >= 0 && s.end >= s.start {
			blocks[t.BlockID] = append(blocks[t.BlockID], s)
		}
	}
	for _, id := range sortedKeys(blocks) {
		trips := blocks[id]
		slices.SortFunc(trips, func(a, b span) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.trip, b.trip)) })
		for i, a := range trips {
			for j, b := range trips[i+1:] {
				if b.start >= a.end || j == mostOverlaps {
					break
				}
				x, y := &r.feed.Trips[a.trip], &r.feed.Trips[b.trip]
				if d, ok := r.serviceDays().both(x.ServiceID, y.ServiceID); ok {
					r.add(&blockTripsOverlap, r.tripLine(a.trip), x.ID, x.ServiceID, id, r.tripLine(b.trip), y.ID, y.ServiceID, day(r.serviceDays().day(d)))
				}
			}
		}
	}
}}
