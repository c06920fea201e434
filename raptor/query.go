package raptor

import "slices"

// Place is where a journey begins or ends.
type Place struct {
	stop     int32
	isStop   bool
	lat, lon float64
}

// At is a place by its WGS 84 coordinates in degrees. One walks from it to the
// stops around.
func At(lat, lon float64) Place { return Place{lat: lat, lon: lon} }

// AtStop is a stop or a station by its number. One begins there, or walks a
// link from it.
func AtStop(stop int32) Place { return Place{stop: stop, isStop: true} }

// Stop gives the number of the stop or station that a place is, if it is one.
func (p Place) Stop() (stop int32, ok bool) { return p.stop, p.isStop }

// Coordinates gives the degrees of a place that is no stop.
func (p Place) Coordinates() (lat, lon float64) { return p.lat, p.lon }

// Request asks for journeys.
type Request struct {
	From, To   Place
	Time       int32 // leave at or after this second; with ArriveBy, arrive by it
	ArriveBy   bool
	WalkMetres int  // how far one walks at either end, and all the way; default 1000
	MaxRides   int  // default and most 16
	Wheelchair bool // leave out stops and trips that the feed says are not accessible
	Walking    int  // count walking as well, each walk in steps of so many metres, rounded up; 0 for not at all
}

const mostRides = 16

func (r Request) withDefaults() Request {
	if r.WalkMetres == 0 {
		r.WalkMetres = 1000
	}
	if r.MaxRides <= 0 || r.MaxRides > mostRides {
		r.MaxRides = mostRides
	}
	return r
}

// Query answers requests on one timetable, one at a time. It keeps what it
// needs between them.
type Query struct {
	tt *Timetable

	at      []label // of a stop
	pending []ride  // of a stop, the ride of this round
	first   []int32 // of a pattern, the position to scan from
	toward  []bool  // of a pattern, whether it calls near the destination

	marked, alighted, patterns []int32
	touched                    []int32 // stops of which something must be reset
	access, egress             []link
	goals                      []link // cells near the destination, and the walk from there

	rides    []ride
	bounds   [2*mostRides + 1]int32 // the earliest arrival so far, of those with so many rides and fewer
	ridden   int32                  // rides of the round
	finals   []final
	journeys []Journey
	legs     []Leg
	starts   []int32 // of a journey, its first leg
	chain    []ride
	mirrored *Query // for arriving by a time
	sweep    *sweep // for windows
	reached  []Reached
	soonest  []soonest // of a stop that a flood touched
	strides  *strides  // for walking
}

// label is what a search knows of a stop, in seconds.
type label struct {
	arrived int32 // the earliest alighting
	ready   int32 // the earliest at which one can board
	fresh   int32 // the same, of the round before only
	from    int32 // of a stop that is fresh, the ride that led there, or walked
	out     int32 // to the destination
	outside int32 // from the origin
	left    remaining
}

var unknown = label{arrived: never, ready: never, fresh: never, out: never, outside: never, left: farthest}

// ride is a vehicle from one position to another. before is the ride before
// it, or walked; run is one of the pattern, or the second of the template's
// first departure.
type ride struct{ before, pattern, run, board, alight, arrive int32 }

const walked = int32(-1)

// final is a way to arrive that is better than with fewer rides.
type final struct {
	ride, rides, arrive int32
}

// NewQuery gives a query for one goroutine.
func (tt *Timetable) NewQuery() *Query {
	n := len(tt.stops)
	q := &Query{
		tt: tt, at: slices.Repeat([]label{unknown}, n), pending: make([]ride, n),
		first: slices.Repeat([]int32{never}, len(tt.patterns)), toward: make([]bool, len(tt.patterns)),
	}
	for i := range q.pending {
		q.pending[i].arrive = never
	}
	return q
}

// Plan gives the journeys of which none other arrives as early, or leaves as
// late with ArriveBy, with as few transfers: by transfers, so the slowest
// first. Where walking counts as well, none other does so with as little of
// it, and those with as many transfers go on from the slowest. They are valid
// until the next call.
func (q *Query) Plan(r Request) []Journey {
	r = r.withDefaults()
	q.journeys, q.legs = q.journeys[:0], q.legs[:0]
	q.starts = q.starts[:0]
	if !r.ArriveBy {
		q.searchAndTell(r, r, q)
		return q.journeys
	}
	if q.mirrored == nil {
		q.mirrored = q.tt.mirror().NewQuery()
	}
	m := r
	m.From, m.To, m.Time = r.To, r.From, -r.Time
	q.searchAndTell(r, m, q.mirrored)
	return q.journeys
}

// searchAndTell answers a request by a search of its own, or turned round.
func (q *Query) searchAndTell(r, turned Request, by *Query) {
	if r.Walking > 0 {
		by.stride(turned)
		q.tellStrides(r, by)
		return
	}
	by.search(turned)
	q.tell(r, by)
}

// search finds the finals.
func (q *Query) search(r Request) { q.seek(&r, q.prepare(r, false)) }

// seek does so after it was prepared; walk is the seconds all the way on foot.
func (q *Query) seek(r *Request, walk int32) {
	q.unbound()
	if walk < never {
		q.arrive(0, r.Time+walk)
	}
	q.scout(r)
	if walk < never {
		q.finals = append(q.finals, final{walked, 0, r.Time + walk})
	}
	q.goOn(r.MaxRides, r)
}

// goOn rides up to so often.
func (q *Query) goOn(rides int, r *Request) {
	q.ridden = 0
	for _, l := range q.access {
		q.reach(l.to, r.Time+l.seconds, walked, r)
	}
	for k := int32(1); k <= int32(rides) && len(q.marked) > 0; k++ {
		q.round(k, r)
	}
	q.settle()
}

// scout finds the arrival with the fewest rides, so that it bounds the search
// from its beginning: one goes on only to where no detour is made.
func (q *Query) scout(r *Request) {
	fewest := int32(mostRides)
	for _, l := range q.access {
		fewest = min(fewest, int32(q.at[l.to].left.board.rides))
	}
	if fewest == 0 || fewest == mostRides {
		return // nothing is known of the way
	}
	before := q.bounds[fewest]
	for i := fewest + 1; int(i) < len(q.bounds); i++ {
		q.bounds[i] = -never
	}
	q.goOn(min(int(fewest), r.MaxRides), r)
	found := q.bounds[fewest]
	q.forget()
	for i := fewest; int(i) < len(q.bounds); i++ {
		q.bounds[i] = before
	}
	q.arrive(fewest, found+1)
}

// unbound forgets all arrivals.
func (q *Query) unbound() {
	for i := range q.bounds {
		q.bounds[i] = never
	}
}

// arrive notes an arrival after so many rides.
func (q *Query) arrive(rides, second int32) {
	for i := rides; int(i) < len(q.bounds) && second < q.bounds[i]; i++ {
		q.bounds[i] = second
	}
}

// late reports whether who is somewhere after so many rides can't arrive
// earlier than is known.
func (q *Query) late(second, rides int32, l least) bool {
	return second+int32(l.seconds) >= q.bounds[rides+int32(l.rides)]
}

// prepare finds the stops around both ends, and the seconds of the walk all
// the way.
func (q *Query) prepare(r Request, must bool) (walk int32) {
	q.reset()
	q.access = q.ends(r, r.From, &q.tt.links, q.access[:0])
	q.egress = q.ends(r, r.To, &q.tt.into, q.egress[:0])
	for _, l := range q.egress {
		q.at[l.to].out = min(q.at[l.to].out, l.seconds)
		q.aim(l.to, true)
	}
	q.look(must)
	for _, l := range q.access {
		q.at[l.to].outside = min(q.at[l.to].outside, l.seconds)
	}
	return q.onFoot(r)
}

// round rides once more than the round before.
func (q *Query) round(k int32, r *Request) {
	q.ridden = k
	q.collect(r)
	before := q.bounds[k]
	for _, p := range q.patterns { // those first that give a bound to the others
		if q.toward[p] {
			q.scan(p, r)
		}
	}
	for _, p := range q.patterns {
		if q.first[p] != never {
			q.scan(p, r)
		}
	}
	q.settle()
	q.leave(k, before, r)
}

func (q *Query) scan(p int32, r *Request) {
	from := q.first[p]
	q.first[p] = never
	if pat := &q.tt.patterns[p]; pat.windows != nil {
		q.rideTemplate(p, pat, from, r)
	} else {
		q.rideRuns(p, pat, from, r)
	}
}

// aim notes which patterns call at a stop near the destination.
func (q *Query) aim(stop int32, near bool) {
	for _, v := range q.tt.visits.of(stop) {
		q.toward[v.pattern] = near
	}
}

// settle forgets what was fresh.
func (q *Query) settle() {
	for _, s := range q.marked {
		q.at[s].fresh = never
	}
	q.marked, q.patterns = q.marked[:0], q.patterns[:0]
}

func (q *Query) reset() {
	q.forget()
	for _, l := range q.access {
		q.at[l.to].outside = never
	}
	for _, l := range q.egress {
		q.at[l.to].out = never
		q.aim(l.to, false)
	}
}

// forget forgets what was found.
func (q *Query) forget() {
	for _, s := range q.touched {
		q.at[s].arrived, q.at[s].ready = never, never
	}
	q.touched, q.rides, q.finals = q.touched[:0], q.rides[:0], q.finals[:0]
}

// ends gives the stops at which one can begin or end, with the seconds between
// them and the place.
func (q *Query) ends(r Request, p Place, links *rows[link], found []link) []link {
	if !p.isStop {
		return q.tt.around(p.lat, p.lon, r.WalkMetres, found)
	}
	if p.stop < 0 || int(p.stop) >= len(q.tt.stops) {
		return found
	}
	if m := q.tt.members[p.stop]; m != nil {
		for _, s := range m {
			found = append(append(found, link{to: s}), links.of(s)...)
		}
		return found
	}
	return append(append(found, link{to: p.stop}), links.of(p.stop)...)
}

// onFoot gives the seconds of the walk all the way, or never.
func (q *Query) onFoot(r Request) int32 {
	switch {
	case !r.From.isStop && !r.To.isStop:
		if d := centimetres(r.From.lat, r.From.lon, r.To.lat, r.To.lon); int64(d) <= int64(r.WalkMetres)*100 {
			return walking(d, q.tt.options.Speed)
		}
		return never
	case r.From.isStop && r.To.isStop && r.From.stop == r.To.stop:
		return 0
	case r.To.isStop:
		return q.shortest(r.To, q.access)
	}
	return q.shortest(r.From, q.egress)
}

// shortest gives the seconds of the shortest walk that ends at a stop or
// station.
func (q *Query) shortest(p Place, walks []link) int32 {
	least := never
	for _, l := range walks {
		if l.to == p.stop || slices.Contains(q.tt.members[p.stop], l.to) {
			least = min(least, l.seconds)
		}
	}
	return least
}
