package validate

import (
	"strings"

	"sinergi/gtfs"
)

var (
	realTimeFields  = Notice{"forbidden_real_time_booking_field_value", Error, "booking_rules.txt", "csvRowNumber bookingRuleId fieldNames", "Pemesanan seketika (booking_type=0) tidak boleh memakai kolom tenggat.", "Booking in real time (booking_type=0) must not have these fields."}
	lastAfterStart  = Notice{"prior_notice_last_day_after_start_day", Error, "booking_rules.txt", "csvRowNumber priorNoticeLastDay priorNoticeStartDay", "Hari terakhir memesan mendahului hari pertama.", "The last day to book is before the first."}
	sameDayFields   = Notice{"forbidden_same_day_booking_field_value", Error, "booking_rules.txt", "csvRowNumber bookingRuleId fieldNames", "Pemesanan pada hari yang sama (booking_type=1) tidak boleh memakai kolom ini.", "Booking on the same day (booking_type=1) must not have these fields."}
	priorDayFields  = Notice{"forbidden_prior_day_booking_field_value", Error, "booking_rules.txt", "csvRowNumber bookingRuleId fieldNames", "Pemesanan hari sebelumnya (booking_type=2) tidak boleh memakai kolom ini.", "Booking on days before (booking_type=2) must not have these fields."}
	priorDayMissing = Notice{"missing_prior_day_booking_field_value", Error, "booking_rules.txt", "csvRowNumber bookingRuleId fieldNames", "Pemesanan hari sebelumnya (booking_type=2) wajib memuat hari dan jam terakhir.", "Booking on days before (booking_type=2) needs the last day and time."}
	lastDayMissing  = Notice{"missing_prior_notice_last_day", Error, "booking_rules.txt", "csvRowNumber bookingRuleId", "prior_notice_last_day wajib bila booking_type=2.", "prior_notice_last_day is required with booking_type=2."}
)

// written gives the fields of a row that have a value, or have none.
func written(t *gtfs.Table, row int, want bool, fields ...string) string {
	var found []string
	for _, f := range fields {
		if (t.Column(f).Of(row) != "") == want {
			found = append(found, f)
		}
	}
	return strings.Join(found, ", ")
}

// overBookings calls a function for every booking rule of a type.
func (r *run) overBookings(typ string, look func(t *gtfs.Table, row int, id string)) {
	t := r.feed.Table("booking_rules.txt")
	id, kind := t.Column("booking_rule_id"), t.Column("booking_type")
	for row := range t.Len() {
		if typ == "" || kind.Of(row) == typ {
			look(t, row, id.Of(row))
		}
	}
}

// bookingRealTime wants no deadlines where one books at once.
var bookingRealTime = rule{notices: []*Notice{&realTimeFields}, feed: func(r *run) {
	r.overBookings("0", func(t *gtfs.Table, row int, id string) {
		if f := written(t, row, true, "prior_notice_duration_min", "prior_notice_duration_max", "prior_notice_last_day", "prior_notice_last_time", "prior_notice_start_day", "prior_notice_start_time", "prior_notice_service_id"); f != "" {
			r.add(&realTimeFields, t.Line(row), id, f)
		}
	})
}}

// bookingSameDay wants no days before where one books on the day.
var bookingSameDay = rule{notices: []*Notice{&sameDayFields}, feed: func(r *run) {
	r.overBookings("1", func(t *gtfs.Table, row int, id string) {
		if f := written(t, row, true, "prior_notice_last_day", "prior_notice_last_time", "prior_notice_service_id"); f != "" {
			r.add(&sameDayFields, t.Line(row), id, f)
		}
	})
}}

// bookingPriorDay wants the last day and time where one books on days before.
var bookingPriorDay = rule{notices: []*Notice{&priorDayFields, &priorDayMissing, &lastDayMissing, &lastAfterStart}, feed: func(r *run) {
	r.overBookings("2", func(t *gtfs.Table, row int, id string) {
		if f := written(t, row, true, "prior_notice_duration_min", "prior_notice_duration_max"); f != "" {
			r.add(&priorDayFields, t.Line(row), id, f)
		}
		switch f := written(t, row, false, "prior_notice_last_day", "prior_notice_last_time"); f {
		case "":
		case "prior_notice_last_day":
			r.add(&lastDayMissing, t.Line(row), id)
		case "prior_notice_last_day, prior_notice_last_time":
			r.add(&priorDayMissing, t.Line(row), id, f)
		}
		last, start := t.Column("prior_notice_last_day").Integer(row, -1), t.Column("prior_notice_start_day").Integer(row, -1)
		if last >= 0 && start >= 0 && last > start {
			r.add(&lastAfterStart, t.Line(row), last, start)
		}
	})
}}
