package validate

var tripCoverage = Notice{"trip_coverage_not_active_for_next7_days", Warning, "trips.txt", "currentDate serviceWindowStartDate serviceWindowEndDate", "Sebagian besar perjalanan tidak berlaku untuk tujuh hari ke depan. Perbarui jadwal.", "Most trips do not cover the next seven days. Renew the timetable."}

// majority is the share of the busiest day's trips that makes a day count.
const majority = 0.75

// calendarCoverage wants the usual service for the coming week.
var calendarCoverage = rule{notices: []*Notice{&tripCoverage}, feed: func(r *run) {
	sd := r.serviceDays()
	runs := map[string]int{}
	for _, q := range r.feed.Frequencies {
		if q.Every > 0 && q.Until > q.From {
			runs[q.TripID] += (q.Until - q.From + q.Every - 1) / q.Every
		}
	}
	byService := map[string]int{}
	for i := range r.feed.Trips {
		t := &r.feed.Trips[i]
		byService[t.ServiceID] += max(1, runs[t.ID])
	}
	trips, most := make([]int, sd.n), 0
	for service, n := range byService {
		for i := range trips {
			if sd.on(service, i) {
				trips[i] += n
				most = max(most, trips[i])
			}
		}
	}
	first, last := -1, -1
	for i, n := range trips {
		if n > 0 && float64(n) >= majority*float64(most) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return
	}
	if sd.day(first).Compare(r.today) > 0 || sd.day(last).Compare(after(r.today, 7)) < 0 {
		r.add(&tripCoverage, day(r.today), day(sd.day(first)), day(sd.day(last)))
	}
}}
