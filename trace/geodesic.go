package trace

import "math"

// WGS 84.
const (
	semiMajor    = 6378137.0
	eccentricity = 0.00669437999014131699613723 // squared
	degree       = math.Pi / 180
)

// metric gives the metres in a degree of latitude and in a degree of longitude
// at a latitude: the radius of curvature of the meridian and the radius of the
// parallel (Torge & Müller, Geodesy, 4th ed., eqs. 4.13–4.15). With the mean
// latitude of two places less than a kilometre apart, Pythagoras on these
// metres is within one in a million of the geodesic outside polar regions.
func metric(lat float64) (north, east float64) {
	sin, cos := math.Sincos(lat * degree)
	w := 1 - float64(eccentricity*float64(sin*sin))
	root := math.Sqrt(w)
	return degree * semiMajor * (1 - eccentricity) / float64(w*root), degree * semiMajor * cos / root
}

// hypot is the length of a vector. Products are rounded before they are summed
// (here and wherever metres are computed), so that processors with fused
// multiply-add give the same bits as those without.
func hypot(x, y float64) float64 { return math.Sqrt(float64(x*x) + float64(y*y)) }

// ground is the distance in metres between two places near each other.
func ground(a, b LatLon) float64 {
	north, east := metric((a.Lat + b.Lat) / 2)
	return hypot((b.Lat-a.Lat)*north, turn(b.Lon-a.Lon)*east)
}

// turn brings a difference of longitudes into ±180.
func turn(d float64) float64 {
	switch {
	case d > 180:
		return d - 360
	case d < -180:
		return d + 360
	}
	return d
}
