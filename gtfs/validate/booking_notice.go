package validate

import "sinergi/gtfs"

var (
	durationMinMissing = Notice{"missing_prior_notice_duration_min", Error, "booking_rules.txt", "csvRowNumber bookingRuleId", "prior_notice_duration_min wajib bila booking_type=1.", "prior_notice_duration_min is required with booking_type=1."}
	durationMinInvalid = Notice{"invalid_prior_notice_duration_min", Error, "booking_rules.txt", "csvRowNumber bookingRuleId priorNoticeDurationMin priorNoticeDurationMax", "Waktu pemesanan terpendek melebihi yang terpanjang.", "The shortest notice is longer than the longest."}
	lastTimeMissing    = Notice{"missing_prior_notice_last_time", Error, "booking_rules.txt", "csvRowNumber bookingRuleId", "prior_notice_last_time wajib bila prior_notice_last_day diisi.", "prior_notice_last_time is required with prior_notice_last_day."}
	startTimeMissing   = Notice{"missing_prior_notice_start_time", Error, "booking_rules.txt", "csvRowNumber bookingRuleId priorNoticeStartDay", "prior_notice_start_time wajib bila prior_notice_start_day diisi.", "prior_notice_start_time is required with prior_notice_start_day."}
	startTimeForbidden = Notice{"forbidden_prior_notice_start_time", Error, "booking_rules.txt", "csvRowNumber bookingRuleId priorNoticeStartTime priorNoticeStartDay", "prior_notice_start_time tanpa prior_notice_start_day. Isi harinya atau kosongkan jamnya.", "prior_notice_start_time stands without prior_notice_start_day. Give the day or leave out the time."}
	startDayForbidden  = Notice{"forbidden_prior_notice_start_day", Error, "booking_rules.txt", "csvRowNumber bookingRuleId priorNoticeStartDay priorNoticeDurationMax", "prior_notice_start_day dan prior_notice_duration_max tidak boleh bersama.", "prior_notice_start_day and prior_notice_duration_max must not stand together."}
)

// bookingPriorNotice wants the times of notice to fit each other.
var bookingPriorNotice = rule{notices: []*Notice{&durationMinMissing, &durationMinInvalid, &lastTimeMissing, &startTimeMissing, &startTimeForbidden, &startDayForbidden}, feed: func(r *run) {
	r.overBookings("", func(t *gtfs.Table, row int, id string) {
		text := func(name string) string { return t.Column(name).Of(row) }
		kind, startDay, startTime := text("booking_type"), text("prior_notice_start_day"), text("prior_notice_start_time")
		lowest, highest := t.Column("prior_notice_duration_min").Integer(row, -1), t.Column("prior_notice_duration_max").Integer(row, -1)
		if kind == "1" && text("prior_notice_duration_min") == "" {
			r.add(&durationMinMissing, t.Line(row), id)
		}
		if lowest >= 0 && highest >= 0 && lowest > highest {
			r.add(&durationMinInvalid, t.Line(row), id, lowest, highest)
		}
		if kind == "2" && text("prior_notice_last_day") != "" && text("prior_notice_last_time") == "" {
			r.add(&lastTimeMissing, t.Line(row), id)
		}
		if kind != "0" && startDay != "" && startTime == "" {
			r.add(&startTimeMissing, t.Line(row), id, t.Column("prior_notice_start_day").Integer(row, 0))
		}
		if kind != "0" && startDay == "" && startTime != "" {
			r.add(&startTimeForbidden, t.Line(row), id, startTime, startDay)
		}
		if kind == "1" && startDay != "" && highest >= 0 {
			r.add(&startDayForbidden, t.Line(row), id, t.Column("prior_notice_start_day").Integer(row, 0), highest)
		}
	})
}}
