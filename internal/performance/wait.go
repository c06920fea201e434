package performance

import "sort"

// waits adds how long passengers waited at a halte, and how long they would have
// by the plan. They are taken to come evenly over the time from the first
// planned departure to the last; one who comes at t waits until the first
// departure not before t. Over a whole headway h that is h²/2 passenger-seconds,
// so that the mean over regular hours is Σh²/2Σh, the formula of the handbooks.
// Taken moment by moment it also says what belongs to an hour whose buses come
// before and after it:
//
//   - a gap across the end of an hour is divided at it: who came before the end
//     waits in that hour, however late the bus;
//   - a bus that did not run makes the gap longer; the first bus is waited for
//     from its planned departure on, and one that left before it is missed;
//   - a gap in which a bus may have come of which nothing is proved counts on
//     neither side (Unknown);
//   - after the last bus that came nobody is carried any more (Without).
func (s stop) waits(of Scope, f *Figures) {
	n := len(s.passings)
	if n < 2 {
		return
	}
	plan := make([]int, n)
	for i, p := range s.passings {
		plan[i] = p.planned
	}
	from, until := max(plan[0], of.From), plan[n-1]
	if of.Until > 0 {
		until = min(until, of.Until)
	}
	buses, unsure := s.seen()
	left := func(k int) int { return s.passings[buses[k]].call.Left }
	for at, k := from, sort.Search(len(buses), func(k int) bool { return left(k) > from }); at < until; k++ {
		before := plan[0] - 1 // the gap began with the bus before, or with the day
		if k > 0 {
			before = max(before, left(k-1))
		}
		none := k == len(buses)
		next := plan[n-1]
		if !none {
			next = left(k)
		}
		end := until
		if !none {
			end = min(next, until)
		}
		switch {
		case doubtful(unsure, before, next):
			f.Unknown += int64(end - at)
		case none:
			f.Without += int64(end - at)
		default:
			f.Actual += waited(at, end, next)
			f.Scheduled += planned(plan, at, end)
			f.Covered += int64(end - at)
		}
		at = end
	}
}

// waited is twice the seconds that passengers who come between two moments wait
// for a departure.
func waited(from, until, departure int) int64 {
	a, b := int64(departure-from), int64(departure-until)
	return a*a - b*b
}

// planned is waited by the plan; until is not after its last departure.
func planned(plan []int, from, until int) (sum int64) {
	for i := sort.SearchInts(plan, from+1); from < until && i < len(plan); i++ {
		end := min(plan[i], until)
		sum += waited(from, end, plan[i])
		from = end
	}
	return sum
}
