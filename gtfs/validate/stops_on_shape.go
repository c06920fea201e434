package validate

import (
	"math"

	"sinergi/gtfs"
)

var (
	tooFarFromShape = Notice{"stop_too_far_from_shape", Warning, "stop_times.txt", "tripCsvRowNumber shapeId tripId stopTimeCsvRowNumber stopId stopName match geoDistanceToShape", "Halte lebih dari 100 m dari jalur perjalanannya.", "The stop is more than 100 m from the shape of its trip."}
	tooFarByUser    = Notice{"stop_too_far_from_shape_using_user_distance", Warning, "stop_times.txt", "tripCsvRowNumber shapeId tripId stopTimeCsvRowNumber stopId stopName match geoDistanceToShape", "Menurut shape_dist_traveled, halte lebih dari 100 m dari tempatnya di jalur.", "By shape_dist_traveled, the stop is more than 100 m from its place on the shape."}
	tooManyMatches  = Notice{"stop_has_too_many_matches_for_shape", Warning, "stop_times.txt", "tripCsvRowNumber shapeId tripId stopTimeCsvRowNumber stopId stopName match matchCount", "Jalur melewati halte ini terlalu sering.", "The shape passes the stop too often."}
	outOfOrder      = Notice{"stops_match_shape_out_of_order", Warning, "stop_times.txt", "tripCsvRowNumber shapeId tripId stopTimeCsvRowNumber1 stopId1 stopName1 match1 stopTimeCsvRowNumber2 stopId2 stopName2 match2", "Urutan halte tidak sama dengan urutannya di jalur.", "The stops do not lie along the shape in their order."}
)

const (
	nearShape   = 100.0 // metres
	nearRail    = 400.0 // stations of railways are large
	mostMatches = 20
)

// stopsOnShapes wants stops beside the way of their trip, in its order. Trips
// with the same shape and the same stops are looked at once.
var stopsOnShapes = rule{notices: []*Notice{&tooFarFromShape, &tooFarByUser, &tooManyMatches, &outOfOrder}, feed: func(r *run) {
	st, sh := &r.feed.Times, &r.feed.Shapes
	if sh.Len() == 0 {
		return
	}
	type pattern struct {
		shape int
		stops uint64
	}
	seen := map[pattern]bool{}
	told := map[[2]int]bool{} // shape, stop
	l := &along{run: r}
	for trip := range r.feed.Trips {
		t := &r.feed.Trips[trip]
		shape, ok := sh.Index(t.ShapeID)
		from, to := st.Of(trip)
		if !ok || to-from < 2 {
			continue
		}
		p := pattern{shape, hashStops(st, from, to)}
		if seen[p] {
			continue
		}
		seen[p] = true
		if a, b := sh.Of(shape); b-a >= 2 {
			l.match(trip, shape, from, to, told)
		}
	}
}}

// hashStops tells one list of stops and distances from another (FNV-1a).
func hashStops(st *gtfs.StopTimes, from, to int) uint64 {
	h := uint64(14695981039346656037)
	for row := from; row < to; row++ {
		h = (h ^ uint64(st.Stop[row])) * 1099511628211
		if st.Dist != nil {
			h = (h ^ math.Float64bits(st.Dist[row])) * 1099511628211
		}
	}
	return h
}

// along matches stops to places along a shape.
type along struct {
	*run
	shape  int // that xy and way are of, plus one
	xy     [][2]float64
	lat    float64
	places []place // of all stops, one after the other
	ends   []int
}

// place is where a stop may lie along the shape.
type place struct {
	at   float64 // metres along the shape
	off  float64 // metres beside it
	x, y float64
	cost float64 // of the best way to here
	ok   bool
}

const metresPerDegree = earthRadius * math.Pi / 180

func (l *along) plane(lat, lon float64) (x, y float64) {
	return lon * metresPerDegree * math.Cos(l.lat*math.Pi/180), lat * metresPerDegree
}

func (l *along) latLon(p place) [2]float64 {
	return [2]float64{p.y / metresPerDegree, p.x / metresPerDegree / math.Cos(l.lat*math.Pi/180)}
}

func (l *along) load(shape int) {
	if l.shape == shape+1 {
		return
	}
	sh := &l.feed.Shapes
	from, to := sh.Of(shape)
	l.shape, l.xy, l.lat = shape+1, l.xy[:0], sh.Points[from].Lat
	for _, p := range sh.Points[from:to] {
		x, y := l.plane(p.Lat, p.Lon)
		l.xy = append(l.xy, [2]float64{x, y})
	}
}

func (l *along) match(trip, shape, from, to int, told map[[2]int]bool) {
	l.load(shape)
	f, st, t := l.feed, &l.feed.Times, &l.feed.Trips[trip]
	near := nearShape
	if at, ok := f.RouteIndex(t.RouteID); ok && f.Routes[at].Type == 2 {
		near = nearRail
	}
	if l.byUser(trip, shape, from, to, near, told) {
		return
	}
	l.places, l.ends = l.places[:0], l.ends[:0]
	var rows []int
	for row := from; row < to; row++ {
		stop := st.Stop[row]
		if stop == gtfs.None {
			continue
		}
		s := &f.Stops[stop]
		x, y := l.plane(s.Lat, s.Lon)
		begin := len(l.places)
		best := l.candidates(x, y, near)
		n := len(l.places) - begin
		key := [2]int{shape, int(stop)}
		switch {
		case n == 0:
			if !told[key] {
				told[key] = true
				l.add(&tooFarFromShape, l.tripLine(trip), t.ShapeID, t.ID, st.Line(row), s.ID, s.Name, l.latLon(best), best.off)
			}
			continue
		case n > mostMatches && !told[key]:
			told[key] = true
			l.add(&tooManyMatches, l.tripLine(trip), t.ShapeID, t.ID, st.Line(row), s.ID, s.Name, l.latLon(best), n)
		}
		l.ends = append(l.ends, len(l.places))
		rows = append(rows, row)
	}
	if i, a, b, wrong := l.order(); wrong {
		x, y := &f.Stops[st.Stop[rows[i-1]]], &f.Stops[st.Stop[rows[i]]]
		l.add(&outOfOrder, l.tripLine(trip), t.ShapeID, t.ID, st.Line(rows[i-1]), x.ID, x.Name, l.latLon(a), st.Line(rows[i]), y.ID, y.Name, l.latLon(b))
	}
}

// candidates appends the places of the shape that are nearest to a point each
// time it passes by, and gives the nearest of all.
func (l *along) candidates(x, y, near float64) place {
	best, passing := place{off: math.Inf(1)}, place{off: math.Inf(1)}
	way := 0.0
	for i := 1; i < len(l.xy); i++ {
		a, b := l.xy[i-1], l.xy[i]
		dx, dy := b[0]-a[0], b[1]-a[1]
		length := dx*dx + dy*dy
		u := 0.0
		if length > 0 {
			u = min(1, max(0, ((x-a[0])*dx+(y-a[1])*dy)/length))
		}
		px, py := a[0]+u*dx, a[1]+u*dy
		off := (x-px)*(x-px) + (y-py)*(y-py)
		if length > 0 {
			length = math.Sqrt(length)
		}
		if away := (x-a[0])*(x-a[0]) + (y-a[1])*(y-a[1]); away > near*near && !math.IsInf(passing.off, 1) {
			l.places = append(l.places, passing) // it has passed
			passing.off = math.Inf(1)
		}
		if off <= near*near && off < passing.off {
			passing = place{at: way + u*length, off: off, x: px, y: py}
		}
		if off < best.off {
			best = place{at: way + u*length, off: off, x: px, y: py}
		}
		way += length
	}
	if !math.IsInf(passing.off, 1) {
		l.places = append(l.places, passing)
	}
	best.off = math.Sqrt(best.off)
	return best
}

// order looks for places that follow each other along the shape. Where there
// are none it gives the stop and the two places that are the wrong way round.
func (l *along) order() (stop int, a, b place, wrong bool) {
	begin := 0
	for i, end := range l.ends {
		here, before := l.places[begin:end], l.places[:0]
		if i > 0 {
			start := 0
			if i > 1 {
				start = l.ends[i-2]
			}
			before = l.places[start:begin]
		}
		reached := false
		for j := range here {
			p := &here[j]
			p.ok, p.cost = i == 0, p.off
			for _, q := range before {
				if q.ok && q.at <= p.at && (!p.ok || q.cost+p.off < p.cost) {
					p.ok, p.cost = true, q.cost+p.off
				}
			}
			reached = reached || p.ok
		}
		if !reached {
			a, b = before[0], here[0]
			for _, q := range before {
				if q.ok && (!a.ok || q.cost < a.cost) {
					a = q
				}
			}
			for _, p := range here {
				if p.off < b.off {
					b = p
				}
			}
			return i, a, b, true
		}
		begin = end
	}
	return 0, a, b, false
}

// byUser holds the stops against the places that the feed's own distances
// give. It reports false when there are none.
func (l *along) byUser(trip, shape, from, to int, near float64, told map[[2]int]bool) bool {
	f, st, t := l.feed, &l.feed.Times, &l.feed.Trips[trip]
	first, last := f.Shapes.Of(shape)
	points := f.Shapes.Points[first:last]
	if st.Dist == nil || points[len(points)-1].Dist <= 0 {
		return false
	}
	for i, p := range points {
		if p.Dist < 0 || i > 0 && p.Dist < points[i-1].Dist {
			return false
		}
	}
	for row := from; row < to; row++ {
		if st.Dist[row] < 0 || row > from && st.Dist[row] < st.Dist[row-1] || st.Stop[row] == gtfs.None {
			return false
		}
	}
	i := 0
	for row := from; row < to; row++ {
		for i+1 < len(points)-1 && points[i+1].Dist < st.Dist[row] {
			i++
		}
		a, b := points[i], points[i+1]
		u := 1.0
		if b.Dist > a.Dist {
			u = min(1, max(0, (st.Dist[row]-a.Dist)/(b.Dist-a.Dist)))
		}
		lat, lon := a.Lat+u*(b.Lat-a.Lat), a.Lon+u*(b.Lon-a.Lon)
		s := &f.Stops[st.Stop[row]]
		key := [2]int{shape, int(st.Stop[row])}
		if m := metres(lat, lon, s.Lat, s.Lon); m > near && !told[key] {
			told[key] = true
			l.add(&tooFarByUser, l.tripLine(trip), t.ShapeID, t.ID, st.Line(row), s.ID, s.Name, [2]float64{lat, lon}, m)
		}
	}
	return true
}
