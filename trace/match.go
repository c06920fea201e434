package trace

import (
	"cmp"
	"math"
	"slices"
)

// Point is where a vehicle was.
type Point struct {
	At       int64 // microseconds since 1970, UTC
	Lat, Lon float64
}

// Role says what a point was used for.
type Role uint8

// The roles of a point.
const (
	OnPath  Role = iota // it tells how far along the path the vehicle was
	OffPath             // it is beyond the corridor
	Outlier             // it jumped: left out
)

// Mark is what became of a point.
type Mark struct {
	At    int64
	Along float64 // metres along the path; meaningless off it
	Off   float64 // metres from the path
	Role  Role
}

// clean gives the usable points in order of time, one an instant.
func clean(points []Point) []Point {
	ps := make([]Point, 0, len(points))
	for _, q := range points {
		if math.Abs(q.Lat) <= 90 && math.Abs(q.Lon) <= 180 {
			ps = append(ps, q)
		}
	}
	slices.SortFunc(ps, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon))
	})
	return slices.CompactFunc(ps, func(a, b Point) bool { return a.At == b.At })
}

// state is a candidate in the dynamic programme.
type state struct {
	candidate
	cost float64
	from int8 // index of the best state of the last point that had any
}

const sigma = 15.0 // metres: how far off the path a good position may well be

// match gives every point its place on the path.
func (p *Path) match(points []Point, opt Options) []Mark {
	marks := make([]Mark, len(points))
	type layer struct {
		point  int
		first  int // of its states
		states int
	}
	var layers []layer
	states := make([]state, 0, len(points))
	buf := make([]candidate, 0, 16)
	var lastX, lastY float64
	for i, q := range points {
		x, y := p.plane(q.Lat, q.Lon)
		marks[i] = Mark{At: q.At, Role: OffPath, Off: math.Inf(1)}
		buf = p.candidates(x, y, opt.Corridor, buf)
		if len(buf) == 0 {
			continue
		}
		first := len(states)
		for _, c := range buf {
			st := state{candidate: c, cost: c.d * c.d / (2 * sigma * sigma), from: -1}
			if n := len(layers); n > 0 {
				prev := layers[n-1]
				moved, seconds := math.Hypot(x-lastX, y-lastY), float64(q.At-points[prev.point].At)/1e6
				best := math.Inf(1)
				for k := range prev.states {
					before := states[prev.first+k]
					if cost := before.cost + transition(c.s-before.s, moved, seconds, opt.MaxSpeed); cost < best {
						best, st.from = cost, int8(k)
					}
				}
				st.cost += best
			}
			states = append(states, st)
		}
		layers = append(layers, layer{i, first, len(states) - first})
		lastX, lastY = x, y
	}
	if len(layers) == 0 {
		return marks
	}
	last := layers[len(layers)-1]
	at := 0
	for k := range last.states {
		if states[last.first+k].cost < states[last.first+at].cost {
			at = k
		}
	}
	for n := len(layers) - 1; n >= 0; n-- {
		st := states[layers[n].first+at]
		m := &marks[layers[n].point]
		m.Along, m.Off, m.Role = st.s, st.d, OnPath
		at = int(st.from)
	}
	return marks
}

// transition is the cost of a step of ds metres along the path while the
// vehicle moved so many metres in so many seconds. Steps backwards cost a
// little, so that of two passages over the same road the forward one is taken.
func transition(ds, moved, seconds, maxSpeed float64) float64 {
	step := math.Abs(ds)
	cost := math.Max(0, moved-step)/20 + math.Max(0, step-1.5*moved-50)/20
	if step > maxSpeed*seconds+100 {
		cost += 20
	}
	if ds < -30 {
		cost += math.Min(-ds/20, 8)
	}
	return math.Min(cost, 60)
}

// rejectJumps marks points that jump along the path and come back: those that
// make the way from the point before to the point after longer by more than
// noise and a turn at a terminal explain.
func rejectJumps(marks []Mark) {
	const noise, turning = 60.0, 2.0 // metres, metres per second
	before, at := -1, -1
	for i := range marks {
		if marks[i].Role != OnPath {
			continue
		}
		if before >= 0 {
			a, b, c := &marks[before], &marks[at], &marks[i]
			excess := math.Abs(b.Along-a.Along) + math.Abs(c.Along-b.Along) - math.Abs(c.Along-a.Along)
			if excess > noise+turning*float64(c.At-a.At)/1e6 {
				b.Role = Outlier
				at = before
			}
		}
		before, at = at, i
	}
}
