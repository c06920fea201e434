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

// farthest is the last instant that is believed, in microseconds before or
// after 1970, so that differences of instants do not overflow.
const farthest = 1 << 61

func (q Point) usable() bool {
	return math.Abs(q.Lat) <= 90 && math.Abs(q.Lon) <= 180 && q.At >= -farthest && q.At <= farthest
}

func (q Point) place() LatLon { return LatLon{q.Lat, q.Lon} }

func (q Point) compare(o Point) int {
	return cmp.Or(cmp.Compare(q.At, o.At), cmp.Compare(q.Lat, o.Lat), cmp.Compare(q.Lon, o.Lon))
}

// clean gives the usable points in order of time, each once. Points that are
// so already are given back as they are; others are put into buf.
func clean(points, buf []Point) []Point {
	tidy := true
	for i, q := range points {
		if !q.usable() || (i > 0 && points[i-1].compare(q) >= 0) {
			tidy = false
			break
		}
	}
	if tidy {
		return points
	}
	buf = buf[:0]
	for _, q := range points {
		if q.usable() {
			buf = append(buf, q)
		}
	}
	slices.SortFunc(buf, Point.compare)
	return slices.CompactFunc(buf, func(a, b Point) bool { return a.compare(b) == 0 })
}
