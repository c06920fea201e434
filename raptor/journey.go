package raptor

import "slices"

// Journey is a way from the origin to the destination. Seconds are of the
// timetable.
type Journey struct {
	Departure int32 // the last second at which one can leave for it, or the first of a stretch
	Last      int32 // of a stretch: who leaves as much later, until then, arrives as much later; else Departure
	Arrival   int32 // promised: after the worst wait where service is by headway
	Transfers int
	Walked    int32 // metres, counted as the request asks; 0 where it does not
	Legs      []Leg
}

// Leg is a walk or a ride.
type Leg struct {
	Ride           bool
	From, To       int32 // stops; Outside for the origin and the destination themselves
	Depart, Arrive int32
	Metres         int32 // of a walk, as the crow flies; of a ride 0
	Trip           int32 // of a ride; see Timetable.Trip
	Day            int32 // of a ride, its service day; see Timetable.Day
	Stay           bool  // in the vehicle of the leg before

	// Of a ride by headway. One is at the stop at Ready, and a vehicle leaves
	// by Depart at the latest. Expected is the mean wait if vehicles keep the
	// headway and one comes at any moment of it.
	Headway, Ready, Expected int32

	pattern, run, board, alight int32
}

// Outside is a place that is no stop.
const Outside = int32(-1)

// WorstWait is how long one waits at most for a ride by headway.
func (l Leg) WorstWait() int32 { return l.Depart - l.Ready }

// Call is a stop of a ride.
type Call struct{ Stop, Arrive, Depart int32 }

// Calls appends the stops of a ride from the first to the last.
func (tt *Timetable) Calls(l Leg, calls []Call) []Call {
	p := &tt.patterns[l.pattern]
	for pos := l.board; l.Ride && pos <= l.alight; pos++ {
		e := p.at(l.run, pos)
		calls = append(calls, Call{p.stops[pos], e.arrive, e.depart})
	}
	return calls
}

// at gives when a run, or a template that departs first at second run, calls.
func (p *pattern) at(run, pos int32) event {
	if p.windows != nil {
		return event{run + p.events[pos].arrive, run + p.events[pos].depart}
	}
	return p.events[run*int32(len(p.stops))+pos]
}

// tell makes journeys of what a search found.
func (q *Query) tell(r Request, found *Query) {
	for i, f := range found.finals {
		if f.rides == 0 && i+1 < len(found.finals) && found.finals[i+1].rides == 1 {
			continue // as few transfers, and slower
		}
		q.tellOne(r, found, f, 0)
	}
	q.settleLegs()
}

// tellOne makes a journey, which is one of a stretch of so many seconds.
func (q *Query) tellOne(r Request, found *Query, f final, stretch int32) {
	q.chain = q.chain[:0]
	for n := f.ride; n > walked; n = found.rides[n].before {
		q.chain = append(q.chain, found.rides[n])
	}
	leave := r.Time
	if r.ArriveBy {
		leave = -f.arrive
		for i := range q.chain {
			q.chain[i] = q.tt.straight(q.chain[i])
		}
	} else {
		slices.Reverse(q.chain)
	}
	j := Journey{Transfers: max(0, int(f.rides)-1)}
	q.starts = append(q.starts, int32(len(q.legs)))
	if len(q.chain) == 0 {
		q.walkOnly(r, f, &j)
	} else {
		q.rideOn(r, found, leave, &j)
	}
	j.Last = max(j.Departure, j.Departure+stretch)
	q.journeys = append(q.journeys, j)
}

// settleLegs gives the journeys their legs, now that no more are made.
func (q *Query) settleLegs() {
	for i := range q.journeys {
		end := len(q.legs)
		if i+1 < len(q.journeys) {
			end = int(q.starts[i+1])
		}
		q.journeys[i].Legs = q.legs[q.starts[i]:end:end]
	}
}

// end gives the stop of a place, or Outside.
func end(p Place) int32 {
	if p.isStop {
		return p.stop
	}
	return Outside
}

func (q *Query) walkOnly(r Request, f final, j *Journey) {
	j.Departure, j.Arrival = r.Time, f.arrive
	if r.ArriveBy {
		j.Departure, j.Arrival = -f.arrive, r.Time
	}
	if j.Departure < j.Arrival {
		q.legs = append(q.legs, Leg{From: end(r.From), To: end(r.To), Depart: j.Departure, Arrive: j.Arrival, Metres: q.between(r.From, r.To)})
	}
}

// between gives the metres between two places.
func (q *Query) between(a, b Place) int32 {
	place := func(p Place) (lat, lon float64) {
		if p.isStop {
			return q.tt.stops[p.stop].Lat, q.tt.stops[p.stop].Lon
		}
		return p.lat, p.lon
	}
	lat1, lon1 := place(a)
	lat2, lon2 := place(b)
	return (centimetres(lat1, lon1, lat2, lon2) + 50) / 100
}

// rideOn writes the legs of a chain of rides, each as early as the one before
// allows, and the first, for whoever leaves at a second, as late as it can be.
func (q *Query) rideOn(r Request, found *Query, leave int32, j *Journey) {
	tt := q.tt
	access := func(s int32) int32 { return found.at[s].outside }
	egress := func(s int32) int32 { return found.at[s].out }
	if r.ArriveBy {
		access, egress = egress, access
	}
	at := int32(0) // where, and when one could board
	ready := -never
	for i := range q.chain {
		c := &q.chain[i]
		p := &tt.patterns[c.pattern]
		stop := p.stops[c.board]
		switch {
		case i == 0:
			walk := access(stop)
			if p.windows == nil {
				ready = p.at(c.run, c.board).depart
			} else {
				start, _ := promise(p.windows, leave+walk-p.events[c.board].depart)
				ready, _ = latest(p.windows, start)
				ready += p.events[c.board].depart
			}
			j.Departure = ready - walk
			if walk > 0 {
				q.legs = append(q.legs, Leg{From: end(r.From), To: stop, Depart: j.Departure, Arrive: ready, Metres: q.between(r.From, AtStop(stop))})
			}
		case stop == at:
			ready += tt.change[stop]
		default:
			l := tt.link(at, stop)
			q.legs = append(q.legs, Leg{From: at, To: stop, Depart: ready, Arrive: ready + l.seconds, Metres: (l.centimetres + 50) / 100})
			ready += l.seconds
		}
		q.ride(c, p, ready)
		at, ready = p.stops[c.alight], q.legs[len(q.legs)-1].Arrive
	}
	j.Arrival = ready + egress(at)
	if j.Arrival > ready {
		q.legs = append(q.legs, Leg{From: at, To: end(r.To), Depart: ready, Arrive: j.Arrival, Metres: q.between(AtStop(at), r.To)})
	}
}

// ride writes the legs of a ride, one for each trip of the vehicle.
func (q *Query) ride(c *ride, p *pattern, ready int32) {
	tt := q.tt
	of := p.runs[0]
	leg := Leg{Ride: true, pattern: c.pattern, run: c.run}
	if p.windows != nil {
		base := ready - p.events[c.board].depart
		var by int
		leg.run, by = promise(p.windows, base)
		w := &p.windows[by]
		of.day = w.day
		if !w.exact {
			leg.Headway, leg.Ready = w.every, ready
			opens := max(base, w.from)
			leg.Expected = opens - base + (leg.run-opens)/2
		}
	} else {
		of = p.runs[c.run]
	}
	leg.Day = of.day
	chain := tt.chain(of.chain)
	for i, part := range chain {
		last := int32(len(p.stops)) - 1
		if i+1 < len(chain) {
			last = chain[i+1].first - 1
		}
		if c.alight < part.first || c.board > last {
			continue
		}
		leg.board, leg.alight = max(c.board, part.first), min(c.alight, last)
		leg.Trip, leg.From, leg.To = part.trip, p.stops[leg.board], p.stops[leg.alight]
		leg.Depart, leg.Arrive = p.at(leg.run, leg.board).depart, p.at(leg.run, leg.alight).arrive
		q.legs = append(q.legs, leg)
		leg.Stay, leg.Headway = true, 0
	}
}

// link gives the link between two stops.
func (tt *Timetable) link(from, to int32) link {
	for _, l := range tt.links.of(from) {
		if l.to == to {
			return l
		}
	}
	return link{to: to}
}
