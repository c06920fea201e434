package calendar_test

import (
	"testing"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// next is a year that does not come with the program.
func next(t testing.TB) calendar.Year {
	t.Helper()
	return calendar.Year{
		Year: 2031, Complete: true, Decision: "SKB 2031", Source: "Berita Negara", VerifiedBy: "Sari", VerifiedOn: day(t, "2030-10-20"),
		Holidays:   []calendar.Day{{Date: day(t, "2031-01-01"), Name: "Tahun Baru Masehi", NameEN: "New Year's Day"}, {Date: day(t, "2031-08-17"), Name: "Proklamasi Kemerdekaan", NameEN: "Independence Day"}},
		JointLeave: []calendar.Day{{Date: day(t, "2031-12-26"), Name: "Cuti bersama Natal", NameEN: "Joint leave for Christmas Day"}},
	}
}

func TestAnEnteredYearTakesThePlaceOfWhatWasKnown(t *testing.T) {
	t.Parallel()
	c := load(t)
	with, err := c.With(next(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, gap := with.AddWorkingDays(day(t, "2030-12-31"), 0); gap != nil || got.IsZero() {
		t.Errorf("%s, %+v", got, gap)
	}
	if got, gap := with.AddWorkingDays(day(t, "2031-12-25"), 1); gap != nil || got != day(t, "2031-12-29") {
		t.Errorf("over the joint leave and a weekend: %s, %+v", got, gap)
	}
	if _, known := c.Year(2031); known {
		t.Error("the calendar that it was made from has changed")
	}

	again := next(t)
	again.JointLeave, again.Holidays = nil, append(again.Holidays, calendar.Day{Date: day(t, "2031-12-26"), Name: "Natal kedua", NameEN: "Boxing day"})
	again.Holidays = again.Holidays[1:]
	changes := with.Changes(again)
	if len(changes) != 2 || changes[0].Date != day(t, "2031-01-01") || changes[0].Was != calendar.Holiday || changes[0].Is != calendar.Working ||
		changes[1].Was != calendar.JointLeave || changes[1].Is != calendar.Holiday || len(with.Changes(next(t))) != 0 {
		t.Errorf("%+v", changes)
	}
	if with, err = with.With(again); err != nil {
		t.Fatal(err)
	}
	if kind, _ := with.Kind(day(t, "2031-01-01")); kind != calendar.Working {
		t.Errorf("a day of the list before is still off: %d", kind)
	}
	if got := with.Missing(again); len(got) != 4 || got[0] != day(t, "2031-01-01") {
		t.Errorf("days that are off every year and are not in the list: %v", got)
	}
}

func TestAYearIsCheckedAsItIsEntered(t *testing.T) {
	t.Parallel()
	today := civil.Date{Year: 2030, Month: 11, Day: 1}
	if err := next(t).Check(today); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*calendar.Year){
		"holiday.no_decision":      func(y *calendar.Year) { y.Decision = "" },
		"holiday.no_source":        func(y *calendar.Year) { y.Source = "" },
		"holiday.half_verified":    func(y *calendar.Year) { y.VerifiedBy = "" },
		"holiday.verified_later":   func(y *calendar.Year) { y.VerifiedOn = day(t, "2030-11-02") },
		"holiday.none":             func(y *calendar.Year) { y.Holidays = nil },
		"holiday.other_year":       func(y *calendar.Year) { y.Holidays[1].Date.Year = 2032 },
		"holiday.no_name":          func(y *calendar.Year) { y.Holidays[0].Name = "" },
		"holiday.both":             func(y *calendar.Year) { y.JointLeave[0].Date = day(t, "2031-01-01") },
		"holiday.leave_on_weekend": func(y *calendar.Year) { y.JointLeave[0].Date = day(t, "2031-12-27") },
	} {
		y := next(t)
		spoil(&y)
		f := fault.Of(y.Check(today))
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Key != want {
			t.Errorf("%s: %+v", want, f)
		}
	}
}
