package validate

var (
	bigGap    = Notice{"big_gap_in_service", Info, "calendar.txt", "serviceId gapStartDate gapEndDate gapDurationDays", "Layanan berhenti lebih dari 13 hari berturut-turut. Pastikan memang begitu.", "The service pauses for more than 13 days. Make sure that it does."}
	farFuture = Notice{"service_extends_far_in_the_future", Info, "calendar.txt", "serviceId serviceWindowEndDate", "Layanan berakhir lebih dari dua tahun lagi. Periksa tahunnya.", "The service ends more than two years from now. Check the year."}
)

const (
	longestGap = 13      // days
	farAway    = 2 * 365 // days
)

// calendarSpread looks at pauses and at ends far away.
var calendarSpread = rule{notices: []*Notice{&bigGap, &farFuture}, feed: func(r *run) {
	t := r.feed.Table("calendar.txt")
	id := t.Column("service_id")
	sd := r.serviceDays()
	for row := range t.Len() {
		service := id.Of(row)
		first, last, ok := sd.bounds(service)
		if !ok {
			continue
		}
		before := first
		for i := first + 1; i <= last; i++ {
			if !sd.on(service, i) {
				continue
			}
			if gap := i - before - 1; gap > longestGap {
				r.add(&bigGap, service, isoDay(sd.day(before)), isoDay(sd.day(i)), gap)
			}
			before = i
		}
		if number(sd.day(last))-number(r.today) > farAway {
			r.add(&farFuture, service, isoDay(sd.day(last)))
		}
	}
}}
