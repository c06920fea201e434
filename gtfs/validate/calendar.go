package validate

import "slices"

var (
	noActiveDay     = Notice{"service_has_no_active_day_of_the_week", Warning, "calendar.txt", "csvRowNumber serviceId", "Layanan tidak berjalan pada hari apa pun dalam seminggu.", "The service runs on no day of the week."}
	expiredCalendar = Notice{"expired_calendar", Warning, "calendar.txt", "csvRowNumber serviceId", "Layanan sudah berakhir. Hapus atau perpanjang.", "The service is over. Remove or extend it."}
)

// calendarDays wants a service of calendar.txt to run on some day of the week.
var calendarDays = rule{notices: []*Notice{&noActiveDay}, feed: func(r *run) {
	t := r.feed.Table("calendar.txt")
	id := t.Column("service_id")
	calendars, _ := r.feed.Services()
	for row := range t.Len() {
		if c, ok := calendars[id.Of(row)]; ok && !slices.Contains(c.Days[:], true) {
			r.add(&noActiveDay, t.Line(row), id.Of(row))
		}
	}
}}

// calendarExpired wants no services that are over.
var calendarExpired = rule{notices: []*Notice{&expiredCalendar}, feed: func(r *run) {
	sd := r.serviceDays()
	seen := map[string]bool{}
	for _, name := range []string{"calendar.txt", "calendar_dates.txt"} {
		t := r.feed.Table(name)
		id := t.Column("service_id")
		for row := range t.Len() {
			service := id.Of(row)
			if seen[service] {
				continue
			}
			seen[service] = true
			if _, last, ok := sd.bounds(service); ok && sd.day(last).Compare(r.today) < 0 {
				r.add(&expiredCalendar, t.Line(row), service)
			}
		}
	}
}}
