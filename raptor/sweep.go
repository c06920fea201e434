package raptor

import "slices"

// hopeful reports whether the destination can be reached in time, after so many
// rides, by who is somewhere.
func (w *sweep) hopeful(s span, rides int32, l least) bool {
	s.value += int32(l.seconds)
	return s.value < never && w.bound.bettered(&s) && w.known[min(rides+int32(l.rides), mostRides)].bettered(&s)
}

// limit is the second at which who left at a second is too late.
func (w *sweep) limit(leave, rides int32, l least) int32 {
	return min(w.bound.at(leave), w.known[min(rides+int32(l.rides), mostRides)].at(leave)) - int32(l.seconds)
}

// sweepReach notes that one can board at a stop.
func (q *Query) sweepReach(stop int32, s span, r *Request) {
	w := q.sweep
	if r.Wheelchair && !q.tt.stops[stop].Wheelchair {
		return
	}
	untouched := len(w.ready[stop]) == 0 && len(w.arrived[stop]) == 0
	if !w.ready[stop].add(s) {
		return
	}
	if untouched {
		w.touched = append(w.touched, stop)
	}
	if !w.fresh[stop] {
		w.fresh[stop] = true
		q.marked = append(q.marked, stop)
	}
}

func (q *Query) sweepRound(k int32, r *Request) {
	q.collect(r)
	for _, p := range q.patterns {
		if q.toward[p] {
			q.sweepScan(k, p, r)
		}
	}
	for _, p := range q.patterns {
		if q.first[p] != never {
			q.sweepScan(k, p, r)
		}
	}
	q.sweepSettle()
	for _, s := range q.alighted { // so that few walk to where a vehicle took them
		q.sweep.alighted[s] = false
		if c := q.tt.change[s]; c >= 0 {
			q.leaveBy(s, k)
			q.walkOn(k, s, c, r)
		}
	}
	for _, s := range q.alighted {
		q.sweepLeave(s, k, r)
	}
	q.alighted = q.alighted[:0]
}

func (q *Query) sweepScan(k, p int32, r *Request) {
	from := q.first[p]
	q.first[p] = never
	if pat := &q.tt.patterns[p]; pat.windows != nil {
		q.sweepTemplate(k, p, pat, from, r)
	} else {
		q.sweepRuns(k, p, pat, from, r)
	}
}

func (q *Query) sweepSettle() {
	for _, s := range q.marked {
		q.sweep.fresh[s] = false
	}
	q.marked, q.patterns = q.marked[:0], q.patterns[:0]
}

// sweepRuns scans a pattern that has runs, being on several at once.
func (q *Query) sweepRuns(k, number int32, p *pattern, from int32, r *Request) {
	w, n := q.sweep, int32(len(p.stops))
	w.aboard = w.aboard[:0]
	for pos := from; pos < n; pos++ {
		stop := p.stops[pos]
		if len(w.aboard) > 0 && p.may[pos]&alight != 0 {
			q.alightRuns(k, number, p, pos, r)
		}
		if !w.fresh[stop] || p.may[pos]&board == 0 {
			continue
		}
		q.boardRuns(k, p, pos, w.ready[stop])
	}
}

// alightRuns leaves the runs that one is on at a stop.
func (q *Query) alightRuns(k, number int32, p *pattern, pos int32, r *Request) {
	w, n, stop := q.sweep, int32(len(p.stops)), p.stops[pos]
	left := q.at[stop].left.alight
	known := w.known[min(k+int32(left.rides), mostRides)]
	have, i, b, c := w.arrived[stop], 0, 0, 0
	for _, on := range w.aboard {
		arrive := p.events[on.run*n+pos].arrive
		for b < len(w.bound) && w.bound[b].last < on.last {
			b++
		}
		if b < len(w.bound) && arrive+int32(left.seconds) >= w.bound[b].at(on.last) {
			continue
		}
		for c < len(known) && known[c].last < on.last {
			c++
		}
		if c < len(known) && arrive+int32(left.seconds) >= known[c].at(on.last) {
			continue
		}
		for i < len(have) && have[i].last < on.last {
			i++
		}
		if i < len(have) && have[i].at(on.last) <= arrive {
			continue
		}
		if q.sweepAlight(stop, span{on.last, on.last, arrive, 0, k}, ride{on.before, number, on.run, on.boarded, pos, arrive}, r) {
			have, i, b = w.arrived[stop], 0, 0
		}
	}
}

// boardRuns boards every run that is the first for a second of the spans of
// the round before.
func (q *Query) boardRuns(k int32, p *pattern, pos int32, ready curve) {
	w, n := q.sweep, int32(len(p.stops))
	left := q.at[p.stops[pos]].left.board
	next := int32(0) // no run before it is for a later span
	for i := range ready {
		s := &ready[i]
		if s.round != k-1 || s.at(s.last) >= w.limit(s.last, k-1, left) && s.first == s.last {
			continue
		}
		limit := int32(len(p.runs))
		at := 0
		for at < len(w.aboard) && w.aboard[at].last < s.last {
			at++
		}
		if at < len(w.aboard) { // the first that allows to leave as late
			if limit = w.aboard[at].run; limit == 0 || p.events[(limit-1)*n+pos].depart < s.value {
				continue
			}
		}
		next = min(next, limit)
		next += p.from(next, pos, s.value, limit)
		for run := next; run < limit; run++ {
			if p.removed != nil && p.removed[run/64]>>(run%64)&1 != 0 {
				continue
			}
			depart := p.events[run*n+pos].depart
			last := min(s.last, s.first+depart-s.value)
			if depart < w.limit(last, k-1, left) {
				w.board(aboard{run, last, pos, s.ride})
			}
			if last == s.last {
				break
			}
		}
	}
}

// board adds a run unless one is on an earlier one that allows to leave as late.
func (w *sweep) board(on aboard) {
	at := len(w.aboard)
	for at > 0 && w.aboard[at-1].run >= on.run {
		at--
	}
	if at > 0 && w.aboard[at-1].last >= on.last || at < len(w.aboard) && w.aboard[at].run == on.run && w.aboard[at].last >= on.last {
		return
	}
	end := at
	for end < len(w.aboard) && w.aboard[end].last <= on.last {
		end++
	}
	if end == at {
		w.aboard = slices.Insert(w.aboard, at, on)
		return
	}
	w.aboard[at] = on
	w.aboard = slices.Delete(w.aboard, at+1, end)
}

// sweepTemplate scans a pattern that repeats.
func (q *Query) sweepTemplate(k, number int32, p *pattern, from int32, r *Request) {
	w := q.sweep
	w.starts = w.starts[:0]
	for pos, stop := range p.stops[from:] {
		pos := from + int32(pos)
		if p.may[pos]&alight != 0 {
			for i := range w.starts {
				s := w.starts[i].later(p.events[pos].arrive)
				by := ride{s.ride, number, w.starts[i].value, s.round, pos, s.value}
				if s.round = k; s.first == s.last && s.value >= w.limit(s.last, k, q.at[stop].left.alight) {
					continue
				}
				q.sweepAlight(stop, s, by, r)
			}
		}
		if !w.fresh[stop] || p.may[pos]&board == 0 {
			continue
		}
		for i := range w.ready[stop] {
			if s := w.ready[stop][i]; s.round == k-1 {
				s.round = pos
				q.tt.departAll(p.windows, s.later(-p.events[pos].depart), &w.starts)
			}
		}
	}
}

// departAll adds the first departures of a template for whoever is ready for
// them in a span.
func (tt *Timetable) departAll(windows []window, s span, starts *curve) {
	for i := range windows {
		w := &windows[i]
		if tt.mirrored {
			w = &windows[len(windows)-1-i]
			if starts.at(s.last) <= -w.ends {
				break
			}
		} else if starts.at(s.last) <= w.from {
			break
		}
		if w.exact {
			w.departExactly(s, tt.mirrored, starts)
			continue
		}
		opens, closes, first := w.from, max(w.from, w.until-w.every), min(w.from+w.every, w.until)
		if tt.mirrored {
			opens, closes, first = -w.until, -first, -closes
		}
		if s.value > closes {
			continue
		}
		part := s
		part.last = min(s.last, s.first+closes-s.value)
		part.first = min(part.last, s.first+max(0, opens-s.value))
		part.value = first + max(0, s.value-opens)
		starts.add(part)
	}
}

func (w *window) departExactly(s span, mirrored bool, starts *curve) {
	if w.until <= w.from {
		return
	}
	from, last := w.from, w.from+(w.until-1-w.from)/w.every*w.every
	if mirrored {
		from, last = -last, -from
	}
	at := from + max(0, s.value-from+w.every-1)/w.every*w.every
	for ; at <= last; at += w.every {
		part := s
		part.last = min(s.last, s.first+at-s.value)
		part.first, part.value = part.last, at
		starts.add(part)
		if part.last == s.last {
			return
		}
	}
}

// sweepAlight notes arrivals at a stop that are earlier than all before, and
// reports whether there are any.
func (q *Query) sweepAlight(stop int32, s span, by ride, r *Request) bool {
	w := q.sweep
	if r.Wheelchair && !q.tt.stops[stop].Wheelchair || !w.hopeful(s, s.round, q.at[stop].left.alight) {
		return false
	}
	untouched := len(w.ready[stop]) == 0 && len(w.arrived[stop]) == 0
	s.ride = int32(len(q.rides))
	if !w.arrived[stop].add(s) {
		return false
	}
	q.rides = append(q.rides, by)
	if untouched {
		w.touched = append(w.touched, stop)
	}
	if !w.alighted[stop] {
		w.alighted[stop] = true
		q.alighted = append(q.alighted, stop)
	}
	if out := q.at[stop].out; out < never {
		w.bound.add(s.later(out))
	}
	return true
}

// sweepLeave walks on from the arrivals of a round at a stop.
func (q *Query) sweepLeave(stop, k int32, r *Request) {
	longest := q.leaveBy(stop, k)
	for _, l := range q.tt.links.of(stop) {
		if l.seconds >= longest {
			return
		}
		q.walkOn(k, l.to, l.seconds, r)
	}
}

// leaveBy notes the arrivals of a round from which one can go on, and gives the
// walk that is too long for all of them.
func (q *Query) leaveBy(stop, k int32) (longest int32) {
	w := q.sweep
	w.leaving, w.stretches = w.leaving[:0], false
	for i := range w.slack {
		w.slack[i] = w.slack[i][:0]
	}
	left := q.at[stop].left.alight
	for i := range w.arrived[stop] {
		if s := &w.arrived[stop][i]; s.round == k && w.hopeful(*s, k, left) {
			w.leaving = append(w.leaving, *s)
			w.stretches = w.stretches || s.first < s.last
			longest = max(longest, w.limit(s.last, k, least{0, 1})-s.value)
		}
	}
	return longest
}

// spare gives how many seconds are too many for what is leaving, where so many
// rides are left.
func (w *sweep) spare(k int32, l least) []int32 {
	rides := min(k+int32(l.rides), mostRides)
	if len(w.slack[rides]) == 0 {
		for i := range w.leaving {
			s := &w.leaving[i]
			w.slack[rides] = append(w.slack[rides], w.limit(s.last, k, least{0, l.rides})-s.at(s.last))
		}
	}
	return w.slack[rides]
}

// walkOn goes to a stop from which one leaves. Both are in order of departure.
func (q *Query) walkOn(k, to, seconds int32, r *Request) {
	w, left := q.sweep, q.at[to].left.board
	have, i := w.ready[to], 0
	all := seconds + int32(left.seconds)
	for n, slack := range w.spare(k, left) {
		if all >= slack && !w.stretches {
			continue
		}
		s := &w.leaving[n]
		if all >= slack && (s.first == s.last || !w.hopeful(s.later(seconds), k, left)) {
			continue
		}
		for i < len(have) && have[i].last < s.last {
			i++
		}
		if i < len(have) && (i == 0 || have[i-1].last < s.first) && have[i].at(s.first) <= s.value+seconds {
			continue // all of it is in one span that is as early
		}
		q.sweepReach(to, s.later(seconds), r)
		have, i = w.ready[to], 0
	}
}
