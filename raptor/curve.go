package raptor

import "slices"

// span is a stretch of seconds at which one can leave the origin, and when one
// is somewhere then: whoever leaves at first or before is there at value,
// whoever leaves later is there as much later, and after last it is too late.
type span struct {
	first, last, value int32
	ride               int32 // that leads there, or walked
	round              int32 // how many rides it took
}

// at gives the value for a second that is not after last.
func (s *span) at(second int32) int32 { return s.value + max(0, second-s.first) }

// later is a span whose values are so many seconds later.
func (s span) later(seconds int32) span {
	s.value += seconds
	return s
}

// curve tells for every second of leaving how early one can be somewhere: spans
// of which each holds from after the last of the one before it to its own,
// ordered by last. No value of one is as early as one of those before it.
type curve []span

// find gives the span that holds for a second; len(c) if none does.
func (c curve) find(second int32) int {
	low, high := 0, len(c)
	for low < high {
		if mid := (low + high) / 2; c[mid].last < second {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// at gives the value for a second, or never.
func (c curve) at(second int32) int32 {
	if i := c.find(second); i < len(c) {
		return c[i].at(second)
	}
	return never
}

// worse gives the first stretch from a second on in which a span is earlier
// than the curve; from is after s.last if there is none.
func (c curve) worse(s *span, second int32) (from, to int32) {
	from, to = never, never
	for i := c.find(second); second <= s.last; i++ {
		if i == len(c) {
			return min(from, second), s.last
		}
		end, have := min(s.last, c[i].last), &c[i]
		if level := min(end, have.first); second <= level { // the curve waits, the span may rise
			if last := min(level, s.first+have.value-s.value-1); last >= second {
				from, to = min(from, second), last
			}
			if to < level {
				if from < never {
					return from, to
				}
			}
			second = level + 1
		}
		if second <= end { // both rise, or the curve does
			if s.at(end) < have.at(end) {
				from, to = min(from, second), end
			} else if from < never {
				return from, to
			}
			second = end + 1
		}
	}
	return from, to
}

// bettered reports whether a span is earlier than the curve anywhere.
func (c curve) bettered(s *span) bool {
	if s.first == s.last {
		return c.at(s.last) > s.value
	}
	from, _ := c.worse(s, s.first)
	return from <= s.last
}

// add puts in what is earlier of a span, and reports whether there is any.
func (c *curve) add(s span) bool {
	better := false
	for second := s.first; second <= s.last; {
		from, to := c.worse(&s, second)
		if from > s.last {
			break
		}
		part := s
		part.first, part.last, part.value = from, to, s.at(from)
		c.replace(part)
		better, second = true, to+1
	}
	return better
}

// replace puts in a span that is earlier than the curve everywhere.
func (c *curve) replace(s span) {
	all := *c
	left := all.find(s.first)
	right := left
	if left < len(all) && all[left].value < s.value { // its beginning stays
		all = slices.Insert(all, left, all[left])
		left++
		right = left
	} else {
		for left > 0 && all[left-1].value >= s.value {
			left--
		}
	}
	if left > 0 {
		p := &all[left-1]
		p.last = min(p.last, p.first+s.value-p.value-1)
	}
	for right < len(all) && all[right].last <= s.last {
		right++
	}
	if right < len(all) {
		if p := &all[right]; p.first <= s.last {
			p.value += s.last + 1 - p.first
			p.first = s.last + 1
		}
	}
	if left == right {
		*c = slices.Insert(all, left, s)
		return
	}
	all[left] = s
	*c = slices.Delete(all, left+1, right)
}
