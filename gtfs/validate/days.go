package validate

import (
	"math/bits"
	"time"

	"sinergi/gtfs"
)

// serviceDays are the days of every service, as bits from a first day on.
type serviceDays struct {
	first gtfs.Date
	n     int
	of    map[string][]uint64
}

// mostDays bounds the days looked at, for a date may be anything.
const mostDays = 20 * 366

func number(d gtfs.Date) int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func after(d gtfs.Date, days int) gtfs.Date {
	t := time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC)
	return gtfs.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

// serviceDays works out the days of all services, once.
func (s *shared) serviceDays() *serviceDays {
	s.daysOnce.Do(func() {
		calendars, changes := s.feed.Services()
		lo, hi := 1<<40, -1<<40
		for _, c := range calendars {
			lo, hi = min(lo, number(c.First)), max(hi, number(c.Last))
		}
		for _, days := range changes {
			for d := range days {
				lo, hi = min(lo, number(d)), max(hi, number(d))
			}
		}
		sd := &serviceDays{of: map[string][]uint64{}}
		s.days = sd
		if hi < lo {
			return
		}
		sd.n = min(hi-lo+1, mostDays)
		sd.first = after(gtfs.Date{Year: 1970, Month: 1, Day: 1}, lo)
		set := func(id string) []uint64 {
			if sd.of[id] == nil {
				sd.of[id] = make([]uint64, sd.n/64+1)
			}
			return sd.of[id]
		}
		for id, c := range calendars {
			b, weekday := set(id), int(c.First.Weekday())
			for i := number(c.First) - lo; i <= number(c.Last)-lo && i < sd.n; i++ {
				if c.Days[weekday] {
					b[i/64] |= 1 << (i % 64)
				}
				weekday = (weekday + 1) % 7
			}
		}
		for id, days := range changes {
			b := set(id)
			for d, added := range days {
				i := number(d) - lo
				switch {
				case i >= sd.n:
				case added:
					b[i/64] |= 1 << (i % 64)
				default:
					b[i/64] &^= 1 << (i % 64)
				}
			}
		}
	})
	return s.days
}

// day gives the day at an index.
func (sd *serviceDays) day(i int) gtfs.Date { return after(sd.first, i) }

// bounds gives the first and last day of a service, false when it has none.
func (sd *serviceDays) bounds(service string) (first, last int, ok bool) {
	first, last = -1, -1
	for w, b := range sd.of[service] {
		if b == 0 {
			continue
		}
		if first < 0 {
			first = w*64 + bits.TrailingZeros64(b)
		}
		last = w*64 + 63 - bits.LeadingZeros64(b)
	}
	return first, last, first >= 0
}

func (sd *serviceDays) on(service string, i int) bool {
	b := sd.of[service]
	return i/64 < len(b) && b[i/64]&(1<<(i%64)) != 0
}

// both gives the first day that two services have in common.
func (sd *serviceDays) both(a, b string) (int, bool) {
	x, y := sd.of[a], sd.of[b]
	for w := range x {
		if w < len(y) && x[w]&y[w] != 0 {
			return w*64 + bits.TrailingZeros64(x[w]&y[w]), true
		}
	}
	return 0, false
}
