package sheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

func (k Kind) parse(s string, epoch time.Time) (any, error) {
	switch k {
	case Integer:
		return ParseInteger(s)
	case Decimal:
		return quantity.Parse(s)
	case Date:
		return parseDate(s, epoch)
	case DateTime:
		return parseDateTime(s, epoch)
	case Instant:
		return parseInstant(s, epoch)
	}
	return parseText(s)
}

// parseText refuses what no person types: one database stores such signs,
// another refuses them.
func parseText(s string) (string, error) {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }) {
		return "", fmt.Errorf("%q holds control characters", s)
	}
	return s, nil
}

// ParseInteger reads a whole number, with thousands points or commas, or with
// a decimal part that is zero, as spreadsheets write: 12500, 12.500, 12,500,
// 12500,00, 12.500,00.
func ParseInteger(s string) (int64, error) {
	bad := fmt.Errorf("%q is not a whole number", s)
	whole, group := s, ""
	if i := strings.LastIndexAny(s, ".,"); i >= 0 {
		group = s[i : i+1]
		other := strings.Trim(".,", group)
		single := strings.Count(s, group) == 1
		if mixed := strings.Contains(s, other); mixed || single && len(s)-i-1 != 3 {
			if !single || s[i+1:] == "" || strings.Trim(s[i+1:], "0") != "" {
				return 0, bad
			}
			whole, group = s[:i], other
		}
	}
	digits := strings.TrimPrefix(whole, "-")
	if group != "" && strings.Contains(digits, group) {
		for i, part := range strings.Split(digits, group) {
			if i == 0 && (len(part) < 1 || len(part) > 3 || part[0] == '0') || i > 0 && len(part) != 3 {
				return 0, bad
			}
		}
		whole = strings.ReplaceAll(whole, group, "")
	}
	if strings.Trim(strings.TrimPrefix(whole, "-"), "0123456789") != "" {
		return 0, bad
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, bad
	}
	return n, nil
}

// Day 0 of the two spreadsheet calendars.
func epoch1900() time.Time { return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) }
func epoch1904() time.Time { return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC) }

// serial reads a spreadsheet's day number, of 1954 to 2118.
func serial(s string) (days float64, ok bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && f >= 20000 && f < 80000
}

func parseDate(s string, epoch time.Time) (civil.Date, error) {
	if w, err := civil.ParseWritten(s); err == nil {
		if w.Contradiction() {
			return civil.Date{}, fmt.Errorf("%q contradicts itself", s)
		}
		return w.Date, nil
	}
	if f, ok := serial(s); ok && f == math.Trunc(f) {
		t := epoch.AddDate(0, 0, int(f))
		return civil.NewDate(t.Year(), t.Month(), t.Day())
	}
	return civil.Date{}, fmt.Errorf("%q is not a date", s)
}

func parseDateTime(s string, epoch time.Time) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if f, ok := serial(s); ok {
		day := epoch.AddDate(0, 0, int(f))
		seconds := int((f-math.Trunc(f))*86400 + 0.5)
		return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, seconds, 0, civil.WIB()), nil
	}
	i := strings.LastIndexAny(s, " T")
	if i < 0 {
		return time.Time{}, fmt.Errorf("%q is not a date and time", s)
	}
	d, err := parseDate(strings.TrimSpace(s[:i]), epoch)
	if err != nil {
		return time.Time{}, err
	}
	v, ok := parseClock(s[i+1:])
	if !ok {
		return time.Time{}, fmt.Errorf("%q has no time of day", s)
	}
	return time.Date(d.Year, d.Month, d.Day, v[0], v[1], v[2], 0, civil.WIB()), nil
}

// parseClock reads 07:15, 7.15, 07:15:30 and, as databases write it,
// 07:15:30.000. Parts of a second do not count.
func parseClock(s string) (v [3]int, ok bool) {
	sep := "."
	if strings.Contains(s, ":") {
		sep = ":"
		if whole, fraction, has := strings.Cut(s, "."); has && strings.Count(whole, ":") == 2 && fraction != "" && strings.Trim(fraction, "0123456789") == "" {
			s = whole
		}
	}
	parts := strings.Split(s, sep)
	if len(parts) < 2 || len(parts) > 3 {
		return v, false
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || len(p) > 2 || strings.Trim(p, "0123456789") != "" || n > [...]int{23, 59, 59}[i] {
			return v, false
		}
		v[i] = n
	}
	return v, true
}
