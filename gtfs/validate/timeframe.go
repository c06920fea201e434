package validate

import (
	"cmp"
	"slices"
)

var (
	timeframeHalf     = Notice{"timeframe_only_start_or_end_time_specified", Error, "timeframes.txt", "csvRowNumber", "Hanya satu dari start_time dan end_time terisi. Isi dua-duanya atau tidak sama sekali.", "Only one of start_time and end_time is given. Give both or neither."}
	timeframeBeyond   = Notice{"timeframe_start_or_end_time_greater_than_twenty_four_hours", Error, "timeframes.txt", "csvRowNumber fieldName time", "Jam melewati 24:00:00. Bagi menjadi dua rentang.", "The time is past 24:00:00. Divide the timeframe in two."}
	timeframesOverlap = Notice{"timeframe_overlap", Error, "timeframes.txt", "prevCsvRowNumber prevEndTime currCsvRowNumber currStartTime timeframeGroupId serviceId", "Dua rentang waktu tarif tumpang tindih.", "Two timeframes overlap."}
)

// timeframes wants whole, separate stretches of a day.
var timeframes = rule{notices: []*Notice{&timeframeHalf, &timeframeBeyond, &timeframesOverlap}, feed: func(r *run) {
	t := r.feed.Table("timeframes.txt")
	group, service, start, end := t.Column("timeframe_group_id"), t.Column("service_id"), t.Column("start_time"), t.Column("end_time")
	groups := map[string][]int{}
	for row := range t.Len() {
		if (start.Of(row) == "") != (end.Of(row) == "") {
			r.add(&timeframeHalf, t.Line(row))
		}
		if s := start.Seconds(row); s > 24*3600 {
			r.add(&timeframeBeyond, t.Line(row), "start_time", clock(s))
		}
		if s := end.Seconds(row); s > 24*3600 {
			r.add(&timeframeBeyond, t.Line(row), "end_time", clock(s))
		}
		key := group.Of(row) + "\x00" + service.Of(row)
		groups[key] = append(groups[key], row)
	}
	from := func(row int) int { return max(0, start.Seconds(row)) }
	until := func(row int) int {
		if s := end.Seconds(row); s >= 0 {
			return s
		}
		return 24 * 3600
	}
	for _, key := range sortedKeys(groups) {
		rows := groups[key]
		slices.SortStableFunc(rows, func(a, b int) int { return cmp.Or(cmp.Compare(from(a), from(b)), cmp.Compare(until(a), until(b))) })
		for i, row := range rows[1:] {
			if before := rows[i]; from(row) < until(before) {
				r.add(&timeframesOverlap, t.Line(before), clock(until(before)), t.Line(row), clock(from(row)), group.Of(row), service.Of(row))
			}
		}
	}
}}
