package simulate

import "math"

// line is a way on the ground with an odometer along it.
type line struct {
	lat, lon    []float64 // degrees
	cum         []float64 // metres from the start
	north, east []float64 // direction of the segment that ends at the point
}

// add appends a point. One that is where the last is adds nothing.
func (l *line) add(lat, lon float64) {
	if n := len(l.cum); n > 0 {
		my, mx := scale((l.lat[n-1] + lat) / 2)
		north, east := (lat-l.lat[n-1])*my, (lon-l.lon[n-1])*mx
		d := math.Hypot(north, east)
		if d < 0.001 {
			return
		}
		l.cum = append(l.cum, l.cum[n-1]+d)
		l.north, l.east = append(l.north, north/d), append(l.east, east/d)
	} else {
		l.cum, l.north, l.east = append(l.cum, 0), append(l.north, 0), append(l.east, 0)
	}
	l.lat, l.lon = append(l.lat, lat), append(l.lon, lon)
}

func (l *line) length() float64 {
	if len(l.cum) == 0 {
		return 0
	}
	return l.cum[len(l.cum)-1]
}

// at gives the place so many metres along, and the segment that it is on.
// hint is the segment where to begin looking.
func (l *line) at(s float64, hint int) (lat, lon float64, segment int) {
	i := max(min(hint, len(l.cum)-1), 1)
	for i > 1 && l.cum[i-1] > s {
		i--
	}
	for i < len(l.cum)-1 && l.cum[i] < s {
		i++
	}
	t := math.Max(0, math.Min(1, (s-l.cum[i-1])/(l.cum[i]-l.cum[i-1])))
	return l.lat[i-1] + t*(l.lat[i]-l.lat[i-1]), l.lon[i-1] + t*(l.lon[i]-l.lon[i-1]), i
}

// nearest gives the metres along of the place nearest to a point.
func (l *line) nearest(lat, lon float64) (along float64) {
	_, along = l.project(lat, lon)
	return along
}

// project gives how far a point is from the line and where along.
func (l *line) project(lat, lon float64) (off, along float64) {
	my, mx := scale(lat)
	off = math.Inf(1)
	for i := 1; i < len(l.cum); i++ {
		y, x := (lat-l.lat[i-1])*my, (lon-l.lon[i-1])*mx
		t := math.Max(0, math.Min(l.cum[i]-l.cum[i-1], y*l.north[i]+x*l.east[i]))
		if d := math.Hypot(y-t*l.north[i], x-t*l.east[i]); d < off {
			off, along = d, l.cum[i-1]+t
		}
	}
	return off, along
}

// reversed gives the line driven the other way.
func (l *line) reversed() *line {
	r := &line{}
	for i := len(l.lat) - 1; i >= 0; i-- {
		r.add(l.lat[i], l.lon[i])
	}
	return r
}

// through gives the line through points of latitude and longitude.
func through(points ...[2]float64) *line {
	l := &line{}
	for _, p := range points {
		l.add(p[0], p[1])
	}
	return l
}

// moved gives the point so many metres north and east of another.
func moved(lat, lon, north, east float64) [2]float64 {
	my, mx := scale(lat)
	return [2]float64{lat + north/my, lon + east/mx}
}

// scale gives the metres in a degree of latitude and of longitude on the
// WGS 84 ellipsoid, from its radii of curvature in the meridian and in the
// prime vertical at a latitude. Along a segment of a street the length that
// follows is right to a millimetre.
func scale(lat float64) (north, east float64) {
	const (
		a  = 6378137.0         // semi-major axis, metres
		f  = 1 / 298.257223563 // flattening
		e2 = f * (2 - f)       // eccentricity squared
		mm = a * (1 - e2)      // numerator of the meridian radius
		pd = math.Pi / 180     // radians in a degree
	)
	sin, cos := math.Sincos(lat * pd)
	w2 := 1 - e2*sin*sin
	w := math.Sqrt(w2)
	return mm / (w2 * w) * pd, a / w * cos * pd
}
