// SPDX-License-Identifier: Apache-2.0

package i18n

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

// minus is the sign that is as wide as a digit; a hyphen is easily overlooked
// in a column of figures.
const minus = "−"

// Number writes an exact decimal: "8.412,360" or "8,412.360".
func Number(lang string, d quantity.Decimal) string {
	if lang == English {
		return signed(quantity.FormatEN(d))
	}
	return signed(quantity.FormatID(d))
}

// ParseNumber reads what a person types where a form shows numbers as Number
// writes them. Points (in English commas) part thousands only where they stand
// in groups of three, so that no number is read as another: "1.25,5" and, in
// English, "12,6" are refused. In Indonesian a point that cannot part
// thousands is a decimal point, "0.25"; "13500.250" could be either and is
// refused.
func ParseNumber(lang, s string) (quantity.Decimal, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), minus, "-")
	whole, fraction, cut := strings.Cut(s, ".")
	switch {
	case lang == English && groupedEN.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	case lang == English && strings.Contains(s, ","),
		lang != English && cut && !groupedID.MatchString(s) && len(fraction) == 3 && strings.TrimPrefix(whole, "-") != "0":
		return quantity.Decimal{}, fault.New(fault.Invalid, "quantity.not_a_number", "Value", s)
	case lang != English && groupedID.MatchString(s):
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	}
	return quantity.Parse(s)
}

var (
	groupedID = regexp.MustCompile(`^-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?$`)
	groupedEN = regexp.MustCompile(`^-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?$`)
)

// Int writes a whole number: "2.286" or "2,286".
func Int(lang string, n int64) string {
	s := quantity.Count(n)
	if lang == English {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return signed(s)
}

// Rupiah writes an amount: "Rp214.380.000" or "Rp214,380,000".
func Rupiah(lang string, r money.Rupiah) string {
	s := r.String()
	if lang == English {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return signed(s)
}

// Km writes a length in kilometres with its unit: "8.412,360 km".
func Km(lang string, m quantity.Metres) string { return Number(lang, m.Km()) + " km" }

// Tonnes writes a mass in tonnes with its unit: "1.204,500 ton".
func Tonnes(lang string, k quantity.Kilograms) string {
	if lang == English {
		return Number(lang, k.Tonnes()) + " tonnes"
	}
	return Number(lang, k.Tonnes()) + " ton"
}

func signed(s string) string {
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		return minus + rest
	}
	return s
}

// Date writes a day: "4 September 2024". No day is "".
func Date(lang string, d civil.Date) string {
	switch {
	case d.IsZero():
		return ""
	case lang == English:
		return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
	default:
		return d.Long()
	}
}

// LongDate writes a day with its weekday: "Rabu, 4 September 2024".
func LongDate(lang string, d civil.Date) string {
	switch {
	case d.IsZero():
		return ""
	case lang == English:
		return d.Weekday().String() + ", " + Date(lang, d)
	default:
		return d.Indonesian()
	}
}

// Term writes from when until when something holds: the first day alone when
// it has no end, nothing when it has not begun.
func Term(lang string, from, until civil.Date) string {
	switch {
	case from.IsZero():
		return ""
	case until.IsZero():
		return Date(lang, from)
	}
	return Date(lang, from) + " – " + Date(lang, until)
}

// Month writes a month: "Oktober 2026".
func Month(lang string, m civil.Month) string {
	switch {
	case m.IsZero():
		return ""
	case lang == English:
		return fmt.Sprintf("%s %d", m.Month, m.Year)
	default:
		return m.Indonesian()
	}
}

// DateTime writes an instant in western Indonesian time: "4 September 2024
// 07.15 WIB" ("07:15 WIB" in English). No instant is "".
func DateTime(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Date(lang, civil.In(t)) + " " + Clock(lang, t) + " WIB"
}

// Clock writes the time of day in western Indonesian time: "07.15" ("07:15"
// in English).
func Clock(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if lang == English {
		return t.In(civil.WIB()).Format("15:04")
	}
	return t.In(civil.WIB()).Format("15.04")
}

// ClockSeconds writes the time of day with its seconds: "07.15.30" ("07:15:30" in
// English).
func ClockSeconds(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if lang == English {
		return t.In(civil.WIB()).Format("15:04:05")
	}
	return t.In(civil.WIB()).Format("15.04.05")
}

// DayTime writes a time of day given in seconds after midnight. A timetable's
// day ends late: half past one at night is "25.30" of the day before.
func DayTime(lang string, seconds int) string {
	point := "."
	if lang == English {
		point = ":"
	}
	return fmt.Sprintf("%02d%s%02d", seconds/3600, point, seconds%3600/60)
}

var (
	shortDays   = [...]string{"Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"}
	shortMonths = [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}
)

// ShortDay writes a day of a known year in a narrow column: "Kam 1 Okt", "Thu
// 1 Oct". No day is "".
func ShortDay(lang string, d civil.Date) string {
	switch {
	case d.IsZero():
		return ""
	case lang == English:
		return fmt.Sprintf("%.3s %d %.3s", d.Weekday(), d.Day, d.Month)
	default:
		return fmt.Sprintf("%s %d %s", shortDays[d.Weekday()], d.Day, shortMonths[d.Month-1])
	}
}
