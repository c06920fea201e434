package calendar

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// With gives the calendar with years in place of what it knew of them.
func (c *Calendar) With(years ...Year) (*Calendar, error) {
	all := maps.Clone(c.years)
	for _, y := range years {
		all[y.Year] = y
	}
	out := &Calendar{years: map[int]Year{}, off: map[civil.Date]Day{}, joint: map[civil.Date]bool{}}
	for _, y := range all {
		if err := out.add(y); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Years lists what is known, the first year first.
func (c *Calendar) Years() []Year {
	return slices.SortedFunc(maps.Values(c.years), func(a, b Year) int { return a.Year - b.Year })
}

// Check reports what keeps a year that somebody enters from being used; today
// is the day on which it is entered.
func (y Year) Check(today civil.Date) error {
	var wrong []fault.Field
	add := func(name, key string, args ...any) { wrong = append(wrong, fault.NewField(name, key, args...)) }
	if y.Decision == "" {
		add("decision", "holiday.no_decision")
	}
	if y.Source == "" {
		add("source", "holiday.no_source")
	}
	switch {
	case (y.VerifiedBy == "") != y.VerifiedOn.IsZero():
		add("verified_by", "holiday.half_verified")
	case y.VerifiedOn.After(today):
		add("verified_on", "holiday.verified_later")
	}
	if len(y.Holidays) == 0 {
		add("file", "holiday.none")
	}
	kinds := map[civil.Date]bool{}
	for i, d := range slices.Concat(y.Holidays, y.JointLeave) {
		joint := i >= len(y.Holidays)
		was, twice := kinds[d.Date]
		switch {
		case d.Date.Year != y.Year:
			add("file", "holiday.other_year", "Date", d.Date, "Year", y.Year)
		case d.Name == "" || d.NameEN == "":
			add("file", "holiday.no_name", "Date", d.Date)
		case twice && was != joint:
			add("file", "holiday.both", "Date", d.Date)
		case joint && (d.Date.Weekday() == time.Saturday || d.Date.Weekday() == time.Sunday):
			add("file", "holiday.leave_on_weekend", "Date", d.Date)
		}
		kinds[d.Date] = joint
	}
	return fault.InvalidFields(wrong)
}

// Change is a day that is off by one of two lists and not, or otherwise, by the
// other. The list that does not have it says nothing.
type Change struct {
	Date     civil.Date
	Was, Is  Kind // Holiday or JointLeave, or Working where the list does not have the day
	Name, EN string
}

// Changes lists on which days the offices close by a year and not by what was
// known of it, or the other way round, by date.
func (c *Calendar) Changes(y Year) []Change {
	kinds := func(y Year) map[civil.Date]Change {
		out := map[civil.Date]Change{}
		for i, d := range slices.Concat(y.Holidays, y.JointLeave) {
			kind := Holiday
			if i >= len(y.Holidays) {
				kind = JointLeave
			}
			out[d.Date] = Change{Date: d.Date, Is: kind, Name: d.Name, EN: d.NameEN}
		}
		return out
	}
	old, all := kinds(c.years[y.Year]), kinds(y)
	var out []Change
	for date, is := range all {
		is.Was = cmp.Or(old[date].Is, Working)
		if is.Was != is.Is {
			out = append(out, is)
		}
	}
	for date, was := range old {
		if _, stays := all[date]; !stays {
			out = append(out, Change{Date: date, Was: was.Is, Is: Working, Name: was.Name, EN: was.EN})
		}
	}
	slices.SortFunc(out, func(a, b Change) int { return a.Date.Compare(b.Date) })
	return out
}

// Missing lists the days that are a holiday on the same date in every other year
// that is known and not in a year: its list is probably not whole.
func (c *Calendar) Missing(y Year) (out []civil.Date) {
	counted, others := map[[2]int]int{}, 0 // years, by month and day
	for _, known := range c.years {
		if known.Year == y.Year {
			continue
		}
		others++
		for _, h := range known.Holidays {
			counted[[2]int{int(h.Date.Month), h.Date.Day}]++
		}
	}
	for at, n := range counted {
		d := civil.Date{Year: y.Year, Month: time.Month(at[0]), Day: at[1]}
		if n == others && !slices.ContainsFunc(y.Holidays, func(h Day) bool { return h.Date == d }) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, civil.Date.Compare)
	return out
}

// Key is the message that says what the offices do on a kind of day, of those
// that a list of holidays tells apart.
func (k Kind) Key() string {
	switch k {
	case Holiday:
		return "holiday.kind.holiday"
	case JointLeave:
		return "holiday.kind.leave"
	}
	return "holiday.kind.neither"
}
