package validate

import "sinergi/gtfs"

var (
	futureCalendar = Notice{"future_calendar", Info, "calendar.txt", "minServiceStartDate currentDate", "Semua layanan baru mulai nanti; hari ini belum ada yang berjalan.", "All services begin later; none runs today."}
	outsideFeed    = Notice{"service_window_outside_feed_period", Info, "calendar.txt", "serviceId serviceWindowStartDate serviceWindowEndDate daysBeforeFeedStart daysAfterFeedEnd", "Layanan melewati masa berlaku di feed_info.txt.", "The service goes beyond the period of feed_info.txt."}
	beyondService  = Notice{"feed_valid_beyond_total_service_window", Info, "feed_info.txt", "feedStartDate feedEndDate serviceWindowStartDate serviceWindowEndDate", "Masa berlaku di feed_info.txt lebih dari 14 hari melampaui layanan.", "The period of feed_info.txt goes more than 14 days beyond the service."}
)

const feedSlack = 14 // days

// calendarWindow holds the services against today and the period of the feed.
var calendarWindow = rule{notices: []*Notice{&futureCalendar, &outsideFeed, &beyondService}, feed: func(r *run) {
	sd := r.serviceDays()
	used := map[string]bool{}
	for i := range r.feed.Trips {
		used[r.feed.Trips[i].ServiceID] = true
	}
	first, last := 1<<40, -1
	for service := range used {
		if a, b, ok := sd.bounds(service); ok {
			first, last = min(first, a), max(last, b)
		}
	}
	if last < 0 {
		return
	}
	if sd.day(first).Compare(r.today) > 0 {
		r.add(&futureCalendar, isoDay(sd.day(first)), isoDay(r.today))
	}
	start, end, ok := r.feedPeriod()
	if !ok {
		return
	}
	for _, service := range sortedKeys(used) {
		a, b, ok := sd.bounds(service)
		if !ok {
			continue
		}
		before, beyond := max(0, number(start)-number(sd.day(a))), max(0, number(sd.day(b))-number(end))
		if before > 0 || beyond > 0 {
			r.add(&outsideFeed, service, isoDay(sd.day(a)), isoDay(sd.day(b)), before, beyond)
		}
	}
	if number(sd.day(first))-number(start) > feedSlack || number(end)-number(sd.day(last)) > feedSlack {
		r.add(&beyondService, isoDay(start), isoDay(end), isoDay(sd.day(first)), isoDay(sd.day(last)))
	}
}}

// feedPeriod gives the days of feed_info.txt, false when it does not have both.
func (r *run) feedPeriod() (start, end gtfs.Date, ok bool) {
	t := r.feed.Table("feed_info.txt")
	if t.Len() == 0 {
		return start, end, false
	}
	start, good := t.Column("feed_start_date").Date(0)
	end, fine := t.Column("feed_end_date").Date(0)
	return start, end, good && fine
}
