package timetable

import "slices"

// times tells on which day types and in which spans a bus leaves more or less
// often, and which single departures came or went.
func (d *differ) times(was, now *Line) {
	for i := range now.Patterns {
		t := &now.Patterns[i]
		k := slices.IndexFunc(was.Patterns, func(o Pattern) bool { return o.ID == t.ID })
		if k < 0 {
			continue // a new way: its times are new too
		}
		// What is said of the line as a whole is not said of each of its ways.
		if first := now.firstLike(was, i, k); first >= 0 {
			continue
		}
		for _, day := range d.days() {
			d.spans(was, now, day, k, i)
			d.singles(was, now, day, k, i)
		}
	}
}

// firstLike gives an earlier way of the line whose times are the same as those
// of the way at an index, before and now; -1 when there is none.
func (l *Line) firstLike(was *Line, at, wasAt int) int {
	for i := range at {
		k := slices.IndexFunc(was.Patterns, func(o Pattern) bool { return o.ID == l.Patterns[i].ID })
		if k >= 0 && sameTimes(l, i, at) && sameTimes(was, k, wasAt) {
			return i
		}
	}
	return -1
}

func sameTimes(l *Line, a, b int) bool {
	days := map[string]bool{}
	for _, w := range l.Windows {
		days[w.Day] = true
	}
	for _, s := range l.Departures {
		days[s.Day] = true
	}
	for day := range days {
		if !slices.EqualFunc(l.stretches(day, a), l.stretches(day, b), func(x, y stretch) bool {
			return x.from == y.from && x.until == y.until && x.every == y.every
		}) {
			return false
		}
	}
	return true
}

// days are the day types of either plan.
func (d *differ) days() (ids []string) {
	for _, t := range d.was.Days {
		ids = append(ids, t.ID)
	}
	for _, t := range d.now.Days {
		if !slices.Contains(ids, t.ID) {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

func (d *differ) dayName(id string) string {
	if t := d.now.Day(id); t != nil {
		return t.Name
	}
	if t := d.was.Day(id); t != nil {
		return t.Name
	}
	return id
}

// spans compares the headways of a way from edge to edge of all windows.
func (d *differ) spans(was, now *Line, day string, wasAt, at int) {
	before, after := was.stretches(day, wasAt), now.stretches(day, at)
	var edges []Clock
	for _, s := range append(slices.Clone(before), after...) {
		if s.window >= 0 {
			edges = append(edges, s.from, s.until)
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	type span struct {
		from, until Clock
		was, now    int
	}
	var out []span
	for i := 0; i+1 < len(edges); i++ {
		s := span{edges[i], edges[i+1], every(before, edges[i]), every(after, edges[i])}
		if k := len(out) - 1; k >= 0 && out[k].until == s.from && out[k].was == s.was && out[k].now == s.now {
			out[k].until = s.until
			continue
		}
		out = append(out, s)
	}
	for _, s := range out {
		args := []any{"Line", now.Code, "Day", d.dayName(day), "From", s.from, "Until", s.until, "Was", Minutes(s.was), "Now", Minutes(s.now)}
		switch {
		case s.was == s.now:
		case s.was == 0:
			d.add(now.ID, "timetable.change.window_new", args...)
		case s.now == 0:
			d.add(now.ID, "timetable.change.window_gone", args...)
		default:
			d.add(now.ID, "timetable.change.headway", args...)
		}
	}
}

// every gives the headway at a time, 0 for none.
func every(list []stretch, at Clock) int {
	for _, s := range list {
		if s.window >= 0 && s.from <= at && at < s.until {
			return s.every
		}
	}
	return 0
}

func (d *differ) singles(was, now *Line, day string, wasAt, at int) {
	pick := func(list []stretch) map[Clock]bool {
		m := map[Clock]bool{}
		for _, s := range list {
			if s.window < 0 {
				m[s.from] = true
			}
		}
		return m
	}
	before, after := pick(was.stretches(day, wasAt)), pick(now.stretches(day, at))
	say := func(have, lack map[Clock]bool, key string) {
		var list Clocks
		for c := range have {
			if !lack[c] {
				list = append(list, c)
			}
		}
		if len(list) > 0 {
			slices.Sort(list)
			d.add(now.ID, key, "Line", now.Code, "Day", d.dayName(day), "Times", list)
		}
	}
	say(before, after, "timetable.change.departure_gone")
	say(after, before, "timetable.change.departure_new")
}

// Clocks are times that are told one after the other.
type Clocks []Clock

// In writes the times in a language, the first dozen of many.
func (cs Clocks) In(lang string) string {
	s := ""
	for i, c := range cs {
		if i == 12 {
			return s + ", …"
		}
		if i > 0 {
			s += ", "
		}
		s += c.In(lang)
	}
	return s
}
