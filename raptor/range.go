package raptor

import (
	"cmp"
	"slices"
)

// sweep searches all seconds of a window at once: what a stop has is not a
// second but a curve, from the seconds at which one can leave.
type sweep struct {
	ready, arrived []curve // of a stop
	fresh          []bool  // of a stop, whether ready has spans of the round before
	alighted       []bool  // of a stop, whether arrived has spans of this round
	touched        []int32 // stops that have any
	bound          curve   // at the destination
	finals         []span
	aboard         []aboard
	starts         curve // of a template, its first departures; round is where one boarded
	leaving        []span
	limits         []int32 // of what is leaving, the value that is too late
	seeds          []seed
}

// seed is a value of the bound that is known before the search: a second later
// than whoever leaves at a second arrives with so many rides.
type seed struct{ rides, leave, value int32 }

// aboard is a run that one can be on who leaves by last, and how.
type aboard struct{ run, last, boarded, before int32 }

// Range gives the journeys of a window, in order of departure: all that Plan
// gives for any second of it, from r.Time on and up to so many seconds later.
// With r.ArriveBy the window ends at r.Time, and it is the arrivals that lie in
// it. The last journey may leave after the window, or arrive before it, where
// nothing else is left for whoever is late. They are valid until the next call.
//
// Walking is not counted. By headway there is a journey for every second of a stretch; it is told once,
// see Journey.Last.
func (q *Query) Range(r Request, window int32) []Journey {
	r = r.withDefaults()
	r.Walking = 0
	window = max(0, window)
	q.journeys, q.legs, q.starts = q.journeys[:0], q.legs[:0], q.starts[:0]
	found := q
	m := r
	if r.ArriveBy {
		if q.mirrored == nil {
			q.mirrored = q.tt.mirror().NewQuery()
		}
		found = q.mirrored
		m.From, m.To, m.Time = r.To, r.From, -r.Time
	}
	found.sweepAll(m, window)
	for _, s := range found.sweep.finals {
		f := final{s.ride, s.round, s.value}
		leave, last := s.first, s.last
		if r.ArriveBy {
			leave, last = -s.at(s.last), -s.value
			f.arrive, r.Time = -leave, -s.last
		} else {
			r.Time = s.first
		}
		q.tellOne(r, found, f, last-leave)
	}
	q.settleLegs()
	slices.SortFunc(q.journeys, func(a, b Journey) int {
		return cmp.Or(cmp.Compare(a.Departure, b.Departure), cmp.Compare(a.Arrival, b.Arrival))
	})
	return q.journeys
}

// sweepAll finds the finals of a window.
func (q *Query) sweepAll(r Request, window int32) {
	if q.sweep == nil {
		n := len(q.tt.stops)
		q.sweep = &sweep{ready: make([]curve, n), arrived: make([]curve, n), fresh: make([]bool, n), alighted: make([]bool, n)}
	}
	w := q.sweep
	q.sow(r, window)
	for _, s := range w.touched {
		w.ready[s], w.arrived[s] = w.ready[s][:0], w.arrived[s][:0]
	}
	w.touched, w.bound, w.finals = w.touched[:0], w.bound[:0], w.finals[:0]
	walk := q.prepare(r)
	all := span{r.Time, r.Time + window, r.Time, walked, 0}
	if walk < never {
		w.bound.add(all.later(walk))
	}
	for _, l := range q.access {
		q.sweepReach(l.to, all.later(l.seconds), &r)
	}
	for k := int32(1); k <= int32(r.MaxRides) && len(q.marked) > 0; k++ {
		for _, s := range w.seeds {
			if s.rides == k {
				w.bound.add(span{s.leave, s.leave, s.value, walked, noRound})
			}
		}
		q.sweepRound(k, &r)
		if k > 1 {
			w.conclude(k)
		} else {
			w.conclude(0, 1) // a walk has as many transfers as one ride
		}
	}
	if len(w.finals) == 0 {
		w.conclude(0, 1)
	}
	q.sweepSettle()
}

// noRound is the round of a span that is no journey.
const noRound = int32(-1)

// sow finds seeds at the end of a window.
func (q *Query) sow(r Request, window int32) {
	w := q.sweep
	w.seeds = w.seeds[:0]
	r.Time += window
	q.search(r)
	for _, f := range q.finals {
		if f.rides > 0 {
			w.seeds = append(w.seeds, seed{f.rides, r.Time, f.arrive + 1})
		}
	}
}

// conclude notes the journeys with so many rides that are best so far.
func (w *sweep) conclude(rides ...int32) {
	for _, s := range w.bound {
		if slices.Contains(rides, s.round) {
			w.finals = append(w.finals, s)
		}
	}
}

// hopeful reports whether the destination can be reached in time.
func (w *sweep) hopeful(s span) bool { return s.value < never && w.bound.bettered(&s) }

// sweepReach notes that one can board at a stop.
func (q *Query) sweepReach(stop int32, s span, r *Request) {
	w := q.sweep
	if r.Wheelchair && !q.tt.stops[stop].Wheelchair {
		return
	}
	untouched := len(w.ready[stop])+len(w.arrived[stop]) == 0
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
	for _, s := range q.alighted {
		q.sweep.alighted[s] = false
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
		for i := range w.ready[stop] {
			if s := &w.ready[stop][i]; s.round == k-1 {
				q.boardRuns(p, pos, s)
			}
		}
	}
}

// alightRuns leaves the runs that one is on at a stop.
func (q *Query) alightRuns(k, number int32, p *pattern, pos int32, r *Request) {
	w, n, stop := q.sweep, int32(len(p.stops)), p.stops[pos]
	have, i := w.arrived[stop], 0
	for _, on := range w.aboard {
		arrive := p.events[on.run*n+pos].arrive
		if arrive+q.at[stop].left >= w.bound.at(on.last) {
			continue
		}
		for i < len(have) && have[i].last < on.last {
			i++
		}
		if i < len(have) && have[i].at(on.last) <= arrive {
			continue
		}
		if q.sweepAlight(stop, span{on.last, on.last, arrive, 0, k}, ride{on.before, number, on.run, on.boarded, pos, arrive}, r) {
			have, i = w.arrived[stop], 0
		}
	}
}

// boardRuns boards every run that is the first for a second of a span.
func (q *Query) boardRuns(p *pattern, pos int32, s *span) {
	w, n, limit := q.sweep, int32(len(p.stops)), int32(len(p.runs))
	for _, on := range w.aboard { // the first that allows to leave as late
		if on.last >= s.last {
			if limit = on.run; limit == 0 || p.events[(limit-1)*n+pos].depart < s.value {
				return
			}
			break
		}
	}
	for run := p.firstRun(pos, s.value, limit); run < limit; run++ {
		if p.removed != nil && p.removed[run/64]>>(run%64)&1 != 0 {
			continue
		}
		depart := p.events[run*n+pos].depart
		last := min(s.last, s.first+depart-s.value)
		if depart+q.at[p.stops[pos]].aboard < w.bound.at(last) {
			w.board(aboard{run, last, pos, s.ride})
		}
		if last == s.last {
			return
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
				if s.round = k; s.first == s.last && s.value+q.at[stop].left >= w.bound.at(s.last) {
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
	if r.Wheelchair && !q.tt.stops[stop].Wheelchair || !w.hopeful(s.later(q.at[stop].left)) {
		return false
	}
	untouched := len(w.ready[stop])+len(w.arrived[stop]) == 0
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

// sweepLeave goes on from the arrivals of a round at a stop.
func (q *Query) sweepLeave(stop, k int32, r *Request) {
	w := q.sweep
	w.leaving, w.limits = w.leaving[:0], w.limits[:0]
	for _, s := range w.arrived[stop] {
		if s.round == k && w.bound.bettered(&s) {
			w.leaving, w.limits = append(w.leaving, s), append(w.limits, w.bound.at(s.last)-(s.last-s.first))
		}
	}
	if c := q.tt.change[stop]; c >= 0 {
		q.walkOn(stop, c, r)
	}
	for _, l := range q.tt.links.of(stop) {
		if !q.walkOn(l.to, l.seconds, r) {
			return
		}
	}
}

// walkOn goes to a stop from which one leaves, and reports whether that can
// lead anywhere. Both are in order of departure.
func (q *Query) walkOn(to, seconds int32, r *Request) (early bool) {
	w := q.sweep
	have, i := w.ready[to], 0
	for n := range w.leaving {
		s := w.leaving[n].later(seconds)
		if s.value >= w.limits[n] && (s.first == s.last || !w.bound.bettered(&s)) {
			continue
		}
		early = true
		if hope := s.later(q.at[to].aboard); hope.value >= w.limits[n] && (s.first == s.last || !w.hopeful(hope)) {
			continue
		}
		for i < len(have) && have[i].last < s.last {
			i++
		}
		if i < len(have) && (i == 0 || have[i-1].last < s.first) && have[i].at(s.first) <= s.value {
			continue // all of it is in one span that is as early
		}
		q.sweepReach(to, s, r)
		have, i = w.ready[to], 0
	}
	return early
}
