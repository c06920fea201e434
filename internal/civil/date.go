// SPDX-License-Identifier: Apache-2.0

// Package civil knows the calendar as Indonesian offices write it: dates and
// months without a clock, their names, dates in words, numbers in words
// (terbilang), and the western Indonesian zone. It knows nothing of holidays
// or deadlines, which are data.
package civil

import (
	"cmp"
	"fmt"
	"time"

	_ "time/tzdata" // the zone must be known on a machine without zone files

	"sinergi/internal/fault"
)

var (
	wib        = mustLoad("Asia/Jakarta")
	dayNames   = [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}
	monthNames = [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
)

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("civil: the embedded zone data lacks " + name) // a broken build, not an input
	}
	return loc
}

// WIB is Waktu Indonesia Barat, Asia/Jakarta (UTC+7), the zone of Riau.
func WIB() *time.Location { return wib }

// Date is a calendar day. The zero value is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate gives the day, or an error when the calendar has no such day.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Year() != year || t.Month() != month || t.Day() != day {
		return Date{}, fault.New(fault.Invalid, "civil.no_such_day", "Value", fmt.Sprintf("%d-%d-%d", day, month, year))
	}
	return Date{year, month, day}, nil
}

// In gives the day that t falls on in western Indonesia.
func In(t time.Time) Date {
	y, m, d := t.In(wib).Date()
	return Date{y, m, d}
}

// ParseDate reads ISO 8601: "2026-10-01".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return Date{}, fault.Wrap(fault.Invalid, "civil.not_a_date", err, "Value", s)
	}
	return NewDate(t.Year(), t.Month(), t.Day())
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// String gives ISO 8601, or "" for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Start gives the instant at which the day begins in western Indonesia.
func (d Date) Start() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, wib) }

// AddDays gives the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date {
	y, m, day := time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC).Date()
	return Date{y, m, day}
}

// Sub gives the number of days from o to d.
func (d Date) Sub(o Date) int {
	a := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	b := time.Date(o.Year, o.Month, o.Day, 0, 0, 0, 0, time.UTC)
	return int(a.Sub(b).Hours() / 24)
}

// Compare orders days, also those after the year 9999: whoever counts up to a
// last day comes to an end.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Before reports whether d comes before o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// After reports whether d comes after o.
func (d Date) After(o Date) bool { return d.Compare(o) > 0 }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.Start().Weekday() }

// MonthOf gives the month that the day belongs to.
func (d Date) MonthOf() Month { return Month{d.Year, d.Month} }

// WeekdayName gives the Indonesian name of a weekday.
func WeekdayName(w time.Weekday) string { return dayNames[w] }

// MonthName gives the Indonesian name of a month.
func MonthName(m time.Month) string { return monthNames[m-1] }

// Indonesian gives "Rabu, 4 September 2024".
func (d Date) Indonesian() string { return WeekdayName(d.Weekday()) + ", " + d.Long() }

// Long gives "4 September 2024".
func (d Date) Long() string { return fmt.Sprintf("%d %s %d", d.Day, MonthName(d.Month), d.Year) }

// Words gives the day as an agreement opens: "hari Rabu tanggal empat bulan
// September tahun dua ribu dua puluh empat (04-09-2024)".
func (d Date) Words() string {
	return fmt.Sprintf("hari %s tanggal %s bulan %s tahun %s (%02d-%02d-%04d)",
		WeekdayName(d.Weekday()), Terbilang(int64(d.Day)), MonthName(d.Month), Terbilang(int64(d.Year)), d.Day, int(d.Month), d.Year)
}

// MarshalText writes ISO 8601.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads ISO 8601; an empty text is no day.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err == nil {
		*d = parsed
	}
	return err
}

// Month is a calendar month. The zero value is no month.
type Month struct {
	Year  int
	Month time.Month
}

// ParseMonth reads "2026-10".
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil || t.Year() < 1 {
		return Month{}, fault.Wrap(fault.Invalid, "civil.not_a_month", err, "Value", s)
	}
	return Month{t.Year(), t.Month()}, nil
}

// IsZero reports whether m is no month.
func (m Month) IsZero() bool { return m == Month{} }

// String gives "2026-10", or "" for no month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month))
}

// Indonesian gives "Oktober 2026".
func (m Month) Indonesian() string { return fmt.Sprintf("%s %d", MonthName(m.Month), m.Year) }

// First gives the first day.
func (m Month) First() Date { return Date{m.Year, m.Month, 1} }

// Last gives the last day.
func (m Month) Last() Date { return m.Next().First().AddDays(-1) }

// Days gives the number of days.
func (m Month) Days() int { return m.Last().Day }

// Next gives the month after m.
func (m Month) Next() Month {
	if m.Month == time.December {
		return Month{m.Year + 1, time.January}
	}
	return Month{m.Year, m.Month + 1}
}

// Prev gives the month before m.
func (m Month) Prev() Month {
	if m.Month == time.January {
		return Month{m.Year - 1, time.December}
	}
	return Month{m.Year, m.Month - 1}
}

// Contains reports whether d lies in m.
func (m Month) Contains(d Date) bool { return d.Year == m.Year && d.Month == m.Month }

// Compare orders months, also those after the year 9999.
func (m Month) Compare(o Month) int {
	return cmp.Or(cmp.Compare(m.Year, o.Year), cmp.Compare(m.Month, o.Month))
}

// MarshalText writes "2026-10".
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads "2026-10"; an empty text is no month.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = Month{}
		return nil
	}
	parsed, err := ParseMonth(string(b))
	if err == nil {
		*m = parsed
	}
	return err
}
