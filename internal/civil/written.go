package civil

import (
	"strconv"
	"strings"
	"time"

	"sinergi/internal/fault"
)

// Written is a date as somebody wrote it, in digits or with a month name, and
// the weekday they named, if any.
type Written struct {
	Date    Date
	Weekday time.Weekday
	Named   bool // a weekday was named
}

// Contradiction reports whether the named weekday is not the weekday of the
// date: "Rabu, 5 September 2024" contradicts itself, for that day was a
// Thursday.
func (w Written) Contradiction() bool { return w.Named && w.Weekday != w.Date.Weekday() }

// Alternatives gives the days within three days of the written date that do
// fall on the named weekday, nearest first: what the writer may have meant.
func (w Written) Alternatives() []Date {
	if !w.Contradiction() {
		return nil
	}
	var out []Date
	for _, n := range []int{-1, 1, -2, 2, -3, 3} {
		if d := w.Date.AddDays(n); d.Weekday() == w.Weekday {
			out = append(out, d)
		}
	}
	return out
}

// ParseWritten reads a date as people type it in Indonesia: "2024-09-04",
// "4/9/2024", "04-09-2024", "4 September 2024", "Rabu, 4 September 2024".
// So is the opening of an agreement: "hari Rabu tanggal empat bulan September
// tahun dua ribu dua puluh empat (04-09-2024)"; words and digits that differ
// are an error. English month and weekday names are read too. The order of digits is day,
// month, year unless the year comes first.
func ParseWritten(s string) (Written, error) {
	bad := fault.New(fault.Invalid, "civil.not_a_date", "Value", s)
	words, repeated := withoutFillers(s)
	var w Written
	if len(words) > 0 {
		if day, ok := weekdayNamed(words[0]); ok {
			w.Weekday, w.Named, words = day, true, words[1:]
		}
	}
	if words = threeParts(words); len(words) != 3 {
		return Written{}, bad
	}
	if len(words[0]) == 4 {
		words[0], words[2] = words[2], words[0]
	}
	day, err1 := strconv.Atoi(words[0])
	year, err2 := strconv.Atoi(words[2])
	month, ok := monthNamed(words[1])
	if err1 != nil || err2 != nil || !ok || len(words[2]) != 4 {
		return Written{}, bad
	}
	d, err := NewDate(year, month, day)
	if err != nil {
		return Written{}, err
	}
	w.Date = d
	if repeated == "" {
		return w, nil
	}
	again, err := ParseWritten(repeated)
	if err != nil {
		return Written{}, bad
	}
	if again.Date != d {
		return Written{}, fault.New(fault.Invalid, "civil.words_differ", "Words", d.Indonesian(), "Digits", again.Date.Indonesian())
	}
	return w, nil
}

func weekdayNamed(s string) (time.Weekday, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, "'", ""))
	for i, n := range dayNames {
		if s == strings.ToLower(n) || s == strings.ToLower(time.Weekday(i).String()) {
			return time.Weekday(i), true
		}
	}
	if s == "ahad" {
		return time.Sunday, true
	}
	return 0, false
}

func monthNamed(s string) (time.Month, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Month(n), n >= 1 && n <= 12
	}
	s = strings.ToLower(s)
	for i, n := range monthNames {
		id, en := strings.ToLower(n), strings.ToLower(time.Month(i+1).String())
		if s == id || s == en || (len(s) == 3 && (s == id[:3] || s == en[:3])) {
			return time.Month(i + 1), true
		}
	}
	return 0, false
}
