package raptor

import "sort"

// reach notes that one can board at a stop from a second on.
func (q *Query) reach(stop, second, ride int32, r *Request) {
	at := &q.at[stop]
	if second >= at.ready || q.late(second, q.ridden, at.left.board) || r.Wheelchair && !q.tt.stops[stop].Wheelchair {
		return
	}
	if at.ready == never && at.arrived == never {
		q.touched = append(q.touched, stop)
	}
	if at.fresh == never {
		q.marked = append(q.marked, stop)
	}
	at.ready, at.fresh, at.from = second, second, ride
}

// collect finds the patterns to scan, each from the first stop at which one
// can board it.
func (q *Query) collect(r *Request) {
	for _, s := range q.marked {
		if at := &q.at[s]; at.fresh < never && q.late(at.fresh, q.ridden-1, at.left.board) {
			continue
		}
		q.calls(q.tt.visits.of(s), r)
		if q.tt.extra.start != nil {
			q.calls(q.tt.extra.of(s), r)
		}
	}
}

func (q *Query) calls(visits []visit, r *Request) {
	for _, v := range visits {
		was := q.first[v.pattern]
		if was == never {
			if r.Wheelchair && q.tt.patterns[v.pattern].barred {
				continue
			}
			q.patterns = append(q.patterns, v.pattern)
		}
		q.first[v.pattern] = min(was, v.position)
	}
}

// rideRuns scans a pattern that has runs: at each stop one alights from the
// run that one is on, or changes to an earlier one.
func (q *Query) rideRuns(number int32, p *pattern, from int32, r *Request) {
	stops, n := p.stops, int32(len(p.stops))
	on := int32(len(p.runs)) // no run yet
	nothing := on
	var boarded, before int32
	var events []event
	for pos := from; pos < n; pos++ {
		s := stops[pos]
		at := &q.at[s]
		if on < nothing && p.may[pos]&alight != 0 {
			if a := events[pos].arrive; a < at.arrived && !q.late(a, q.ridden, at.left.alight) {
				q.alight(s, at, ride{before, number, on, boarded, pos, a}, r)
			}
		}
		t := at.fresh
		if t == never || p.may[pos]&board == 0 || q.late(t, q.ridden-1, at.left.board) {
			continue
		}
		if on < nothing && (on == 0 || p.events[(on-1)*n+pos].depart < t) {
			continue
		}
		if found := p.firstRun(pos, t, on); found < on {
			on, boarded, before = found, pos, at.from
			events = p.events[on*n : (on+1)*n]
		}
	}
}

// firstRun gives the first run before a limit that departs from a position at
// a second or later; the limit if there is none.
func (p *pattern) firstRun(pos, second, limit int32) int32 {
	n := int32(len(p.stops))
	found := int32(sort.Search(int(limit), func(i int) bool { return p.events[int32(i)*n+pos].depart >= second }))
	if p.removed != nil {
		for found < limit && p.removed[found/64]>>(found%64)&1 != 0 {
			found++
		}
	}
	return found
}

// from gives how many runs from one on, below a limit, leave a position before
// a second: the next ones are looked at first.
func (p *pattern) from(first, pos, second, limit int32) (runs int32) {
	n := int32(len(p.stops))
	low, high := first, limit
	for step := int32(1); first > 0 && low+step <= limit; step *= 2 {
		if p.events[(low+step-1)*n+pos].depart >= second {
			high = low + step - 1
			break
		}
		low += step
	}
	for low < high {
		if mid := (low + high) / 2; p.events[mid*n+pos].depart < second {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low - first
}

// rideTemplate scans a pattern that repeats. The earlier its first departure,
// the earlier it is everywhere.
func (q *Query) rideTemplate(number int32, p *pattern, from int32, r *Request) {
	start := never
	var boarded, before int32
	for pos := from; pos < int32(len(p.stops)); pos++ {
		s := p.stops[pos]
		at := &q.at[s]
		if start < never && p.may[pos]&alight != 0 {
			if a := start + p.events[pos].arrive; a < at.arrived && !q.late(a, q.ridden, at.left.alight) {
				q.alight(s, at, ride{before, number, start, boarded, pos, a}, r)
			}
		}
		t := at.fresh
		if t == never || p.may[pos]&board == 0 || q.late(t, q.ridden-1, at.left.board) {
			continue
		}
		if found := q.tt.depart(p, t-p.events[pos].depart); found < start {
			start, boarded, before = found, pos, at.from
		}
	}
}

// depart gives the first departure of a template for whoever is ready for it.
func (tt *Timetable) depart(p *pattern, second int32) int32 {
	if tt.mirrored {
		ready, _ := latest(p.windows, -second)
		return -ready
	}
	departure, _ := promise(p.windows, second)
	return departure
}

// alight notes an arrival at a stop that is earlier than all before.
func (q *Query) alight(stop int32, at *label, by ride, r *Request) {
	if r.Wheelchair && !q.tt.stops[stop].Wheelchair {
		return
	}
	if at.ready == never && at.arrived == never {
		q.touched = append(q.touched, stop)
	}
	if q.pending[stop].arrive == never {
		q.alighted = append(q.alighted, stop)
	}
	at.arrived, q.pending[stop] = by.arrive, by
	if at.out < never {
		q.arrive(q.ridden, by.arrive+at.out)
	}
}

// leave goes on from the stops of this round's arrivals, on foot and to other
// vehicles.
func (q *Query) leave(k, before int32, r *Request) {
	bound := q.bounds[k]
	better := bound < before
	on := q.alighted[:0]
	for _, s := range q.alighted { // first, so that few walk to where a vehicle took them
		by, at := &q.pending[s], &q.at[s]
		if better && at.out < never && by.arrive+at.out == bound {
			better = false
			q.finals = append(q.finals, final{int32(len(q.rides)), k, bound})
		} else if q.late(by.arrive, k, at.left.alight) {
			by.arrive = never
			continue
		}
		on = append(on, s)
		q.rides = append(q.rides, *by)
		if c := q.tt.change[s]; c >= 0 {
			q.reach(s, by.arrive+c, int32(len(q.rides))-1, r)
		}
	}
	number := int32(len(q.rides) - len(on))
	for _, s := range on {
		arrive := q.pending[s].arrive
		q.pending[s].arrive = never
		for _, l := range q.tt.links.of(s) {
			if arrive+l.seconds >= q.bounds[k+1] {
				break
			}
			q.reach(l.to, arrive+l.seconds, number, r)
		}
		number++
	}
	q.alighted = q.alighted[:0]
}
