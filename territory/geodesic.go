package territory

import "math"

// WGS 84.
const (
	axis         = 6378137.0
	eccentricity = 0.00669437999014131699613723 // squared
	degree       = math.Pi / 180
	// A longer segment is measured in pieces, so that the mean latitude of each
	// stands for all of it.
	maxPiece = 2000.0 // metres
)

// metric gives the metres in a degree of latitude and of longitude at a
// latitude: the meridian's radius of curvature, and the radius of the parallel
// (Torge & Müller, Geodesy, 4th ed., eqs. 4.13–4.15).
func metric(lat float64) (north, east float64) {
	sin, cos := math.Sincos(lat * degree)
	w := 1 - eccentricity*sin*sin
	root := math.Sqrt(w)
	return degree * axis * (1 - eccentricity) / (w * root), degree * axis * cos / root
}

// segment is the length in metres of a short segment.
func segment(a, b Point) float64 {
	north, east := metric((a.Lat + b.Lat) / 2)
	return math.Hypot((b.Lat-a.Lat)*north, (b.Lon-a.Lon)*east)
}

// pieces is in how many pieces a segment is measured and divided.
func pieces(a, b Point) int { return 1 + int(segment(a, b)/maxPiece) }

// Distance is the length in metres of the segment from a to b that is straight
// in latitude and longitude.
func Distance(a, b Point) float64 {
	n := pieces(a, b)
	sum, last := 0.0, a
	for i := 1; i <= n; i++ {
		next := between(a, b, float64(i)/float64(n))
		sum += segment(last, next)
		last = next
	}
	return sum
}

func between(a, b Point, t float64) Point {
	if t >= 1 {
		return b
	}
	return Point{a.Lat + t*(b.Lat-a.Lat), a.Lon + t*(b.Lon-a.Lon)}
}
