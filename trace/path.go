package trace

import (
	"errors"
	"fmt"
	"math"
	"sort"
	"sync"
	"sync/atomic"
)

// LatLon is a place in WGS 84 degrees.
type LatLon struct{ Lat, Lon float64 }

// onEarth is false for NaN and infinities, too.
func (p LatLon) onEarth() bool { return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 }

// Bounds of what NewPath accepts and prepares.
const (
	maxVertices = 1_000_000
	maxLength   = 10_000_000.0 // metres
	minLength   = 1.0          // metres
	maxPiece    = 250.0        // metres; longer segments are cut
	closed      = 50.0         // metres: a path whose ends are no farther apart is a ring
	maxLat      = 85.0         // beyond, a degree of longitude is no use as a unit
)

// A Path is a line along which vehicles drive from its first point to its
// last, prepared for matching. It does not change and may be used by many
// goroutines at once.
type Path struct {
	segments   []segment
	length     float64
	start, end LatLon
	ring       bool    // it ends where it starts
	middle     float64 // longitude halfway, for lines across the antimeridian

	index   atomic.Pointer[index] // of the corridor asked for last
	workers sync.Pool             // *worker
}

// segment is a straight piece of a path, at most maxPiece long.
type segment struct {
	lat, lon    float64 // its beginning; longitudes run on across ±180
	north, east float64 // metres per degree
	dx, dy      float64 // metres
	inverse     float64 // 1 / (dx² + dy²)
	along       float64 // metres of path before it
	length      float64
}

// Errors of NewPath, wrapped with what is wrong where.
var (
	ErrShort  = errors.New("trace: the line has fewer than two different points")
	ErrPlace  = errors.New("trace: a point of the line is not a place on earth, or too near a pole")
	ErrExtent = errors.New("trace: the line is too long")
)

// NewPath prepares a line. Lines run straight in latitude and longitude between
// their points, lengths are on the WGS 84 ellipsoid with an error below one in
// 100,000. Of longitudes the shorter way round is taken. The error is ErrShort
// for a line under a metre, ErrPlace for a vertex that is no place on earth or
// beyond 85 degrees of latitude, ErrExtent for a line longer than 10,000 km or
// of more than a million points.
func NewPath(line []LatLon) (*Path, error) {
	if len(line) > maxVertices {
		return nil, fmt.Errorf("%w: %d points, at most %d", ErrExtent, len(line), maxVertices)
	}
	p := &Path{}
	low, high := math.Inf(1), math.Inf(-1)
	lon := 0.0
	for i, v := range line {
		if !v.onEarth() || math.Abs(v.Lat) > maxLat {
			return nil, fmt.Errorf("%w: point %d is %v, %v", ErrPlace, i+1, v.Lat, v.Lon)
		}
		if i == 0 {
			lon = v.Lon
		} else {
			next := lon + turn(v.Lon-line[i-1].Lon)
			if err := p.add(line[i-1].Lat, lon, v.Lat, next); err != nil {
				return nil, err
			}
			lon = next
		}
		low, high = min(low, lon), max(high, lon)
	}
	if p.length < minLength {
		return nil, ErrShort
	}
	p.start, p.end = line[0], line[len(line)-1]
	p.ring = ground(p.start, p.end) <= closed
	p.middle = (low + high) / 2
	return p, nil
}

// add appends the straight piece between two vertices, cut where it is long.
func (p *Path) add(lat, lon, toLat, toLon float64) error {
	if lat == toLat && lon == toLon {
		return nil
	}
	north, east := metric((lat + toLat) / 2)
	d := hypot((toLat-lat)*north, (toLon-lon)*east)
	if p.length+d > maxLength {
		return fmt.Errorf("%w: over %.0f km", ErrExtent, maxLength/1000)
	}
	n := max(1, int(math.Ceil(d/maxPiece)))
	for i := range n {
		a, b := float64(i)/float64(n), float64(i+1)/float64(n)
		s := segment{lat: lat + float64(a*(toLat-lat)), lon: lon + float64(a*(toLon-lon)), along: p.length}
		endLat, endLon := lat+float64(b*(toLat-lat)), lon+float64(b*(toLon-lon))
		s.north, s.east = metric((s.lat + endLat) / 2)
		s.dx, s.dy = (endLon-s.lon)*s.east, (endLat-s.lat)*s.north
		s.length = hypot(s.dx, s.dy)
		if s.length < 1e-6 {
			continue
		}
		s.inverse = 1 / float64(s.length*s.length)
		p.segments = append(p.segments, s)
		p.length += s.length
	}
	return nil
}

// Length is the path's length in metres.
func (p *Path) Length() float64 { return p.length }

// At is the place so many metres along the path; before its start and beyond
// its end, the start and the end.
func (p *Path) At(metres float64) LatLon {
	if !(metres > 0) {
		return p.start
	}
	if metres >= p.length {
		return p.end
	}
	i := sort.Search(len(p.segments), func(i int) bool { return p.segments[i].along > metres }) - 1
	s := &p.segments[i]
	t := (metres - s.along) / s.length
	return LatLon{
		Lat: s.lat + float64(t*s.dy)/s.north,
		Lon: wrap(s.lon + float64(t*s.dx)/s.east),
	}
}

// shortcut finds where a vehicle left a stretch of the path and came back to
// it without driving all of it, having moved no more than some metres: two
// places that are near each other on the ground, each near its end of the
// stretch.
func (p *Path) shortcut(from, to, moved float64) (leave, back float64) {
	moved = min(moved, (to-from)/2)
	step := max(5, moved/40)
	leave, back = from, to
	best := 2 * ground(p.At(from), p.At(to))
	for x := 0.0; x <= moved; x += step {
		a := p.At(from + x)
		for y := 0.0; x+y <= moved; y += step {
			if d := 2*ground(a, p.At(to-y)) + x + y; d < best {
				leave, back, best = from+x, to-y, d
			}
		}
	}
	return leave, back
}

// Nearest is the place of the path that is nearest to a point: metres along
// the path and metres off it. Of equally near ones it is the first. It looks at
// the whole path and is meant for single questions. A point that is no place on
// earth is infinitely far.
func (p *Path) Nearest(at LatLon) (along, off float64) {
	if !at.onEarth() {
		return 0, math.Inf(1)
	}
	off = math.Inf(1)
	lon := p.unroll(at.Lon)
	for i := range p.segments {
		s := &p.segments[i]
		t, d2, _ := s.project(at.Lat, lon)
		if d := math.Sqrt(d2); d < off {
			along, off = s.along+float64(t*s.length), d
		}
	}
	return min(along, p.length), off
}

// project gives how far along a segment (0 to 1) the nearest place to a point
// is, and the squares of the point's distances to that place and to the
// segment's end.
func (s *segment) project(lat, lon float64) (t, d2, end2 float64) {
	x, y := (lon-s.lon)*s.east, (lat-s.lat)*s.north
	t = (float64(x*s.dx) + float64(y*s.dy)) * s.inverse
	t = max(0, min(1, t))
	ex, ey := x-float64(t*s.dx), y-float64(t*s.dy)
	fx, fy := x-s.dx, y-s.dy
	return t, float64(ex*ex) + float64(ey*ey), float64(fx*fx) + float64(fy*fy)
}

// unroll brings a longitude to the path's side of the antimeridian.
func (p *Path) unroll(lon float64) float64 {
	switch d := lon - p.middle; {
	case d > 180:
		return lon - 360
	case d < -180:
		return lon + 360
	}
	return lon
}

func wrap(lon float64) float64 {
	switch {
	case lon > 180:
		return lon - 360
	case lon < -180:
		return lon + 360
	}
	return lon
}
