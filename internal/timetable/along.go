package timetable

import (
	"math"
	"strconv"
	"strings"

	"sinergi/territory"
)

// degrees writes a coordinate with at most seven decimals.
func degrees(v float64) string {
	s := strconv.FormatFloat(v, 'f', 7, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// metres is the distance between two places.
func metres(a, b Place) float64 { return territory.Distance(a.point(), b.point()) }

// placed is where a halt lies along a way.
type placed struct {
	along float64 // metres from the way's start
	off   float64 // metres beside it
	// nearest is how far beside the way the halt lies when the order of the
	// halts is left aside: much less than off for one out of its order.
	nearest float64
}

// plane is a way on a flat sheet around its first place; over a town the
// sheet is true to a thousandth.
type plane struct {
	origin Place
	scale  float64
	xy     [][2]float64
	along  []float64 // metres from the start, by place
}

func newPlane(way []Place) *plane {
	pl := &plane{origin: way[0], scale: math.Cos(way[0].Lat * math.Pi / 180), along: make([]float64, len(way))}
	for i, q := range way {
		pl.xy = append(pl.xy, pl.at(q))
		if i > 0 {
			pl.along[i] = pl.along[i-1] + metres(way[i-1], q)
		}
	}
	return pl
}

const metresPerDegree = 111_195

func (pl *plane) at(q Place) [2]float64 {
	return [2]float64{(q.Lon - pl.origin.Lon) * metresPerDegree * pl.scale, (q.Lat - pl.origin.Lat) * metresPerDegree}
}

// beside gives where on a piece of the way, 0 to 1, a place is nearest, not
// before a given part, and the squared distance in metres.
func (pl *plane) beside(q [2]float64, piece int, least float64) (part, far float64) {
	a, b := pl.xy[piece], pl.xy[piece+1]
	dx, dy := b[0]-a[0], b[1]-a[1]
	if l := dx*dx + dy*dy; l > 0 {
		part = ((q[0]-a[0])*dx + (q[1]-a[1])*dy) / l
	}
	part = min(max(part, least), 1)
	x, y := q[0]-a[0]-part*dx, q[1]-a[1]-part*dy
	return part, x*x + y*y
}

// place puts halts along a way in their order, so that together they lie as
// near to it as they can (least squares, by dynamic programming over the
// pieces of the way).
func place(way, halts []Place) []placed {
	if len(way) < 2 || len(halts) == 0 {
		return nil
	}
	pl := newPlane(way)
	pieces := len(way) - 1
	type state struct {
		part, cost float64
		from       int32 // piece of the halt before
	}
	table := make([][]state, len(halts))
	out := make([]placed, len(halts))
	for h, halt := range halts {
		q := pl.at(halt)
		row := make([]state, pieces)
		nearest, best, bestAt := math.Inf(1), math.Inf(1), int32(0)
		for s := range pieces {
			part, far := pl.beside(q, s, 0)
			nearest = min(nearest, far)
			if h == 0 {
				row[s] = state{part, far, 0}
				continue
			}
			before := table[h-1]
			row[s] = state{part, far + best, bestAt}
			if p2, f2 := pl.beside(q, s, before[s].part); before[s].cost+f2 < row[s].cost {
				row[s] = state{p2, before[s].cost + f2, int32(s)}
			}
			if before[s].cost < best {
				best, bestAt = before[s].cost, int32(s)
			}
		}
		table[h] = row
		out[h].nearest = math.Sqrt(nearest)
	}
	at := 0
	for s, st := range table[len(halts)-1] {
		if st.cost < table[len(halts)-1][at].cost {
			at = s
		}
	}
	for h := len(halts) - 1; h >= 0; h-- {
		st := table[h][at]
		a, b, q := pl.xy[at], pl.xy[at+1], pl.at(halts[h])
		out[h].off = math.Hypot(q[0]-a[0]-st.part*(b[0]-a[0]), q[1]-a[1]-st.part*(b[1]-a[1]))
		out[h].along = pl.along[at] + st.part*(pl.along[at+1]-pl.along[at])
		at = int(st.from)
	}
	return out
}
