package validate

import (
	"cmp"
	"slices"
)

var (
	overlappingFrequency = Notice{"overlapping_frequency", Error, "frequencies.txt", "prevCsvRowNumber prevEndTime currCsvRowNumber currStartTime tripId", "Dua rentang waktu antara untuk perjalanan yang sama tumpang tindih.", "Two headway windows of the same trip overlap."}
	rangeEqual           = Notice{"start_and_end_range_equal", Error, "", "filename csvRowNumber entityId startFieldName endFieldName value", "Awal dan akhir sama, jadi rentangnya kosong.", "Start and end are equal, so the window is empty."}
)

// frequencies wants the headway windows of a trip one after the other.
var frequencies = rule{notices: []*Notice{&overlappingFrequency, &rangeEqual}, feed: func(r *run) {
	t := r.feed.Table("frequencies.txt")
	id, start, end := t.Column("trip_id"), t.Column("start_time"), t.Column("end_time")
	byTrip := map[string][]int{}
	for row := range t.Len() {
		byTrip[id.Of(row)] = append(byTrip[id.Of(row)], row)
		if s := start.Seconds(row); s >= 0 && s == end.Seconds(row) {
			r.add(&rangeEqual, t.Name, t.Line(row), id.Of(row), "start_time", "end_time", clock(s))
		}
	}
	for _, trip := range sortedKeys(byTrip) {
		rows := byTrip[trip]
		slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(start.Seconds(a), start.Seconds(b)) })
		for i, row := range rows[1:] {
			before := rows[i]
			if s := start.Seconds(row); s >= 0 && s < end.Seconds(before) {
				r.add(&overlappingFrequency, t.Line(before), clock(end.Seconds(before)), t.Line(row), clock(s), trip)
			}
		}
	}
}}
