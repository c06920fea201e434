package raptor

import (
	"cmp"
	"slices"
)

// stride is a way to be at a stop, or to have arrived: when, after how much
// walking, and by which ride; of a way that has only walked, the access it took
// as walked, walked-1, ….
type stride struct{ second, walk, ride int32 }

// bag holds ways of which none is as early as another with as little walking.
type bag []stride

// beats reports whether there is one that is as early with as little walking.
func (b bag) beats(second, walk int32) bool {
	for i := range b {
		if b[i].second <= second && b[i].walk <= walk {
			return true
		}
	}
	return false
}

// put adds a way that is not beaten, and drops those that it beats.
func (b bag) put(s stride) bag {
	kept := b[:0]
	for _, o := range b {
		if o.second < s.second || o.walk < s.walk {
			kept = append(kept, o)
		}
	}
	return append(kept, s)
}

// strides is what a search needs that counts walking as well.
type strides struct {
	step           int64 // centimetres
	ready, arrived []bag // of a stop
	fresh, pending []bag // the same of the round before, and of arrivals of this
	best           bag   // arrivals at the destination
	ends           []strideEnd
	on             []strideOn
	touched        []int32 // stops that have bags
}

// strideEnd is a journey: f.ride has walked to the destination by an egress,
// or from the origin to the destination.
type strideEnd struct {
	final
	walk, egress int32
}

// strideOn is that one is in a run, or in a template's that departs first at
// second run.
type strideOn struct{ run, walk, board, before int32 }

// walks counts a walk in steps, rounded up.
func (w *strides) walks(centimetres int32) int32 {
	return int32((int64(centimetres) + w.step - 1) / w.step)
}

// stride searches from the request's time on; of journeys with as many rides
// none arrives as early as another with as little walking.
func (q *Query) stride(r Request) {
	if q.strides == nil {
		n := len(q.at)
		q.strides = &strides{ready: make([]bag, n), arrived: make([]bag, n), fresh: make([]bag, n), pending: make([]bag, n)}
	}
	w := q.strides
	for _, s := range w.touched {
		w.ready[s], w.arrived[s] = w.ready[s][:0], w.arrived[s][:0]
	}
	w.step, w.best, w.ends, w.touched = int64(r.Walking)*100, w.best[:0], w.ends[:0], w.touched[:0]
	q.prepare(r, true)
	q.strideAll(r)
	for i, l := range q.access {
		q.standAt(l.to, stride{r.Time + l.seconds, w.walks(l.centimetres), walked - int32(i)}, &r)
	}
	for k := int32(1); k <= int32(r.MaxRides) && len(q.marked) > 0; k++ {
		q.collect(&r)
		for _, p := range q.patterns {
			q.scanStrides(p, k, &r)
		}
		for _, s := range q.marked {
			w.fresh[s] = w.fresh[s][:0]
		}
		q.marked, q.patterns = q.marked[:0], q.patterns[:0]
		q.leaveStrides(&r)
	}
	for _, s := range q.marked { // of the last round that was allowed
		w.fresh[s] = w.fresh[s][:0]
	}
	q.marked = q.marked[:0]
	slices.SortFunc(w.ends, func(a, b strideEnd) int {
		return cmp.Or(cmp.Compare(max(a.rides, 1), max(b.rides, 1)), cmp.Compare(b.arrive, a.arrive), cmp.Compare(a.walk, b.walk))
	})
}

// strideAll notes the walks all the way.
func (q *Query) strideAll(r Request) {
	w := q.strides
	whole := func(seconds, centimetres int32) {
		q.finish(r.Time+seconds, w.walks(centimetres), walked, 0, 0)
	}
	switch {
	case !r.From.isStop && !r.To.isStop:
		if d := centimetres(r.From.lat, r.From.lon, r.To.lat, r.To.lon); int64(d) <= int64(r.WalkMetres)*100 {
			whole(walking(d, q.tt.options.Speed), d)
		}
	case r.From.isStop && r.To.isStop && r.From.stop == r.To.stop:
		whole(0, 0)
	default:
		end, walks := r.To, q.access
		if !r.To.isStop {
			end, walks = r.From, q.egress
		}
		for _, l := range walks {
			if l.to == end.stop || slices.Contains(q.tt.members[end.stop], l.to) {
				whole(l.seconds, l.centimetres)
			}
		}
	}
}

// standAt notes that one can board at a stop.
func (q *Query) standAt(stop int32, s stride, r *Request) {
	w := q.strides
	if s.second >= never || w.ready[stop].beats(s.second, s.walk) || w.best.beats(s.second+int32(q.at[stop].left.board.seconds), s.walk) || r.Wheelchair && !q.tt.stops[stop].Wheelchair {
		return
	}
	q.touch(stop)
	if len(w.fresh[stop]) == 0 {
		q.marked = append(q.marked, stop)
	}
	w.ready[stop], w.fresh[stop] = w.ready[stop].put(s), w.fresh[stop].put(s)
}

// touch notes that something of a stop must be reset.
func (q *Query) touch(stop int32) {
	if w := q.strides; len(w.ready[stop]) == 0 && len(w.arrived[stop]) == 0 {
		w.touched = append(w.touched, stop)
	}
}

// scanStrides rides a pattern, from the first stop at which one can board it,
// in all runs of which none is as early as another with as little walking.
func (q *Query) scanStrides(number, k int32, r *Request) {
	w, p := q.strides, &q.tt.patterns[number]
	from := q.first[number]
	q.first[number] = never
	on := w.on[:0]
	for pos := from; pos < int32(len(p.stops)); pos++ {
		stop := p.stops[pos]
		if p.may[pos]&alight != 0 {
			for _, a := range on {
				q.alightStride(stop, ride{a.before, number, a.run, a.board, pos, p.at(a.run, pos).arrive}, a.walk, k, r)
			}
		}
		if p.may[pos]&board == 0 {
			continue
		}
		for _, s := range w.fresh[stop] {
			if w.best.beats(s.second+int32(q.at[stop].left.board.seconds), s.walk) {
				continue
			}
			run, last := int32(0), never
			if p.windows != nil {
				run = q.tt.depart(p, s.second-p.events[pos].depart)
			} else {
				last = int32(len(p.runs))
				run = p.firstRun(pos, s.second, last)
			}
			if run >= last || slices.ContainsFunc(on, func(a strideOn) bool { return a.run <= run && a.walk <= s.walk }) {
				continue
			}
			on = slices.DeleteFunc(on, func(a strideOn) bool { return run <= a.run && s.walk <= a.walk })
			on = append(on, strideOn{run, s.walk, pos, s.ride})
		}
	}
	w.on = on
}

// alightStride notes an arrival at a stop.
func (q *Query) alightStride(stop int32, by ride, walk, k int32, r *Request) {
	w := q.strides
	if w.arrived[stop].beats(by.arrive, walk) || w.best.beats(by.arrive+int32(q.at[stop].left.alight.seconds), walk) || r.Wheelchair && !q.tt.stops[stop].Wheelchair {
		return
	}
	q.touch(stop)
	if len(w.pending[stop]) == 0 {
		q.alighted = append(q.alighted, stop)
	}
	s := stride{by.arrive, walk, int32(len(q.rides))}
	q.rides = append(q.rides, by)
	w.arrived[stop], w.pending[stop] = w.arrived[stop].put(s), w.pending[stop].put(s)
	if q.at[stop].out == never {
		return
	}
	for i, l := range q.egress {
		if l.to == stop {
			q.finish(s.second+l.seconds, walk+w.walks(l.centimetres), s.ride, k, int32(i))
		}
	}
}

// finish notes a journey, if none with as few transfers is as good.
func (q *Query) finish(arrive, walk, ride, k, egress int32) {
	w := q.strides
	if arrive >= never || w.best.beats(arrive, walk) {
		return
	}
	w.best = w.best.put(stride{arrive, walk, ride})
	w.ends = slices.DeleteFunc(w.ends, func(e strideEnd) bool {
		return max(e.rides, 1) == max(k, 1) && arrive <= e.arrive && walk <= e.walk
	})
	w.ends = append(w.ends, strideEnd{final{ride, k, arrive}, walk, egress})
}

// leaveStrides goes on from this round's arrivals.
func (q *Query) leaveStrides(r *Request) {
	w := q.strides
	for _, stop := range q.alighted {
		for _, s := range w.pending[stop] {
			if c := q.tt.change[stop]; c >= 0 {
				q.standAt(stop, stride{s.second + c, s.walk, s.ride}, r)
			}
			for _, l := range q.tt.links.of(stop) {
				q.standAt(l.to, stride{s.second + l.seconds, s.walk + w.walks(l.centimetres), s.ride}, r)
			}
		}
		w.pending[stop] = w.pending[stop][:0]
	}
	q.alighted = q.alighted[:0]
}

// tellStrides makes journeys of what a search that counts walking found.
func (q *Query) tellStrides(r Request, found *Query) {
	for _, e := range found.strides.ends {
		first := e.ride
		for first >= 0 {
			before := found.rides[first].before
			if before < 0 {
				// The journey walks as this way did, of several to one stop.
				stop := found.tt.patterns[found.rides[first].pattern].stops[found.rides[first].board]
				found.at[stop].outside = found.access[walked-before].seconds
				end := &found.rides[e.ride]
				found.at[found.tt.patterns[end.pattern].stops[end.alight]].out = found.egress[e.egress].seconds
			}
			first = before
		}
		q.tellOne(r, found, e.final, 0)
		q.journeys[len(q.journeys)-1].Walked = e.walk * int32(r.Walking)
	}
	q.settleLegs()
}
