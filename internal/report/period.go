package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/tariff"
)

// Period is a part of a year: the half year of a report to the governor, or
// the part that an evaluation of a PKS is about.
type Period struct {
	Year  int
	Times int // so many of them make a year; one of Intervals
	No    int // which of them, from 1
}

// HalfYears is how many half years make a year.
const HalfYears = 2

// Intervals lists in how many parts a year can be told: whole months each.
func Intervals() []int { return []int{1, 2, 3, 4, 6, 12} }

// letters name the parts of a year in addresses and in the store, in the order
// of Intervals: tahun, semester, caturwulan, kuartal (triwulan), dwibulan, bulan.
const letters = "tsckdb"

// IntervalFor gives the parts of a year in which something is done that an
// agreement asks for at least so many times a year.
func IntervalFor(least int) int {
	for _, n := range Intervals() {
		if n >= least {
			return n
		}
	}
	return 12
}

// PeriodOf gives the part of a year, of so many, in which a day lies.
func PeriodOf(d civil.Date, times int) Period {
	return Period{d.Year, times, 1 + (int(d.Month)-1)*times/12}
}

// ParsePeriod reads "2026-s2".
func ParsePeriod(s string) (p Period, ok bool) {
	letter := ""
	if n, err := fmt.Sscanf(s, "%d-%1s%d", &p.Year, &letter, &p.No); err != nil || n != 3 {
		return Period{}, false
	}
	i := strings.Index(letters, letter)
	if i < 0 {
		return Period{}, false
	}
	p.Times = Intervals()[i]
	if p.String() != s || p.No < 1 || p.No > p.Times || p.Year < 2000 || p.Year > 9999 {
		return Period{}, false
	}
	return p, true
}

// ParseHalfYear reads "2026-s2" and no other part of a year.
func ParseHalfYear(s string) (p Period, ok bool) {
	p, ok = ParsePeriod(s)
	return p, ok && p.Times == HalfYears
}

// Letter is how the kind of the period is named: "s" for a half year.
func (p Period) Letter() string {
	i := slices.Index(Intervals(), p.Times)
	return letters[i : i+1]
}

// String gives "2026-s2", as addresses and the store have it.
func (p Period) String() string { return fmt.Sprintf("%04d-%s%d", p.Year, p.Letter(), p.No) }

// Months gives the months of the period.
func (p Period) Months() []civil.Month {
	out := make([]civil.Month, 12/p.Times)
	m := civil.Month{Year: p.Year, Month: time.Month((p.No-1)*len(out) + 1)}
	for i := range out {
		out[i], m = m, m.Next()
	}
	return out
}

// From is its first day.
func (p Period) From() civil.Date { return p.Months()[0].First() }

// Until is its last day.
func (p Period) Until() civil.Date { return p.Months()[12/p.Times-1].Last() }

// Due gives the last day on which its report is in time.
func (p Period) Due(i Interval) civil.Date { return p.Until().AddDays(i.DaysAfter) }

// Before gives the period before.
func (p Period) Before() Period {
	if p.No > 1 {
		return Period{p.Year, p.Times, p.No - 1}
	}
	return Period{p.Year - 1, p.Times, p.Times}
}

// Overlaps reports whether some day lies in both periods.
func (p Period) Overlaps(q Period) bool {
	return !p.Until().Before(q.From()) && !q.Until().Before(p.From())
}

// Periods lists the periods, so many a year, in which the days from first to
// last lie, newest first.
func Periods(first, last civil.Date, times int) (out []Period) {
	for p := PeriodOf(last, times); !p.Until().Before(first); p = p.Before() {
		out = append(out, p)
	}
	return out
}

// LastEnded gives the newest period, of so many a year, that ended before a day.
func LastEnded(today civil.Date, times int) Period { return PeriodOf(today, times).Before() }

// Name says which part of the year it is, in the language of l.
func (p Period) Name(l tariff.Language) string {
	no := fmt.Sprint(p.No)
	if p.Times <= 4 {
		no = []string{"", "I", "II", "III", "IV"}[p.No]
	}
	months := p.Months()
	return l.Message("report.period."+p.Letter(), map[string]any{
		"No": no, "Year": fmt.Sprint(p.Year), "First": i18n.Month(l.Code, months[0]), "Last": i18n.Month(l.Code, months[len(months)-1]),
	})
}
